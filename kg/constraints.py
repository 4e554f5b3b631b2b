"""Edges + the ontology -> which of them cannot be true together.

What the ontology says of a property (one object for a subject, one direction, never beside another property) comes down
to one idea: an edge fills slots of the world, "the birthplace of X among cities", and a slot takes one filler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Edge
from kg.ontology import Ontology
from kg.periods import moment_of

type Types = Mapping[str, Collection[str]]  # classes by subject or object
type Slot = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """A slot with several fillers: the edges of the strongest, none of two that are equally strong, and the others."""

    winners: tuple[Edge, ...]
    losers: tuple[Edge, ...]


def contests(strengths: Mapping[Edge, float], types: Types, ontology: Ontology) -> Iterator[Contest]:
    """The slots that several of these edges fill differently, settled by how strong each edge is."""
    filled: dict[Slot, dict[str, list[Edge]]] = {}
    for edge in sorted(strengths):
        for slot, filler in slots(edge, types, ontology):
            filled.setdefault(slot, {}).setdefault(filler, []).append(edge)
    for _, fillers in sorted(filled.items()):
        if len(fillers) > 1:
            yield settled(list(fillers.values()), strengths)


def settled(rivals: Sequence[list[Edge]], strengths: Mapping[Edge, float]) -> Contest:
    """A slot, given the edges of each of its fillers and how strong each edge is."""
    ranked = sorted(rivals, key=lambda edges: -_strength(edges, strengths))
    first, second = (_strength(edges, strengths) for edges in ranked[:2])
    winners = ranked[0] if first > second else []
    return Contest(tuple(winners), tuple(edge for edges in rivals if edges is not winners for edge in edges))


def _strength(edges: Iterable[Edge], strengths: Mapping[Edge, float]) -> float:
    return max(strengths[edge] for edge in edges)


def slots(edge: Edge, types: Types, ontology: Ontology) -> Iterator[tuple[Slot, str]]:
    """What the edge fills in the world, and with what."""
    for subject, name, target in _readings(edge, ontology):
        prop = ontology.properties[name]
        if prop.functional:
            yield from (((*slot, name, subject), filler) for slot, filler in _objects(target))
        for cls in prop.single:
            if any(ontology.is_a(each, cls) for each in types.get(target, ())):
                yield ("object", name, subject, cls), target
        if prop.inverse_functional:
            yield ("subject", name, target), subject
        if prop.asymmetric:
            yield ("direction", name, *sorted((subject, target))), subject
        for other in prop.disjoint:
            mutual = prop.symmetric or ontology.properties[other].symmetric
            ends = sorted((subject, target)) if mutual else (subject, target)
            yield ("property", *sorted((name, other)), *ends), name


def _objects(target: str) -> Iterator[tuple[Slot, str]]:
    """What the only object of a property fills. Of times, each part that is told: 1960 may well be 5 May 1960."""
    value = moment_of(target)
    if value is None:
        yield ("object",), target
        return
    parts = value.split("-")
    yield from ((("object", str(count)), "-".join(parts[:count])) for count in range(1, len(parts) + 1))


def _readings(edge: Edge, ontology: Ontology) -> Iterator[Edge]:
    """The edge, and its inverse where the ontology has one."""
    subject, name, target = edge
    yield edge
    if inverse := ontology.properties[name].inverse:
        yield target, inverse, subject
