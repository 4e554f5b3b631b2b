"""A graph with all that a server shows: two articles made by hand, a dispute, a chain of edges, and inferences."""

from __future__ import annotations

from dataclasses import replace

import sample_graph

from kg.graph import Graph
from kg.infer import infer
from kg.model import Claim, Entity, Extraction, Relation
from kg.ontology import load
from tests.worded_graph import extraction_of, said

CLASSES = {
    "Ada Berg": ("Person",),
    "Ivo Lund": ("Person",),
    "Kirn Rail": ("Organization", "Company"),
    "Lule Port": ("Organization", "Company"),
    "Bergen": ("City",),
    "Oslo": ("City",),
    "Norway": ("Country",),
}


def served() -> Graph:
    """Articles a1 to a6."""
    sample = sample_graph.sample()
    extra = (
        _article("a3", "2024-02-01", said("Ada Berg", "leads", "Kirn Rail"), said("Kirn Rail", "owns", "Lule Port")),
        _article("a4", "2024-02-02", said("Lule Port", "basedIn", "Bergen"), said("Bergen", "locatedIn", "Norway")),
        _claimed("a5", "2024-03-01", "Ada Berg", "positive", "Saying"),
        _claimed("a6", "2024-03-02", "Ivo Lund", "negative", "Denial"),
    )
    graph = Graph((*sample.extractions, *extra), (*sample.entities, *_entities(extra)), sample.decisions, "1.0")
    return infer(graph, load())


def _article(name: str, published: str, *relations: Relation) -> Extraction:
    found = extraction_of(name, relations, CLASSES)
    article = replace(found.article, title=f"Report {name}", published=published, source="The Nordic Wire")
    return replace(found, article=article)


def _claimed(name: str, published: str, speaker: str, polarity: str, act: str) -> Extraction:
    """An article in which somebody says or denies that Kirn Rail pays Ivo Lund."""
    edge = said("Kirn Rail", "bribes", "Ivo Lund", asserted=False, speaker=speaker, polarity=polarity)
    found = _article(name, published, edge, said(speaker, "visits", "Oslo"))
    span = (found.relations[0].evidence.start, found.relations[0].evidence.end)
    source = found.relations[1].evidence.subject
    claim = Claim(
        "q1",
        speaker,
        (source,),
        (),
        (span,),
        "indirect",
        act,
        polarity=polarity,  # type: ignore[arg-type]
        relations=("r1",),
        about=("Kirn Rail", "Ivo Lund"),
    )
    return replace(found, claims=(claim,))


def _entities(extractions: tuple[Extraction, ...]) -> tuple[Entity, ...]:
    members: dict[str, list[str]] = {}
    for extraction in extractions:
        for chain in extraction.chains:
            members.setdefault(chain.name, []).append(f"{extraction.article.id}#{chain.id}")
    return tuple(
        Entity(name.lower().replace(" ", "-"), CLASSES[name][0], CLASSES[name], name, (), tuple(sorted(found)))
        for name, found in sorted(members.items())
    )
