"""Graph or store -> files: every format that is written, each whole or not at all.

`graph.ttl`, `.nt` and `.rdf` hold the merged view; `.trig`, `.nq` and `.jsonld` the whole dataset; the others draw it.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg import processes
from kg.export import (
    cyjs,
    ftm,
    gexf,
    graphml,
    html,
    jsonld,
    neo4j,
    nquads,
    ntriples,
    rdfxml,
    reconcile,
    trig,
    turtle,
    yed,
)
from kg.export.drawing import Drawing, draw_kept
from kg.export.publishing import ExportError, draft_in, explained, publish
from kg.export.source import Source
from kg.export.statements import Part, Statements, parts_in, set_aside

__all__ = ["FORMATS", "ExportError", "Meanwhile", "checked", "drafted", "write"]

type RdfWriter = Callable[[Statements, BinaryIO], None]
type Meanwhile = Callable[[Sequence[Part]], None]
type Viewer = Callable[[Drawing, BinaryIO], None]

RDF_WRITERS: dict[str, RdfWriter] = {
    "ttl": turtle.write,
    "trig": trig.write,
    "nt": ntriples.write,
    "nq": nquads.write,
    "jsonld": jsonld.write,
    "rdf": rdfxml.write,
}
VIEWERS: dict[str, dict[str, Viewer]] = {
    "graphml": {"graph.graphml": graphml.write},
    "yed": {"graph.yed.graphml": yed.write},
    "gexf": {"graph.gexf": gexf.write},
    "cyjs": {"graph.cyjs": cyjs.write},
    "html": {"graph.html": html.write},
    "ftm": {"entities.ftm.json": ftm.write},
    "reconcile": {"reconcile.json": reconcile.write},
    "neo4j": {"neo4j/nodes.csv": neo4j.write_nodes, "neo4j/relationships.csv": neo4j.write_relationships},
}
FORMATS = (*RDF_WRITERS, *VIEWERS)
WITH_GRAPHS = {"trig", "nq", "jsonld"}  # hold the whole dataset, the others the merged view


def write(
    source: Source, folder: Path | str, formats: Iterable[str] | None = None, rdf12: bool = False
) -> tuple[Path, ...]:
    """Write `source` into `folder` in the given formats (all if None) and return the files' paths.

    With `rdf12`, Turtle, TriG, N-Triples and N-Quads are RDF 1.2: relations also reify the triple that they speak of.
    JSON-LD and RDF/XML have no such form and stay RDF 1.1. Raises ExportError; then no file has changed.
    """
    with drafted(source, folder, formats, rdf12) as files:
        return files


@contextlib.contextmanager
def drafted(
    source: Source,
    folder: Path | str,
    formats: Iterable[str] | None = None,
    rdf12: bool = False,
    *,
    workers: int = 1,
    meanwhile: Meanwhile | None = None,
    articles: Path | None = None,
) -> Iterator[tuple[Path, ...]]:
    """As `write`, but the files take their places, all at once, only when the `with` block ends well.

    With several `workers`, processes of their own write the formats that hold triples. `meanwhile` is told where all
    quads are being written, as N-Quads, while they are. It runs in a thread of its own; what it raises is raised here.
    `articles`: a file with the quads of articles, as `kg.export.statements.write_graphs` makes it, if there is one;
    then `meanwhile` is not told of these.
    """
    target = Path(folder)
    chosen = checked(formats, target)
    with draft_in(target) as draft:
        with explained(target), tempfile.TemporaryDirectory(dir=draft) as room:
            names = _write_all(_Task(source, draft, Path(room), chosen, rdf12, workers, articles), meanwhile)
        yield tuple(target / name for name in names)
        publish(draft, target, names)


def checked(formats: Iterable[str] | None, folder: Path) -> tuple[str, ...]:
    """The formats in our order (all if None), and `folder` made. Raises ExportError when one of them cannot be."""
    wanted = FORMATS if formats is None else tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise ExportError(f"no format {', '.join(unknown)}: choose from {', '.join(FORMATS)}")
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(name for name in FORMATS if name in wanted)


@dataclass(frozen=True, slots=True)
class _Task:
    """What to write, and where: files go to `folder`, what is needed on the way to `room`."""

    source: Source
    folder: Path
    room: Path
    formats: tuple[str, ...]
    rdf12: bool
    workers: int
    articles: Path | None


def _write_all(task: _Task, meanwhile: Meanwhile | None) -> list[str]:
    """Write all files of the formats and return their names."""
    with ExitStack() as stack:
        under_way: list[Future[None]] = []
        names = [f"graph.{name}" for name in task.formats if name in RDF_WRITERS]
        if names or meanwhile:
            named = meanwhile is not None or not WITH_GRAPHS.isdisjoint(task.formats)
            parts = parts_in(task.room, named=named, articles=task.articles)
            if meanwhile:
                under_way.append(stack.enter_context(ThreadPoolExecutor(1)).submit(meanwhile, parts))
            statements = set_aside(task.source, parts, rdf12=task.rdf12, articles=task.articles if named else None)
            under_way += _write_rdf(task, names, statements, stack)
        viewers = _write_views(task)
        try:
            for each in under_way:
                each.result()
        except BrokenProcessPool as error:
            raise ExportError(f"{task.folder.parent}: a process that wrote files there {processes.ENDED}") from error
    return [*names, *viewers]


def _write_rdf(task: _Task, names: list[str], statements: Statements, stack: ExitStack) -> list[Future[None]]:
    """Write what holds triples, or have it written until the stack is left."""
    if task.workers <= 1:
        for name in names:
            _write_graph(task.folder / name, statements)
        return []
    pool = stack.enter_context(processes.pool(task.workers))
    return [pool.submit(_write_graph, task.folder / name, statements) for name in names]


def _write_graph(path: Path, statements: Statements) -> None:
    with path.open("wb") as file:
        RDF_WRITERS[path.suffix[1:]](statements, file)


def _write_views(task: _Task) -> list[str]:
    """Write what draws the graph or lists what is in it."""
    files = {name: view for each in task.formats if each in VIEWERS for name, view in VIEWERS[each].items()}
    if files:
        drawing = draw_kept(task.source, task.room)
        for name, view in files.items():
            path = task.folder / name
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                view(drawing, file)
    return list(files)
