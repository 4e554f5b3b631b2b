"""Clusters of mentions -> MUC, B3, CEAF-e and their mean (Vilain et al. 1995, Bagga and Baldwin 1998, Luo 2005).

A mention is anything hashable, usually its span; clusters of one article (or topic) are disjoint. Singletons count in
B3 and CEAF-e: leave them out on both sides where a set does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

from tests.quality.scores import Counts, Score, Scores, mean_f1, total

type Cluster = frozenset[Hashable]
type Clusters = tuple[Cluster, ...]
type _Index = dict[Hashable, int]
type _Metric = Callable[[Clusters, _Index], tuple[float, float]]
type _Similarities = dict[tuple[int, int], float]


def clusters(groups: Iterable[Iterable[Hashable]], *, singletons: bool = True) -> Clusters:
    """Groups without empty ones. A mention of two groups stays in the first, since clusters are disjoint."""
    seen: set[Hashable] = set()
    found = []
    for group in groups:
        cluster = frozenset(group) - seen
        seen |= cluster
        if len(cluster) > (0 if singletons else 1):
            found.append(cluster)
    return tuple(found)


def conll(predicted: Sequence[Clusters], gold: Sequence[Clusters]) -> Scores:
    """The three metrics, micro-averaged over articles, the mean of their F1, and how well mentions were detected."""
    pairs = list(zip(predicted, gold, strict=True))
    metrics: dict[str, Score] = {
        "MUC": total(_both(_muc, ours, theirs) for ours, theirs in pairs).score,
        "B3": total(_both(_b_cubed, ours, theirs) for ours, theirs in pairs).score,
        "CEAF-e": total(_ceaf_e(ours, theirs) for ours, theirs in pairs).score,
    }
    detected = total(_detection(ours, theirs) for ours, theirs in pairs).score
    return {"mentions": detected, **metrics, "average": mean_f1(metrics.values())}


def _detection(predicted: Clusters, gold: Clusters) -> Counts:
    ours, theirs = frozenset().union(*predicted), frozenset().union(*gold)
    both = len(ours & theirs)
    return Counts(both, len(ours), both, len(theirs))


def _both(metric: _Metric, predicted: Clusters, gold: Clusters) -> Counts:
    right, ours = metric(predicted, _index(gold))
    found, theirs = metric(gold, _index(predicted))
    return Counts(right, ours, found, theirs)


def _index(groups: Clusters) -> _Index:
    return {mention: number for number, cluster in enumerate(groups) for mention in cluster}


def _muc(groups: Clusters, other: _Index) -> tuple[float, float]:
    """Links kept: a cluster of n mentions has n - 1, and loses one for each further piece it falls into."""
    kept = possible = 0
    for cluster in groups:
        linked = [other[mention] for mention in cluster if mention in other]
        possible += len(cluster) - 1
        kept += len(linked) - len(set(linked))
    return kept, possible


def _b_cubed(groups: Clusters, other: _Index) -> tuple[float, float]:
    """For each mention, the share of its cluster that is with it in the other's cluster too."""
    shares = 0.0
    for cluster in groups:
        sizes = Counter(other[mention] for mention in cluster if mention in other)
        shares += sum(size * size for size in sizes.values()) / len(cluster)
    return shares, sum(map(len, groups))


def _ceaf_e(predicted: Clusters, gold: Clusters) -> Counts:
    """Similarity (2 x shared / sizes) of the best one-to-one alignment of clusters, by Luo's formula 9."""
    similarity = sum(_best(component) for component in _components(_similarities(predicted, gold)))
    return Counts(similarity, len(predicted), similarity, len(gold))


def _similarities(predicted: Clusters, gold: Clusters) -> _Similarities:
    where = _index(gold)
    found: _Similarities = {}
    for number, cluster in enumerate(predicted):
        for other, shared in Counter(where[mention] for mention in cluster if mention in where).items():
            found[number, other] = 2 * shared / (len(cluster) + len(gold[other]))
    return found


def _components(similarities: _Similarities) -> Iterable[_Similarities]:
    """Clusters that share no mention, even through others, cannot compete: each group of rivals is aligned alone."""
    group: dict[tuple[str, int], set[tuple[int, int]]] = {}
    for pair in similarities:
        left, right = group.get(("p", pair[0]), set()), group.get(("g", pair[1]), set())
        merged = left | right | {pair}
        for row, column in merged:
            group["p", row] = group["g", column] = merged
    unique = {id(pairs): pairs for pairs in group.values()}
    return ({pair: similarities[pair] for pair in sorted(pairs)} for pairs in unique.values())


def _best(similarities: _Similarities) -> float:
    if len(similarities) == 1:
        return next(iter(similarities.values()))
    rows = sorted({row for row, _ in similarities})
    columns = sorted({column for _, column in similarities})
    if len(rows) > len(columns):
        rows, columns = columns, rows
        similarities = {(column, row): value for (row, column), value in similarities.items()}
    return assignment([[similarities.get((row, column), 0.0) for column in columns] for row in rows])


def assignment(weights: Sequence[Sequence[float]]) -> float:
    """The greatest sum of weights with one column for each row and no column twice; rows must not outnumber columns.

    The Hungarian method with potentials (Kuhn 1955, as shortest augmenting paths), O(rows^2 x columns).
    """
    height, width = len(weights), len(weights[0])
    row_potential, column_potential = [0.0] * (height + 1), [0.0] * (width + 1)
    taken_by = [0] * (width + 1)
    for row in range(1, height + 1):
        taken_by[0] = row
        column = 0
        least, way, used = [math.inf] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while taken_by[column]:
            used[column] = True
            current, delta, following = taken_by[column], math.inf, 0
            for candidate in range(1, width + 1):
                if used[candidate]:
                    continue
                cost = -weights[current - 1][candidate - 1] - row_potential[current] - column_potential[candidate]
                if cost < least[candidate]:
                    least[candidate], way[candidate] = cost, column
                if least[candidate] < delta:
                    delta, following = least[candidate], candidate
            for candidate in range(width + 1):
                if used[candidate]:
                    row_potential[taken_by[candidate]] += delta
                    column_potential[candidate] -= delta
                else:
                    least[candidate] -= delta
            column = following
        while column:
            taken_by[column], column = taken_by[way[column]], way[column]
    return sum(weights[taken_by[column] - 1][column - 1] for column in range(1, width + 1) if taken_by[column])
