"""Fixtures shared by all tests."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.annotate import load_pipeline
from kg.ontology import Ontology, load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default trained pipeline, loaded once."""
    return load_pipeline()


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology that ships with the program."""
    return load()
