"""Processes end with the one that asked for them, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kg import processes

_PATIENCE = 60.0  # seconds; it takes hundredths of one
_PARENT = """
import os, time
from kg.processes import pool
with pool(2) as workers:
    print(*(workers.submit(os.getpid).result() for _ in range(2)), flush=True)
    time.sleep(600)
"""


def _runs(process: int) -> bool:
    """Whether a process is there, and no mere entry that waits to be asked for."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_workers_do_not_outlive_a_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        workers = [int(number) for number in parent.stdout.readline().split()]
        assert workers
        assert all(map(_runs, workers))
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + _PATIENCE
    while any(map(_runs, workers)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(map(_runs, workers))


def test_a_pool_works_elsewhere_and_knows_where_it_was_called(tmp_path: Path) -> None:
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        with processes.pool(1) as workers:
            assert workers.submit(os.getpid).result() != os.getpid()
            assert Path(workers.submit(os.getcwd).result()) == tmp_path
    finally:
        os.chdir(here)
