"""Pieces of a sentence -> Expressions: every form in which news word a time, each with what reads its value.

A form is a pattern over kinds of pieces. Of forms that overlap, the longest holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kg.extract.times import anchoring
from kg.extract.times.anchoring import Anchor, Reading
from kg.extract.times.pieces import KINDS, Piece

type Read = Callable[["Wording", Anchor], Reading | None]

_LONGEST_DAY = 31
_STILL_NEW = 2  # months for which a year is new
_LEAD = "(modifier dash?|later|edge of the?)*"
_TAIL = "(comma? year|(comma|of)? shift unit)?"
_QUANTITY = "(modifier)* (number (dash number)?|article|half article?|article? vague of?)"


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression in a sentence: from which piece to which, and its value."""

    start: int
    end: int
    value: str | None
    granularity: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The pieces of one expression, and what stands before it; all years it may have are those it says."""

    pieces: Sequence[Piece]
    before: str  # kind of the piece before

    def values(self, kind: str) -> list[Any]:
        """The values of all pieces of a kind."""
        return [piece.value for piece in self.pieces if piece.kind == kind]

    def value(self, kind: str) -> Any:
        """The value of the first piece of a kind, or None."""
        return next(iter(self.values(kind)), None)

    def has(self, kind: str) -> bool:
        """Whether there is a piece of that kind."""
        return any(piece.kind == kind for piece in self.pieces)

    def word(self, kind: str) -> str:
        """The first word of a kind, "" without one."""
        return next((piece.word for piece in self.pieces if piece.kind == kind), "")

    def year(self, published: date | None) -> int | None:
        """The year that it names ("2017") or points to ("last year")."""
        if self.has("year"):
            return int(self.value("year"))
        if published is not None and self.has("shift") and self.value("unit") == "year":
            return published.year + int(self.value("shift"))
        return None


def _compile(pattern: str) -> re.Pattern[str]:
    """A pattern over kinds as one over their letters."""
    lettered = re.sub(r"[a-z_]+", lambda word: re.escape(KINDS[word.group()]), pattern)
    return re.compile(lettered.replace(" ", ""))


def expressions(pieces: Sequence[Piece], letters: str, anchor: Callable[[Piece], Anchor]) -> list[Expression]:
    """The expressions of a sentence in order; `anchor` gives what one that begins with a piece is read against."""
    found: list[Expression] = []
    taken = [False] * len(pieces)
    for start, end, read in _matches(letters):
        if any(taken[start:end]):
            continue
        before = pieces[start - 1].kind if start else ""
        context = anchor(pieces[start])
        reading = read(
            Wording(pieces[start:end], before), replace(context, tense="past") if before == "since" else context
        )
        if reading is not None:
            found.append(Expression(start, end - (end == len(pieces) and pieces[-1].kind == "dot"), *reading))
            taken[start:end] = [True] * (end - start)
    return sorted(found, key=lambda expression: expression.start)


def _matches(letters: str) -> list[tuple[int, int, Read]]:
    """All places where a form fits, the longest first."""
    places = [
        (match.start(), match.end(), order, read)
        for order, (needed, pattern, read) in enumerate(_FORMS)
        if needed in letters
        for match in pattern.finditer(letters)
    ]
    places.sort(key=lambda place: (place[0] - place[1], place[2], place[0]))
    return [(start, end, read) for start, end, _, read in places]


# Readers: what the pieces of a form say


def _iso(wording: Wording, anchor: Anchor) -> Reading | None:
    (piece,) = wording.pieces
    if piece.value:
        return piece.value, "interval"
    if len(piece.word) == len("2017-01"):
        return piece.word, "month"
    return anchoring.day_of(*(int(part) for part in piece.word.split("-")))


def _figures(wording: Wording, anchor: Anchor) -> Reading | None:
    """Day and month in figures are read only where one of them cannot be a month."""
    word = wording.pieces[0].word
    first, second, year = (int(part) for part in re.split(r"[./]", word))
    year += 2000 if year < 100 else 0
    if "." in word or first > 12:
        return anchoring.day_of(year, second, first)
    return anchoring.day_of(year, first, second) if second > 12 else (None, "day")


def _day(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "Jan. 20, 2017", "Friday, 13 March", "the 12th of March last year"."""
    days = [*wording.values("number"), *wording.values("ordinal")]
    if len(days) != 1 or not _is_day(days[0]):
        return None
    month, year = wording.value("month"), wording.year(anchor.published)
    return anchoring.day_of(year, month, days[0]) if year else anchoring.day_without_year(month, days[0], anchor)


