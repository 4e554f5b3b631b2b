"""The records of a store in SQLite: what was read, what it was resolved to, and what has still to be written as quads.

Everything that is derived from several articles stands in a table of its own with the article or entity it belongs to,
so that a new article touches the rows of what it speaks of and no others. A transaction is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from kg.graph import Graph
from kg.model import Contested, Copy, Decision, Entity, Extraction, Inference
from kg.store.errors import StoreError, reading_explained

type Row = tuple[Any, ...]

IN, STAGED, SUPERSEDED = "in", "staged", "superseded"  # what an article is to the graph

_FORM = "1"  # of the tables; another number is another program's store
_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article(
    id TEXT PRIMARY KEY, story TEXT, published TEXT NOT NULL, dated TEXT NOT NULL, edition INTEGER NOT NULL,
    state TEXT NOT NULL, signature BLOB NOT NULL, record BLOB NOT NULL,
    relations INTEGER NOT NULL, claims INTEGER NOT NULL, statements INTEGER NOT NULL);
CREATE INDEX article_story ON article(story);
CREATE INDEX article_state ON article(state, id);
CREATE TABLE band(band BLOB, article TEXT, PRIMARY KEY(band, article)) WITHOUT ROWID;
CREATE INDEX band_article ON band(article);
CREATE TABLE copy(article TEXT PRIMARY KEY, original TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX copy_original ON copy(original);
CREATE TABLE member(
    id TEXT PRIMARY KEY, article TEXT NOT NULL, entity TEXT, shown TEXT, mentions INTEGER NOT NULL,
    spoken INTEGER NOT NULL, value INTEGER NOT NULL, profile BLOB);
CREATE INDEX member_article ON member(article);
CREATE INDEX member_entity ON member(entity);
CREATE TABLE key(key TEXT, member TEXT, PRIMARY KEY(key, member)) WITHOUT ROWID;
CREATE INDEX key_member ON key(member);
CREATE TABLE entity(id TEXT PRIMARY KEY, kept INTEGER NOT NULL, types TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE decision(left TEXT, right TEXT, by TEXT, record BLOB NOT NULL, PRIMARY KEY(left, right, by)) WITHOUT ROWID;
CREATE INDEX decision_right ON decision(right);
CREATE TABLE relation(
    iri TEXT PRIMARY KEY, article TEXT NOT NULL, subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    former INTEGER NOT NULL, holds INTEGER NOT NULL, score REAL NOT NULL, support INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX relation_article ON relation(article);
CREATE INDEX relation_said ON relation(subject, predicate, object, former);
CREATE INDEX relation_object ON relation(object);
CREATE TABLE voice(
    claim TEXT, content BLOB, so INTEGER, published TEXT, article TEXT, start INTEGER, source TEXT,
    PRIMARY KEY(claim, content, so)) WITHOUT ROWID;
CREATE INDEX voice_content ON voice(content);
CREATE INDEX voice_article ON voice(article);
CREATE TABLE link(claim TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE lemma(article TEXT, iri TEXT, lemma TEXT, PRIMARY KEY(article, iri, lemma)) WITHOUT ROWID;
CREATE INDEX lemma_iri ON lemma(iri, lemma);
CREATE TABLE contested(relation TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE rival(rival TEXT, relation TEXT, PRIMARY KEY(rival, relation)) WITHOUT ROWID;
CREATE INDEX rival_relation ON rival(relation);
CREATE TABLE inference(subject TEXT, predicate TEXT, object TEXT, record BLOB NOT NULL,
    PRIMARY KEY(subject, predicate, object)) WITHOUT ROWID;
CREATE TABLE dirty(kind TEXT, id TEXT, PRIMARY KEY(kind, id)) WITHOUT ROWID;
"""
_WAIT = 60.0  # seconds for SQLite's own locks


