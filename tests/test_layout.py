"""Layout: headline, dateline and paragraphs of plain text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.layout import layout, unpunctuated


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in layout(text).paragraphs]


def test_headline_and_dateline() -> None:
    text = "Minister resigns after vote\n\nBERLIN (AP) — The minister resigned on Friday.\n\nHe gave no reason."
    found = layout(text)
    assert found.headline is not None
    assert found.dateline is not None
    assert text[slice(*found.headline)] == "Minister resigns after vote"
    assert text[slice(*found.dateline.place)] == "BERLIN"
    assert found.dateline.agency is not None
    assert text[slice(*found.dateline.agency)] == "AP"
    assert text[found.dateline.span[1] :].startswith("The minister")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NEW YORK (AP) — It rained.", "NEW YORK"),
        ("Lima (Reuters) - It rained.", "Lima"),
        ("ST. PAUL, Minn., Jan. 5 — It rained.", "ST. PAUL, Minn."),
        ("SÃO PAULO — It rained.", "SÃO PAULO"),
        ("OSLO, 14 May 2024 - It rained.", "OSLO"),
        ("OSLO, Norway, 14 May 2024 (NTB) - It rained.", "OSLO, Norway"),
        ("Oslo, May 14 – It rained.", "Oslo"),
        ("OSLO, Tuesday - It rained.", "OSLO"),
        ("OSLO, Tuesday, May 14, 2024 --- It rained.", "OSLO"),
        ("GENEVA/OSLO, 14 May — It rained.", "GENEVA"),
        ("OSLO, May 14, 2024 /Newswire/ -- It rained.", "OSLO"),
        ("OSLO | It rained.", "OSLO"),
    ],
)
def test_datelines(text: str, place: str) -> None:
    found = layout(text).dateline
    assert found is not None
    assert text[slice(*found.place)] == place
    assert text[found.span[1] :] == "It rained."


@pytest.mark.parametrize("text", ["The minister - a lawyer - resigned.", "He left — at last.", "It rained in Lima."])
def test_a_dash_alone_makes_no_dateline(text: str) -> None:
    assert layout(text).dateline is None


def test_a_sentence_is_no_headline() -> None:
    assert layout("The minister resigned on Friday.\n\nHe gave no reason.").headline is None
    assert layout("One paragraph only").headline is None


def test_hard_wrapped_lines_are_joined() -> None:
    line = "The minister resigned on Friday after a long quarrel with the"
    text = "\n".join([line] * 5) + "\n\n" + "\n".join([line] * 4)
    assert len(parts(text)) == 2


def test_single_line_breaks_separate_paragraphs_of_different_length() -> None:
    assert parts("Short one.\nA second, somewhat longer paragraph follows here.\r\nThird.") == [
        "Short one.",
        "A second, somewhat longer paragraph follows here.",
        "Third.",
    ]


@given(st.text())
def test_paragraphs_are_in_order_and_trimmed(text: str) -> None:
    spans = layout(text).paragraphs
    assert all(start < end for start, end in spans)
    assert list(spans) == sorted(spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize("run", ["a", "a-", "a ", "'", "a' "])
def test_a_hostile_run_is_looked_through_once(run: str) -> None:
    text = run * 300_000
    assert unpunctuated(text) == (((0, len(text)),) if run == "a " else ())
