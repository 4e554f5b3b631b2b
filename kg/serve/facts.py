"""A read-only dataset -> what one graph of it says of a node, as plain strings: how all of the API reads.

`kg.facts` reads all graphs at once, for people; here the merged view and the graph of an article are kept apart.
"""

from __future__ import annotations

import functools
import re
import urllib.parse
from collections.abc import Iterator

import pyoxigraph as ox

from kg.ontology import DATA
from kg.terms import term

type Properties = dict[str, list[str]]  # values in order by prefix-less name ("speaker"); IRIs whole
type GraphName = ox.DefaultGraph | ox.NamedNode

MERGED = ox.DefaultGraph()

_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def properties(dataset: ox.Store, iri: str, graph: GraphName = MERGED) -> Properties:
    """What `graph` says of the node with that IRI; nothing if it does not know it."""
    found: Properties = {}
    for quad in dataset.quads_for_pattern(ox.NamedNode(iri), None, None, graph):
        if not isinstance(quad.object, ox.Triple):
            found.setdefault(local(quad.predicate.value), []).append(quad.object.value)
    for values in found.values():
        values.sort()
    return found


def values(dataset: ox.Store, iri: str, predicate: str, graph: GraphName = MERGED) -> list[str]:
    """The values of one property (with its prefix) of a node, in order: for who needs nothing else of it."""
    quads = dataset.quads_for_pattern(ox.NamedNode(iri), term(predicate), None, graph)
    return sorted(quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple))


def subjects(dataset: ox.Store, predicate: str, iri: str, graph: GraphName | None = MERGED) -> Iterator[str]:
    """The nodes of which `predicate` (with its prefix) says `iri`; in any graph for None."""
    for quad in dataset.quads_for_pattern(None, term(predicate), ox.NamedNode(iri), graph):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def first(found: Properties, name: str) -> str:
    """The value of a property that has one at most; nothing if it has none."""
    values = found.get(name)
    return values[0] if values else ""


def optional(found: Properties, name: str) -> str | None:
    """The value of a property that has one at most, or None."""
    return first(found, name) or None


def is_true(found: Properties, name: str) -> bool:
    """Whether a boolean property is true."""
    return first(found, name) == "true"


@functools.lru_cache(maxsize=4096)
def local(iri: str) -> str:
    """The name behind the last `#` or `/`."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def short(iri: str) -> str:
    """The id that the API gives a node of ours: `entity/…` loses its kind as well, for it is asked for the most."""
    return iri.removeprefix(DATA).removeprefix("entity/").removeprefix("article/")


def entity_iri(identifier: str) -> str:
    """The IRI of an entity, by its id in the API."""
    return f"{DATA}entity/{escaped(identifier)}"


def article_iri(identifier: str) -> str:
    """The IRI of an article, by its id in the API."""
    return f"{DATA}article/{escaped(identifier)}"


def node_iri(identifier: str) -> str:
    """The IRI of something said, by its id in the API: `relation/3f2a`."""
    return DATA + escaped(identifier, "/")


def escaped(identifier: str, safe: str = "") -> str:
    """What a stranger calls an id, made fit for an IRI; ids of ours stay as they are."""
    return _BARE_PERCENT.sub("%25", urllib.parse.quote(identifier, safe=safe + "%", errors="replace"))
