"""Command line -> calls: parses, calls and prints. Whatever is heavy is imported by the command that needs it.

Data goes to standard output; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph import Graph as KnownGraph
    from kg.pipeline import Result, Settings
    from kg.query import Answer

INCOMPLETE = 1
IMPOSSIBLE = 2
NEGATIVE = 3
_INTERRUPTED = 130
_PIPE_CLOSED = 141
_MOST_CARDS = 5

EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but some articles were left out (each is named on standard error); 2 it cannot be "
    "done as asked, and nothing was written; 3 the answer is no: nothing found, or the graph does not conform."
)

app = typer.Typer(
    name="kg",
    help="An assertion-safe knowledge graph from news articles.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first article that fails, and write nothing.")]
Graph = Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder, or an RDF file.")]
RowFormat = Annotated[str, typer.Option("--format", help="table, json, csv, tsv, xml; turtle for a graph.")]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code; an error that the user can mend is one line, not a traceback."""
    try:
        app(arguments, prog_name="kg")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(_PIPE_CLOSED) from None
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
    except Exception as error:
        if not _is_for_the_user(error):
            raise
        _complain(_describe(error))
        raise SystemExit(IMPOSSIBLE) from error
    raise SystemExit(0)


def _is_for_the_user(error: Exception) -> bool:
    """Errors that kg raises say what to mend; of the others only the system's refusals do."""
    return isinstance(error, OSError) or type(error).__module__.startswith("kg.")


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}: name another path, or mend this one"
    return str(error)


def _complain(message: str) -> None:
    print(f"kg: error: {message}", file=sys.stderr)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"kg {version('newskg')}")
        raise typer.Exit


@app.callback()
def kg(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
) -> None:
    """An assertion-safe knowledge graph from news articles."""
    from kg.terminal import log_to_stderr

    log_to_stderr(verbose)


@app.command()
def build(
    inputs: Inputs,
    out: Annotated[Path | None, typer.Option(help="Folder for the graph's files.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder of a new store for kg query.")] = None,
    formats: Annotated[list[str] | None, typer.Option("--format", help="Write only this format; repeatable.")] = None,
    rdf12: Annotated[bool, typer.Option("--rdf12", help="Write RDF 1.2, with relations as reifiers.")] = False,
    decisions: Annotated[Path | None, typer.Option(help="File of your identity decisions.")] = None,
    pipeline: Pipeline = None,
    ontology: Ontologies = None,
    field: Fields = None,
    language: Language = None,
    workers: Workers = 1,
    strict: Strict = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was built as JSON.")] = False,
) -> None:
    """Read articles and write their graph."""
    from kg import export
    from kg import pipeline as pipelines
    from kg.store import Store
    from kg.terminal import show_progress

    if out is None and store is None:
        raise typer.BadParameter("say where the graph goes: --out DIR for files, --store DIR for a store, or both")
    _check_target(out, formats, export.FORMATS)
    settings = _settings(pipeline, ontology, decisions, field, language, workers, strict)
    with show_progress() as progress:
        result = pipelines.build(inputs, settings, progress)
    if not result.graph.extractions:
        _complain("no article could be read: nothing was written")
        raise typer.Exit(IMPOSSIBLE)
    if store:
        Store.write(store, result.graph.quads(rdf12=rdf12)).close()
    files = export.write(result.graph, out, formats, rdf12=rdf12) if out else ()
    _report(result, out, files, store, as_json)
    raise typer.Exit(INCOMPLETE if result.failures else 0)


@app.command()
def extract(
    inputs: Inputs,
    pipeline: Pipeline = None,
    ontology: Ontologies = None,
    field: Fields = None,
    language: Language = None,
    workers: Workers = 1,
    strict: Strict = False,
) -> None:
    """Print what each article says as a line of JSON: mentions, entities, relations, claims, statements, times."""
    from kg import pipeline as pipelines
    from kg.extract.serialise import to_json
    from kg.read import ReadFailure

    settings = _settings(pipeline, ontology, None, field, language, workers, strict)
    done = failed = 0
    for item in pipelines.extract_articles(pipelines.articles(inputs, settings), settings):
        if isinstance(item, ReadFailure):
            failed += 1
        else:
            done += 1
            sys.stdout.buffer.write(to_json(item) + b"\n")
            sys.stdout.buffer.flush()
    raise typer.Exit((INCOMPLETE if done else IMPOSSIBLE) if failed else 0)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def query(
    context: typer.Context,
    graph: Graph,
    question: Annotated[
        str, typer.Argument(metavar="QUERY", help="SPARQL, a .rq file, or the name of one of `kg queries`.")
    ],
    file_format: RowFormat = "table",
    ontology: Ontologies = None,
) -> None:
    """Ask a graph. Parameters of a named query follow it: kg query STORE who-said-what --about Norway."""
    from kg.query import query as ask

    parameters = _parameters(context.args)
    _print_answer(ask(_open(graph), question, parameters, ontology=_load_ontology(ontology)), file_format)


@app.command()
def queries(ontology: Ontologies = None) -> None:
    """List the named queries and their parameters."""
    from kg.query import named_queries
    from kg.terminal import print_table

    rows = [
        (each.name, each.description, " ".join(f"--{parameter.name}" for parameter in each.parameters))
        for each in named_queries(_load_ontology(ontology))
    ]
    print_table(("query", "answers", "parameters"), rows)


