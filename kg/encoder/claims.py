"""Encoding -> who says what, as spans of words by role, and how certain events are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kg.encoder.decoding import best_path, labelled_spans
from kg.encoder.heads import label_scores
from kg.encoder.runtime import Encoding

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]
type SpanRole = Literal["source", "cue", "content"]

_BORDER = 1.0  # log-odds that each border of a span must win
_ROLES: tuple[SpanRole, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Tokens `[start, end)` that play a role in an attribution; `score` is the probability of the least sure token."""

    start: int
    end: int
    role: SpanRole
    score: float


@dataclass(frozen=True, slots=True)
class Roles:
    """The spans of an article that play a role, and for each role how likely every token plays it."""

    spans: tuple[RoleSpan, ...]  # in text order, none overlapping another
    chances: Mapping[SpanRole, Floats]


def read_roles(encoding: Encoding) -> Roles:
    """What the encoder marks as source, cue and content."""
    tags = encoding.encoder.tags
    scores = label_scores(encoding, "tags")
    chances = np.exp(scores)
    sums = {role: chances[:, [tags.index(f"{mark}-{role}") for mark in "BI"]].sum(axis=1) for role in _ROLES}
    path = best_path(scores, _BORDER)
    return Roles(tuple(_spans(path, tags, sums)), sums)


def _spans(path: Integers, tags: Sequence[str], chances: Mapping[SpanRole, Floats]) -> Iterator[RoleSpan]:
    for start, end in labelled_spans(path, tags):
        role: SpanRole = next(role for role in _ROLES if tags[path[start]].endswith(role))
        yield RoleSpan(start, end, role, float(chances[role][start:end].min()))


def event_values(encoding: Encoding, tokens: Sequence[int]) -> Floats:
    """How certain the author is of the events at `tokens`, -3 (surely not) to 3 (surely), by corpus learnt from.

    One row a token, one column each of `encoding.encoder.corpora` (Lee et al. 2015; Minard et al. 2016; Rudinger et
    al. 2018).
    """
    heads = encoding.encoder.heads
    states = encoding.vectors[list(tokens)] @ heads["certain.0.weight"].T + heads["certain.0.bias"]
    found: Floats = np.maximum(states, 0.0) @ heads["certain.2.weight"].T + heads["certain.2.bias"]
    return found
