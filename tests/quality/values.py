"""Numbers against numbers: mean absolute error and Pearson's correlation."""

from __future__ import annotations

import math
from collections.abc import Sequence


def mean_absolute_error(predicted: Sequence[float], gold: Sequence[float]) -> float:
    """The mean distance; 0 is best."""
    return sum(abs(ours - theirs) for ours, theirs in zip(predicted, gold, strict=True)) / len(gold)


def correlation(predicted: Sequence[float], gold: Sequence[float]) -> float:
    """Pearson's r; 0 where one side does not vary."""
    ours, theirs = _centred(predicted), _centred(gold)
    spread = math.sqrt(sum(value * value for value in ours) * sum(value * value for value in theirs))
    return sum(left * right for left, right in zip(ours, theirs, strict=True)) / spread if spread else 0.0


def _centred(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]
