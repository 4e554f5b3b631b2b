"""A list + a cursor -> one page of it. Cursors count: the graph that is served does not change under them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from kg.serve.records import Page


class CursorError(ValueError):
    """A cursor that this server did not make."""


def page_of[Item](items: Sequence[Item], limit: int, cursor: str | None) -> Page[Item]:
    """`limit` items from where the cursor points."""
    start = read_cursor(cursor)
    end = start + limit
    return Page(tuple(items[start:end]), len(items), make_cursor(end) if end < len(items) else None)


def make_cursor(position: int) -> str:
    """An opaque cursor for a position in a list."""
    return base64.urlsafe_b64encode(f"at {position}".encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> int:
    """The position that a cursor stands for. Raises CursorError."""
    if cursor is None:
        return 0
    try:
        word, _, position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(" ")
        if word == "at" and len(position) < 10 and position.isdecimal():
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise CursorError(f"cursor {cursor!r} is none of ours: take `next` of the page before")
