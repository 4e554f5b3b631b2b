"""`kg build --engine spark` on a cluster of two executors, one of which is killed: the bytes of one machine."""

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


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    command = [str(Path(sys.executable).with_name("kg")), "build", str(source), "--out", str(out), "--fast"]
    spark = ["--engine", "spark", "--master", "local-cluster[2,1,1024]"]
    environment = os.environ | {"SPARK_CONF_DIR": str(HERE / "conf")}
    return subprocess.Popen([*command, *spark], env=environment, stderr=subprocess.PIPE)


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
    for _ in range(_PATIENCE * 10):
        if path.exists():
            return
        assert run.poll() is None, run.communicate()[1].decode()
        time.sleep(0.1)
    pytest.fail(f"{path} does not come")


def test_an_executor_killed_while_it_extracts_loses_nothing(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in")
    run = start(source, tmp_path / "out")
    try:
        wait_for(tmp_path / "out" / "work" / "articles" / "_SUCCESS", run)
        victim, *_ = executors(run)
        os.kill(victim, signal.SIGKILL)
        assert not (tmp_path / "out" / "work" / "extractions" / "_SUCCESS").exists()
        _, told = run.communicate(timeout=_PATIENCE)
    finally:
        run.kill()
    assert run.returncode == 1, told.decode()  # a line that is no article was left out
    (tmp_path / "local").mkdir()
    archive.build_files([source], Settings(fast=True), Outputs(tmp_path / "local", ("nq",)))
    parts = sorted((tmp_path / "out" / "graph.nq").glob("part-*.nq"))
    assert b"".join(part.read_bytes() for part in parts) == (tmp_path / "local" / "graph.nq").read_bytes()
    assert "not valid JSON" in "".join(part.read_text() for part in (tmp_path / "out" / "failures").glob("*.json"))
    assert not (tmp_path / "out" / "work").exists()
