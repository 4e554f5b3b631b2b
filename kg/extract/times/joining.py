"""Expressions of a sentence -> longer ones: a day with its time, spans from one to another, "since" and "until"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from kg.extract.times import anchoring
from kg.extract.times.anchoring import OPEN
from kg.extract.times.forms import Expression
from kg.extract.times.pieces import Piece

type PairUp = Callable[[Expression, Expression, Sequence[Piece]], Expression | None]

_POINTS = frozenset(("day", "week", "month", "year", "season", "quarter", "half", "decade", "century", "time"))
_LONG = frozenset(("year", "decade"))
_BESIDE = frozenset(("", "comma", "at", "on", "comma at", "comma on", "dash", "local other", "local other on"))
_AND_SO_ON = frozenset(("to", "dash", "until", "comma to", "to the", "until the"))
_SIDES = {"since": "from", "until": "to", "by": "to", "before": "to", "to": "to", "after": "from"}
_STARTING = frozenset(("from", "between"))
_DATED = re.compile(r"\d{4}-\d\d(-\d\d)?")


def join(found: Sequence[Expression], pieces: Sequence[Piece], published: date | None) -> list[Expression]:
    """What is told together as one expression each; `published` is the day of publication."""
    joined = _fold(found, pieces, _with_clock)
    joined = _fold(joined, pieces, _up_to)
    return [_one_sided(expression, pieces, published) for expression in joined]


def _fold(found: Sequence[Expression], pieces: Sequence[Piece], pair_up: PairUp) -> list[Expression]:
    kept: list[Expression] = []
    for expression in found:
        both = pair_up(kept[-1], expression, pieces) if kept else None
        if both is None:
            kept.append(expression)
        else:
            kept[-1] = both
    return kept


def _gap(left: Expression, right: Expression, pieces: Sequence[Piece]) -> str:
    return " ".join(piece.kind or "other" for piece in pieces[left.end : right.start])


def _with_clock(left: Expression, right: Expression, pieces: Sequence[Piece]) -> Expression | None:
    """ "9 p.m. on Thursday", "Sunday at 2 a.m.", "Wednesday, Feb. 14"."""
    if _gap(left, right, pieces) not in _BESIDE:
        return None
    kinds = left.granularity, right.granularity
    if kinds == ("day", "day") and _is_weekday(left, pieces) and not _is_weekday(right, pieces):
        return replace(right, start=left.start)
    if sorted(kinds) != ["day", "time"]:
        return None
    day, clock = (left, right) if left.granularity == "day" else (right, left)
    value = f"{day.value}{clock.value}" if day.value and clock.value else None
    return Expression(left.start, right.end, value, "time")


def _is_weekday(expression: Expression, pieces: Sequence[Piece]) -> bool:
    return all(piece.kind not in ("month", "figures", "iso") for piece in pieces[expression.start : expression.end])


def _up_to(left: Expression, right: Expression, pieces: Sequence[Piece]) -> Expression | None:
    """ "from A to B", "between A and B", "A–B"; a length up to a day: "the three months to March 31"."""
    gap, before = _gap(left, right, pieces), _kind_before(left, pieces)
    if left.granularity == "duration" and gap in ("ended", "to", "until", "ended dash"):
        return _months_up_to(left, right)
    if left.granularity not in _POINTS or right.granularity not in _POINTS:
        return None
    spanning = gap in _AND_SO_ON or (before == "between" and gap in ("and", "and the"))
    if not spanning and not (gap == "and" and _follow(left, right)):
        return None
    start = left.start - (before in _STARTING)
    if not (left.value and right.value):
        return Expression(start, right.end, None, "interval")
    return Expression(start, right.end, f"{left.value}/{right.value}", "interval") if left.value < right.value else None


def _follow(left: Expression, right: Expression) -> bool:
    """ "2008 and 2009", "the 1960s and 1970s"."""
    if left.granularity != right.granularity or left.granularity not in _LONG or not (left.value and right.value):
        return False
    return int(left.value.rstrip("X")) + 1 == int(right.value.rstrip("X"))


def _months_up_to(left: Expression, right: Expression) -> Expression | None:
    length = re.fullmatch(r"P(\d+)([MY])", left.value or "")
    if length is None or not _DATED.fullmatch(right.value or ""):
        return None
    months = int(length[1]) * (12 if length[2] == "Y" else 1)
    return Expression(left.start, right.end, *anchoring.months_up_to(months, right.value))


def _one_sided(expression: Expression, pieces: Sequence[Piece], published: date | None) -> Expression:
    """ "since 2014" goes on, "until Friday" ends; "shortly before noon" is no time that can be told."""
    if expression.granularity not in _POINTS or expression.start == 0:
        return expression
    word = _kind_before(expression, pieces)
    first = expression.start - 1
    if word == "the" and first and pieces[first - 1].kind in _SIDES:
        word, first = pieces[first - 1].kind, first - 1
    side = _SIDES.get(word)
    if word == "from" and expression.granularity == "day" and published and (expression.value or "") > str(published):
        side = "from"
    if side is None or (word == "to" and pieces[first].word == "to"):
        return expression
    close = pieces[first - 1].word if first and word in ("before", "after") else ""
    if close == "just":
        return replace(expression, start=first)
    if expression.value is None or (close and pieces[first - 1].kind == "modifier"):
        return replace(expression, start=first, value=None, granularity="relative" if expression.value else "interval")
    value = f"{expression.value}/{OPEN}" if side == "from" else f"{OPEN}/{expression.value}"
    return replace(expression, start=first, value=value, granularity="interval")


def _kind_before(expression: Expression, pieces: Sequence[Piece]) -> str:
    return pieces[expression.start - 1].kind if expression.start else ""
