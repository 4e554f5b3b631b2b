"""Command line -> calls: parses, calls and prints. Whatever is heavy is imported by the command that needs it.

Data goes to standard output; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from kg.model import KgError

if TYPE_CHECKING:
    from kg.library import KnowledgeGraph
    from kg.pipeline import Settings
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
Formats = Annotated[list[str] | None, typer.Option("--format", help="Write only this format; repeatable.")]
Rdf12 = Annotated[bool, typer.Option("--rdf12", help="Write RDF 1.2, with relations as reifiers.")]
Fast = Annotated[bool, typer.Option("--fast", help="Read without the encoder: faster, with more mistakes.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first article that fails, and write nothing.")]
Infer = Annotated[bool, typer.Option("--infer", help="Add what follows by rules of the ontology, marked and apart.")]
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
    except (KgError, OSError) as error:
        _complain(str(error))
        raise SystemExit(IMPOSSIBLE) from error
    raise SystemExit(0)


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
    formats: Formats = None,
    rdf12: Rdf12 = False,
    infer: Infer = False,
    decisions: Annotated[Path | None, typer.Option(help="File of your identity decisions.")] = None,
    pipeline: Pipeline = None,
    ontology: Ontologies = None,
    field: Fields = None,
    language: Language = None,
    fast: Fast = False,
    workers: Workers = 1,
    strict: Strict = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was built as JSON.")] = False,
) -> None:
    """Read articles and write their graph."""
    from kg import export, library
    from kg.store import check_place
    from kg.terminal import show_progress

    if out is None and store is None:
        raise typer.BadParameter("say where the graph goes: --out DIR for files, --store DIR for a store, or both")
    if store:
        check_place(store)
    if out:
        export.checked(formats, out)
    settings = _settings(pipeline, ontology, decisions, field, language, fast, workers, strict)
    with show_progress() as progress:
        graph = library.build(inputs, settings, progress)
    if not graph.graph.extractions:
        _complain("no article could be read: nothing was written")
        raise typer.Exit(IMPOSSIBLE)
    if infer:
        graph = graph.infer(_load_ontology(ontology))
    files = graph.save(out, formats, store=store, rdf12=rdf12)
    _report(graph, out, files, store, as_json)
    raise typer.Exit(INCOMPLETE if graph.failures else 0)


@app.command()
def extract(
    inputs: Inputs,
    infer: Infer = False,
    pipeline: Pipeline = None,
    ontology: Ontologies = None,
    field: Fields = None,
    language: Language = None,
    fast: Fast = False,
    workers: Workers = 1,
    strict: Strict = False,
) -> None:
    """Print what each article says as a line of JSON: mentions, entities, relations, claims, statements, times."""
    from kg import pipeline as pipelines
    from kg.extract.serialise import to_json
    from kg.infer import infer_within
    from kg.read import ReadFailure

    settings = _settings(pipeline, ontology, None, field, language, fast, workers, strict)
    rules = _load_ontology(ontology)
    done = failed = 0
    for item in pipelines.extract_articles(pipelines.articles(inputs, settings), settings):
        if isinstance(item, ReadFailure):
            failed += 1
        else:
            done += 1
            sys.stdout.buffer.write(to_json(infer_within(item, rules) if infer else item) + b"\n")
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
    inferred: Annotated[bool, typer.Option("--inferred", help="Count what rules infer among the answers.")] = False,
    ontology: Ontologies = None,
) -> None:
    """Ask a graph. Parameters of a named query follow it: kg query STORE who-said-what --about Norway."""
    from kg.query import query as ask

    parameters = _parameters(context.args)
    answer = ask(graph, question, parameters, ontology=_load_ontology(ontology), inferred=inferred)
    _print_answer(answer, file_format)


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
    from kg.query import open_graph
    from kg.terminal import print_card, print_note, print_overview

    store = open_graph(graph)
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the claims as JSON, one a line.")] = False,
) -> None:
    """Show what is claimed: by whom, with which words, how sure, in which article."""
    from kg.query import query as ask
    from kg.terminal import print_claims

    given = {"about": about, "speaker": by, "act": act}
    answer = ask(graph, "claims", {name: value for name, value in given.items() if value})
    if file_format != "table":
        _print_answer(answer, file_format)
        return
    found = [dict(zip(answer.headers, row, strict=True)) for row in answer]
    if as_json:
        for each in found:
            print(json.dumps(each, ensure_ascii=False))
    elif found:
        print_claims(found)
    else:
        _complain("nobody claims anything of that kind: `kg claims` without options lists all that is claimed")
    raise typer.Exit(0 if found else NEGATIVE)


@app.command()
def explain(
    graph: Graph,
    what: Annotated[
        str, typer.Argument(metavar="EDGE|IRI|NAME", help="Subject|relation|Object, a line of kg show, an IRI, a name.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanations as JSON.")] = False,
) -> None:
    """Show why an edge is there: the words that say so, the cue, the score, and who was taken for whom."""
    from kg.explain import explain as find_reasons
    from kg.lookup import NothingFoundError
    from kg.query import open_graph
    from kg.terminal import print_explanation

    try:
        found = find_reasons(open_graph(graph), what)
    except NothingFoundError as error:
        _complain(str(error))
        raise typer.Exit(NEGATIVE) from error
    if as_json:
        print(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        print_explanation(each)


@app.command()
def infer(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")],
    ontology: Ontologies = None,
) -> None:
    """Add to a store what follows from its asserted edges by rules of the ontology, marked and apart."""
    from kg import library
    from kg.terminal import print_note

    graph = library.open(store)
    inferred = graph.infer(_load_ontology(ontology))
    inferred.save(store=store, rdf12=graph.reifies)
    print_note(f"{len(inferred.graph.inferences)} edges inferred: kg query {store} QUERY --inferred counts them in")


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A store's folder, a folder of files, or an RDF file.")],
    ontology: Ontologies = None,
) -> None:
    """Validate a graph against the ontology's shapes (SHACL)."""
    from kg.check import check as validate
    from kg.terminal import print_note

    report = validate(path, _load_ontology(ontology))
    for result in report.results:
        print(result)
    verdict = "conforms" if report.conforms else "does not conform"
    print_note(f"{path} {verdict}: {report.nodes} nodes checked, {len(report.results)} remarks")
    raise typer.Exit(0 if report.conforms else NEGATIVE)


