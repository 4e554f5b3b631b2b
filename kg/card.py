"""Graph -> Cards and Overview: what is known of one entity, or of all, with the words that say so.

What the articles only report is never shown without the reservation: who says it, or that it is denied or expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.network import readable
from kg.query import find_entities
from kg.terms import PREFIXES
from kg.view import FORMER

_LISTED = 15  # rows of each table of an overview
_LOOKED_THROUGH = 500  # relations among which an overview puts equal ones together

_ENTITY = """
SELECT ?name ?type ?mentions ?articles WHERE {
  ?entity rdfs:label ?name ; kg:coarseType ?type ; kg:mentionCount ?mentions ; kg:articleCount ?articles .
}
"""
_VALUES = "SELECT ?value WHERE { ?entity %s ?value } ORDER BY ?value"
_RELATION = """
SELECT ?predicate ?subject ?other ?asserted ?certainty ?polarity ?future ?former ?speaker ?role ?quote ?article ?date
WHERE {
  %s
  ?node a kg:RelationStatement ; rdf:subject ?from ; rdf:object ?to ; rdf:predicate ?predicate ;
    kg:asserted ?asserted ; kg:certainty ?certainty ; kg:polarity ?polarity ;
    kg:future ?future ; kg:former ?former ; kg:quote ?quote ; kg:article ?source ; kg:start ?start .
  ?from rdfs:label ?subject ; kg:mentionCount ?fromCount .
  ?source rdfs:label ?article .
  OPTIONAL { ?to rdfs:label ?called ; kg:mentionCount ?toCount }
  BIND(COALESCE(?called, STR(?to)) AS ?other)
  OPTIONAL { ?node kg:speaker/rdfs:label ?speaker }
  OPTIONAL { ?node kg:role ?role }
  OPTIONAL { ?source schema:datePublished ?date }
}
ORDER BY DESC(?asserted) DESC(?fromCount + COALESCE(?toCount, 0)) ?predicate ?subject ?other
  STR(?date) STR(?source) ?start STR(?node)
"""
_INFERRED = """
SELECT ?predicate ?subject ?other ?rule WHERE {
  GRAPH <https://kg.example/id/inferred> {
    ?node a kg:Inference ; rdf:subject ?from ; rdf:predicate ?predicate ; rdf:object ?to ; kg:rule ?rule .
  }
  FILTER(?from = ?entity || ?to = ?entity)
  FILTER NOT EXISTS { { ?from ?said ?to } UNION { ?to ?said ?from } }
  ?from rdfs:label ?subject .
  ?to rdfs:label ?other .
}
ORDER BY ?predicate ?subject ?other STR(?node)
"""
_CLAIM = """
SELECT ?act ?speaker ?worded ?content ?certainty ?polarity ?future ?stand ?verdict ?article ?date WHERE {
  %s
  ?node a kg:Claim ; kg:act ?act ; kg:content ?content ; kg:certainty ?certainty ; kg:polarity ?polarity ;
    kg:future ?future ; kg:article ?source ; kg:start ?start .
  ?source rdfs:label ?article .
  OPTIONAL { ?node kg:speaker/rdfs:label ?speaker }
  OPTIONAL { ?node kg:sourceText ?worded }
  OPTIONAL { ?node kg:narratorCertainty ?stand }
  OPTIONAL { ?node kg:narratorPolarity ?verdict }
  OPTIONAL { ?source schema:datePublished ?date }
}
ORDER BY STR(?date) STR(?source) ?start STR(?node)
"""
_COUNTS = """
SELECT
  (COUNT(DISTINCT ?article) AS ?articles) (COUNT(DISTINCT ?entity) AS ?entities)
  (COUNT(DISTINCT ?relation) AS ?relations) (COUNT(DISTINCT ?held) AS ?asserted) (COUNT(DISTINCT ?claim) AS ?claims)
  (COUNT(DISTINCT ?open) AS ?statements) (COUNT(DISTINCT ?made) AS ?inferred)
