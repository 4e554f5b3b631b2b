"""Encoding -> who says what, as spans of words by role, and how certain events are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from kg.encoder.heads import best_path, label_scores, labelled_spans
from kg.encoder.runtime import Encoding

type Floats = NDArray[np.float32]
type SpanRole = Literal["source", "cue", "content"]


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Tokens `[start, end)` that play a role in an attribution; `score` is the probability of the least sure token."""

    start: int
    end: int
    role: SpanRole
    score: float


def role_spans(encoding: Encoding) -> list[RoleSpan]:
    """Sources, cues and contents in text order, none overlapping another."""
    tags = encoding.encoder.tags
    scores = label_scores(encoding, "tags")
    path = best_path(scores)
    return [
        RoleSpan(start, end, cast(SpanRole, tags[path[start]][2:]), float(np.exp(_least(scores, path, start, end))))
        for start, end in labelled_spans(path, tags)
    ]


def _least(scores: Floats, path: NDArray[np.int64], start: int, end: int) -> float:
    places = np.arange(start, end)
    return float(scores[places, path[places]].min())


def event_values(encoding: Encoding, tokens: Sequence[int]) -> Floats:
    """How certain the author is of the events at `tokens`, -3 (surely not) to 3 (surely), by corpus learnt from.

    One row a token, one column each of `encoding.encoder.corpora` (Lee et al. 2015; Minard et al. 2016; Rudinger et
    al. 2018).
    """
    heads = encoding.encoder.heads
    states = encoding.vectors[list(tokens)] @ heads["certain.0.weight"].T + heads["certain.0.bias"]
    found: Floats = np.maximum(states, 0.0) @ heads["certain.2.weight"].T + heads["certain.2.bias"]
    return found
