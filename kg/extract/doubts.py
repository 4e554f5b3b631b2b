"""Encoding -> words whose events it doubts: a second reader of what the rules would take for a fact.

It may only lower: what a construction the rules do not know makes unreal is then not asserted.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.encoder import Encoding
from kg.encoder.claims import event_values
from kg.ontology import Ontology
from kg.tokens import Token


def doubts(encoding: Encoding | None, tokens: Iterable[Token], ontology: Ontology) -> frozenset[int]:
    """Places of those verbs among `tokens` that lie below `least` on every scale that `cues/factuality.toml` asks.

    Where the rules have weighed a governor or a negation ("did not fail to", "not only"), they are the better readers.
    """
    verbs = sorted({token.i for token in tokens if token.pos_ == "VERB" and not _is_weighed(token)})
    if encoding is None or not verbs:
        return frozenset()
    least: dict[str, float] = ontology.cues["factuality"]["least"]
    columns = [encoding.encoder.corpora.index(corpus) for corpus in least]
    below = (event_values(encoding, verbs)[:, columns] < list(least.values())).all(axis=1)
    return frozenset(verb for verb, is_below in zip(verbs, below, strict=True) if is_below)


def _is_weighed(verb: Token) -> bool:
    return verb.dep_ == "xcomp" or any(child.dep_ in ("neg", "preconj") for child in verb.children)
