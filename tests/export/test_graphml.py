"""GraphML, plain and for yEd, as networkx and python-igraph read it: all nodes, all parallel edges, all attributes."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx as nx
import pytest
import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import graphml, yed
from kg.export.drawing import draw
from kg.graph import Graph

HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)
FLAVOURS = pytest.mark.parametrize("flavour", [graphml, yed], ids=["plain", "yed"])
Y = "{http://www.yworks.com/xml/graphml}"


def written(graph: Graph, flavour: object = graphml) -> bytes:
    file = io.BytesIO()
    flavour.write(draw(graph), file)
    return file.getvalue()


@FLAVOURS
def test_networkx_reads_the_same_graph(flavour: object) -> None:
    expected = sample_graph.sample().to_networkx()
    read = nx.read_graphml(io.BytesIO(written(sample_graph.sample(), flavour)), force_multigraph=True)
    assert read.is_directed()
    assert attributes_of_nodes(read) == attributes_of_nodes(expected)
    assert attributes_of_edges(read) == attributes_of_edges(expected)


def attributes_of_nodes(graph: nx.MultiDiGraph) -> dict[str, dict[str, object]]:
    """Without what only yEd's reader finds."""
    return {
        name: {key: value for key, value in found.items() if key not in ("shape_type", "x", "y")}
        for name, found in graph.nodes(data=True)
    }


def attributes_of_edges(graph: nx.MultiDiGraph) -> dict[tuple[str, str, str], dict[str, object]]:
    return {
        (source, target, key): {name: value for name, value in found.items() if name != "id"}
        for source, target, key, found in graph.edges(keys=True, data=True)
    }


@FLAVOURS
def test_igraph_reads_all_edges_and_attributes(flavour: object, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"
    file.write_bytes(written(sample_graph.sample(), flavour))
    read = igraph.Graph.Read_GraphML(str(file))
    edges = list(sample_graph.sample().edges())
    assert read.is_directed()
    assert sorted(read.vs["label"]) == sorted(node.label for node in sample_graph.sample().nodes())
    assert sorted(zip(read.es["label"], read.es["quote"], read.es["weight"], read.es["future"], strict=True)) == sorted(
        (edge.label, edge.quote, edge.weight, edge.future) for edge in edges
    )


@FLAVOURS
@settings(derandomize=True, deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_is_read_back(flavour: object, text: str) -> None:
    graph = sample_graph.hostile(text)
    read = nx.read_graphml(io.BytesIO(written(graph, flavour)), force_multigraph=True)
    assert {name: found["label"] for name, found in read.nodes(data=True)} == {
        node.id: node.label for node in graph.nodes()
    }
    quotes = sorted(found["quote"] for _, _, found in read.edges(data=True))
    assert quotes == sorted(edge.quote for edge in graph.edges())


def test_yed_finds_labels_colours_and_lines() -> None:
    root = ElementTree.fromstring(written(sample_graph.sample(), yed))
    labels = {label.text for label in root.iter(Y + "NodeLabel")}
    assert labels == {node.label for node in sample_graph.sample().nodes()}
    assert {label.text for label in root.iter(Y + "EdgeLabel")} == {
        edge.label for edge in sample_graph.sample().edges()
    }
    styles = sorted(line.get("type") for line in root.iter(Y + "LineStyle"))
    assert styles == ["dashed", "dashed", "dashed", "line", "line", "line"]
    places = {(shape.get("x"), shape.get("y")) for shape in root.iter(Y + "Geometry")}
    assert len(places) == len(labels)


def test_order_of_input_never_shows() -> None:
    graph = sample_graph.sample()
    turned = Graph(graph.extractions[::-1], graph.entities[::-1], version="1.0")
    assert written(turned) == written(graph)
    assert written(turned, yed) == written(graph, yed)
