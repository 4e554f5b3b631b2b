"""Views -> nodes and edges of a property graph: what networkx, GraphML, GEXF, Cytoscape and Neo4j show.

Statements of the same wording by the same speaker make one edge that knows how many articles support it. A label is
safe to read alone: it says when something is denied, claimed by somebody, expected or over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from kg.model import Article, Entity
from kg.ntriples import address_of
from kg.periods import moment_of
from kg.quads import entity_node, open_predicate, relation_property
from kg.terms import clean, encode
from kg.view import InferenceView, RelationView, StatementView, Views

type Kind = Literal["asserted", "claim", "open", "inferred"]
type Value = str | int | bool

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as a node. `first` and `last` are the publication dates of the articles that mention it.

    `dates` are those that articles assert of it ("birth date 1960-05-05"); they are values, and no nodes to link to.
    """

    id: str
    label: str
    type: str
    types: str
    aliases: str
    named: bool
    mentions: int
    articles: int
    first: str
    last: str
    dates: str
    iri: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed edge: all statements of one wording and speaker, the earliest of them quoted.

    `weight` is the number of sources that support it (copies of an article are one); `date` is when the quoted article
    was published and `time` when it says that it happened. An inferred edge has no article: its `quote` is the rule
    that it follows by, its weight 1.
    """

    id: str
    source: str
    target: str
    label: str
    name: str
    predicate: str
    kind: Kind
    certainty: str
    polarity: str
    future: bool
    former: bool
    speaker: str
    role: str
    article: str
    title: str
    date: str
    time: str
    quote: str
    weight: int


def node_id(entity: Entity) -> str:
    """The last part of an entity's IRI; safe in every format."""
    return encode(entity.id)


def make_node(
    entity: Entity, mentions: int, articles: Iterable[Article], edges: Iterable[tuple[str, Entity]] = ()
) -> Node:
    """An entity with its number of mentions, the articles that mention it, and the times among its plain edges."""
    sources = tuple(articles)
    dates = sorted(article.published for article in sources if article.published)
    return Node(
        id=node_id(entity),
        label=clean(entity.name),
        type=entity.type,
        types=SEPARATOR.join(dict.fromkeys((*entity.types, entity.type))),
        aliases=clean(SEPARATOR.join(sorted(alias for alias in entity.aliases if alias != entity.name))),
        named=entity.named,
        mentions=mentions,
        articles=len(sources),
        first=clean(dates[0]) if dates else "",
        last=clean(dates[-1]) if dates else "",
        dates=SEPARATOR.join(f"{readable(name)} {value}" for name, end in edges if (value := moment_of(end.id))),
        iri=address_of(entity_node(entity)),
    )


@dataclass(frozen=True, slots=True)
class Sighting:
    """One statement as the edge that it would make alone. Those of equal `key` make one edge, the first by `order`.

    `source` is the article, or the first of which it is a copy.
    """

    key: tuple[str, ...]
    order: tuple[bool, str, str]
    edge: Edge
    source: str = ""
    role: str = ""


def sightings(found: Views, originals: Mapping[str, str] = MappingProxyType({})) -> Iterator[Sighting]:
    """What the relations and open statements of one article make. `originals` has the articles that are copies."""
    article = found.extraction.article.id
    source = originals.get(article, article)
    for relation in found.relations:
        if relation.relation.value:
            continue
        edge, role = _relation_edge(relation), relation.relation.role or ""
        yield Sighting(_relation_key(relation), _by_date(relation), edge, source, role)
    for statement in found.statements:
        if linked := ends(statement):
            yield Sighting(
                _statement_key(statement, linked), _by_date(statement), _statement_edge(statement, linked), source
            )


def inferred_sighting(view: InferenceView) -> Sighting:
    """What an inference makes."""
    return Sighting(_inference_key(view), (True, "", view.iri), _inferred_edge(view))


def merge_sightings(ordered: Iterable[Sighting]) -> Iterator[Edge]:
    """The edges, in order of source, target and wording, of sightings in order of key and `order`."""
    for _, same in itertools.groupby(ordered, lambda sighting: sighting.key):
        yield _merged(same)


def make_edges(
    found: Iterable[Views],
    inferred: Iterable[InferenceView] = (),
    originals: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Edge]:
    """All edges, in order of source, target and wording. `originals` has the articles that are copies, by id."""
    seen = [sighting for views in found for sighting in sightings(views, originals)]
    seen.extend(map(inferred_sighting, inferred))
    return merge_sightings(sorted(seen, key=lambda sighting: (sighting.key, sighting.order)))


