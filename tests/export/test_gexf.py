"""GEXF as networkx reads it: all nodes, all parallel edges, attributes and dates."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import networkx as nx
import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import gexf
from kg.export.drawing import draw
from kg.graph import Graph

HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)
G = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def written(graph: Graph) -> bytes:
    file = io.BytesIO()
    gexf.write(draw(graph), file)
    return file.getvalue()


def read(graph: Graph) -> nx.MultiDiGraph:
    return nx.read_gexf(io.BytesIO(written(graph)), version="1.3")


def test_networkx_reads_all_edges_with_their_attributes() -> None:
    found = read(sample_graph.sample())
    assert found.is_directed()
    assert found.is_multigraph()
    expected = {edge.id: edge for edge in sample_graph.sample().edges()}
    assert len(found.edges) == len(expected)
    for source, target, data in found.edges(data=True):
        edge = expected[data["id"]]
        assert (source, target, data["label"]) == (edge.source, edge.target, edge.label)
        assert data["weight"] == edge.weight
        for name in ("predicate", "kind", "certainty", "polarity", "future", "speaker", "article", "date", "quote"):
            assert data[name] == getattr(edge, name)


def test_networkx_reads_all_nodes() -> None:
    found = read(sample_graph.sample())
    expected = {node.id: (node.label, node.type, node.mentions, node.named) for node in sample_graph.sample().nodes()}
    names = ("label", "type", "mentions", "named")
    assert {name: tuple(data[key] for key in names) for name, data in found.nodes(data=True)} == expected


def test_nodes_and_edges_begin_when_they_are_first_reported() -> None:
    root = ElementTree.fromstring(written(sample_graph.sample()))
    graph = root.find(G + "graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    starts = {node.get("id"): node.get("start") for node in root.iter(G + "node")}
    assert starts["arland"] == "2024-03-05"
    (accuses,) = (edge for edge in root.iter(G + "edge") if edge.get("label") == "accuses")
    assert accuses.get("start") == "2024-03-05"
    ends = [edge.get("end") for edge in root.iter(G + "edge") if edge.get("end")]
    assert ends == ["2024-03-05"]  # the one edge of which the article tells the day


def test_less_than_a_day_begins_nothing() -> None:
    root = ElementTree.fromstring(written(sample_graph.hostile("2024")))
    assert [edge.get("start") for edge in root.iter(G + "edge")] == ["2024-01-01", None]  # the first tells a year


def test_an_edge_lasts_as_long_as_the_article_says() -> None:
    root = ElementTree.fromstring(written(sample_graph.hostile("2019-W05")))
    spells = [(edge.get("start"), edge.get("end")) for edge in root.iter(G + "edge")]
    assert ("2019-01-28", "2019-02-03") in spells
    assert {node.get("start") for node in root.iter(G + "node")} == {"2019-01-28"}


def test_every_node_has_a_place_and_a_colour() -> None:
    root = ElementTree.fromstring(written(sample_graph.sample()))
    places = {(place.get("x"), place.get("y")) for place in root.iter(VIZ + "position")}
    assert len(places) == len(list(root.iter(G + "node")))
    colours = {node.get("id"): node.find(VIZ + "color").attrib for node in root.iter(G + "node")}
    assert colours["arland"] != colours["tom-adeyemi"]
    assert colours["mara-lindqvist"] == colours["tom-adeyemi"]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_is_read_back(text: str) -> None:
    graph = sample_graph.hostile(text)
    quotes = sorted(data["quote"] for _, _, data in read(graph).edges(data=True))
    assert quotes == sorted(edge.quote for edge in graph.edges())


def test_order_of_input_never_shows() -> None:
    graph = sample_graph.sample()
    assert written(Graph(graph.extractions[::-1], graph.entities[::-1], version="1.0")) == written(graph)
