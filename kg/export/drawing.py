"""Graph -> Drawing: nodes, edges, places and colours, made once for all formats that draw the graph."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.export.places import Size, place
from kg.graph import Graph
from kg.network import Edge, Node

COLOURS = {
    "Person": "#4477aa",
    "Organization": "#aa3377",
    "Country": "#228833",
    "Region": "#228833",
    "City": "#228833",
    "Place": "#228833",
    "Event": "#d97706",
    "Work": "#0f8a9d",
    "Group": "#7a6fd0",
}
OTHER_COLOUR = "#6b7280"
ASSERTED_COLOUR = "#5b6472"
CLAIM_COLOUR = "#b7791f"
DENIED_COLOUR = "#c0392b"
OPEN_COLOUR = "#9aa3af"
INFERRED_COLOUR = "#2f855a"
CHARACTER = 0.57  # average width of a character of a label, in font sizes
LABEL_LENGTH = 28  # characters of a label that are shown


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph with the place (x, y) and the diameter of each node, in pixels, by node id."""

    graph: Graph
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    places: dict[str, tuple[float, float]]
    diameters: dict[str, int]


def draw(graph: Graph) -> Drawing:
    """Place the nodes of `graph`; the same graph is always drawn the same."""
    nodes, edges = tuple(graph.nodes()), tuple(graph.edges())
    degrees = count_degrees(edges)
    diameters = {node.id: diameter(degrees[node.id]) for node in nodes}
    sizes = {node.id: _size(node, diameters[node.id]) for node in nodes}
    return Drawing(graph, nodes, edges, place(sizes, ((edge.source, edge.target) for edge in edges)), diameters)


def count_degrees(edges: Iterable[Edge]) -> Counter[str]:
    """How many edges end at each node."""
    return Counter(end for edge in edges for end in (edge.source, edge.target))


def diameter(degree: int) -> int:
    """The diameter of a node of that degree: its area grows with the degree, within limits."""
    return min(round(16 + 6 * math.sqrt(degree)), 64)


def font_size(across: int) -> int:
    """The font size of a node's label, in pixels: what is better connected is read from further away."""
    return round(12 + 0.7 * max(across - 22, 0))


def node_colour(node: Node) -> str:
    """The colour of a coarse type."""
    return COLOURS.get(node.type, OTHER_COLOUR)


def edge_colour(edge: Edge) -> str:
    """Red for what is denied, else the colour of its kind."""
    if edge.polarity == "negative":
        return DENIED_COLOUR
    colours = {"asserted": ASSERTED_COLOUR, "claim": CLAIM_COLOUR, "open": OPEN_COLOUR, "inferred": INFERRED_COLOUR}
    return colours[edge.kind]


def shorten(label: str) -> str:
    """A label of at most `LABEL_LENGTH` characters."""
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…"


def columns(record: type[Node] | type[Edge], without: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The attributes of nodes or edges with their types: "string", "int" or "boolean"."""
    known = {"int": "int", "bool": "boolean"}
    return tuple(
        (each.name, known.get(str(each.type), "string"))
        for each in dataclasses.fields(record)
        if each.name not in without
    )


def _size(node: Node, across: int) -> Size:
    font = font_size(across)
    return max(across, CHARACTER * font * len(shorten(node.label))) + 12, across + font + 14
