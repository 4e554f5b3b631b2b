"""A store that is loaded from a file of quads while the file grows, and while others write files of the same."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from kg import export
from kg.export.statements import Part
from kg.graph import Graph
from kg.ntriples import document
from kg.ontology import Ontology
from kg.pipeline import assemble
from kg.store import Change, Store, StoreError, Writer, extended, folder, rebuilt
from tests.store.living import CORPUS, put, same


def settled(writer: Writer, ontology: Ontology) -> Graph:
    """Everything settled, and nothing written yet."""
    for extraction in CORPUS:
        writer.stage(extraction)
    writer.settle(Change(frozenset(each.article.id for each in CORPUS)), ontology)
    return assemble(CORPUS, ontology)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_store_and_files_are_written_together(tmp_path: Path, ontology: Ontology, workers: int) -> None:
    export.write(assemble(CORPUS, ontology), tmp_path / "alone")
    with rebuilt(tmp_path / "store", "plan") as writer:
        graph = settled(writer, ontology)
        files = tmp_path / "files"
        with export.drafted(writer.source(), files, workers=workers, meanwhile=writer.fill):
            view = writer.prepare()
        writer.publish(view)
    for path in (tmp_path / "alone").rglob("*"):
        assert path.is_dir() or path.read_bytes() == (files / path.relative_to(tmp_path / "alone")).read_bytes()
    with Store(tmp_path / "store") as store:
        same(store, graph)
    with extended(tmp_path / "store") as writer:
        put(writer, (), ontology, gone=frozenset([CORPUS[0].article.id]))
    with Store(tmp_path / "store") as store:
        same(store, assemble(CORPUS[1:], ontology))


def test_lines_are_loaded_as_they_come(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.loading._PORTION", 1_000)
    with rebuilt(tmp_path / "store", "plan") as writer, ThreadPoolExecutor(1) as beside:
        graph = settled(writer, ontology)
        path, complete = tmp_path / "quads", Future[None]()
        text = document(graph.all_lines()).encode()
        with path.open("wb", buffering=0) as file:
            file.write(text[:777])
            filled = beside.submit(writer.fill, [Part(path, complete)])
            for start in range(777, len(text), 7_777):
                file.write(text[start : start + 7_777])
            assert not filled.done()
            complete.set_result(None)
        filled.result()
        writer.publish(writer.prepare())
    with Store(tmp_path / "store") as store:
        same(store, graph)


def publish_prepared(writer: Writer, change: Change, ontology: Ontology, files: Path) -> None:
    """Settle, write and publish while another process prepares the graphs of articles."""
    with writer.preparing(change, workers=2) as articles:
        writer.settle(change, ontology)
        told = {"workers": 2, "meanwhile": writer.fill, "articles": articles}
        with export.drafted(writer.source(), files, **told):
            view = writer.prepare()
        writer.publish(view)


def test_graphs_of_articles_are_prepared_while_the_rest_is_settled(tmp_path: Path, ontology: Ontology) -> None:
    graph = assemble(CORPUS, ontology)
    export.write(graph, tmp_path / "alone")
    change = Change(frozenset(each.article.id for each in CORPUS))
    with rebuilt(tmp_path / "store", "plan") as writer:
        for extraction in CORPUS:
            writer.stage(extraction)
        publish_prepared(writer, change, ontology, tmp_path / "files")
        assert not list(writer.generation.glob("*.articles"))
    for path in (tmp_path / "alone").rglob("*"):
        assert (
            path.is_dir()
            or path.read_bytes() == (tmp_path / "files" / path.relative_to(tmp_path / "alone")).read_bytes()
        )
    with Store(tmp_path / "store") as store:
        same(store, graph)


def test_what_was_prepared_for_nothing_leaves_nothing(tmp_path: Path, ontology: Ontology) -> None:
    change = Change(frozenset(each.article.id for each in CORPUS))
    with rebuilt(tmp_path / "store", "plan") as writer:
        for extraction in CORPUS:
            writer.stage(extraction)
        with pytest.raises(ValueError, match="no more"), writer.preparing(change, workers=2):
            raise ValueError("no more")
        assert not (writer.generation / folder.QUADS).exists()
        assert not list(writer.generation.glob("*.articles"))
        writer.settle(change, ontology)
        with writer.preparing(change, workers=2) as articles:
            assert articles is None
        writer.publish(writer.prepare())
    with Store(tmp_path / "store") as store:
        same(store, assemble(CORPUS, ontology))


def test_a_killed_preparer_is_named_with_the_mend(
    tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.ahead.write_articles", _die)
    change = Change(frozenset(each.article.id for each in CORPUS))
    with rebuilt(tmp_path / "store", "plan") as writer:
        for extraction in CORPUS:
            writer.stage(extraction)
        with pytest.raises(StoreError, match=r"ended from outside.*--workers 1"):
            publish_prepared(writer, change, ontology, tmp_path / "files")
        assert not (writer.generation / folder.QUADS).exists()
        writer.publish(writer.prepare())
    with Store(tmp_path / "store") as store:
        same(store, assemble(CORPUS, ontology))


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_file_that_never_is_complete_makes_no_store(tmp_path: Path, ontology: Ontology) -> None:
    with rebuilt(tmp_path / "store", "plan") as writer:
        graph = settled(writer, ontology)
        path, complete = tmp_path / "quads", Future[None]()
        path.write_text(document(graph.lines()), encoding="utf-8")
        complete.set_exception(ValueError("no more"))
        with pytest.raises(ValueError, match="no more"):
            writer.fill([Part(path, complete)])
        assert not (writer.generation / folder.QUADS).exists()
        writer.publish(writer.prepare())
    with Store(tmp_path / "store") as store:
        same(store, graph)
