"""Fixtures shared by all tests."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.annotate import load_pipeline
from kg.encoder import Encoder, load_encoder
from kg.ontology import Ontology, load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default trained pipeline, loaded once."""
    return load_pipeline()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder with the weights that ship, loaded once."""
    found = load_encoder()
    if found is None:
        pytest.skip("no weights in kg/encoder/weights: kg/train/README.md says how they are made")
    return found


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology that ships with the program."""
    return load()
