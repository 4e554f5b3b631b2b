"""A sentence's text -> Pieces: words, figures and marks, each with its kind, as grammar of time needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

OTHER = "x"
KINDS = {  # kind -> the letter that patterns are matched by
    "month": "M",
    "weekday": "W",
    "short_weekday": "w",
    "unit": "U",
    "weekend": "E",
    "quarter": "Q",
    "half": "B",
    "season": "S",
    "number": "N",
    "ordinal": "O",
    "year": "Y",
    "iso": "I",
    "figures": "X",
    "decade": "D",
    "short_decade": "d",
    "clock": "C",
    "clock_word": "c",
    "meridiem": "A",
    "zone": "Z",
    "named_day": "K",
    "shift": "T",
    "elsewhere": "H",
    "part": "P",
    "modifier": "m",
    "edge": "y",
    "later": "r",
    "ago": "G",
    "vague": "V",
    "fiscal": "F",
    "each": "e",
    "set": "R",
    "times": "z",
    "article": "a",
    "the": "t",
    "of": "o",
    "in": "i",
    "during": "v",
    "at": "@",
    "on": "n",
    "since": "s",
    "until": "u",
    "by": "b",
    "from": "f",
    "between": "k",
    "to": "l",
    "and": "&",
    "before": "<",
    "after": ">",
    "now": "q",
    "old": "j",
    "new": "*",
    "whole": "!",
    "local": "=",
    "oclock": "h",
    "ended": "g",
    "dated": "?",
    "bracket": "(",
    "dash": "-",
    "comma": ",",
    "dot": ".",
    "apostrophe": "'",
    "currency": "$",
}
_TABLES = {  # tables of the cues -> kind
    "vague": "vague",
    "modifiers": "modifier",
    "edges": "edge",
    "months": "month",
    "weekdays": "weekday",
    "short_weekdays": "short_weekday",
    "units": "unit",
    "weekends": "weekend",
    "quarters": "quarter",
    "halves": "half",
    "seasons": "season",
    "numbers": "number",
    "ordinals": "ordinal",
    "decades": "short_decade",
    "clock_words": "clock_word",
    "zones": "zone",
    "days": "named_day",
    "shifts": "shift",
    "elsewhere": "elsewhere",
    "parts": "part",
    "later": "later",
    "fiscal": "fiscal",
    "each": "each",
    "sets": "set",
    "times": "times",
    "dated": "dated",
}
_GRAMMAR = {
    "a": "article",
    "an": "article",
    "the": "the",
    "of": "of",
    "in": "in",
    "on": "on",
    "at": "at",
    "over": "during",
    "during": "during",
    "within": "during",
    "for": "during",
    "throughout": "during",
    "since": "since",
    "until": "until",
    "till": "until",
    "by": "by",
    "from": "from",
    "between": "between",
    "to": "to",
    "through": "to",
    "and": "and",
    "before": "before",
    "after": "after",
    "into": "after",
    "ago": "ago",
    "now": "now",
    "old": "old",
    "new": "new",
    "all": "whole",
    "local": "local",
    "o": "oclock",
    "clock": "oclock",
    "ended": "ended",
    "ending": "ended",
}
_MARKS = {
    "(": "bracket",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    ",": "comma",
    ".": "dot",
    "'": "apostrophe",
    "’": "apostrophe",
}
_PIECE = re.compile(
    r"""(?P<iso>\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?(?![\d-]))
    |(?P<figures>\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)(?!\d))
    |(?P<clock>\d{1,2}:\d\d(?!\d))
    |(?P<decade>(?:1[0-9]|20)\d0s\b|['’]\d0s\b)
    |(?P<short_decade>\d0s\b)
    |(?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
    |(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)
    |(?P<meridiem>[ap]\.m\.?|[ap]m\b)
    |(?P<word>[^\W\d_]+)
    |(?P<mark>\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_CURRENCIES = "$€£¥"


@dataclass(slots=True)  # not frozen: it is made for every word near a time, and a frozen one takes thrice the time
class Piece:
    """A word, figure or mark, in lower case, at its place in the article; `value` is what the cues say of it."""

    start: int
    end: int
    word: str
    kind: str
    value: Any = None


def vocabulary(cues: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, Any]]:
    """Word -> its kind and its value, for all words that expressions of time are made of."""
    words: dict[str, tuple[str, Any]] = {}
    for table, kind in _TABLES.items():
        words |= {word: (kind, value) for word, value in cues[table].items()}
    return words | {word: (kind, None) for word, kind in _GRAMMAR.items()}


def pieces(text: str, start: int, words: Mapping[str, tuple[str, Any]]) -> Iterator[Piece]:
    """The pieces of `text`, which begins at `start` of the article."""
    previous = ""
    for match in _PIECE.finditer(text):
        word = match.group().casefold()
        kind, value = _classify(match, word, previous, words)
        yield Piece(start + match.start(), start + match.end(), word, kind, value)
        previous = word


def letters(found: list[Piece]) -> str:
    """One letter a piece, for patterns to match."""
    return "".join(KINDS.get(piece.kind, OTHER) for piece in found)


def _classify(match: re.Match[str], word: str, previous: str, words: Mapping[str, tuple[str, Any]]) -> tuple[str, Any]:
    form = match.lastgroup or ""
    if form == "word":
        return _classify_word(match.group(), word, words)
    if form == "number":
        return _classify_number(word, previous)
    if form == "mark":
        return ("currency" if word in _CURRENCIES else _MARKS.get(word, "")), None
    if form == "decade":
        return "decade", int(word[:3]) if word[0].isdigit() else 190 + int(word[1])
    if form == "ordinal":
        return "ordinal", int(word[:-2])
    if form == "short_decade":
        return "short_decade", 190 + int(word[0])
    return _year_span(word) or (form, None)


def _classify_word(written: str, word: str, words: Mapping[str, tuple[str, Any]]) -> tuple[str, Any]:
    """A month or weekday is one only with a capital: "may", "march" and "sat" are other words."""
    kind, value = words.get(word, ("", None))
    if kind in ("month", "weekday", "short_weekday", "zone") and not written[0].isupper():
        return "", None
    return ("", None) if kind == "zone" and not written.isupper() else (kind, value)


def _classify_number(word: str, previous: str) -> tuple[str, Any]:
    if previous in _CURRENCIES and previous:
        return "", None
    if _YEAR.fullmatch(word):
        return "year", int(word)
    number = float(word.replace(",", ""))
    return ("number", int(number) if number.is_integer() else number)


def _year_span(word: str) -> tuple[str, Any] | None:
    """ "2011-12" is two years rather than a month, "2011-10" a month."""
    first, _, rest = word.partition("-")
    if len(rest) == 2 and len(first) == 4 and int(rest) == (int(first) + 1) % 100:
        return "iso", f"{first}/{int(first) + 1}"
    return None
