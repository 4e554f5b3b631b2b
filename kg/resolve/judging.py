"""Judgements -> Decisions, and whether two clusters may become one: what named and unnamed entities have in common."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Decision, Verdict
from kg.resolve.matching import Judgement, Matcher

type Pair = tuple[str, str]

_TOLERATED = 0.1  # the share of pairs between two clusters that may be judged negative, for articles err at times
_HELD_BACK = "held back: another match contradicts it"


def ordered(left: str, right: str) -> Pair:
    """The pair as tables of judgements have it."""
    return (left, right) if left < right else (right, left)


def is_coherent(found: Sequence[Verdict | None]) -> bool:
    """Whether hardly any pair between two clusters was judged negative."""
    return found.count("negative") <= _TOLERATED * len(found)


def decision_of(left: str, right: str, judgement: Judgement, matcher: Matcher, *, sure: bool = True) -> Decision:
    """The record of a judgement; a positive one that was not followed is recorded as unsure."""
    reasons = matcher.reasons(judgement)
    if judgement.verdict == "positive" and not sure:
        return Decision(*ordered(left, right), "unsure", judgement.score, (*reasons, _HELD_BACK))
    return Decision(*ordered(left, right), judgement.verdict, judgement.score, reasons)
