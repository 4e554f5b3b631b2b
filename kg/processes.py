"""Processes that share our work: forked from a server that has imported what they need, they end with their parent."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

# The first sees to it that libraries start no threads, which a process that forks must not have.
_IMPORTED = ["kg.annotate", "kg.encoder", "kg.extract", "kg.places", "kg.export", "kg.pipeline"]

ENDED = (  # completes the name of a process
    "was ended from outside, most often because memory ran out: run again with fewer workers (--workers 1 needs the "
    "least), or free memory"
)


def get_ready() -> None:
    """Let the server start and import, while the caller goes on with other things; once is enough."""
    get_context("forkserver").set_forkserver_preload(_IMPORTED)
    forkserver.ensure_running()


def pool(workers: int) -> ProcessPoolExecutor:
    """So many processes, which begin with the first task. None of them outlives this one, even if it is killed."""
    get_ready()
    return ProcessPoolExecutor(workers, get_context("forkserver"), _end_with_parent)


def _end_with_parent() -> None:
    """A worker that waits for tasks holds both ends of the pipe that they come from, and would wait for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
