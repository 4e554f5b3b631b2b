"""The first promise: what is quoted, denied, alleged, hoped or planned never passes for a fact, and facts do.

`assertion_safety.tsv` holds a text a row, with the event's wording in square brackets and ¶ between paragraphs. No
asserted edge may come of the wording of a row marked `open`, nor may the word itself pass for a fact. From nine in ten
of the rows marked `asserted` that name a relation an asserted edge of it must come; each such word passes for a fact.
In rows marked `... edge` the word alone does not tell: "either X or Y", scare quotes, a title in indirect speech.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from kg.encoder import Encoder, encode
from kg.extract import extract
from kg.extract.attribution import attributed, attributions
from kg.extract.factuality import factuality
from kg.model import Article, Relation, Span
from kg.ontology import Ontology
from kg.tokens import Doc, read_doc

_TABLE = Path(__file__).with_name("assertion_safety.tsv").read_text(encoding="utf-8")
_ROWS = list(csv.DictReader(_TABLE.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
_BRACKETS = re.compile(r"\[(.+?)\]")
_FACTS = [row for row in _ROWS if row["expected"].startswith("asserted")]
_EDGES = [(row["sentence"], row["relation"]) for row in _FACTS if row["relation"]]

type Read = Callable[[str], Doc]


def _cases(*expected: str) -> list[object]:
    return [pytest.param(row["sentence"], id=row["construction"]) for row in _ROWS if row["expected"] in expected]


def _marked(sentence: str) -> tuple[str, Span]:
    text = sentence.replace("¶", "\n\n")
    match = _BRACKETS.search(text)
    assert match, sentence
    return _BRACKETS.sub(r"\1", text), (match.start(), match.end() - 2)


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    """A marked text -> its parse, made once."""
    return functools.cache(lambda sentence: read_doc(nlp(_marked(sentence)[0])))


def _passes_for_a_fact(sentence: str, doc: Doc, ontology: Ontology) -> bool:
    _, span = _marked(sentence)
    if attributed(attributions(doc, ontology), span) is not None:
        return False
    return factuality(next(token for token in doc if token.idx == span[0]), ontology).asserted


def _worded(sentence: str, doc: Doc, ontology: Ontology, encoder: Encoder | None = None) -> list[Relation]:
    """The relations that the marked wording carries, by the default pipeline, or by rules alone."""
    text, span = _marked(sentence)
    encoding = encode(doc, encoder) if encoder is not None else None
    extraction = extract(Article("a", text), doc, ontology, encoding)
    return [relation for relation in extraction.relations if _overlaps(relation.evidence.cue, span)]


def _overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("open"))
def test_what_is_not_asserted_does_not_pass_for_a_fact(sentence: str, read: Read, ontology: Ontology) -> None:
    assert not _passes_for_a_fact(sentence, read(sentence), ontology)


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("asserted"))
def test_a_fact_passes_for_a_fact(sentence: str, read: Read, ontology: Ontology) -> None:
    assert _passes_for_a_fact(sentence, read(sentence), ontology)


@pytest.fixture(scope="module", params=["by default", "fast"])
def whole(request: pytest.FixtureRequest) -> Encoder | None:
    """The encoder of the default pipeline, and none."""
    return request.getfixturevalue("encoder") if request.param == "by default" else None


@pytest.mark.model
@pytest.mark.parametrize("sentence", _cases("open", "open edge"))
def test_no_asserted_edge_comes_of_it(sentence: str, read: Read, ontology: Ontology, whole: Encoder | None) -> None:
    assert not [relation for relation in _worded(sentence, read(sentence), ontology, whole) if relation.asserted]


@pytest.mark.model
def test_facts_become_asserted_edges(read: Read, ontology: Ontology, whole: Encoder | None) -> None:
    missed = [sentence for sentence, relation in _EDGES if not _asserts(sentence, relation, read, ontology, whole)]
    assert len(missed) <= 0.1 * len(_EDGES), "\n".join(missed)


def _asserts(sentence: str, predicate: str, read: Read, ontology: Ontology, encoder: Encoder | None) -> bool:
    worded = _worded(sentence, read(sentence), ontology, encoder)
    return any(relation.asserted and relation.predicate == predicate for relation in worded)


@pytest.mark.model
def test_most_of_what_is_open_is_found_as_open(read: Read, ontology: Ontology) -> None:
    rows = [row["sentence"] for row in _ROWS if row["expected"] == "open"]
    found = sum(bool(_worded(sentence, read(sentence), ontology)) for sentence in rows)
    assert found > 0.6 * len(rows)


def test_there_are_enough_sentences_of_both_kinds() -> None:
    assert len(_cases("open", "open edge")) >= 400
    assert len(_EDGES) >= 400
    assert len({row["sentence"] for row in _ROWS}) == len(_ROWS)