def _merged(same: Iterator[Sighting]) -> Edge:
    """The first edge, with the roles, the time and the number of sources of all."""
    first = next(same)
    roles, sources, time = {first.role: None}, {first.source}, first.edge.time
    for other in same:
        roles.setdefault(other.role)
        sources.add(other.source)
        time = time or other.edge.time
    role = clean(SEPARATOR.join(filter(None, roles)))
    return replace(first.edge, role=role, time=time, weight=len(sources))


def ends(view: StatementView) -> tuple[Entity, Entity] | None:
    """The two entities that an open statement links, None when it does not."""
    match view.arguments:
        case (Entity() as subject, Entity() as object_, *_) if subject.id != object_.id:
            return subject, object_
    return None


def readable(name: str) -> str:
    """The local name of a property in words: "spokespersonOf" -> "spokesperson of"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _by_date(view: RelationView | StatementView) -> tuple[bool, str, str]:
    return not view.article.published, view.article.published or "", view.iri


def _relation_key(view: RelationView) -> tuple[str, ...]:
    relation = view.relation
    factuality = (relation.certainty, relation.polarity, str(relation.future), str(relation.former))
    speaker = view.speaker.id if view.speaker else ""
    kind = "asserted" if view.asserted else "claim"
    return view.subject.id, view.object.id, kind, view.predicate, speaker, *factuality


def _statement_key(view: StatementView, linked: tuple[Entity, Entity]) -> tuple[str, ...]:
    said = (str(view.asserted), view.speaker.id if view.speaker else "", _statement_polarity(view))
    return linked[0].id, linked[1].id, "open", view.statement.lemma, *said


def _inference_key(view: InferenceView) -> tuple[str, ...]:
    return view.subject.id, view.object.id, "inferred", view.predicate


def _relation_edge(view: RelationView) -> Edge:
    relation = view.relation
    speaker = clean(view.speaker.name) if view.speaker else ""
    return Edge(
        id=view.iri,
        source=node_id(view.subject),
        target=node_id(view.object),
        label=_relation_label(view, speaker),
        name=readable(view.predicate),
        predicate=address_of(relation_property(view.predicate)),
        kind="asserted" if view.asserted else "claim",
        certainty=relation.certainty,
        polarity=relation.polarity,
        future=relation.future,
        former=relation.former,
        speaker=speaker,
        role=clean(relation.role or ""),
        article=view.article.id,
        title=clean(view.article.title or ""),
        date=clean(view.article.published or ""),
        time=clean(relation.time or ""),
        quote=clean(view.quote),
        weight=1,
    )


def _relation_label(view: RelationView, speaker: str) -> str:
    relation = view.relation
    marks = (
        "formerly" if relation.former else "",
        "not" if relation.polarity == "negative" else "",
        readable(view.predicate),
        "(future)" if relation.future else "",
        "" if view.asserted else _reservation(speaker),
    )
    return " ".join(mark for mark in marks if mark)


def _reservation(speaker: str) -> str:
    return f"(says {speaker})" if speaker else "(unconfirmed)"


def _statement_edge(view: StatementView, linked: tuple[Entity, Entity]) -> Edge:
    speaker = clean(view.speaker.name) if view.speaker else ""
    polarity = _statement_polarity(view)
    words = clean(view.statement.predicate)
    return Edge(
        id=view.iri,
        source=node_id(linked[0]),
        target=node_id(linked[1]),
        label=_statement_label(view, words, speaker),
        name=words,
        predicate=address_of(open_predicate(view.statement.lemma)),
        kind="open",
        certainty="certain" if view.asserted else "underspecified",
        polarity=polarity,
        future=view.claim.future if view.claim else False,
        former=False,
        speaker=speaker,
        role="",
        article=view.article.id,
        title=clean(view.article.title or ""),
        date=clean(view.article.published or ""),
        time="",
        quote=clean(view.quote),
        weight=1,
    )


def _inferred_edge(view: InferenceView) -> Edge:
    name = readable(view.predicate)
    return Edge(
        id=view.iri,
        source=node_id(view.subject),
        target=node_id(view.object),
        label=f"{name} (inferred)",
        name=name,
        predicate=address_of(relation_property(view.predicate)),
        kind="inferred",
        certainty="certain",
        polarity="positive",
        future=False,
        former=False,
        speaker="",
        role="",
        article="",
        title="",
        date="",
        time="",
        quote=clean(view.inference.rule),
        weight=1,
    )


def _statement_label(view: StatementView, words: str, speaker: str) -> str:
    denied = "not " if _statement_polarity(view) == "negative" else ""
    return denied + words if view.asserted else f"{denied}{words} {_reservation(speaker)}"


def _statement_polarity(view: StatementView) -> str:
    return view.claim.polarity if view.claim else "positive"
