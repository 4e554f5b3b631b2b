"""Snapshot + entities -> Edges: relations, open statements and inferences, those that say the same taken as one.

An edge is made as `kg.network` makes those of GraphML, but of what the store says, for as many entities as are asked
for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast, get_args

import pyoxigraph as ox

from kg.network import SEPARATOR, Kind, readable
from kg.serve.facts import MERGED, Properties, entity_iri, first, is_true, local, optional, properties, short, subjects
from kg.serve.parameters import Filters, Published
from kg.serve.records import CanvasEdge, Edge, Publication, Ref
from kg.serve.snapshot import Snapshot
from kg.terms import INFERRED

KINDS: tuple[Kind, ...] = get_args(Kind.__value__)

_REMEMBERED = 64  # entities whose edges are kept for the next page or filter
_CLASSES = {"RelationStatement": "relation", "OpenStatement": "open", "Inference": "inferred"}

_BETWEEN = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?node
WHERE {{
  VALUES ?start {{ {starts} }}
  VALUES ?end {{ {ends} }}
  ?node rdf:subject ?start ;
    rdf:object ?end .
}}
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """What one node says, before those that say the same are joined."""

    edge: Edge
    order: tuple[bool, str, str]


@functools.lru_cache(maxsize=_REMEMBERED)
def edges_of(snapshot: Snapshot, identifier: str) -> tuple[Edge, ...]:
    """All edges that begin or end at an entity, in the order of a page: by kind, wording, direction and other end."""
    iri = entity_iri(identifier)
    nodes = {node for side in ("rdf:subject", "rdf:object") for node in _nodes(snapshot, side, iri)}
    return tuple(sorted(join(snapshot, nodes), key=lambda edge: _place(edge, identifier)))


def edges_between(snapshot: Snapshot, starts: Iterable[str], ends: set[str]) -> list[Edge]:
    """All edges from any of `starts` to any of `ends`, given by id."""
    text = _BETWEEN.format(starts=_listed(starts), ends=_listed(ends))
    found = snapshot.dataset.query(text, default_graph=[MERGED, INFERRED])
    return join(snapshot, {row["node"].value for row in cast(ox.QuerySolutions, found)})


def _listed(identifiers: Iterable[str]) -> str:
    return " ".join(f"<{entity_iri(each)}>" for each in identifiers)


def edge(snapshot: Snapshot, iri: str) -> Edge | None:
    """What one node says, by itself; None if it is no edge."""
    line = _line(snapshot, iri)
    return line.edge if line else None


def join(snapshot: Snapshot, nodes: Iterable[str]) -> list[Edge]:
    """The edges that nodes make, those of the same wording, speaker and certainty as one that quotes the earliest."""
    same: dict[tuple[object, ...], list[_Line]] = {}
    for line in filter(None, (_line(snapshot, node) for node in nodes)):
        same.setdefault(_key(line.edge), []).append(line)
    return [_joined(sorted(lines, key=lambda line: line.order)) for lines in same.values()]


def passes(edge: Edge, filters: Filters) -> bool:
    """Whether an edge is among those asked for."""
    return (
        (not filters.kind or edge.kind in filters.kind)
        and (not filters.predicate or edge.predicate in filters.predicate)
        and (not filters.certainty or edge.certainty in filters.certainty)
        and (not filters.polarity or edge.polarity in filters.polarity)
        and published_within(edge.article, filters)
    )


def published_within(article: Publication | None, filters: Published) -> bool:
    """Whether an article is of a time and source asked for; nothing published is of none."""
    if filters.source and (article is None or article.source not in filters.source):
        return False
    if not filters.since and not filters.until:
        return True
    published = (article.published if article else None) or ""
    since, until = filters.since or "", filters.until or "9999"
    return bool(published) and published[: len(since)] >= since and published[: len(until)] <= until


def on_canvas(edge: Edge) -> CanvasEdge:
    """What a canvas needs of an edge between two entities."""
    return CanvasEdge(
        id=edge.id,
        source=edge.subject.id or "",
        target=edge.object.id or "",
        kind=edge.kind,
        predicate=edge.predicate,
        name=edge.name,
        label=edge.label,
        speaker=edge.speaker.name if edge.speaker else None,
        certainty=edge.certainty,
        polarity=edge.polarity,
        future=edge.future,
        former=edge.former,
        date=edge.article.published if edge.article else None,
        publisher=edge.article.source if edge.article else None,
        articles=edge.articles,
    )


def _nodes(snapshot: Snapshot, side: str, iri: str) -> Iterator[str]:
    yield from subjects(snapshot.dataset, side, iri)
    yield from subjects(snapshot.dataset, side, iri, INFERRED)


def _facts(snapshot: Snapshot, node: str) -> Properties:
    return properties(snapshot.dataset, node) or properties(snapshot.dataset, node, INFERRED)


def _line(snapshot: Snapshot, node: str) -> _Line | None:
    facts = _facts(snapshot, node)
    kind = next((_CLASSES[local(name)] for name in facts.get("type", ()) if local(name) in _CLASSES), None)
    if kind is None:
        return None
    made = _inferred(snapshot, node, facts) if kind == "inferred" else _said(snapshot, node, facts, kind)
    published = (made.article.published if made.article else None) or ""
    return _Line(made, (not published, published, made.id))


def _said(snapshot: Snapshot, node: str, facts: Properties, kind: str) -> Edge:
    """A relation or an open statement, which takes what it has no word for from the claim that it stands in."""
    is_open, asserted = kind == "open", is_true(facts, "asserted")
    claim = _claim(snapshot, node) if is_open else facts
    speaker = snapshot.optional_ref(first(claim, "speaker"))
    predicate_iri = first(facts, "predicate")
    name = first(facts, "wording") if is_open else readable(local(predicate_iri))
    made = Edge(
        id=short(node),
        kind="open" if is_open else "asserted" if asserted else "claim",
        predicate=local(predicate_iri),
        predicate_iri=predicate_iri,
        name=name,
        label="",
        subject=_end(snapshot, facts, "subject"),
        object=_end(snapshot, facts, "object"),
        speaker=speaker,
        certainty=first(claim, "certainty") or ("certain" if asserted else "underspecified"),
        polarity=first(claim, "polarity") or "positive",
        future=is_true(claim, "future"),
        former=is_true(facts, "former"),
        asserted=asserted,
        role=optional(facts, "role"),
        time=optional(facts, "time"),
        quote=first(facts, "quote"),
        article=snapshot.publication(first(facts, "article")),
        articles=1,
        grounds=(),
    )
    return replace(made, label=_label(made))


def _inferred(snapshot: Snapshot, node: str, facts: Properties) -> Edge:
    predicate_iri = first(facts, "predicate")
    name = readable(local(predicate_iri))
    return Edge(
        id=short(node),
        kind="inferred",
        predicate=local(predicate_iri),
        predicate_iri=predicate_iri,
        name=name,
        label=f"{name} (inferred)",
        subject=_end(snapshot, facts, "subject"),
        object=_end(snapshot, facts, "object"),
        speaker=None,
        certainty="certain",
        polarity="positive",
        future=False,
        former=False,
        asserted=False,
        role=None,
        time=None,
        quote=first(facts, "rule"),
        article=None,
        articles=0,
        grounds=(),
    )


def _claim(snapshot: Snapshot, node: str) -> Properties:
    """The claim in whose content an open statement stands."""
    claims = sorted(subjects(snapshot.dataset, "kg:contains", node))
    return properties(snapshot.dataset, claims[0]) if claims else {}


def _end(snapshot: Snapshot, facts: Properties, side: str) -> Ref:
    """An argument: an entity, or the words that stand for none."""
    iri = first(facts, side)
    if iri and snapshot.entity(short(iri)):
        return snapshot.ref(iri)
    return Ref(None, first(facts, f"{side}Text") or iri, "")


def _label(edge: Edge) -> str:
    """Safe to read alone, as labels of `kg.network`."""
    marks = (
        "formerly" if edge.former else "",
        "not" if edge.polarity == "negative" else "",
        edge.name,
        "(future)" if edge.future else "",
        "" if edge.asserted else f"(says {edge.speaker.name})" if edge.speaker else "(unconfirmed)",
    )
    return " ".join(mark for mark in marks if mark)


def _key(edge: Edge) -> tuple[object, ...]:
    speaker = edge.speaker.id if edge.speaker else ""
    said = (edge.certainty, edge.polarity, edge.future, edge.former, edge.asserted)
    return edge.subject, edge.object, edge.kind, edge.predicate, speaker, *said


def _joined(same: list[_Line]) -> Edge:
    edges = [line.edge for line in same]
    return replace(
        edges[0],
        role=SEPARATOR.join(dict.fromkeys(each.role for each in edges if each.role)) or None,
        time=next((each.time for each in edges if each.time), None),
        articles=len({each.article.id for each in edges if each.article}),
        grounds=tuple(each.id for each in edges),
    )


def _place(edge: Edge, identifier: str) -> tuple[object, ...]:
    outgoing = edge.subject.id == identifier
    other = edge.object if outgoing else edge.subject
    return KINDS.index(edge.kind), edge.name, not outgoing, other.name, edge.id
