"""The store on disk: whole or not at all, many readers, clear errors."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import sample_graph

from kg.graph import Graph
from kg.store import Store, StoreError, drafted, folder, is_store

HOLD_LOCK = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def small(name: str) -> Graph:
    """A graph of the second article under another id."""
    return Graph((sample_graph.second(),), sample_graph.entities(), version=name)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    quads = set(sample_graph.sample().quads())
    with Store.write(tmp_path / "store", sample_graph.sample()) as store:
        assert set(store) == quads
        assert len(store) == len(quads)
        rows = store.dataset.query("SELECT ?o { ?s <https://kg.example/ns#leads> ?o }")
        assert isinstance(rows, ox.QuerySolutions)
        assert [str(row["o"]) for row in rows] == ["<https://kg.example/id/entity/norvik-energy>"]


def test_hostile_text_survives_the_disk(tmp_path: Path) -> None:
    hostile = sample_graph.hostile("\x00\r\n\x85\u2028'\"<>|{}\\ \u202e 2024-01-01T00:00")
    with Store.write(tmp_path / "store", hostile) as store:
        assert set(store) == set(hostile.quads())
        assert store.graph() == hostile


def test_text_that_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lone surrogates"):
        Store.write(tmp_path / "store", sample_graph.hostile("\ud800"))
    assert not is_store(tmp_path / "store")


def test_the_graph_comes_back_record_by_record(tmp_path: Path) -> None:
    with Store.write(tmp_path, sample_graph.sample()) as store:
        assert store.graph() == sample_graph.sample()
        assert store.graph().version == sample_graph.sample().version


def test_paths_of_the_builder_stay_at_home(tmp_path: Path) -> None:
    second = sample_graph.second()
    placed = replace(second, article=replace(second.article, origin="/home/mara/letters.txt"))
    Store.write(tmp_path, Graph((placed,), sample_graph.entities())).close()
    assert Store(tmp_path).graph().extractions == (second,)
    assert b"letters.txt" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_rdf12_is_stored_as_such(tmp_path: Path) -> None:
    with Store.write(tmp_path, sample_graph.sample(), rdf12=True) as store:
        assert set(store) == set(sample_graph.sample().quads(rdf12=True))
        assert store.graph() == sample_graph.sample()


def test_writing_replaces_all(tmp_path: Path) -> None:
    Store.write(tmp_path, sample_graph.sample()).close()
    with Store.write(tmp_path, small("2")) as store:
        assert set(store) == set(small("2").quads())


def test_readers_of_the_old_graph_read_on(tmp_path: Path) -> None:
    old = Store.write(tmp_path, sample_graph.sample())
    Store.write(tmp_path, small("2")).close()
    assert set(old) == set(sample_graph.sample().quads())


def test_old_databases_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(5):
        Store.write(tmp_path, small(str(number))).close()
    assert len(list(tmp_path.glob("data-*"))) == 2


def test_many_readers_at_once(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1")).close()
    with Store(tmp_path) as one, Store(tmp_path) as other:
        assert set(one) == set(other)


def test_a_writing_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list(small("2").all_lines())

    def failing(graph: Graph, **_: object) -> Iterator[str]:
        yield from lines
        raise RuntimeError("no more quads")

    Store.write(tmp_path, sample_graph.sample()).close()
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(Graph, "all_lines", failing)
        with pytest.raises(RuntimeError, match="no more quads"):
            Store.write(tmp_path, small("2"))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before
    with Store(tmp_path) as store:
        assert store.graph() == sample_graph.sample()


def test_a_draft_takes_its_place_when_the_block_ends_well(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1")).close()
    with pytest.raises(RuntimeError, match="elsewhere"), drafted(tmp_path, small("2")):
        raise RuntimeError("elsewhere")
    assert Store(tmp_path).graph() == small("1")
    with drafted(tmp_path, small("2")):
        assert Store(tmp_path).graph() == small("1")
    assert Store(tmp_path).graph() == small("2")


def test_a_killed_first_writing_is_swept_up(tmp_path: Path) -> None:
    (tmp_path / "LOCK").touch()
    (tmp_path / "data-1").mkdir()
    (tmp_path / "data-1" / "half.sst").write_text("half")
    assert not is_store(tmp_path)
    with Store.write(tmp_path, small("1")) as store:
        assert set(store) == set(small("1").quads())
    assert [entry.name for entry in tmp_path.glob("data-*")] == ["data-2"]


def test_no_store_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        Store(tmp_path / "missing")
    with pytest.raises(StoreError, match="not a store"):
        Store(tmp_path)


def test_a_folder_of_other_things_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Mara")
    with pytest.raises(StoreError, match="holds other files"):
        Store.write(tmp_path, small("1"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Store.write(file, small("1"))


@pytest.mark.parametrize("content", ["", "data-9/view-1", "../../etc", "\udcff"])
def test_a_damaged_pointer(tmp_path: Path, content: str) -> None:
    Store.write(tmp_path, small("1")).close()
    (tmp_path / "CURRENT").write_text(content, errors="surrogateescape")
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path)
    with Store.write(tmp_path, small("2")) as store:
        assert store.graph() == small("2")


def test_a_damaged_database(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1")).close()
    for manifest in tmp_path.glob("data-1/view-1/MANIFEST-*"):
        manifest.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be read"):
        Store(tmp_path)


def test_missing_records(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1")).close()
    for file in tmp_path.glob("data-1/records.sqlite*"):
        file.unlink()
    with Store(tmp_path) as store, pytest.raises(StoreError, match="damaged"):
        store.graph()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"id": 1}', b"\x00"])
def test_damaged_records(tmp_path: Path, content: bytes) -> None:
    Store.write(tmp_path, small("1")).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "data-1" / "records.sqlite")) as database, database:
        database.execute("UPDATE entity SET record = ?", (content,))
    with Store(tmp_path) as store, pytest.raises(StoreError, match=r"records\.sqlite: the store is damaged"):
        store.graph()


def test_one_writer_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_PATIENCE", 0.1)
    Store.write(tmp_path, small("1")).close()
    command = [sys.executable, "-c", HOLD_LOCK, str(tmp_path / "LOCK")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another process is writing"):
            Store.write(tmp_path, small("2"))
        with Store(tmp_path) as store:
            assert set(store) == set(small("1").quads())
        holder.communicate("")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot write the store"):
            Store.write(tmp_path / "store", small("1"))
    finally:
        tmp_path.chmod(0o700)


def test_a_place_where_no_folder_can_be() -> None:
    with pytest.raises(StoreError, match="cannot write the store"):
        Store.write("/dev/null/store", small("1"))


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.write(tmp_path, small("1"))
    store.close()
    with pytest.raises(StoreError, match="closed"):
        len(store)
