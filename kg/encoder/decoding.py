"""Log-probabilities of labels for every token -> the likeliest row of labels, and the spans that it marks.

Labels are "O" (none), then "B-" and "I-" (begins, goes on) of every class, in this order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]

_SURE = np.log(np.float32(0.99))  # from this chance on, a word of no class ends a stretch
_NEVER = np.float32(-1e9)


def best_path(scores: Floats, border: float = 0.0) -> Integers:
    """The number of every token's label in the likeliest row in which an I follows only B or I of its own class.

    `scores` is `[tokens, labels]`. Every border of a span costs `border` (log-odds), so that one long span is
    preferred to its fragments. Words that are surely of no class part the text into stretches; those are looked at in
    which a label would go on that has not begun, or all where borders cost.
    """
    path: Integers = scores.argmax(axis=1)
    before = np.concatenate((np.zeros(1, np.int64), path[:-1]))[: len(path)]
    stray = (path > 0) & (path % 2 == 0) & (before != path) & (before != path - 1)
    possible = np.concatenate(([False], (scores[:, 0] < _SURE) | (path > 0), [False]))
    edges = np.flatnonzero(possible[1:] != possible[:-1]).reshape(-1, 2)
    if not border:
        strays = np.concatenate(([0], np.cumsum(stray)))
        edges = edges[strays[edges[:, 1]] > strays[edges[:, 0]]]
    if len(edges):
        _decode(scores, edges[np.argsort(edges[:, 0] - edges[:, 1], kind="stable")], border, path)
    return path


def _decode(scores: Floats, edges: Integers, border: float, path: Integers) -> None:
    """Viterbi (1967) over all stretches `edges[stretch] = (start, end)` at once, the longest first, into `path`."""
    starts, lengths = edges[:, 0], edges[:, 1] - edges[:, 0]
    active = [int((lengths > step).sum()) for step in range(int(lengths[0]))]
    moves = _moves(scores.shape[1], border)
    states = scores[starts] + moves[0]
    back = [np.zeros((0, 0), dtype=np.int64)]
    for step, count in enumerate(active[1:], 1):
        paths = states[:count, :, None] + moves
        back.append(paths.argmax(axis=1))
        states[:count] = paths.max(axis=1) + scores[starts[:count] + step]
    current = (states + moves[:, 0]).argmax(axis=1)
    for step in range(len(active) - 1, 0, -1):
        count = active[step]
        path[starts[:count] + step] = current[:count]
        current[:count] = back[step][np.arange(count), current[:count]]
    path[starts] = current


def _moves(count: int, border: float) -> Floats:
    """`[from, to]`: the cost of going from one label to the next, as what is added to log-probabilities."""
    begins, insides = np.arange(1, count, 2), np.arange(2, count, 2)
    found = np.full((count, count), -border, dtype=np.float32)
    found[:, insides] = _NEVER
    found[begins, insides] = found[insides, insides] = found[0, 0] = 0.0
    return found


def labelled_spans(path: Integers, labels: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches that a path of labels marks, as tokens `[start, end)`."""
    found: list[tuple[int, int]] = []
    for index, label in enumerate(path.tolist()):
        if labels[label].startswith("I-"):
            found[-1] = (found[-1][0], index + 1)
        elif label:
            found.append((index, index + 1))
    return found
