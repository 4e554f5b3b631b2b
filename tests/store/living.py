"""How the tests of living stores change them and compare them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.export.source import Source
from kg.graph import Graph
from kg.model import Extraction
from kg.ontology import Ontology
from kg.store import Change, Store, Writer, extended, rebuilt
from tests.store.small_corpus import corpus

CORPUS = corpus()
type Step = tuple[str, tuple[int, ...]]


def put(writer: Writer, extractions: Iterable[Extraction], ontology: Ontology, **change: object) -> None:
    """Settle and publish the extractions."""
    wanted = []
    for extraction in extractions:
        wanted.append(extraction.article.id)
        if not writer.knows(extraction.article.id):
            writer.stage(extraction)
    writer.settle(Change(frozenset(wanted), **change), ontology)  # type: ignore[arg-type]
    writer.publish(writer.prepare())


def take(folder: Path, steps: Iterable[Step], ontology: Ontology, **change: object) -> None:
    """Walk the steps, each as a command of its own, after a change of an empty store."""
    with rebuilt(folder, "plan") as writer:
        put(writer, (), ontology, **change)
    for kind, numbers in steps:
        chosen = [CORPUS[number] for number in numbers]
        with extended(folder) as writer:
            if kind == "remove":
                put(writer, (), ontology, gone=frozenset(each.article.id for each in chosen))
                continue
            for extraction in chosen:
                if not writer.knows(extraction.article.id):
                    writer.stage(extraction)
                if kind == "update":
                    writer.correct(extraction.article.id)
            put(writer, chosen, ontology)


def told(source: Source) -> dict[str, list[object]]:
    """All that files are written from, in order; entities that others name, by id and name."""
    return {
        "articles": [article.id for article in source.articles],
        "entities": list(source.entities),
        "relations": [
            (each.iri, each.subject.name, each.object.name, each.contested_by)
            for found in source.views
            for each in found.relations
        ],
        "claims": [
            (each.iri, each.speaker and each.speaker.name, each.contains)
            for found in source.views
            for each in found.claims
        ],
        "statements": [each.iri for found in source.views for each in found.statements],
        "lines": list(source.lines(rdf12=True)),
        "graphs": [(name, list(lines)) for name, lines in (*source.article_lines(), *source.other_lines())],
        "nodes": list(source.nodes()),
        "edges": list(source.edges()),
    }


def same(store: Store, graph: Graph) -> None:
    """Records and quads of a store are those of a graph."""
    assert store.graph() == graph
    assert sorted(map(str, store)) == sorted({str(quad) for quad in graph.quads()})
    with store.source() as source:
        assert told(source) == told(graph)
