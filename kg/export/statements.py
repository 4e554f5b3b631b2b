"""Source -> Statements: its quads as N-Quads writes them, worked out once for whoever reads them.

They are set aside in a file, in the order of the source: the merged view, then one named graph after another. A second
file says how many lines each graph has, so that what reads triples need not look for the graph in each line.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    """A file of N-Quads, read anew by every format. `rdf12`: whether it says what only RDF 1.2 can say."""

    path: Path
    rdf12: bool = False

    def graphs(self, *, rdf12: bool = True) -> Iterator[tuple[str, Iterator[str]]]:
        """The triples of one graph after another. Without `rdf12`, what only RDF 1.2 can say is left out."""
        left_out = self.rdf12 and not rdf12
        with self.path.open(encoding="utf-8", newline="\n") as file, _index(self.path).open(encoding="utf-8") as index:
            for entry in index:
                number, graph = entry[:-1].split(" ")
                ending = -len(f" {graph}{_END}" if graph else _END)
                lines = (line[:ending] for line in itertools.islice(file, int(number)))
                yield graph, filter(_is_rdf11, lines) if left_out else lines

    def merged(self, *, rdf12: bool = True) -> Iterator[str]:
        """The triples of the merged view."""
        for graph, lines in itertools.islice(self.graphs(rdf12=rdf12), 1):
            yield from lines if graph == MERGED else ()


def set_aside(source: Source, path: Path, *, rdf12: bool, named: bool = True) -> Statements:
    """Write the quads of `source` to the file at `path`; without `named`, those of the merged view alone."""
    with path.open("w", encoding="utf-8", newline="\n") as file, _index(path).open("w", encoding="utf-8") as index:
        merged = [(MERGED, source.lines(rdf12=rdf12))]
        others = ((name, in_graph(lines, name)) for name, lines in source.named_lines()) if named else ()
        for name, lines in itertools.chain(merged, others):
            if number := _write(lines, file):
                index.write(f"{number} {name}\n")
    return Statements(path, rdf12)


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
