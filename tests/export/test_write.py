"""Writing a folder of files: all formats, the same bytes for the same graph, whole or not at all."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sample_graph

from kg import export
from kg.export import ExportError, drafted, write
from kg.graph import Graph

NAMES = {
    "graph.ttl",
    "graph.trig",
    "graph.nt",
    "graph.nq",
    "graph.jsonld",
    "graph.rdf",
    "graph.graphml",
    "graph.yed.graphml",
    "graph.gexf",
    "graph.cyjs",
    "graph.html",
    "entities.ftm.json",
    "reconcile.json",
    "neo4j/nodes.csv",
    "neo4j/relationships.csv",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_files_are_written(tmp_path: Path) -> None:
    paths = write(sample_graph.sample(), tmp_path / "new" / "folder")
    assert {str(path.relative_to(tmp_path / "new" / "folder")) for path in paths} == NAMES
    assert set(contents(tmp_path / "new" / "folder")) == NAMES
    assert all(path.stat().st_size for path in paths)


def test_same_graph_same_bytes_in_any_order(tmp_path: Path) -> None:
    extractions = (sample_graph.first(), sample_graph.second())
    write(sample_graph.sample(), tmp_path / "one")
    for number, order in enumerate(itertools.permutations(extractions)):
        graph = Graph(order, sample_graph.entities()[::-1], sample_graph.decisions()[::-1], version="1.0")
        write(graph, tmp_path / str(number))
        assert contents(tmp_path / str(number)) == contents(tmp_path / "one")


def test_only_the_formats_asked_for(tmp_path: Path) -> None:
    paths = write(sample_graph.sample(), tmp_path, ["neo4j", "ttl"])
    assert [path.name for path in paths] == ["graph.ttl", "nodes.csv", "relationships.csv"]
    assert set(contents(tmp_path)) == {"graph.ttl", "neo4j/nodes.csv", "neo4j/relationships.csv"}


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no format dot: choose from ttl, trig"):
        write(sample_graph.sample(), tmp_path, ["ttl", "dot"])
    assert not contents(tmp_path)


def test_an_error_midway_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    write(sample_graph.sample(), tmp_path, ["ttl", "rdf"])
    before = contents(tmp_path)
    monkeypatch.setitem(export.RDF_WRITERS, "rdf", fail)
    with pytest.raises(RuntimeError, match="broken"):
        write(Graph(), tmp_path, ["ttl", "rdf"])
    assert contents(tmp_path) == before


@pytest.mark.parametrize("place", ["/dev/null/folder", "file/folder", "file"])
def test_unwritable_place(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match=r"cannot write the graph there .*: choose another folder"):
        write(sample_graph.sample(), tmp_path / place, ["ttl"])
    assert contents(tmp_path) == {"file": b"x"}


def test_a_file_whose_place_a_folder_takes(tmp_path: Path) -> None:
    (tmp_path / "graph.rdf").mkdir()
    with pytest.raises(ExportError, match=r"graph\.rdf: is a folder"):
        write(sample_graph.sample(), tmp_path, ["ttl", "rdf"])
    assert not contents(tmp_path)


def test_drafts_are_dropped_when_the_block_fails(tmp_path: Path) -> None:
    write(sample_graph.sample(), tmp_path, ["ttl"])
    before = contents(tmp_path)
    with pytest.raises(OSError, match="elsewhere"), drafted(Graph(), tmp_path, ["ttl"]):
        raise OSError("elsewhere")
    assert contents(tmp_path) == before
