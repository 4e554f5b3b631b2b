"""Doc -> numbers beside the wordpieces: what an uncased vocabulary hides, and the parts of speech.

The order of every list here is part of the weights: appending needs new weights, reordering breaks them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kg.tokens import Doc, Token

type Integers = NDArray[np.int64]

_POS = [
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
    "SPACE",
]  # Universal POS
ENTITY_LABELS = [
    "CARDINAL",
    "DATE",
    "EVENT",
    "FAC",
    "GPE",
    "LANGUAGE",
    "LAW",
    "LOC",
    "MONEY",
    "NORP",
    "ORDINAL",
    "ORG",
    "PERCENT",
    "PERSON",
    "PRODUCT",
    "QUANTITY",
    "TIME",
    "WORK_OF_ART",
]
_SHAPES = ("lower", "title", "upper", "initial", "mixed", "digits", "other")
_BREAKS = ("none", "sentence", "paragraph")
_POS_INDEX = {name: index for index, name in enumerate(_POS)}
_ENTITY_INDEX = {name: index for index, name in enumerate(ENTITY_LABELS)}

# Sizes of the embedding tables: shape, break, part of speech; one more for what is in no list.
FEATURE_SIZES = (len(_SHAPES), len(_BREAKS), len(_POS) + 1)


def word_features(doc: Doc) -> Integers:
    """One row a token: shape, break before it, part of speech."""
    rows = [(_shape(token.text), _break(token), _pos(token)) for token in doc]
    return np.array(rows, dtype=np.int64).reshape(len(doc), len(FEATURE_SIZES))


def entity_index(label: str) -> int:
    """The number of a spaCy entity label; the length of the list for no label."""
    return _ENTITY_INDEX.get(label, len(ENTITY_LABELS))


@lru_cache(100_000)
def _shape(text: str) -> int:
    if any(character.isdigit() for character in text):
        return _SHAPES.index("digits")
    if text.islower():
        return _SHAPES.index("lower")
    if text.isupper():
        return _SHAPES.index("initial" if len(text.rstrip(".")) == 1 else "upper")
    if text[:1].isupper() and text[1:].islower():
        return _SHAPES.index("title")
    return _SHAPES.index("mixed" if text[:1].isalpha() else "other")


def _break(token: Token) -> int:
    before = token.nbor(-1) if token.i else None
    if before is None or (before.is_space and "\n" in before.text):
        return _BREAKS.index("paragraph")
    return _BREAKS.index("sentence" if token.is_sent_start else "none")


def _pos(token: Token) -> int:
    return _POS_INDEX.get(token.pos_, len(_POS))
