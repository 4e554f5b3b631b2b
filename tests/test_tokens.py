"""What is read of a spaCy Doc is what spaCy says, attribute by attribute."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import pytest
import spacy.tokens
from spacy.lang.en import English
from spacy.language import Language

from kg.extract import extract
from kg.ontology import Ontology
from kg.read import make_article
from kg.tokens import Doc, Span, read_doc

type Parse = Callable[..., spacy.tokens.Doc]

TEXT = """Minister quits

BERLIN (AP) — Anna Vogt, who chairs Acme Corp. and “the old bank”, met Jan Smit and two aides in Oslo on Monday.

They didn't agree: "We're not  selling," he said.
"""
PLAIN = (
    "i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_",
    "text_with_ws", "is_space", "is_punct", "is_alpha", "is_quote", "is_sent_start",
)  # fmt: skip
LINKED = ("lefts", "rights", "children", "subtree", "ancestors", "conjuncts")


@pytest.fixture(scope="module")
def parsed(nlp: Language) -> spacy.tokens.Doc:
    return nlp(TEXT)


@pytest.fixture(scope="module")
def crossing() -> spacy.tokens.Doc:
    """Two sentences; in the first, "today" hangs on "talk" across the verb."""
    words = ["A", "talk", "was", "held", "today", "on", "trade", ".", "He", "left", "!"]
    heads = [1, 3, 3, 3, 3, 1, 5, 3, 9, 9, 9]
    deps = ["det", "nsubj", "auxpass", "ROOT", "npadvmod", "prep", "pobj", "punct", "nsubj", "ROOT", "punct"]
    return spacy.tokens.Doc(English().vocab, words=words, heads=heads, deps=deps)


@pytest.fixture(params=["parsed", "crossing"])
def source(request: pytest.FixtureRequest) -> spacy.tokens.Doc:
    found: spacy.tokens.Doc = request.getfixturevalue(request.param)
    return found


pytestmark = pytest.mark.model


@pytest.mark.parametrize("name", PLAIN)
def test_attributes(source: spacy.tokens.Doc, name: str) -> None:
    read = attrgetter(name)
    assert [read(token) for token in read_doc(source)] == [read(token) for token in source]


@pytest.mark.parametrize("name", LINKED)
def test_tokens_that_hang_together(source: spacy.tokens.Doc, name: str) -> None:
    assert _places(read_doc(source), name) == _places(source, name)


@pytest.mark.parametrize("name", ["head", "left_edge", "right_edge"])
def test_single_tokens(source: spacy.tokens.Doc, name: str) -> None:
    read = attrgetter(f"{name}.i")
    assert [read(token) for token in read_doc(source)] == [read(token) for token in source]


@pytest.mark.parametrize("name", ["sents", "ents"])
def test_spans_of_a_text(source: spacy.tokens.Doc, name: str) -> None:
    read = attrgetter("start", "end", "label_", "text", "start_char", "end_char", "root.i")
    assert [read(span) for span in getattr(read_doc(source), name)] == [read(span) for span in getattr(source, name)]


def test_every_stretch_of_tokens(source: spacy.tokens.Doc) -> None:
    doc = read_doc(source)
    for start in range(len(source)):
        for end in range(start, len(source) + 1):
            ours, theirs = doc[start:end], source[start:end]
            assert (ours.text, len(ours), ours.root.i) == (theirs.text, len(theirs), theirs.root.i)
            assert [token.i for token in ours] == [token.i for token in theirs]
            assert [(ent.start, ent.label_) for ent in ours.ents] == [(ent.start, ent.label_) for ent in theirs.ents]


@pytest.mark.parametrize("bounds", [(-3, None), (None, -2), (4, 2), (5, 500), (500, 600), (0, 0)])
def test_slices_beyond_the_ends(source: spacy.tokens.Doc, bounds: tuple[int | None, int | None]) -> None:
    ours, theirs = read_doc(source)[slice(*bounds)], source[slice(*bounds)]
    assert (ours.start, ours.end, ours.text) == (theirs.start, theirs.end, theirs.text)


@pytest.mark.parametrize("mode", ["expand", "contract"])
def test_stretches_of_characters(source: spacy.tokens.Doc, mode: Any) -> None:
    doc = read_doc(source)
    for start in range(len(source.text)):
        for end in range(start + 1, min(start + 30, len(source.text) + 2)):
            theirs, ours = source.char_span(start, end, alignment_mode=mode), doc.char_span(start, end, mode)
            assert _bounds(ours) == _bounds(theirs)


def test_sentences_and_ancestors(source: spacy.tokens.Doc) -> None:
    doc = read_doc(source)
    assert [(token.sent.start, token.sent.end) for token in doc] == [(t.sent.start, t.sent.end) for t in source]
    assert [[a.is_ancestor(b) for b in doc] for a in doc] == [[a.is_ancestor(b) for b in source] for a in source]


def test_slices_of_spans(crossing: spacy.tokens.Doc) -> None:
    ours, theirs = read_doc(crossing)[2:7], crossing[2:7]
    assert (ours[:-1].text, ours[3:1].text, ours[-1].text) == (theirs[:-1].text, theirs[3:1].text, theirs[-1].text)


def test_neighbours(crossing: spacy.tokens.Doc) -> None:
    doc = read_doc(crossing)
    assert (doc[3].nbor().text, doc[3].nbor(-2).text, doc[-1].text) == ("today", "talk", "!")
    for token, distance in ((doc[0], -1), (doc[-1], 1)):
        with pytest.raises(IndexError, match="no token at"):
            token.nbor(distance)


def test_an_empty_text(nlp: Language) -> None:
    doc = read_doc(nlp(""))
    assert (len(doc), doc.text, doc.sents, doc.ents, doc[0:3].text) == (0, "", (), (), "")
    assert doc.char_span(0, 1, "expand") is None


def test_a_text_that_was_not_parsed_hangs_on_nothing(nlp: Language) -> None:
    with nlp.select_pipes(enable=["tok2vec", "ner"]):
        doc = read_doc(nlp(TEXT))
    assert all(token.head is token and token.left_edge is token and not token.children for token in doc)
    assert not doc.has_annotation("DEP")


def test_extraction_is_the_same_from_either(parsed: spacy.tokens.Doc, ontology: Ontology) -> None:
    article = make_article(TEXT, published="2024-05-15")
    assert extract(article, read_doc(parsed), ontology) == extract(article, parsed, ontology)


def _places(doc: Doc | spacy.tokens.Doc, name: str) -> list[list[int]]:
    return [[other.i for other in getattr(token, name)] for token in doc]


def _bounds(span: Span | spacy.tokens.Span | None) -> tuple[int, int] | None:
    return None if span is None else (span.start, span.end)