@app.command()
def serve(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")],
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 lets the network in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 for any that is free.")] = 8000,
    name: Annotated[list[str] | None, typer.Option(help="Host name to answer to; repeatable.")] = None,
    cors: Annotated[
        list[str] | None, typer.Option(help="Origin whose pages may read, as in https://news.example; * for all.")
    ] = None,
    limit: Annotated[float, typer.Option(min=0.1, help="Seconds after which a SPARQL query is stopped.")] = 30.0,
    memory: Annotated[int, typer.Option(min=64, help="MiB with which a SPARQL query is stopped.")] = 1024,
    workers: Annotated[int, typer.Option(min=1, help="SPARQL queries that run at once.")] = 2,
    rate: Annotated[float, typer.Option(min=1, help="Requests a second that one address may make.")] = 100.0,
) -> None:
    """Serve a store: explorer, JSON API (/api) and SPARQL endpoint (/sparql), read only, until Ctrl-C."""
    from kg.serve.server import address, is_loopback, run
    from kg.serve.settings import Settings
    from kg.terminal import print_note

    settings = Settings(host, port, tuple(name or ()), tuple(cors or ()), limit, memory, workers, rate=rate)
    if not is_loopback(host):
        _complain(f"whoever reaches {host} can read all of {store}: there is no password (warning)")
    run(store, settings, lambda at: print_note(f"{store}: {address(settings, at)} (Ctrl-C ends it)"))


@app.command("export")
def export_store(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    formats: Formats = None,
    rdf12: Rdf12 = False,
) -> None:
    """Write the graph of a store to files, the same as kg build writes."""
    from kg import library

    _note_written(out, library.open(store).save(out, formats, rdf12=rdf12))


def _report(graph: KnowledgeGraph, out: Path | None, files: Sequence[Path], store: Path | None, as_json: bool) -> None:
    counts = {
        "articles": len(graph.graph.articles),
        "entities": len(graph.entities),
        "relations": len(graph.relations),
        "asserted": sum(relation.asserted for relation in graph.relations),
        "claims": len(graph.claims),
        "statements": len(graph.graph.statements),
    }
    if graph.graph.inferences:
        counts["inferred"] = len(graph.graph.inferences)
    if as_json:
        failures = [{"origin": failure.origin, "reason": failure.reason} for failure in graph.failures]
        written = [str(path) for path in (*files, store) if path]
        print(json.dumps({**counts, "failures": failures, "written": written}, ensure_ascii=False))
        return
    from kg.terminal import print_note

    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    left_out = f"; {len(graph.failures)} left out, see above" if graph.failures else ""
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
    fast: bool,
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


def _load_ontology(folders: list[Path] | None) -> Any:
    from kg.ontology import load

    return load(*(folders or ()))
