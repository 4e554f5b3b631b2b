"""What the encoder doubts: verbs low on every scale, and nothing without an encoder."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from spacy.lang.en import English
from spacy.tokens import Doc as Parsed

from kg.encoder import Encoder, Encoding
from kg.extract.doubts import doubts
from kg.ontology import Ontology
from kg.tokens import Doc, read_doc


@pytest.fixture
def doc() -> Doc:
    words, pos = ["They", "left", "and", "stayed"], ["PRON", "VERB", "CCONJ", "VERB"]
    return read_doc(Parsed(English().vocab, words=words, pos=pos))


def _encoding(doc: Doc, values: list[list[float]]) -> Encoding:
    """An encoding whose head says of each word its two `values`, on the scales of UW and UDS-IH2."""
    heads = {
        "certain.0.weight": np.vstack([np.eye(2), -np.eye(2)]),
        "certain.0.bias": np.zeros(4),
        "certain.2.weight": np.hstack([np.eye(2), -np.eye(2)]),
        "certain.2.bias": np.zeros(2),
    }
    encoder = Encoder(cast(Any, None), cast(Any, None), heads, (), (), (), (), ("uw", "uds_ih2"), {})
    return Encoding(doc, np.array(values, np.float32), encoder)


def test_a_verb_low_on_every_scale_is_doubted(doc: Doc, ontology: Ontology) -> None:
    low = _encoding(doc, [[-3, -3], [-1, -2], [-3, -3], [3, 3]])
    assert doubts(low, doc, ontology) == {1}


def test_one_scale_is_enough_for_a_fact(doc: Doc, ontology: Ontology) -> None:
    assert doubts(_encoding(doc, [[3, 3], [-1, 2], [3, 3], [3, -2]]), doc, ontology) == frozenset()


def test_without_an_encoder_nothing_is_doubted(doc: Doc, ontology: Ontology) -> None:
    assert doubts(None, doc, ontology) == frozenset()
