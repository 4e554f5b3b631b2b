"""Graph <-> Store: a folder that is written whole or not at all and read by many at once.

The folder holds one generation per writing (`data-1`, `data-2`, …) and `CURRENT`, a file that names the one that
counts. Writing fills a new generation and then replaces `CURRENT`, so a reader finds the old graph or the new one,
never half of one; the generation that was replaced stays until the next writing, for those who still read it.

A generation holds the graph twice: as quads in an Oxigraph database, for questions, and as records in JSON lines, from
which the same Graph is made again: `extractions.jsonl`, `entities.jsonl`, `decisions.jsonl` (the user's with them),
`contested.jsonl`, `inferences.jsonl`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec
import pyoxigraph as ox

from kg.model import Contested, Decision, Entity, Extraction, Inference, KgError

if TYPE_CHECKING:
    from kg.graph import Graph

_CURRENT = "CURRENT"
_LOCK = "LOCK"
_GENERATION = re.compile(r"data-(\d+)")
_QUADS = "quads"
_NAMES: dict[type[object], str] = {
    Extraction: "extractions",
    Entity: "entities",
    Decision: "decisions",
    Contested: "contested",
    Inference: "inferences",
}
_VERSION = "VERSION"  # of the program that made the graph: it stands in the graph


class StoreError(KgError):
    """A folder that is no store, is written by somebody else or cannot be written; the message says what to do."""


class Store:
    """A store opened for reading. Use it in a `with` statement, or call `close`.

    `dataset` is the Oxigraph store to query. Raises StoreError when `path` is no store or is damaged.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._generation = _current(self.path)
        self._dataset: ox.Store | None = _open(self._generation / _QUADS)

    @classmethod
    def write(cls, path: Path | str, graph: Graph, *, rdf12: bool = False) -> Self:
        """Put `graph` in the place of all that the store at `path` holds, and open it. Raises as `drafted` does."""
        with drafted(path, graph, rdf12=rdf12):
            pass
        return cls(path)

    @property
    def dataset(self) -> ox.Store:
        """The Oxigraph store, for queries."""
        if self._dataset is None:
            raise StoreError(f"{self.path}: the store is closed: open it again")
        return self._dataset

    def graph(self) -> Graph:
        """The graph that was written, from its records. Raises StoreError when they are damaged."""
        from kg.graph import Graph

        return Graph(
            tuple(_records(self._generation, Extraction)),
            tuple(_records(self._generation, Entity)),
            tuple(_records(self._generation, Decision)),
            _version(self._generation),
            tuple(_records(self._generation, Contested)),
            tuple(_records(self._generation, Inference)),
        )

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


@contextlib.contextmanager
def drafted(path: Path | str, graph: Graph, *, rdf12: bool = False) -> Iterator[None]:
    """Write `graph` beside what the store at `path` holds; it takes that place when the `with` block ends well.

    Makes the folder if need be. Raises StoreError when the folder holds other things, cannot be written, or another
    process is writing; then, as after an error in the block, the store holds what it held before.
    """
    folder = Path(path)
    with contextlib.ExitStack() as stack:
        with _explained(folder):
            stack.enter_context(_locked(folder))
            before = _named(folder)
            draft = folder / f"data-{max(_generations(folder), default=0) + 1}"
        try:
            with _explained(folder):
                _fill(draft, graph, rdf12)
            yield
            with _explained(folder):
                _point(folder, draft.name)
        except BaseException:
            if _named(folder) != draft.name:
                shutil.rmtree(draft, ignore_errors=True)
            raise
        for name in _generations(folder).values():
            if name not in (draft.name, before):
                shutil.rmtree(folder / name, ignore_errors=True)


def is_store(path: Path | str) -> bool:
    """Whether there is a store at `path`."""
    return (Path(path) / _CURRENT).is_file()


def check_place(folder: Path) -> None:
    """Raise StoreError for a folder that holds other things than a store; nothing is written."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file: name a folder for the store")
    if folder.is_dir() and not is_store(folder) and not (folder / _LOCK).exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: holds other files and is no store: name an empty or a new folder")


def _current(folder: Path) -> Path:
    """The generation that counts."""
    if not folder.exists():
        raise StoreError(f"{folder}: no such store: make one with kg build --store {folder}")
    if not is_store(folder):
        raise StoreError(f"{folder}: not a store (it has no file {_CURRENT}): make one with kg build --store")
    name = _named(folder)
    if not _GENERATION.fullmatch(name) or not (folder / name).is_dir():
        raise StoreError(f"{folder}: the store is damaged ({_CURRENT} names {name!r}): build it again")
    return folder / name


def _named(folder: Path) -> str:
    """What `CURRENT` says, which may be nothing or wrong."""
    return (folder / _CURRENT).read_text(encoding="utf-8", errors="replace").strip() if is_store(folder) else ""


def _generations(folder: Path) -> dict[int, str]:
    return {int(found[1]): entry.name for entry in folder.iterdir() if (found := _GENERATION.fullmatch(entry.name))}


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What the system refuses, as a StoreError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{folder}: cannot write the store ({reason}): choose another folder or free space") from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Be the only writer of the folder."""
    check_place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{folder}: another process is writing this store: wait until it has ended") from error
        yield


def _fill(generation: Path, graph: Graph, rdf12: bool) -> None:
    generation.mkdir()
    dataset = ox.Store(str(generation / _QUADS))
    dataset.bulk_extend(graph.quads(rdf12=rdf12))
    dataset.flush()
    written: dict[type[object], Iterable[object]] = {
        Extraction: map(_without_origin, graph.extractions),
        Entity: graph.entities,
        Decision: graph.decisions,
        Contested: graph.contested,
        Inference: graph.inferences,
    }
    for kind, records in written.items():
        _write(_file(generation, kind), map(_line, records))
    _write(generation / _VERSION, [graph.version.encode("utf-8") + b"\n"])


def _without_origin(extraction: Extraction) -> Extraction:
    """Where an article lay on the builder's disk is nobody else's business, and would make equal stores differ."""
    return replace(extraction, article=replace(extraction.article, origin=""))


def _point(folder: Path, name: str) -> None:
    draft = folder / (_CURRENT + ".new")
    _write(draft, [name.encode("ascii") + b"\n"])
    draft.replace(folder / _CURRENT)


def _open(database: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(database))
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"{database}: the store cannot be read ({error}): build it again") from error


def _file(generation: Path, kind: type[object]) -> Path:
    return generation / f"{_NAMES[kind]}.jsonl"


def _line(record: object) -> bytes:
    try:
        return msgspec.json.encode(record) + b"\n"
    except UnicodeEncodeError as error:
        reason = "holds lone surrogates, which no file can: make articles with kg.make_article"
        raise StoreError(f"the text of an article {reason}") from error


def _records[Record](generation: Path, kind: type[Record]) -> Iterator[Record]:
    path = _file(generation, kind)
    decoder = msgspec.json.Decoder(kind)
    try:
        with path.open("rb") as lines:
            yield from map(decoder.decode, lines)
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(f"{path}: the store is damaged ({error}): build it again") from error


def _version(generation: Path) -> str:
    try:
        return (generation / _VERSION).read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise StoreError(f"{generation}: the store is damaged ({error}): build it again") from error


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
