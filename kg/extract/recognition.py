"""Doc, Encoding -> names as they are recognised, before they are repaired: tokens and a label.

The encoder's names, and those of spaCy's beside them that the encoder thinks possible. Without an encoding, spaCy's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.encoder import Encoding, name_chances, name_spans
from kg.tokens import Doc, Span

_NAME_LABELS = frozenset(
    ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")
)
# The encoder's coarse classes -> labels; a class that no label of spaCy's stands for is a label of its own.
_LABELS = {
    "Person": "PERSON",
    "Organization": "ORG",
    "Country": "GPE",
    "City": "GPE",
    "Region": "GPE",
    "Place": "LOC",
    "Group": "NORP",
    "Event": "EVENT",
    "Work": "WORK_OF_ART",
    "Product": "PRODUCT",
    "Law": "LAW",
    "Language": "LANGUAGE",
    "Award": "Award",
    "Concept": "Concept",
}
_POSSIBLE = 0.2  # chance below which a name that only spaCy sees is none; set on DWIE train


class Recognised(NamedTuple):
    """Tokens `[start, end)` taken for a name, and the recogniser's label."""

    start: int
    end: int
    label: str


def recognised(doc: Doc, encoding: Encoding | None) -> list[Recognised]:
    """Names in text order."""
    named = [ent for ent in doc.ents if ent.label_ in _NAME_LABELS]
    if encoding is None:
        return [Recognised(ent.start, ent.end, ent.label_) for ent in named]
    found = [
        Recognised(name.start, name.end, _LABELS[name.type]) for name in name_spans(encoding) if name.type in _LABELS
    ]
    return sorted([*found, *_missed(named, found, encoding)])


def _missed(named: list[Span], found: list[Recognised], encoding: Encoding) -> Iterator[Recognised]:
    taken = {index for name in found for index in range(name.start, name.end)}
    chances = name_chances(encoding)
    for ent in named:
        if taken.isdisjoint(range(ent.start, ent.end)) and chances[ent.root.i] > _POSSIBLE:
            yield Recognised(ent.start, ent.end, ent.label_)
