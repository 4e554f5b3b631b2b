"""Source -> Statements: its quads as N-Quads writes them, worked out once for whoever reads them.

They are set aside in files, in the order of the source: the merged view, then one named graph after another. Beside
each file another says how many lines each graph has, so that what reads triples need not look for it in each line.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from kg.export.source import Source
from kg.ntriples import Line, in_graph, term

type Statement = tuple[str, str, str]  # subject, predicate and object

MERGED = ""  # stands for the name of the default graph
_REIFIES = f" {term('rdf:reifies')} "
_END = " .\n"
_TOGETHER = 4_096  # lines written at a time


@dataclass(frozen=True, slots=True)
class Statements:
    """Files of N-Quads, one continuing another, read anew by every format.

    `rdf12`: whether they say what only RDF 1.2 can say.
    """

    parts: tuple[Path, ...]
    rdf12: bool = False

    def quads(self) -> Iterator[bytes]:
        """All lines, each with its end."""
        for part in self.parts:
            with part.open("rb") as file:
                yield from file

    def graphs(self, *, rdf12: bool = True) -> Iterator[tuple[str, Iterator[str]]]:
        """The triples of one graph after another. Without `rdf12`, what only RDF 1.2 can say is left out."""
        left_out = self.rdf12 and not rdf12
        for graph, lines in itertools.chain.from_iterable(map(_graphs, self.parts)):
            yield graph, filter(_is_rdf11, lines) if left_out else lines

    def merged(self, *, rdf12: bool = True) -> Iterator[str]:
        """The triples of the merged view."""
        for graph, lines in itertools.islice(self.graphs(rdf12=rdf12), 1):
            yield from lines if graph == MERGED else ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file of N-Quads that may still grow, until `complete` is done; an error there says that it will never be."""

    path: Path
    complete: Future[None] = field(default_factory=Future)


def parts_in(folder: Path, *, named: bool, articles: Path | None = None) -> tuple[Part, ...]:
    """The files to be, empty: the merged view, then the graphs of articles unless they are there, then the others."""
    names = ["merged", *([] if articles else ["articles"]), "others"] if named else ["merged"]
    parts = tuple(Part(folder / name) for name in names)
    for part in parts:
        part.path.touch()
    return parts


def set_aside(source: Source, parts: Sequence[Part], *, rdf12: bool, articles: Path | None = None) -> Statements:
    """Write the quads of `source` to the parts; `articles` are those of articles, if they were written before."""
    graphs = {
        "merged": lambda: iter([(MERGED, source.lines(rdf12=rdf12))]),
        "articles": source.article_lines,
        "others": source.other_lines,
    }
    try:
        for part in parts:
            write_graphs(graphs[part.path.name](), part.path)
            part.complete.set_result(None)
    except BaseException as error:
        for part in parts:
            if not part.complete.done():
                part.complete.set_exception(error)
        raise
    first, *others = (part.path for part in parts)
    return Statements((first, *([articles] if articles else []), *others), rdf12)


def write_graphs(graphs: Iterable[tuple[str, Iterator[Line]]], path: Path) -> None:
    """Write the triples of graphs with their names (none for `MERGED`), and beside them how many each graph has."""
    with path.open("w", encoding="utf-8", newline="\n") as file, _index(path).open("w", encoding="utf-8") as index:
        for name, lines in graphs:
            if number := _write(in_graph(lines, name) if name else lines, file):
                index.write(f"{number} {name}\n")


def _graphs(part: Path) -> Iterator[tuple[str, Iterator[str]]]:
    with part.open(encoding="utf-8", newline="\n") as file, _index(part).open(encoding="utf-8") as index:
        for entry in index:
            number, graph = entry[:-1].split(" ")
            ending = -len(f" {graph}{_END}" if graph else _END)
            yield graph, (line[:ending] for line in itertools.islice(file, int(number)))


def split(lines: Iterable[str]) -> Iterator[Statement]:
    """Subject, predicate and object of each line."""
    for line in lines:
        subject, predicate, object_ = line.split(" ", 2)
        yield subject, predicate, object_


def _index(path: Path) -> Path:
    return path.with_suffix(".index")


def _is_rdf11(line: Line) -> bool:
    return not line.startswith(_REIFIES, line.index(" "))


def _write(lines: Iterable[Line], file: TextIO) -> int:
    """Write the lines and say how many they were."""
    number = 0
    for together in itertools.batched(lines, _TOGETHER):
        file.write(_END.join(together) + _END)
        number += len(together)
    return number
