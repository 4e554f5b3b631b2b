"""Open statements as tuples -> CaRB's metric (Bhardwaj et al. 2019): token precision and recall, best F1, area under
the curve over confidence.

Within a sentence, precision pairs each tuple with one gold tuple (greedily, best first), recall lets each gold tuple
take the best of all. As the set's own program has it: arguments after the first are compared as one; a tuple whose
predicate shares no word with the gold one scores nothing; "be" stands for its forms; a gold predicate of saying may be
matched with its arguments the other way round.
"""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.quality.scores import Counts, Score, total

_FORMS_OF_BE = frozenset(("be", "is", "am", "are", "was", "were", "been", "being"))
_SAYING = ("said", "told", "added", "adds", "says")


@dataclass(frozen=True, slots=True)
class Tuple:
    """One statement: words of its predicate and of its arguments, tokens parted by spaces."""

    predicate: str
    arguments: tuple[str, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (precision, recall) by rising confidence, the best of them, and the area under them."""

    best: Score
    area: float
    points: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Counts of one sentence when only tuples of at least such a confidence are kept, by rising confidence."""

    gold: int
    confidences: tuple[float, ...]
    counts: tuple[Counts, ...]

    def at(self, threshold: float) -> Counts:
        position = bisect.bisect_left(self.confidences, threshold)
        return self.counts[position] if position < len(self.counts) else Counts(gold=self.gold)


def curve(predicted: Sequence[Sequence[Tuple]], gold: Sequence[Sequence[Tuple]]) -> Curve:
    """One sentence a position. The curve is closed with the point of precision 1 and recall 0."""
    sentences = [_sentence(ours, theirs) for ours, theirs in zip(predicted, gold, strict=True)]
    thresholds = sorted({value for sentence in sentences for value in sentence.confidences})
    points = tuple(_point(sentences, threshold) for threshold in thresholds)
    best = max(points, key=lambda point: point.f1, default=Score(0.0, 0.0))
    return Curve(best, _area((*points, Score(1.0, 0.0))) if points else 0.0, points)


def _point(sentences: Iterable[_Sentence], threshold: float) -> Score:
    counts = total(sentence.at(threshold) for sentence in sentences)
    return Score(counts.right / counts.predicted if counts.predicted else 1.0, counts.found / counts.gold)


def _sentence(predicted: Sequence[Tuple], gold: Sequence[Tuple]) -> _Sentence:
    matches = [[match(found, true) for found in predicted] for true in gold]
    confidences = sorted({found.confidence for found in predicted})
    kept = [[i for i, found in enumerate(predicted) if found.confidence >= value] for value in confidences]
    return _Sentence(len(gold), tuple(confidences), tuple(_counts(matches, indices) for indices in kept))


def _counts(matches: Sequence[Sequence[Score]], kept: Sequence[int]) -> Counts:
    found = sum(max(row[i].recall for i in kept) for row in matches)
    return Counts(_greedy(matches, kept), len(kept), found, len(matches))


def _greedy(matches: Sequence[Sequence[Score]], kept: Sequence[int]) -> float:
    """Sum of precisions of a one-to-one pairing, the highest precision first."""
    cells = sorted((-row[i].precision, number, i) for number, row in enumerate(matches) for i in kept)
    rows: set[int] = set()
    columns: set[int] = set()
    right = 0.0
    for precision, row, column in cells:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            right -= precision
    return right


def match(found: Tuple, true: Tuple) -> Score:
    """Token precision and recall of a tuple against a gold one."""
    ours, theirs = _binary(found.arguments), _binary(true.arguments)
    straight = _match(found.predicate, ours, true.predicate, theirs)
    if not any(word in true.predicate for word in _SAYING) or len(ours) < 2:
        return straight
    turned = _match(found.predicate, ours[::-1], true.predicate, theirs)
    return max(straight, turned, key=lambda score: (score.precision, score.recall))


def _binary(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return (arguments[0], " ".join(arguments[1:])) if len(arguments) > 1 else arguments


def _match(ours: str, our_arguments: Sequence[str], theirs: str, their_arguments: Sequence[str]) -> Score:
    same = _common(ours, theirs) + _be(ours, theirs)
    if not same or len(our_arguments) < len(their_arguments):
        return Score(0.0, 0.0)
    pairs = list(zip(our_arguments, their_arguments, strict=False))
    same += sum(_common(left, right) for left, right in pairs)
    predicted = len(ours.split()) + sum(len(left.split()) for left, _ in pairs)
    gold = len(theirs.split()) + sum(len(right.split()) for _, right in pairs)
    return Score(same / predicted if predicted else 0.0, same / gold if gold else 0.0)


def _common(left: str, right: str) -> int:
    return (Counter(left.split()) & Counter(right.split())).total()


def _be(ours: str, theirs: str) -> int:
    """1 when "be" of ours, not matched as it stands, stands for a form of it in gold."""
    left = Counter(ours.split())
    unmatched = left["be"] - Counter(theirs.split())["be"]
    return int(unmatched > 0 and not _FORMS_OF_BE.isdisjoint(theirs.split()))


def _area(points: Sequence[Score]) -> float:
    """The trapezoids between neighbouring points, along falling recall."""
    return sum(
        (left.recall - right.recall) * (left.precision + right.precision) / 2
        for left, right in itertools.pairwise(points)
    )
