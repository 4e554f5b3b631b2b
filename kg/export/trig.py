"""Graph -> TriG: the whole dataset, grouped by graph and subject, with prefixes."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from kg.graph import Graph
from kg.terms import PREFIXES


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the whole dataset."""
    serialize(graph.quads(rdf12=rdf12), file, RdfFormat.TRIG, prefixes=PREFIXES)
