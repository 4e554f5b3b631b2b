"""Store -> its quads in the order of the RDF writers, for files of a graph that was built before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from kg.terms import term

_TYPE = term("rdf:type")


@dataclass(frozen=True, slots=True)
class StoredGraph:
    """What the RDF writers ask a Graph for, read from a store. What was stored as RDF 1.2 comes back as such."""

    store: Store

    def triples(self, *, rdf12: bool = False) -> Iterator[Triple]:
        """The merged view, subject by subject."""
        for quad in sorted(self.store.quads_for_pattern(None, None, None, DefaultGraph()), key=_order):
            yield quad.triple

    def quads(self, *, rdf12: bool = False) -> Iterator[Quad]:
        """The whole dataset: the merged view, then graph by graph."""
        for name in (DefaultGraph(), *sorted(self.store.named_graphs(), key=str)):
            yield from sorted(self.store.quads_for_pattern(None, None, None, name), key=_order)


def _order(quad: Quad) -> tuple[str, bool, str, str]:
    return str(quad.subject), quad.predicate != _TYPE, str(quad.predicate), str(quad.object)
