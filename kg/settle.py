"""Graph + the ontology -> Graph in which no two asserted edges contradict each other across articles.

What one article says of a person and another of the same person may not both be true. The edge that more sources
support, with better scores, stands; the relations of the other stay in the graph as contested, and assert nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

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
    strengths = {edge: strength(_scores(same, fresh)) for edge, same in relations.items()}
    iris = {edge: tuple(relation.iri for relation in same) for edge, same in relations.items()}
    found = contested(contests(strengths, types, ontology), iris)
    return dataclasses.replace(fresh, contested=found) if found else fresh


def strength(scores: Iterable[tuple[str, float]]) -> float:
    """How strong an edge is, of the source and the score of each relation: the best scores of all sources, added up."""
    best: dict[str, float] = {}
    for source, score in scores:
        best[source] = max(score, best.get(source, 0))
    return round(sum(score for _, score in sorted(best.items())), 6)


def contested(found: Iterable[Contest], iris: Mapping[Edge, tuple[str, ...]]) -> tuple[Contested, ...]:
    """The relations that lose, given the IRIs of the relations of each edge."""
    rivals: dict[str, set[str]] = defaultdict(set)
    for contest in found:
        for loser in contest.losers:
            others = contest.winners or [edge for edge in contest.losers if edge != loser]
            for iri in iris[loser]:
                rivals[iri].update(other for edge in others for other in iris[edge])
    return tuple(Contested(iri, tuple(sorted(rivals[iri]))) for iri in sorted(rivals))


def _scores(same: Iterable[RelationView], graph: Graph) -> Iterator[tuple[str, float]]:
    return ((graph.first_of(relation.article.id), relation.relation.score) for relation in same)
