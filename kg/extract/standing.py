"""`cues/factuality.toml` -> Words: how the words of a language change the standing of events beside and below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.model import Factuality
from kg.ontology import Ontology

_CACHE = "_factuality"


FACT = Factuality()


@dataclass(frozen=True, slots=True)
class Effect:
    """What a word does to the events it governs, and when it does not."""

    standing: Factuality = FACT
    presupposed: bool = False
    one_way: bool = False
    past_holds: bool = False
    adjacent: bool = False
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """`cues/factuality.toml`, indexed."""

    auxiliaries: dict[str, Effect]
    perfect: dict[str, Effect]
    adverbs: dict[str, Effect]
    pairs: dict[str, Effect]
    determiners: dict[str, Effect]
    pronouns: dict[str, Effect]
    adjectives: dict[str, Effect]
    marks: dict[str, Effect]
    prepositions: dict[str, Effect]
    phrases: dict[str, Effect]
    openings: dict[str, Effect]
    governors: dict[tuple[str, str], Effect]
    attempts: frozenset[str]
    temporal: frozenset[str]
    conditionals: frozenset[str]
    ordinals: frozenset[str]
    occurrence: frozenset[str]
    light: frozenset[str]
    events: frozenset[str]
    fiction: frozenset[str]
    retold: frozenset[str]
    minds: frozenset[str]
    roles: frozenset[str]
    tales: frozenset[str]


POSSIBLE = Factuality("possible")
AIMED = Factuality("possible", future=True)
FUTURE = Factuality(future=True)
SAME = Effect()


def read_words(ontology: Ontology) -> Words:
    cached = ontology.cues.get(_CACHE)
    if not isinstance(cached, Words):
        cached = _index(ontology.cues.get("factuality", {}))
        ontology.cues[_CACHE] = cached
    return cached


def _index(tables: dict[str, Any]) -> Words:
    def effects(name: str) -> dict[str, Effect]:
        return {word: _read_effect(fields) for word, fields in tables.get(name, {}).items()}

    def listed(name: str, field: str) -> frozenset[str]:
        return frozenset(tables.get(name, {}).get(field, ()))

    return Words(
        auxiliaries=effects("auxiliaries"),
        perfect=effects("perfect_auxiliaries"),
        adverbs=effects("adverbs"),
        pairs=effects("adverb_pairs"),
        determiners=effects("determiners"),
        pronouns=effects("pronouns"),
        adjectives=effects("adjectives"),
        marks=effects("marks"),
        prepositions=effects("prepositions"),
        phrases=effects("phrases"),
        openings=effects("openings"),
        governors=_governors(tables.get("governor", [])),
        attempts=listed("attempts", "nouns"),
        temporal=listed("temporal", "words"),
        conditionals=listed("conditionals", "words"),
        ordinals=listed("ordinals", "words"),
        occurrence=listed("occurrence", "verbs"),
        light=listed("light", "verbs"),
        events=listed("events", "nouns"),
        fiction=listed("fiction", "nouns"),
        retold=listed("fiction", "retold"),
        minds=listed("fiction", "minds"),
        roles=listed("fiction", "roles"),
        tales=listed("tales", "nouns"),
    )


def _read_effect(fields: dict[str, Any]) -> Effect:
    standing = Factuality(
        fields.get("certainty", "certain"), fields.get("polarity", "positive"), fields.get("future", False)
    )
    switches = {
        name: fields[name] for name in ("presupposed", "one_way", "past_holds", "adjacent", "unless") if name in fields
    }
    return Effect(standing, **switches)


def _governors(groups: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Effect]:
    """By complement and lemma; the first group that lists a pair wins."""
    index: dict[tuple[str, str], Effect] = {}
    for group in groups:
        effect = _read_effect(group)
        for lemma in group["lemmas"]:
            for takes in group["takes"]:
                index.setdefault((takes, lemma), effect)
    return index
