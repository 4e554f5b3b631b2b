"""Graph -> Turtle: the merged view, grouped by subject, with prefixes."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from kg.graph import Graph
from kg.terms import PREFIXES


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the merged view."""
    serialize(graph.triples(rdf12=rdf12), file, RdfFormat.TURTLE, prefixes=PREFIXES)
