"""Doc -> Times: time expressions with their ISO 8601 values, anchored at the day of publication.

A weekday or a day without a year is the nearest one that the clause's tense allows. What cannot be anchored has
no value; what says how long and not when is a duration.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kg.model import Article, Time
from kg.ontology import Ontology
from kg.tokens import Doc, Span, Token

type Tense = Literal["past", "present", "future"]
type Reading = tuple[str | None, str]  # value and granularity

_LABELS = frozenset(("DATE", "TIME"))
_FUTURE = frozenset(("will", "shall", "'ll", "’ll", "would", "to", "may", "could", "should"))
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2}))?")
_NUMERIC = re.compile(r"(?P<first>\d{1,2})[./](?P<second>\d{1,2})[./](?P<year>\d{4}|\d{2})")
_YEAR = re.compile(r"(?:early |late |mid-?)?(?:the year |in )?(?P<year>1[0-9]\d\d|20\d\d)")
_YEARS = re.compile(r"(?P<first>1[0-9]\d\d|20\d\d)\s?(?:-|–|—|to|and|until|through)\s?(?P<last>1[0-9]\d\d|20\d\d|\d\d)")
_DECADE = re.compile(r"(?:the )?(?:early |late |mid-?)?(?:the )?(?P<decade>1[0-9]\d|20\d)0s")
_SHORT_DECADE = re.compile(r"(?:the )?(?:early |late |mid-?)?(?:the )?['’](?P<decade>\d)0s")
_CENTURY = re.compile(r"(?:the )?(?:early |late |mid-?)?(?P<number>\d{1,2})(?:st|nd|rd|th)[ -]century")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>a\.?m\.?|p\.?m\.?)?")


@dataclass(frozen=True, slots=True)
class _Context:
    """What an expression is read against."""

    words: Mapping[str, Any]
    published: date | None
    tense: Tense


def times(doc: Doc, article: Article, ontology: Ontology) -> tuple[Time, ...]:
    """The article's time expressions in text order."""
    published = _published(article)
    found = []
    for ent in doc.ents:
        if ent.label_ in _LABELS:
            context = _Context(ontology.cues["times"], published, _tense(ent.root))
            value, granularity = _read(ent, context)
            found.append(Time(ent.start_char, ent.end_char, value, granularity))
    return tuple(found)


def _published(article: Article) -> date | None:
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None


def _tense(token: Token) -> Tense:
    """The tense of the clause that the expression stands in."""
    verb = next((ancestor for ancestor in token.ancestors if ancestor.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return "past"
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(part.lower_ in _FUTURE for part in auxiliaries):
        return "future"
    if any(part.tag_ == "VBD" or part.lemma_ == "have" for part in auxiliaries):
        return "past"
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not auxiliaries):
        return "past"
    return "future" if verb.tag_ == "VBG" else "present"


def _read(ent: Span, context: _Context) -> Reading:
    text = re.sub(r"\s+", " ", ent.text).strip().casefold().removesuffix("'s").removesuffix("’s").rstrip(".,")
    for reader in (_written, _dated, _counted_days, _weekday, _shifted, _ago, _season, _clock):
        reading = reader(text, context)
        if reading is not None:
            return reading
    return None, _granularity(text, context)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _granularity(text: str, context: _Context) -> str:
    """Without a value: how long, when a unit is named, else relative."""
    return "duration" if any(word in context.words["units"] for word in _words(text)) else "relative"


def _written(text: str, context: _Context) -> Reading | None:
    """Dates in figures, years, spans of years, decades and centuries."""
    if match := _ISO.fullmatch(text):
        return text, "day" if match["day"] else "month"
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match)
    if match := _YEARS.fullmatch(text.removeprefix("between ").removeprefix("from ")):
        last = match["last"]
        return f"{match['first']}/{last if len(last) == 4 else match['first'][:2] + last}", "interval"
    if match := _YEAR.fullmatch(text):
        return match["year"], "year"
    return _decade_or_century(text)


def _decade_or_century(text: str) -> Reading | None:
    if match := _DECADE.fullmatch(text):
        return match["decade"] + "X", "decade"
    if match := _SHORT_DECADE.fullmatch(text):
        return f"19{match['decade']}X", "decade"
    if match := _CENTURY.fullmatch(text):
        return f"{int(match['number']) - 1:02d}XX", "century"
    return None


def _numeric(match: re.Match[str]) -> Reading:
    """Day and month in figures are read only where one of them cannot be a month."""
    first, second = int(match["first"]), int(match["second"])
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    if "." in match.group() or first > 12:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else (None, "day")


def _day(year: int, month: int, day: int) -> Reading:
    try:
        return date(year, month, day).isoformat(), "day"
    except ValueError:
        return None, "day"


