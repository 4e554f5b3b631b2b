"""Extraction -> Context: the countries that an article speaks of, and what stands right behind a place's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.extract.lexicon import Lexicon, lexicon
from kg.gazetteer import Gazetteer, Place
from kg.model import Extraction, Mention
from kg.ontology import Ontology

_BEHIND = re.compile(r"(?:,| \() ?((?:[^\W\d_][\w'.-]*)(?: [A-Z][\w'.-]*){0,2})")
_MOST_WORDS = 3  # a name behind a comma has at most so many words


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the article says around one name."""

    countries: Mapping[str, float]  # ISO 3166 code -> share of what is said of countries
    near: tuple[Place, ...]  # places that the article certainly names
    around: frozenset[str]  # codes of the countries and regions that stand right behind the name


@dataclass(frozen=True, slots=True)
class Context:
    """What an article says of countries and places."""

    countries: Mapping[str, float]
    behind: Mapping[str, frozenset[str]]
    near: tuple[Place, ...] = ()

    def of(self, chain: str) -> Surroundings:
        """The surroundings of one chain."""
        return Surroundings(self.countries, self.near, self.behind.get(chain, frozenset()))


def context_of(extraction: Extraction, places: Gazetteer, ontology: Ontology) -> Context:
    """The context that names of countries and demonyms give."""
    words = lexicon(ontology)
    codes = {name: code for code, name in words.codes.items()}
    counts: Counter[str] = Counter()
    behind: dict[str, frozenset[str]] = {}
    for mention in extraction.mentions:
        if mention.kind == "name":
            text = extraction.article.text[mention.start : mention.end]
            counts[codes.get(_country(text, words), "")] += 1
            behind[mention.chain] = behind.get(mention.chain, frozenset()) | _behind(mention, extraction, places)
    del counts[""]
    return Context(_shares(counts), behind)


def with_places(context: Context, found: Iterable[Place]) -> Context:
    """The context with places that are certain: each speaks for its country."""
    near = tuple(found)
    counts = Counter(place.country for place in near if place.country)
    shares = _shares(counts)
    countries = {
        code: context.countries.get(code, 0.0) + shares.get(code, 0.0) for code in {*context.countries, *shares}
    }
    return replace(context, countries=_shares(countries), near=near)


def _country(text: str, words: Lexicon) -> str:
    bare = text.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s")
    return words.countries.get(bare) or words.demonyms.get(bare) or ""


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {code: count / total for code, count in sorted(counts.items())} if total else {}


def _behind(mention: Mention, extraction: Extraction, places: Gazetteer) -> frozenset[str]:
    """ "Paris, Texas", "Springfield (Illinois)": the codes of what the name is said to be in."""
    text = extraction.article.text
    match = _BEHIND.match(text, mention.end)
    if match is None:
        return frozenset()
    words = match[1].split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:count])
        found = [place for form in (name, name.rstrip(".")) for place in places.named(form) if place.kind != "city"]
        if found:
            return frozenset(place.region or place.country for place in found)
    return frozenset()
