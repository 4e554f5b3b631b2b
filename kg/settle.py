"""Graph + the ontology -> Graph in which no two asserted edges contradict each other across articles.

What one article says of a person and another of the same person may not both be true. The edge that more articles
support, with better scores, stands; the relations of the other stay in the graph as contested, and assert nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from kg.constraints import Contest, contests
from kg.graph import Graph
from kg.model import Contested, Edge
from kg.ontology import Ontology
from kg.view import RelationView


def settle(graph: Graph, ontology: Ontology) -> Graph:
    """The graph with the contradictions between its asserted relations settled anew."""
    fresh = dataclasses.replace(graph, contested=()) if graph.contested else graph
    relations: dict[Edge, list[RelationView]] = defaultdict(list)
    for relation in fresh.relations:
        if relation.holds and relation.predicate in ontology.properties:
            relations[relation.edge].append(relation)
    types = {entity.id: (entity.type, *entity.types) for entity in fresh.entities}
    strengths = {edge: _strength(same) for edge, same in relations.items()}
    iris = {edge: tuple(relation.iri for relation in same) for edge, same in relations.items()}
    contested = _contested(contests(strengths, types, ontology), iris)
    return dataclasses.replace(fresh, contested=contested) if contested else fresh


def _strength(same: Iterable[RelationView]) -> float:
    """The best scores of all articles that assert it, added up."""
    best: dict[str, float] = {}
    for relation in same:
        best[relation.article.id] = max(relation.relation.score, best.get(relation.article.id, 0))
    return round(sum(score for _, score in sorted(best.items())), 6)


def _contested(found: Iterable[Contest], iris: dict[Edge, tuple[str, ...]]) -> tuple[Contested, ...]:
    rivals: dict[str, set[str]] = defaultdict(set)
    for contest in found:
        for loser in contest.losers:
            others = contest.winners or [edge for edge in contest.losers if edge != loser]
            for iri in iris[loser]:
                rivals[iri].update(other for edge in others for other in iris[edge])
    return tuple(Contested(iri, tuple(sorted(rivals[iri]))) for iri in sorted(rivals))