class Records:
    """The tables of one generation, opened. Only the holder of the store's lock may open them to write."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        if read_only and not path.is_file():
            raise StoreError(f"{path}: the store is damaged (it is missing): build it again")
        mode = "ro" if read_only else "rwc"
        with reading_explained(path):
            self._database = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_WAIT
            )
            if not read_only:
                self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
                self._make_tables()
            if self.get("form") != _FORM:
                raise StoreError(f"{path}: made by another version of kg: build the store again")

    def _make_tables(self) -> None:
        if not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'meta'"):
            with self.transaction():
                for statement in _SCHEMA.split(";\n"):
                    self.run(statement)
                self.set("form", _FORM)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what the block writes."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:
                self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Execute a statement and say how many rows it changed."""
        return self._database.execute(statement, values).rowcount

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each of the rows."""
        self._database.executemany(statement, rows)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of an answer."""
        return self._database.execute(query, values).fetchall()

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of an answer one at a time; nothing may be written meanwhile."""
        return iter(self._database.execute(query, values))

    def column(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of an answer."""
        return [row[0] for row in self.rows(query, values)]

    def among(self, query: str, values: Iterable[str]) -> list[Row]:
        """The rows of a query with `IN given`, where `given` are the values, however many, in one column `id`."""
        self.run("CREATE TEMP TABLE IF NOT EXISTS given(id TEXT PRIMARY KEY) WITHOUT ROWID")
        self.run("DELETE FROM given")
        self.run_many("INSERT OR IGNORE INTO given VALUES (?)", ((value,) for value in values))
        return self.rows(query)

    def get(self, name: str) -> str | None:
        """A setting of the store."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def set(self, name: str, value: str) -> None:
        """Keep a setting of the store."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def mark(self, kind: str, ids: Iterable[str]) -> None:
        """Note what has to be written as quads anew."""
        self.run_many("INSERT OR IGNORE INTO dirty VALUES (?, ?)", ((kind, name) for name in ids))

    def extraction(self, article: str) -> Extraction:
        """What one article says."""
        found = self.rows("SELECT record FROM article WHERE id = ?", (article,))
        return unpacked(found[0][0])

    def extractions(self) -> Iterator[Extraction]:
        """What all articles of the graph say, by id."""
        query = "SELECT record FROM article WHERE state = ? ORDER BY id"
        return (unpacked(blob) for (blob,) in self.stream(query, (IN,)))

    def entities(self) -> Iterator[Entity]:
        """All entities, by id, those too of which nothing is said."""
        return (_ENTITY.decode(blob) for (blob,) in self.stream("SELECT record FROM entity ORDER BY id"))

    def decisions(self) -> Iterator[Decision]:
        """All decisions."""
        query = "SELECT record FROM decision ORDER BY left, right, by"
        return (_DECISION.decode(blob) for (blob,) in self.stream(query))

    def contested(self) -> Iterator[Contested]:
        """Relations that others contradict."""
        return (_CONTESTED.decode(blob) for (blob,) in self.stream("SELECT record FROM contested ORDER BY relation"))

    def copies(self) -> Iterator[Copy]:
        """Articles that are copies."""
        return (Copy(*row) for row in self.stream("SELECT article, original FROM copy ORDER BY article"))

    def inferences(self) -> Iterator[Inference]:
        """What follows by rules."""
        query = "SELECT record FROM inference ORDER BY subject, predicate, object"
        return (_INFERENCE.decode(blob) for (blob,) in self.stream(query))


_EXTRACTION = msgspec.json.Decoder(Extraction)
_ENTITY = msgspec.json.Decoder(Entity)
_DECISION = msgspec.json.Decoder(Decision)
_CONTESTED = msgspec.json.Decoder(Contested)
_INFERENCE = msgspec.json.Decoder(Inference)


def graph_of(records: Records) -> Graph:
    """The graph of all that was settled."""
    return Graph(
        tuple(records.extractions()),
        tuple(records.entities()),
        tuple(records.decisions()),
        records.get("version") or "",
        tuple(records.contested()),
        tuple(records.inferences()),
        tuple(records.copies()),
    )


def put_graph(records: Records, graph: Graph) -> None:
    """Keep what a graph has besides its extractions."""
    entities = ((each.id, 1, "", encoded(each)) for each in graph.entities)
    records.run_many("INSERT INTO entity VALUES (?, ?, ?, ?)", entities)
    decisions = ((each.left, each.right, each.by, encoded(each)) for each in graph.decisions)
    records.run_many("INSERT INTO decision VALUES (?, ?, ?, ?)", decisions)
    records.run_many(
        "INSERT INTO contested VALUES (?, ?)", ((each.relation, encoded(each)) for each in graph.contested)
    )
    inferences = ((*each.edge, encoded(each)) for each in graph.inferences)
    records.run_many("INSERT INTO inference VALUES (?, ?, ?, ?)", inferences)
    records.run_many("INSERT INTO copy VALUES (?, ?)", ((each.article, each.original) for each in graph.copies))
    records.set("infer", "1" if graph.inferences else "")


def bare(extraction: Extraction) -> Extraction:
    """An extraction as it is kept: without what phrases refer to, and without where it lay on a disk, which is nobody
    else's business and would make equal stores differ.
    """
    return replace(extraction, references=(), article=replace(extraction.article, origin=""))


def inference_name(edge: Sequence[str]) -> str:
    """The name of an inference among what is to be written: the edge."""
    return "\t".join(edge)


def packed(extraction: Extraction) -> bytes:
    """An extraction as the store keeps it. Raises StoreError for text that no file can hold."""
    return zlib.compress(encoded(bare(extraction)), 1)


def unpacked(blob: bytes) -> Extraction:
    """The extraction that was packed."""
    return _EXTRACTION.decode(zlib.decompress(blob))


def encoded(record: object) -> bytes:
    """A record as JSON."""
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError as error:
        reason = "holds lone surrogates, which no file can: make articles with kg.make_article"
        raise StoreError(f"the text of an article {reason}") from error
