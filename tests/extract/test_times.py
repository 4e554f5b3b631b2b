"""Time expressions are read against the day of publication and the tense of their clause."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from kg.extract.times import times
from kg.model import Article
from kg.ontology import Ontology

PUBLISHED = "2024-05-15"  # a Wednesday
VOCAB = spacy.blank("en").vocab


def expression(text: str, *, label: str = "DATE") -> Doc:
    """A Doc that is one time expression."""
    words = text.split()
    return Doc(VOCAB, words=words, ents=[f"B-{label}", *[f"I-{label}"] * (len(words) - 1)])


def clause(verb: str, tag: str, text: str, *, auxiliary: str = "", auxiliary_tag: str = "") -> Doc:
    """ "They <auxiliary> <verb> <text>" with the expression depending on the verb."""
    words = ["They", *([auxiliary] if auxiliary else []), verb, *text.split()]
    head = words.index(verb)
    tags = ["PRP", *([auxiliary_tag] if auxiliary else []), tag, *["NNP"] * len(text.split())]
    deps = ["nsubj", *(["aux"] if auxiliary else []), "ROOT", *["npadvmod"] * len(text.split())]
    pos = ["PRON", *(["AUX"] if auxiliary else []), "VERB", *["PROPN"] * len(text.split())]
    ents = [*["O"] * (head + 1), "B-DATE", *["I-DATE"] * (len(text.split()) - 1)]
    return Doc(VOCAB, words=words, heads=[head] * len(words), deps=deps, tags=tags, pos=pos, lemmas=words, ents=ents)


def value(doc: Doc, ontology: Ontology, published: str | None = PUBLISHED) -> tuple[str | None, str]:
    """Value and granularity of the only time expression."""
    (time,) = times(doc, Article("a", doc.text, published=published), ontology)
    assert doc.text[time.start : time.end] == doc.ents[0].text
    return time.value, time.granularity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014", ("2014", "year")),
        ("January 20 , 2017", ("2017-01-20", "day")),
        ("20 January 2017", ("2017-01-20", "day")),
        ("March 2019", ("2019-03", "month")),
        ("2019-03-04", ("2019-03-04", "day")),
        ("24/12/2019", ("2019-12-24", "day")),
        ("3/4/2019", (None, "day")),
        ("the 1990s", ("199X", "decade")),
        ("the 19th century", ("18XX", "century")),
        ("between 1957 and 1986", ("1957/1986", "interval")),
        ("1998-99", ("1998/1999", "interval")),
        ("February 30 , 2019", (None, "day")),
        ("summer 2016", ("2016-22", "season")),
    ],
)
def test_dates_that_need_no_anchor(text: str, expected: tuple[str | None, str], ontology: Ontology) -> None:
    assert value(expression(text), ontology, published=None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", ("2024-05-15", "day")),
        ("yesterday", ("2024-05-14", "day")),
        ("last week", ("2024-W19", "week")),
        ("this year", ("2024", "year")),
        ("next month", ("2024-06", "month")),
        ("last month", ("2024-04", "month")),
        ("two years ago", ("2022", "year")),
        ("three days ago", ("2024-05-12", "day")),
        ("last winter", ("2023-24", "season")),
    ],
)
def test_expressions_anchored_at_publication(text: str, expected: tuple[str, str], ontology: Ontology) -> None:
    assert value(expression(text), ontology) == expected
    assert value(expression(text), ontology, published=None)[0] is None


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (clause("met", "VBD", "Thursday"), "2024-05-09"),
        (clause("met", "VBD", "Wednesday"), "2024-05-15"),
        (clause("meet", "VB", "Thursday", auxiliary="will", auxiliary_tag="MD"), "2024-05-16"),
        (clause("meet", "VB", "Wednesday", auxiliary="will", auxiliary_tag="MD"), "2024-05-22"),
        (clause("met", "VBD", "Dec. 20"), "2023-12-20"),
        (clause("meet", "VB", "Dec. 20", auxiliary="will", auxiliary_tag="MD"), "2024-12-20"),
        (clause("meet", "VBP", "Jan. 20"), "2024-01-20"),
        (clause("met", "VBN", "Jan. 20", auxiliary="have", auxiliary_tag="VBP"), "2024-01-20"),
        (clause("met", "VBD", "last Friday"), "2024-05-10"),
        (clause("met", "VBD", "next Friday"), "2024-05-17"),
    ],
)
def test_tense_chooses_the_day(doc: Doc, expected: str, ontology: Ontology) -> None:
    assert value(doc, ontology) == (expected, "day")


@pytest.mark.parametrize("text", ["decades", "three years", "the last few weeks", "29-year-old"])
def test_durations_have_no_value(text: str, ontology: Ontology) -> None:
    assert value(expression(text), ontology) == (None, "duration")


@pytest.mark.parametrize(("text", "expected"), [("9 a.m.", "T09:00"), ("12:30 p.m.", "T12:30"), ("7:05 pm", "T19:05")])
def test_clock_times(text: str, expected: str, ontology: Ontology) -> None:
    assert value(expression(text, label="TIME"), ontology) == (expected, "time")


def test_unreadable_publication_is_no_publication(ontology: Ontology) -> None:
    assert value(expression("yesterday"), ontology, published="in spring") == (None, "day")
