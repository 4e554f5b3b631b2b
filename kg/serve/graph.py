"""Snapshot -> what there is in the whole graph: counts, what can be filtered by, named queries."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import cast

import pyoxigraph as ox

from kg.graph import program_version
from kg.network import readable
from kg.query import NamedQuery, named_queries
from kg.serve.facts import MERGED, GraphName, local
from kg.serve.records import Named, Overview, Queries, QueryItem, QueryParameter
from kg.serve.snapshot import Snapshot
from kg.sparql import NAMESPACES
from kg.terms import INFERRED, PREFIXES, term


@functools.lru_cache(maxsize=4)
def overview(snapshot: Snapshot) -> Overview:
    """What is in the graph, the most frequent first."""
    articles = snapshot.articles()
    classes = {name: known.label for name, known in snapshot.ontology.classes.items()}
    dates = sorted(article.published for article in articles if article.published)
    return Overview(
        version=program_version(),
        articles=len(articles),
        entities=_count(snapshot, "kg:Entity"),
        claims=_count(snapshot, "kg:Claim"),
        statements=_count(snapshot, "kg:OpenStatement"),
        inferences=_count(snapshot, "kg:Inference", INFERRED),
        types=_named(_values(snapshot, "kg:coarseType"), classes),
        relations=_named(_predicates(snapshot), {}),
        acts=_named(_values(snapshot, "kg:act"), classes),
        sources=_named(Counter(article.source for article in articles if article.source), None),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )


def queries(snapshot: Snapshot) -> Queries:
    """The named queries, and the prefixes that need no declaration."""
    return Queries(tuple(map(_query, named_queries(snapshot.ontology))), dict(sorted(NAMESPACES.items())))


def _query(named: NamedQuery) -> QueryItem:
    parameters = (
        QueryParameter(each.name, each.kind, each.description, each.required, each.default) for each in named.parameters
    )
    return QueryItem(named.name, named.description, tuple(parameters), named.path.read_text(encoding="utf-8-sig"))


def _count(snapshot: Snapshot, name: str, graph: GraphName = MERGED) -> int:
    return _number(snapshot, "rdf:type", name, graph)


def _predicates(snapshot: Snapshot) -> Counter[str]:
    """Properties of the ontology that relations have; open wordings are too many to choose from."""
    found = {name: _number(snapshot, "rdf:predicate", f"kg:{name}") for name in snapshot.ontology.properties}
    return Counter({name: count for name, count in found.items() if count})


def _values(snapshot: Snapshot, predicate: str) -> Counter[str]:
    text = f"SELECT ?value (COUNT(*) AS ?number) WHERE {{ ?node {term(predicate)} ?value }} GROUP BY ?value"
    found = ((row["value"].value, int(row["number"].value)) for row in _solutions(snapshot, text))
    return Counter({local(iri): count for iri, count in found if iri.startswith(PREFIXES["kg"])})


def _number(snapshot: Snapshot, predicate: str, value: str, graph: GraphName = MERGED) -> int:
    text = f"SELECT (COUNT(*) AS ?number) WHERE {{ ?node {term(predicate)} {term(value)} }}"
    return sum(int(row["number"].value) for row in _solutions(snapshot, text, graph))


def _solutions(snapshot: Snapshot, text: str, graph: GraphName = MERGED) -> ox.QuerySolutions:
    """Oxigraph counts: millions of nodes take it seconds, and Python minutes."""
    return cast(ox.QuerySolutions, snapshot.dataset.query(text, default_graph=graph))


def _named(counts: Counter[str], labels: Mapping[str, str] | None) -> tuple[Named, ...]:
    """Names with their labels; sources (no labels at all) are called what they are."""
    ordered: Iterable[tuple[str, int]] = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    if labels is None:
        return tuple(Named(name, name, count) for name, count in ordered)
    return tuple(Named(name, labels.get(name) or readable(name), count) for name, count in ordered)
