"""Commands that make a store or files and change them: build, add, update, remove, history, infer, export."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import (
    IMPOSSIBLE,
    INCOMPLETE,
    NEGATIVE,
    Engine,
    Fast,
    Fields,
    Formats,
    Infer,
    Inputs,
    Language,
    Master,
    Ontologies,
    Pipeline,
    Rdf12,
    Strict,
    Workers,
    complain,
    make_settings,
)

if TYPE_CHECKING:
    from kg.archive import Outputs, Report
    from kg.pipeline import Progress, Settings

_TELLING = 20  # articles whose reading takes longer than loading what reads them

StoreFolder = Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]
Decisions = Annotated[Path | None, typer.Option(help="File of your identity decisions.")]


def build(
    inputs: Inputs,
    out: Annotated[str | None, typer.Option(help="Folder for the graph's files.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder of a new store for kg query.")] = None,
    formats: Formats = None,
    rdf12: Rdf12 = False,
    infer: Infer = False,
    decisions: Decisions = None,
    pipeline: Pipeline = None,
    ontology: Ontologies = None,
    field: Fields = None,
    language: Language = None,
    fast: Fast = False,
    workers: Workers = 1,
    strict: Strict = False,
    engine: Engine = "local",
    master: Master = None,
    as_json: AsJson = False,
) -> None:
    """Read articles and write their graph. With --store, a run that was ended is gone on with by the same command."""
    _get_ready(workers if engine == "local" else 1)
    from kg import export
    from kg.archive import Outputs
    from kg.store import check_place

    if out is None and store is None:
        raise typer.BadParameter("say where the graph goes: --out DIR for files, --store DIR for a store, or both")
    if store:
        check_place(store)
    settings = make_settings(pipeline, ontology, decisions, field, language, fast, workers, strict)
    folder = Path(out) if out else None
    if engine != "local" or master:
        _check_engine(engine, formats, out, store)
        outputs = Outputs(None, tuple(formats or ()) or None, rdf12, infer)
        report = _built_on_spark(inputs, out or "", settings, outputs, master)
    else:
        chosen = export.checked(formats, folder) if folder else None
        report = _built(inputs, store, settings, Outputs(folder, chosen, rdf12, infer))
    if not report.counts:
        complain("no article could be read: nothing was written")
        raise typer.Exit(IMPOSSIBLE)
    _tell(report, as_json, folder, store)


def _adding(name: str, purpose: str, *, correcting: bool) -> Callable[..., None]:
    """A command that adds articles to a store; corrected ones replace what there is of their stories."""

    def command(
        store: StoreFolder,
        inputs: Inputs,
        decisions: Decisions = None,
        field: Fields = None,
        language: Language = None,
        workers: Workers = 1,
        strict: Strict = False,
        as_json: AsJson = False,
    ) -> None:
        _get_ready(workers)
        from kg import archive

        settings = make_settings(None, None, decisions, field, language, False, workers, strict)
        with _watched() as progress:
            report = archive.add(inputs, store, settings, progress, correcting=correcting)
        _tell(report, as_json)

    command.__name__, command.__doc__ = name, purpose
    return command


add = _adding(
    "add",
    "Add articles to a store, at the cost of these articles. What it holds already changes nothing.",
    correcting=False,
)
update = _adding(
    "update",
    "Add corrected versions of articles: they replace those of the same address, or the same source and title.",
    correcting=True,
)


def remove(
    store: StoreFolder,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="By id, IRI, address or title.")],
    as_json: AsJson = False,
) -> None:
    """Take articles out of a store, as if they had never been there."""
    from kg import archive

    try:
        report = archive.remove(articles, store)
    except archive.NoSuchArticleError as error:
        complain(str(error))
        raise typer.Exit(NEGATIVE) from error
    _tell(report, as_json)


def history(store: StoreFolder, as_json: AsJson = False) -> None:
    """List the articles of which a store has seen several versions, the newest first."""
    from kg import archive
    from kg.terminal import print_table

    rows = [
        (article.url or article.title or "", article.published or "", article.id, "counts" if counts else "replaced")
        for article, counts in archive.history(store)
    ]
    heads = ("story", "published", "version", "state")
    if as_json:
        print(json.dumps([dict(zip(heads, row, strict=True)) for row in rows], ensure_ascii=False))
    elif rows:
        print_table(heads, rows)
    else:
        complain(f"{store} has seen one version of each article")
    raise typer.Exit(0 if rows else NEGATIVE)


def infer(store: StoreFolder) -> None:
    """Add to a store what follows from its asserted edges by rules of the ontology, now and with every change."""
    from kg import archive
    from kg.terminal import print_note

    report = archive.infer(store)
    inferred = report.counts.get("inferred", 0)
    print_note(f"{inferred} edges inferred: kg query {store} QUERY --inferred counts them in")


def export_store(
    store: StoreFolder,
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    formats: Formats = None,
    rdf12: Rdf12 = False,
) -> None:
    """Write the graph of a store to files, the same as kg build writes."""
    from kg import export
    from kg.store import Store

    with Store(store) as held, held.source() as source:
        _note_written(out, export.write(source, out, formats, rdf12))


def _get_ready(workers: int) -> None:
    """Let what several processes need be imported while this one imports its own."""
    if workers > 1:
        from kg.processes import get_ready

        get_ready()


def _check_engine(engine: str, formats: list[str] | None, out: str | None, store: Path | None) -> None:
    """Refuse what Spark does not do."""
    if engine != "spark":
        raise typer.BadParameter(f"{engine}: choose local or spark (--master goes with spark)", param_hint="--engine")
    if store or out is None or (formats or ["nq"]) not in (["nq"], ["nt"]):
        raise typer.BadParameter(
            "with --engine spark the graph goes to --out, as nq or nt in parts: a store's bulk loader reads them"
        )


def _built_on_spark(
    inputs: Sequence[str], out: str, settings: Settings, outputs: Outputs, master: str | None
) -> Report:
    from kg import scale

    threads = f"local[{settings.workers}]" if settings.workers > 1 else scale.LOCAL
    return scale.build(inputs, out, settings, outputs, master or threads)


def _built(inputs: Sequence[str], store: Path | None, settings: Settings, outputs: Outputs) -> Report:
    from kg import archive

    with _watched() as progress:
        if store:
            return archive.build(inputs, store, settings, outputs, progress)
        return archive.build_files(inputs, settings, outputs, progress)


@contextmanager
def _watched() -> Iterator[Progress]:
    """Whoever is at the terminal sees how the run stands."""
    from kg.progress import show_progress
    from kg.terminal import error_console

    with show_progress(error_console()) as progress:
        yield progress


def _tell(report: Report, as_json: bool, out: Path | None = None, store: Path | None = None) -> None:
    """Say what was done, and end with the exit code that it deserves."""
    if as_json:
        _tell_json(report, store)
    else:
        _tell_person(report, out, store)
    nothing = report.failures and not report.read and not report.came
    raise typer.Exit((IMPOSSIBLE if nothing else INCOMPLETE) if report.failures else 0)


def _tell_json(report: Report, store: Path | None) -> None:
    failures = [{"origin": failure.origin, "reason": failure.reason} for failure in report.failures]
    changed = {"came": report.came, "left": report.left, "read": report.read}
    written = [str(path) for path in (*report.files, store) if path]
    told = {**report.counts, **changed, "failures": failures, "written": written, "seconds": report.seconds}
    print(json.dumps(told, ensure_ascii=False))


def _tell_person(report: Report, out: Path | None, store: Path | None) -> None:
    from kg.terminal import print_note

    listed = ", ".join(f"{count:,} {name}" for name, count in report.counts.items())
    left_out = f"; {len(report.failures):,} left out, see above" if report.failures else ""
    if store is None and out is None:
        print_note(f"{report.came:,} articles came in, {report.left:,} went; now {listed}{left_out}")
    else:
        print_note(f"{listed}{left_out}")
    print_note(_worded_times(report))
    _note_written(out, report.files, store)


def _worded_times(report: Report) -> str:
    """The seconds of each stage, and how fast articles were read where there were enough to tell."""
    told = [f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items()]
    if told and report.read >= _TELLING:
        rate = report.read / max(next(iter(report.seconds.values())), 0.1)
        told[0] += f" ({report.read:,} articles read, {rate:.1f} a second)"
    return ", ".join(told)


def _note_written(folder: Path | None, files: Sequence[Path], store: Path | None = None) -> None:
    from kg.terminal import print_note

    if folder:
        print_note(f"written to {folder}: {', '.join(str(path.relative_to(folder)) for path in files)}")
    if store:
        print_note(f"store: {store}")
