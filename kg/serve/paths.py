"""Snapshot + two entities -> the shortest paths between them, found from both ends at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.ontology import DATA
from kg.serve.edges import edges_between, edges_of, on_canvas, passes
from kg.serve.facts import MERGED, entity_iri, short
from kg.serve.parameters import Between
from kg.serve.records import Edge, Paths, Step
from kg.serve.snapshot import Snapshot

_LOOKED_AT = 3000  # entities whose neighbours are asked for before the search gives up: about a second

type Links = Callable[[str], set[str]]


@dataclass(slots=True)
class _Side:
    """How far a search has come from one end: entities by their distance, and the neighbours of those passed."""

    front: set[str]
    distance: int = 0
    levels: list[set[str]] = field(default_factory=list)
    passed: dict[str, set[str]] = field(default_factory=dict)


def paths(snapshot: Snapshot, asked: Between) -> Paths:
    """The shortest paths, the first of them by the names of those that lie between."""
    start, end = snapshot.known(asked.start).id, snapshot.known(asked.end).id
    if start == end:
        return Paths((), exhausted=True)
    chains, exhausted = _shortest(start, end, _links(snapshot, asked), asked.longest)
    chosen = sorted(chains)[: asked.limit]
    return Paths(tuple(tuple(_steps(snapshot, chain, asked)) for chain in chosen), exhausted)


def _links(snapshot: Snapshot, asked: Between) -> Links:
    """Who is next to an entity. What is asserted can be read without its evidence, which is faster."""
    wanted = (asked.kind, asked.predicate, asked.certainty, asked.polarity, asked.source, asked.since, asked.until)
    if any(wanted):
        return lambda entity: _linked(snapshot, entity, asked)
    return lambda entity: _plainly_linked(snapshot, entity)


def _plainly_linked(snapshot: Snapshot, entity: str) -> set[str]:
    node = ox.NamedNode(entity_iri(entity))
    out = (quad.object for quad in snapshot.dataset.quads_for_pattern(node, None, None, MERGED))
    back = (quad.subject for quad in snapshot.dataset.quads_for_pattern(None, None, node, MERGED))
    space = DATA + "entity/"
    ends = (end.value for found in (out, back) for end in found if isinstance(end, ox.NamedNode))
    return {short(end) for end in ends if end.startswith(space)} - {entity}


def _linked(snapshot: Snapshot, entity: str, asked: Between) -> set[str]:
    ends = ((edge.subject.id, edge.object.id) for edge in edges_of(snapshot, entity) if _counts(edge, asked))
    return {end for pair in ends for end in pair if end} - {entity}


def _counts(edge: Edge, asked: Between) -> bool:
    """Whether a path may lead over an edge."""
    return passes(edge, asked) and (bool(asked.kind) or edge.kind == "asserted")


def _shortest(start: str, end: str, links: Links, longest: int) -> tuple[list[tuple[str, ...]], bool]:
    """All shortest chains of entities from `start` to `end`, and whether nothing was left unlooked at."""
    sides = _Side({start}, levels=[{start}]), _Side({end}, levels=[{end}])
    while sides[0].distance + sides[1].distance < longest and sides[0].front and sides[1].front:
        if sum(len(side.passed) + len(side.front) for side in sides) > _LOOKED_AT:
            return [], False
        near, far = sorted(sides, key=lambda side: len(side.front))
        _advance(near, links)
        if met := near.front & far.levels[-1]:
            return list(_chains(sides[0], sides[1], met)), True
    return [], True


def _advance(side: _Side, links: Links) -> None:
    side.passed.update((entity, links(entity)) for entity in sorted(side.front))
    known = set().union(*side.levels)
    side.front = set().union(*(side.passed[entity] for entity in side.front)) - known
    side.levels.append(side.front)
    side.distance += 1


def _chains(forward: _Side, backward: _Side, met: set[str]) -> Iterator[tuple[str, ...]]:
    for middle in sorted(met):
        for head in _ways(forward, middle):
            for tail in _ways(backward, middle):
                yield (*head, middle, *reversed(tail))


def _ways(side: _Side, entity: str) -> Iterator[tuple[str, ...]]:
    """The entities passed from a side's end to one that it has reached, without that one."""
    level = next(number for number, found in enumerate(side.levels) if entity in found)
    if level == 0:
        yield ()
        return
    for before in sorted(side.levels[level - 1]):
        if entity in side.passed[before]:
            yield from ((*way, before) for way in _ways(side, before))


def _steps(snapshot: Snapshot, chain: tuple[str, ...], asked: Between) -> Iterator[Step]:
    for source, target in itertools.pairwise(chain):
        found = (*edges_between(snapshot, [source], {target}), *edges_between(snapshot, [target], {source}))
        edges = tuple(on_canvas(edge) for edge in sorted(found, key=lambda edge: edge.id) if _counts(edge, asked))
        yield Step(snapshot.ref(entity_iri(source)), snapshot.ref(entity_iri(target)), edges)
