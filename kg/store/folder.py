"""The folder of a store: who may write it, which generation counts, and which view of it readers open.

    LOCK                  held by the one process that writes
    CURRENT               names the view that counts: "data-2/view-7"
    data-2/               one generation: all that one building made, and what was added to it since
        records.sqlite    the truth: articles, extractions, entities, decisions
        quads/            the same as quads, for the writer alone
        view-7/           the quads as they stood at the end of a writing, for readers; hard links, so it costs nothing

Replacing CURRENT is the moment at which a writing happens: a reader finds the old graph or the new one, never half of
one. What was replaced stays until the next writing, for those who still read it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kg.durable import sync
from kg.store.errors import StoreError

CURRENT = "CURRENT"
RECORDS = "records.sqlite"
QUADS = "quads"
_LOCK = "LOCK"
_VIEW = re.compile(r"(data-(\d+))/view-(\d+)")
_GENERATION = re.compile(r"data-(\d+)")
_PATIENCE = 10.0  # seconds to wait for another writer; most additions are over by then
_PAUSE = 0.05


def is_store(path: Path | str) -> bool:
    """Whether there is a store at `path`."""
    return (Path(path) / CURRENT).is_file()


def check_place(folder: Path) -> None:
    """Raise StoreError for a folder that holds other things than a store; nothing is written."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file: name a folder for the store")
    if folder.is_dir() and not is_store(folder) and not (folder / _LOCK).exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: holds other files and is no store: name an empty or a new folder")


def current_view(folder: Path) -> Path:
    """The view that counts. Raises StoreError when there is none."""
    if not folder.exists():
        raise StoreError(f"{folder}: no such store: make one with kg build --store {folder}")
    if not is_store(folder):
        raise StoreError(f"{folder}: not a store (it has no file {CURRENT}): make one with kg build --store")
    name = named_view(folder)
    if not _VIEW.fullmatch(name) or not (folder / name).is_dir():
        raise StoreError(f"{folder}: the store is damaged ({CURRENT} names {name!r}): build it again")
    return folder / name


def named_view(folder: Path) -> str:
    """What CURRENT says, which may be nothing or wrong."""
    return (folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip() if is_store(folder) else ""


def next_generation(folder: Path) -> Path:
    """Where the next building goes."""
    return folder / f"data-{max(_numbers(folder, _GENERATION), default=0) + 1}"


def unfinished_generations(folder: Path) -> list[Path]:
    """Generations newer than the one that counts, as a building leaves them that was ended from outside."""
    found = _VIEW.fullmatch(named_view(folder))
    last = int(found[2]) if found else 0
    return [folder / f"data-{number}" for number in sorted(_numbers(folder, _GENERATION)) if number > last]


def next_view(folder: Path, generation: Path) -> Path:
    """Where the next view of a generation goes."""
    named = _VIEW.fullmatch(named_view(folder))
    last = int(named[3]) if named and named[1] == generation.name else 0
    return generation / f"view-{last + 1}"


def point(folder: Path, view: Path) -> None:
    """Make `view` the one that counts, and remove what neither it nor the one before needs."""
    before = named_view(folder)
    draft = folder / (CURRENT + ".new")
    with draft.open("wb") as file:
        file.write(str(view.relative_to(folder)).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / CURRENT)
    sync(folder)
    _sweep(folder, {str(view.relative_to(folder)), before})


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer of the folder, which is made if need be. Waits a little for another; then StoreError."""
    check_place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        if not _acquired(lock):
            raise StoreError(f"{folder}: another process is writing this store: wait until it has ended")
        yield


def _acquired(lock: IO[str]) -> bool:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _numbers(folder: Path, pattern: re.Pattern[str]) -> list[int]:
    return [int(found[1]) for entry in folder.iterdir() if (found := pattern.fullmatch(entry.name))]


def _sweep(folder: Path, kept: set[str]) -> None:
    generations = {name.split("/")[0] for name in kept}
    for number in _numbers(folder, _GENERATION):
        generation = folder / f"data-{number}"
        if generation.name not in generations:
            shutil.rmtree(generation, ignore_errors=True)
            continue
        for view in generation.glob("view-*"):
            if f"{generation.name}/{view.name}" not in kept:
                shutil.rmtree(view, ignore_errors=True)
