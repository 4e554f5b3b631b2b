"""Drawing -> two CSV files for `neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv`.

A relationship's type tells what is asserted from what is not: LEADS, FORMERLY_LEADS, CLAIMED_LEADS, OPEN.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

from kg.export.drawing import Drawing, columns
from kg.network import SEPARATOR, Edge, Node
from kg.terms import slug

ARRAYS = ("types", "aliases")
_NODE_COLUMNS = columns(Node, without=("id", "label"))
_EDGE_COLUMNS = columns(Edge, without=("source", "target", "label", "name"))


def write_nodes(drawing: Drawing, file: BinaryIO) -> None:
    """Write the entities, labelled with all their types."""
    header = ["id:ID", "name", *(_column(name, kind) for name, kind in _NODE_COLUMNS), ":LABEL"]
    rows = ([node.id, node.label, *_values(node, _NODE_COLUMNS), _labels(node)] for node in drawing.nodes)
    _write_rows(header, rows, file)


def write_relationships(drawing: Drawing, file: BinaryIO) -> None:
    """Write the edges."""
    header = [":START_ID", ":END_ID", ":TYPE", "label", "name", *(_column(name, kind) for name, kind in _EDGE_COLUMNS)]
    rows = (
        [edge.source, edge.target, _type(edge), edge.label, edge.name, *_values(edge, _EDGE_COLUMNS)]
        for edge in drawing.edges
    )
    _write_rows(header, rows, file)


def _write_rows(header: list[str], rows: Iterable[list[str]], file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    table.writerows([" ".join(value.split("\n")) for value in row] for row in rows)
    text.detach()


def _column(name: str, kind: str) -> str:
    return f"{name}:string[]" if name in ARRAYS else f"{name}:{kind}"


def _values(record: Node | Edge, named: Iterable[tuple[str, str]]) -> list[str]:
    return [_value(getattr(record, name), name) for name, _ in named]


def _value(value: str | int | bool, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace(SEPARATOR, ";") if name in ARRAYS else str(value)


def _labels(node: Node) -> str:
    return ";".join(["Entity", *node.types.split(SEPARATOR)])


def _type(edge: Edge) -> str:
    if edge.kind == "open":
        return "OPEN"
    name = re.sub(r"\W", "_", slug(edge.name)).upper()
    marks = {"claim": "CLAIMED_", "inferred": "INFERRED_", "asserted": "FORMERLY_" if edge.former else ""}
    return marks[edge.kind] + name
