"""Graph -> JSON-LD 1.1: the whole dataset, one node a line, with a context of prefixes and native values."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph import Graph
from kg.terms import PREFIXES, XSD, term

_TYPE = term("rdf:type")


def write(graph: Graph, file: BinaryIO) -> None:
    """Write the whole dataset: the default graph's nodes, then a node with a graph of its own per named graph."""
    file.write(b'{"@context":' + orjson.dumps({"@version": 1.1, **PREFIXES}) + b',\n"@graph":[')
    separator = b"\n"
    for name, quads in itertools.groupby(graph.quads(), lambda quad: quad.graph_name):
        file.write(separator)
        if isinstance(name, DefaultGraph):
            _write_nodes(quads, file)
        else:
            file.write(b'{"@id":' + orjson.dumps(_compact(name)) + b',"@graph":[\n')
            _write_nodes(quads, file)
            file.write(b"\n]}")
        separator = b",\n"
    file.write(b"\n]}\n")


def _write_nodes(quads: Iterable[Quad], file: BinaryIO) -> None:
    separator = b""
    for subject, about in itertools.groupby(quads, lambda quad: quad.subject):
        file.write(separator + orjson.dumps(_node(subject, about)))
        separator = b",\n"


def _node(subject: Any, about: Iterable[Quad]) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for quad in about:
        if quad.predicate == _TYPE:
            values.setdefault("@type", []).append(_compact(quad.object))
        else:
            values.setdefault(_compact(quad.predicate), []).append(_value(quad.object))
    single = {name: found[0] if len(found) == 1 else found for name, found in values.items()}
    return {"@id": _compact(subject), **single}


def _value(value: Any) -> Any:
    """A literal as native JSON where JSON-LD reads the same literal back, else with its datatype."""
    if not isinstance(value, Literal):
        return {"@id": _compact(value)}
    datatype = value.datatype.value.removeprefix(XSD)
    match datatype:
        case "string":
            return value.value
        case "boolean":
            return value.value == "true"
        case "integer":
            return int(value.value)
    return {"@type": "xsd:" + datatype, "@value": value.value}


def _compact(node: Any) -> str:
    """An IRI with its prefix if it has one of ours."""
    iri = node.value
    end = max(iri.rfind("/"), iri.find("#")) + 1
    prefix = _BY_NAMESPACE.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix and isinstance(node, NamedNode) else iri


_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
