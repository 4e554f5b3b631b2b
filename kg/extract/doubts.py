"""Encoding -> words whose events it doubts: a second reader of what the rules would take for a fact.

It may only lower: what a construction the rules do not know makes unreal is then not asserted. So is what stands in
text that no parser can read: without punctuation, or, when rules read alone, in a headline that is no whole sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.encoder import Encoding
from kg.encoder.claims import event_values
from kg.layout import layout, unpunctuated
from kg.ontology import Ontology
from kg.tokens import Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))


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


def is_misread(token: Token, encoding: Encoding | None) -> bool:
    """Whether the parse around the token is worth nothing."""
    text = token.doc.text
    if any(start <= token.idx < end for start, end in unpunctuated(text)):
        return True
    headline = layout(text).headline if encoding is None else None
    if headline is None or token.idx >= headline[1]:
        return False
    return token.pos_ == "VERB" and not _is_whole(token.sent.root)


def _is_whole(root: Token) -> bool:
    """A sentence with a subject and a finite verb."""
    subject = any(child.dep_ in _SUBJECTS for child in root.lefts)
    return subject and any(verb.tag_ in _FINITE for verb in (root, *root.lefts))


def _is_weighed(verb: Token) -> bool:
    return verb.dep_ == "xcomp" or any(child.dep_ in ("neg", "preconj") for child in verb.children)