WHERE {
  { ?article a schema:NewsArticle } UNION { ?entity a kg:Entity } UNION { ?relation a kg:RelationStatement }
  UNION { ?held a kg:RelationStatement ; kg:asserted true } UNION { ?claim a kg:Claim }
  UNION { ?open a kg:OpenStatement } UNION { GRAPH <https://kg.example/id/inferred> { ?made a kg:Inference } }
}
"""
_MENTIONED = """
SELECT ?name ?type ?mentions ?articles WHERE {
  ?entity a kg:Entity ; kg:named true ; rdfs:label ?name ; kg:coarseType ?type ; kg:mentionCount ?mentions ;
    kg:articleCount ?articles .
}
ORDER BY DESC(?mentions) DESC(?articles) ?name STR(?entity)
"""

_EITHER_SIDE = "{ ?node rdf:subject ?entity } UNION { ?node rdf:object ?entity }"
_BOTH_NAMED = "?node rdf:subject/kg:named true ; rdf:object/kg:named true ."
_SPEAKER_NAMED = "?node kg:speaker/kg:named true ."

type Bindings = dict[str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as articles word it: `reservation` is empty when they say it in their own voice."""

    subject: str
    relation: str
    object: str
    reservation: str
    role: str
    quote: str
    article: str
    date: str
    more: int = 0  # further places that say the same


@dataclass(frozen=True, slots=True)
class Consequence:
    """A relation that no article states and that follows by a rule of the ontology."""

    subject: str
    relation: str
    object: str
    rule: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim: who says what, in which act."""

    speaker: str
    act: str
    content: str
    reservation: str
    article: str
    date: str


@dataclass(frozen=True, slots=True)
class Card:
    """One entity: its names, what it is, its relations, what it says, and what others say of it.

    `inferred` has what links it with those alone that no article links it with.
    """

    iri: str
    name: str
    type: str
    types: tuple[str, ...]
    aliases: tuple[str, ...]
    links: tuple[str, ...]
    mentions: str
    articles: str
    ties: tuple[Tie, ...]
    inferred: tuple[Consequence, ...]
    says: tuple[Saying, ...]
    said_of: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A whole graph: counts, the entities mentioned most (name, type, mentions, articles), relations and claims."""

    counts: Bindings
    entities: tuple[tuple[str, str, str, str], ...]
    ties: tuple[Tie, ...]
    sayings: tuple[Saying, ...]


def cards(store: ox.Store, name: str) -> Iterator[Card]:
    """The cards of the entities that `name` fits best, by IRI."""
    for entity in find_entities(store, name):
        yield _card(store, entity)


def overview(store: ox.Store) -> Overview:
    """What there is in a graph, and the head of every kind."""
    (counts,) = _rows(store, _COUNTS)
    mentioned = _rows(store, _MENTIONED + f"LIMIT {_LISTED}")
    ties = _tie_list(_rows(store, _RELATION % _BOTH_NAMED + f"LIMIT {_LOOKED_THROUGH}"))
    sayings = [_saying(row) for row in _rows(store, _CLAIM % _SPEAKER_NAMED + f"LIMIT {_LISTED}")]
    entities = tuple((row["name"], _local(row["type"]), row["mentions"], row["articles"]) for row in mentioned)
    return Overview(counts, entities, tuple(ties[:_LISTED]), tuple(sayings))


def _card(store: ox.Store, entity: ox.NamedNode) -> Card:
    (row,) = _rows(store, _ENTITY, entity)
    own = {row["type"], PREFIXES["kg"] + "Entity"}
    return Card(
        iri=entity.value,
        name=row["name"],
        type=_local(row["type"]),
        types=tuple(_local(value) for value in _values(store, entity, "a") if value not in own),
        aliases=_values(store, entity, "skos:altLabel"),
        links=_values(store, entity, "owl:sameAs|skos:closeMatch"),
        mentions=row["mentions"],
        articles=row["articles"],
        ties=tuple(_tie_list(_rows(store, _RELATION % _EITHER_SIDE, entity))),
        inferred=tuple(_consequence(row) for row in _rows(store, _INFERRED, entity)),
        says=tuple(_saying(row) for row in _rows(store, _CLAIM % "?node kg:speaker ?entity .", entity)),
        said_of=tuple(_saying(row) for row in _rows(store, _CLAIM % "?node kg:about ?entity .", entity)),
    )


def _rows(store: ox.Store, text: str, entity: ox.NamedNode | None = None) -> Iterator[Bindings]:
    """Solutions as text by variable, an empty string where nothing is bound; `entity` stands in for `?entity`."""
    solutions = store.query(text.replace("?entity", str(entity)) if entity else text, prefixes=PREFIXES)
    if isinstance(solutions, ox.QuerySolutions):
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: getattr(value, "value", "") for name, value in zip(names, solution, strict=True)}


