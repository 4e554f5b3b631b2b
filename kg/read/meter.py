"""Inputs -> how much of them has been read: what tells how many articles are still to come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.read.source import files_of


@dataclass(slots=True)
class Meter:
    """Bytes of all files, as they lie on the disk, and of those that have been read to the end. Follows one file."""

    total: int
    passed: int = 0
    stream: IO[bytes] | None = None

    @property
    def share(self) -> float:
        """How much has been read of all: from 0 to 1."""
        here = self.stream.tell() if self.stream else 0
        return min((self.passed + here) / self.total, 1.0) if self.total else 1.0

    @contextmanager
    def following(self, stream: IO[bytes]) -> Iterator[None]:
        """Count what is read of a stream while the block lasts."""
        self.stream = stream
        try:
            yield
        finally:
            self.stream = None
            self.passed += os.fstat(stream.fileno()).st_size


def metered(inputs: Iterable[str | Path]) -> Meter | None:
    """A Meter of all files that the inputs name; None where sizes cannot be told, as of standard input."""
    total = 0
    for given in inputs:
        for path in files_of(given):
            if path is None:
                return None
            with suppress(OSError):  # what cannot be read is reported when it is its turn
                total += path.stat().st_size
    return Meter(total)
