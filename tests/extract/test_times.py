"""Time expressions are read against the day of publication and the tense of their clause."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.times import times
from kg.extract.times.anchoring import Anchor, holiday
from kg.model import Article
from kg.ontology import Ontology
from kg.tokens import Doc, read_doc

PUBLISHED = "2024-05-15"  # a Wednesday
VOCAB = spacy.blank("en").vocab


def clause(verb: str, tag: str, text: str, *, auxiliary: str = "", auxiliary_tag: str = "", dated: bool = True) -> Doc:
    """ "They <auxiliary> <verb> <text>" with the expression hanging on the verb."""
    told = text.split()
    words = ["They", *([auxiliary] if auxiliary else []), verb, *told]
    head = len(words) - len(told) - 1
    tags = ["PRP", *([auxiliary_tag] if auxiliary else []), tag, *["NNP"] * len(told)]
    deps = ["nsubj", *(["aux"] if auxiliary else []), "ROOT", *["npadvmod"] * len(told)]
    pos = ["PRON", *(["AUX"] if auxiliary else []), "VERB", *["PROPN"] * len(told)]
    ents = [*["O"] * (head + 1), *(["B-DATE", *["I-DATE"] * (len(told) - 1)] if dated else ["O"] * len(told))]
    return read_doc(
        spacy.tokens.Doc(
            VOCAB, words, heads=[head] * len(words), deps=deps, tags=tags, pos=pos, lemmas=words, ents=ents
        )
    )


def past(text: str, *, dated: bool = True) -> Doc:
    """The expression in a clause of the past."""
    return clause("met", "VBD", text, dated=dated)


def future(text: str) -> Doc:
    """The expression in a clause of the future."""
    return clause("meet", "VB", text, auxiliary="will", auxiliary_tag="MD")


def read(doc: Doc, ontology: Ontology, published: str | None = PUBLISHED) -> list[tuple[str, str | None, str]]:
    """Wording, value and granularity of all time expressions."""
    found = times(doc, Article("a", doc.text, published=published), ontology)
    return [(doc.text[time.start : time.end], time.value, time.granularity) for time in found]


def value(doc: Doc, ontology: Ontology, published: str | None = PUBLISHED) -> tuple[str | None, str]:
    """Value and granularity of the only time expression."""
    ((_, found, granularity),) = read(doc, ontology, published)
    return found, granularity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2014", ("2014", "year")),
        ("January 20 , 2017", ("2017-01-20", "day")),
        ("20 January 2017", ("2017-01-20", "day")),
        ("the 12th of March 1999", ("1999-03-12", "day")),
        ("March 2019", ("2019-03", "month")),
        ("2019-03-04", ("2019-03-04", "day")),
        ("24/12/2019", ("2019-12-24", "day")),
        ("24.12.2019", ("2019-12-24", "day")),
        ("3/4/2019", (None, "day")),
        ("the 1990s", ("199X", "decade")),
        ("the mid - 1990s", ("199X", "decade")),
        ("the '60s", ("196X", "decade")),
        ("the sixties", ("196X", "decade")),
        ("the 19th century", ("18XX", "century")),
        ("the nineteenth century", ("18XX", "century")),
        ("between 1957 and 1986", ("1957/1986", "interval")),
        ("from 2009 to 2017", ("2009/2017", "interval")),
        ("1998-99", ("1998/1999", "interval")),
        ("the 1960s and 1970s", ("196X/197X", "interval")),
        ("June 5 to 7 , 2019", ("2019-06-05/2019-06-07", "interval")),
        ("February 30 , 2019", (None, "day")),
        ("summer 2016", ("2016-22", "season")),
        ("the winter of 2017-18", ("2017-24", "season")),
        ("the third quarter of 2019", ("2019-35", "quarter")),
        ("Q3 2019", ("2019-35", "quarter")),
        ("the first half of 2019", ("2019-40", "half")),
        ("fiscal 2019", ("2019", "fiscal year")),
        ("since 2014", ("2014/..", "interval")),
        ("until March 2019", ("../2019-03", "interval")),
        ("before 2019", ("../2019", "interval")),
        ("the three months to March 31 , 2019", ("2019-01/2019-03", "interval")),
        ("Easter 2024", ("2024-03-31", "day")),
        ("New Year's Eve 1999", ("1999-12-31", "day")),
        ("9 a.m.", ("T09:00", "time")),
        ("12:30 p.m.", ("T12:30", "time")),
        ("7:05 pm", ("T19:05", "time")),
        ("noon", ("T12:00", "time")),
        ("0600 GMT", ("T06:00Z", "time")),
        ("8:15 p.m. EST", ("T20:15-05:00", "time")),
    ],
)
def test_times_that_need_no_anchor(text: str, expected: tuple[str | None, str], ontology: Ontology) -> None:
    assert value(past(text), ontology, published=None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", ("2024-05-15", "day")),
        ("yesterday", ("2024-05-14", "day")),
        ("the day before yesterday", ("2024-05-13", "day")),
        ("last night", ("2024-05-14", "day")),
        ("last week", ("2024-W19", "week")),
        ("earlier this week", ("2024-W20", "week")),
        ("this year", ("2024", "year")),
        ("next month", ("2024-06", "month")),
        ("last month", ("2024-04", "month")),
        ("the end of last year", ("2023", "year")),
        ("two years ago", ("2022", "year")),
        ("twenty-five years ago", ("1999", "year")),
        ("a decade ago", ("2014", "year")),
        ("three days ago", ("2024-05-12", "day")),
        ("three weeks ago", ("2024-W17", "week")),
        ("last winter", ("2023-24", "season")),
        ("last October", ("2023-10", "month")),
        ("October last year", ("2023-10", "month")),
        ("since Monday", ("2024-05-13/..", "interval")),
        ("over the weekend", ("2024-05-11/2024-05-12", "interval")),
        ("the second quarter", ("2023-34", "quarter")),
        ("last quarter", ("2024-33", "quarter")),
        ("Christmas Day", ("2023-12-25", "day")),
        ("Tuesday at 9 p.m.", ("2024-05-14T21:00", "time")),
        ("9 p.m. on Tuesday", ("2024-05-14T21:00", "time")),
    ],
)
def test_times_anchored_at_publication(text: str, expected: tuple[str, str], ontology: Ontology) -> None:
    assert value(past(text), ontology) == expected
    assert value(past(text), ontology, published=None)[0] is None


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (past("Thursday"), "2024-05-09"),
        (past("Wednesday"), "2024-05-15"),
        (future("Thursday"), "2024-05-16"),
        (clause("meet", "VBP", "Thursday"), "2024-05-16"),
        (past("Dec. 20"), "2023-12-20"),
        (future("Dec. 20"), "2024-12-20"),
        (clause("meet", "VBP", "Jan. 20"), "2024-01-20"),
        (clause("met", "VBN", "Jan. 20", auxiliary="have", auxiliary_tag="VBP"), "2024-01-20"),
        (clause("set", "VBN", "May 20"), "2024-05-20"),
        (past("last Friday"), "2024-05-10"),
        (past("next Friday"), "2024-05-17"),
        (past("Memorial Day"), "2023-05-29"),
        (future("Memorial Day"), "2024-05-27"),
    ],
)
def test_tense_chooses_the_day(doc: Doc, expected: str, ontology: Ontology) -> None:
    assert value(doc, ontology) == (expected, "day")


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (future("in two weeks"), ("2024-W22", "week")),
        (past("in two weeks"), ("P2W", "duration")),
        (future("by autumn"), ("../2024-23", "interval")),
        (future("in March"), ("2025-03", "month")),
        (past("in November"), ("2023-11", "month")),
    ],
)
def test_tense_tells_what_lies_ahead(doc: Doc, expected: tuple[str, str], ontology: Ontology) -> None:
    assert value(doc, ontology) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three years", "P3Y"),
        ("the last three years", "P3Y"),
        ("the past decade", "P10Y"),
        ("half an hour", "PT30M"),
        ("29 - year - old", "P29Y"),
        ("90 minutes", "PT90M"),
        ("decades", None),
        ("the last few weeks", None),
        ("several days", None),
    ],
)
def test_lengths_of_time(text: str, expected: str | None, ontology: Ontology) -> None:
    assert value(past(text), ontology) == (expected, "duration")


@pytest.mark.parametrize("text", ["two days after", "years ago", "four years earlier", "that night", "the next day"])
def test_what_hangs_on_another_event_has_no_value(text: str, ontology: Ontology) -> None:
    assert value(past(text), ontology) == (None, "relative")


@pytest.mark.parametrize("text", ["every July", "twice a week", "monthly", "six hours a day", "each year"])
def test_what_recurs_has_no_value(text: str, ontology: Ontology) -> None:
    assert value(past(text), ontology) == (None, "set")


@pytest.mark.parametrize("text", ["may", "march", "May", "April", "2019 people", "$ 1984", "the Sun", "the second man"])
def test_other_words_are_no_times(text: str, ontology: Ontology) -> None:
    assert read(past(text, dated=False), ontology) == []


def test_what_only_the_model_takes_for_a_time_has_no_value(ontology: Ontology) -> None:
    assert read(past("the Bronze Age"), ontology) == [("the Bronze Age", None, "relative")]


def test_unreadable_publication_is_no_publication(ontology: Ontology) -> None:
    assert value(past("yesterday"), ontology, published="in spring") == (None, "day")


@pytest.mark.parametrize(
    ("year", "easter"), [(1999, "1999-04-04"), (2000, "2000-04-23"), (2019, "2019-04-21"), (2024, "2024-03-31")]
)
def test_easter(year: int, easter: str) -> None:
    assert holiday("easter 0", year, Anchor(None, "past"), {}) == (easter, "day")


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from(["Monday", "May 3", "March", "spring", "Easter"]))
def test_the_past_is_never_after_publication(ontology: Ontology, published: date, text: str) -> None:
    ((_, found, _),) = read(past(f"in {text}"), ontology, published.isoformat())
    assert found is not None
    assert found[:4] <= str(published.year)
    assert len(found) != len("2024-05-15") or found <= published.isoformat()
