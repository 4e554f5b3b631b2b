"""Text -> Layout: headline, dateline and paragraphs. News is written in these; a parser that runs across them errs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kg.model import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_DATELINE = re.compile(
    r"""(?P<place>[^\W\d_][^\W\d]*(?:[ .'’-]+[^\W\d_][^\W\d]*){0,3}
          (?:,\s(?![A-Z][a-z]{2,5}day\b)[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?)  # , Region or country
        (?:/[^\W\d_][^\W\d]*(?:[ .'’-]+[^\W\d_][^\W\d]*){0,2})?          # /another place
        (?P<date>(?:,\s(?:[A-Z][a-z]{2,5}day                               # , weekday
                        |[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,?\s\d{4})?        # , May 14, 2024
                        |\d{1,2}\.?\s[A-Z][a-z]{2,8}\.?(?:,?\s\d{4})?     # , 14 May 2024
                        |(?:19|20)\d\d))*)
        (?:\s?(?:\((?P<agency>[A-Z][\w./ &-]{0,40})\)                       # (agency)
              |/(?P<wire>[A-Z][\w. &-]{0,40})/))?                            # /agency/
        \s+(?:[—–-]{1,3}|\|)\s+""",
    re.VERBOSE,
)
_WORDS = re.compile(r"(?<![\w$%&#+*'’/-])(?:[\w$%&#+*]++(?:['’/-]\w++)*+[ \t]++)++")
_LONGEST_RUN = 80  # words: news that keeps its punctuation ran to 61 in 1,000 articles, stripped texts to 120 and more
_HEADLINE_LIMIT = 180
_WRAP_MIN, _WRAP_MAX = 40, 100


@dataclass(frozen=True, slots=True)
class Dateline:
    """ "BERLIN, 5 May (Agency) —": the whole stretch, the place in it, and the agency if one is named."""

    span: Span
    place: Span
    agency: Span | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Paragraphs in order (the headline is the first of them, if there is one) and what opens the article."""

    paragraphs: tuple[Span, ...]
    headline: Span | None
    dateline: Dateline | None


@lru_cache(maxsize=1)  # several stages ask, one article at a time
def layout(text: str) -> Layout:
    """Where the article's parts stand. Lines are paragraphs unless the text is hard-wrapped at a column."""
    paragraphs = tuple(_paragraphs(text))
    headline = _headline(text, paragraphs)
    body = paragraphs[1:] if headline else paragraphs
    return Layout(paragraphs, headline, _dateline(text, body[0]) if body else None)


@lru_cache(maxsize=1)
def unpunctuated(text: str) -> tuple[Span, ...]:
    """Stretches that have lost their punctuation: where a sentence ends there, no parser can tell."""
    runs = (match for match in _WORDS.finditer(text) if match.end() - match.start() > _LONGEST_RUN)
    return tuple(match.span() for match in runs if len(match[0].split()) > _LONGEST_RUN)


def _paragraphs(text: str) -> list[Span]:
    lines = [_strip(text, match.start(), match.end()) for match in _LINE.finditer(text)]
    lines = [line for line in lines if line[0] < line[1]]
    joins = [_adjacent(text, left, right) for left, right in pairwise(lines)]
    if not _hard_wrapped(lines, joins):
        return lines
    merged: list[Span] = []
    for line, joined in zip(lines, [False, *joins], strict=True):
        if joined and merged:
            merged[-1] = (merged[-1][0], line[1])
        else:
            merged.append(line)
    return merged


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _adjacent(text: str, left: Span, right: Span) -> bool:
    return text.count("\n", left[1], right[0]) == 1


def _hard_wrapped(lines: list[Span], joins: list[bool]) -> bool:
    """Most lines that are directly followed by another have the length of a wrapped column."""
    lengths = [end - start for (start, end), joined in zip(lines, joins, strict=False) if joined]
    wrapped = sum(_WRAP_MIN <= length <= _WRAP_MAX for length in lengths)
    return len(lengths) >= 3 and wrapped >= 0.9 * len(lengths)


def _headline(text: str, paragraphs: tuple[Span, ...]) -> Span | None:
    if len(paragraphs) < 2:
        return None
    start, end = paragraphs[0]
    first = text[start:end]
    if end - start > _HEADLINE_LIMIT or first.endswith((".", "!", ";", ",", "—", ".”", '."')) or _DATELINE.match(first):
        return None
    return paragraphs[0]


def _dateline(text: str, paragraph: Span) -> Dateline | None:
    """A place in capitals, or any place followed by a date or an agency, before a dash."""
    match = _DATELINE.match(text, *paragraph)
    if match is None:
        return None
    agency = next((match.span(group) for group in ("agency", "wire") if match[group]), None)
    city = match["place"].split(",")[0]
    if agency is None and not match["date"] and not (city.isupper() and len(city) > 2):
        return None
    return Dateline(match.span(), match.span("place"), agency)
