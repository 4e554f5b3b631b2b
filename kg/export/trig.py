"""Graph -> TriG: the whole dataset, a block a graph and a paragraph a subject, with prefixes."""

from __future__ import annotations

import itertools
from typing import BinaryIO

from pyoxigraph import DefaultGraph

from kg.export.turtle import paragraphs, show, write_prefixes
from kg.graph import Graph


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the whole dataset."""
    write_prefixes(file)
    for name, quads in itertools.groupby(graph.quads(rdf12=rdf12), lambda quad: quad.graph_name):
        named = not isinstance(name, DefaultGraph)
        if named:
            file.write(f"\n{show(name)} {{\n".encode())
        for paragraph in paragraphs(quads):
            file.write(f"\n{paragraph}".encode())
        if named:
            file.write(b"}\n")
