"""Statements -> TriG: the whole dataset, a block a graph and a paragraph a subject, with prefixes."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.statements import MERGED, Statements, split
from kg.export.turtle import paragraphs, show, write_prefixes


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the whole dataset."""
    write_prefixes(file)
    for name, lines in statements.graphs():
        if name != MERGED:
            file.write(f"\n{show(name)} {{\n".encode())
        for paragraph in paragraphs(split(lines)):
            file.write(f"\n{paragraph}".encode())
        if name != MERGED:
            file.write(b"}\n")
