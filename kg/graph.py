"""Extractions + entities + decisions -> Graph: all that was read, as records, as quads and as a networkx graph.

The graph is the same whatever the order of its input.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.metadata
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyoxigraph import Quad, Triple

from kg import quads
from kg.disputes import claim_links, publisher_of
from kg.model import Article, Contested, Copy, Decision, Entity, Extraction, Inference, KgError
from kg.network import Edge, Node, make_edges, make_node
from kg.ntriples import Line, Term, in_graph, parsed, parsed_triples
from kg.terms import INFERRED, RESOLUTION
from kg.view import ClaimView, InferenceView, RelationView, StatementView, Views, inference_views, views

if TYPE_CHECKING:
    import networkx as nx

type Said = tuple[str, str, str, bool]


class GraphError(KgError):
    """Records that do not fit together; the message names the article and the chain."""


@dataclass(frozen=True, slots=True)
class Graph:
    """What a set of articles says. `entities` keeps those that are named or take part in a relation or speak a claim.

    `contested` are relations that contradict others (`kg.settle`), `inferences` what follows by rules (`kg.infer`),
    `copies` the articles that count as one source with another (`kg.copies`).
    Raises GraphError when a relation or claim speaks of a chain that belongs to no entity.
    """

    extractions: tuple[Extraction, ...] = ()
    entities: tuple[Entity, ...] = ()
    decisions: tuple[Decision, ...] = ()
    version: str = ""
    contested: tuple[Contested, ...] = ()
    inferences: tuple[Inference, ...] = ()
    copies: tuple[Copy, ...] = ()
    originals: dict[str, str] = field(init=False, repr=False, compare=False)
    resolved: dict[str, Entity | None] = field(init=False, repr=False, compare=False)
    views: tuple[Views, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put everything in order of its id, leave out entities of which nothing is said, and join what belongs."""
        extractions = _unique(self.extractions, lambda extraction: extraction.article.id)
        entities = _unique(self.entities, lambda entity: entity.id)
        kept = _kept(extractions, entities)
        resolved = {member: kept.get(entity.id) for entity in entities for member in entity.members}
        _set(self, extractions=extractions, entities=tuple(kept.values()), resolved=resolved)
        _set(self, decisions=_unique(self.decisions, lambda each: (each.left, each.right, each.by)))
        _set(self, version=self.version or program_version())
        _set(self, contested=_unique(self.contested, lambda each: each.relation))
        _set(self, inferences=_unique(self.inferences, lambda each: each.edge))
        _set(self, copies=_unique(self.copies, lambda each: each.article))
        _set(self, originals={each.article: each.original for each in self.copies})
        _set(self, views=tuple(self._views(extraction) for extraction in extractions))

    def _views(self, extraction: Extraction) -> Views:
        rivals = {each.relation: each.rivals for each in self.contested}
        return views(extraction, functools.partial(self._find, extraction.article.id), rivals)

    def _find(self, article: str, chain: str) -> Entity | None:
        return self.resolved.get(f"{article}#{chain}")

    def first_of(self, article: str) -> str:
        """The first of all copies of an article, which is itself where it is no copy."""
        return self.originals.get(article, article)

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles."""
        return tuple(extraction.article for extraction in self.extractions)

    @property
    def relations(self) -> tuple[RelationView, ...]:
        """All relations between entities, asserted or not."""
        return tuple(relation for found in self.views for relation in found.relations)

    @property
    def claims(self) -> tuple[ClaimView, ...]:
        """All claims."""
        return tuple(claim for found in self.views for claim in found.claims)

    @property
    def statements(self) -> tuple[StatementView, ...]:
        """All open statements."""
        return tuple(statement for found in self.views for statement in found.statements)

    @property
    def inferred(self) -> tuple[InferenceView, ...]:
        """What follows from the asserted edges by rules of the ontology, if it was asked for."""
        holding = ((relation.edge, relation.iri) for relation in self.relations if relation.holds)
        return inference_views(self.inferences, {entity.id: entity for entity in self.entities}, holding)

    def counts(self) -> dict[str, int]:
        """How much there is of everything."""
        inferred = {"inferred": len(self.inferences)} if self.inferences else {}
        return {
            "articles": len(self.extractions),
            "entities": len(self.entities),
            "relations": len(self.relations),
            "asserted": sum(relation.asserted for relation in self.relations),
            "claims": len(self.claims),
            "statements": len(self.statements),
        } | inferred

    def triples(self, *, rdf12: bool = False) -> Iterator[Triple]:
        """The merged view that users query: the default graph. With `rdf12`, relations also reify their triple."""
        return parsed_triples(self.lines(rdf12=rdf12))

    def quads(self, *, rdf12: bool = False) -> Iterator[Quad]:
        """The whole dataset: the merged view, a named graph an article, that of resolution, and that of inferences."""
        return parsed(self.all_lines(rdf12=rdf12))

    def all_lines(self, *, rdf12: bool = False) -> Iterator[Line]:
        """The quads of the whole dataset, as N-Quads writes them."""
        named = itertools.chain(self.article_lines(), self.other_lines())
        return itertools.chain(self.lines(rdf12=rdf12), *(in_graph(lines, name) for name, lines in named))

    def lines(self, *, rdf12: bool = False) -> Iterator[Line]:
        """The triples of the merged view, as N-Triples writes them."""
        if self.extractions:
            yield from quads.agent_triples(self.version)
        for article in self.articles:
            yield from quads.article_triples(article, self.version, self.originals.get(article.id))
        yield from self._entity_triples()
        support, links = self._support(), claim_links(self.views, self._publishers())
        for found in self.views:
            for relation in found.relations:
                yield from quads.relation_triples(relation, self.version, support.get(_said(relation), 0))
                yield from (quads.reification(relation),) if rdf12 else ()
            for claim in found.claims:
                yield from quads.claim_triples(claim, self.version, links.get(claim.iri))
            yield from (triple for each in found.statements for triple in quads.statement_triples(each, self.version))
        yield from self._open_predicate_triples()

    def article_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]:
        """What was found in each article, by the name of its graph."""
        for found in self.views:
            yield quads.article_node(found.extraction.article), quads.local_triples(found)

    def other_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]:
        """What the dataset holds besides articles and the merged view, by the name of its graph."""
        yield str(RESOLUTION), quads.resolution_triples(self.resolved, self.decisions)
        yield str(INFERRED), quads.inferred_triples(self.inferred, self.version)

    def nodes(self) -> Iterator[Node]:
        """The entities as nodes, by id."""
        counts, articles, edges = self._mention_counts(), self._articles_by_id(), self._plain_edges()
        for entity in self.entities:
            told = edges.get(entity.id, {}).values()
            yield make_node(entity, counts[entity.id], _articles_of(entity, articles), told)

    def edges(self) -> Iterator[Edge]:
        """Relations, open statements of two entities, and inferences, as edges by source, target and wording."""
        return make_edges(self.views, self.inferred, self.originals)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Entities as nodes by id, edges as parallel directed edges by IRI; attributes as of `Node` and `Edge`."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for node in self.nodes():
            graph.add_node(node.id, **_attributes(node, ("id",)))
        for edge in self.edges():
            graph.add_edge(edge.source, edge.target, key=edge.id, **_attributes(edge, ("id", "source", "target")))
        return graph

    def _entity_triples(self) -> Iterator[Line]:
        counts, articles, edges = self._mention_counts(), self._articles_by_id(), self._plain_edges()
        for entity in self.entities:
            sources = _articles_of(entity, articles)
            yield from quads.entity_triples(
                entity, (counts[entity.id], len(sources)), sources, edges.get(entity.id, {}).values()
            )

    def _open_predicate_triples(self) -> Iterator[Line]:
        lemmas = sorted({statement.statement.lemma for statement in self.statements})
        first = {quads.open_predicate(lemma): lemma for lemma in reversed(lemmas)}
        for iri in sorted(first):
            yield from quads.open_predicate_triples(first[iri])

    def _plain_edges(self) -> dict[str, dict[tuple[str, str], tuple[str, Entity]]]:
        """What holds, by subject, in order of predicate and object."""
        edges: dict[str, dict[tuple[str, str], tuple[str, Entity]]] = defaultdict(dict)
        for relation in sorted(self.relations, key=lambda relation: (relation.predicate, relation.object.id)):
            if relation.holds:
                key = relation.predicate, relation.object.id
                edges[relation.subject.id][key] = relation.predicate, relation.object
        return edges

    def _support(self) -> dict[Said, int]:
        """How many sources assert the same; all copies of an article are one."""
        articles: dict[Said, set[str]] = defaultdict(set)
        for relation in self.relations:
            if relation.asserted:
                articles[_said(relation)].add(self.first_of(relation.article.id))
        return {said: len(sources) for said, sources in articles.items()}

    def _publishers(self) -> dict[str, str]:
        """Who vouches for articles that are copies: whoever published the first of them."""
        articles = self._articles_by_id()
        return {copy: publisher_of(articles[original]) for copy, original in self.originals.items()}

    def _articles_by_id(self) -> dict[str, Article]:
        return {article.id: article for article in self.articles}

    def _mention_counts(self) -> dict[str, int]:
        """How often each entity is mentioned, by entity id."""
        counts: dict[str, int] = defaultdict(int)
        for extraction in self.extractions:
            for chain in extraction.chains:
                if entity := self.resolved.get(f"{extraction.article.id}#{chain.id}"):
                    counts[entity.id] += len(chain.mentions)
        return counts


def program_version() -> str:
    """The version of the installed program."""
    return importlib.metadata.version("newskg")


def _set(graph: Graph, **values: object) -> None:
    """Set fields of a graph that is being made."""
    for name, value in values.items():
        object.__setattr__(graph, name, value)


def _unique[R](records: Iterable[R], key: Callable[[R], Any]) -> tuple[R, ...]:
    """Records in order of their key; of two with one key, the same one whatever came first."""
    chosen: dict[Any, R] = {}
    for record in records:
        other = chosen.setdefault(key(record), record)
        if other is not record and repr(record) < repr(other):
            chosen[key(record)] = record
    return tuple(chosen[name] for name in sorted(chosen))


def _kept(extractions: tuple[Extraction, ...], entities: tuple[Entity, ...]) -> dict[str, Entity]:
    """The entities that are named and no mere value, or of which a relation or claim speaks."""
    spoken = {member for extraction in extractions for member in spoken_of(extraction)}
    _check_resolved(spoken, entities)
    values = {member for extraction in extractions for member in mere_values(extraction)}
    return {
        entity.id: entity
        for entity in entities
        if not spoken.isdisjoint(entity.members) or (entity.named and not values.issuperset(entity.members))
    }


def _check_resolved(spoken_of: set[str], entities: tuple[Entity, ...]) -> None:
    missing = spoken_of.difference(*(entity.members for entity in entities))
    if missing:
        article, _, chain = min(missing).rpartition("#")
        raise GraphError(f"article {article}: chain {chain} belongs to no entity; resolve the article first")


def spoken_of(extraction: Extraction) -> Iterator[str]:
    """The local entities ("article id#chain id") of which a relation speaks, or that speak."""
    prefix = extraction.article.id + "#"
    for relation in extraction.relations:
        target = None if relation.value else relation.object
        chains = (relation.subject, target, relation.speaker)
        yield from (prefix + chain for chain in chains if chain)
    yield from (prefix + claim.speaker for claim in extraction.claims if claim.speaker)


def mere_values(extraction: Extraction) -> Iterator[str]:
    """The local entities that only values (a title, an amount) mention."""
    other = {mention.chain for mention in extraction.mentions if mention.kind != "value"}
    values = {mention.chain for mention in extraction.mentions} - other
    return (f"{extraction.article.id}#{chain}" for chain in values)


def _articles_of(entity: Entity, articles: dict[str, Article]) -> tuple[Article, ...]:
    names = {member.rpartition("#")[0] for member in entity.members}
    return tuple(articles[name] for name in sorted(names & articles.keys()))


def _said(relation: RelationView) -> Said:
    return relation.subject.id, relation.predicate, relation.object.id, relation.relation.former


def _attributes(record: Node | Edge, without: tuple[str, ...]) -> dict[str, str | int | bool]:
    names = (each.name for each in dataclasses.fields(record))
    return {name: getattr(record, name) for name in names if name not in without}
