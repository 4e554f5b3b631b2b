"""Cytoscape JSON and Neo4j's CSV pair, read back by plain readers."""

from __future__ import annotations

import csv
import io
import json

import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import cyjs, neo4j
from kg.export.drawing import draw
from kg.graph import Graph

HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)


def table(graph: Graph, writer: object) -> list[dict[str, str]]:
    file = io.BytesIO()
    writer(draw(graph), file)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode(), newline="")))


def document(graph: Graph) -> dict[str, dict[str, list[dict[str, dict[str, object]]]]]:
    file = io.BytesIO()
    cyjs.write(draw(graph), file)
    return json.loads(file.getvalue())


def test_neo4j_nodes_have_id_labels_and_types() -> None:
    rows = {row["id:ID"]: row for row in table(sample_graph.sample(), neo4j.write_nodes)}
    assert rows["mara-lindqvist"][":LABEL"] == "Entity;BusinessPerson;Person"
    assert rows["mara-lindqvist"]["aliases:string[]"] == "Lindqvist"
    assert rows["mara-lindqvist"]["mentions:int"] == "2"
    assert len(rows) == 5


def test_neo4j_types_tell_claims_from_facts() -> None:
    rows = table(sample_graph.sample(), neo4j.write_relationships)
    assert sorted(row[":TYPE"] for row in rows) == [
        "ACCUSES",
        "CLAIMED_BRIBES",
        "CLAIMED_SPIES_ON",
        "FORMERLY_WORKS_FOR",
        "LEADS",
        "OPEN",
    ]
    nodes = {row["id:ID"] for row in table(sample_graph.sample(), neo4j.write_nodes)}
    assert all({row[":START_ID"], row[":END_ID"]} <= nodes for row in rows)
    (bribes,) = (row for row in rows if row[":TYPE"] == "CLAIMED_BRIBES")
    assert (bribes["polarity:string"], bribes["speaker:string"]) == ("negative", "Tom Adeyemi")


@settings(derandomize=True, deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_is_one_line_and_read_back(text: str) -> None:
    graph = sample_graph.hostile(text)
    rows = table(graph, neo4j.write_relationships)
    assert [row["quote:string"] for row in rows] == [edge.quote.replace("\n", " ") for edge in graph.edges()]
    file = io.BytesIO()
    neo4j.write_relationships(draw(graph), file)
    assert file.getvalue().count(b"\n") == len(rows) + 1


def test_cytoscape_json_holds_all_nodes_and_edges() -> None:
    graph = sample_graph.sample()
    elements = document(graph)["elements"]
    assert [node["data"]["id"] for node in elements["nodes"]] == [node.id for node in graph.nodes()]
    assert [edge["data"]["label"] for edge in elements["edges"]] == [edge.label for edge in graph.edges()]
    assert len({(node["position"]["x"], node["position"]["y"]) for node in elements["nodes"]}) == 5


def test_empty_graph() -> None:
    assert document(Graph())["elements"] == {"nodes": [], "edges": []}
    assert table(Graph(), neo4j.write_nodes) == []
