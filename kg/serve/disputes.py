"""Snapshot -> disputes: contents that some affirm and others deny, each with all voices on both sides."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.serve.claims import claim, in_order
from kg.serve.edges import edge
from kg.serve.facts import MERGED, entity_iri, local, node_iri, properties, subjects
from kg.serve.pages import page_of
from kg.serve.parameters import Disputes
from kg.serve.records import ClaimItem, Dispute, Edge, Page, Voice
from kg.serve.snapshot import Snapshot
from kg.terms import term, text

type Triple = tuple[str, str, str]

_UNDATED = "9999"


def listing(snapshot: Snapshot, asked: Disputes) -> Page[Dispute]:
    """The disputes, those with most voices first."""
    if asked.about:
        snapshot.known(asked.about)
    return page_of(disputes(snapshot, asked.about), asked.limit, asked.cursor)


@functools.lru_cache(maxsize=64)
def disputes(snapshot: Snapshot, about: str | None) -> tuple[Dispute, ...]:
    """All disputes, or those about one entity."""
    denials = list(_denials(snapshot))
    relations = [node for node in denials if "predicate" in properties(snapshot.dataset, node)]
    found = (*_of_relations(snapshot, relations, about), *_of_claims(snapshot, denials, about))
    return tuple(sorted(found, key=lambda each: (-len(each.affirmed) - len(each.denied), each.content)))


def _denials(snapshot: Snapshot) -> Iterator[str]:
    """All that is negative."""
    for quad in snapshot.dataset.quads_for_pattern(None, term("kg:polarity"), text("negative"), MERGED):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _of_relations(snapshot: Snapshot, denials: Iterable[str], about: str | None) -> Iterator[Dispute]:
    """Edges that one side affirms and one denies."""
    denied: dict[Triple, list[Edge]] = {}
    for made in filter(None, (edge(snapshot, node) for node in sorted(denials))):
        key = made.subject.id or "", made.predicate, made.object.id or ""
        if about is None or about in (key[0], key[2]):
            denied.setdefault(key, []).append(made)
    for key in sorted(denied):
        affirmed = [made for made in _same_edge(snapshot, key) if made.polarity == "positive"]
        if affirmed:
            no = denied[key]
            content = f"{no[0].subject.name} {no[0].name} {no[0].object.name}"
            yield Dispute(content, _voices(map(_edge_voice, affirmed)), _voices(map(_edge_voice, no)))


def _same_edge(snapshot: Snapshot, key: Triple) -> Iterator[Edge]:
    source, predicate, target = key
    for node in sorted(subjects(snapshot.dataset, "rdf:subject", entity_iri(source))):
        found = properties(snapshot.dataset, node)
        if entity_iri(target) in found.get("object", ()) and local(found["predicate"][0]) == predicate:
            made = edge(snapshot, node)
            if made is not None:
                yield made


def _of_claims(snapshot: Snapshot, denials: Iterable[str], about: str | None) -> Iterator[Dispute]:
    """Claims that contradict each other without a relation of the ontology in them."""
    denied: dict[str, list[ClaimItem]] = {}
    for said in in_order(snapshot, denials):
        if not any(each.startswith("relation/") for each in said.contains):
            for other in said.contradicts:
                denied.setdefault(other, []).append(said)
    for other in sorted(denied):
        yes = claim(snapshot, node_iri(other))
        no = denied[other]
        if yes is not None and (about is None or _speaks_of(about, (yes, *no))):
            voices = _voices(map(_claim_voice, (yes, *_repeating(snapshot, yes))))
            yield Dispute(yes.content, voices, _voices(map(_claim_voice, no)))


def _repeating(snapshot: Snapshot, said: ClaimItem) -> list[ClaimItem]:
    return in_order(snapshot, subjects(snapshot.dataset, "kg:repeats", node_iri(said.id)))


def _speaks_of(about: str, claims: Iterable[ClaimItem]) -> bool:
    return any(about == entity.id for said in claims for entity in said.about)


def _edge_voice(made: Edge) -> Voice:
    if made.article is None:
        raise ValueError(f"{made.id} stands in no article")
    return Voice(made.id, made.speaker, None, made.certainty, made.quote, made.article)


def _claim_voice(said: ClaimItem) -> Voice:
    return Voice(said.id, said.speaker, said.act, said.certainty, said.quote, said.article)


def _voices(found: Iterable[Voice]) -> tuple[Voice, ...]:
    """By date of publication, each once."""
    voices = {voice.id: voice for voice in found}
    return tuple(sorted(voices.values(), key=lambda voice: (voice.article.published or _UNDATED, voice.id)))
