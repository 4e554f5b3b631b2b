"""Quotation marks of every style, and what looks like one but is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.quotations import quotations, quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We won," she said.', ['"We won,"']),
        ("“We won,” she said. “At last.”", ["“We won,”", "“At last.”"]),
        ("He called it «a mistake» and «a shame».", ["«a mistake»", "«a shame»"]),
        ("„Wir gehen“, sagte er.", ["„Wir gehen“"]),
        ("``We won,'' she said.", ["``We won,''"]),
        ("''We won,'' she said. ''At last.''", ["''We won,''", "''At last.''"]),
        ("‘We won,’ she said.", ["‘We won,’"]),
        ("Minister calls plan 'a disgrace' in debate", ["'a disgrace'"]),
        ("“She told me ‘never’ twice,” he said.", ["“She told me ‘never’ twice,”"]),
        ("“He wrote “never” to me,” she said.", ["“He wrote “never” to me,”"]),
        ("‘It is the voters’ choice,’ he said.", ["‘It is the voters’ choice,’"]),
        ("‘I don’t know,’ he said.", ["‘I don’t know,’"]),
        ("'I don't know,' he said.", ["'I don't know,'"]),
        ('“We won," she said.', ['“We won,"']),
        ('"We won,” she said. "At last.”', ['"We won,”', '"At last.”']),
        ('"We won, she said. “At last.”', ['"We won, she said.', "“At last.”"]),
        ("The workers’ union rejected the bosses’ offer.", []),
        ("In the '90s rock 'n' roll wasn't dead.", []),
        ('He is 6\'2" tall and the board 5" wide.', []),
        ("It’s Norway’s turn, isn’t it?", []),
        ("", []),
    ],
)
def test_outermost_quotations(text: str, expected: list[str]) -> None:
    assert [text[found.start : found.end] for found in quotations(text)] == expected


def test_inner_stretch_leaves_the_marks_out() -> None:
    text = "''We won,'' she said."
    (found,) = quotations(text)
    assert text[found.inner_start : found.inner_end] == "We won,"
    assert found.closed


def test_a_quotation_over_several_paragraphs_is_quoted_in_each() -> None:
    text = "“We will not go.\n\n“We will stay,” she said.\n\nThey left."
    first, second = quotations(text)
    assert text[first.start : first.end] == "“We will not go."
    assert not first.closed
    assert text[second.start : second.end] == "“We will stay,”"


def test_a_missing_closing_mark_does_not_swallow_the_next_quotation() -> None:
    text = "“We will stay, she said. They left. “Never mind,” he said."
    assert [text[found.start : found.end] for found in quotations(text)] == [
        "“We will stay, she said. They left.",
        "“Never mind,”",
    ]


def test_a_missing_opening_mark_quotes_from_the_start_of_the_paragraph() -> None:
    text = "The talks failed.\nWe will stay,” she said."
    (found,) = quotations(text)
    assert text[found.start : found.end] == "We will stay,”"


def test_a_missing_straight_mark_is_mended_in_the_next_paragraph() -> None:
    text = 'He said: "We go.\n\nShe left. "Now," he said.'
    assert [text[found.start : found.end] for found in quotations(text)] == ['"We go.', '"Now,"']


def test_quoted_needs_the_whole_span_inside() -> None:
    text = "He said “we go” now."
    found = quotations(text)
    assert quoted(found, (9, 11))
    assert not quoted(found, (3, 11))


@given(st.text(alphabet="ab .,\n\"'“”‘’«»„`5"))
def test_quotations_are_ordered_disjoint_and_within_one_paragraph(text: str) -> None:
    past = 0
    for found in quotations(text):
        assert past <= found.start <= found.inner_start <= found.inner_end <= found.end <= len(text)
        assert "\n" not in text[found.start : found.end]
        past = found.end
