"""Noun phrases and pronouns: which there are, and where each begins and ends."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.lexicon import lexicon
from kg.extract.phrases import Phrase, phrases
from kg.ontology import Ontology
from kg.tokens import read_doc

pytestmark = pytest.mark.model


def read(nlp: Language, ontology: Ontology, text: str) -> dict[str, Phrase]:
    """The phrases of a text by their wording."""
    doc = read_doc(nlp(text))
    found = phrases(doc, [], {}, lexicon(ontology))
    return {doc[slice(*phrase.whole)].text: phrase for phrase in found}


def test_a_phrase_has_its_complements_and_clauses(nlp: Language, ontology: Ontology) -> None:
    found = read(nlp, ontology, "The mayor of the town praised a law that helps tenants.")
    assert set(found) == {"The mayor of the town", "the town", "a law that helps tenants", "tenants"}
    assert found["The mayor of the town"].kind == "nominal"


def test_what_is_coordinated_is_apart(nlp: Language, ontology: Ontology) -> None:
    assert {"The bank", "the insurer"} <= set(read(nlp, ontology, "The bank and the insurer merged."))


def test_a_possessor_has_its_ending_and_a_noun_no_reflexive(nlp: Language, ontology: Ontology) -> None:
    assert "The workers'" in read(nlp, ontology, "The workers' demands were met.")
    assert "The minister" in read(nlp, ontology, "The minister himself signed the letter.")


def test_pronouns_of_all_persons_are_phrases_and_determiners_are_not(nlp: Language, ontology: Ontology) -> None:
    found = read(nlp, ontology, "We gave you this book because that helps them.")
    assert {found[word].person for word in ("We", "you", "that", "them")} == {"we", "you", "this", "they"}
    assert "this book" in found
    assert "this" not in found


def test_predicates_and_appositions_describe(nlp: Language, ontology: Ontology) -> None:
    found = read(nlp, ontology, "The bridge is a masterpiece. There is a plan.")
    assert found["a masterpiece"].describes
    assert not found["a plan"].describes
    assert not found["The bridge"].describes
