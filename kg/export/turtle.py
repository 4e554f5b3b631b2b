"""Graph -> Turtle: the merged view, a paragraph a subject, with prefixes."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.graph import Graph
from kg.terms import PREFIXES, XSD, term

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")  # local names that need no escape in any Turtle reader
_BARE = (XSD + "boolean", XSD + "integer")
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_TYPE = term("rdf:type")


def write(graph: Graph, file: BinaryIO, *, rdf12: bool = False) -> None:
    """Write the merged view."""
    write_prefixes(file)
    for paragraph in paragraphs(graph.triples(rdf12=rdf12)):
        file.write(f"\n{paragraph}".encode())


def write_prefixes(file: BinaryIO) -> None:
    """Declare all prefixes."""
    file.writelines(f"@prefix {prefix}: <{namespace}> .\n".encode() for prefix, namespace in PREFIXES.items())


def paragraphs(triples: Iterable[Triple | Quad]) -> Iterable[str]:
    """What is said of one subject after another; triples of one subject must follow each other."""
    for subject, about in itertools.groupby(triples, lambda triple: triple.subject):
        lines = (
            f"{_verb(predicate)} {', '.join(show(same.object) for same in objects)}"
            for predicate, objects in itertools.groupby(about, lambda triple: triple.predicate)
        )
        yield f"{show(subject)} {' ;\n    '.join(lines)} .\n"


def show(node: Any) -> str:
    """A term as Turtle writes it; there are no blank nodes in the graph."""
    if isinstance(node, NamedNode):
        return _show_iri(node.value)
    if isinstance(node, Literal):
        return _show_literal(node)
    return f"<<( {show(node.subject)} {show(node.predicate)} {show(node.object)} )>>"


def _verb(predicate: NamedNode) -> str:
    return "a" if predicate == _TYPE else show(predicate)


def _show_literal(literal: Literal) -> str:
    datatype = literal.datatype.value
    if datatype in _BARE:
        return literal.value
    lexical, mark, _ = str(literal).rpartition("^^")
    return f"{lexical}^^{_show_iri(datatype)}" if mark and datatype != XSD + "string" else str(literal)


@functools.lru_cache(maxsize=65536)
def _show_iri(iri: str) -> str:
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _BY_NAMESPACE.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix and _LOCAL.fullmatch(iri, end) else f"<{iri}>"
