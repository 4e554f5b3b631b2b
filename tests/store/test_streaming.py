"""Files written from a store, read piece by piece, are those of the whole graph in memory, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sample_graph

from kg import export
from kg.infer import infer
from kg.ontology import Ontology
from kg.pipeline import assemble
from kg.store import Store, StoreError, extended, rebuilt
from kg.store.streaming import StoredGraph
from tests.store.living import CORPUS, put, same, take


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("rdf12", [False, True])
def test_every_format_has_the_same_bytes(tmp_path: Path, ontology: Ontology, rdf12: bool) -> None:
    take(tmp_path / "store", [("add", tuple(range(len(CORPUS))))], ontology)
    with extended(tmp_path / "store") as writer:
        put(writer, (), ontology, infer=True)
    graph = infer(assemble(CORPUS, ontology), ontology)
    assert graph.inferences
    assert graph.contested
    export.write(graph, tmp_path / "memory", rdf12=rdf12)
    with Store(tmp_path / "store") as store, store.source() as source:
        assert isinstance(source, StoredGraph)
        export.write(source, tmp_path / "stream", rdf12=rdf12)
    assert contents(tmp_path / "stream") == contents(tmp_path / "memory")


def test_times_are_told_of_nodes(tmp_path: Path, ontology: Ontology) -> None:
    first = CORPUS[0].relations[0]
    born = replace(first, id="born", predicate="birthDate", value="1960-05-05")
    read = replace(CORPUS[0], relations=(*CORPUS[0].relations, born))
    with rebuilt(tmp_path, "plan") as writer:
        put(writer, [read], ontology)
    with Store(tmp_path) as store:
        same(store, assemble([read], ontology))
        with store.source() as source:
            assert [node.dates for node in source.nodes() if node.dates] == ["birth date 1960-05-05"]


def test_a_graph_made_elsewhere_is_written_too(tmp_path: Path) -> None:
    export.write(sample_graph.sample(), tmp_path / "memory")
    with Store.write(tmp_path / "store", sample_graph.sample()) as store, store.source() as source:
        export.write(source, tmp_path / "stream")
    assert contents(tmp_path / "stream") == contents(tmp_path / "memory")


def test_what_is_written_is_what_was_there_at_the_begin(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path / "store", [("add", (0, 1))], ontology)
    with Store(tmp_path / "store") as store, store.source() as source:
        before = list(source.nodes())
        with extended(tmp_path / "store") as writer:
            put(writer, [CORPUS[5]], ontology)
        assert list(source.nodes()) == before


def test_damage_on_the_way_is_told(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path, [("add", (0, 1))], ontology)
    with extended(tmp_path) as writer, writer.records.transaction():
        writer.records.run("UPDATE article SET record = x'00'")
    with pytest.raises(StoreError, match="damaged"), Store(tmp_path) as store, store.source() as source:
        list(source.articles)
