"""Snapshot -> what the API says of entities: search, card, edges, articles."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.network import SEPARATOR, readable
from kg.serve.edges import edges_of, passes, published_within
from kg.serve.facts import MERGED, article_iri, entity_iri, first, is_true, properties, short, subjects, values
from kg.serve.names import Match
from kg.serve.pages import page_of
from kg.serve.parameters import Published, PublishedPages, Relations, Search
from kg.serve.records import (
    Edge,
    Edges,
    EntityCard,
    Group,
    Hit,
    Identifier,
    Named,
    Page,
    Place,
    Publication,
    Role,
)
from kg.serve.snapshot import Snapshot
from kg.terms import term

_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")


def search(snapshot: Snapshot, asked: Search) -> Page[Hit]:
    """Entities whose name or alias fits."""
    found = snapshot.names().search(asked.query)
    if asked.type:
        found = [match for match in found if not {match.known.type, *match.known.types}.isdisjoint(asked.type)]
    if asked.since or asked.until or asked.source:
        among = mentioned(snapshot, asked.since, asked.until, asked.source)
        found = [match for match in found if match.known.id in among]
    return _hits(page_of(found, asked.limit, asked.cursor))


@functools.lru_cache(maxsize=16)
def mentioned(snapshot: Snapshot, since: str | None, until: str | None, source: tuple[str, ...]) -> frozenset[str]:
    """The entities that articles of a time and source mention, by id."""
    asked = Published(since=since, until=until, source=source)
    articles = (article_iri(each.id) for each in snapshot.articles() if published_within(each, asked))
    found = (subjects(snapshot.dataset, "kg:mentionedIn", article) for article in articles)
    return frozenset(short(iri) for iris in found for iri in iris)


def _hits(matches: Page[Match]) -> Page[Hit]:
    return Page(tuple(_hit(match) for match in matches.items), matches.total, matches.next)


def _hit(match: Match) -> Hit:
    known = match.known
    return Hit(known.id, known.name, known.type, match.name, match.score, known.mentions, known.articles)


def card(snapshot: Snapshot, identifier: str) -> EntityCard:
    """Who or what an entity is."""
    known = snapshot.known(identifier)
    iri = entity_iri(identifier)
    found = properties(snapshot.dataset, iri)
    edges = edges_of(snapshot, identifier)
    dates = sorted(article.published for article in snapshot.mentioned_in(identifier) if article.published)
    return EntityCard(
        id=identifier,
        iri=iri,
        name=known.name,
        type=known.type,
        types=tuple(_types(snapshot, known.types, known.type)),
        aliases=tuple(found.get("altLabel", ())),
        named=is_true(found, "named"),
        mentions=known.mentions,
        articles=known.articles,
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        roles=tuple(_roles(edges, identifier)),
        links=tuple(_links(snapshot, iri)),
        place=_place(snapshot, first(found, "hasGeometry")),
        edges=len(edges),
        claims_by=_count(snapshot, "kg:speaker", iri),
        claims_about=_count(snapshot, "kg:about", iri),
    )


def _types(snapshot: Snapshot, names: tuple[str, ...], coarse: str) -> Iterator[Named]:
    """The classes of an entity, the coarse one first."""
    for name in sorted(set(names) - {"Entity"}, key=lambda name: (name != coarse, name)):
        known = snapshot.ontology.classes.get(name)
        yield Named(name, known.label if known and known.label else readable(name), 1)


def _roles(edges: Iterable[Edge], identifier: str) -> Iterator[Role]:
    seen: set[tuple[str, str | None]] = set()
    for edge in edges:
        for role in edge.role.split(SEPARATOR) if edge.role and edge.subject.id == identifier else ():
            if (role, edge.object.id) not in seen:
                seen.add((role, edge.object.id))
                yield Role(role, edge.object, edge.former, edge.asserted, edge.id)


def _links(snapshot: Snapshot, iri: str) -> Iterator[Identifier]:
    node = ox.NamedNode(iri)
    for predicate in ("owl:sameAs", "skos:closeMatch"):
        quads = snapshot.dataset.quads_for_pattern(node, term(predicate), None, MERGED)
        for value in sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)):
            yield Identifier(value, predicate == "owl:sameAs")


def _place(snapshot: Snapshot, geometry: str) -> Place | None:
    """Where a point of GeoSPARQL is: "POINT(longitude latitude)"."""
    point = first(properties(snapshot.dataset, geometry), "asWKT") if geometry else ""
    found = _POINT.fullmatch(point)
    return Place(latitude=float(found[2]), longitude=float(found[1])) if found else None


def _count(snapshot: Snapshot, predicate: str, iri: str) -> int:
    """How many claims there are of an entity: of all that is said of one, only claims have contents."""
    contents = (values(snapshot.dataset, node, "kg:content") for node in subjects(snapshot.dataset, predicate, iri))
    return sum(any(found) for found in contents)


def relations(snapshot: Snapshot, identifier: str, asked: Relations) -> Edges:
    """An entity's edges, in groups."""
    snapshot.known(identifier)
    found = [edge for edge in edges_of(snapshot, identifier) if passes(edge, asked) and _ends_at(edge, asked.other)]
    page = page_of(found, asked.limit, asked.cursor)
    return Edges(_groups(found, identifier), page.items, page.total, page.next)


def _ends_at(edge: Edge, other: str | None) -> bool:
    return other is None or other in (edge.subject.id, edge.object.id)


def _groups(edges: list[Edge], identifier: str) -> tuple[Group, ...]:
    counts = Counter((edge.kind, edge.predicate, edge.subject.id == identifier) for edge in edges)
    names = {edge.predicate: edge.name for edge in reversed(edges)}
    return tuple(
        Group(kind, predicate, names[predicate], outgoing, count)
        for (kind, predicate, outgoing), count in counts.items()
    )


def articles_of(snapshot: Snapshot, identifier: str, asked: PublishedPages) -> Page[Publication]:
    """The articles that mention an entity, the latest first."""
    snapshot.known(identifier)
    by_id = sorted(snapshot.mentioned_in(identifier), key=lambda article: article.id)
    latest = sorted(by_id, key=lambda article: article.published or "", reverse=True)
    found = [article for article in latest if published_within(article, asked)]
    return page_of(found, asked.limit, asked.cursor)
