"""Files change all together: an export that is killed at any moment leaves the old ones, or the new ones."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
import sample_graph

from export.test_write import contents
from kg import export
from kg.export import drafted, publishing, write
from kg.export.publishing import COMPLETE, ExportError
from kg.graph import Graph
from kg.query import open_graph

FORMATS = ["ttl", "nq", "neo4j"]


class KilledError(BaseException):
    """The process is gone: nothing is cleaned up behind it."""


def killed_while_moving(monkeypatch: pytest.MonkeyPatch, folder: Path, moves: int) -> None:
    """Write the sample in the place of what is there, and die after some files have reached their places."""
    done: list[Path] = []
    replace = Path.replace

    with monkeypatch.context() as patched:

        def replace_or_die(path: Path, target: Path) -> Path:
            if len(done) == moves:
                patched.setattr(shutil, "rmtree", lambda *_, **__: None)
                raise KilledError
            done.append(path)
            return replace(path, target)

        patched.setattr(Path, "replace", replace_or_die)
        with pytest.raises(KilledError):
            write(sample_graph.sample(), folder, FORMATS)


@pytest.mark.parametrize("moves", range(4))
def test_the_next_who_writes_ends_what_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    write(sample_graph.sample(), tmp_path / "whole", FORMATS)
    write(Graph(), tmp_path / "cut", FORMATS)
    killed_while_moving(monkeypatch, tmp_path / "cut", moves)
    write(Graph(), tmp_path / "cut", ["graphml"])
    (tmp_path / "cut" / "graph.graphml").unlink()
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


@pytest.mark.parametrize("moves", range(4))
def test_queries_find_the_new_file_wherever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    write(Graph(), tmp_path, FORMATS)
    killed_while_moving(monkeypatch, tmp_path, moves)
    assert len(open_graph(tmp_path)) == len(set(sample_graph.sample().quads()))


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".kg-export-left").mkdir()
    (tmp_path / ".kg-export-left" / "graph.ttl").write_text("half")
    write(Graph(), tmp_path, ["ttl"])
    assert set(contents(tmp_path)) == {"graph.ttl"}
    assert not list(tmp_path.glob(".kg-export*"))


def test_drafts_of_others_at_work_stay(tmp_path: Path) -> None:
    with publishing.draft_in(tmp_path) as other:
        (other / "graph.nt").write_text("going on")
        write(Graph(), tmp_path, ["ttl"])
        assert (other / "graph.nt").exists()
    assert not (tmp_path / COMPLETE).exists()


def test_a_killed_writer_is_named_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sample_graph.sample(), tmp_path, FORMATS)
    before = contents(tmp_path)
    monkeypatch.setattr(export, "_write_graph", _die)
    with (
        pytest.raises(ExportError, match=r"ended from outside.*--workers 1"),
        drafted(Graph(), tmp_path, FORMATS, workers=2),
    ):
        pass
    assert contents(tmp_path) == before


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
