"""Mentions of chains -> rows that a relation scorer reads: which two mentions, how far apart, and what is between.

A pair of chains is judged by the places where both are mentioned nearest to each other, so that every score has a
place in the text that it comes from (multi-instance learning; Verga et al. 2018, over mentions instead of tokens).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]

_PLACES = 4  # mention pairs that speak for two chains
_NEAR = 2  # sentences: beyond, only the nearest mention pair speaks
_TOKENS = np.array((1, 2, 3, 5, 8, 12, 18, 28, 45, 80, 160))
_SENTENCES = np.array((0, 1, 2, 4, 8))
_BETWEEN = 30  # tokens between two mentions that are read, at most

# Sizes of the embedding tables: distance in tokens with its direction, distance in sentences.
ROW_SIZES = (2 * (len(_TOKENS) + 1), len(_SENTENCES) + 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """`subject[row]` and `object[row]` are mentions; `pair[row]` numbers the ordered pair of chains in `pairs`."""

    subject: Integers
    object: Integers
    pair: Integers
    columns: Integers  # [rows, kinds of ROW_SIZES]
    between: Integers  # [rows, 2] tokens from, to
    pairs: Integers  # [pairs, 2] chain of the subject, chain of the object


def related_rows(
    spans: Integers, sentences: Integers, chains: Sequence[int] | Integers, *, steps_apart: int | None = None
) -> Rows:
    """Rows for all ordered pairs of different chains, or of those mentioned at most `steps_apart` sentences apart.

    `spans` is `[mentions, 2 or more]`: first and last token; `sentences` numbers each mention's sentence and `chains`
    its chain. Rows are ordered by pair.
    """
    chain = np.asarray(chains, dtype=np.int64)
    left, right = np.triu_indices(len(chain), 1)
    apart = chain[left] != chain[right]
    if steps_apart is not None:
        apart &= np.abs(sentences[left] - sentences[right]) <= steps_apart
    left, right = left[apart], right[apart]
    first, last = spans[:, 0], spans[:, 1]
    distance = np.maximum(first[right] - last[left], first[left] - last[right])
    steps = np.abs(sentences[left] - sentences[right])
    low, high = np.minimum(chain[left], chain[right]), np.maximum(chain[left], chain[right])
    order = np.lexsort((right, left, distance, steps, high, low))
    left, right, distance, steps, low, high = (part[order] for part in (left, right, distance, steps, low, high))
    rank = _rank(low, high)
    kept = (rank == 0) | ((rank < _PLACES) & (steps <= _NEAR))
    left, right, distance, steps = (part[kept] for part in (left, right, distance, steps))
    return _both_ways(left, right, np.maximum(distance, 0), steps, chain, spans)


def _rank(low: Integers, high: Integers) -> Integers:
    """The position of every row among those of its pair; rows of a pair stand together."""
    if not len(low):
        return low
    new = np.concatenate(([True], (low[1:] != low[:-1]) | (high[1:] != high[:-1])))
    starts = np.flatnonzero(new)
    found: Integers = np.arange(len(low)) - np.repeat(starts, np.diff(np.append(starts, len(low))))
    return found


def _both_ways(
    left: Integers, right: Integers, distance: Integers, steps: Integers, chain: Integers, spans: Integers
) -> Rows:
    subject, object_ = np.concatenate((left, right)), np.concatenate((right, left))
    distance, steps = np.tile(distance, 2), np.tile(steps, 2)
    chains = chain.max(initial=0) + 1
    keys, pair = np.unique(chain[subject] * chains + chain[object_], return_inverse=True)
    order = np.argsort(pair, kind="stable")
    subject, object_, pair, distance, steps = (part[order] for part in (subject, object_, pair, distance, steps))
    after = (spans[subject, 0] > spans[object_, 0]).astype(np.int64)
    near = np.searchsorted(_TOKENS, distance)
    columns = np.stack((near + after * (len(_TOKENS) + 1), np.searchsorted(_SENTENCES, steps)), axis=1)
    start = np.minimum(spans[subject, 1], spans[object_, 1]) + 1
    end = np.maximum(spans[subject, 0], spans[object_, 0])
    between = np.stack((start, np.clip(end, start, start + _BETWEEN)), axis=1)
    return Rows(subject, object_, pair, columns, between, np.stack(np.divmod(keys, chains), axis=1))
