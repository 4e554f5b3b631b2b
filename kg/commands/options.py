"""What several commands share: options, exit codes, and how they speak to the person at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.pipeline import Settings

INCOMPLETE = 1
IMPOSSIBLE = 2
NEGATIVE = 3

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for standard input.")
]
Pipeline = Annotated[str | None, typer.Option(help="spaCy pipeline, by the name it is installed under.")]
Ontologies = Annotated[
    list[Path] | None, typer.Option("--ontology", help="Folder of classes, relations and cues to add; repeatable.")
]
Fields = Annotated[
    list[str] | None, typer.Option("--field", help="Field of JSON records, as in text=body; repeatable.")
]
Language = Annotated[str | None, typer.Option(help="Read every article as this language, whatever it looks like.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that read articles; the output is the same.")]
Engine = Annotated[str, typer.Option(help="local, or spark: the same as sorted N-Quads in parts, on any master.")]
Master = Annotated[str | None, typer.Option(help="Address of a Spark master (default: all of this machine).")]
Formats = Annotated[list[str] | None, typer.Option("--format", help="Write only this format; repeatable.")]
Rdf12 = Annotated[bool, typer.Option("--rdf12", help="Write RDF 1.2, with relations as reifiers.")]
Fast = Annotated[bool, typer.Option("--fast", help="Read without the encoder: faster, with more mistakes.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first article that fails, and write nothing.")]
Infer = Annotated[bool, typer.Option("--infer", help="Add what follows by rules of the ontology, marked and apart.")]
Graph = Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder, or an RDF file.")]
Asked = Annotated[
    str, typer.Argument(metavar="STORE", help="A store's folder, an RDF file, or the address of a SPARQL endpoint.")
]
RowFormat = Annotated[str, typer.Option("--format", help="table, json, csv, tsv, xml; turtle for a graph.")]


def complain(message: str) -> None:
    """An error, as one line on standard error."""
    print(f"kg: error: {message}", file=sys.stderr)


def make_settings(
    pipeline: str | None,
    ontology: list[Path] | None,
    decisions: Path | None,
    fields: list[str] | None,
    language: str | None,
    fast: bool,
    workers: int,
    strict: bool,
) -> Settings:
    """The settings that options ask for."""
    from kg.pipeline import Settings

    return Settings(
        pipeline=pipeline,
        ontology=tuple(ontology or ()),
        decisions=decisions,
        fields=_mapping(fields or ()),
        language=language,
        fast=fast,
        workers=workers,
        strict=strict,
    )


def _mapping(fields: Iterable[str]) -> dict[str, str]:
    pairs = [given.partition("=") for given in fields]
    for name, _, key in pairs:
        if not name or not key:
            raise typer.BadParameter(f"--field {name}: write it as in text=body", param_hint="--field")
    return {name: key for name, _, key in pairs}


def load_ontology(folders: list[Path] | None) -> Ontology:
    """The ontology with a user's folders on top."""
    from kg.ontology import load

    return load(*(folders or ()))
