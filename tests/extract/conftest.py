"""What one text says, for tests that read sentences end to end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.encoder import Encoder, encode
from kg.extract import extract
from kg.model import Extraction
from kg.ontology import Ontology
from kg.read import make_article
from kg.tokens import read_doc


@pytest.fixture(scope="session", params=["by default", "fast"])
def read_text(request: pytest.FixtureRequest, nlp: Language, ontology: Ontology) -> Callable[[str], Extraction]:
    """Text -> Extraction with the default ontology, by the default pipeline and by rules alone."""
    encoder: Encoder | None = request.getfixturevalue("encoder") if request.param == "by default" else None

    def run(text: str) -> Extraction:
        doc = read_doc(nlp(text))
        return extract(
            make_article(text, published="2024-05-15"), doc, ontology, encode(doc, encoder) if encoder else None
        )

    return run
