"""Profiles, clusters of named ones -> clusters with all that articles on one story call alike without naming it.

"The gunman" of one article is "the gunman" of another, and the man whom a third names and calls the gunman as well.
Names are judged before, and nothing here makes one of two that are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from kg.model import Decision, Verdict
from kg.resolve.judging import Groups, Pair, decision_of, is_coherent, ordered, strongest_first, without_rivals
from kg.resolve.matching import Judgement, Matcher
from kg.resolve.profiles import Profile, clash, told_apart_by_user
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
    groups = _groups(nodes, named)
    verdicts = {pair: judgement.verdict for pair, judgement in judged.items()} | dict(_within_articles(nodes))

    def agree(one: str, other: str) -> bool:
        return _agree(groups, one, other, verdicts)

    clear = _clear(nodes, judged, groups, matcher)
    joined = {pair for pair in strongest_first(clear, judged) if groups.join(*pair, agree)}
    decisions = (decision_of(*pair, judged[pair], matcher, sure=pair in joined) for pair in sorted(judged))
    return groups.clusters(), tuple(decisions)


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


def _groups(nodes: Mapping[str, Profile], named: Sequence[Profile]) -> Groups:
    """Clusters of named ones as they are, and everything else alone."""
    owner = {member: cluster.key for cluster in named for member in cluster.members}
    whole = {cluster.key: cluster for cluster in named}
    whole |= {key: node for key, node in nodes.items() if not node.names}
    return Groups.of(whole, {key: owner.get(key, key) for key in nodes})


def _agree(groups: Groups, one: str, other: str, verdicts: Mapping[Pair, Verdict]) -> bool:
    """Whether most pairs were judged positive: one story must not lead on to the next.

    Of what is named many articles on other matters tell, so it is asked by those alone that were judged.
    """
    left, right = groups.whole[one], groups.whole[other]
    if told_apart_by_user(left, right) or (left.names and right.names):
        return False
    named = bool(left.names or right.names)
    if named and _told_beside(left, right):
        return False
    found = groups.between(one, other, verdicts)
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
    nodes: Mapping[str, Profile], judged: Mapping[Pair, Judgement], groups: Groups, matcher: Matcher
) -> set[Pair]:
    """Positive pairs in which no phrase fits somebody else as well."""

    def may_be_one(partner: str, rival: str) -> bool:
        if nodes[partner].names and nodes[rival].names:
            return groups.owner[partner] == groups.owner[rival]
        return not told_apart(nodes[partner], nodes[rival], matcher.rules)

    def may_mean(node: str, _: str) -> bool:
        return not nodes[node].names

    return without_rivals(judged, matcher.rules.cues["verdict"]["margin"], may_mean, may_be_one)
