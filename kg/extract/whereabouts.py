"""Chain -> the countries that it may lie in, and the body that it is part of, as its names tell.

What gazetteers and the ontology know is no evidence: they neither make a relation nor assert one. They say which of the
relations that the encoder suggests are possible, and which of them need less to be believed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import pycountry

from kg.extract.lexicon import Lexicon, cities, city_countries, main_city
from kg.model import Chain

_DIVIDED = ("City", "Region", "Place")
_LINKS = ("of", "in", "at")
_LARGE = 200_000  # inhabitants of a city whose name in another is hardly a common word


def whereabouts(chain: Chain, words: Lexicon) -> tuple[str, ...]:
    """Names of countries, the likeliest first; empty where no name of the chain is known."""
    look = _of_place if chain.type in _DIVIDED else _of_organization if chain.type == "Organization" else None
    if look is None:
        return ()
    found = (country for name in (chain.name, *chain.aliases) for country in look(name, words))
    return tuple(dict.fromkeys(found))


def _of_place(name: str, words: Lexicon) -> Iterator[str]:
    if name in words.capitals:
        yield words.capitals[name]
    codes = [main_city(name), *sorted(city_countries(name)), *_divided(name)]
    yield from (words.codes[code] for code in codes if code in words.codes)


def _of_organization(name: str, words: Lexicon) -> Iterator[str]:
    """Where it is known to sit, else what its name says: "Danish Farmers Association", "University of Odense"."""
    known = words.seats.get(name) or words.seats.get(words.aliases.get(name, ""))
    parts = name.removeprefix("The ").split()
    if known or len(parts) < 2:
        yield from (known,) if known else ()
        return
    yield from (words.demonyms.get(part) or words.countries[part] for part in parts if _is_national(part, words))
    ends = (" ".join(parts[place + 1 :]) for place, part in enumerate(parts) if part in _LINKS)
    codes = (main_city(city) for city in (parts[0], *ends) if cities().get(city, 0) >= _LARGE)
    yield from (words.codes[code] for code in codes if code in words.codes)


def _is_national(word: str, words: Lexicon) -> bool:
    return word in words.demonyms or word in words.countries


@functools.cache
def _divisions() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for division in pycountry.subdivisions:
        found.setdefault(division.name, set()).add(division.country_code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _divided(name: str) -> Iterable[str]:
    return sorted(_divisions().get(name, ()))


def body_above(chain: Chain, words: Lexicon) -> str | None:
    """The organisation of which the chain is known to be an organ: "Security Council" of the United Nations."""
    return next((words.wholes[name] for name in (chain.name, *chain.aliases) if name in words.wholes), None)


def own_name(chain: Chain, words: Lexicon) -> str | None:
    """What the tables call the country or the body that a chain stands for."""
    table = words.countries if chain.type == "Country" else words.bodies if chain.type == "Organization" else {}
    return next((table[name] for name in (chain.name, *chain.aliases) if name in table), None)
