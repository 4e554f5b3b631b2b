"""Encoding -> who says what, as spans of words by role, and how certain events are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_BEGUN, _INSIDE, _ENDED = 2.0, 0.6, 2.0  # log-odds that an expected span gains at its start, in its words, at its end
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


def read_roles(encoding: Encoding, expected: Iterable[tuple[SpanRole, int, int]] = ()) -> Roles:
    """What the encoder marks as source, cue and content.

    Spans that are `expected` (role, first token, end) need to be less likely.
    """
    tags = encoding.encoder.tags
    scores = label_scores(encoding, "tags")
    chances = np.exp(scores)
    sums = {role: chances[:, [tags.index(f"{mark}-{role}") for mark in "BI"]].sum(axis=1) for role in _ROLES}
    path = best_path(_encouraged(scores, expected, tags), _BORDER)
    return Roles(tuple(_spans(path, tags, sums)), sums)


def _encouraged(scores: Floats, expected: Iterable[tuple[SpanRole, int, int]], tags: Sequence[str]) -> Floats:
    """Log-probabilities with what speaks for the expected spans added."""
    found = scores.copy()
    for role, start, end in expected:
        begins, goes_on = tags.index(f"B-{role}"), tags.index(f"I-{role}")
        found[start, begins] += _BEGUN
        found[start:end, [begins, goes_on]] += _INSIDE
        found[end : end + 1, goes_on] -= _ENDED
    lost: Floats = np.logaddexp.reduce(found, axis=1, keepdims=True)
    return found - lost


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
