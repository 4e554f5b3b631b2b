"""Text -> Quotations: the stretches between quotation marks, in every style news is printed in.

Reads the text alone, paragraph by paragraph, so that one missing mark cannot turn the rest of an article inside out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Span

_PARAGRAPH = re.compile(r"[^\r\n\u2028\u2029]+")
_MARK = re.compile(r"''|``|[“”„‟\"«»‹›‘’‚']")
_CLOSERS = {"“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", "``": "''", "‘": "’'", "‚": "‘’"}
_REACH = 400  # marks looked at for a partner; a paragraph with more is no prose
_STRAIGHT = frozenset(('"', "''"))
_SINGLE = frozenset("‘'‚")
_SENTENCE_END = re.compile(r"[.!?…,]['’]?(?=\s)")
_BEFORE_OPENING = frozenset('([{—–-/:“"«„')


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, and the stretch inside them. `closed` is false where one of the marks is missing."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark with the characters around it; the borders of the paragraph count as spaces."""

    start: int
    end: int
    form: str
    before: str
    after: str


@lru_cache(maxsize=1)  # attributions and relations ask, one article at a time
def quotations(text: str) -> tuple[Quotation, ...]:
    """Outermost quotations in text order. A quotation that is never closed runs to the end of its paragraph."""
    return tuple(quotation for match in _PARAGRAPH.finditer(text) for quotation in _in_paragraph(text, match.span()))


def quoted(found: tuple[Quotation, ...], span: Span) -> bool:
    """Whether the whole of `span` stands between quotation marks."""
    return any(quotation.start <= span[0] and span[1] <= quotation.end for quotation in found)


def _in_paragraph(text: str, paragraph: Span) -> Iterator[Quotation]:
    marks = list(_marks(text, paragraph))
    past = paragraph[0]
    for index, mark in enumerate(marks):
        if mark.start < past:
            continue
        quotation = (
            _opened(text, marks[index : index + _REACH], paragraph)
            if _opens(mark)
            else _missing_start(mark, past, paragraph)
        )
        if quotation:
            yield quotation
            past = quotation.end


def _marks(text: str, paragraph: Span) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, *paragraph):
        start, end = match.span()
        before = text[start - 1] if start > paragraph[0] else " "
        after = text[end] if end < paragraph[1] else " "
        yield _Mark(start, end, match[0], before, after)


def _opens(mark: _Mark) -> bool:
    """Straight marks after a digit are inches, single ones in or before a word apostrophes ("rock 'n' roll")."""
    if mark.form in _SINGLE:
        free = mark.before.isspace() or mark.before in _BEFORE_OPENING
        return free and (mark.after.isalpha() or mark.after in '“"$£€[(')
    if mark.form in _STRAIGHT:
        return not mark.before.isdigit() and not _plainly_closes(mark)
    return mark.form in _CLOSERS


def _opened(text: str, marks: list[_Mark], paragraph: Span) -> Quotation | None:
    """The quotation that `marks[0]` opens, if it does: a single mark that nothing closes is an apostrophe."""
    mark = marks[0]
    closer = _closer(marks)
    if closer:
        return Quotation(mark.start, closer.end, mark.end, closer.start)
    if mark.form in _SINGLE:
        return None
    end = _unclosed_end(text, marks, paragraph)
    return Quotation(mark.start, end, mark.end, end, closed=False)


def _closer(marks: list[_Mark]) -> _Mark | None:
    form = marks[0].form
    if form in _SINGLE:
        return _single_closer(marks)
    if form in _STRAIGHT:
        following = next((mark for mark in marks[1:] if mark.form in (form, "“", "”")), None)
        return None if following is None or following.form == "“" or _plainly_opens(following) else following
    paired = _paired_closer(marks, form, _CLOSERS[form])
    mixed = _mixed_closer(marks, form)
    return mixed if mixed and (paired is None or mixed.start < paired.start) else paired


def _mixed_closer(marks: list[_Mark], form: str) -> _Mark | None:
    """A straight mark that plainly closes a curly one, before the next curly one opens."""
    following = next((mark for mark in marks[1:] if mark.form in (form, '"')), None)
    if following is None or following.form != '"' or following.before.isspace() or following.after.isalnum():
        return None
    return following


def _plainly_opens(mark: _Mark) -> bool:
    return mark.before.isspace() and not mark.after.isspace() and mark.after not in ".,;:!?"


def _plainly_closes(mark: _Mark) -> bool:
    """A straight mark right behind the end of a sentence, whose opening one is missing: "... at last." She smiled."."""
    return mark.before in ".,!?" and mark.after.isspace()


def _paired_closer(marks: list[_Mark], opening: str, closing: str) -> _Mark | None:
    """The partner of `marks[0]`; a second opening mark means a quotation in it only if as many marks close as open."""
    balanced = sum(mark.form == opening for mark in marks) <= sum(mark.form in closing for mark in marks)
    depth = 0
    for mark in marks:
        if mark.form in closing and depth:
            depth -= 1
            if depth == 0:
                return mark
        elif mark.form == opening:
            if depth and not balanced:
                return None
            depth += 1
    return None


def _single_closer(marks: list[_Mark]) -> _Mark | None:
    """The first mark that ends a word and is no possessive ("the voters’ choice") with a better one after it."""
    closing = "'" if marks[0].form == "'" else _CLOSERS[marks[0].form]
    candidates = []
    for mark in marks[1:]:
        if mark.form == marks[0].form and _opens(mark):
            break
        ends_word = not mark.before.isspace() and not mark.after.isalnum() and mark.start - marks[0].end > 1
        if mark.form in closing and ends_word:
            candidates.append(mark)
    sure = [mark for mark in candidates if not (mark.before in "sz" and mark.after.isspace())]
    return next(iter(sure or candidates), None)


def _unclosed_end(text: str, marks: list[_Mark], paragraph: Span) -> int:
    """The end of the paragraph, or of the last sentence before another quotation opens."""
    again = next((mark.start for mark in marks[1:] if mark.form in (marks[0].form, "“", "«", "„")), None)
    if again is None:
        return paragraph[0] + len(text[slice(*paragraph)].rstrip())
    ends = [match.end() for match in _SENTENCE_END.finditer(text, marks[0].end, again)]
    return ends[-1] if ends else marks[0].start + len(text[marks[0].start : again].rstrip())


def _missing_start(mark: _Mark, past: int, paragraph: Span) -> Quotation | None:
    """A closing mark that nothing opened, in a paragraph without a quotation before it: quoted from the start."""
    if mark.form not in "”»" or past > paragraph[0] or mark.before.isdigit():
        return None
    return Quotation(past, mark.end, past, mark.start, closed=False)
