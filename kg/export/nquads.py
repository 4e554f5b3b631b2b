"""Statements -> canonical N-Quads: the whole dataset, one quad a line, sorted by code point."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.sorting import write_sorted
from kg.export.statements import MERGED, Statements


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the whole dataset."""
    lines = statements.lines()
    write_sorted((f"{line} .\n" if graph == MERGED else f"{line} {graph} .\n" for graph, line in lines), file)
