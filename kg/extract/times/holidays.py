"""A sentence's text and Pieces -> Expressions for holidays, by the rules of `times.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kg.extract.times import anchoring
from kg.extract.times.anchoring import Anchor
from kg.extract.times.forms import Expression
from kg.extract.times.pieces import Piece

_INTRODUCING = frozenset(("on", "since", "until", "by", "before", "after", "at", "during", "shift"))


def first_words(cues: Mapping[str, Any]) -> frozenset[str]:
    """What the names of holidays begin with; a sentence without these names none."""
    return frozenset(re.split(r"[ '.]", name)[0] for name in cues["holidays"])


def pattern(cues: Mapping[str, Any]) -> re.Pattern[str]:
    """All names of holidays, longer ones first, with either apostrophe."""
    names = sorted(cues["holidays"], key=lambda name: (-len(name), name))
    return re.compile("|".join(rf"\b{re.escape(name).replace("'", "['’]")}\b" for name in names))


def holidays(
    text: str,
    pieces: Sequence[Piece],
    names: re.Pattern[str],
    cues: Mapping[str, Any],
    anchor: Callable[[Piece], Anchor],
) -> Iterator[Expression]:
    """The holidays that a sentence names; one word alone may be part of another name, unless it is dated."""
    offset = pieces[0].start if pieces else 0
    starts = {piece.start: number for number, piece in enumerate(pieces)}
    for match in names.finditer(text.casefold()):
        start = starts.get(offset + match.start())
        if start is None:
            continue
        end = next((i for i, piece in enumerate(pieces) if piece.start >= offset + match.end()), len(pieces))
        context = anchor(pieces[start])
        if end - start == 1 and not context.dated and (not start or pieces[start - 1].kind not in _INTRODUCING):
            continue
        yield _holiday(match.group(), start, end, pieces, cues, context)


def _holiday(
    name: str, start: int, end: int, pieces: Sequence[Piece], cues: Mapping[str, Any], context: Anchor
) -> Expression:
    following = next((i for i in range(end, min(end + 2, len(pieces))) if pieces[i].kind != "comma"), end)
    year = pieces[following].value if following < len(pieces) and pieces[following].kind == "year" else None
    rule = cues["holidays"][name.replace("’", "'")]
    reading = anchoring.holiday(rule, year, context, cues["weekdays"])
    return Expression(start, following + 1 if year else end, *reading)
