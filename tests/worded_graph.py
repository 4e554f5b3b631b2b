"""Graphs made of edges for tests of inference and contradiction: each edge a sentence, each article a list of edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.graph import Graph
from kg.model import Article, Chain, Edge, Entity, Evidence, Extraction, Mention, Relation


def graph_of(articles: Sequence[Iterable[Edge | Relation]], classes: Mapping[str, tuple[str, ...]]) -> Graph:
    """A graph in which every name is an entity of its own, of the given classes, the coarse one first."""
    extractions = tuple(extraction_of(f"a{number}", edges, classes) for number, edges in enumerate(articles, start=1))
    members: dict[str, list[str]] = {}
    for extraction in extractions:
        for chain in extraction.chains:
            members.setdefault(chain.id, []).append(f"{extraction.article.id}#{chain.id}")
    entities = (
        Entity(name, classes[name][0], classes[name], name, (), tuple(sorted(found))) for name, found in members.items()
    )
    return Graph(extractions, tuple(entities), version="1.0")


def extraction_of(name: str, edges: Iterable[Edge | Relation], classes: Mapping[str, tuple[str, ...]]) -> Extraction:
    """An article that says each edge in a sentence: an edge as asserted, a relation as it is but for its evidence."""
    text, relations, mentions = "", [], []
    for number, given in enumerate(edges, start=1):
        relation = given if isinstance(given, Relation) else said(*given)
        spans, start = [], len(text)
        for word in (relation.subject, relation.predicate, relation.object):
            spans.append((len(text), len(text) + len(word)))
            text += word + " "
        text = text[:-1] + ". "
        evidence = Evidence(start, len(text) - 1, *spans)
        ends = ((relation.subject, spans[0]), (relation.object, spans[2]))
        mentions += [
            Mention(f"m{len(mentions) + i}", *span, "name", classes[chain][0], chain)
            for i, (chain, span) in enumerate(ends)
        ]
        relations.append(_placed(relation, f"r{number}", evidence))
    chains = tuple(
        Chain(chain, classes[chain][0], classes[chain], chain, (), tuple(m.id for m in mentions if m.chain == chain))
        for chain in sorted({mention.chain for mention in mentions})
    )
    return Extraction(Article(name, text.rstrip()), tuple(mentions), chains, tuple(relations))


def said(subject: str, predicate: str, target: str, score: float = 0.9, **fields: object) -> Relation:
    """A relation that an article asserts, unless `fields` say otherwise."""
    values: dict[str, object] = {"asserted": True, "score": score, **fields}
    return Relation("", subject, predicate, target, Evidence(0, 1, (0, 1), (0, 1), (0, 1)), **values)  # type: ignore[arg-type]


def _placed(relation: Relation, name: str, evidence: Evidence) -> Relation:
    return replace(relation, id=name, evidence=evidence)
