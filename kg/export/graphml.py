"""Drawing -> GraphML: entities and parallel directed edges with typed attributes, for any reader of GraphML."""

from __future__ import annotations

import operator
from typing import BinaryIO

from kg.export.drawing import Drawing, columns
from kg.export.xml import escape
from kg.network import Edge, Node

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"'
)
NODE_COLUMNS = columns(Node, without=("id",))
EDGE_COLUMNS = columns(Edge, without=("id", "source", "target"))
_NODE_DATA = "".join(f'<data key="node-{name}">%s</data>' for name, _ in NODE_COLUMNS)
_EDGE_DATA = "".join(f'<data key="edge-{name}">%s</data>' for name, _ in EDGE_COLUMNS)
_NODE_VALUES = operator.attrgetter(*(name for name, _ in NODE_COLUMNS))
_EDGE_VALUES = operator.attrgetter(*(name for name, _ in EDGE_COLUMNS))


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write all nodes and edges."""
    file.write(f"{HEAD}>\n{attribute_keys()}".encode())
    file.write(b'<graph id="kg" edgedefault="directed">\n')
    for node in drawing.nodes:
        file.write(f'<node id="{escape(node.id)}">{node_data(node)}</node>\n'.encode())
    for edge in drawing.edges:
        file.write(f"<edge {edge_ends(edge)}>{edge_data(edge)}</edge>\n".encode())
    file.write(b"</graph>\n</graphml>\n")


def attribute_keys() -> str:
    """The declarations of all attributes of nodes and edges."""
    nodes = (f'<key id="node-{name}" for="node" {_typed(name, kind)}/>\n' for name, kind in NODE_COLUMNS)
    edges = (f'<key id="edge-{name}" for="edge" {_typed(name, kind)}/>\n' for name, kind in EDGE_COLUMNS)
    return "".join((*nodes, *edges))


def node_data(node: Node) -> str:
    """The attributes of a node."""
    return _NODE_DATA % tuple(map(escape, _NODE_VALUES(node)))


def edge_data(edge: Edge) -> str:
    """The attributes of an edge."""
    return _EDGE_DATA % tuple(map(escape, _EDGE_VALUES(edge)))


def edge_ends(edge: Edge) -> str:
    """The id and both ends of an edge."""
    return f'id="{escape(edge.id)}" source="{escape(edge.source)}" target="{escape(edge.target)}"'


def _typed(name: str, kind: str) -> str:
    return f'attr.name="{name}" attr.type="{kind}"'
