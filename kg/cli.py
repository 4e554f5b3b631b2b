"""Command line -> calls: parses, calls and prints. Whatever is heavy is imported by the command that needs it.

Data goes to standard output; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kg.commands import building, linking, remote, reviewing
from kg.commands.options import (
    IMPOSSIBLE,
    INCOMPLETE,
    NEGATIVE,
    Asked,
    Fast,
    Fields,
    Graph,
    Infer,
    Inputs,
    Language,
    Ontologies,
    Pipeline,
    RowFormat,
    Strict,
    Workers,
    complain,
    load_ontology,
    make_settings,
)
from kg.model import KgError

if TYPE_CHECKING:
    from kg.query import Answer

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

for _command in (building.build, building.add, building.update, building.remove, building.history, building.infer):
    app.command()(_command)
app.command("export")(building.export_store)
app.command()(linking.link)
app.command()(remote.push)
app.command()(reviewing.review)


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
        complain(str(error))
        raise SystemExit(IMPOSSIBLE) from error
    raise SystemExit(0)


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

    settings = make_settings(pipeline, ontology, None, field, language, fast, workers, strict)
    rules = load_ontology(ontology)
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
    graph: Asked,
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
    answer = ask(graph, question, parameters, ontology=load_ontology(ontology), inferred=inferred)
    _print_answer(answer, file_format)


@app.command()
def queries(ontology: Ontologies = None) -> None:
    """List the named queries and their parameters.

    Given a name, a query reads what is said of it, in a graph of millions as in a small one; given none, it reads the
    whole graph. accusations and path-between always read much of it.
    """
    from kg.query import named_queries
    from kg.terminal import print_table

    rows = [
        (each.name, each.description, " ".join(f"--{parameter.name}" for parameter in each.parameters))
        for each in named_queries(load_ontology(ontology))
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
        complain(f"nobody and nothing in {graph} is called {name!r}: `kg query {graph} entities` lists all")
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
        complain("nobody claims anything of that kind: `kg claims` without options lists all that is claimed")
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
        complain(str(error))
        raise typer.Exit(NEGATIVE) from error
    if as_json:
        print(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        print_explanation(each)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A store's folder, a folder of files, or an RDF file.")],
    ontology: Ontologies = None,
) -> None:
    """Validate a graph against the ontology's shapes (SHACL)."""
    from kg.check import check as validate
    from kg.terminal import print_note

    report = validate(path, load_ontology(ontology))
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
        complain(f"whoever reaches {host} can read all of {store}: there is no password (warning)")
    run(store, settings, lambda at: print_note(f"{store}: {address(settings, at)} (Ctrl-C ends it)"))


def _print_answer(answer: Answer, file_format: str) -> None:
    if file_format == "table" and answer.form != "graph":
        from kg.terminal import print_table

        print_table(answer.headers, answer)
        return
    chosen = "turtle" if file_format == "table" else file_format
    sys.stdout.buffer.write(answer.serialize(chosen))
    sys.stdout.buffer.flush()


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
