"""Graph -> canonical N-Quads: the whole dataset, one quad a line, sorted by code point."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.sorting import write_sorted
from kg.graph import Graph


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the whole dataset."""
    write_sorted((f"{quad} .\n" for quad in graph.quads(rdf12=rdf12)), file)
