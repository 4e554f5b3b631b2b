"""Relations of one article -> the same, where what cannot be true together is settled by score.

The loser stays as what the article possibly says, and asserts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.constraints import contests
from kg.model import Chain, Edge, Relation
from kg.ontology import Ontology
from kg.periods import moment_id


def settled(relations: Sequence[Relation], chains: Iterable[Chain], ontology: Ontology) -> list[Relation]:
    """The relations in their order, of which no two that are asserted contradict each other."""
    strengths: dict[Edge, float] = {}
    for relation in relations:
        if relation.asserted and not relation.former:
            edge = _edge(relation)
            strengths[edge] = max(relation.score, strengths.get(edge, 0))
    types = {chain.id: chain.types for chain in chains}
    lost = {edge for contest in contests(strengths, types, ontology) for edge in contest.losers}
    return [_doubted(relation) if _edge(relation) in lost else relation for relation in relations]


def _edge(relation: Relation) -> Edge:
    target = moment_id(relation.value) if relation.value else relation.object
    return relation.subject, relation.predicate, target


def _doubted(relation: Relation) -> Relation:
    if not relation.asserted or relation.former:
        return relation
    return replace(relation, certainty="possible", asserted=False)
