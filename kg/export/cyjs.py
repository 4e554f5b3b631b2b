"""Drawing -> Cytoscape JSON, read by Cytoscape (desktop) and Cytoscape.js, with places."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson

from kg.export.drawing import Drawing
from kg.network import Edge, Node


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write all nodes and edges, one a line."""
    file.write(b'{"format_version":"1.0","generated_by":"kg","target_cytoscapejs_version":"~3.0",\n')
    file.write(b'"data":{"name":"kg"},"elements":{"nodes":[\n')
    _write_rows((_node(node, drawing.places[node.id]) for node in drawing.nodes), file)
    file.write(b'],"edges":[\n')
    _write_rows((_edge(edge) for edge in drawing.edges), file)
    file.write(b"]}}\n")


def _write_rows(rows: Iterable[dict[str, Any]], file: BinaryIO) -> None:
    separator = b""
    for row in rows:
        file.write(separator + orjson.dumps(row))
        separator = b",\n"


def _node(node: Node, centre: tuple[float, float]) -> dict[str, Any]:
    x, y = centre
    return {"data": {"name": node.label, **dataclasses.asdict(node)}, "position": {"x": x, "y": y}}


def _edge(edge: Edge) -> dict[str, Any]:
    return {"data": {**dataclasses.asdict(edge), "interaction": edge.name, "name": edge.label}}
