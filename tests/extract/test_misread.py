"""What no parser can read asserts nothing, and puts no words into anybody's mouth."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.extract import extract
from kg.layout import unpunctuated
from kg.model import Article, Extraction
from kg.ontology import Ontology
from kg.tokens import read_doc

pytestmark = pytest.mark.model

type Read = Callable[[str], Extraction]

_SENTENCES = (
    "Anna Kovar, the minister of trade, told reporters on Monday that the harbour of Nordhav would be sold to the city",
    "Kurt Weber, the president of the Nordhav Institute, criticised Anna Kovar for the plan",
    "The police arrested Kurt Weber in Oslo on Tuesday after he had met the owners of the ship and their lawyers",
    "The union said that the strike would go on until the end of the summer if nobody came to talk with it",
)
TOLD = ". ".join(_SENTENCES) + "."
STRIPPED = " ".join((*_SENTENCES, *_SENTENCES)).replace(",", "")


def test_stretches_without_punctuation() -> None:
    assert unpunctuated(TOLD) == ()
    assert unpunctuated("Before. " + STRIPPED + ".")[0][0] == len("Before. ")


def test_text_with_punctuation_is_read(read_text: Read) -> None:
    found = read_text(TOLD)
    assert any(relation.asserted for relation in found.relations)
    assert any(claim.speaker for claim in found.claims)


def test_text_without_punctuation_asserts_nothing_and_names_no_speaker(read_text: Read) -> None:
    found = read_text(STRIPPED)
    assert not any(relation.asserted or relation.speaker for relation in found.relations)
    assert not any(statement.asserted for statement in found.statements)
    assert not any(claim.speaker for claim in found.claims)


@pytest.mark.parametrize(
    ("headline", "asserted"),
    [("Kurt Weber visits Oslo", True), ("Anna Kovar in talks with Kurt Weber, visiting Oslo", False)],
)
def test_a_headline_that_is_no_sentence_asserts_no_deed_by_rules_alone(
    nlp: Language, ontology: Ontology, headline: str, asserted: bool
) -> None:
    text = headline + "\nKurt Weber came. Anna Kovar came. Weber and Kovar are in Oslo."
    found = extract(Article("a", text), read_doc(nlp(text)), ontology)
    visits = [relation for relation in found.relations if relation.predicate == "visits"]
    assert any(relation.asserted for relation in visits) == asserted
