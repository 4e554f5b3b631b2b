"""Graph -> files: every format that is written, each whole or not at all.

`graph.ttl`, `.nt` and `.rdf` hold the merged view; `.trig`, `.nq` and `.jsonld` the whole dataset; the others draw it.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

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
from kg.export.drawing import Drawing, draw
from kg.graph import Graph
from kg.model import KgError

type RdfWriter = Callable[..., None]
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
RDF12_FORMATS = ("ttl", "trig", "nt", "nq")


class ExportError(KgError):
    """A file that cannot be written, or a format that does not exist; the message says what to do."""


def write(
    graph: Graph, folder: Path | str, formats: Iterable[str] | None = None, rdf12: bool = False
) -> tuple[Path, ...]:
    """Write `graph` into `folder` in the given formats (all if None) and return the files' paths.

    With `rdf12`, Turtle, TriG, N-Triples and N-Quads are RDF 1.2: relations also reify the triple that they speak of.
    JSON-LD and RDF/XML have no such form and stay RDF 1.1. Raises ExportError; then no file has changed.
    """
    with drafted(graph, folder, formats, rdf12) as files:
        return files


@contextlib.contextmanager
def drafted(
    graph: Graph, folder: Path | str, formats: Iterable[str] | None = None, rdf12: bool = False
) -> Iterator[tuple[Path, ...]]:
    """As `write`, but the files take their places only when the `with` block ends well."""
    target = Path(folder)
    chosen = checked(formats, target)
    with _explained(target):
        draft = Path(tempfile.mkdtemp(prefix=".kg-export-", dir=target))
    try:
        with _explained(target):
            names = _write_all(graph, draft, chosen, rdf12)
        yield tuple(target / name for name in names)
        with _explained(target):
            _publish(draft, target, names)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def checked(formats: Iterable[str] | None, folder: Path) -> tuple[str, ...]:
    """The formats in our order (all if None), and `folder` made. Raises ExportError when one of them cannot be."""
    wanted = FORMATS if formats is None else tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise ExportError(f"no format {', '.join(unknown)}: choose from {', '.join(FORMATS)}")
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(name for name in FORMATS if name in wanted)


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What the system refuses, as an ExportError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ExportError(f"{folder}: cannot write the graph there ({reason}): choose another folder") from error


def _write_all(graph: Graph, folder: Path, formats: tuple[str, ...], rdf12: bool) -> list[str]:
    """Write all files of the formats and return their names."""
    files = {**_rdf_files(graph, formats, rdf12), **_viewer_files(graph, formats)}
    for name, write_file in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("wb") as file:
            write_file(file)
    return list(files)


def _rdf_files(graph: Graph, formats: tuple[str, ...], rdf12: bool) -> dict[str, Callable[[BinaryIO], None]]:
    options = {name: {"rdf12": rdf12} if name in RDF12_FORMATS else {} for name in RDF_WRITERS}
    return {
        f"graph.{name}": functools.partial(RDF_WRITERS[name], graph, **options[name])
        for name in formats
        if name in RDF_WRITERS
    }


def _viewer_files(graph: Graph, formats: tuple[str, ...]) -> dict[str, Callable[[BinaryIO], None]]:
    viewers = [VIEWERS[name] for name in formats if name in VIEWERS]
    if not viewers:
        return {}
    drawing = draw(graph)
    return {name: functools.partial(write_file, drawing) for files in viewers for name, write_file in files.items()}


def _publish(draft: Path, target: Path, names: Sequence[str]) -> None:
    """Move all files to their places, after making sure that none is taken by a folder."""
    for name in names:
        (target / name).parent.mkdir(exist_ok=True)
        if (target / name).is_dir():
            raise ExportError(f"{target / name}: is a folder: remove it or choose another folder")
    for name in names:
        (draft / name).replace(target / name)
