"""Source -> Statements: its triples as N-Triples writes them, worked out once for all formats that hold triples.

They are set aside in a file, in the order of the source: the merged view, then one named graph after another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kg.export.source import Source
from kg.ntriples import Line, term

type Statement = tuple[str, str, str]  # subject, predicate and object

MERGED = ""  # stands for the name of the default graph
_GRAPH = "="  # begins a line that names the graph of those that follow
_REIFIES = f" {term('rdf:reifies')} "


@dataclass(frozen=True, slots=True)
class Statements:
    """A file of triples, read anew by every format."""

    path: Path

    def lines(self, *, rdf12: bool = True) -> Iterator[tuple[str, str]]:
        """Graph and triple. Without `rdf12`, what only RDF 1.2 can say is left out."""
        graph = MERGED
        with self.path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                if line.startswith(_GRAPH):
                    graph = line[1:-1]
                elif rdf12 or not line.startswith(_REIFIES, line.index(" ")):
                    yield graph, line[:-1]

    def merged(self, *, rdf12: bool = True) -> Iterator[str]:
        """The triples of the merged view."""
        lines = self.lines(rdf12=rdf12)
        return (line for _, line in itertools.takewhile(lambda each: each[0] == MERGED, lines))

    def graphs(self, *, rdf12: bool = True) -> Iterator[tuple[str, Iterator[str]]]:
        """The triples of one graph after another."""
        for graph, lines in itertools.groupby(self.lines(rdf12=rdf12), lambda each: each[0]):
            yield graph, (line for _, line in lines)


def set_aside(source: Source, path: Path, *, rdf12: bool, named: bool = True) -> Statements:
    """Write the triples of `source` to the file at `path`; without `named`, those of the merged view alone."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write(source.lines(rdf12=rdf12), file)
        for name, lines in source.named_lines() if named else ():
            file.write(f"{_GRAPH}{name}\n")
            _write(lines, file)
    return Statements(path)


def split(lines: Iterable[str]) -> Iterator[Statement]:
    """Subject, predicate and object of each line."""
    for line in lines:
        subject, predicate, object_ = line.split(" ", 2)
        yield subject, predicate, object_


def _write(lines: Iterable[Line], file: TextIO) -> None:
    file.writelines(f"{line}\n" for line in lines)
