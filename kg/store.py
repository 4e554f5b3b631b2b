"""Quads on disk -> Store: an Oxigraph database in a folder, written whole or not at all, read by many at once.

The folder holds one database per writing (`data-1`, `data-2`, …) and `CURRENT`, a file that names the one that counts.
Writing fills a new database and then replaces `CURRENT`, so a reader finds the old graph or the new one, never half
of one; the database that was replaced stays until the next writing, for those who still read it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

_CURRENT = "CURRENT"
_LOCK = "LOCK"
_DATABASE = re.compile(r"data-(\d+)")


class StoreError(Exception):
    """A folder that is no store, is written by somebody else or cannot be written; the message says what to do."""


class Store:
    """A store opened for reading. Use it in a `with` statement, or call `close`.

    `dataset` is the Oxigraph store to query. Raises StoreError when `path` is no store or is damaged.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._dataset: ox.Store | None = _open(_current(self.path))

    @classmethod
    def write(cls, path: Path | str, quads: Iterable[ox.Quad]) -> Self:
        """Put `quads` in the place of all that the store at `path` holds, and open it; makes the folder if need be.

        Raises StoreError when the folder holds other things, cannot be written, or another process is writing; then
        what the store held before is untouched.
        """
        folder = Path(path)
        try:
            with _writing(folder):
                _replace(folder, quads)
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(
                f"{folder}: cannot write the store ({reason}): choose another folder or free space"
            ) from error
        return cls(folder)

    @property
    def dataset(self) -> ox.Store:
        """The Oxigraph store, for queries."""
        if self._dataset is None:
            raise StoreError(f"{self.path}: the store is closed: open it again")
        return self._dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self.dataset)

    def close(self) -> None:
        """Let go of the files."""
        self._dataset = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def is_store(path: Path | str) -> bool:
    """Whether there is a store at `path`."""
    return (Path(path) / _CURRENT).is_file()


def _current(folder: Path) -> Path:
    """The database that counts."""
    if not folder.exists():
        raise StoreError(f"{folder}: no such store: make one with kg build --store {folder}")
    if not is_store(folder):
        raise StoreError(f"{folder}: not a store (it has no file {_CURRENT}): make one with kg build --store")
    name = (folder / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    if not _DATABASE.fullmatch(name) or not (folder / name).is_dir():
        raise StoreError(f"{folder}: the store is damaged ({_CURRENT} names {name!r}): build it again")
    return folder / name


def _open(database: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(database))
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"{database}: the store cannot be read ({error}): build it again") from error


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Be the only writer of the folder."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file: name a folder for the store")
    if folder.is_dir() and not is_store(folder) and not (folder / _LOCK).exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: holds other files and is no store: name an empty or a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{folder}: another process is writing this store: wait until it has ended") from error
        yield


def _replace(folder: Path, quads: Iterable[ox.Quad]) -> None:
    """Fill a new database, make it the one that counts, and remove those that nobody reads any more."""
    before = _current(folder).name if is_store(folder) else None
    numbers = [int(found[1]) for entry in folder.iterdir() if (found := _DATABASE.fullmatch(entry.name))]
    fresh = folder / f"data-{max(numbers, default=0) + 1}"
    try:
        _fill(fresh, quads)
        _point(folder, fresh.name)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    for entry in folder.iterdir():
        if _DATABASE.fullmatch(entry.name) and entry.name not in (fresh.name, before):
            shutil.rmtree(entry, ignore_errors=True)


def _fill(database: Path, quads: Iterable[ox.Quad]) -> None:
    dataset = ox.Store(str(database))
    dataset.bulk_extend(quads)
    dataset.flush()


def _point(folder: Path, name: str) -> None:
    draft = folder / (_CURRENT + ".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _CURRENT)
