"""Doc -> Times: time expressions with their ISO 8601 values, anchored at the day of publication.

A weekday or a day without a year is the nearest one that the clause's tense allows. What hangs on another event or
cannot be anchored has no value; what says how long and not when is a duration.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kg.extract.times.anchoring import Anchor
from kg.extract.times.forms import Expression, expressions
from kg.extract.times.holidays import first_words, holidays, pattern
from kg.extract.times.joining import join
from kg.extract.times.pieces import Piece, letters, pieces, vocabulary
from kg.extract.times.tense import tense
from kg.model import Article, Time
from kg.ontology import Ontology
from kg.tokens import Doc, Span

__all__ = ["Timed", "timed", "times"]

_MOMENTS = frozenset(("day", "month", "year"))
_LABELS = frozenset(("DATE", "TIME"))
_TELLING = (
    *("month", "weekday", "unit", "weekend", "quarter", "half", "season", "short_decade", "clock_word", "zone"),
    *("named_day", "part", "set"),
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The cues as look-up tables."""

    cues: dict[str, Any]
    kinds: dict[str, tuple[str, Any]]
    telling: frozenset[str]  # without one of these words or a figure, a sentence tells no time
    holidays: re.Pattern[str]
    festive: frozenset[str]


def times(doc: Doc, article: Article, ontology: Ontology) -> tuple[Time, ...]:
    """The article's time expressions in text order; what only the language model takes for one has no value."""
    return timed(doc, article, ontology).expressions


class Timed(NamedTuple):
    """Time expressions, and the days, months and years in them: two in "from 1998 to 2005"."""

    expressions: tuple[Time, ...]
    moments: tuple[Time, ...]


def timed(doc: Doc, article: Article, ontology: Ontology) -> Timed:
    """The article's time expressions and what they are made of, each in text order."""
    published, words = _published(article), _words(ontology)
    found: list[Time] = []
    moments: list[Time] = []
    for sent in _telling(doc, words):
        told, points = _of_sentence(sent, published, words)
        found.extend(told)
        moments.extend(point for point in points if point.value and point.granularity in _MOMENTS)
    return Timed(_with_recognised(doc, found, words), tuple(moments))


def _with_recognised(doc: Doc, found: list[Time], words: _Words) -> tuple[Time, ...]:
    known = [(time.start, time.end) for time in found]
    for ent in doc.ents:
        if ent.label_ in _LABELS and not any(start < ent.end_char and ent.start_char < end for start, end in known):
            found.append(Time(ent.start_char, ent.end_char, None, _granularity(ent, words)))
    return tuple(sorted(found, key=lambda time: (time.start, time.end)))


_HELD: dict[int, tuple[Ontology, _Words]] = {}


def _words(ontology: Ontology) -> _Words:
    """The tables of an ontology, made once for each."""
    held = _HELD.get(id(ontology))
    if held is None or held[0] is not ontology:
        cues = ontology.cues["times"]
        kinds, festive = vocabulary(cues), first_words(cues)
        telling = festive.union(word for word, (kind, _) in kinds.items() if kind in _TELLING)
        held = _HELD[id(ontology)] = (ontology, _Words(cues, kinds, telling, pattern(cues), festive))
    return held[1]


def _published(article: Article) -> date | None:
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None


def _telling(doc: Doc, words: _Words) -> Iterator[Span]:
    """The sentences with a word or figure that may tell a time."""
    last = -1
    for token in doc:
        word = token.lower_
        if token.i > last and (word in words.telling or word[:1].isdigit() or word.endswith("0s")):
            sent = token.sent
            last = sent.end - 1
            yield sent


def _of_sentence(sent: Span, published: date | None, words: _Words) -> tuple[list[Time], list[Time]]:
    """What a sentence tells, joined and in its parts."""
    found = list(pieces(sent.text, sent.start_char, words.kinds))
    anchor = _anchoring(sent, published, words)
    told = expressions(found, letters(found), anchor)
    if any(piece.word in words.festive for piece in found):
        told = _without_parts(told, list(holidays(sent.text, found, words.holidays, words.cues, anchor)))
    joined = join(told, found, published)
    points = (point for each in told for point in _points(each, found))
    return [_time(each, found) for each in joined], [_time(each, found) for each in points]


def _points(told: Expression, found: Sequence[Piece]) -> Iterator[Expression]:
    """An expression, or both years of "2002-2006"."""
    years = [place for place in range(told.start, told.end) if found[place].kind == "year"]
    if told.granularity == "interval" and len(years) > 1:
        yield from (Expression(place, place + 1, str(found[place].value), "year") for place in years)
    else:
        yield told


def _time(expression: Expression, found: Sequence[Piece]) -> Time:
    start, end = found[expression.start].start, found[expression.end - 1].end
    return Time(start, end, expression.value, expression.granularity)


def _without_parts(told: Sequence[Expression], named: Sequence[Expression]) -> list[Expression]:
    """Both kinds in order, without what is part of a holiday's name: the Sunday of Easter Sunday."""
    kept = [each for each in told if not any(each.start < other.end and other.start < each.end for other in named)]
    return sorted((*kept, *named), key=lambda expression: expression.start)


def _anchoring(sent: Span, published: date | None, words: _Words) -> Callable[[Piece], Anchor]:
    """What to read an expression against that begins with a piece: the tense is that of the clause around it."""
    tokens = list(sent)
    starts = [token.idx for token in tokens]

    def anchor(piece: Piece) -> Anchor:
        token = tokens[max(bisect_right(starts, piece.start) - 1, 0)]
        return Anchor(published, tense(token, words.cues["planning"]), token.ent_type_ in _LABELS)

    return anchor


def _granularity(ent: Span, words: _Words) -> str:
    """Of what has no value: how long, when a unit is named, else relative."""
    units = (token.lower_ for token in ent)
    return "duration" if any(words.kinds.get(word, ("",))[0] == "unit" for word in units) else "relative"
