"""FollowTheMoney and reconciliation: what is asserted, with its proof; what nobody has identified yet."""

from __future__ import annotations

import io
import json
from typing import Any

import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import ftm, reconcile
from kg.export.drawing import draw
from kg.graph import Graph
from kg.model import Article, Chain, Evidence, Extraction, Mention, Relation
from kg.ontology import Ontology
from kg.pipeline import assemble

DATES = ("1960-05-05", "1901", "1999")
NAMED = (
    ("Ada Lind", "Person"),
    ("Aune Bank", "Organization"),
    ("5 May 1960", "Time"),
    ("1901", "Time"),
    ("1999", "Time"),
)
EVIDENCE = Evidence(0, 31, (0, 8), (13, 17), (21, 31))
HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)


def lines(graph: Graph) -> list[dict[str, Any]]:
    """The records of a graph by FollowTheMoney."""
    file = io.BytesIO()
    ftm.write(draw(graph), file)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def queries(graph: Graph) -> dict[str, dict[str, Any]]:
    """The queries of a graph."""
    file = io.BytesIO()
    reconcile.write(draw(graph), file)
    answer: dict[str, dict[str, Any]] = json.loads(file.getvalue())
    return answer


def test_entities_have_schema_name_and_proof() -> None:
    found = {record["id"]: record for record in lines(sample_graph.sample())}
    person = found["mara-lindqvist"]
    assert person["schema"] == "Person"
    assert person["properties"]["name"] == ["Mara Lindqvist"]
    assert person["properties"]["alias"] == ["Lindqvist"]
    assert all(found[proof]["schema"] == "Article" for proof in person["properties"]["proof"])
    assert found["norvik-energy"]["schema"] == "Company"
    assert "arland" not in found  # a country is a property there, and no entity


def test_only_what_is_asserted_is_a_relation() -> None:
    records = [record for record in lines(sample_graph.sample()) if record["id"].startswith("relation-")]
    assert {record["schema"] for record in records} == {"Directorship", "Employment"}
    (leads,) = (record["properties"] for record in records if record["schema"] == "Directorship")
    assert (leads["director"], leads["organization"]) == (["mara-lindqvist"], ["norvik-energy"])
    assert leads["role"] == ["head"]
    assert "Mara Lindqvist leads Norvik Energy." in leads["summary"]
    (works,) = (record["properties"] for record in records if record["schema"] == "Employment")
    assert works["status"] == ["former"]
    assert works["role"][0].startswith("formerly ")


def test_a_date_is_a_property_of_whom_it_is_said_of(ontology: Ontology) -> None:
    text = "Ada Lind was born on 5 May 1960. Aune Bank was founded in 1901. Aune Bank was born in 1999."
    chains = (
        Chain("c1", "Person", ("Person",), "Ada Lind", (), ("m1",)),
        Chain("c2", "Organization", ("Company", "Organization"), "Aune Bank", (), ("m2",)),
        *(Chain(f"c{number}", "Time", ("Time",), value, (), (f"m{number}",)) for number, value in enumerate(DATES, 3)),
    )
    mentions = tuple(
        Mention(f"m{number}", *sample_graph.find(text, name), "value" if number > 2 else "name", type_, f"c{number}")  # type: ignore[arg-type]
        for number, (name, type_) in enumerate(NAMED, 1)
    )
    told = (("c1", "birthDate", "1960-05-05"), ("c2", "foundingDate", "1901"), ("c2", "birthDate", "1999"))
    relations = tuple(
        Relation(f"r{number}", who, what, f"c{number + 2}", asserted=True, value=when, evidence=EVIDENCE)
        for number, (who, what, when) in enumerate(told, 1)
    )
    graph = assemble([Extraction(Article("a1", text), mentions, chains, relations)], ontology)
    found = {record["properties"]["name"][0]: record for record in lines(graph) if "name" in record["properties"]}
    assert found["Ada Lind"]["properties"]["birthDate"] == ["1960-05-05"]
    assert found["Aune Bank"]["properties"]["incorporationDate"] == ["1901"]
    assert "birthDate" not in found["Aune Bank"]["properties"]


def test_relations_point_at_entities_that_are_there() -> None:
    records = lines(sample_graph.sample())
    ids = {record["id"] for record in records}
    ends = ("director", "organization", "employee", "employer", "proof")
    assert ids >= {end for record in records for name in ends for end in record["properties"].get(name, ())}


def test_what_has_no_accepted_link_is_asked_for() -> None:
    asked = queries(sample_graph.sample())
    assert asked["mara-lindqvist"] == {
        "query": "Mara Lindqvist",
        "type": "Q5",
        "limit": 5,
        "properties": [{"pid": "alias", "v": "Lindqvist"}],
    }
    assert "arland" not in asked


@settings(derandomize=True, deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_is_read_back(text: str) -> None:
    graph = sample_graph.hostile(text)
    assert all(record["properties"] for record in lines(graph))
    assert all(each["query"] for each in queries(graph).values())


def test_nothing_is_nothing() -> None:
    assert lines(Graph()) == []
    assert queries(Graph()) == {}
