"""Our writer of GraphML beside networkx's, both with the graph in memory."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator

import networkx as nx

from kg.export import graphml
from kg.export.drawing import Drawing
from kg.graph import Graph
from kg.network import Edge, Node
from tests.bench.comparing import Options, Row, Target, best, processor_time

_NODES, _EDGES = 5_000, 20_000


def rows(options: Options) -> Iterator[Row]:
    """GraphML."""
    nodes = [_node(number) for number in range(_NODES)]
    edges = [_edge(number) for number in range(_EDGES)]
    drawing = Drawing(Graph(), nodes, edges)
    network = nx.MultiDiGraph()
    network.add_nodes_from((node.id, _attributes(node, Node, 1)) for node in nodes)
    network.add_edges_from((edge.source, edge.target, edge.id, _attributes(edge, Edge, 3)) for edge in edges)
    ours, other = best(
        options.rounds,
        lambda: processor_time(lambda: graphml.write(drawing, io.BytesIO())),
        lambda: processor_time(lambda: nx.write_graphml(network, io.BytesIO(), named_key_ids=True)),
    )
    yield Row(f"GraphML / networkx, {_NODES:,} nodes and {_EDGES:,} edges", ours, other, target=Target("<=", 0.25))


def _node(number: int) -> Node:
    name = f"Person {number}"
    return Node(f"person-{number}", name, "Person", "Person", "", True, 3, 1, "2024-05-16", "2024-05-17", f"x:{number}")


def _edge(number: int) -> Edge:
    """Any two nodes, the same whenever this runs."""
    source, target = number * 7919 % _NODES, number * 104_729 % _NODES
    texts = ("accuses", "accuses", "kg:accuses", "asserted", "certain", "positive")
    said = ("", "", "article", "A title", "2024-05-16", "", "“He accused her & left.”")
    ends = (f"edge-{number}", f"person-{source}", f"person-{target}")
    return Edge(*ends, *texts, False, False, *said, 1)


def _attributes(record: object, kind: type, skipped: int) -> dict[str, object]:
    return {name: getattr(record, name) for name in itertools.islice(kind.__slots__, skipped, None)}
