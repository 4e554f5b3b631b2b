"""Graph or store -> files: every format that is written, each whole or not at all.

`graph.ttl`, `.nt` and `.rdf` hold the merged view; `.trig`, `.nq` and `.jsonld` the whole dataset; the others draw it.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterable, Iterator
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
from kg.export.drawing import Drawing, draw_kept
from kg.export.publishing import ExportError, draft_in, explained, publish
from kg.export.source import Source
from kg.export.statements import Statements, set_aside

__all__ = ["FORMATS", "ExportError", "checked", "drafted", "write"]

type RdfWriter = Callable[[Statements, BinaryIO], None]
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
    source: Source, folder: Path | str, formats: Iterable[str] | None = None, rdf12: bool = False
) -> Iterator[tuple[Path, ...]]:
    """As `write`, but the files take their places, all at once, only when the `with` block ends well."""
    target = Path(folder)
    chosen = checked(formats, target)
    with draft_in(target) as draft:
        with explained(target):
            names = _write_all(source, draft, chosen, rdf12)
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


def _write_all(source: Source, folder: Path, formats: tuple[str, ...], rdf12: bool) -> list[str]:
    """Write all files of the formats and return their names."""
    with tempfile.TemporaryDirectory(dir=folder) as room:
        files = {
            **_rdf_files(source, Path(room), formats, rdf12),
            **_viewer_files(source, Path(room), formats),
        }
        for name, write_file in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            with (folder / name).open("wb") as file:
                write_file(file)
    return list(files)


def _rdf_files(
    source: Source, room: Path, formats: tuple[str, ...], rdf12: bool
) -> dict[str, Callable[[BinaryIO], None]]:
    chosen = [name for name in formats if name in RDF_WRITERS]
    if not chosen:
        return {}
    named = not WITH_GRAPHS.isdisjoint(chosen)
    statements = set_aside(source, room / "statements", rdf12=rdf12, named=named)
    return {f"graph.{name}": functools.partial(RDF_WRITERS[name], statements) for name in chosen}


def _viewer_files(source: Source, room: Path, formats: tuple[str, ...]) -> dict[str, Callable[[BinaryIO], None]]:
    viewers = [VIEWERS[name] for name in formats if name in VIEWERS]
    if not viewers:
        return {}
    drawing = draw_kept(source, room)
    return {name: functools.partial(write_file, drawing) for files in viewers for name, write_file in files.items()}
