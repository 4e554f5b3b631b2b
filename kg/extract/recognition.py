"""Doc -> names and values as they are recognised, before they are repaired: tokens and a label.

They are the encoder's, or spaCy's where rules work alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.encoder import Encoding, name_spans
from kg.extract.lexicon import Lexicon
from kg.tokens import Doc, Span

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
    "Time": "DATE",
    "Money": "MONEY",
}
_KNOWN = {label: label for label in (*_NAME_LABELS, "Award", "Concept", "Role")} | _VALUE_LABELS
_SPACY_LABELS = _NAME_LABELS | _VALUE_LABELS.keys()
_BEFORE_COMPANIES = frozenset(("PERSON", "ORG", "GPE", "LOC", "PRODUCT"))
_PERCENT = frozenset(("%", "percent", "pct"))


class Recognised(NamedTuple):
    """Tokens `[start, end)` taken for a name or value, and the recogniser's label."""

    start: int
    end: int
    label: str


def recognise(doc: Doc, encoding: Encoding, words: Lexicon) -> None:
    """Put what the encoder takes for names and values in the place of the Doc's entities, if it has any."""
    spans = [Span(doc, name.start, name.end, _LABELS.get(name.type, name.type)) for name in name_spans(encoding)]
    starts = {span.start for span in spans}
    spans = [span if span.end in starts else _completed(doc, span, words) for span in spans]
    taken = {index for span in spans for index in range(span.start, span.end)}
    shares = (span for span in _shares(doc) if taken.isdisjoint(range(span.start, span.end)))
    doc.ents = tuple(sorted((*spans, *shares), key=lambda span: span.start))
    for token in doc:
        token.ent_type_, token.ent_iob_ = "", "O"
    for span in doc.ents:
        if span.label_ in _SPACY_LABELS:
            for token in span:
                token.ent_type_, token.ent_iob_ = span.label_, "I"
            doc[span.start].ent_iob_ = "B"


def _completed(doc: Doc, span: Span, words: Lexicon) -> Span:
    """ "Volta [Motors]": a name with the word behind it that companies' names end with, where the name ends there."""
    if span.label_ not in _BEFORE_COMPANIES or span.end >= len(doc) or span.text in words.countries:
        return span
    follows = doc[span.end + 1].text if span.end + 1 < len(doc) else ""
    ends = words.last_words.get(doc[span.end].text) == "Company" and not follows[:1].isupper()
    return Span(doc, span.start, span.end + 1, "ORG") if ends else span


def recognised(doc: Doc) -> list[Recognised]:
    """The Doc's names and values in text order, as we call them."""
    return [Recognised(ent.start, ent.end, _KNOWN[ent.label_]) for ent in doc.ents if ent.label_ in _KNOWN]


def _shares(doc: Doc) -> Iterator[Span]:
    """ "12.5 percent", "40%"."""
    for token in doc:
        if token.lower_ in _PERCENT and token.i and doc[token.i - 1].pos_ == "NUM":
            yield Span(doc, token.i - 1, token.i + 1, "PERCENT")
