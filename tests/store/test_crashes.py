"""Nothing is lost: work that is killed at any moment goes on where it stood and ends in the same store.

`make crashes` kills fifty times.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.ontology import Ontology
from kg.pipeline import assemble
from kg.store import Store, StoreError, extended, is_store
from tests.store.living import CORPUS, put, same, take

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = int(os.environ.get("KG_KILLS", "10"))
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.store.crash_work"])


def begin(task: str, *arguments: object) -> BaseProcess:
    """A function of `crash_work` in a process of its own."""
    process = _FORKED.Process(target=_run, args=(task, arguments))
    process.start()
    return process


def _run(task: str, arguments: tuple[object, ...]) -> None:
    from tests.store import crash_work

    function: Callable[..., None] = getattr(crash_work, task)
    function(*arguments)


def finish(task: str, *arguments: object) -> int | None:
    """The exit code of a function of `crash_work`."""
    process = begin(task, *arguments)
    process.join()
    return process.exitcode


def test_work_killed_at_any_moment_is_gone_on_with(tmp_path: Path, ontology: Ontology) -> None:
    assert finish("work", tmp_path / "first") == 0
    start = time.monotonic()
    assert finish("work", tmp_path / "whole") == 0
    length = time.monotonic() - start
    removed = CORPUS[5].article.id
    whole = assemble([each for each in CORPUS if each.article.id != removed], ontology)
    chance, killed, trial = random.Random(6), 0, 0
    while killed < KILLS:
        trial += 1
        for _ in range(5):
            killed += _killed(tmp_path / f"{trial}", chance.uniform(0, length))
        assert finish("work", tmp_path / f"{trial}") == 0
        with Store(tmp_path / f"{trial}") as store:
            same(store, whole)


def _killed(folder: Path, after: float) -> bool:
    """Kill the work some time after it has begun. The store opens all the same; says whether the work had not ended."""
    process = begin("work", folder)
    process.join(after)
    process.kill()
    process.join()
    if is_store(folder):
        with Store(folder) as store:
            assert len(list(store)) == len(store)
            store.graph()
    return process.exitcode == -signal.SIGKILL


def test_what_was_put_aside_is_not_read_again(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path, [("add", (0,))], ontology)
    with extended(tmp_path) as writer:
        writer.stage(CORPUS[5])
    with extended(tmp_path) as writer:
        assert writer.knows(CORPUS[5].article.id)
        put(writer, [CORPUS[5]], ontology)
    with Store(tmp_path) as store:
        same(store, assemble([CORPUS[0], CORPUS[5]], ontology))


@pytest.mark.parametrize("size", [1_000, 50_000, 150_000, 300_000])
def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path: Path, ontology: Ontology, size: int) -> None:
    take(tmp_path, [("add", (0, 1, 2))], ontology)
    assert finish("work_in_little_space", tmp_path, size) == 9
    assert Store(tmp_path).graph().articles
    with extended(tmp_path) as writer:
        put(writer, CORPUS[3:], ontology)
    with Store(tmp_path) as store:
        same(store, assemble(CORPUS, ontology))


def test_a_folder_that_is_no_store_cannot_be_added_to(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"), extended(tmp_path / "nothing"):
        pass
