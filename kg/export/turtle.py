"""Statements -> Turtle: the merged view, a paragraph a subject, with prefixes."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.export.statements import Statement, Statements, split
from kg.terms import PREFIXES, XSD, term

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")  # local names that need no escape in any Turtle reader
_BARE = (XSD + "boolean", XSD + "integer")
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_TYPE = str(term("rdf:type"))
_TRIPLE = "<<( "  # opens a triple term of RDF 1.2


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the merged view."""
    write_prefixes(file)
    for paragraph in paragraphs(split(statements.merged())):
        file.write(f"\n{paragraph}".encode())


def write_prefixes(file: BinaryIO) -> None:
    """Declare all prefixes."""
    file.writelines(f"@prefix {prefix}: <{namespace}> .\n".encode() for prefix, namespace in PREFIXES.items())


def paragraphs(statements: Iterable[Statement]) -> Iterator[str]:
    """What is said of one subject after another; statements of one subject must follow each other."""
    said: list[str] = []
    last_subject = last_predicate = ""
    for subject, predicate, object_ in statements:
        if subject != last_subject:
            if said:
                yield "".join(said) + " .\n"
            said = [f"{show(subject)} {_verb(predicate)} {show(object_)}"]
        elif predicate != last_predicate:
            said.append(f" ;\n    {_verb(predicate)} {show(object_)}")
        else:
            said.append(f", {show(object_)}")
        last_subject, last_predicate = subject, predicate
    if said:
        yield "".join(said) + " .\n"


def show(node: str) -> str:
    """A term as Turtle writes it; there are no blank nodes in the graph."""
    if node[0] == '"':
        return _show_literal(node)
    if node.startswith(_TRIPLE):
        return f"{_TRIPLE}{' '.join(map(show, node[len(_TRIPLE) : -len(_TRIPLE)].split(' ', 2)))} )>>"
    return _show_iri(node)


@functools.lru_cache(maxsize=1024)
def _verb(predicate: str) -> str:
    return "a" if predicate == _TYPE else show(predicate)


def _show_literal(literal: str) -> str:
    if literal[-1] == '"':
        return literal
    lexical, _, datatype = literal.rpartition("^^")
    return lexical[1:-1] if datatype[1:-1] in _BARE else f"{lexical}^^{_show_iri(datatype)}"


@functools.lru_cache(maxsize=65536)
def _show_iri(node: str) -> str:
    iri = node[1:-1]
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _BY_NAMESPACE.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix and _LOCAL.fullmatch(iri, end) else node
