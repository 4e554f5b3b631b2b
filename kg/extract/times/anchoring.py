"""What an expression says and the day of publication -> ISO 8601 values, by arithmetic of the calendar alone.

Seasons, quarters and halves have the codes of ISO 8601-2 (21–24, 33–36, 40–41).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

type Tense = Literal["past", "present", "future"]
type Reading = tuple[str | None, str]  # value and granularity

OPEN = ".."  # the end of an interval that has none
_DURATIONS = {"day": "P{}D", "week": "P{}W", "fortnight": "P{}W", "month": "P{}M", "year": "P{}Y", "decade": "P{}Y",
              "century": "P{}Y", "hour": "PT{}H", "minute": "PT{}M", "second": "PT{}S"}  # fmt: skip
_TIMES_LONGER = {"fortnight": 2, "decade": 10, "century": 100}
_HALVED = {"hour": "PT30M", "year": "P6M", "decade": "P5Y", "century": "P50Y", "minute": "PT30S", "day": "PT12H"}
_EASTER = re.compile(r"easter (-?\d+)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is read against: the day of publication, if known, and the tense around it.

    `dated` when the language model takes it for a time.
    """

    published: date | None
    tense: Tense
    dated: bool = False


def day_of(year: int, month: int, day: int) -> Reading:
    """A date; a day that the calendar does not have has no value."""
    try:
        return date(year, month, day).isoformat(), "day"
    except ValueError:
        return None, "day"


def nearest(options: Iterable[date], anchor: Anchor) -> Reading:
    """Of several days, the one that the tense points to: in the present tense the one closest to publication."""
    published = anchor.published
    if published is None:
        return None, "day"
    fitting = list(options)
    if anchor.tense == "past":
        fitting = [option for option in fitting if option <= published]
    elif anchor.tense == "future":
        fitting = [option for option in fitting if option >= published]
    if not fitting:
        return None, "day"
    return min(fitting, key=lambda option: abs((option - published).days)).isoformat(), "day"


def day_without_year(month: int, day: int, anchor: Anchor) -> Reading:
    """ "Jan. 20": in the year that the tense points to."""
    return nearest((each for each in (_date(year, month, day) for year in _years(anchor)) if each), anchor)


def _years(anchor: Anchor) -> range:
    return range(anchor.published.year - 1, anchor.published.year + 2) if anchor.published else range(0)


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def month_without_year(month: int, shift: int | None, anchor: Anchor) -> Reading:
    """ "in March" by tense; "last March", "next March", "this March" by the word."""
    published = anchor.published
    if published is None:
        return None, "month"
    year = published.year
    if shift == -1:
        year -= month >= published.month
    elif shift == 1:
        year += month <= published.month
    elif shift is None:
        year = _year_of_month(month, published, anchor.tense)
    return f"{year:04d}-{month:02d}", "month"


def _year_of_month(month: int, published: date, tense: Tense) -> int:
    if tense == "future":
        return published.year + (month < published.month)
    if tense == "past":
        return published.year - (month > published.month)
    return min(
        (published.year + shift for shift in (0, -1, 1)),
        key=lambda year: abs((year - published.year) * 12 + month - published.month),
    )


def weekday(number: int, shift: int | None, anchor: Anchor) -> Reading:
    """The last such day up to publication, or in present and future the next; "last" and "next" mean another day."""
    published = anchor.published
    if published is None:
        return None, "day"
    back, ahead = (published.weekday() - number) % 7, (number - published.weekday()) % 7
    if shift == -1:
        chosen = published - timedelta(days=back or 7)
    elif shift == 1:
        chosen = published + timedelta(days=ahead or 7)
    elif shift == 0 or anchor.tense != "past":
        chosen = published + timedelta(days=ahead)
    else:
        chosen = published - timedelta(days=back)
    return chosen.isoformat(), "day"


def weekend(shift: int | None, anchor: Anchor) -> Reading:
    """Saturday and Sunday: the one that is on or was last, or in a clause of the future the next."""
    published = anchor.published
    if published is None:
        return None, "interval"
    since_saturday = (published.weekday() - 5) % 7
    saturday = published - timedelta(days=since_saturday)
    on_now = since_saturday < 2
    if shift == -1:
        saturday -= timedelta(days=7 * on_now)
    elif shift == 1 or ((shift == 0 or anchor.tense == "future") and not on_now):
        saturday += timedelta(days=7)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}", "interval"


