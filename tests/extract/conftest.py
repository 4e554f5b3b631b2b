"""What one text says, for tests that read sentences end to end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.extract import extract
from kg.model import Extraction
from kg.ontology import Ontology
from kg.read import make_article
from kg.tokens import read_doc


@pytest.fixture(scope="session")
def read_text(nlp: Language, ontology: Ontology) -> Callable[[str], Extraction]:
    """Text -> Extraction with the default pipeline and ontology."""

    def run(text: str) -> Extraction:
        return extract(make_article(text, published="2024-05-15"), read_doc(nlp(text)), ontology)

    return run
