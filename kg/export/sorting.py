"""Lines -> sorted lines of a file, in bounded memory: runs are sorted, set aside and merged."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

RUN = 100_000  # lines sorted at a time: about 30 MB of them


def write_sorted(lines: Iterable[bytes], file: BinaryIO, run: int = RUN) -> None:
    """Write each of the lines once, by code point (which is the order of UTF-8 bytes)."""
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        for batch in itertools.batched(lines, run):
            ordered: Iterable[bytes] = sorted(set(batch))
            if len(batch) == run:
                ordered = _set_aside(ordered, stack.enter_context(tempfile.TemporaryFile(prefix="kg-sort-")))
            runs.append(ordered)
        file.writelines(_distinct(heapq.merge(*runs)))


def _set_aside(lines: Iterable[bytes], file: BinaryIO) -> Iterable[bytes]:
    """The lines, read again from a temporary file."""
    file.writelines(lines)
    file.seek(0)
    return file


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in itertools.groupby(lines))
