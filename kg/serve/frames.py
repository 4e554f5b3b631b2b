"""What passes between the server and a process that answers queries: tasks in, and frames out.

A frame is a kind (one byte), a length (four bytes) and so many bytes: the media type, parts of the answer, its end; or
a Refusal in their place.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

import msgspec

MEDIA_TYPE, PART, END, REFUSAL, READY = b"M", b"P", b"E", b"R", b"!"
HEADER = struct.Struct(">cI")
PART_SIZE = 65_536


@dataclass(frozen=True, slots=True)
class Task:
    """A question: a query with the dataset that the protocol names (None for the one of the query or the store), or, of
    kind "graph", the name of a graph to give whole ("" for the merged view)."""

    kind: Literal["query", "graph"]
    text: str
    accept: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, as an HTTP status and a message."""

    status: int
    message: str


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return HEADER.pack(kind, len(content)) + content


def packed(record: Task | Refusal) -> bytes:
    """A record as bytes."""
    return msgspec.msgpack.encode(record)
