"""The one who writes a store: articles are put aside as they come, then settled and published all at once.

What was put aside stays, whatever happens to the process; the same command again finds it and goes on from there.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.copies import Imprint
from kg.graph import Graph, program_version
from kg.model import Article, Extraction
from kg.ontology import Ontology
from kg.read.versions import published_at, story_of
from kg.store import dataset, folder
from kg.store.errors import StoreError, writing_explained
from kg.store.records import IN, STAGED, Records, graph_of, packed, put_graph
from kg.store.settling import Change, settle
from kg.store.versions import Turnover


class Writer:
    """A generation of a store, opened by the holder of the store's lock."""

    def __init__(self, path: Path, generation: Path) -> None:
        self.path = path
        self.generation = generation
        self.records = Records(generation / folder.RECORDS)

    def knows(self, article: str) -> bool:
        """Whether what an article says has been read before, so that it need not be read again."""
        return bool(self.records.rows("SELECT 1 FROM article WHERE id = ?", (article,)))

    def holds(self, article: str) -> bool:
        """Whether an article has been settled: it is in the graph, or an older version of one that is."""
        return bool(self.records.rows("SELECT 1 FROM article WHERE id = ? AND state != ?", (article, STAGED)))

    def stage(self, extraction: Extraction) -> None:
        """Put what an article says aside, safe from whatever happens next."""
        with writing_explained(self.path), self.records.transaction():
            self._put(extraction, STAGED)

    def correct(self, article: Article) -> None:
        """Let an article count as newer than all other versions of its story."""
        query = "SELECT max(edition) FROM article WHERE story = ? AND id != ?"
        with writing_explained(self.path), self.records.transaction():
            for edition in self.records.column(query, (story_of(article), article.id)):
                if edition is not None:
                    self.records.run("UPDATE article SET edition = ? WHERE id = ?", (edition + 1, article.id))

    def settle(self, change: Change, ontology: Ontology) -> Turnover:
        """Bring staged articles into the graph, take others out of it, and decide again what that touches."""
        with writing_explained(self.path):
            return settle(self.records, change, ontology)

    def prepare(self) -> Path:
        """Write the quads of what was settled, as a view that readers do not see yet."""
        with writing_explained(self.path):
            database = self._database()
            view = folder.next_view(self.path, self.generation)
            shutil.rmtree(view, ignore_errors=True)
            database.backup(str(view))
            folder.sync_folder(self.generation)
            return view

    def publish(self, view: Path) -> None:
        """Let readers see a view that was prepared."""
        with writing_explained(self.path):
            folder.point(self.path, view)

    def graph(self) -> Graph:
        """The graph of all that was settled."""
        return graph_of(self.records)

    def take_over(self, graph: Graph, *, rdf12: bool) -> None:
        """Hold the records and quads of a graph that was made elsewhere, and nothing else."""
        with writing_explained(self.path), self.records.transaction():
            for extraction in graph.extractions:
                self._put(extraction, IN)
            put_graph(self.records, graph)
            self.records.set("version", graph.version)
            self.records.set("rdf12", "1" if rdf12 else "")
        with writing_explained(self.path):
            _fill(self.generation / folder.QUADS, graph.quads(rdf12=rdf12))

    def close(self) -> None:
        """Let go of the files."""
        self.records.close()

    def _database(self) -> ox.Store:
        """The database with all that is marked written; a new one when there is none, or it cannot be opened."""
        place = self.generation / folder.QUADS
        database = _opened_database(place)
        if database is None:
            return self._fresh_database(place)
        dataset.update(self.records, database)
        return database

    def _fresh_database(self, place: Path) -> ox.Store:
        draft = place.with_suffix(".new")
        for leftover in (draft, place):
            shutil.rmtree(leftover, ignore_errors=True)
        _fill(draft, dataset.everything(self.records))
        draft.rename(place)
        self.records.run("DELETE FROM dirty")
        return ox.Store(str(place))

    def _put(self, extraction: Extraction, state: str) -> None:
        article = extraction.article
        imprint = Imprint.of(article)
        row = (article.id, story_of(article), published_at(article), imprint.published, 0, state, imprint.signature)
        self.records.run("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, packed(extraction)))


def _fill(place: Path, quads: Iterable[ox.Quad]) -> None:
    database = ox.Store(str(place))
    database.bulk_extend(quads)
    database.flush()


def _opened_database(place: Path) -> ox.Store | None:
    """The database there, None when there is none or it is damaged: it can be made again from the records."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        return ox.Store(str(place)) if place.is_dir() else None
    return None


@contextlib.contextmanager
def extended(path: Path | str) -> Iterator[Writer]:
    """The store at `path`, to be changed. Raises StoreError when there is none, or another process is writing."""
    place = Path(path)
    folder.current_view(place)
    with _locked(place), contextlib.closing(Writer(place, folder.current_view(place).parent)) as writer:
        yield writer


@contextlib.contextmanager
def rebuilt(path: Path | str, plan: str) -> Iterator[Writer]:
    """A new generation at `path`. One that was begun by the same `plan` and never published is gone on with.

    Raises StoreError when the folder holds other things, cannot be written, or another process is writing.
    """
    place = Path(path)
    with _locked(place), contextlib.closing(_begun(place, plan) or _begin(place, plan)) as writer:
        yield writer


@contextlib.contextmanager
def drafted(path: Path | str, graph: Graph, *, rdf12: bool = False) -> Iterator[None]:
    """Write `graph` beside what the store at `path` holds; it takes that place when the `with` block ends well.

    Makes the folder if need be. Raises StoreError when the folder holds other things, cannot be written, or another
    process is writing; then, as after an error in the block, the store holds what it held before.
    """
    place = Path(path)
    with _locked(place), contextlib.ExitStack() as undo:
        writer = _begin(place, "")
        undo.callback(shutil.rmtree, writer.generation, ignore_errors=True)
        with contextlib.closing(writer):
            writer.take_over(graph, rdf12=rdf12)
            view = writer.prepare()
            yield
        writer.publish(view)
        undo.pop_all()


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        with writing_explained(place):
            stack.enter_context(folder.locked(place))
        yield


def _begin(place: Path, plan: str) -> Writer:
    with writing_explained(place):
        generation = folder.next_generation(place)
        generation.mkdir()
        writer = Writer(place, generation)
        writer.records.set("plan", plan)
        writer.records.set("version", program_version())
        return writer


def _begun(place: Path, plan: str) -> Writer | None:
    """The writer of a generation that was begun by the plan; what other plans began is removed."""
    found = None
    for generation in folder.unfinished_generations(place):
        with contextlib.suppress(StoreError):
            writer = Writer(place, generation)
            if plan and writer.records.get("plan") == plan and found is None:
                found = writer
                continue
            writer.close()
        shutil.rmtree(generation, ignore_errors=True)
    return found
