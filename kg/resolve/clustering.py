"""Profiles -> clusters: which local entities are one, by pairs that names bring together and constraints forbid.

Everything is decided on sorted data by names and evidence, so the order in which articles come does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kg.model import Decision
from kg.resolve.judging import Groups, Pair, decision_of, is_coherent, ordered, strongest_first, without_rivals
from kg.resolve.matching import Judgement, Matcher, matcher_of
from kg.resolve.names import acronyms, fold, initials, joined_surnames
from kg.resolve.profiles import Profile, clash, union
from kg.resolve.retelling import join_phrases
from kg.resolve.rules import Rules

_LARGEST_BLOCK = 200  # distinct profiles of one block compared in pairs; the profiles of most members are kept
_MOST_CANDIDATES = 40
_CROWD = 60  # profiles of one name from which on they are not compared in pairs
_ACRONYM = "acronym "


@dataclass(frozen=True, slots=True)
class Clustering:
    """Profiles, each the union of what was judged to be one, and the judgements that led there."""

    profiles: tuple[Profile, ...]
    decisions: tuple[Decision, ...]


def cluster(locals_: Iterable[Profile], rules: Rules) -> Clustering:
    """The clusters of `locals_`: full names first, then each shorter name by the bearers that its context fits."""
    everyone = sorted(locals_, key=lambda profile: profile.key)
    matcher = matcher_of(everyone, rules)
    full = _cluster_full([profile for profile in everyone if profile.names and not profile.partial], matcher)
    attached = _attach([profile for profile in everyone if profile.partial], full.profiles, matcher)
    left = _cluster_full(attached.left, matcher)
    named = (*attached.profiles, *attached.alone, *left.profiles)
    found, retold = join_phrases(everyone, named, matcher)
    decisions = (*full.decisions, *attached.decisions, *left.decisions, *retold)
    return Clustering(tuple(sorted(found, key=lambda profile: profile.key)), decisions)


# Full names: equal evidence at once, then pairs


def _cluster_full(profiles: Sequence[Profile], matcher: Matcher) -> Clustering:
    if len(profiles) < 2:
        return Clustering(tuple(profiles), ())
    bundles, decisions = _bundles(profiles, matcher)
    nodes = {node.key: node for node in bundles}
    judged = {pair: matcher.judge(nodes[pair[0]], nodes[pair[1]]) for pair in _pairs(bundles, matcher)}
    judged = {pair: judgement for pair, judgement in judged.items() if judgement.comparable}
    positive = {pair for pair, judgement in judged.items() if judgement.verdict == "positive"}
    merged, joined = _merge(nodes, judged, _clear(nodes, judged, matcher), matcher)
    decisions += [
        decision_of(*pair, judged[pair], matcher, sure=pair not in positive or pair in joined)
        for pair in sorted(judged)
    ]
    return Clustering(merged, tuple(decisions))


def _bundles(profiles: Sequence[Profile], matcher: Matcher) -> tuple[list[Profile], list[Decision]]:
    """Named profiles with nothing between them are one at once; of a name that many bear, each goes to the best."""
    groups: dict[object, list[Profile]] = {}
    for profile in profiles:
        groups.setdefault(_signature(profile, matcher), []).append(profile)
    bundles: list[Profile] = []
    decisions: list[Decision] = []
    for group in groups.values():
        if len(group) == 1:
            bundles += group
            continue
        judgement = matcher.judge(group[0], group[0])
        if judgement.verdict != "positive":
            bundles += group
            continue
        decisions += [decision_of(group[0].key, other.key, judgement, matcher) for other in group[1:]]
        bundles.append(union(group))
    crowds: dict[object, list[Profile]] = {}
    for bundle in bundles:
        crowds.setdefault(_called(bundle), []).append(bundle)
    settled = [_gathered(crowd, matcher) for crowd in crowds.values()]
    return [node for nodes, _ in settled for node in nodes], decisions + [
        decision for _, found in settled for decision in found
    ]


def _called(profile: Profile) -> object:
    return profile.type, frozenset(name.normal for name in profile.names)


def _signature(profile: Profile, matcher: Matcher) -> object:
    """All that judging looks at; of countries and cities, where they are."""
    names = frozenset(name.normal for name in profile.names)
    told = (profile.type, names, profile.links, profile.labels, profile.places)
    if profile.places and profile.type in matcher.rules.cues["types"]["mapped"]:
        return told
    return (
        *told,
        profile.forms,
        profile.genders,
        profile.nationalities,
        profile.occupations,
        profile.roles,
        profile.careers,
        profile.descriptions,
        profile.births,
        profile.setting,
        profile.context,
        profile.topic,
        profile.chains[0].types,
        profile.years if profile.type in matcher.rules.cues["types"]["dated"] else None,
    )


def _gathered(crowd: Sequence[Profile], matcher: Matcher) -> tuple[list[Profile], list[Decision]]:
    """A crowd that bears one name, those of whom most is known first, each with the heap that it fits best.

    So work stays linear in a crowd; a small one is left as it is, to be compared in pairs.
    """
    if len(crowd) <= _CROWD:
        return list(crowd), []
    heaps: list[_Heap] = []
    decisions = []
    for profile in sorted(crowd, key=lambda profile: (-_known(profile), profile.key)):
        open_heaps = [heap for heap in heaps[:_MOST_CANDIDATES] if not clash(heap.whole, profile)]
        judged = [(matcher.judge(heap.whole, profile), heap) for heap in open_heaps]
        best = max(judged, key=lambda item: item[0].strength, default=None)
        if best is None or best[0].verdict != "positive":
            heaps.append(_Heap([profile], profile))
            continue
        decisions.append(decision_of(best[1].whole.key, profile.key, best[0], matcher))
        best[1].add(profile)
    return [union(heap.parts) for heap in heaps], decisions


@dataclass(slots=True)
class _Heap:
    """Profiles gathered so far; `whole` is their union, brought up to date whenever their number has doubled."""

    parts: list[Profile]
    whole: Profile

    def add(self, profile: Profile) -> None:
        self.parts.append(profile)
        if len(self.parts).bit_count() == 1:
            self.whole = union(self.parts)


def _known(profile: Profile) -> int:
    evidence = (profile.genders, profile.nationalities, profile.occupations, profile.roles, profile.births)
    return sum(map(bool, evidence)) + len(profile.setting) + len(profile.context)


def _pairs(nodes: Sequence[Profile], matcher: Matcher) -> list[Pair]:
    """Pairs of nodes that share a block, may be of one type and do not clash."""
    blocks: dict[str, list[Profile]] = {}
    for node in nodes:
        for key in sorted(set(_block_keys(node, matcher))):
            blocks.setdefault(key, []).append(node)
    pairs = {
        (left.key, right.key)
        for key, block in blocks.items()
        for left, right in combinations(_largest(block, _LARGEST_BLOCK), 2)
        if _compatible(left, right, matcher)
        and (not key.startswith(_ACRONYM) or _is_acronym(left) != _is_acronym(right))
        and not clash(left, right)
    }
    return sorted(pairs)


def _largest(block: Sequence[Profile], count: int) -> list[Profile]:
    kept = sorted(block, key=lambda node: (-len(node.members), node.key))[:count]
    return sorted(kept, key=lambda node: node.key)


def _block_keys(node: Profile, matcher: Matcher) -> Iterator[str]:
    for name in node.forms:
        if name.given and not name.partial:
            letters = initials(name.given[0], matcher.rules.lexicon)
            surnames = joined_surnames(name, matcher.rules.lexicon)
            yield from (f"{surname} {letter}" for surname in surnames for letter in letters)
            yield f"{name.given[0]} {name.surname[0]}-{name.surname[-1]}"
            yield f"{name.given[0]} {fold(name.given[-1], matcher.rules.lexicon.folds)} added"
            yield f"{name.given[0]} {name.surname} added"
        if name in node.names or not name.partial:
            yield name.normal
            yield name.folded
    for name in node.names if node.type != "Person" else ():
        meanings = (name.normal,) if name.acronym else acronyms(name.normal, matcher.rules.lexicon)
        yield from (f"{_ACRONYM}{letters}" for letters in meanings)


def _is_acronym(node: Profile) -> bool:
    return any(name.acronym for name in node.names)


def _compatible(left: Profile, right: Profile, matcher: Matcher) -> bool:
    """Whether the classes of two allow that they are one."""
    types = {left.type, right.type}
    return len(types) == 1 or any(types == set(pair) for pair in matcher.rules.cues["types"]["loose"])


def _clear(nodes: Mapping[str, Profile], judged: Mapping[Pair, Judgement], matcher: Matcher) -> set[Pair]:
    """Positive pairs in which neither name fits somebody else as well."""

    def may_be_one(partner: str, rival: str) -> bool:
        judgement = judged.get(ordered(partner, rival))
        return judgement is not None and judgement.verdict != "negative"

    def may_mean(node: str, other: str) -> bool:
        return _is_shorter(nodes[node], nodes[other])

    return without_rivals(judged, matcher.rules.cues["verdict"]["margin"], may_mean, may_be_one)


def _is_shorter(node: Profile, other: Profile) -> bool:
    """Whether `node` is named so that others than `other` may be meant too: not merely known to others by its name."""
    return node.type == "Person" or bool(node.names & other.forms) or _is_acronym(node)


def _merge(
    nodes: Mapping[str, Profile], judged: Mapping[Pair, Judgement], clear: set[Pair], matcher: Matcher
) -> tuple[tuple[Profile, ...], set[Pair]]:
    """Strongest pairs first; two clusters become one only if they match as wholes, so weak links never chain."""
    groups = Groups.of(nodes, {key: key for key in nodes})
    verdicts = {pair: judgement.verdict for pair, judgement in judged.items()}

    def agree(one: str, other: str) -> bool:
        coherent = is_coherent(groups.between(one, other, verdicts))
        return coherent and _match(groups.whole[one], groups.whole[other], matcher)

    joined = {pair for pair in strongest_first(clear, judged) if groups.join(*pair, agree)}
    return groups.clusters(), joined


def _match(left: Profile, right: Profile, matcher: Matcher) -> bool:
    return not clash(left, right) and matcher.judge(left, right).verdict == "positive"


# Shorter names: each goes to the bearer that its context fits


@dataclass(frozen=True, slots=True)
class _Attached:
    profiles: tuple[Profile, ...]  # clusters with what went to them
    alone: tuple[Profile, ...]  # could be one of several
    left: tuple[Profile, ...]  # could be none of the full names
    decisions: tuple[Decision, ...]


def _attach(partials: Sequence[Profile], clusters: Sequence[Profile], matcher: Matcher) -> _Attached:
    index = _index(clusters)
    taken: dict[str, list[tuple[Judgement, Profile]]] = {}
    alone: list[Profile] = []
    left: list[Profile] = []
    decisions: list[Decision] = []
    for partial in partials:
        ranked = _ranked(partial, _candidates(partial, index), matcher)
        best = _clear_best(ranked, matcher)
        if best is not None:
            taken.setdefault(best[1].key, []).append((best[0], partial))
        elif any(judgement.verdict != "negative" for judgement, _ in ranked):
            alone.append(partial)
        else:
            left.append(partial)
        decisions += [
            decision_of(partial.key, candidate.key, judgement, matcher, sure=best is not None and candidate is best[1])
            for judgement, candidate in ranked
            if judgement.comparable
        ]
    filled = [_fill(candidate, taken.get(candidate.key, [])) for candidate in clusters]
    refused = [partial for _, partials in filled for partial in partials]
    return _Attached(tuple(profile for profile, _ in filled), (*alone, *refused), tuple(left), tuple(decisions))


def _index(clusters: Sequence[Profile]) -> dict[str, list[Profile]]:
    """Clusters by surname, by short form, and by given name."""
    index: dict[str, list[Profile]] = {}
    for profile in clusters:
        if profile.type == "Person":
            for key in sorted(set(_index_keys(profile))):
                index.setdefault(key, []).append(profile)
    return index


def _index_keys(profile: Profile) -> Iterator[str]:
    for name in profile.forms:
        if name.partial:
            yield f"surname {name.folded}"
        elif name.given:
            yield f"surname {name.surname}"
            yield f"given {name.given[0]}"


def _candidates(partial: Profile, index: Mapping[str, list[Profile]]) -> list[Profile]:
    """Clusters with the name as surname or short form; failing those, with the name as given name."""
    names = sorted(partial.names, key=lambda name: name.normal)
    for keys in (
        [key for name in names for key in (f"surname {name.surname}", f"surname {name.folded}")],
        [f"given {name.normal}" for name in names],
    ):
        found = {profile.key: profile for key in keys for profile in index.get(key, ())}
        if found:
            return _largest(list(found.values()), _MOST_CANDIDATES)
    return []


def _ranked(partial: Profile, candidates: Sequence[Profile], matcher: Matcher) -> list[tuple[Judgement, Profile]]:
    extra = {"only_bearer": 1.0} if len(candidates) == 1 else {}
    judged = [
        (matcher.judge(partial, candidate, **extra), candidate)
        for candidate in candidates
        if not clash(partial, candidate)
    ]
    return sorted(judged, key=lambda item: (-item[0].strength, item[1].key))


def _clear_best(ranked: Sequence[tuple[Judgement, Profile]], matcher: Matcher) -> tuple[Judgement, Profile] | None:
    if not ranked or ranked[0][0].verdict != "positive":
        return None
    margin = matcher.rules.cues["verdict"]["margin"]
    leads = len(ranked) == 1 or ranked[0][0].strength - ranked[1][0].strength >= margin
    return ranked[0] if leads else None


def _fill(candidate: Profile, taken: Sequence[tuple[Judgement, Profile]]) -> tuple[Profile, list[Profile]]:
    """The cluster with the shorter names that go to it, strongest first, and those that clash with one taken before."""
    accepted, refused = [candidate], []
    articles = dict(candidate.articles)
    for _, partial in sorted(taken, key=lambda item: (-item[0].strength, item[1].key)):
        if clash(replace(candidate, articles=articles), partial):
            refused.append(partial)
            continue
        accepted.append(partial)
        for article, names in partial.articles.items():
            articles[article] = articles.get(article, frozenset()) | names
    return union(accepted), refused
