"""Attributions become claims: speakers by chain, topics in order, relations in the innermost claim."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from kg.extract.attribution import Attribution
from kg.extract.claims import claims
from kg.model import Chain, Claim, Evidence, Kind, Mention, Relation, Span
from kg.ontology import Ontology

TEXT = "Kovar's spokesman said Holub denied that Norlund bribed Holub."


def _at(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def _mention(name: str, words: str, chain: str, kind: Kind = "name") -> Mention:
    return Mention(name, *_at(words), kind, "Person", chain)


MENTIONS = (
    _mention("m1", "Kovar", "c1"),
    _mention("m2", "Kovar's spokesman", "c2", "nominal"),
    _mention("m3", "Holub", "c3"),
    _mention("m4", "Norlund", "c4"),
    Mention("m5", *_at("spokesman"), "value", "Role", "c5"),
)
CHAINS = tuple(
    Chain(f"c{number}", "Person", ("Person",), f"name {number}", (), (f"m{number}",)) for number in range(1, 6)
)
SAID = Attribution(
    source=(_at("Kovar's spokesman"),),
    source_head=2,
    cue=(_at("said"),),
    cue_token=3,
    content=(_at("Holub denied that Norlund bribed Holub"),),
    quote="indirect",
    act="Saying",
)
DENIED = Attribution(
    source=(_at("Holub"),),
    source_head=4,
    cue=(_at("denied"),),
    cue_token=5,
    content=(_at("that Norlund bribed Holub"),),
    quote="indirect",
    act="Denial",
    polarity="negative",
    parent=0,
)
BRIBED = Relation(
    "r1",
    "c4",
    "attacks",
    "c3",
    Evidence(*_at("Norlund bribed Holub"), subject=_at("Norlund"), cue=_at("bribed"), object=(56, 61)),
)
SPOKESMAN = Relation(
    "r2",
    "c2",
    "spokespersonOf",
    "c1",
    Evidence(*_at("Kovar's spokesman"), subject=_at("spokesman"), cue=_at("spokesman"), object=_at("Kovar")),
)


@pytest.fixture(scope="module")
def doc() -> Doc:
    return English()(TEXT)


@pytest.fixture(scope="module")
def found(doc: Doc, ontology: Ontology) -> tuple[Claim, ...]:
    return claims(doc, (SAID, DENIED), CHAINS, MENTIONS, (BRIBED, SPOKESMAN), ontology)


def test_ids_and_parents_follow_the_attributions(found: tuple[Claim, ...]) -> None:
    assert [(claim.id, claim.parent) for claim in found] == [("k1", None), ("k2", "k1")]


def test_the_speaker_is_the_narrowest_mention_over_the_head(found: tuple[Claim, ...]) -> None:
    assert [claim.speaker for claim in found] == ["c2", "c3"]


def test_a_relation_is_in_the_innermost_claim_only(found: tuple[Claim, ...]) -> None:
    assert [claim.relations for claim in found] == [(), ("r1",)]


def test_topics_are_chains_of_the_content_in_order_without_values(found: tuple[Claim, ...]) -> None:
    assert [claim.about for claim in found] == [("c3", "c4"), ("c4",)]


def test_standing_and_spans_are_taken_over(found: tuple[Claim, ...]) -> None:
    assert (found[1].act, found[1].polarity, found[1].content) == ("Denial", "negative", DENIED.content)


def test_a_source_without_a_mention_leaves_the_speaker_open(doc: Doc, ontology: Ontology) -> None:
    (claim, _) = claims(doc, (SAID, DENIED), (), (), (), ontology)
    assert (claim.speaker, claim.source) == (None, SAID.source)
    assert claim.about == ()
