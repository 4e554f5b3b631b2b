"""Snapshot -> claims: who said what, by or about an entity, and what happened to it in order of time."""

from __future__ import annotations

from collections.abc import Iterable

from kg.serve.edges import edges_of, published_within
from kg.serve.facts import Properties, entity_iri, first, is_true, local, optional, properties, short, subjects
from kg.serve.pages import page_of
from kg.serve.parameters import Claims, PublishedPages
from kg.serve.records import ClaimItem, Edge, Event, Page, Stand
from kg.serve.snapshot import Snapshot

_UNDATED = "9999"


def claim(snapshot: Snapshot, iri: str) -> ClaimItem | None:
    """The claim with that IRI; None for anything else."""
    found = properties(snapshot.dataset, iri)
    if "act" not in found:
        return None
    return ClaimItem(
        id=short(iri),
        act=local(first(found, "act")),
        speaker=snapshot.optional_ref(first(found, "speaker")),
        content=first(found, "content"),
        cue=optional(found, "cue"),
        quotation=first(found, "quotation"),
        certainty=first(found, "certainty"),
        polarity=first(found, "polarity"),
        future=is_true(found, "future"),
        source=optional(found, "sourceText"),
        narrator=_stand(found, "narrator"),
        reporter=_stand(found, "parent"),
        about=tuple(snapshot.ref(entity) for entity in found.get("about", ())),
        contains=tuple(map(short, found.get("contains", ()))),
        parent=short(first(found, "parentClaim")) or None,
        repeats=tuple(map(short, found.get("repeats", ()))),
        contradicts=tuple(map(short, found.get("contradicts", ()))),
        claimants=int(first(found, "claimants") or 1),
        quote=first(found, "quote"),
        start=int(first(found, "start")),
        end=int(first(found, "end")),
        article=snapshot.publication(first(found, "article")),
    )


def _stand(found: Properties, side: str) -> Stand | None:
    """How the narrator or the reporter presents the content; None for who takes no stand."""
    certainty = first(found, f"{side}Certainty")
    if certainty in ("", "underspecified"):
        return None
    return Stand(certainty, first(found, f"{side}Polarity"), is_true(found, f"{side}Future"))


def claims_of(snapshot: Snapshot, identifier: str, asked: Claims) -> Page[ClaimItem]:
    """What an entity claims, or what is claimed about it, in the order in which it was published."""
    snapshot.known(identifier)
    predicate = "kg:speaker" if asked.side == "by" else "kg:about"
    nodes = subjects(snapshot.dataset, predicate, entity_iri(identifier))
    found = [each for each in in_order(snapshot, nodes) if _passes(each, asked)]
    return page_of(found, asked.limit, asked.cursor)


def in_order(snapshot: Snapshot, nodes: Iterable[str]) -> list[ClaimItem]:
    """The claims among some nodes, the first published first."""
    found = (claim(snapshot, node) for node in set(nodes))
    return sorted(filter(None, found), key=_published)


def _passes(item: ClaimItem, asked: Claims) -> bool:
    return (
        (not asked.act or item.act in asked.act)
        and (not asked.certainty or item.certainty in asked.certainty)
        and (not asked.polarity or item.polarity in asked.polarity)
        and published_within(item.article, asked)
    )


def _published(item: ClaimItem) -> tuple[str, str, int, str]:
    return item.article.published or _UNDATED, item.article.id, item.start, item.id


def timeline(snapshot: Snapshot, identifier: str, asked: PublishedPages) -> Page[Event]:
    """Asserted edges of an entity and what it claims, by when it happened or else was published; undated ones last."""
    snapshot.known(identifier)
    edges = [edge for edge in edges_of(snapshot, identifier) if edge.kind == "asserted"]
    claims = in_order(snapshot, subjects(snapshot.dataset, "kg:speaker", entity_iri(identifier)))
    events = [*map(_edge_event, edges), *map(_claim_event, claims)]
    found = [event for event in events if published_within((event.edge or event.claim).article, asked)]  # type: ignore[union-attr]
    return page_of(sorted(found, key=_happened), asked.limit, asked.cursor)


def _edge_event(edge: Edge) -> Event:
    return Event(edge.time, edge.article.published if edge.article else None, edge, None)


def _claim_event(item: ClaimItem) -> Event:
    return Event(None, item.article.published, None, item)


def _happened(event: Event) -> tuple[str, str, str]:
    identifier = event.edge.id if event.edge else event.claim.id if event.claim else ""
    return event.date or event.published or _UNDATED, event.published or _UNDATED, identifier
