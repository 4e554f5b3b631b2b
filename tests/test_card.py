"""Cards and overviews of a graph made by hand."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.card import cards, overview
from kg.query import open_graph

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return open_graph(HARBOUR)


def test_a_card_holds_names_and_types(store):
    (card,) = cards(store, "lindqvist")
    assert (card.name, card.type, card.types) == ("Arvo Lindqvist", "Person", ("Manager",))
    assert card.aliases == ("Lindqvist",)
    assert card.iri == "https://kg.example/id/entity/arvo-lindqvist"
    assert (card.mentions, card.articles) == ("6", "2")


def test_equal_relations_are_one_with_a_count(store):
    (card,) = cards(store, "lindqvist")
    (leads,) = (tie for tie in card.ties if tie.relation == "leads")
    assert (leads.subject, leads.object, leads.role, leads.reservation) == (
        "Arvo Lindqvist",
        "Nordvik Energy",
        "chief executive",
        "",
    )
    assert leads.more == 1
    assert leads.quote
    assert leads.article


def test_relations_point_both_ways(store):
    (card,) = cards(store, "lindqvist")
    assert ("Helga Brandt", "accuses") in {(tie.subject, tie.relation) for tie in card.ties}


def test_what_is_not_asserted_has_a_reservation(store):
    (card,) = cards(store, "Nordvik Energy")
    reservations = {tie.reservation for tie in card.ties if tie.relation == "hacks"}
    assert reservations == {"says Helga Brandt", "denied by Arvo Lindqvist"}


def test_claims_by_and_about(store):
    (card,) = cards(store, "Nordvik Energy")
    assert {saying.speaker for saying in card.said_of} == {"Helga Brandt", "Arvo Lindqvist"}
    (speaker,) = cards(store, "Helga Brandt")
    assert [(saying.act, saying.content) for saying in speaker.says] == [
        ("Accusation", "Nordvik hacked the Daily Tide")
    ]


def test_nobody_has_no_card(store):
    assert list(cards(store, "Nobody At All")) == []


def test_an_overview_counts_everything(store):
    found = overview(store)
    asked = store.query("SELECT (COUNT(*) AS ?n) { ?claim a <https://kg.example/ns#Claim> }")
    assert found.counts["claims"] == next(iter(asked))["n"].value
    assert found.counts["articles"] == "3"
    assert found.entities[0] == ("Arvo Lindqvist", "Person", "6", "2")
    assert "Helga Brandt" in {tie.subject for tie in found.ties}
    assert "police" not in {saying.speaker for saying in found.sayings}


def test_an_empty_graph_has_an_empty_overview():
    found = overview(ox.Store())
    assert set(found.counts.values()) == {"0"}
    assert (found.entities, found.ties, found.sayings) == ((), (), ())
