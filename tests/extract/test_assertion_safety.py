"""The first promise: what is quoted, denied, alleged, hoped or planned never passes for a fact, and facts do.

`assertion_safety.tsv` holds one sentence a row with the event's wording in square brackets. Rows marked `open` must be
covered by an attribution or be not certain, negative or future; rows marked `asserted` must be neither.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract import extract
from kg.extract.attribution import attributed, attributions
from kg.extract.factuality import factuality
from kg.model import Article, Span
from kg.ontology import Ontology

_TABLE = Path(__file__).with_name("assertion_safety.tsv").read_text(encoding="utf-8")
_ROWS = list(csv.DictReader(_TABLE.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
_BRACKETS = re.compile(r"\[(.+?)\]")


def _cases(expected: str) -> list[object]:
    return [pytest.param(row["sentence"], id=row["construction"]) for row in _ROWS if row["expected"] == expected]


def _marked(sentence: str) -> tuple[str, Span]:
    match = _BRACKETS.search(sentence)
    assert match, sentence
    return _BRACKETS.sub(r"\1", sentence), (match.start(), match.end() - 2)


@pytest.fixture(scope="module")
def docs(nlp: Language) -> dict[str, Doc]:
    """Every sentence parsed, by its marked form."""
    sentences = [row["sentence"] for row in _ROWS]
    return dict(zip(sentences, nlp.pipe(_marked(sentence)[0] for sentence in sentences), strict=True))


def _passes_for_a_fact(sentence: str, docs: dict[str, Doc], ontology: Ontology) -> bool:
    _, span = _marked(sentence)
    doc = docs[sentence]
    if attributed(attributions(doc, ontology), span) is not None:
        return False
    return factuality(_token(doc, span), ontology).asserted


def _token(doc: Doc, span: Span) -> Token:
    return next(token for token in doc if token.idx == span[0])


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("open"))
def test_what_is_not_asserted_does_not_pass_for_a_fact(sentence: str, docs: dict[str, Doc], ontology: Ontology) -> None:
    assert not _passes_for_a_fact(sentence, docs, ontology)


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("asserted"))
def test_a_fact_passes_for_a_fact(sentence: str, docs: dict[str, Doc], ontology: Ontology) -> None:
    assert _passes_for_a_fact(sentence, docs, ontology)


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("open"))
def test_no_asserted_edge_comes_of_it(sentence: str, docs: dict[str, Doc], ontology: Ontology) -> None:
    text, span = _marked(sentence)
    extraction = extract(Article("a", text), docs[sentence], ontology)
    worded = [
        relation for relation in extraction.relations if relation.asserted and _overlaps(relation.evidence.cue, span)
    ]
    assert not worded


def _overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def test_there_are_enough_sentences_of_both_kinds() -> None:
    assert len(_cases("open")) >= 150
    assert len(_cases("asserted")) >= 100
    assert len({row["sentence"] for row in _ROWS}) == len(_ROWS)
