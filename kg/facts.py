"""Store + a node -> Facts: all that any graph of a store says of it, by property, as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from kg.network import readable
from kg.query import shorten
from kg.sparql import NAMESPACES
from kg.terms import term

type Facts = Mapping[str, Sequence[str]]  # values in order by property; IRIs with their prefixes


def facts_of(store: ox.Store, iri: str) -> Facts:
    """What is said of the node with that IRI, whole or with a prefix; nothing of what is no IRI."""
    full = whole(iri)
    facts: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(ox.NamedNode(full), None, None, None) if "://" in full else ():
        if not isinstance(quad.object, ox.Triple):
            facts.setdefault(shorten(quad.predicate), set()).add(shorten(quad.object))
    return {name: sorted(values) for name, values in facts.items()}


def subjects(store: ox.Store, predicate: str, iri: str) -> list[str]:
    """The nodes, in order, of which `predicate` says `iri`."""
    quads = store.quads_for_pattern(None, term(predicate), ox.NamedNode(whole(iri)), None)
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def first(facts: Facts, name: str) -> str:
    """The value of a property that has one at most; nothing if it has none."""
    return next(iter(facts.get(name, ())), "")


def label(store: ox.Store, iri: str) -> str:
    """What a node is called."""
    return first(facts_of(store, iri), "rdfs:label")


def wording(facts: Facts) -> str:
    """The relation of an edge in words."""
    return first(facts, "kg:wording") or readable(local_name(first(facts, "rdf:predicate")))


def local_name(iri: str) -> str:
    """What stands behind the prefix."""
    return iri.partition(":")[2]


def whole(iri: str) -> str:
    """The IRI without a prefix."""
    prefix, _, local = iri.partition(":")
    return NAMESPACES[prefix] + local if prefix in NAMESPACES else iri