def _dated(text: str, context: _Context) -> Reading | None:
    """A month by name, with or without day and year: "Jan. 20", "20 January 2017", "in March"."""
    parts = _words(text)
    months: list[int] = [context.words["months"][part] for part in parts if part in context.words["months"]]
    if not months or (parts[0] == "may" and len(parts) == 1 and not text.startswith("may")):
        return None
    years = [int(part) for part in parts if re.fullmatch(r"1[0-9]\d\d|20\d\d", part)]
    days = [int(found[1]) for part in parts if (found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", part))]
    year = years[0] if years else _stated_year(parts, context)
    if not days:
        return _month(months[0], year, context)
    return _day(year, months[0], days[0]) if year else _nearest_day(months[0], days[0], context)


def _stated_year(parts: list[str], context: _Context) -> int | None:
    """ "last March", "next June": the year that the word says."""
    if context.published is None or "year" not in parts:
        return None
    shift = next((context.words["shifts"][part] for part in parts if part in context.words["shifts"]), None)
    return None if shift is None else context.published.year + int(shift)


def _month(month: int, year: int | None, context: _Context) -> Reading:
    if year:
        return f"{year:04d}-{month:02d}", "month"
    if context.published is None:
        return None, "month"
    this_year = context.published.year
    if context.tense == "future":
        chosen = this_year + (month < context.published.month)
    else:
        chosen = this_year - (month > context.published.month)
    return f"{chosen:04d}-{month:02d}", "month"


def _nearest_day(month: int, day: int, context: _Context) -> Reading:
    """The day without a year that the tense points to; in the present tense the one closest to publication."""
    published = context.published
    if published is None:
        return None, "day"
    options = [
        date(year, month, day) for year in range(published.year - 1, published.year + 2) if _exists(year, month, day)
    ]
    if context.tense == "past":
        fitting = [option for option in options if option <= published]
    elif context.tense == "future":
        fitting = [option for option in options if option >= published]
    else:
        fitting = options
    if not fitting:
        return None, "day"
    return min(fitting, key=lambda option: abs((option - published).days)).isoformat(), "day"


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year, month)[1]


def _counted_days(text: str, context: _Context) -> Reading | None:
    """ "today", "yesterday", "last night"."""
    shift = context.words["days"].get(text)
    if shift is None:
        return None
    return (None if context.published is None else (context.published + timedelta(days=shift)).isoformat()), "day"


def _weekday(text: str, context: _Context) -> Reading | None:
    """The last such day on or before publication in the past tense, the next one after it in the future tense."""
    parts = _words(text)
    found = [context.words["weekdays"][part] for part in parts if part in context.words["weekdays"]]
    if len(found) != 1 or any(part in context.words["units"] for part in parts):
        return None
    if context.published is None:
        return None, "day"
    shifts = [context.words["shifts"][part] for part in parts if part in context.words["shifts"]]
    return _weekday_date(int(found[0]), shifts[0] if shifts else None, context.published, context.tense), "day"


def _weekday_date(weekday: int, shift: int | None, published: date, tense: Tense) -> str:
    back = (published.weekday() - weekday) % 7
    if shift == -1:
        return (published - timedelta(days=back or 7)).isoformat()
    if shift == 1 or (shift is None and tense == "future"):
        return (published + timedelta(days=(weekday - published.weekday()) % 7 or 7)).isoformat()
    return (published - timedelta(days=back)).isoformat()


def _shifted(text: str, context: _Context) -> Reading | None:
    """ "last week", "this year", "next month"; "the last three years" is a duration."""
    parts = [part for part in _words(text) if part not in ("the", "early", "late", "earlier", "later", "in")]
    if len(parts) != 2 or parts[0] not in context.words["shifts"] or parts[1] not in context.words["units"]:
        return None
    unit = context.words["units"][parts[1]]
    if parts[1].endswith("s") or unit not in ("day", "week", "month", "year", "decade"):
        return None
    return _unit_value(unit, int(context.words["shifts"][parts[0]]), context.published)


def _unit_value(unit: str, shift: int, published: date | None) -> Reading:
    if published is None:
        return None, unit
    if unit == "day":
        return (published + timedelta(days=shift)).isoformat(), "day"
    if unit == "week":
        year, week, _ = (published + timedelta(weeks=shift)).isocalendar()
        return f"{year:04d}-W{week:02d}", "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return f"{months // 12:04d}-{months % 12 + 1:02d}", "month"
    if unit == "decade":
        return f"{published.year // 10 + shift}X", "decade"
    return f"{published.year + shift:04d}", "year"


def _ago(text: str, context: _Context) -> Reading | None:
    """ "two years ago", "three days later" is without an anchor of its own."""
    parts = _words(text)
    if len(parts) < 3 or parts[-1] != "ago" or parts[-2] not in context.words["units"]:
        return None
    number = _number(parts[-3], context)
    unit = context.words["units"][parts[-2]]
    if number is None or unit not in ("day", "week", "month", "year"):
        return None, "relative"
    return _unit_value(unit, -number, context.published)


def _number(word: str, context: _Context) -> int | None:
    if word.isdigit():
        return int(word)
    value = context.words["numbers"].get(word)
    return None if value is None else int(value)


def _season(text: str, context: _Context) -> Reading | None:
    """ "summer 2016", "last winter", in the season codes of ISO 8601-2 (21 to 24)."""
    parts = _words(text)
    seasons = [context.words["seasons"][part] for part in parts if part in context.words["seasons"]]
    if len(seasons) != 1:
        return None
    years = [int(part) for part in parts if re.fullmatch(r"1[0-9]\d\d|20\d\d", part)]
    if not years and context.published and any(part in context.words["shifts"] for part in parts):
        shift = next(context.words["shifts"][part] for part in parts if part in context.words["shifts"])
        years = [context.published.year + int(shift)]
    return (f"{years[0]:04d}-{seasons[0]}" if years else None), "season"


def _clock(text: str, context: _Context) -> Reading | None:
    """A time of day; without a day of its own it has the hour only."""
    match = _CLOCK.match(text)
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour = int(match["hour"]) % 24
    half = (match["half"] or "").replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return f"T{hour:02d}:{match['minute'] or '00'}", "time"
