"""`iso_date`: publishers' dates, and no guess where there are two readings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import iso_date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-03-03", "2024-03-03"),
        ("20240303", "2024-03-03"),
        ("2024-03-03T10:05:00Z", "2024-03-03T10:05:00+00:00"),
        ("2024-03-03T10:05:00.123+02:00", "2024-03-03T10:05:00+02:00"),
        ("2024-03-03 10:05:00", "2024-03-03T10:05:00"),
        ("2024-03-03 10:05:00 UTC", "2024-03-03T10:05:00+00:00"),
        ("Sun, 03 Mar 2024 10:05:00 -0500", "2024-03-03T10:05:00-05:00"),
        ("Sun, 03 Mar 2024 10:05:00 GMT", "2024-03-03T10:05:00+00:00"),
        ("15Mar2007", "2007-03-15"),
        ("15-Mar-2007", "2007-03-15"),
        ("15 March 2007", "2007-03-15"),
        ("March 3, 2024", "2024-03-03"),
        ("Mar. 3rd, 2024", "2024-03-03"),
        ("Sept. 9, 2024", "2024-09-09"),
        ("Sunday, March 3, 2024 at 10:05 AM EST", "2024-03-03"),
        ("  march   3,\n2024 ", "2024-03-03"),
        ("2024/03/04", "2024-03-04"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("03.03.2024", "2024-03-03"),
        (1709460300, "2024-03-03T10:05:00+00:00"),
        (1709460300000, "2024-03-03T10:05:00+00:00"),
    ],
)
def test_clear_dates(written, expected):
    assert iso_date(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "yesterday",
        "Thursday",
        "March 2024",
        "2024",
        "03/04/2024",
        "3/4/24",
        "February 30, 2024",
        "2024-13-01",
        "31/31/2024",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "March 3, 2024 or so",
        True,
        20240303,
        float("nan"),
        float("inf"),
        "9" * 5000,
    ],
)
def test_unclear_dates_are_none(written):
    assert iso_date(written) is None


@given(st.text())
def test_no_text_raises(written):
    iso_date(written)


@given(st.dates(min_value=date(1500, 1, 1)))
def test_iso_dates_come_back(day):
    assert iso_date(day.isoformat()) == day.isoformat()
    assert iso_date(f"{day:%B} {day.day}, {day.year}") == day.isoformat()


@given(st.datetimes(min_value=datetime(1974, 1, 1), max_value=datetime(2200, 1, 1)))
def test_unix_seconds_are_utc(moment):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert iso_date(int(moment.timestamp())) == moment.isoformat()
