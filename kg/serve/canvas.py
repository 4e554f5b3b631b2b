"""Snapshot + entities -> what surrounds them, and the ways that lead from one to another, to be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.serve.edges import edges_between, edges_of, on_canvas, passes
from kg.serve.parameters import Around, Filters
from kg.serve.records import CanvasEdge, CanvasNode, Edge, Neighbourhood
from kg.serve.snapshot import Snapshot


def neighbourhood(snapshot: Snapshot, asked: Around) -> Neighbourhood:
    """Entities with their most strongly linked neighbours, and all edges among these and what is shown already."""
    middle = [snapshot.known(identifier).id for identifier in dict.fromkeys(asked.entity)]
    around = {identifier: _linked(snapshot, identifier, asked) for identifier in middle}
    shown = {identifier for identifier in asked.shown if snapshot.entity(identifier)}
    near = _nearest(around, shown.union(middle))
    new = near[: asked.limit]
    among = {*middle, *shown, *new}
    own = [edge for edges in around.values() for edge in edges if {edge.subject.id, edge.object.id} <= among]
    others = (edge for edge in edges_between(snapshot, new, among) if passes(edge, asked))
    back = (edge for edge in edges_between(snapshot, shown, set(new)) if passes(edge, asked)) if new else ()
    drawn = {edge.id: on_canvas(edge) for edge in (*own, *others, *back) if _is_drawn(edge)}
    degrees = {identifier: len(_neighbours(edges, identifier)) for identifier, edges in around.items()}
    nodes = tuple(_node(snapshot, identifier, degrees.get(identifier)) for identifier in (*middle, *new))
    return Neighbourhood(nodes, _ordered(drawn.values()), len(near) - len(new))


def _linked(snapshot: Snapshot, identifier: str, filters: Filters) -> list[Edge]:
    return [edge for edge in edges_of(snapshot, identifier) if _is_drawn(edge) and passes(edge, filters)]


def _is_drawn(edge: Edge) -> bool:
    """Whether it links two different entities."""
    return None not in (edge.subject.id, edge.object.id) and edge.subject.id != edge.object.id


def _neighbours(edges: Iterable[Edge], identifier: str) -> set[str]:
    ends = (edge.object.id if edge.subject.id == identifier else edge.subject.id for edge in edges)
    return {end for end in ends if end}


def _nearest(around: dict[str, list[Edge]], known: set[str]) -> list[str]:
    """The neighbours that are not known yet: those with asserted edges first, then by number of edges."""
    asserted: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for edges in around.values():
        for edge in edges:
            for end in {edge.subject.id or "", edge.object.id or ""} - known:
                linked[end] += edge.articles or 1
                asserted[end] += edge.kind == "asserted"
    return sorted(linked, key=lambda end: (-asserted[end], -linked[end], end))


def _node(snapshot: Snapshot, identifier: str, degree: int | None) -> CanvasNode:
    known = snapshot.known(identifier)
    return CanvasNode(known.id, known.name, known.type, known.mentions, known.articles, degree)


def _ordered(edges: Iterable[CanvasEdge]) -> tuple[CanvasEdge, ...]:
    return tuple(sorted(edges, key=lambda edge: (edge.source, edge.target, edge.kind, edge.name, edge.id)))
