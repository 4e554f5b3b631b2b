"""Snapshot + the id of something said -> Evidence: the words that say so, marked, and who was taken for whom."""

from __future__ import annotations

from kg.explain import Ground, Identity, explain
from kg.serve.articles import marks_of
from kg.serve.claims import claim
from kg.serve.edges import edge
from kg.serve.facts import first, node_iri, optional, properties, short
from kg.serve.records import Evidence
from kg.serve.snapshot import NotInGraphError, Snapshot
from kg.terms import INFERRED

_CONTEXT = 600  # characters of the article before and after what is quoted


def evidence(snapshot: Snapshot, kind: str, digest: str) -> Evidence:
    """Why a relation, claim, open statement or inference is in the graph."""
    iri = node_iri(f"{kind}/{digest}")
    if kind == "inference":
        return _inference(snapshot, iri)
    made, said = edge(snapshot, iri), claim(snapshot, iri)
    if made is None and said is None:
        raise NotInGraphError(f"no {kind} {digest!r} in this graph")
    found = properties(snapshot.dataset, iri)
    article = first(found, "article")
    publication = snapshot.publication(article)
    text = snapshot.text(publication.id)
    start, end = int(first(found, "start")), int(first(found, "end"))
    score = optional(found, "score")
    return Evidence(
        id=short(iri),
        edge=made,
        claim=said,
        article=publication,
        before=text[max(0, start - _CONTEXT) : start],
        quote=text[start:end],
        after=text[end : end + _CONTEXT],
        start=start,
        end=end,
        marks=marks_of(snapshot, iri, article, text),
        found_by=optional(found, "foundBy"),
        score=float(score) if score else None,
        identities=_identities(snapshot, iri),
        contested_by=tuple(map(short, found.get("contestedBy", ()))),
        rule=None,
        premises=(),
    )


def _identities(snapshot: Snapshot, iri: str) -> tuple[Identity, ...]:
    return next((each.identities for each in explain(snapshot.dataset, iri) if isinstance(each, Ground)), ())


def _inference(snapshot: Snapshot, iri: str) -> Evidence:
    found = properties(snapshot.dataset, iri, INFERRED)
    made = edge(snapshot, iri)
    if made is None:
        raise NotInGraphError(f"no {short(iri)!r} in this graph")
    return Evidence(
        id=made.id,
        edge=made,
        claim=None,
        article=None,
        before="",
        quote="",
        after="",
        start=0,
        end=0,
        marks=(),
        found_by=None,
        score=None,
        identities=(),
        contested_by=(),
        rule=first(found, "rule"),
        premises=tuple(map(short, found.get("wasDerivedFrom", ()))),
    )
