"""What the scorers return: precision and recall that add up over articles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

type Scores = dict[str, "Score | float"]


def harmonic(precision: float, recall: float) -> float:
    """F1; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Counts:
    """What `Score` is computed from. The two numerators differ where partial matches count by fractions."""

    right: float = 0.0  # of what was predicted
    predicted: float = 0.0
    found: float = 0.0  # of what is gold
    gold: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.gold + other.gold,
        )

    @property
    def score(self) -> Score:
        """Nothing predicted where nothing is gold is right."""
        if not self.predicted and not self.gold:
            return Score(1.0, 1.0)
        precision = self.right / self.predicted if self.predicted else 0.0
        return Score(precision, self.found / self.gold if self.gold else 0.0)


def overlap(predicted: Iterable[Hashable], gold: Iterable[Hashable]) -> Counts:
    """Counts of two sets of which equal members match."""
    ours, theirs = set(predicted), set(gold)
    both = len(ours & theirs)
    return Counts(both, len(ours), both, len(theirs))


def total(counts: Iterable[Counts]) -> Counts:
    """The sum over articles, from which micro-averaged scores are computed."""
    return sum(counts, Counts())


def mean_f1(scores: Iterable[Score]) -> float:
    """The unweighted mean of F1, as CoNLL 2012 averages its three coreference metrics."""
    values = [score.f1 for score in scores]
    return sum(values) / len(values)
