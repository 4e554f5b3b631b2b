"""What a person reads while a run goes on: counts, pace and time left; nothing that moves where nobody looks."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from kg.pipeline import READING, Standing
from kg.progress import Pace, show_progress


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_pace_counts_from_the_first_article_that_was_read(clock: Clock) -> None:
    pace = Pace(clock)
    clock.now = 60
    assert pace.worded(Standing(READING, 1, expected=5_001)) == "1 of about 5,001 articles"
    clock.now = 70
    assert pace.worded(Standing(READING, 51, 2, expected=5_051)) == (
        "51 of about 5,051 articles, 2 failed, 5.0 a second, 17 min left"
    )


def test_what_was_known_is_no_part_of_the_pace(clock: Clock) -> None:
    pace = Pace(clock)
    pace.worded(Standing(READING, 3_001, known=3_000, expected=3_011))
    clock.now = 10
    assert pace.worded(Standing(READING, 3_006, known=3_000, expected=3_011)) == (
        "3,006 of about 3,011 articles, 3,000 known, 30 a minute, 10 s left"
    )


def test_of_an_unknown_number_no_time_is_foretold(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.worded(Standing(READING, 1)) == "1 article"
    pace.worded(Standing(READING, 8))
    clock.now = 7.5
    assert pace.worded(Standing(READING, 16)) == "16 articles, 2.0 a second"


def test_hours_are_told_as_hours(clock: Clock) -> None:
    pace = Pace(clock)
    pace.worded(Standing(READING, 1, expected=10_000))
    clock.now = 1
    assert pace.worded(Standing(READING, 2, expected=10_002)).endswith("1.0 a second, 2 h 47 min left")


def test_other_stages_are_named(clock: Clock) -> None:
    assert Pace(clock).worded(Standing("write files", 1_200)) == "write files (1,200 articles)"


def test_where_nobody_looks_a_line_comes_every_half_minute(clock: Clock) -> None:
    console = Console(file=io.StringIO(), width=200)
    with show_progress(console, clock) as progress:
        for second in range(70):
            clock.now = second
            progress(Standing(READING, second + 1, expected=100))
    assert console.file.getvalue().splitlines() == [  # type: ignore[attr-defined]
        "31 of about 100 articles, 1.0 a second, 1 min left",
        "61 of about 100 articles, 1.0 a second, 39 s left",
    ]


def test_where_a_person_looks_a_line_moves(clock: Clock) -> None:
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    with show_progress(console, clock) as progress:
        progress(Standing(READING, 3, 1, expected=4))
        progress(Standing("resolve and settle"))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "resolve and settle" in written
