"""Records -> what files are written from, one article or entity after another: memory does not grow with the store.

All of it is what the Graph of the same records has, in the same order (`kg.export.source.Source`).
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator

import msgspec

from kg import quads
from kg.graph import Graph
from kg.model import Article, Entity
from kg.network import Edge, Node, Sighting, inferred_sighting, make_node, merge_sightings, sightings
from kg.ntriples import Line, Term
from kg.store import dataset
from kg.store.identity import decision_name
from kg.store.records import Records, graph_of
from kg.store.statements import article_views, shown_by
from kg.terms import INFERRED, RESOLUTION
from kg.view import Views, views

_REMEMBERED = 20_000  # entities whose names are kept at hand
_KEY = 9  # parts of the longest key of a sighting
_ENTITY = msgspec.json.Decoder(Entity)
_SIGHTING = msgspec.json.Decoder(Sighting)


class _Named(msgspec.Struct):
    """What is read of an entity that others name: its members and aliases may be many."""

    id: str
    type: str
    types: tuple[str, ...]
    name: str


_NAMED = msgspec.json.Decoder(_Named)


class StoredGraph:
    """What a store holds, as `kg.graph.Graph` has it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._version = dataset.version(records)
        self._named = functools.lru_cache(_REMEMBERED)(self._read_named)

    @property
    def articles(self) -> Iterator[Article]:
        """All articles."""
        return (extraction.article for extraction in self._records.extractions())

    @property
    def entities(self) -> Iterator[Entity]:
        """The entities that are named or of which something is said."""
        rows = self._records.stream("SELECT record FROM entity WHERE kept ORDER BY id")
        return (_ENTITY.decode(record) for (record,) in rows)

    @property
    def views(self) -> Iterator[Views]:
        """The views of each article, with entities that know their names."""
        for extraction in self._records.extractions():
            article = extraction.article.id
            yield views(extraction, self._finder(article), dataset.rivals(self._records, article))

    def lines(self, *, rdf12: bool = False) -> Iterator[Line]:
        """The merged view that users query. With `rdf12`, relations also reify their triple."""
        records = self._records
        originals = self._originals()
        yield from self._units("agent", ("",))
        for article in self.articles:
            yield from quads.article_triples(article, self._version, originals.get(article.id))
        yield from self._units("entity", _column(records, "SELECT id FROM entity WHERE kept ORDER BY id"))
        for found in self._bare_views():
            yield from dataset.said(records, found, reified=rdf12)
        yield from self._units("open", _column(records, "SELECT DISTINCT iri FROM lemma ORDER BY iri"))

    def article_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]:
        """What was found in each article, by the name of its graph."""
        for found in self._bare_views():
            yield quads.article_node(found.extraction.article), quads.local_triples(found)

    def other_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]:
        """What the dataset holds besides articles and the merged view, by the name of its graph."""
        yield str(RESOLUTION), itertools.chain(self._resolved(), self._decisions())
        yield str(INFERRED), quads.inferred_triples(dataset.inferred(self._records), self._version)

    def nodes(self) -> Iterator[Node]:
        """The entities as nodes, by id."""
        for entity in self.entities:
            rows = self._records.rows(_MENTIONED, (entity.id,))
            articles = (Article(name, "", published=dated if known else None) for name, _, dated, known in rows)
            edges = dataset.plain_edges(self._records, entity.id)
            yield make_node(entity, sum(row[1] for row in rows), articles, edges)

    def edges(self) -> Iterator[Edge]:
        """Relations, open statements of two entities, and inferences, as edges by source, target and wording."""
        originals = self._originals()
        seen = (sighting for found in self.views for sighting in sightings(found, originals))
        inferred = map(inferred_sighting, dataset.inferred(self._records))
        return merge_sightings(_ordered(itertools.chain(seen, inferred)))

    def _units(self, kind: str, names: Iterable[str]) -> Iterator[Line]:
        return (line for name in names for line in dataset.described(self._records, kind, name))

    def _resolved(self) -> Iterator[Line]:
        for member, entity in self._records.stream("SELECT id, shown FROM member WHERE shown IS NOT NULL ORDER BY id"):
            yield quads.resolved_line(member, entity)

    def _decisions(self) -> Iterator[Line]:
        rows = self._records.stream("SELECT left, right, by FROM decision ORDER BY left, right, by")
        return self._units("decision", map(decision_name, rows))

    def _originals(self) -> dict[str, str]:
        """The articles that are copies, with the first of each: few, as a rule, beside all articles."""
        return {each.article: each.original for each in self._records.copies()}

    def _bare_views(self) -> Iterator[Views]:
        """The views of each article, with entities that know their id and nothing else."""
        for extraction in self._records.extractions():
            yield article_views(self._records, extraction, dataset.rivals(self._records, extraction.article.id))

    def _finder(self, article: str) -> Callable[[str], Entity | None]:
        shown = shown_by(self._records, article)

        def find(chain: str) -> Entity | None:
            name = shown.get(f"{article}#{chain}")
            return self._named(name) if name else None

        return find

    def _read_named(self, name: str) -> Entity:
        (record,) = self._records.column("SELECT record FROM entity WHERE id = ?", (name,))
        known = _NAMED.decode(record)
        return Entity(known.id, known.type, known.types, known.name, (), ())


def source_of(records: Records) -> StoredGraph | Graph:
    """What files are written from; records that came with a graph made elsewhere have to be read as a whole."""
    return StoredGraph(records) if records.get("indexed") else graph_of(records)


_MENTIONED = (
    "SELECT member.article, sum(mentions), dated, published != '' FROM member "
    "JOIN article ON article.id = member.article WHERE entity = ? GROUP BY member.article ORDER BY member.article"
)


def _column(records: Records, query: str) -> Iterator[str]:
    return (name for (name,) in records.stream(query))


def _ordered(seen: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings by key and order, sorted outside of memory: in a database without a name, which SQLite removes."""
    parts = [f"part{number}" for number in range(_KEY)]
    columns = ", ".join((*parts, "undated", "published", "iri"))
    with contextlib.closing(sqlite3.connect("")) as room:
        room.execute(f"CREATE TABLE sighting({columns}, record BLOB)")
        marks = ", ".join("?" * (_KEY + 4))
        room.executemany(f"INSERT INTO sighting VALUES ({marks})", map(_row, seen))  # noqa: S608
        for (record,) in room.execute(f"SELECT record FROM sighting ORDER BY {columns}"):  # noqa: S608
            yield _SIGHTING.decode(record)


def _row(sighting: Sighting) -> tuple[object, ...]:
    padding = ("",) * (_KEY - len(sighting.key))
    return (*sighting.key, *padding, *sighting.order, msgspec.json.encode(sighting))
