"""Graph -> canonical N-Triples: the merged view, one triple a line, sorted by code point."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.sorting import write_sorted
from kg.graph import Graph


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the merged view."""
    write_sorted((f"{triple} .\n" for triple in graph.triples(rdf12=rdf12)), file)
