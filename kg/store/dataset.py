"""Records -> lines of quads -> Oxigraph: what is marked is worked out again and compared with what the database holds.

Nothing depends on what was marked or written before, only on the records; so a writing that was cut off at any moment
is made good by doing it again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import msgspec
import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg import quads
from kg.model import Article, Contested, Decision, Edge, Entity, Inference
from kg.ntriples import Line, address_of, in_graph, parsed
from kg.store.identity import decision_name
from kg.store.records import IN, Records, inference_name
from kg.store.statements import article_views, links_of
from kg.terms import INFERRED, RESOLUTION, data, term
from kg.view import InferenceView, Views, inference_iri, inference_views

type Unit = tuple[str, str]  # kind and name, as in the table of what is marked

_TOGETHER = 256  # units compared before the quads of all of them are written
_DEFAULT = DefaultGraph()
_CONTESTED = msgspec.json.Decoder(Contested)
_DECISION = msgspec.json.Decoder(Decision)
_ENTITY = msgspec.json.Decoder(Entity)
_INFERENCE = msgspec.json.Decoder(Inference)


def update(records: Records, dataset: ox.Store) -> None:
    """Bring the database up to date with the records; what is done is marked no more."""
    while marked := records.rows("SELECT kind, id FROM dirty LIMIT ?", (_TOGETHER,)):
        _exchange(records, dataset, marked)
        dataset.flush()
        with records.transaction():
            records.run_many("DELETE FROM dirty WHERE kind = ? AND id = ?", marked)


def everything(records: Records) -> Iterator[Line]:
    """All quads of the records."""
    return itertools.chain.from_iterable(wanted(records, kind, name) for kind, name in _units(records))


def _exchange(records: Records, dataset: ox.Store, units: Iterable[Unit]) -> None:
    old: set[Line] = set()
    new: set[Line] = set()
    for kind, name in units:
        old.update(map(str, _HELD[kind](dataset, name)))
        new.update(wanted(records, kind, name))
    for quad in parsed(old - new):
        dataset.remove(quad)
    dataset.extend(parsed(new - old))


def _units(records: Records) -> Iterator[Unit]:
    """All that there is to write. Support and links of claims are written with their articles."""
    yield "agent", ""
    yield from _named("article", records.column("SELECT id FROM article WHERE state = ? ORDER BY id", (IN,)))
    yield from _named("entity", records.column("SELECT id FROM entity WHERE kept ORDER BY id"))
    yield from _named("decision", map(decision_name, records.rows("SELECT left, right, by FROM decision")))
    yield from _named("open", records.column("SELECT DISTINCT iri FROM lemma ORDER BY iri"))
    edges = records.rows("SELECT subject, predicate, object FROM inference ORDER BY subject, predicate, object")
    yield from _named("inferred", map(inference_name, edges))


def _named(kind: str, names: Iterable[str]) -> Iterator[Unit]:
    return ((kind, name) for name in names)


# What the records say


def wanted(records: Records, kind: str, name: str) -> Iterator[Line]:
    """The quads of a unit, as the records have it."""
    if kind in _OF_ARTICLES:
        return _OF_ARTICLES[kind](records, name)
    lines = described(records, kind, name)
    return in_graph(lines, _GRAPHS[kind]) if kind in _GRAPHS else lines


def described(records: Records, kind: str, name: str) -> Iterator[Line]:
    """The triples of a unit whose quads are all in one graph."""
    return _DESCRIBED[kind](records, name)


def _agent(records: Records, _: str) -> Iterator[Line]:
    if records.rows("SELECT 1 FROM article WHERE state = ? LIMIT 1", (IN,)):
        yield from quads.agent_triples(version(records))


def _article(records: Records, name: str) -> Iterator[Line]:
    for found in _found(records, name):
        yield from _told(records, found)
        yield from in_graph(quads.local_triples(found), quads.article_node(found.extraction.article))


def _retold(records: Records, name: str) -> Iterator[Line]:
    """What of an article depends on others: all but what was found in it, which is four fifths."""
    return itertools.chain.from_iterable(_told(records, found) for found in _found(records, name))


def _found(records: Records, name: str) -> Iterator[Views]:
    """The views of an article, if it is in the graph."""
    if records.rows("SELECT 1 FROM article WHERE id = ? AND state = ?", (name, IN)):
        yield article_views(records, records.extraction(name), rivals(records, name))


def _told(records: Records, found: Views) -> Iterator[Line]:
    article = found.extraction.article
    original = records.column("SELECT original FROM copy WHERE article = ?", (article.id,))
    yield from quads.article_triples(article, version(records), *original)
    yield from said(records, found, reified=records.get("rdf12") == "1")
    shown = "SELECT id, shown FROM member WHERE article = ? AND shown IS NOT NULL"
    resolved = (quads.resolved_line(*row) for row in records.rows(shown, (article.id,)))
    yield from in_graph(resolved, str(RESOLUTION))


def said(records: Records, found: Views, *, reified: bool) -> Iterator[Line]:
    """The nodes of what an article says, with what other articles add to them."""
    name, number = found.extraction.article.id, version(records)
    support: dict[str, int] = dict(records.rows("SELECT iri, support FROM relation WHERE article = ?", (name,)))
    links = links_of(records, (claim.iri for claim in found.claims))
    for relation in found.relations:
        yield from quads.relation_triples(relation, number, support.get(relation.iri, 0))
        yield from (quads.reification(relation),) if reified else ()
    for claim in found.claims:
        yield from quads.claim_triples(claim, number, links.get(claim.iri))
    for statement in found.statements:
        yield from quads.statement_triples(statement, number)


def _entity(records: Records, name: str) -> Iterator[Line]:
    found = records.column("SELECT record FROM entity WHERE id = ? AND kept", (name,))
    for record in found:
        entity = _ENTITY.decode(record)
        counts = records.rows(_MENTIONED, (name,))
        articles = [Article(article, "") for article, _ in counts]
        edges = plain_edges(records, name)
        mentions = sum(number for _, number in counts)
        yield from quads.entity_triples(entity, (mentions, len(articles)), articles, edges)


def plain_edges(records: Records, entity: str) -> list[tuple[str, Entity]]:
    """What holds of an entity, in order of predicate and object."""
    return [(predicate, _bare(target)) for predicate, target in records.rows(_PLAIN, (entity,))]


def _decision(records: Records, name: str) -> Iterator[Line]:
    query = "SELECT record FROM decision WHERE left = ? AND right = ? AND by = ?"
    for record in records.column(query, name.split("\t")):
        decision = _DECISION.decode(record)
        known = records.column("SELECT id FROM member WHERE id IN (?, ?)", (decision.left, decision.right))
        yield from quads.decision_triples(decision, known)


def _open(records: Records, name: str) -> Iterator[Line]:
    for lemma in records.column("SELECT lemma FROM lemma WHERE iri = ? ORDER BY lemma LIMIT 1", (name,)):
        yield from quads.open_predicate_triples(lemma)


def _support(records: Records, name: str) -> Iterator[Line]:
    query = "SELECT support FROM relation WHERE iri = ? AND support > 0"
    for number in records.column(query, (name,)):
        yield from quads.support_triples(name, number)


def _links(records: Records, name: str) -> Iterator[Line]:
    for links in links_of(records, [name]).values():
        yield from quads.link_triples(name, links)


def _inferred(records: Records, name: str) -> Iterator[Line]:
    query = "SELECT record FROM inference WHERE subject = ? AND predicate = ? AND object = ?"
    found = _inference_views(records, map(_INFERENCE.decode, records.column(query, name.split("\t"))))
    yield from quads.inferred_triples(found, version(records))


def inferred(records: Records) -> tuple[InferenceView, ...]:
    """What follows by rules, of entities that know their id and nothing else."""
    return _inference_views(records, records.inferences())


def _inference_views(records: Records, inferences: Iterable[Inference]) -> tuple[InferenceView, ...]:
    chosen = tuple(inferences)
    ends = {end for each in chosen for end in (each.edge[0], each.edge[2])}
    premises = {edge for each in chosen for edge in each.premises}
    return inference_views(chosen, {end: _bare(end) for end in ends}, _grounds(records, premises))


_OF_ARTICLES: dict[str, Callable[[Records, str], Iterator[Line]]] = {"article": _article, "retold": _retold}
_DESCRIBED: dict[str, Callable[[Records, str], Iterator[Line]]] = {
    "agent": _agent,
    "entity": _entity,
    "decision": _decision,
    "open": _open,
    "support": _support,
    "links": _links,
    "inferred": _inferred,
}
_GRAPHS = {"decision": str(RESOLUTION), "inferred": str(INFERRED)}  # of units that are not of the merged view
_MENTIONED = "SELECT article, sum(mentions) FROM member WHERE entity = ? GROUP BY article ORDER BY article"
_PLAIN = (
    "SELECT DISTINCT predicate, object FROM relation LEFT JOIN contested ON contested.relation = iri "
    "WHERE subject = ? AND holds AND contested.relation IS NULL ORDER BY predicate, object"
)
_GROUNDS = (
    "SELECT iri FROM relation LEFT JOIN contested ON contested.relation = iri "
    "WHERE subject = ? AND predicate = ? AND object = ? AND holds AND contested.relation IS NULL ORDER BY article, iri"
)


def version(records: Records) -> str:
    """The version of the program that made the store."""
    return records.get("version") or ""


def rivals(records: Records, article: str) -> dict[str, tuple[str, ...]]:
    """The contested relations of an article, with those that they contradict."""
    query = (
        "SELECT contested.record FROM relation JOIN contested ON contested.relation = relation.iri "
        "WHERE relation.article = ?"
    )
    found = map(_CONTESTED.decode, records.column(query, (article,)))
    return {each.relation: each.rivals for each in found}


def _grounds(records: Records, edges: Iterable[Edge]) -> Iterator[tuple[Edge, str]]:
    """The relations that assert the edges; an edge that none asserts is inferred itself."""
    for edge in sorted(edges):
        yield from ((edge, iri) for iri in records.column(_GROUNDS, edge) or [inference_iri(edge)])


def _bare(entity: str) -> Entity:
    """An entity of which the id alone matters."""
    return Entity(entity, "", (), "", (), ())


# What the database holds


def _held_article(dataset: ox.Store, name: str) -> Iterator[Quad]:
    yield from _held_retold(dataset, name)
    yield from dataset.quads_for_pattern(None, None, None, data("article", name))


def _held_retold(dataset: ox.Store, name: str) -> Iterator[Quad]:
    article = data("article", name)
    for quad in list(dataset.quads_for_pattern(None, _TYPE, _LOCAL, article)):
        yield from dataset.quads_for_pattern(quad.subject, _RESOLVED, None, RESOLUTION)
    yield from dataset.quads_for_pattern(article, None, None, _DEFAULT)
    for link in (term("prov:used"), term("kg:article")):
        for quad in list(dataset.quads_for_pattern(None, link, article, _DEFAULT)):
            yield from dataset.quads_for_pattern(quad.subject, None, None, _DEFAULT)


def _named_node(node: str) -> NamedNode:
    return NamedNode(address_of(node))


def _held_decision(dataset: ox.Store, name: str) -> Iterator[Quad]:
    return dataset.quads_for_pattern(_named_node(quads.decision_node(*name.split("\t"))), None, None, RESOLUTION)


def _held_links(dataset: ox.Store, name: str) -> Iterator[Quad]:
    for predicate in quads.LINKS:
        yield from dataset.quads_for_pattern(NamedNode(name), term(predicate), None, _DEFAULT)


def _about(kind: str) -> Callable[[ox.Store, str], Iterator[Quad]]:
    def held(dataset: ox.Store, name: str) -> Iterator[Quad]:
        node = NamedNode(name) if kind == "open" else data(kind, name)
        return dataset.quads_for_pattern(node, None, None, _DEFAULT)

    return held


def _held_entity(dataset: ox.Store, name: str) -> Iterator[Quad]:
    for node in (data("entity", name), _named_node(quads.geometry_node(name))):
        yield from dataset.quads_for_pattern(node, None, None, _DEFAULT)


def _held_inferred(dataset: ox.Store, name: str) -> Iterator[Quad]:
    subject, predicate, target = name.split("\t")
    yield from dataset.quads_for_pattern(NamedNode(inference_iri((subject, predicate, target))), None, None, INFERRED)
    ends = data("entity", subject), data("entity", target)
    yield from dataset.quads_for_pattern(ends[0], term("kg:" + predicate), ends[1], INFERRED)


_TYPE, _LOCAL, _RESOLVED = term("rdf:type"), term("kg:LocalEntity"), term("kg:resolvedTo")
_HELD: dict[str, Callable[[ox.Store, str], Iterator[Quad]]] = {
    "agent": lambda dataset, _: _held_agents(dataset),
    "article": _held_article,
    "retold": _held_retold,
    "entity": _held_entity,
    "decision": _held_decision,
    "open": _about("open"),
    "support": lambda dataset, name: dataset.quads_for_pattern(NamedNode(name), term("kg:support"), None, _DEFAULT),
    "links": _held_links,
    "inferred": _held_inferred,
}


def _held_agents(dataset: ox.Store) -> Iterator[Quad]:
    for quad in list(dataset.quads_for_pattern(None, _TYPE, term("prov:SoftwareAgent"), _DEFAULT)):
        yield from dataset.quads_for_pattern(quad.subject, None, None, _DEFAULT)
