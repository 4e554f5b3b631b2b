"""Doc -> Encoding: a small trained encoder, and what its heads say of names, classes and antecedents."""

from __future__ import annotations

from kg.encoder.heads import Compared, NameSpan, compare, name_spans, pair_scores, type_scores
from kg.encoder.pairs import Mentioned
from kg.encoder.runtime import Encoder, Encoding, encode, has_weights, load_encoder

__all__ = [
    "Compared",
    "Encoder",
    "Encoding",
    "Mentioned",
    "NameSpan",
    "compare",
    "encode",
    "has_weights",
    "load_encoder",
    "name_spans",
    "pair_scores",
    "type_scores",
]
