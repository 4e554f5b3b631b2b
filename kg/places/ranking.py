"""A chain that names a place -> candidates, ranked by how well each fits the article."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.gazetteer import Gazetteer, Place
from kg.model import Chain
from kg.places.context import Surroundings

# Weights, in powers of ten of a city's inhabitants; set by hand and checked on the articles of DWIE's development part.
_KINDS = {"continent": 8.0, "country": 7.5, "region": 6.0}
_FITTING = {
    ("Country", "country"): 2.0,
    ("City", "city"): 2.0,
    ("Region", "region"): 2.0,
    ("Region", "continent"): 2.0,
    ("Place", "continent"): 2.0,
    ("Region", "country"): -1.0,
    ("City", "country"): -1.0,
    ("City", "region"): -1.0,
    ("Region", "city"): -1.0,
    ("Country", "region"): -2.0,
    ("Country", "city"): -4.0,
}
_UNFITTING = -3.0
_OWN_NAME = 1.0
_CAPITAL = 1.0
_COUNTRY_OF_STORY = 3.0
_MENTIONED = 1.0
_SAID = 6.0
_NEAR = 0.5
_SHARPNESS = 1.5  # how quickly a lead becomes certainty
_WELL_KNOWN = 100_000  # inhabitants
_UNTOLD = 0.45  # below what is linked at all
_LOCATIONS = frozenset(("Country", "Region", "City", "Place"))
_NEARBY = 3.0  # degrees
_CEILINGS = {True: 0.98, False: 0.8}  # of a place that is of the type the article gives it, and of another


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best candidate and how likely it is the one that is meant."""

    place: Place
    score: float
    reason: str


def candidates(chain: Chain, places: Gazetteer) -> tuple[Place, ...]:
    """The places that a chain's name, or failing that one of its other names, may mean."""
    if chain.type not in _LOCATIONS or not chain.named:
        return ()
    for name in (chain.name, *chain.aliases):
        bare = name.removeprefix("the ").removeprefix("The ")
        if found := tuple(place for place in places.named(bare) if _possible(chain, place)):
            return found
    return ()


def _possible(chain: Chain, place: Place) -> bool:
    """A river or a street is none of the places that have identifiers here, even where a city bears its name."""
    return chain.type != "Place" or place.kind in ("continent", "region")


def rank(chain: Chain, options: Sequence[Place], said: Surroundings) -> Ranked:
    """The most likely of several places."""
    weights = {place.iri: _weight(chain, place, said) for place in options}
    best = max(options, key=lambda place: (weights[place.iri], place.iri))
    total = sum(10 ** (_SHARPNESS * (weights[place.iri] - weights[best.iri])) for place in options)
    return Ranked(best, round(min(_ceiling(chain, best, said), 1 / total), 4), _reason(best, options, said))


def _ceiling(chain: Chain, place: Place, said: Surroundings) -> float:
    """How sure one can be of a place at all: little where nobody speaks of the country of a little known place."""
    told = place.country in said.countries or place.region in said.around
    if not told and place.kind in ("region", "city") and place.population < _WELL_KNOWN:
        return _UNTOLD
    return _CEILINGS[_FITTING.get((chain.type, place.kind), _UNFITTING) > 0]


def _reason(place: Place, options: Sequence[Place], said: Surroundings) -> str:
    """In words, what spoke for the place."""
    if len(options) == 1:
        return "the only place of that name"
    if {place.country, place.region} & said.around:
        return f"said to be in {place.region or place.country}, of {len(options)} places of that name"
    if place.country in said.countries:
        return f"the article speaks of {place.country}, of {len(options)} places of that name"
    return f"the best known of {len(options)} places of that name"


def _weight(chain: Chain, place: Place, said: Surroundings) -> float:
    share = said.countries.get(place.country, 0.0)
    return sum(
        (
            _KINDS.get(place.kind) or math.log10(place.population + 1),
            _FITTING.get((chain.type, place.kind), _UNFITTING),
            _OWN_NAME * (place.name.casefold() in {name.casefold() for name in (chain.name, *chain.aliases)}),
            _CAPITAL * place.capital,
            _COUNTRY_OF_STORY * share + _MENTIONED * (share > 0),
            _said_around(place, said.around),
            _NEAR * _is_near(place, said.near),
        )
    )


def _said_around(place: Place, around: frozenset[str]) -> float:
    """What stands right behind the name speaks for places there, and against all others."""
    if not around or place.kind in ("continent", "country"):
        return 0.0
    return _SAID if {place.country, place.region} & around else -_SAID


def _is_near(place: Place, others: Iterable[Place]) -> bool:
    return any(
        other.iri != place.iri
        and None not in (place.latitude, place.longitude, other.latitude, other.longitude)
        and abs((place.latitude or 0) - (other.latitude or 0)) < _NEARBY
        and abs((place.longitude or 0) - (other.longitude or 0)) < _NEARBY
        for other in others
    )
