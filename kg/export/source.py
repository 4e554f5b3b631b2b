"""What files are written from: a Graph in memory, or what a store holds, read one article after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg.model import Article, Entity
from kg.network import Edge, Node
from kg.ntriples import Line, Term
from kg.view import Views


class Source(Protocol):
    """As `kg.graph.Graph` has them, all in the same order. What is asked for twice is the same twice."""

    @property
    def articles(self) -> Iterable[Article]: ...
    @property
    def entities(self) -> Iterable[Entity]: ...
    @property
    def views(self) -> Iterable[Views]: ...
    def lines(self, *, rdf12: bool = False) -> Iterator[Line]: ...
    def article_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]: ...
    def other_lines(self) -> Iterator[tuple[Term, Iterator[Line]]]: ...
    def nodes(self) -> Iterator[Node]: ...
    def edges(self) -> Iterator[Edge]: ...
