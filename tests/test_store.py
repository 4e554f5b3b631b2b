"""The store on disk: whole or not at all, many readers, clear errors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import sample_graph

from kg.graph import Graph
from kg.store import Store, StoreError, is_store

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
    with Store.write(tmp_path / "store", iter(quads)) as store:
        assert set(store) == quads
        assert len(store) == len(quads)
        rows = store.dataset.query("SELECT ?o { ?s <https://kg.example/ns#leads> ?o }")
        assert isinstance(rows, ox.QuerySolutions)
        assert [str(row["o"]) for row in rows] == ["<https://kg.example/id/entity/norvik-energy>"]


def test_hostile_text_survives_the_disk(tmp_path: Path) -> None:
    quads = set(sample_graph.hostile("\x00\r\n\ud800\u2028'\"<>|{}\\ \u202e 2024-01-01T00:00").quads())
    with Store.write(tmp_path / "store", quads) as store:
        assert set(store) == quads


def test_writing_replaces_all(tmp_path: Path) -> None:
    Store.write(tmp_path, sample_graph.sample().quads()).close()
    with Store.write(tmp_path, small("2").quads()) as store:
        assert set(store) == set(small("2").quads())


def test_readers_of_the_old_graph_read_on(tmp_path: Path) -> None:
    old = Store.write(tmp_path, sample_graph.sample().quads())
    Store.write(tmp_path, small("2").quads()).close()
    assert set(old) == set(sample_graph.sample().quads())


def test_old_databases_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(5):
        Store.write(tmp_path, small(str(number)).quads()).close()
    assert len(list(tmp_path.glob("data-*"))) == 2


def test_many_readers_at_once(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1").quads()).close()
    with Store(tmp_path) as one, Store(tmp_path) as other:
        assert set(one) == set(other)


def test_a_writing_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    def failing() -> Iterator[ox.Quad]:
        yield from small("2").quads()
        raise RuntimeError("no more quads")

    Store.write(tmp_path, sample_graph.sample().quads()).close()
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with pytest.raises(RuntimeError, match="no more quads"):
        Store.write(tmp_path, failing())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before
    with Store(tmp_path) as store:
        assert set(store) == set(sample_graph.sample().quads())


def test_a_killed_first_writing_is_swept_up(tmp_path: Path) -> None:
    (tmp_path / "LOCK").touch()
    (tmp_path / "data-1").mkdir()
    (tmp_path / "data-1" / "half.sst").write_text("half")
    assert not is_store(tmp_path)
    with Store.write(tmp_path, small("1").quads()) as store:
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
        Store.write(tmp_path, small("1").quads())
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Store.write(file, ())


@pytest.mark.parametrize("content", ["", "data-9", "../../etc", "\udcff"])
def test_a_damaged_pointer(tmp_path: Path, content: str) -> None:
    Store.write(tmp_path, small("1").quads()).close()
    (tmp_path / "CURRENT").write_text(content, errors="surrogateescape")
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path)


def test_a_damaged_database(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1").quads()).close()
    for manifest in tmp_path.glob("data-1/MANIFEST-*"):
        manifest.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be read"):
        Store(tmp_path)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    Store.write(tmp_path, small("1").quads()).close()
    command = [sys.executable, "-c", HOLD_LOCK, str(tmp_path / "LOCK")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another process is writing"):
            Store.write(tmp_path, small("2").quads())
        with Store(tmp_path) as store:
            assert set(store) == set(small("1").quads())
        holder.communicate("")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot write the store"):
            Store.write(tmp_path / "store", small("1").quads())
    finally:
        tmp_path.chmod(0o700)


def test_a_place_where_no_folder_can_be() -> None:
    with pytest.raises(StoreError, match="cannot write the store"):
        Store.write("/dev/null/store", small("1").quads())


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.write(tmp_path, small("1").quads())
    store.close()
    with pytest.raises(StoreError, match="closed"):
        len(store)
