"""Statements -> RDF/XML: the merged view, by subject. RDF/XML has no form for triple terms that readers share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.export.statements import Statements
from kg.terms import PREFIXES

_TOGETHER = 1_000  # lines read at a time


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the merged view."""
    serialize(_triples(statements), file, RdfFormat.RDF_XML, prefixes=PREFIXES)


def _triples(statements: Statements) -> Iterator[Triple]:
    for lines in itertools.batched(statements.merged(rdf12=False), _TOGETHER):
        text = "".join(f"{line} .\n" for line in lines)
        yield from (quad.triple for quad in parse(text, RdfFormat.N_TRIPLES))
