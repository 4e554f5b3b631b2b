"""Spans, also in several pieces: tidied, compared by Jaccard overlap of characters, one side aligned with the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from kg.model import Span
from tests.quality.scores import Counts

type Pieces = tuple[Span, ...]


def tidy(pieces: Iterable[Sequence[int]], text: str) -> Pieces:
    """Pieces in order, without outer white space, and joined where only white space lies between them."""
    joined: list[Span] = []
    for start, end in sorted((piece[0], piece[1]) for piece in pieces):
        start, end = trim(start, end, text)
        if joined and start < end and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def trim(start: int, end: int, text: str) -> Span:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def overlaps(left: Span, right: Span) -> bool:
    """Whether two spans share a character."""
    return left[0] < right[1] and right[0] < left[1]


def shared(left: Pieces, right: Pieces) -> int:
    """How many characters both cover."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)


def jaccard(left: Pieces, right: Pieces) -> float:
    """Characters that both cover, divided by those that either covers."""
    if not left or not right or left[-1][1] <= right[0][0] or right[-1][1] <= left[0][0]:
        return 0.0
    both = shared(left, right)
    return both / (sum(end - start for start, end in (*left, *right)) - both)


def jaccard_counts(predicted: Iterable[Pieces], gold: Iterable[Pieces]) -> Counts:
    """Each span counts by its best Jaccard overlap with the other side."""
    ours, theirs = sorted(set(predicted)), sorted(set(gold))
    right = sum(max((jaccard(span, other) for other in theirs), default=0.0) for span in ours)
    found = sum(max((jaccard(span, other) for other in ours), default=0.0) for span in theirs)
    return Counts(right, len(ours), found, len(theirs))


def align(predicted: Sequence[Pieces], gold: Sequence[Pieces], least: float = 0.5) -> dict[int, int]:
    """Predicted -> gold positions, best Jaccard first, each used once, none with less than `least`."""
    candidates = sorted(
        (-score, i, j)
        for i, ours in enumerate(predicted)
        for j, theirs in enumerate(gold)
        if (score := jaccard(ours, theirs)) >= least
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def best[Key: Hashable](span: Span, candidates: Mapping[Key, Span]) -> Key | None:
    """Whose span overlaps `span` best, by Jaccard; None when none overlaps it."""
    scored = [(jaccard((span,), (other,)), key) for key, other in candidates.items() if overlaps(span, other)]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None
