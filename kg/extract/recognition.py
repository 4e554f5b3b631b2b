"""Doc, Encoding -> names and values as they are recognised, before they are repaired: tokens and a label.

Without an encoding they are spaCy's.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.encoder import Encoding, name_chances, name_spans
from kg.tokens import Doc

VALUES = frozenset(("Role", "Time", "Money", "Quantity"))
# spaCy's labels of values -> our classes. Its labels of names stay as they are.
_VALUE_LABELS = {"MONEY": "Money", "PERCENT": "Quantity", "QUANTITY": "Quantity", "DATE": "Time", "TIME": "Time"}
_NAME_LABELS = frozenset(
    ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")
)
# The encoder's coarse classes -> labels; those that no label of spaCy's stands for are labels of their own.
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
}
_POSSIBLE = 0.2  # a name that only spaCy sees needs a word with this chance to be of one; set on DWIE train


class Recognised(NamedTuple):
    """Tokens `[start, end)` taken for a name or value, and the recogniser's label."""

    start: int
    end: int
    label: str


def recognised(doc: Doc, encoding: Encoding | None) -> list[Recognised]:
    """Names and values in text order. Names are the encoder's before spaCy's, dates and sums spaCy's before its."""
    labels = {label: label for label in _NAME_LABELS} | _VALUE_LABELS
    seen = [Recognised(ent.start, ent.end, labels[ent.label_]) for ent in doc.ents if ent.label_ in labels]
    if encoding is None:
        return seen
    learned = [Recognised(name.start, name.end, _LABELS.get(name.type, name.type)) for name in name_spans(encoding)]
    chances = name_chances(encoding)
    first = [each for each in learned if each.label not in VALUES or each.label == "Role"]
    first += [each for each in seen if each.label in VALUES]
    rest = [each for each in learned if each.label in VALUES]
    rest += [each for each in seen if each.label not in VALUES and chances[each.start : each.end].max() > _POSSIBLE]
    taken = {index for each in first for index in range(each.start, each.end)}
    return sorted([*first, *(each for each in rest if taken.isdisjoint(range(each.start, each.end)))])
