"""Every value of a time of the calendar is a period; what is none has none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.periods import Period, period_of


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2024-05-14", "2024-05-14", "2024-05-14"),
        ("2024-05-14T21:00-05:00", "2024-05-14", "2024-05-14"),
        ("2024-W19", "2024-05-06", "2024-05-12"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("18XX", "1800-01-01", "1899-12-31"),
        ("2016-22", "2016-06-01", "2016-08-31"),
        ("2016-24", "2016-12-01", "2017-02-28"),
        ("2019-35", "2019-07-01", "2019-09-30"),
        ("2019-41", "2019-07-01", "2019-12-31"),
        ("2014/2016-02", "2014-01-01", "2016-02-29"),
    ],
)
def test_values(value: str, first: str, last: str) -> None:
    assert period_of(value) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_ends_may_be_open() -> None:
    assert period_of("2014/..") == Period(date(2014, 1, 1), None)
    assert period_of("../2014-W19") == Period(None, date(2014, 5, 11))


@pytest.mark.parametrize(
    "value", [None, "", "P3Y", "T09:00", "in spring", "2014-02-30", "2014-13", "P3Y/2014", "20", "0X"]
)
def test_what_is_no_time_of_the_calendar(value: str | None) -> None:
    assert period_of(value) is None


@given(st.text("0123456789-/.WXTP:", max_size=12))
def test_any_text_is_a_period_or_none(value: str) -> None:
    found = period_of(value)
    assert found is None or found.first is None or found.last is None or isinstance(found.first, date)


@given(st.dates(date(1000, 1, 1), date(2999, 1, 1)))
def test_a_day_is_within_its_month_and_year(day: date) -> None:
    for value in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        found = period_of(value)
        assert found is not None
        assert found.first is not None
        assert found.last is not None
        assert found.first <= day <= found.last
