"""Views -> nodes and edges of a property graph: what networkx, GraphML, GEXF, Cytoscape and Neo4j show.

Statements of the same wording by the same speaker make one edge that knows how many articles support it. A label is
safe to read alone: it says when something is denied, claimed by somebody, expected or over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kg.model import Article, Entity
from kg.quads import entity_node, open_predicate, relation_property
from kg.terms import clean, encode
from kg.view import InferenceView, RelationView, StatementView, Views

type Kind = Literal["asserted", "claim", "open", "inferred"]
type Value = str | int | bool

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as a node. `first` and `last` are the publication dates of the articles that mention it."""

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


def make_node(entity: Entity, mentions: int, articles: Iterable[Article]) -> Node:
    """An entity with its number of mentions and the articles that mention it."""
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
        iri=entity_node(entity).value,
    )


def make_edges(
    found: Iterable[Views],
    inferred: Iterable[InferenceView] = (),
    originals: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Edge]:
    """All edges, in order of source, target and wording. `originals` has the articles that are copies, by id."""
    inferences = {_inference_key(view): view for view in inferred}
    relations: dict[tuple[str, ...], list[RelationView]] = defaultdict(list)
    statements: dict[tuple[str, ...], list[StatementView]] = defaultdict(list)
    for views in found:
        for relation in views.relations:
            relations[_relation_key(relation)].append(relation)
        for statement in views.statements:
            if ends(statement):
                statements[_statement_key(statement)].append(statement)
    for key in sorted({*relations, *statements, *inferences}):
        if key in inferences:
            yield _inferred_edge(inferences[key])
        elif key in relations:
            yield _relation_edge(sorted(relations[key], key=_by_date), originals)
        else:
            yield _statement_edge(sorted(statements[key], key=_by_date), originals)


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


def _statement_key(view: StatementView) -> tuple[str, ...]:
    linked = ends(view)
    subject, object_ = linked if linked else ("", "")
    said = (str(view.asserted), view.speaker.id if view.speaker else "", _statement_polarity(view))
    return _id(subject), _id(object_), "open", view.statement.lemma, *said


def _inference_key(view: InferenceView) -> tuple[str, ...]:
    return view.subject.id, view.object.id, "inferred", view.predicate


def _id(entity: Entity | str) -> str:
    return entity.id if isinstance(entity, Entity) else entity


def _relation_edge(same: list[RelationView], originals: Mapping[str, str]) -> Edge:
    first = same[0]
    relation = first.relation
    speaker = clean(first.speaker.name) if first.speaker else ""
    roles = dict.fromkeys(view.relation.role for view in same if view.relation.role)
    return Edge(
        id=first.iri,
        source=node_id(first.subject),
        target=node_id(first.object),
        label=_relation_label(first, speaker),
        name=readable(first.predicate),
        predicate=relation_property(first.predicate).value,
        kind="asserted" if first.asserted else "claim",
        certainty=relation.certainty,
        polarity=relation.polarity,
        future=relation.future,
        former=relation.former,
        speaker=speaker,
        role=clean(SEPARATOR.join(roles)),
        article=first.article.id,
        title=clean(first.article.title or ""),
        date=clean(first.article.published or ""),
        time=clean(next((view.relation.time for view in same if view.relation.time), "")),
        quote=clean(first.quote),
        weight=_sources(same, originals),
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


def _statement_edge(same: list[StatementView], originals: Mapping[str, str]) -> Edge:
    first = same[0]
    linked = ends(first)
    if linked is None:
        raise ValueError(f"{first.iri} links no two entities")
    speaker = clean(first.speaker.name) if first.speaker else ""
    polarity = _statement_polarity(first)
    words = clean(first.statement.predicate)
    return Edge(
        id=first.iri,
        source=node_id(linked[0]),
        target=node_id(linked[1]),
        label=_statement_label(first, words, speaker),
        name=words,
        predicate=open_predicate(first.statement.lemma).value,
        kind="open",
        certainty="certain" if first.asserted else "underspecified",
        polarity=polarity,
        future=first.claim.future if first.claim else False,
        former=False,
        speaker=speaker,
        role="",
        article=first.article.id,
        title=clean(first.article.title or ""),
        date=clean(first.article.published or ""),
        time="",
        quote=clean(first.quote),
        weight=_sources(same, originals),
    )


def _sources(same: Iterable[RelationView | StatementView], originals: Mapping[str, str]) -> int:
    """How many sources say it; all copies of an article are one."""
    return len({originals.get(view.article.id, view.article.id) for view in same})


def _inferred_edge(view: InferenceView) -> Edge:
    name = readable(view.predicate)
    return Edge(
        id=view.iri,
        source=node_id(view.subject),
        target=node_id(view.object),
        label=f"{name} (inferred)",
        name=name,
        predicate=relation_property(view.predicate).value,
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