def _values(store: ox.Store, entity: ox.NamedNode, path: str) -> tuple[str, ...]:
    return tuple(row["value"] for row in _rows(store, _VALUES % path, entity))


def _local(iri: str) -> str:
    return iri.removeprefix(PREFIXES["kg"])


def _tie_list(rows: Iterable[Bindings]) -> list[Tie]:
    """Relations, those of the same wording and reservation as one with its first quote."""
    grouped: dict[tuple[str, ...], list[Tie]] = {}
    for row in rows:
        tie = _tie(row)
        grouped.setdefault((tie.subject, tie.relation, tie.object, tie.reservation), []).append(tie)
    return [_with_more(same) for same in grouped.values()]


def _consequence(row: Bindings) -> Consequence:
    return Consequence(row["subject"], readable(_local(row["predicate"])), row["other"], row["rule"])


def _with_more(same: list[Tie]) -> Tie:
    return replace(same[0], role=next((tie.role for tie in same if tie.role), ""), more=len(same) - 1)


def _tie(row: Bindings) -> Tie:
    return Tie(
        subject=row["subject"],
        relation=_relation(_local(row["predicate"]), over=row["former"] == "true"),
        object=row["other"],
        reservation="" if row["asserted"] == "true" else reservation(row),
        role=row["role"],
        quote=" ".join(row["quote"].split()),
        article=row["article"],
        date=row["date"],
    )


def _relation(predicate: str, over: bool) -> str:
    return f"formerly {readable(predicate)}" if over and predicate != FORMER else readable(predicate)


def _saying(row: Bindings) -> Saying:
    act = _local(row["act"])
    negated = "negated" if row["polarity"] == "negative" and act != "Denial" else ""
    return Saying(
        speaker=row["speaker"] or (f"“{row['worded']}”" if row["worded"] else "?"),
        act=act,
        content=" ".join(row["content"].split()),
        reservation=", ".join(filter(None, (negated, *_doubts(row), _stand(row)))),
        article=row["article"],
        date=row["date"],
    )


def _stand(row: Bindings) -> str:
    """What the article itself makes of a claim, where it takes a stand."""
    if row["stand"] in ("", "underspecified"):
        return ""
    return "not so, says the article" if row["verdict"] == "negative" else f"{row['stand']}, says the article"


def reservation(row: Bindings) -> str:
    """Why a relation must not be taken for a fact: who says or denies it, and how sure it is."""
    denied = row["polarity"] == "negative"
    by = f"denied by {row['speaker']}" if denied else f"says {row['speaker']}"
    said = by if row["speaker"] else "denied" if denied else ""
    return ", ".join(filter(None, (said, *_doubts(row)))) or "unconfirmed"


def _doubts(row: Bindings) -> tuple[str, ...]:
    doubtful = row["certainty"] in ("probable", "possible")
    return "expected" if row["future"] == "true" else "", row["certainty"] if doubtful else ""
