"""Statements -> canonical N-Triples: the merged view, one triple a line, sorted by code point."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.sorting import write_sorted
from kg.export.statements import Statements


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the merged view."""
    write_sorted((f"{line} .\n".encode() for line in statements.merged()), file)
