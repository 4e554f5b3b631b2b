"""Store: a graph on disk, opened for reading. Many processes may read at once, also while one writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.graph import Graph
from kg.store import folder
from kg.store.errors import StoreError, damage_explained, reading_explained
from kg.store.records import Records, graph_of

if TYPE_CHECKING:
    from kg.store.streaming import StoredGraph


class Store:
    """A store opened for reading. Use it in a `with` statement, or call `close`.

    `dataset` is the Oxigraph store to query. Raises StoreError when `path` is no store or is damaged.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._view = folder.current_view(self.path)
        with reading_explained(self._view):
            self._dataset: ox.Store | None = ox.Store.read_only(str(self._view))

    @classmethod
    def write(cls, path: Path | str, graph: Graph, *, rdf12: bool = False) -> Self:
        """Put `graph` in the place of all that the store at `path` holds, and open it. Raises as `drafted` does."""
        from kg.store.writer import drafted

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
        """The graph that the store holds, from its records. Raises StoreError when they are damaged."""
        place = self._view.parent / folder.RECORDS
        with reading_explained(place), contextlib.closing(Records(place, read_only=True)) as records:
            return graph_of(records)

    @contextlib.contextmanager
    def source(self) -> Iterator[Graph | StoredGraph]:
        """What files are written from, read as it is needed while the `with` block lasts, as it stands at its begin.

        Raises StoreError when records are damaged, on the way too.
        """
        from kg.store.streaming import source_of

        place = self._view.parent / folder.RECORDS
        with reading_explained(place):
            records = Records(place, read_only=True)
        with contextlib.closing(records), damage_explained(place):
            records.run("BEGIN")
            yield source_of(records)

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
