"""Graph -> RDF/XML: the merged view, grouped by subject. RDF/XML has no form for triple terms that readers share."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from kg.graph import Graph
from kg.terms import PREFIXES


def write(graph: Graph, file: BinaryIO) -> None:
    """Write the merged view."""
    serialize(graph.triples(), file, RdfFormat.RDF_XML, prefixes=PREFIXES)
