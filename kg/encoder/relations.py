"""Encoding -> what the relation head says of every two chains, and the place in the text that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.encoder.related import Rows, related_rows
from kg.encoder.runtime import Encoding

if TYPE_CHECKING:
    from kg.tokens import Doc

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention to relate: first, last and head token, its sentence's number and its chain's."""

    start: int
    last: int
    head: int
    sentence: int
    chain: int


@dataclass(frozen=True, slots=True)
class Relating:
    """`odds[pair, relation]` are log-odds that the relation holds between `rows.pairs[pair]`.

    `places[row, relation]` is what each pair of mentions says; where it is highest the relation is said.
    """

    rows: Rows
    odds: Floats
    places: Floats

    def said_at(self, pair: int, relation: int) -> tuple[int, int]:
        """The positions of the two mentions where the relation is said clearest."""
        first, last = np.searchsorted(self.rows.pair, (pair, pair + 1))
        row = first + self.places[first:last, relation].argmax()
        return int(self.rows.subject[row]), int(self.rows.object[row])


@dataclass(frozen=True, slots=True)
class Projected:
    """Mentions as the relation head reads them, and sums over the words before each word."""

    encoding: Encoding
    table: Integers  # [mentions, 5], as `Placed`
    states: Floats
    sums: Floats


def project(encoding: Encoding, mentions: Sequence[Placed]) -> Projected:
    """What relations between any of these mentions are scored by, so that it is worked out once for each article."""
    heads = encoding.encoder.heads
    table = np.array([(m.start, m.last, m.head, m.sentence, m.chain) for m in mentions], dtype=np.int64).reshape(-1, 5)
    words = encoding.vectors[table[:, :3]].reshape(len(table), 3 * encoding.vectors.shape[1])
    states = np.maximum(words @ heads["related.mention.weight"].T + heads["related.mention.bias"], 0.0)
    between = encoding.vectors @ heads["related.between.weight"].T
    sums = np.concatenate((np.zeros((1, between.shape[1]), np.float32), between.cumsum(axis=0)))
    return Projected(encoding, table, states, sums)


def relate(projected: Projected, count: int | None = None, labels: Sequence[int] | None = None) -> Relating:
    """The scores of relations between the chains of the first `count` mentions, for the columns `labels`; or of all."""
    table, states = projected.table[:count], projected.states[:count]
    rows = related_rows(table[:, :2], table[:, 3], table[:, 4])
    return _relating(projected, states, table[:, 4], rows, labels)


def relate_in_sentences(projected: Projected, labels: Sequence[int]) -> Relating:
    """The scores of relations between the mentions of each sentence, every mention for itself."""
    table = projected.table
    every = np.arange(len(table))
    return _relating(
        projected, projected.states, every, related_rows(table[:, :2], table[:, 3], every, steps_apart=0), labels
    )


def _relating(
    projected: Projected, states: Floats, chains: Integers, rows: Rows, labels: Sequence[int] | None
) -> Relating:
    chosen = list(range(len(projected.encoding.encoder.relations))) if labels is None else list(labels)
    if not len(rows.pair):
        blank = np.zeros((0, len(chosen)), dtype=np.float32)
        return Relating(rows, blank, blank)
    places = _row_scores(projected, states, chains, rows, chosen)
    starts = np.flatnonzero(np.diff(rows.pair, prepend=-1))
    most = np.maximum.reduceat(places, starts, axis=0)
    odds: Floats = most + np.log(np.add.reduceat(np.exp(places - most[rows.pair]), starts, axis=0))
    return Relating(rows, odds, places)


def _row_scores(projected: Projected, mentions: Floats, chains: Integers, rows: Rows, labels: list[int]) -> Floats:
    heads = projected.encoding.encoder.heads
    whole = _means(mentions, chains)
    subject = mentions @ heads["related.subject.weight"].T + heads["related.subject.bias"]
    subject += (whole @ heads["related.chain_subject.weight"].T)[chains]
    object_ = mentions @ heads["related.object.weight"].T + (whole @ heads["related.chain_object.weight"].T)[chains]
    states = subject[rows.subject] + object_[rows.object]
    states += (mentions[rows.subject] * mentions[rows.object]) @ heads["related.product.weight"].T
    states += _between(projected.sums, rows.between)
    for column in range(rows.columns.shape[1]):
        states += heads[f"related.rows.{column}.weight"][rows.columns[:, column]]
    weight, bias = heads["related.relations.weight"][labels], heads["related.relations.bias"][labels]
    found: Floats = np.maximum(states, 0.0) @ weight.T + bias
    return found


def _means(mentions: Floats, chains: Integers) -> Floats:
    count = int(chains.max()) + 1
    sums = np.zeros((count, mentions.shape[1]), dtype=np.float32)
    np.add.at(sums, chains, mentions)
    sizes: Floats = np.maximum(np.bincount(chains, minlength=count), 1).astype(np.float32)
    found: Floats = sums / sizes[:, None]
    return found


def _between(sums: Floats, places: Integers) -> Floats:
    """The mean of what stands in each stretch, of sums over all that stands before."""
    lengths = np.maximum(places[:, 1] - places[:, 0], 1)[:, None].astype(np.float32)
    found: Floats = (sums[places[:, 1]] - sums[places[:, 0]]) / lengths
    return found


def sentence_numbers(doc: Doc) -> dict[int, int]:
    """The number of each sentence, by its first token: what `Placed.sentence` wants."""
    return {sentence.start: number for number, sentence in enumerate(doc.sents)}
