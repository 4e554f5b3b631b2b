"""The one who writes a store: articles are put aside as they come, then settled and published all at once.

What was put aside stays, whatever happens to the process; the same command again finds it and goes on from there.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.copies import Imprint
from kg.durable import sync
from kg.export.statements import Part
from kg.graph import Graph, program_version
from kg.model import Article, Extraction
from kg.ontology import Ontology
from kg.read.versions import published_at, story_of
from kg.store import dataset, folder
from kg.store.ahead import Ahead, begun
from kg.store.errors import StoreError, writing_explained
from kg.store.loading import batches, make_database, portions
from kg.store.records import IN, STAGED, Records, graph_of, packed, put_graph, unpacked
from kg.store.settling import Change, settle
from kg.store.streaming import StoredGraph, source_of
from kg.store.versions import Turnover, turn_over
from kg.terms import data


class _OnlyAskedError(Exception):
    """Takes a transaction back."""


class Writer:
    """A generation of a store, opened by the holder of the store's lock."""

    def __init__(self, path: Path, generation: Path) -> None:
        self.path = path
        self.generation = generation
        self.records = Records(generation / folder.RECORDS)
        self._filled = False  # whether the database was just made of all that there is
        self._ahead: Ahead | None = None

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

    def correct(self, article: str) -> None:
        """Let an article count as newer than all other versions of its story."""
        query = (
            "SELECT max(other.edition) FROM article JOIN article AS other ON other.story = article.story "
            "WHERE article.id = ? AND other.id != article.id AND other.state != ?"
        )
        with writing_explained(self.path), self.records.transaction():
            for edition in self.records.column(query, (article, STAGED)):
                if edition is not None:
                    self.records.run("UPDATE article SET edition = ? WHERE id = ?", (edition + 1, article))

    def find(self, name: str) -> tuple[str, ...]:
        """The articles of a name: an id, an IRI, an address, or a title."""
        wanted = name.removeprefix(data("article", "").value)
        found = self.records.column("SELECT id FROM article WHERE id = ? AND state != ?", (wanted, STAGED))
        if not found:
            found = [each.id for each in self._articles() if name in (each.url, each.title)]
        return tuple(found)

    def history(self) -> tuple[tuple[Article, bool], ...]:
        """All versions of those stories that have several, the newest first, and whether each is in the graph."""
        rows = self.records.rows(_HISTORY, (STAGED, STAGED))
        return tuple((unpacked(record).article, state == IN) for state, record in rows)

    def counts(self) -> dict[str, int]:
        """How much there is of everything."""
        rows = self.records.rows(_COUNTS, (IN,))
        inferred = self.records.column("SELECT count(*) FROM inference")
        found = dict(
            zip(("articles", "entities", "relations", "asserted", "claims", "statements"), rows[0], strict=True)
        )
        return {name: number or 0 for name, number in found.items()} | (
            {"inferred": inferred[0]} if inferred[0] else {}
        )

    def _articles(self) -> Iterator[Article]:
        rows = self.records.stream("SELECT record FROM article WHERE state != ?", (STAGED,))
        return (unpacked(record).article for (record,) in rows)

    def discard(self) -> None:
        """Leave nothing of this generation, which nobody has seen."""
        shutil.rmtree(self.generation, ignore_errors=True)

    def write_as(self, *, rdf12: bool) -> None:
        """Write quads as RDF 1.2, or as RDF 1.1; what was written in the other way is written anew."""
        if (self.records.get("rdf12") == "1") != rdf12:
            self.records.set("rdf12", "1" if rdf12 else "")
            shutil.rmtree(self.generation / folder.QUADS, ignore_errors=True)

    def others(self, articles: Iterable[str]) -> frozenset[str]:
        """What was put aside or settled besides the given articles."""
        return frozenset(self.records.column("SELECT id FROM article")) - frozenset(articles)

    def settle(self, change: Change, ontology: Ontology) -> Turnover:
        """Bring staged articles into the graph, take others out of it, and decide again what that touches."""
        with writing_explained(self.path):
            return settle(self.records, change, ontology)

    @contextlib.contextmanager
    def preparing(self, change: Change, workers: int) -> Iterator[Path | None]:
        """While a new store settles the change in the block, another process prepares what does not depend on it.

        Gives the file that will have the quads of all articles: whoever writes the others need not work them out, and
        has to call `fill`. None with one worker, or in a store that holds something already.
        """
        place = self.generation / folder.QUADS
        if workers <= 1 or place.exists() or self.records.rows("SELECT 1 FROM article WHERE state = ?", (IN,)):
            yield None
            return
        coming = self._coming(change)
        with writing_explained(self.path), begun(self.records.path, coming, place) as self._ahead:
            yield self._ahead.articles
        self._ahead = None

    def fill(self, parts: Sequence[Part]) -> None:
        """Make the database from files of N-Quads with all that was settled, unless there is a database.

        The files may still grow. No records are needed, so another thread may call this. What was prepared ahead is
        not in the files.
        """
        place = self.generation / folder.QUADS
        with writing_explained(self.path):
            if self._ahead:
                self._ahead.go_on(parts)
                self._filled = True
            elif _opened_database(place) is None:
                make_database(place, itertools.chain.from_iterable(map(portions, parts)))
                self._filled = True

    def _coming(self, change: Change) -> frozenset[str]:
        """The articles that settling a change would bring in."""
        moved = Turnover()
        with contextlib.suppress(_OnlyAskedError), self.records.transaction():
            moved = turn_over(self.records, change.wanted, change.gone)
            raise _OnlyAskedError
        return frozenset(moved.entering)

    def prepare(self) -> Path:
        """Write the quads of what was settled, as a view that readers do not see yet."""
        with writing_explained(self.path):
            database = self._database()
            view = folder.next_view(self.path, self.generation)
            shutil.rmtree(view, ignore_errors=True)
            database.backup(str(view))
            sync(self.generation)
            return view

    def publish(self, view: Path) -> None:
        """Let readers see a view that was prepared."""
        with writing_explained(self.path):
            folder.point(self.path, view)

    def graph(self) -> Graph:
        """The graph of all that was settled."""
        return graph_of(self.records)

    def source(self) -> StoredGraph | Graph:
        """What files are written from, read as it is needed."""
        return source_of(self.records)

    def take_over(self, graph: Graph, *, rdf12: bool) -> None:
        """Hold the records and quads of a graph that was made elsewhere, and nothing else."""
        with writing_explained(self.path), self.records.transaction():
            for extraction in graph.extractions:
                self._put(extraction, IN)
            put_graph(self.records, graph)
            self.records.set("version", graph.version)
            self.records.set("rdf12", "1" if rdf12 else "")
        with writing_explained(self.path):
            make_database(self.generation / folder.QUADS, batches(graph.all_lines(rdf12=rdf12)))

    def close(self) -> None:
        """Let go of the files."""
        self.records.close()

    def _database(self) -> ox.Store:
        """The database with all that is marked written; a new one when there is none, or it cannot be opened."""
        place = self.generation / folder.QUADS
        database = None if self._filled else _opened_database(place)
        if database is not None:
            dataset.update(self.records, database)
            return database
        if not self._filled:
            make_database(place, batches(dataset.everything(self.records)))
        self._filled = False
        self.records.run("DELETE FROM dirty")
        return ox.Store(str(place))

    def _put(self, extraction: Extraction, state: str) -> None:
        article = extraction.article
        imprint = Imprint.of(article)
        row = (article.id, story_of(article), published_at(article), imprint.published, 0, state, imprint.signature)
        self.records.run("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)", (*row, packed(extraction)))


_HISTORY = (
    "SELECT state, record FROM article WHERE state != ? AND story IN "
    "(SELECT story FROM article WHERE state != ? GROUP BY story HAVING count(*) > 1) "
    "ORDER BY story, edition DESC, published DESC, id"
)
_COUNTS = (
    "SELECT count(*), (SELECT count(*) FROM entity WHERE kept), sum(relations), (SELECT count(*) FROM relation "
    "LEFT JOIN contested ON contested.relation = iri WHERE contested.relation IS NULL), sum(claims), sum(statements) "
    "FROM article WHERE state = ?"
)


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
def passing(folder: Path) -> Iterator[Writer]:
    """A generation in a hidden folder within `folder` that lasts as long as the block, for who wants no store."""
    with writing_explained(folder), tempfile.TemporaryDirectory(prefix=".kg-reading-", dir=folder) as name:
        place = Path(name)
        with contextlib.closing(Writer(place, place)) as writer:
            writer.records.run("PRAGMA synchronous = OFF")  # nobody looks for it after a loss of power
            writer.records.set("version", program_version())
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
