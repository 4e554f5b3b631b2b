"""How relations and speech acts become PLOVER events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Article, Chain, Claim, Evidence, Extraction, Mention, Relation
from tests.quality import plover

TEXT = "Peru refused aid for Chile."
MENTIONS = (Mention("m1", 0, 4, "name", "Country", "c1"), Mention("m2", 21, 26, "name", "Country", "c2"))
CHAINS = (
    Chain("c1", "Country", ("Country",), "Peru", ("Peru",), ("m1",)),
    Chain("c2", "Country", ("Country",), "Chile", ("Chile",), ("m2",)),
)
AIDS = Relation("r1", "c1", "aids", "c2", Evidence(0, 27, (0, 4), (13, 16), (21, 26)))
CLAIM = Claim("k1", "c1", ((0, 4),), ((5, 12),), ((13, 26),), "indirect", "Plan", about=("c2",))


def types(*relations: Relation, claims: tuple[Claim, ...] = ()) -> set[str]:
    extraction = Extraction(Article("a", TEXT), MENTIONS, CHAINS, relations, claims)
    return {event.type for event in plover.answer({"text": TEXT}, [extraction])}


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (AIDS, {"AID"}),
        (replace(AIDS, future=True), {"AGREE"}),
        (replace(AIDS, polarity="negative"), {"REJECT"}),
        (replace(AIDS, predicate="attacks", future=True), {"THREATEN"}),
        (replace(AIDS, predicate="defeats"), set()),
        (replace(AIDS, certainty="possible"), set()),
        (replace(AIDS, certainty="possible", future=True, speaker="c1"), {"AGREE"}),
    ],
)
def test_the_type_depends_on_how_the_relation_is_presented(relation: Relation, expected: set[str]) -> None:
    assert types(relation) == expected


def test_what_is_demanded_has_not_taken_place() -> None:
    demand = replace(CLAIM, act="Demand", relations=("r1",), cue=((0, 4),), future=True)
    assert types(AIDS, claims=(demand,)) == {"DEMAND"}


def test_words_say_more_than_the_kind_of_speech_act() -> None:
    assert types(claims=(replace(CLAIM, act="Criticism"),)) == {"REJECT"}
    assert types(claims=(replace(CLAIM, act="Criticism", cue=((13, 16),)),)) == {"DISAPPROVE"}


def test_a_relation_in_the_same_words_says_which_event_it_is() -> None:
    assert types(AIDS, claims=(replace(CLAIM, act="Praise", cue=((13, 16),)),)) == {"AID"}


def test_what_a_protest_is_held_to_demand_is_no_second_event() -> None:
    protest = replace(AIDS, predicate="protestsAgainst")
    demand = replace(CLAIM, act="Demand", cue=((0, 4),), future=True)
    assert types(claims=(demand,)) == {"DEMAND"}
    assert types(protest, claims=(demand,)) == {"PROTEST"}


@pytest.mark.parametrize(("predicate", "expected"), [("captures", "THREATEN"), ("aids", "AGREE")])
def test_a_promise_is_what_the_promised_amounts_to(predicate: str, expected: str) -> None:
    promised = replace(AIDS, predicate=predicate, certainty="possible", future=True, speaker="c1")
    promise = replace(CLAIM, act="Promise", relations=("r1",))
    assert types(promised, claims=(promise,)) == {expected}


def test_of_two_wordings_the_longer_says_which_event_it_is() -> None:
    longer = replace(AIDS, id="r2", predicate="cutsOff", evidence=replace(AIDS.evidence, cue=(5, 16)))
    assert types(replace(AIDS, predicate="withdrawsFrom"), longer) == {"SANCTION"}


def test_words_are_found_within_a_cue() -> None:
    assert types(claims=(replace(CLAIM, act="Criticism", cue=((0, 12),)),)) == {"REJECT"}
