"""Encoding -> what the heads say: names with their coarse types, classes of a chain, scores of antecedents.

Scores are evidence. What must hold (gender, number, binding, who speaks) is for the rules that ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.encoder.decoding import best_path, labelled_spans
from kg.encoder.pairs import Mentioned, MentionTable, mention_table, pair_features
from kg.encoder.runtime import Encoding

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]

VALUES = frozenset(("Role", "Time", "Money"))  # what the heads mark beside names
_NEVER = np.float32(-1e9)
_LEAST = 0.01  # chance of a class that is worth telling


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Tokens `[start, end)` that the encoder takes for a name (or a role, time or sum of money).

    `type` is the likeliest coarse class; `score` how sure it is that a name, of whatever class, stands at its least
    sure token.
    """

    start: int
    end: int
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Mentions ready to be compared with each other, in the order in which they were given."""

    table: MentionTable
    vectors: Floats
    left: Floats
    right: Floats
    heads: Mapping[str, Floats]


def name_spans(encoding: Encoding) -> list[NameSpan]:
    """Names in text order, none overlapping and none running across white space with a line end."""
    names = encoding.encoder.names
    scores = label_scores(encoding, "names")
    spans = labelled_spans(best_path(scores), names)
    if not spans:
        return []
    lengths = np.array([end - start for start, end in spans])
    probability = np.exp(np.concatenate([scores[start:end] for start, end in spans]))
    places = np.cumsum(lengths) - lengths
    mass = np.log(probability[:, 1::2] + probability[:, 2::2] + 1e-9)
    best = (np.add.reduceat(mass, places, axis=0) / lengths[:, None].astype(np.float32)).argmax(axis=1)
    sure = 1.0 - np.maximum.reduceat(probability[:, 0], places)
    found = zip(spans, best.tolist(), sure.tolist(), strict=True)
    return [NameSpan(start, end, names[1::2][number][2:], score) for (start, end), number, score in found]


def type_scores(encoding: Encoding, chains: Sequence[Sequence[Mentioned]]) -> list[dict[str, float]]:
    """For each chain, by all its mentions, the probability of every class that has one above a hundredth."""
    heads = encoding.encoder.heads
    sizes = np.array([len(members) for members in chains], dtype=np.int64)
    found: list[dict[str, float]] = [{} for _ in chains]
    filled = np.flatnonzero(sizes)
    if not len(filled):
        return found
    spans = [(each.start, each.end - 1, each.head) for members in chains for each in members]
    states = np.maximum(_linear(_words(encoding, np.array(spans, dtype=np.int64)), heads, "span"), 0.0)
    starts = np.concatenate(([0], np.cumsum(sizes[filled])[:-1]))
    means = np.add.reduceat(states, starts, axis=0) / sizes[filled, None].astype(np.float32)
    most = np.maximum.reduceat(states, starts, axis=0)
    chances = _sigmoid(_linear(np.concatenate((means, most), axis=1), heads, "types"))
    for row, column in np.argwhere(chances > _LEAST).tolist():
        found[filled[row]][encoding.encoder.classes[column]] = float(chances[row, column])
    return found


def compare(encoding: Encoding, mentions: Sequence[Mentioned]) -> Compared:
    """Everything about `mentions` that their comparison needs, computed once."""
    heads = encoding.encoder.heads
    table = mention_table(encoding.doc, mentions)
    states = _linear(_words(encoding, table.spans), heads, "mention")
    for column in range(table.single.shape[1]):
        states += heads[f"single.{column}.weight"][table.single[:, column]]
    vectors = np.maximum(states, 0.0)
    right = vectors @ heads["right.weight"].T
    return Compared(table, vectors, _linear(vectors, heads, "left"), right, heads)


def pair_scores(
    compared: Compared, antecedents: Sequence[int] | Integers, anaphor: int | Sequence[int] | Integers
) -> Floats:
    """Log-odds, against no antecedent at all, that each of `antecedents` is that of `anaphor` (positions, one or each).

    Above 0 an antecedent is likelier than none; differences between antecedents are log-odds between them.
    """
    left = np.asarray(antecedents, dtype=np.int64)
    right = np.broadcast_to(np.asarray(anaphor, dtype=np.int64), left.shape)
    heads = compared.heads
    columns = pair_features(compared.table, left, right)
    states = compared.left[left] + compared.right[right]
    states += (compared.vectors[left] * compared.vectors[right]) @ heads["product.weight"].T
    straight = np.zeros(len(left), dtype=np.float32)
    for column in range(columns.shape[1]):
        states += heads[f"pairs.{column}.weight"][columns[:, column]]
        straight += heads[f"direct.{column}.weight"][columns[:, column], 0]
    scores: Floats = _linear(np.maximum(states, 0.0), heads, "score")[:, 0] + straight
    return scores


# --- arithmetic --------------------------------------------------------------------------------------------------


def label_scores(encoding: Encoding, head: str) -> Floats:
    """Log-probability of every label of a head for every token; white space has none but the first."""
    logits = _linear(encoding.vectors, encoding.encoder.heads, head)
    logits[[token.i for token in encoding.doc if token.is_space], 1:] = _NEVER
    return _log_softmax(logits)


def _words(encoding: Encoding, spans: Integers) -> Floats:
    """First, last and head word of every mention, end to end."""
    return encoding.vectors[spans].reshape(len(spans), -1)


def _linear(states: Floats, heads: Mapping[str, Floats], name: str) -> Floats:
    found: Floats = states @ heads[f"{name}.weight"].T + heads[f"{name}.bias"]
    return found


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    found: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found


def _sigmoid(logits: Floats) -> Floats:
    found: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return found