def _days(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "July 29-30"."""
    days = [*wording.values("number"), *wording.values("ordinal")]
    if not all(map(_is_day, days)):
        return None
    month, year = wording.value("month"), wording.year(anchor.published)
    ends = [anchoring.day_of(year, month, day)[0] if year else anchoring.day_without_year(month, day, anchor)[0]
            for day in days]  # fmt: skip
    return (f"{ends[0]}/{ends[1]}" if all(ends) else None), "interval"


def _is_day(number: float) -> bool:
    return isinstance(number, int) and 1 <= number <= _LONGEST_DAY


def _month(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "March 2017", "last October", "in May"; a name alone ("May", "April") may be a person's."""
    alone = len(wording.pieces) == 1 and not anchor.dated and wording.before not in _INTRODUCING
    return None if alone else _month_value(wording, anchor)


def _month_value(wording: Wording, anchor: Anchor) -> Reading:
    month, year = wording.value("month"), wording.year(anchor.published)
    if year:
        return f"{year:04d}-{month:02d}", "month"
    return anchoring.month_without_year(month, wording.value("shift"), anchor)


def _weekday(wording: Wording, anchor: Anchor) -> Reading | None:
    return anchoring.weekday(wording.value("weekday"), wording.value("shift"), anchor)


def _named_day(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "today", "the day before yesterday"."""
    shift = int(wording.value("named_day")) + wording.has("after") - wording.has("before")
    return anchoring.shifted("day", shift, anchor.published)


def _shifted_part(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "this morning", "last night"."""
    return anchoring.shifted("day", wording.value("shift"), anchor.published)


def _shifted_unit(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "last week", "the end of next year", "later in the month"; "over the past year" is how long."""
    unit, shift = wording.value("unit"), wording.value("shift") or 0
    if not _is_singular(wording):
        return None
    first = wording.word("shift") or "this"
    if first == "past" or (wording.before in ("during", "in") and first in ("last", "coming") and wording.has("the")):
        return anchoring.duration(unit, 1)
    if wording.has("the") and first in _HANGING and unit != "century":
        return None, "relative"
    return anchoring.shifted(unit, shift, anchor.published)


_HANGING = ("previous", "following", "next")


def _is_singular(wording: Wording) -> bool:
    return not wording.word("unit").endswith("s")


def _edge_of_unit(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the end of the year", "later in the month"; of a day it hangs on the day that is spoken of."""
    unit = wording.value("unit")
    if unit in ("day", "hour", "minute", "second", "decade", "century"):
        return None, "relative"
    return anchoring.shifted(unit, 0, anchor.published)


def _ago(wording: Wording, anchor: Anchor) -> Reading | None:
    number = _number(wording)
    return (None, "relative") if number is None else anchoring.counted(wording.value("unit"), -number, anchor.published)


def _from_now(wording: Wording, anchor: Anchor) -> Reading | None:
    number = _number(wording)
    return (None, "duration") if number is None else anchoring.counted(wording.value("unit"), number, anchor.published)


def _in(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "in three weeks" is a date in a clause of the future, else a length: "the first time in three weeks"."""
    if anchor.tense == "future" and _number(wording) is not None:
        return _from_now(wording, anchor)
    return _length(wording, anchor)


def _relative(wording: Wording, anchor: Anchor) -> Reading | None:
    return None, "relative"


def _length(wording: Wording, anchor: Anchor) -> Reading | None:
    return anchoring.duration(wording.value("unit"), _number(wording))


def _whole_unit(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "all week"."""
    return anchoring.shifted(wording.value("unit"), 0, anchor.published)


def _new_year(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the new year": the one that has just begun, or else the next."""
    if wording.value("unit") != "year" or anchor.published is None:
        return None
    return anchoring.shifted("year", int(anchor.published.month > _STILL_NEW), anchor.published)


def _vague_length(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "years", "the coming weeks"."""
    return None if _is_singular(wording) else (None, "duration")


def _single_unit(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "for a year" is a length, "two a year" how often."""
    if wording.before in ("during", "after", "modifier", "by", "in", "shift"):
        return anchoring.duration(wording.value("unit"), 0.5 if wording.has("half") else 1)
    return None, "set"


def _number(wording: Wording) -> float | None:
    """How many: "two", "twenty-five", "a", "half a"; None for "several", and for "three-four"."""
    numbers = wording.values("number")
    if wording.has("vague"):
        return None
    if wording.has("half"):
        return 0.5
    if len(numbers) > 1:
        tens, ones = numbers[:2]
        return tens + ones if tens % 10 == 0 and 0 < ones < 10 < tens else None
    return numbers[0] if numbers else 1


def _recurring(wording: Wording, anchor: Anchor) -> Reading | None:
    return None, "set"


def _years(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "2015-16", "2002-2006"."""
    first, *rest = wording.values("year")
    last = rest[0] if rest else first - first % 100 + int(wording.value("number"))
    return (f"{first}/{last}", "interval") if first < last else None


def _year(wording: Wording, anchor: Anchor) -> Reading | None:
    """A year alone; four figures may count something else."""
    if len(wording.pieces) == 1 and not anchor.dated and wording.before not in _INTRODUCING:
        return None
    return str(wording.value("year")), "year"


def _decade(wording: Wording, anchor: Anchor) -> Reading | None:
    return f"{wording.value('decade')}X", "decade"


def _short_decade(wording: Wording, anchor: Anchor) -> Reading | None:
    return f"{wording.value('short_decade')}X", "decade"


def _century(wording: Wording, anchor: Anchor) -> Reading | None:
    if wording.value("unit") != "century":
        return None
    return f"{int(wording.value('ordinal')) - 1:02d}XX", "century"


def _week_of_month(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the second week of January"."""
    if wording.value("unit") != "week":
        return None
    month, _ = _month_value(wording, anchor)
    return anchoring.week_of_month(int(wording.value("ordinal")), month)


def _season(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the summer of 2016", "last winter", "by autumn"; with nothing before it, it may be a kind of weather."""
    code, year = int(wording.value("season")), wording.year(anchor.published)
    if year:
        return f"{year:04d}-{code}", "season"
    introduced = wording.before in _INTRODUCING or wording.has("shift") or wording.has("since") or wording.has("by")
    return anchoring.season(code, wording.value("shift"), anchor) if introduced else None


_INTRODUCING = (
    "in",
    "by",
    "since",
    "until",
    "before",
    "after",
    "during",
    "between",
    "from",
    "to",
    "and",
    "dated",
    "bracket",
)


def _quarter(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the third quarter", "Q3 2020", "last quarter"."""
    number = wording.value("ordinal") or wording.value("number")
    if number is None:
        shift = wording.value("shift")
        return None if shift is None else anchoring.shifted("quarter", shift, anchor.published)
    if not 1 <= number <= 4:
        return None
    year = wording.year(anchor.published) or _this_year(wording, anchor)
    return (f"{year:04d}-{32 + number}", "quarter") if year else anchoring.quarter(number, anchor)


def _this_year(wording: Wording, anchor: Anchor) -> int | None:
    """The year of "… of the year"."""
    return anchor.published.year if wording.value("unit") == "year" and anchor.published else None


def _half(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "the first half of 2019"."""
    year, number = wording.year(anchor.published) or _this_year(wording, anchor), wording.value("ordinal")
    return (f"{year:04d}-{39 + number}", "half") if year and number in (1, 2) else None


def _fiscal(wording: Wording, anchor: Anchor) -> Reading | None:
    return str(wording.value("year")), "fiscal year"


def _weekend(wording: Wording, anchor: Anchor) -> Reading | None:
    return anchoring.weekend(wording.value("shift"), anchor)


def _clock(wording: Wording, anchor: Anchor) -> Reading | None:
    """ "9 a.m.", "22:15 EST", "0600 GMT", "noon"."""
    hour, minute = _hour_and_minute(wording)
    if wording.has("meridiem"):
        hour = hour % 12 + 12 * wording.word("meridiem").startswith("p")
    if hour > 23 or minute > 59:
        return None
    clock = f"{hour:02d}:{minute:02d}"
    zone = wording.value("zone")
    return f"T{clock}{anchoring.zone_offset(zone, anchor.published, clock) if zone else ''}", "time"


def _hour_and_minute(wording: Wording) -> tuple[int, int]:
    piece = next(piece for piece in wording.pieces if piece.kind in ("clock", "clock_word", "number", "year"))
    if piece.kind in ("clock", "clock_word"):
        hour, minute = (piece.value or piece.word).split(":")
        return int(hour), int(minute)
    if len(piece.word) == len("0600"):
        return divmod(int(piece.value), 100)
    return (int(piece.value), 0) if float(piece.value).is_integer() else (99, 0)


_FORMS: tuple[tuple[str, re.Pattern[str], Read], ...] = tuple(
    (KINDS[needed], _compile(pattern), read)
    for needed, pattern, read in (
        ("iso", "iso", _iso),
        ("figures", "figures", _figures),
        ("month", f"((weekday|short_weekday) dot? comma?)? {_LEAD} month dot? (number|ordinal) {_TAIL}", _day),
        ("month", f"((weekday|short_weekday) dot? comma?)? the? (number|ordinal) of? month dot? {_TAIL}", _day),
        ("month", f"month dot? (number|ordinal) (dash|to) (number|ordinal) (?!of?month) {_TAIL}", _days),
        ("month", f"(number|ordinal) (dash|to) (number|ordinal) of? month dot? {_TAIL}", _days),
        ("month", f"the? {_LEAD} shift? month dot? ((comma|of)? year|(comma|of)? shift unit)?", _month),
        ("weekday", "(later|modifier)* the? shift? weekday part?", _weekday),
        ("weekday", "(later|modifier)* the? part? of? weekday", _weekday),
        ("named_day", "(later|modifier)* named_day part?", _named_day),
        ("named_day", "the unit (before|after) named_day", _named_day),
        ("part", "(later|modifier)* shift part", _shifted_part),
        ("elsewhere", "elsewhere+ (part|unit|weekday|month|season|weekend)", _relative),
        ("elsewhere", "the elsewhere (part|unit|weekday|month|season|weekend)", _relative),
        ("unit", f"the? {_LEAD} the? shift unit", _shifted_unit),
        ("unit", "the? edge of the unit", _edge_of_unit),
        ("unit", "whole unit", _whole_unit),
        ("unit", "the new unit", _new_year),
        ("unit", "the unit (?=(to|ended)month)", _length),
        ("unit", "later in the unit", _edge_of_unit),
        ("unit", f"{_QUANTITY} unit ago", _ago),
        ("unit", "unit ago", _relative),
        ("unit", f"{_QUANTITY} unit from now", _from_now),
        ("unit", f"in {_QUANTITY} unit", _in),
        ("unit", f"{_QUANTITY} unit (after|before|later)", _relative),
        ("unit", "unit (after|before|later)", _relative),
        ("unit", "the unit (after|before)", _relative),
        ("part", "the part (after|before)", _relative),
        ("unit", f"the? vague? shift {_QUANTITY} unit", _length),
        ("unit", "the? vague (shift|vague)* unit", _vague_length),
        ("unit", "the shift unit", _vague_length),
        ("unit", f"{_QUANTITY} dash? unit (dash old)?", _length),
        ("unit", "(half)? article unit", _single_unit),
        ("unit", "unit", _vague_length),
        ("each", "each+ (number? unit|part|month|weekday|season|weekend)", _recurring),
        ("set", "set", _recurring),
        ("times", "times (article|each) unit", _recurring),
        ("unit", f"{_QUANTITY} unit (article|each) unit", _recurring),
        ("year", "year dash (number|year)", _years),
        ("year", f"the? {_LEAD} year", _year),
        ("decade", f"the? {_LEAD} decade", _decade),
        ("short_decade", f"the {_LEAD} short_decade", _short_decade),
        ("short_decade", "modifier dash? (the)? short_decade", _short_decade),
        ("unit", f"the? {_LEAD} the? ordinal dash? unit", _century),
        ("month", f"the? ordinal unit of month {_TAIL}", _week_of_month),
        ("season", f"the? {_LEAD} shift? season (of? year (dash number)?|of? shift unit)?", _season),
        ("quarter", f"the? {_LEAD} (shift|ordinal) dash? quarter (of? year|of? the? shift? unit)?", _quarter),
        ("quarter", "quarter number (comma|of)? year?", _quarter),
        ("half", "the? ordinal half of (year|the? shift? unit)", _half),
        ("fiscal", "fiscal unit? year", _fiscal),
        ("weekend", "modifier* (the|shift)? weekend", _weekend),
        ("meridiem", "modifier* (number|clock) meridiem zone?", _clock),
        ("oclock", "modifier* number oclock apostrophe? oclock", _clock),
        ("clock", "modifier* clock zone?", _clock),
        ("zone", "(number|year) zone", _clock),
        ("clock_word", "modifier* clock_word zone?", _clock),
    )
)
