"""Source -> Drawing: nodes, edges, places and colours, made once for all formats that draw the graph."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from kg.export.places import Size, place
from kg.export.source import Source
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


@dataclass(frozen=True)
class Drawing:
    """A source with its nodes and edges, which are read anew by every format.

    Only formats that show a picture ask for places, which take memory for each node and edge.
    """

    source: Source
    nodes: Iterable[Node]
    edges: Iterable[Edge]

    @functools.cached_property
    def degrees(self) -> Counter[str]:
        """How many edges end at each node, by node id."""
        return Counter(end for edge in self.edges for end in (edge.source, edge.target))

    @functools.cached_property
    def diameters(self) -> dict[str, int]:
        """The diameter of each node, in pixels, by node id."""
        return {node.id: diameter(self.degrees[node.id]) for node in self.nodes}

    @functools.cached_property
    def places(self) -> dict[str, tuple[float, float]]:
        """The place (x, y) of each node, in pixels, by node id; the same graph is always drawn the same."""
        sizes = {node.id: _size(node, self.diameters[node.id]) for node in self.nodes}
        return place(sizes, ((edge.source, edge.target) for edge in self.edges))


@dataclass(frozen=True, slots=True)
class Kept[R]:
    """Records in a file, read anew whenever they are asked for."""

    path: Path
    kind: type[R]

    @classmethod
    def of(cls, records: Iterable[R], kind: type[R], path: Path) -> Self:
        """Write the records to the file at `path`."""
        with path.open("wb") as file:
            file.writelines(msgspec.json.encode(record) + b"\n" for record in records)
        return cls(path, kind)

    def __iter__(self) -> Iterator[R]:
        decoder = msgspec.json.Decoder(self.kind)
        with self.path.open("rb") as file:
            yield from map(decoder.decode, file)


def draw(source: Source) -> Drawing:
    """The drawing of what fits into memory."""
    return Drawing(source, tuple(source.nodes()), tuple(source.edges()))


def draw_kept(source: Source, room: Path) -> Drawing:
    """The drawing of what may not fit into memory: nodes and edges are kept in files in the folder `room`."""
    nodes = Kept.of(source.nodes(), Node, room / "nodes")
    return Drawing(source, nodes, Kept.of(source.edges(), Edge, room / "edges"))


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
