"""Contradictions inside one article: the better scored is asserted, the other stays unsure."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract import extract
from kg.extract.constraints import settled
from kg.model import Chain, Evidence, Relation
from kg.ontology import Ontology
from kg.read import make_article
from kg.tokens import read_doc

PLACE = Evidence(0, 9, (0, 1), (2, 3), (4, 5))
CHAINS = (
    Chain("ada", "Person", ("Person",), "Ada Lund", (), ()),
    Chain("oslo", "City", ("City",), "Oslo", (), ()),
    Chain("bergen", "City", ("City",), "Bergen", (), ()),
)


def _born(number: int, place: str, score: float, asserted: bool = True, former: bool = False) -> Relation:
    return Relation(f"r{number}", "ada", "bornIn", place, PLACE, asserted=asserted, score=score, former=former)


def test_the_loser_is_possible_and_not_asserted(ontology: Ontology) -> None:
    left, right = settled([_born(1, "oslo", 0.95), _born(2, "bergen", 0.9)], CHAINS, ontology)
    assert left == _born(1, "oslo", 0.95)
    assert (right.certainty, right.asserted, right.score) == ("possible", False, 0.9)


def test_what_somebody_claims_neither_wins_nor_loses(ontology: Ontology) -> None:
    given = [_born(1, "oslo", 0.9), _born(2, "bergen", 0.95, asserted=False), _born(3, "bergen", 0.99, former=True)]
    assert settled(given, CHAINS, ontology) == given


@pytest.mark.model
def test_an_article_that_contradicts_itself_asserts_neither(nlp: Language, ontology: Ontology) -> None:
    text = "Ada Lund was born in Oslo. She studied law. Ada Lund was born in Bergen and sings."
    found = extract(make_article(text), read_doc(nlp(text)), ontology)
    born = [relation for relation in found.relations if relation.predicate == "bornIn"]
    assert len(born) == 2
    assert not any(relation.asserted for relation in born)
