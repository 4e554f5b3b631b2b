"""What goes wrong with a store, as one kind of error."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.model import KgError


class StoreError(KgError):
    """A folder that is no store, is written by somebody else or cannot be written; the message says what to do."""


@contextlib.contextmanager
def writing_explained(folder: Path) -> Iterator[None]:
    """What the system refuses while a store is written, as a StoreError. What was complete before stays so."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise StoreError(
            f"{folder}: cannot write the store ({reason}): choose another folder or free space, and run the same again"
        ) from error


@contextlib.contextmanager
def damage_explained(place: Path) -> Iterator[None]:
    """What shows that records are damaged while they are read one by one, as a StoreError."""
    try:
        yield
    except (sqlite3.Error, zlib.error, msgspec.MsgspecError) as error:
        raise StoreError(f"{place}: the store is damaged or cannot be read ({error}): build it again") from error


@contextlib.contextmanager
def reading_explained(place: Path) -> Iterator[None]:
    """What keeps a store from being read, as a StoreError."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, sqlite3.Error) as error:
        raise StoreError(f"{place}: the store is damaged or cannot be read ({error}): build it again") from error
