"""`kg build --engine spark` with an executor killed, and with the driver killed: the bytes of one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import archive
from kg.archive import Outputs
from kg.pipeline import Settings
from tests.scale.articles import write_files
from tests.scale.conftest import HERE

_PATIENCE = 900  # seconds until a run that does not go on is given up

pytestmark = [pytest.mark.spark, pytest.mark.model]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of articles."""
    return write_files(tmp_path_factory.mktemp("articles") / "in")


@pytest.fixture(scope="module")
def expected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The N-Quads of one machine."""
    folder = tmp_path_factory.mktemp("local")
    archive.build_files([source], Settings(fast=True), Outputs(folder, ("nq",)))
    return (folder / "graph.nq").read_bytes()


def start(source: Path, out: Path, master: str) -> subprocess.Popen[bytes]:
    """The command in a group of processes of its own, Java among them."""
    command = [str(Path(sys.executable).with_name("kg")), "build", str(source), "--out", str(out), "--fast"]
    spark = ["--engine", "spark", "--master", master]
    environment = os.environ | {"SPARK_CONF_DIR": str(HERE / "conf")}
    return subprocess.Popen([*command, *spark], env=environment, stderr=subprocess.PIPE, start_new_session=True)


def executors(run: subprocess.Popen[bytes]) -> Iterator[int]:
    """The processes of Spark's executors that a run has started, by number."""
    for folder in sorted(Path("/proc").glob("[0-9]*")):
        try:
            executor = b"CoarseGrainedExecutorBackend" in (folder / "cmdline").read_bytes()
            if executor and run.pid in ancestors(folder):
                yield int(folder.name)
        except OSError:  # it has ended meanwhile
            continue


def ancestors(folder: Path) -> list[int]:
    """The processes that started a process."""
    parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return [parent, *ancestors(folder.parent / str(parent))] if parent > 1 else []


def wait_for(path: Path, run: subprocess.Popen[bytes]) -> None:
    """Until a file is there; fails when the run ends before, or never comes so far."""
    for _ in range(_PATIENCE * 20):
        if path.exists():
            return
        assert run.poll() is None, run.communicate()[1].decode()
        time.sleep(0.05)
    pytest.fail(f"{path} does not come")


def kill(run: subprocess.Popen[bytes]) -> None:
    """End a run and all its processes, as an operating system does that runs out of memory."""
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def finish(run: subprocess.Popen[bytes]) -> None:
    """Until a run has ended by itself."""
    _, told = run.communicate(timeout=_PATIENCE)
    assert run.returncode == 1, told.decode()  # a line that is no article was left out


def written(out: Path) -> bytes:
    """What all parts of the graph hold together."""
    return b"".join(part.read_bytes() for part in sorted((out / "graph.nq").glob("part-*.nq")))


def parts(folder: Path) -> dict[str, int]:
    """The files of a table, with the time at which each was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*")}


def test_an_executor_killed_while_it_extracts_loses_nothing(source: Path, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = start(source, out, "local-cluster[2,1,1024]")
    try:
        wait_for(out / "work" / "articles" / "_SUCCESS", run)
        victim, *_ = executors(run)
        os.kill(victim, signal.SIGKILL)
        assert not (out / "work" / "extractions" / "_SUCCESS").exists()
        finish(run)
    finally:
        run.kill()
    assert written(out) == expected
    assert b'#birthDate> "1960-05-05"^^' in expected
    assert "not valid JSON" in "".join(part.read_text() for part in (out / "failures").glob("*.json"))
    assert not (out / "work").exists()


def test_a_driver_killed_at_any_stage_is_gone_on_from(source: Path, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kept: dict[str, int] = {}
    for stage in ("articles", "resolved"):
        run = start(source, out, "local[2]")
        try:
            wait_for(out / "work" / stage / "_SUCCESS", run)
        finally:
            kill(run)
        assert not (out / "graph.nq").exists()
        kept = parts(out / "work" / "extractions")
    finish(start(source, out, "local[2]"))
    assert written(out) == expected
    assert kept
    assert parts(out / "extractions") == kept
    assert not (out / "work").exists()
