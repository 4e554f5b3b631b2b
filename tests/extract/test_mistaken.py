"""What is taken for a name and is none: titles, affiliations, addresses, labels of pages, plain plurals."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from kg.extract.lexicon import lexicon
from kg.extract.mistaken import before_affiliation, is_no_name
from kg.ontology import Ontology
from kg.tokens import Doc as Tokens
from kg.tokens import read_doc

VOCAB = spacy.blank("en").vocab


def words_of(text: str) -> Tokens:
    words = text.split()
    tags = ["NNS" if word.endswith("s") else "NNP" for word in words]
    lemmas = [word.removesuffix("s") for word in words]
    return read_doc(Doc(VOCAB, words=words, tags=tags, lemmas=lemmas, pos=["PROPN"] * len(words)))


@pytest.mark.parametrize(
    ("text", "start", "label"),
    [
        ("Sens.", 0, "PERSON"),
        ("Sens .", 0, "ORG"),
        ("Judge", 0, "PERSON"),
        ("( D-OH )", 1, "ORG"),
        ("( R-Springfield )", 1, "PERSON"),
        ("( D - Md.", 3, "GPE"),
        ("Berg R- Ohio", 1, "PERSON"),
        ("Sincerely", 0, "PERSON"),
        ("Contact", 0, "ORG"),
        ("FY2007", 0, "LAW"),
        ("anna.berg@aune.org", 0, "PERSON"),
        ("Senators", 0, "ORG"),
        ("Attorney General", 0, "ORG"),
        ("Jr.", 0, "PERSON"),
    ],
)
def test_what_is_no_name(text: str, start: int, label: str, ontology: Ontology) -> None:
    assert is_no_name(words_of(text), start, start + 1, label, lexicon(ontology))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Berg", "PERSON"),
        ("Democrats", "ORG"),
        ("Aune News", "ORG"),
        ("A-Ohio", "ORG"),
        ("Dean", "PERSON"),
        ("Xi", "PERSON"),
        ("Social Democrat", "ORG"),
        ("UN", "ORG"),
    ],
)
def test_what_is_a_name(text: str, label: str, ontology: Ontology) -> None:
    doc = words_of(text)
    assert not is_no_name(doc, 0, len(doc), label, lexicon(ontology))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Berg D OH", "Anna Berg"),
        ("Anna Berg R Ohio", "Anna Berg"),
        ("Anna Berg D", "Anna Berg"),
        ("Anna Berg OH", "Anna Berg"),
        ("Anna Virginia", "Anna Virginia"),
        ("Anna Berg Virginia", "Anna Berg Virginia"),
        ("Anna D Berg", "Anna D Berg"),
    ],
)
def test_party_and_state_are_no_part_of_a_name(text: str, name: str, ontology: Ontology) -> None:
    doc = words_of(text)
    assert doc[: before_affiliation(doc, 0, len(doc), lexicon(ontology))].text == name