def season(code: int, shift: int | None, anchor: Anchor) -> Reading:
    """The instance of a season that a word or the tense points to. A winter has the year in which it begins."""
    published = anchor.published
    if published is None:
        return None, "season"
    now = (published.year - (published.month < 3)) * 4 + (published.month // 3 - 1) % 4
    instances = [year * 4 + code - 21 for year in range(published.year - 2, published.year + 3)]
    if shift == -1:
        chosen = max(each for each in instances if each < now)
    elif shift == 1:
        chosen = min(each for each in instances if each > now)
    elif shift == 0:
        chosen = min(instances, key=lambda each: (abs(each - now), -each))
    elif anchor.tense == "past":
        chosen = max(each for each in instances if each <= now)
    else:
        chosen = min(each for each in instances if each >= now)
    return f"{chosen // 4:04d}-{21 + chosen % 4}", "season"


def quarter(number: int, anchor: Anchor) -> Reading:
    """ "the third quarter": the last that is over, or in a clause of the future the next that is not."""
    if anchor.published is None:
        return None, "quarter"
    now = _quarter_of(anchor.published)
    instances = [year * 4 + number - 1 for year in _years(anchor)]
    if anchor.tense == "future":
        chosen = min(each for each in instances if each >= now)
    else:
        chosen = max(each for each in instances if each < now)
    return _quarter_value(chosen)


def _quarter_of(published: date) -> int:
    return published.year * 4 + (published.month - 1) // 3


def _quarter_value(number: int) -> Reading:
    return f"{number // 4:04d}-{33 + number % 4}", "quarter"


def shifted(unit: str, shift: int, published: date | None) -> Reading:
    """So many units before or after the one of publication: "last week", "three months ago"."""
    if published is None:
        return None, unit
    if unit == "day":
        return (published + timedelta(days=shift)).isoformat(), "day"
    if unit in ("week", "fortnight"):
        weeks = shift * _TIMES_LONGER.get(unit, 1)
        year, week, _ = (published + timedelta(weeks=weeks)).isocalendar()
        return f"{year:04d}-W{week:02d}", "week"
    if unit == "month":
        year, month = _shift_months(published, shift)
        return f"{year:04d}-{month:02d}", "month"
    if unit == "quarter":
        return _quarter_value(_quarter_of(published) + shift)
    return _shifted_years(unit, shift, published)


def _shifted_years(unit: str, shift: int, published: date) -> Reading:
    if unit == "year":
        return f"{published.year + shift:04d}", "year"
    if unit == "decade":
        return f"{published.year // 10 + shift}X", "decade"
    if unit == "century":
        return f"{published.year // 100 + shift}XX", "century"
    return None, "relative"


def counted(unit: str, number: float, published: date | None) -> Reading:
    """ "two years ago", "a decade ago": the unit that many back; what is less than a day has no value."""
    if unit in ("decade", "century"):
        return shifted("year", round(number * _TIMES_LONGER[unit]), published)
    if unit in ("hour", "minute", "second") or not float(number).is_integer():
        return None, "relative"
    return shifted(unit, int(number), published)


def duration(unit: str, number: float | None) -> Reading:
    """How long: "three weeks" is P3W, "half an hour" PT30M; without a number there is no value."""
    if number is None:
        return None, "duration"
    if number == 0.5:
        return _HALVED.get(unit), "duration"
    length = number * _TIMES_LONGER.get(unit, 1)
    return (_DURATIONS[unit].format(int(length)) if float(length).is_integer() else None), "duration"


def week_of_month(number: int, month: str | None) -> Reading:
    """ "the second week of January": the calendar week in which the middle of its days 8 to 14 falls."""
    if month is None:
        return None, "week"
    year, which = (int(part) for part in month.split("-"))
    day = date(year, which, min(number * 7 - 3, calendar.monthrange(year, which)[1]))
    return shifted("week", 0, day)


def months_up_to(count: int, last: str | None) -> Reading:
    """ "the three months to March 31": from the first to the last month."""
    if last is None:
        return None, "interval"
    year, month = _shift_months(date.fromisoformat(last[:7] + "-01"), 1 - count)
    return f"{year:04d}-{month:02d}/{last[:7]}", "interval"


def holiday(rule: str, year: int | None, anchor: Anchor, weekdays: dict[str, int]) -> Reading:
    """A holiday by its rule in `times.toml`, in that year or the one that the tense points to."""
    if year is not None:
        return _holiday(rule, year, weekdays).isoformat(), "day"
    return nearest((_holiday(rule, each, weekdays) for each in _years(anchor)), anchor)


def _holiday(rule: str, year: int, weekdays: dict[str, int]) -> date:
    if match := _EASTER.fullmatch(rule):
        return _easter(year) + timedelta(days=int(match[1]))
    month, *rest = rule.split()
    if not rest:
        return date.fromisoformat(f"{year:04d}-{rule}")
    weekday_name, number = rest
    days = [week[weekdays[weekday_name]] for week in calendar.monthcalendar(year, int(month))]
    present = [day for day in days if day]
    return date(year, int(month), present[int(number) - (int(number) > 0)])


def _easter(year: int) -> date:
    """Western Easter by the Gregorian computus (Meeus, Jones, Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    ahead = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + ahead - 7 * ((golden + 11 * epact + 22 * ahead) // 451) + 114, 31)
    return date(year, month, day + 1)


def zone_offset(zone: str, day: date | None, clock: str) -> str:
    """An offset as ISO 8601 writes it; of a zone whose clocks change, that of the day."""
    if "/" not in zone:
        return zone
    if day is None:
        return ""
    moment = datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=ZoneInfo(zone))
    return moment.isoformat()[-6:]


def _shift_months(day: date, shift: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - 1 + shift
    return months // 12, months % 12 + 1
