"""What recognisers miss is found: initials, the word for a river or lake before its name, the letters of a body."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from kg.extract.lexicon import lexicon
from kg.extract.missed import completed
from kg.extract.recognition import Recognised
from kg.ontology import Ontology
from kg.tokens import read_doc

VOCAB = spacy.blank("en").vocab


def found(text: str, seen: list[Recognised], ontology: Ontology, dep: str = "dep") -> list[tuple[str, str]]:
    """The names of the blank-separated words of one sentence, all of them `dep` of the last, with their labels."""
    words = text.split()
    last = len(words) - 1
    doc = read_doc(
        Doc(
            VOCAB,
            words=words,
            pos=["PROPN" if word[0].isupper() else "NOUN" for word in words],
            tags=["NNP"] * len(words),
            heads=[last] * len(words),
            deps=[*[dep] * last, "ROOT"],
        )
    )
    return [(doc[each.start : each.end].text, each.label) for each in completed(doc, seen, lexicon(ontology))]


@pytest.mark.parametrize(
    ("text", "seen", "expected"),
    [
        ("by M. Berg", Recognised(2, 3, "PERSON"), ("M. Berg", "PERSON")),
        ("by Anna M. Berg", Recognised(3, 4, "PERSON"), ("Anna M. Berg", "PERSON")),
        ("by Anna Berg", Recognised(2, 3, "PERSON"), ("Berg", "PERSON")),
        ("by J. R. Berg", Recognised(3, 4, "PERSON"), ("J. R. Berg", "PERSON")),
        ("by J.R. Berg", Recognised(2, 3, "PERSON"), ("J.R. Berg", "PERSON")),
        ("the U.S. Berg", Recognised(2, 3, "PERSON"), ("Berg", "PERSON")),
        ("along River Aune", Recognised(2, 3, "PERSON"), ("Aune", "PERSON")),
        ("along River Aune", Recognised(2, 3, "LOC"), ("River Aune", "LOC")),
        ("on Lake Aune", Recognised(2, 3, "ORG"), ("Lake Aune", "LOC")),
        ("at Aune River Berg", Recognised(3, 4, "GPE"), ("Berg", "GPE")),
    ],
)
def test_what_stands_before_belongs_to_the_name(
    text: str, seen: Recognised, expected: tuple[str, str], ontology: Ontology
) -> None:
    assert found(text, [seen], ontology) == [expected]


def test_a_word_that_was_a_name_of_its_own_is_part_of_the_longer_one(ontology: Ontology) -> None:
    seen = [Recognised(1, 2, "LOC"), Recognised(2, 3, "LOC")]
    assert found("along River Aune", seen, ontology) == [("River Aune", "LOC")]


@pytest.mark.parametrize(
    ("text", "dep", "expected"),
    [
        ("the NVK warned", "nsubj", [("NVK", "ORG")]),
        ("the NVK members", "compound", []),
        ("the DNA matched", "nsubj", []),
        ("near NVK warned", "nsubj", []),
        ("THE NVK WARNED", "nsubj", []),
    ],
)
def test_letters_with_an_article_are_a_body(
    text: str, dep: str, expected: list[tuple[str, str]], ontology: Ontology
) -> None:
    assert found(text, [], ontology, dep) == expected
