"""Profiles, clusters of named ones -> clusters with all that articles on one story call alike without naming it.

"The gunman" of one article is "the gunman" of another, and the man whom a third names and calls the gunman as well.
Names are judged before, and nothing here makes one of two that are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.model import Decision, Verdict
from kg.resolve.judging import Pair, decision_of, is_coherent, ordered
from kg.resolve.matching import Judgement, Matcher
from kg.resolve.profiles import Profile, clash, told_apart_by_user, union
from kg.resolve.stories import told_apart

_LARGEST_BLOCK = 200  # local entities of one noun compared in pairs
_SUPPORT = 0.25  # the share of pairs between two clusters that must be judged positive


def join_phrases(
    locals_: Iterable[Profile], named: Sequence[Profile], matcher: Matcher
) -> tuple[tuple[Profile, ...], tuple[Decision, ...]]:
    """`named`, and what of `locals_` is never named, each joined with what articles on its story call alike."""
    nodes = {profile.key: profile for profile in locals_ if profile.heads or not profile.names}
    if not any(not node.names for node in nodes.values()):
        return tuple(named), ()
    judged = {pair: matcher.judge(nodes[pair[0]], nodes[pair[1]]) for pair in _pairs(nodes.values())}
    judged = {pair: judgement for pair, judgement in judged.items() if judgement.comparable}
    groups = _Groups.of(nodes, named, judged)
    clear = _clear(nodes, judged, groups, matcher)
    joined = {pair for pair in sorted(clear, key=lambda pair: (-judged[pair].strength, pair)) if groups.join(*pair)}
    decisions = (decision_of(*pair, judged[pair], matcher, sure=pair in joined) for pair in sorted(judged))
    return tuple(groups.whole[key] for key in sorted(groups.whole)), tuple(decisions)


def _pairs(nodes: Iterable[Profile]) -> list[Pair]:
    """Pairs of different articles that one noun stands for, at least one of them never named."""
    blocks: dict[str, list[Profile]] = {}
    for node in nodes:
        for head in node.heads:
            blocks.setdefault(head, []).append(node)
    pairs = {
        (left.key, right.key)
        for block in blocks.values()
        for left, right in combinations(sorted(block, key=_unnamed_first)[:_LARGEST_BLOCK], 2)
        if not (left.names and right.names) and left.articles.keys().isdisjoint(right.articles)
    }
    return sorted({ordered(*pair) for pair in pairs})


def _unnamed_first(node: Profile) -> tuple[bool, str]:
    return bool(node.names), node.key


@dataclass(frozen=True, slots=True)
class _Groups:
    """What is one so far: clusters by key, the cluster of each node, and the nodes of each cluster."""

    whole: dict[str, Profile]
    owner: dict[str, str]
    held: dict[str, list[str]]
    verdicts: Mapping[Pair, Verdict]

    @staticmethod
    def of(nodes: Mapping[str, Profile], named: Sequence[Profile], judged: Mapping[Pair, Judgement]) -> _Groups:
        """Clusters of named ones as they are, and everything else alone."""
        owner = {member: cluster.key for cluster in named for member in cluster.members}
        owner = {key: owner.get(key, key) for key in nodes}
        whole = {cluster.key: cluster for cluster in named}
        whole |= {key: node for key, node in nodes.items() if not node.names}
        held: dict[str, list[str]] = {}
        for key in sorted(owner):
            held.setdefault(owner[key], []).append(key)
        verdicts = {pair: judgement.verdict for pair, judgement in judged.items()}
        return _Groups(whole, owner, held, verdicts | dict(_within_articles(nodes)))

    def join(self, left: str, right: str) -> bool:
        """Make the clusters of two nodes one if they agree as wholes; whether they are one now."""
        one, other = sorted((self.owner[left], self.owner[right]))
        if one == other:
            return True
        if not self._agree(one, other):
            return False
        self.whole[one] = union((self.whole[one], self.whole.pop(other)))
        for key in self.held[other]:
            self.owner[key] = one
        self.held[one] += self.held.pop(other)
        return True

    def _agree(self, one: str, other: str) -> bool:
        """Whether most pairs were judged positive: one story must not lead on to the next.

        Of what is named many articles on other matters tell, so it is asked by those alone that were judged.
        """
        left, right = self.whole[one], self.whole[other]
        if told_apart_by_user(left, right) or (left.names and right.names):
            return False
        named = bool(left.names or right.names)
        if named and _told_beside(left, right):
            return False
        found = [self.verdicts.get(ordered(mine, theirs)) for mine in self.held[one] for theirs in self.held[other]]
        asked = sum(verdict != "unsure" and not (named and verdict is None) for verdict in found)
        return is_coherent(found) and found.count("positive") >= _SUPPORT * asked


def _told_beside(left: Profile, right: Profile) -> bool:
    """Whether an article names one of two and brings up the other as somebody or something new: "a senator"."""
    unnamed = left if right.names else right
    return "new" in unnamed.openings and clash(left, right)


def _within_articles(nodes: Mapping[str, Profile]) -> Iterator[tuple[Pair, Verdict]]:
    """What one article says of two that it never names: they are two, or it does not say."""
    of_article: dict[str, list[str]] = {}
    for key in sorted(nodes):
        for article in nodes[key].articles if not nodes[key].names else ():
            of_article.setdefault(article, []).append(key)
    for keys in of_article.values():
        for left, right in combinations(keys, 2):
            if nodes[left].heads & nodes[right].heads:
                yield (left, right), "negative" if clash(nodes[left], nodes[right]) else "unsure"


def _clear(
    nodes: Mapping[str, Profile], judged: Mapping[Pair, Judgement], groups: _Groups, matcher: Matcher
) -> set[Pair]:
    """Positive pairs, except where one of the two fits others as well that cannot be one with its partner."""
    partners: dict[str, list[str]] = {}
    positive = sorted(pair for pair, judgement in judged.items() if judgement.verdict == "positive")
    for left, right in positive:
        partners.setdefault(left, []).append(right)
        partners.setdefault(right, []).append(left)
    margin = matcher.rules.cues["verdict"]["margin"]

    def may_be_one(partner: str, rival: str) -> bool:
        if nodes[partner].names and nodes[rival].names:
            return groups.owner[partner] == groups.owner[rival]
        return not told_apart(nodes[partner], nodes[rival], matcher.rules)

    def rivalled(node: str, partner: str) -> bool:
        limit = judged[ordered(node, partner)].strength - margin
        return not nodes[node].names and any(
            judged[ordered(node, rival)].strength >= limit and not may_be_one(partner, rival)
            for rival in partners[node]
            if rival != partner
        )

    return {(left, right) for left, right in positive if not rivalled(left, right) and not rivalled(right, left)}
