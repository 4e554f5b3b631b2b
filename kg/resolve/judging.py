"""Judgements -> Decisions, and which pairs and clusters become one: what named and unnamed entities have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Decision, Verdict
from kg.resolve.matching import Judgement, Matcher
from kg.resolve.profiles import Profile, union

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


def without_rivals(
    judged: Mapping[Pair, Judgement],
    margin: float,
    may_mean: Callable[[str, str], bool],
    may_be_one: Callable[[str, str], bool],
) -> set[Pair]:
    """Positive pairs, except where one of the two fits others as well that cannot be one with its partner.

    `may_mean`: whether the first of two is called so that the second may be meant among others.
    """
    partners: dict[str, list[str]] = {}
    positive = sorted(pair for pair, judgement in judged.items() if judgement.verdict == "positive")
    for left, right in positive:
        partners.setdefault(left, []).append(right)
        partners.setdefault(right, []).append(left)

    def rivalled(node: str, partner: str) -> bool:
        limit = judged[ordered(node, partner)].strength - margin
        return may_mean(node, partner) and any(
            rival != partner
            and judged[ordered(node, rival)].strength >= limit
            and not may_be_one(partner, rival)
            and may_mean(node, rival)
            for rival in partners[node]
        )

    return {(left, right) for left, right in positive if not rivalled(left, right) and not rivalled(right, left)}


@dataclass(frozen=True, slots=True)
class Groups:
    """What is one so far: clusters by key, the cluster of each node, and the nodes of each cluster."""

    whole: dict[str, Profile]
    owner: dict[str, str]
    held: dict[str, list[str]]

    @staticmethod
    def of(whole: Mapping[str, Profile], owner: Mapping[str, str]) -> Groups:
        """The clusters as they are, and nodes with the clusters that they belong to."""
        held: dict[str, list[str]] = {}
        for key in sorted(owner):
            held.setdefault(owner[key], []).append(key)
        return Groups(dict(whole), dict(owner), held)

    def join(self, left: str, right: str, agree: Callable[[str, str], bool]) -> bool:
        """Make the clusters of two nodes one if they agree as wholes; whether they are one now."""
        one, other = sorted((self.owner[left], self.owner[right]))
        if one == other:
            return True
        if not agree(one, other):
            return False
        self.whole[one] = union((self.whole[one], self.whole.pop(other)))
        for key in self.held[other]:
            self.owner[key] = one
        self.held[one] += self.held.pop(other)
        return True

    def between(self, one: str, other: str, verdicts: Mapping[Pair, Verdict]) -> list[Verdict | None]:
        """What was judged of each pair of nodes of two clusters."""
        return [verdicts.get(ordered(mine, theirs)) for mine in self.held[one] for theirs in self.held[other]]

    def clusters(self) -> tuple[Profile, ...]:
        """All clusters, in order."""
        return tuple(self.whole[key] for key in sorted(self.whole))


def strongest_first(pairs: set[Pair], judged: Mapping[Pair, Judgement]) -> list[Pair]:
    """The pairs in the order in which clusters are joined, so that weak links never chain."""
    return sorted(pairs, key=lambda pair: (-judged[pair].strength, pair))
