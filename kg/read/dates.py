"""Dates as publishers write them -> ISO 8601. What can be read two ways, or only in part, is None: no guesses."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_CLOCK = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}.*)?"
_NAMED = (
    re.compile(rf"{_WEEKDAY}{_DAY}[\s./-]*{_MONTH}[\s,./-]*{_YEAR}{_CLOCK}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s*{_DAY}(?:,\s*|\s+){_YEAR}{_CLOCK}", re.IGNORECASE),
)
_YEAR_FIRST = re.compile(rf"{_YEAR}[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_NUMERIC = re.compile(rf"(?P<first>\d{{1,2}})([/.-])(?P<second>\d{{1,2}})\2{_YEAR}{_CLOCK}", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}.*)?|\d{8}(?:T\d{4}.*)?")
_RFC_822 = re.compile(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})?(?: [+-]\d{4}| GMT| UTC)?")
_EARLIEST = 1500  # years before it are the null dates of databases (0001-01-01), not publications
_SECONDS = range(100_000_000, 10_000_000_000)
_MILLISECONDS = range(100_000_000_000, 10_000_000_000_000)


def iso_date(value: str | int | float | None) -> str | None:
    """An ISO 8601 date, or date and time where the value has one with a known offset (or none); None if unclear.

    Reads ISO 8601, RFC 822, day and month by name ("15Mar2007", "March 3rd, 2024"), numbers where only one reading is
    possible ("25/12/2023", not "03/04/2024"), and numbers that are Unix times in seconds or milliseconds.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _unix_time(value)
    text = " ".join(value.split())
    for reading in (_iso, _rfc_822, _by_name, _by_number):
        try:
            found = reading(text)
        except (ValueError, OverflowError):
            continue
        if found is not None:
            return _format(found)
    return None


def _format(moment: date) -> str | None:
    if moment.year < _EARLIEST:
        return None
    return moment.isoformat("T", "seconds") if isinstance(moment, datetime) else moment.isoformat()


def _unix_time(value: float) -> str | None:
    seconds = int(value) if math.isfinite(value) else 0
    if seconds in _MILLISECONDS:
        seconds //= 1000
    return _format(datetime.fromtimestamp(seconds, UTC)) if seconds in _SECONDS else None


def _iso(text: str) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    moment = datetime.fromisoformat(text.replace(" UTC", "Z").replace(" GMT", "Z"))
    return moment if re.search(r"[T ]", text) else moment.date()


def _rfc_822(text: str) -> date | None:
    return parsedate_to_datetime(text) if _RFC_822.fullmatch(text) else None


def _by_name(text: str) -> date | None:
    match = next((found for pattern in _NAMED if (found := pattern.fullmatch(text))), None)
    if match is None:
        return None
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return date(int(match["year"]), month, int(match["day"]))


def _by_number(text: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    readings = {(month, day) for day, month in ((first, second), (second, first)) if month <= len(_MONTHS)}
    if len(readings) != 1:
        return None
    month, day = readings.pop()
    return date(year, month, day)