@app.command()
def show(
    graph: Graph,
    name: Annotated[str | None, typer.Argument(help="Whom or what to show; part of the name is enough.")] = None,
) -> None:
    """Show an entity's card: names, relations, claims by and about it, with quotes. Without NAME, the whole graph."""
    from kg.card import cards, overview
    from kg.terminal import print_card, print_note, print_overview

    store = _open(graph)
    if name is None:
        print_overview(overview(store))
        return
    found = list(itertools.islice(cards(store, name), _MOST_CARDS + 1))
    for card in found[:_MOST_CARDS]:
        print_card(card)
    if len(found) > _MOST_CARDS:
        print_note(f"there are more of that name: `kg query {graph} entities` lists all")
    if not found:
        _complain(f"nobody and nothing in {graph} is called {name!r}: `kg query {graph} entities` lists all")
        raise typer.Exit(NEGATIVE)


@app.command()
def claims(
    graph: Graph,
    about: Annotated[str | None, typer.Option(help="What or whom it is said of.")] = None,
    by: Annotated[str | None, typer.Option(help="Who says it.")] = None,
    act: Annotated[str | None, typer.Option(help="Kind of speech act, such as Denial or Promise.")] = None,
    file_format: RowFormat = "table",
) -> None:
    """List what is claimed: by whom, of whom."""
    from kg.query import query as ask

    given = {"about": about, "speaker": by, "act": act}
    answer = ask(_open(graph), "who-said-what", {name: value for name, value in given.items() if value})
    _print_answer(answer, file_format)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A store's folder, a folder of files, or an RDF file.")],
    ontology: Ontologies = None,
) -> None:
    """Validate a graph against the ontology's shapes (SHACL)."""
    from kg.check import check as validate
    from kg.terminal import print_note

    report = validate(_open(path), _load_ontology(ontology))
    for result in report.results:
        print(result)
    verdict = "conforms" if report.conforms else "does not conform"
    print_note(f"{path} {verdict}: {report.nodes} nodes checked, {len(report.results)} remarks")
    raise typer.Exit(0 if report.conforms else NEGATIVE)


@app.command("export")
def export_store(
    graph: Graph,
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="Write only this format; repeatable. Without it, all of RDF.")
    ] = None,
) -> None:
    """Write the graph of a store to RDF files. Pictures and tables of it are written by kg build."""
    from kg import export
    from kg.stored import StoredGraph

    _check_target(out, formats, tuple(export.RDF_WRITERS))
    files = export.write(cast("KnownGraph", StoredGraph(_open(graph))), out, formats or export.RDF_WRITERS)
    _note_written(out, files)


def _check_target(out: Path | None, formats: list[str] | None, known: Sequence[str]) -> None:
    """Refuse what cannot be written before the work begins."""
    for name in formats or ():
        if name not in known:
            raise typer.BadParameter(f"{name}: no such format here; choose from {', '.join(known)}")
    if out:
        out.mkdir(parents=True, exist_ok=True)


def _report(result: Result, out: Path | None, files: Sequence[Path], store: Path | None, as_json: bool) -> None:
    graph = result.graph
    counts = {
        "articles": len(graph.articles),
        "entities": len(graph.entities),
        "relations": len(graph.relations),
        "asserted": sum(relation.asserted for relation in graph.relations),
        "claims": len(graph.claims),
        "statements": len(graph.statements),
    }
    if as_json:
        failures = [{"origin": failure.origin, "reason": failure.reason} for failure in result.failures]
        written = [str(path) for path in (*files, store) if path]
        print(json.dumps({**counts, "failures": failures, "written": written}, ensure_ascii=False))
        return
    from kg.terminal import print_note

    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    left_out = f"; {len(result.failures)} left out, see above" if result.failures else ""
    print_note(f"{listed}{left_out}")
    _note_written(out, files, store)


def _note_written(folder: Path | None, files: Sequence[Path], store: Path | None = None) -> None:
    from kg.terminal import print_note

    if folder:
        print_note(f"written to {folder}: {', '.join(str(path.relative_to(folder)) for path in files)}")
    if store:
        print_note(f"store: {store}")


def _print_answer(answer: Answer, file_format: str) -> None:
    if file_format == "table" and answer.form != "graph":
        from kg.terminal import print_table

        print_table(answer.headers, answer)
        return
    chosen = "turtle" if file_format == "table" else file_format
    sys.stdout.buffer.write(answer.serialize(chosen))
    sys.stdout.buffer.flush()


def _settings(
    pipeline: str | None,
    ontology: list[Path] | None,
    decisions: Path | None,
    fields: list[str] | None,
    language: str | None,
    workers: int,
    strict: bool,
) -> Settings:
    from kg.pipeline import Settings

    return Settings(
        pipeline=pipeline,
        ontology=tuple(ontology or ()),
        decisions=decisions,
        fields=_mapping(fields or ()),
        language=language,
        workers=workers,
        strict=strict,
    )


def _mapping(fields: Iterable[str]) -> dict[str, str]:
    pairs = [given.partition("=") for given in fields]
    for name, _, key in pairs:
        if not name or not key:
            raise typer.BadParameter(f"--field {name}: write it as in text=body", param_hint="--field")
    return {name: key for name, _, key in pairs}


def _parameters(arguments: Sequence[str]) -> dict[str, str]:
    """`--name value` and `--name=value` that no option of ours took."""
    given: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--") or not name:
            raise typer.BadParameter(f"{argument!r} is one argument too many: parameters are written --name value")
        if not equals:
            value = next(rest, "")
            if not value:
                raise typer.BadParameter(f"--{name} needs a value")
        given[name] = value
    return given


def _open(path: Path) -> ox.Store:
    """The store to ask: a store's folder, a folder that `kg build` wrote, or an RDF file."""
    from kg.query import open_graph
    from kg.store import Store, is_store

    return Store(path).dataset if is_store(path) else open_graph(path)


def _load_ontology(folders: list[Path] | None) -> Any:
    from kg.ontology import load

    return load(*(folders or ()))
