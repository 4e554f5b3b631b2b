"""The graphs of articles, written and loaded while it is being decided who is who, which changes none of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from kg import processes, quads
from kg.export.statements import Part, write_graphs
from kg.model import Entity
from kg.ntriples import Line, Term
from kg.store.errors import StoreError
from kg.store.loading import make_database, portions
from kg.store.records import Records
from kg.view import views


class AbandonedError(Exception):
    """What was begun ahead is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A database in the making: the file of the articles' quads that comes first, and what is to follow it."""

    articles: Path
    following: Future[Sequence[Part]]
    made: Future[None]

    def go_on(self, parts: Sequence[Part]) -> None:
        """Load what follows, and wait until all is there. Raises StoreError when a process was ended from outside."""
        self.following.set_result(parts)
        try:
            self.made.result()
        except BrokenProcessPool as error:
            raise StoreError(f"{self.articles.parent}: a process that prepared the store {processes.ENDED}") from error


@contextlib.contextmanager
def begun(records: Path, articles: Iterable[str], place: Path) -> Iterator[Ahead]:
    """A database at `place`, begun with what was found in the articles; nothing of it stays unless the block goes on.

    Other processes may write the records meanwhile.
    """
    path = place.with_suffix(".articles")
    path.touch()
    try:
        with processes.pool(1) as beside, ThreadPoolExecutor(1) as loader:
            written = Part(path, beside.submit(write_articles, records, sorted(articles), path))
            following = Future[Sequence[Part]]()
            try:
                yield Ahead(path, following, loader.submit(make_database, place, _in_turn(written, following)))
            finally:
                if not following.done():
                    following.set_exception(AbandonedError())
    finally:
        for leftover in (path, path.with_suffix(".index")):
            leftover.unlink(missing_ok=True)


def write_articles(records: Path, articles: Iterable[str], path: Path) -> None:
    """Write the quads of what was found in each of the articles."""
    with Records(records, read_only=True) as opened:
        write_graphs((_graph(opened, article) for article in articles), path)


def _graph(records: Records, article: str) -> tuple[Term, Iterator[Line]]:
    extraction = records.extraction(article)
    return quads.article_node(extraction.article), quads.local_triples(views(extraction, _anybody, {}))


def _anybody(chain: str) -> Entity:
    """Whom a chain stands for, as far as its article tells; whoever takes part in something is in the graph."""
    return Entity(chain, "", (), "", (), ())


def _in_turn(first: Part, following: Future[Sequence[Part]]) -> Iterator[bytes]:
    yield from portions(first)
    for part in following.result():
        yield from portions(part)
