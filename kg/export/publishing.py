"""Files that take the places of older ones all together, whenever the process is ended.

    .kg-export-x1y2z3/    a draft, locked by the process that writes it
    .kg-export/           a draft that is complete: what is in it counts, and is on its way into the folder above

Renaming the draft is the moment at which the files change. Who finds a complete draft that was left behind moves the
rest of its files first; a draft that nobody holds is removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.durable import sync
from kg.model import KgError

COMPLETE = ".kg-export"
_DRAFT = ".kg-export-"


class ExportError(KgError):
    """A file that cannot be written, or a format that does not exist; the message says what to do."""


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """What the system refuses, as an ExportError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ExportError(f"{folder}: cannot write the graph there ({reason}): choose another folder") from error


@contextlib.contextmanager
def draft_in(target: Path) -> Iterator[Path]:
    """A folder for files on their way to `target`; what is not published by the end of the block is removed."""
    with explained(target), _locked(target):
        _finish(target)
        _sweep(target)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=target))
    try:
        with _locked(draft):
            yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(draft: Path, target: Path, names: Sequence[str]) -> None:
    """Move all files to their places, after making sure that none is taken by a folder."""
    for name in names:
        if (target / name).is_dir():
            raise ExportError(f"{target / name}: is a folder: remove it or choose another folder")
    with explained(target), _locked(target):
        for name in names:
            sync(draft / name)
        _finish(target)
        draft.rename(target / COMPLETE)
        sync(target)
        _finish(target)


def place_of(folder: Path, name: str) -> Path:
    """Where the file of a name is, also when it is still on its way."""
    waiting = folder / COMPLETE / name
    return waiting if waiting.is_file() else folder / name


def _finish(target: Path) -> None:
    """Move what a complete draft holds to its place."""
    complete = target / COMPLETE
    for path in sorted(complete.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(complete)
            place.parent.mkdir(exist_ok=True)
            path.replace(place)
    shutil.rmtree(complete, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove the drafts of processes that are no more."""
    for draft in target.glob(_DRAFT + "*"):
        with contextlib.suppress(OSError), _locked(draft, fcntl.LOCK_NB):
            shutil.rmtree(draft, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(handle)
