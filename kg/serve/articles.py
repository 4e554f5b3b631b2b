"""Snapshot -> articles: the list, and one with all that was found in it at its places in the text."""

from __future__ import annotations

import functools
import re

import pyoxigraph as ox

from kg.explain import Mark
from kg.serve.claims import claim
from kg.serve.edges import edge, published_within
from kg.serve.facts import Properties, article_iri, first, optional, properties, subjects
from kg.serve.names import simplified
from kg.serve.pages import page_of
from kg.serve.parameters import Articles
from kg.serve.records import ArticlePage, MentionItem, Page, Publication, Ref, Said
from kg.serve.snapshot import Snapshot
from kg.terms import PREFIXES, RESOLUTION

_SPAN = re.compile(r"#char=(\d+),(\d+)$")
_PARTS = {
    "subjectSpan": "subject",
    "objectSpan": "object",
    "sourceSpan": "source",
    "cueSpan": "cue",
    "contentSpan": "content",
    "argumentSpan": "argument",
}


def listing(snapshot: Snapshot, asked: Articles) -> Page[Publication]:
    """The articles, the latest first."""
    wanted = simplified(asked.query)
    found = [each for each in snapshot.articles() if wanted in simplified(each.title) and published_within(each, asked)]
    return page_of(found, asked.limit, asked.cursor)


@functools.lru_cache(maxsize=64)
def article(snapshot: Snapshot, identifier: str) -> ArticlePage:
    """An article with its text."""
    publication = snapshot.article(identifier)
    iri = article_iri(identifier)
    found = properties(snapshot.dataset, iri)
    text = snapshot.text(publication.id)
    said = _said(snapshot, iri, text)
    return ArticlePage(
        article=publication,
        iri=iri,
        authors=tuple(found.get("author", ())),
        language=optional(found, "inLanguage"),
        text=text,
        mentions=_mentions(snapshot, iri),
        claims=tuple(each for each in said if each.claim),
        edges=tuple(each for each in said if each.edge),
    )


def marks_of(snapshot: Snapshot, iri: str, article: str, text: str) -> tuple[Mark, ...]:
    """The stretches of an article that say something, by their part in it."""
    found = properties(snapshot.dataset, iri, ox.NamedNode(article))
    spans = [(part, _span(span)) for name, part in _PARTS.items() for span in found.get(name, ())]
    marks = (Mark(part, start, end, text[start:end]) for part, (start, end) in spans)
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.part)))


def _span(iri: str) -> tuple[int, int]:
    found = _SPAN.search(iri)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _said(snapshot: Snapshot, iri: str, text: str) -> list[Said]:
    """Claims and edges of an article in the order of its text."""
    nodes = sorted(subjects(snapshot.dataset, "kg:article", iri))
    found = (_one_said(snapshot, node, iri, text) for node in nodes)
    return sorted(filter(None, found), key=lambda each: (each.start, each.end))


def _one_said(snapshot: Snapshot, node: str, article: str, text: str) -> Said | None:
    place = properties(snapshot.dataset, node)
    made, said = edge(snapshot, node), claim(snapshot, node)
    if made is None and said is None:
        return None
    marks = marks_of(snapshot, node, article, text)
    return Said(marks, int(first(place, "start")), int(first(place, "end")), made, said)


def _mentions(snapshot: Snapshot, iri: str) -> tuple[MentionItem, ...]:
    graph = ox.NamedNode(iri)
    nodes = subjects(snapshot.dataset, "rdf:type", PREFIXES["kg"] + "Mention", graph)
    found = (_mention(snapshot, properties(snapshot.dataset, node, graph)) for node in nodes)
    return tuple(sorted(found, key=lambda each: (each.start, -each.end, each.kind, each.type)))


def _mention(snapshot: Snapshot, found: Properties) -> MentionItem:
    start, end = _span(first(found, "hasTarget"))
    kind, type_ = first(found, "kind"), first(found, "coarseType").rpartition("#")[2]
    return MentionItem(start, end, kind, type_, _resolved(snapshot, first(found, "hasBody")))


def _resolved(snapshot: Snapshot, local_entity: str) -> Ref | None:
    entity = first(properties(snapshot.dataset, local_entity, RESOLUTION), "resolvedTo")
    return snapshot.optional_ref(entity)
