"""Statements -> JSON-LD 1.1: the whole dataset, one node a line, with a context of prefixes and native values."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson
from pyoxigraph import Literal, RdfFormat, parse

from kg.export.statements import MERGED, Statement, Statements, split
from kg.terms import PREFIXES, XSD, term

_TYPE = str(term("rdf:type"))


def write(statements: Statements, file: BinaryIO) -> None:
    """Write the whole dataset: the default graph's nodes, then a node with a graph of its own per named graph."""
    file.write(b'{"@context":' + orjson.dumps({"@version": 1.1, **PREFIXES}) + b',\n"@graph":[')
    separator = b"\n"
    for name, lines in statements.graphs(rdf12=False):
        file.write(separator)
        if name == MERGED:
            _write_nodes(split(lines), file)
        else:
            file.write(b'{"@id":' + orjson.dumps(_compact(name)) + b',"@graph":[\n')
            _write_nodes(split(lines), file)
            file.write(b"\n]}")
        separator = b",\n"
    file.write(b"\n]}\n")


def _write_nodes(statements: Iterable[Statement], file: BinaryIO) -> None:
    separator = b""
    for subject, about in itertools.groupby(statements, operator.itemgetter(0)):
        file.write(separator + orjson.dumps(_node(subject, about)))
        separator = b",\n"


def _node(subject: str, about: Iterable[Statement]) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for _, predicate, value in about:
        name, shown = ("@type", _compact(value)) if predicate == _TYPE else (_compact(predicate), _value(value))
        if name in values:
            values[name].append(shown)
        else:
            values[name] = [shown]
    single = {name: found[0] if len(found) == 1 else found for name, found in values.items()}
    return {"@id": _compact(subject), **single}


def _value(value: str) -> Any:
    """A literal as native JSON where JSON-LD reads the same literal back, else with its datatype."""
    if value[0] != '"':
        return {"@id": _compact(value)}
    if value[-1] == '"':
        return _text(value)
    lexical, _, datatype = value.rpartition("^^")
    match datatype[1:-1].removeprefix(XSD):
        case "boolean":
            return lexical == '"true"'
        case "integer":
            return int(lexical[1:-1])
        case name:
            return {"@type": "xsd:" + name, "@value": _text(lexical)}


def _text(lexical: str) -> str:
    """The text of a literal; N-Triples escapes as JSON does, but for what is beyond the basic plane."""
    try:
        return str(orjson.loads(lexical))
    except orjson.JSONDecodeError:
        (quad,) = parse(f"<x:x> <x:x> {lexical} .", RdfFormat.N_TRIPLES)
        return quad.object.value if isinstance(quad.object, Literal) else ""


@functools.lru_cache(maxsize=65536)
def _compact(node: str) -> str:
    """An IRI with its prefix if it has one of ours."""
    iri = node[1:-1]
    end = max(iri.rfind("/"), iri.find("#")) + 1
    prefix = _BY_NAMESPACE.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix else iri


_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
