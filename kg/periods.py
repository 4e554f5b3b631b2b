"""ISO 8601 values of times -> Periods: from which day to which, so that all of them can be put in order and compared.

Seasons, quarters and halves are those of ISO 8601-2; a decade is 199X, a century 18XX, and .. an end that is open.
"""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta

OPEN = ".."  # the end of an interval that has none
_MOMENT = "time:"
_PARTS = {  # code -> first month, months; 24 is the winter that begins in December
    **{21 + number: (3 + 3 * number, 3) for number in range(4)},
    **{33 + number: (1 + 3 * number, 3) for number in range(4)},
    **{40 + number: (1 + 6 * number, 6) for number in range(2)},
}
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_LONG = re.compile(r"(\d{2,4})(X{0,2})")
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day, None where an end is open."""

    first: date | None
    last: date | None


@functools.lru_cache(maxsize=65536)
def period_of(value: str | None) -> Period | None:
    """The period of a value; None for what is no time of the calendar: a length, a time of day, other wording."""
    if not value:
        return None
    try:
        first, divided, last = value.partition("/")
        return _joined(_ends(first), _ends(last)) if divided else _ends(first)
    except ValueError:
        return None


def moment_id(value: str) -> str:
    """The id of a day, month or year in the place of an entity's: what is said to happen then has it as its object."""
    return _MOMENT + value


def moment_of(identifier: str) -> str | None:
    """The ISO 8601 value of what `moment_id` named, None for entities."""
    return identifier.removeprefix(_MOMENT) if identifier.startswith(_MOMENT) else None


def _joined(left: Period | None, right: Period | None) -> Period | None:
    if left is None or right is None:
        return None
    return Period(left.first, right.last)


def _ends(value: str) -> Period | None:
    if value == OPEN:
        return Period(None, None)
    if match := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return Period(monday, monday + timedelta(days=6))
    if match := _MONTH.fullmatch(value):
        return _months(int(match[1]), int(match[2]))
    if (match := _LONG.fullmatch(value)) and len(value) == _YEAR_DIGITS:
        return Period(date(int(value.replace("X", "0")), 1, 1), date(int(value.replace("X", "9")), 12, 31))
    if re.match(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value[:10])
        return Period(day, day)
    return None


def _months(year: int, code: int) -> Period:
    first, count = _PARTS.get(code, (code, 1))
    years, month = divmod(first + count - 2, 12)
    last = calendar.monthrange(year + years, month + 1)[1]
    return Period(date(year, first, 1), date(year + years, month + 1, last))
