"""Lines of N-Quads -> a database of Oxigraph, a portion after another while more is being written."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from kg.export.statements import Part
from kg.ntriples import Line, document

_LOADED = 250_000  # quads at a time: fewer take Oxigraph longer, of more it holds millions in memory
_PORTION = 45_000_000  # bytes of so many
_PAUSE = 0.02  # seconds until more may have come


def make_database(place: Path, texts: Iterable[bytes]) -> None:
    """A new database of N-Quads, in its place when it is complete; what the texts raise leaves none."""
    draft = place.with_suffix(".new")
    for leftover in (draft, place):
        shutil.rmtree(leftover, ignore_errors=True)
    _load(draft, texts)
    draft.rename(place)


def _load(place: Path, texts: Iterable[bytes]) -> None:
    """Load a portion while the next one is made, which Python's lock allows."""
    database = ox.Store(str(place))
    loading: Future[None] | None = None
    try:
        with ThreadPoolExecutor(1) as loader:
            for portion in texts:
                if loading:
                    loading.result()
                loading = loader.submit(database.bulk_load, portion, format=ox.RdfFormat.N_QUADS, lenient=True)
            if loading:
                loading.result()
        database.optimize()  # what was loaded in portions overlaps, and every lookup would search all of it
    finally:
        del database  # it holds a lock, and an error would hold it


def batches(lines: Iterable[Line]) -> Iterator[bytes]:
    """Lines, many at a time."""
    return (document(together).encode() for together in itertools.batched(lines, _LOADED))


def portions(part: Part) -> Iterator[bytes]:
    """The lines of a file, many at a time, as they come; raises what ends it before it is complete."""
    portion = bytearray()
    with part.path.open("rb") as file:
        while True:
            ended = part.complete.done()
            piece = file.read(_PORTION)
            portion += piece
            end = portion.rfind(b"\n") + 1
            if end and (ended or len(portion) >= _PORTION):
                yield bytes(portion[:end])
                del portion[:end]
            elif ended and not piece:
                break
            elif not piece:
                time.sleep(_PAUSE)
    part.complete.result()
