"""Encoding -> what the relation head says of every two chains, and the place in the text that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.encoder.related import Rows, related_rows
from kg.encoder.runtime import Encoding

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
        rows = np.flatnonzero(self.rows.pair == pair)
        row = rows[self.places[rows, relation].argmax()]
        return int(self.rows.subject[row]), int(self.rows.object[row])


def relate(encoding: Encoding, mentions: Sequence[Placed]) -> Relating:
    """The scores of all relations between the chains of `mentions`, in the order of `encoding.encoder.relations`."""
    table = np.array([(m.start, m.last, m.head, m.sentence, m.chain) for m in mentions], dtype=np.int64).reshape(-1, 5)
    rows = related_rows(table[:, :2], table[:, 3], table[:, 4])
    relations = len(encoding.encoder.relations)
    if not len(rows.pair):
        blank = np.zeros((0, relations), dtype=np.float32)
        return Relating(rows, blank, blank)
    places = _row_scores(encoding, table[:, :3], table[:, 4], rows)
    starts = np.flatnonzero(np.diff(rows.pair, prepend=-1))
    most = np.maximum.reduceat(places, starts, axis=0)
    odds: Floats = most + np.log(np.add.reduceat(np.exp(places - most[rows.pair]), starts, axis=0))
    return Relating(rows, odds, places)


def _row_scores(encoding: Encoding, spans: Integers, chains: Integers, rows: Rows) -> Floats:
    heads = encoding.encoder.heads
    words = encoding.vectors[spans].reshape(len(spans), -1)
    mentions = np.maximum(words @ heads["related.mention.weight"].T + heads["related.mention.bias"], 0.0)
    whole = _means(mentions, chains)
    subject = mentions @ heads["related.subject.weight"].T + heads["related.subject.bias"]
    subject += (whole @ heads["related.chain_subject.weight"].T)[chains]
    object_ = mentions @ heads["related.object.weight"].T + (whole @ heads["related.chain_object.weight"].T)[chains]
    states = subject[rows.subject] + object_[rows.object]
    states += (mentions[rows.subject] * mentions[rows.object]) @ heads["related.product.weight"].T
    states += _between(encoding.vectors @ heads["related.between.weight"].T, rows.between)
    for column in range(rows.columns.shape[1]):
        states += heads[f"related.rows.{column}.weight"][rows.columns[:, column]]
    found: Floats = np.maximum(states, 0.0) @ heads["related.relations.weight"].T + heads["related.relations.bias"]
    return found


def _means(mentions: Floats, chains: Integers) -> Floats:
    count = int(chains.max()) + 1
    sums = np.zeros((count, mentions.shape[1]), dtype=np.float32)
    np.add.at(sums, chains, mentions)
    sizes: Floats = np.maximum(np.bincount(chains, minlength=count), 1).astype(np.float32)
    found: Floats = sums / sizes[:, None]
    return found


def _between(projected: Floats, places: Integers) -> Floats:
    sums = np.concatenate((np.zeros((1, projected.shape[1]), np.float32), projected.cumsum(axis=0)))
    lengths = np.maximum(places[:, 1] - places[:, 0], 1)[:, None].astype(np.float32)
    found: Floats = (sums[places[:, 1]] - sums[places[:, 0]]) / lengths
    return found
