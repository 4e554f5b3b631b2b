"""A list + a cursor -> one page of it. Cursors count: the graph that is served does not change under them."""

from __future__ import annotations

from collections.abc import Sequence

from kg.serve.records import Page


def page_of[Item](items: Sequence[Item], limit: int, cursor: str | None) -> Page[Item]:
    """`limit` items from where the cursor points."""
    start = read_cursor(cursor)
    end = start + limit
    return Page(tuple(items[start:end]), len(items), make_cursor(end) if end < len(items) else None)


def make_cursor(position: int) -> str:
    """The cursor for a position in a list."""
    return f"at{position}"


def read_cursor(cursor: str | None) -> int:
    """The position that a cursor stands for; the form of cursors is checked with the other parameters."""
    return int(cursor.removeprefix("at")) if cursor else 0
