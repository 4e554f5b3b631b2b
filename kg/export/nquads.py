"""Statements -> canonical N-Quads: the whole dataset, one quad a line, sorted by code point."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.sorting import write_sorted
from kg.export.statements import Statements


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the whole dataset."""
    write_sorted(statements.quads(), file)
