"""Compressed streams -> their bytes, as they are read and never all at once, and not without end."""

from __future__ import annotations

import gzip
import io
from typing import cast

from kg.read.failure import ReadError

_GZIP = b"\x1f\x8b"
_HIGHEST_RATIO = 200  # news in JSON lines shrinks to a fifth; gzip can do a thousand with zeros
_HARMLESS = 64 * 2**20  # bytes that no ratio matters for


def inflated(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what it holds when it is gzip, whatever its name."""
    return io.BufferedReader(_Guarded(stream)) if stream.peek(2)[:2] == _GZIP else stream


class _Guarded(io.RawIOBase):
    """A gzip stream that refuses to grow out of all proportion."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._packed = _Counted(stream)
        self._plain = gzip.GzipFile(fileobj=cast("io.BufferedReader", self._packed))
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._plain.read1(len(buffer))
        buffer[: len(content)] = content
        self._size += len(content)
        if self._size > _HARMLESS and self._size > _HIGHEST_RATIO * self._packed.size:
            raise ReadError(f"grows to more than {_HIGHEST_RATIO} times its packed size: taken for a bomb, left out")
        return len(content)


class _Counted:
    """A stream that knows how much of it was read."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self.size += len(content)
        return content
