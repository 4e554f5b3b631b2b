"""Encoding -> who says what, as spans of words by role, and how certain events are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kg.encoder.heads import label_scores
from kg.encoder.runtime import Encoding

type Floats = NDArray[np.float32]
type SpanRole = Literal["source", "cue", "content"]

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
    chances = np.exp(label_scores(encoding, "tags"))
    of_role = {role: chances[:, [tags.index(f"{mark}-{role}") for mark in "BI"]] for role in _ROLES}
    sums = {role: pair.sum(axis=1) for role, pair in of_role.items()}
    return Roles(tuple(_spans(sums, {role: pair[:, 0] > 0.5 for role, pair in of_role.items()})), sums)


def _spans(chances: Mapping[SpanRole, Floats], begins: Mapping[SpanRole, NDArray[np.bool_]]) -> list[RoleSpan]:
    """Stretches in which each word is likelier to play the role than another or none."""
    likely = np.stack([chances[role] for role in _ROLES])
    best = np.where(likely.sum(axis=0) < 0.5, 0, 1 + likely.argmax(axis=0))
    found = []
    for number, role in enumerate(_ROLES, 1):
        inside = np.concatenate(([False], best == number, [False]))
        first = np.flatnonzero(inside[1:-1] & (~inside[:-2] | begins[role]))
        if not len(first):
            continue
        ends = np.flatnonzero(inside[1:-1] & ~inside[2:]) + 1
        last = np.minimum(np.append(first[1:], len(best)), ends[np.searchsorted(ends, first, "right")])
        least = np.minimum.reduceat(np.append(np.where(best == number, chances[role], 1.0), 1.0), first)
        found += [
            RoleSpan(start, end, role, score)
            for start, end, score in zip(first.tolist(), last.tolist(), least.tolist(), strict=True)
        ]
    return sorted(found, key=lambda span: span.start)


def event_values(encoding: Encoding, tokens: Sequence[int]) -> Floats:
    """How certain the author is of the events at `tokens`, -3 (surely not) to 3 (surely), by corpus learnt from.

    One row a token, one column each of `encoding.encoder.corpora` (Lee et al. 2015; Minard et al. 2016; Rudinger et
    al. 2018).
    """
    heads = encoding.encoder.heads
    states = encoding.vectors[list(tokens)] @ heads["certain.0.weight"].T + heads["certain.0.bias"]
    found: Floats = np.maximum(states, 0.0) @ heads["certain.2.weight"].T + heads["certain.2.bias"]
    return found
