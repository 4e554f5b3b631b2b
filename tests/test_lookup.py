"""What people copy finds the nodes that are meant, and what is not there is answered with what comes near."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.lookup import NothingFoundError, lookup
from kg.query import open_graph
from kg.terms import PREFIXES

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"
RELATION, ENTITY, CLAIM = (PREFIXES[name] for name in ("relation", "entity", "claim"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return open_graph(HARBOUR)


@pytest.fixture(scope="module")
def leads(store: ox.Store) -> list[str]:
    """The relations that say who leads Nordvik Energy."""
    quads = store.quads_for_pattern(None, ox.NamedNode(PREFIXES["rdf"] + "predicate"), None)
    return sorted(quad.subject.value for quad in quads if quad.object.value == PREFIXES["kg"] + "leads")


@pytest.mark.parametrize(
    "edge",
    [
        "Arvo Lindqvist|leads|Nordvik Energy",
        "lindqvist | kg:leads | nordvik",
        "Arvo Lindqvist — leads — Nordvik Energy (chief executive)",
        "Arvo Lindqvist — leads — Nordvik Energy (chief executive)  [says somebody]",
        "Lindqvist -> leads -> Nordvik",
    ],
)
def test_an_edge_by_names(store: ox.Store, leads: list[str], edge: str) -> None:
    assert lookup(store, edge) == leads
    assert len(leads) == 2


def test_an_edge_without_its_relation_is_any(store: ox.Store, leads: list[str]) -> None:
    assert lookup(store, "Lindqvist|Nordvik")[: len(leads)] == leads


@pytest.mark.parametrize(
    ("iri", "whole"),
    [
        ("relation:r1", RELATION + "r1"),
        (RELATION + "r1", RELATION + "r1"),
        (f"<{RELATION}r1>", RELATION + "r1"),
        ("ent:arvo-lindqvist", ENTITY + "arvo-lindqvist"),
        ("entity:arvo-lind", ENTITY + "arvo-lindqvist"),
    ],
)
def test_an_iri_in_any_form(store: ox.Store, iri: str, whole: str) -> None:
    assert lookup(store, iri) == [whole]


def test_a_name(store: ox.Store) -> None:
    assert lookup(store, "Lindqvist") == [ENTITY + "arvo-lindqvist"]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("Arvo Lindqvist|accuses|Nordvik Energy", "in this direction there is leads"),
        ("Nordvik Energy|leads|Arvo Lindqvist", "in the other direction there is leads"),
        ("Helga Brandt|leads|Helga Brandt", "nothing in the graph links these two"),
        ("Arvo Lindquist|leads|Nordvik Energy", "called 'Arvo Lindquist': did you mean Arvo Lindqvist"),
        ("Qqqq", "called 'Qqqq': the query `entities` lists all"),
        ("relation:nothing", "relation:nothing is not in the graph"),
        ("https://example.com/x", "is not in the graph"),
        ("http://a b", "called 'http://a b'"),
        ("relation:r", "relation:r may be relation:r1"),
    ],
)
def test_what_is_not_there_is_answered_with_what_comes_near(store: ox.Store, what: str, message: str) -> None:
    with pytest.raises(NothingFoundError, match=message.replace("(", r"\(")):
        lookup(store, what)
