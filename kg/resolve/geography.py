"""Names of places -> where they are: codes of countries ("GB") and of American states ("US-OR").

A name that several places bear is the one nearest to what else the article names; failing that, the one it is linked to
(`kg.places`), or the largest, when no other of that name comes near it in size.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.gazetteer import Gazetteer, Place
from kg.model import Chain

_LEADS = 4.0  # how many times as large as the next of its name a place is that is meant without further words
_REGION = 5_000_000  # inhabitants that a part of a country counts as having
_COUNTRY = 1_000_000_000
_OTHER_NAME = 10  # how much less a name tells that is not the usual one: Philadelphia is a name of Amman, too
_MOST_WORDS = 3  # of a country or state behind the name of a place
_UNITED_STATES = "US"


type Choice = Callable[[Sequence[Spot], Collection[str]], str | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map: a code, and a size by which the better known of two is told."""

    code: str
    size: int

    @property
    def country(self) -> str:
        """The country it is or lies in."""
        return self.code.partition("-")[0]


def spot(place: Place, name: str) -> Spot:
    """Where a place of the gazetteer is, and how large for one who calls it `name`."""
    code = place.region if place.country == _UNITED_STATES and place.region else place.country
    least = {"country": _COUNTRY, "region": _REGION if _is_large(place) else 0}.get(place.kind, 0)
    usual = place.kind != "city" or name.casefold() in (place.name.casefold(), f"{name} City".casefold())
    return Spot(code, max(place.population // (1 if usual else _OTHER_NAME), least))


def _is_large(place: Place) -> bool:
    """A country, a state of America, or a region that is told of in news."""
    listed = place.population > 0 or place.country == _UNITED_STATES
    return place.kind == "country" or (place.kind == "region" and listed)


def candidates(name: str, places: Gazetteer) -> tuple[Spot, ...]:
    """What a name may be, largest first; "Dayton, Ohio" is a place in Ohio, known or not."""
    words = name.replace(",", " ").split()
    whole = " ".join(words)
    if listed := places.named(whole):
        return _distinct(spot(place, whole) for place in listed if place.country)
    return next((near for length in _lengths(words) if (near := _around(words[-length:], places))), ())


def bare(name: str, places: Gazetteer) -> str:
    """A name without the country or state that follows it: "Dayton, Ohio" -> Dayton."""
    words = name.replace(",", " ").split()
    if len(words) < 2 or places.named(" ".join(words)):
        return name
    length = next((length for length in _lengths(words) if _around(words[-length:], places)), 0)
    return " ".join(words[: len(words) - length])


def located(chains: Iterable[Chain], places: Gazetteer, within: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ids of chains -> the codes of the places that their names stand for, of those that can be told.

    `within`: chain of a place -> chain of the country or state that is written behind its name: "Windsor, Ontario".
    """
    named = sorted(chains, key=lambda chain: chain.id)
    options = {chain.id: spots for chain in named if (spots := candidates(chain.name, places))}
    options = _with_holders(options, {chain.id: chain.name for chain in named}, within or {}, places)
    linked = {chain.id: code for chain in named if (code := _linked(chain, places))}
    found = {chain: spots[0].code for chain, spots in options.items() if _plain(spots)}
    found |= _chosen(_near, options, found)
    found = linked | found
    for choose in (_leading, _near):
        found |= _chosen(choose, options, found)
    return found


def _with_holders(
    options: Mapping[str, tuple[Spot, ...]], names: Mapping[str, str], within: Mapping[str, str], places: Gazetteer
) -> dict[str, tuple[Spot, ...]]:
    """What names may be, when one stands behind the other: a country or part of one, and a place in it."""
    found = dict(options)
    for place, holder in sorted(within.items()):
        if place not in names or holder not in names:
            continue
        areas = _distinct(spot(each, names[holder]) for each in places.named(names[holder]) if each.kind != "city")
        codes = {area.code for area in areas}
        inside = tuple(each for each in options.get(place, ()) if each.code in codes or each.country in codes)
        if areas and inside:
            found |= {holder: areas, place: inside}
    return found


def _chosen(choose: Choice, options: Mapping[str, tuple[Spot, ...]], found: Mapping[str, str]) -> dict[str, str]:
    known = frozenset(found.values())
    chosen = {chain: choose(spots, known) for chain, spots in options.items() if chain not in found}
    return {chain: code for chain, code in chosen.items() if code}


def _linked(chain: Chain, places: Gazetteer) -> str:
    place = next((place for link in chain.links if (place := places.at(link.iri))), None)
    return spot(place, place.name).code if place else ""


def _around(words: Sequence[str], places: Gazetteer) -> tuple[Spot, ...]:
    """The country or state that the last words of a name may be, as where the place lies."""
    found = (place for place in places.named(" ".join(words)) if _is_large(place))
    return _distinct(Spot(spot(place, place.name).code, 0) for place in found)


def _lengths(words: Sequence[str]) -> range:
    return range(min(_MOST_WORDS, len(words) - 1), 0, -1)


def _distinct(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The largest of each code, largest first."""
    sizes: dict[str, int] = {}
    for each in spots:
        sizes[each.code] = max(sizes.get(each.code, 0), each.size)
    return tuple(Spot(code, size) for code, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def _plain(spots: Sequence[Spot]) -> bool:
    """Whether a name is a country's or a state's and no other's, or a single place's."""
    return len(spots) == 1 or spots[0].size >= _REGION > spots[1].size


def _near(spots: Sequence[Spot], codes: Collection[str]) -> str | None:
    """The candidate in a state that is named otherwise, or in a country; None when there is no or more than one."""
    if in_state := [each for each in spots if each.code in codes and "-" in each.code]:
        return in_state[0].code
    countries = {code.partition("-")[0] for code in codes}
    return _common({each.code for each in spots if each.country in countries})


def _leading(spots: Sequence[Spot], _: Collection[str]) -> str | None:
    """The candidate that is much larger than any other."""
    leads = all(spots[0].size >= _LEADS * each.size for each in spots[1:])
    return spots[0].code if leads else _common({each.code for each in spots})


def _common(codes: Collection[str]) -> str | None:
    """The one code of several, or the country that all are in."""
    if len(codes) == 1:
        return min(codes)
    countries = {code.partition("-")[0] for code in codes}
    return min(countries) if len(countries) == 1 else None


def codes_of(places: Mapping[str, str]) -> frozenset[str]:
    """Codes with those of the countries that they are in."""
    return frozenset(places.values()) | {code.partition("-")[0] for code in places.values()}
