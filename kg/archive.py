"""Inputs -> a store that lives: built, added to, corrected, taken from. Every change ends in a Report.

Articles are put aside one by one as they are read, so a change that was ended from outside goes on where it stood when
it is asked for again; and readers see all of it or nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg import export, pipeline
from kg.export import Meanwhile
from kg.model import Article, Decision, KgError
from kg.ontology import load
from kg.pipeline import READING, Inputs, Progress, Settings, Staged, Standing
from kg.read import ReadFailure
from kg.resolve import read_decisions
from kg.store import Change, StoreError, Writer, extended, passing, rebuilt


class NoSuchArticleError(KgError):
    """Articles that a store does not hold; the message names them. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is written besides the store: files in `out`, of all formats or those named; RDF 1.2; what rules infer."""

    out: Path | None = None
    formats: tuple[str, ...] | None = None
    rdf12: bool = False
    infer: bool = False


@dataclass(slots=True)
class Report:
    """What a change did: articles that came, that left and that failed, all that there is now, and seconds a stage."""

    came: int = 0
    left: int = 0
    read: int = 0  # articles that were not known before and had to be read
    counts: dict[str, int] = field(default_factory=dict)
    failures: tuple[ReadFailure, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    progress: Progress | None = field(default=None, repr=False)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Note how long the block takes, and tell whoever watches that it begins."""
        if self.progress:
            self.progress(Standing(stage, self.counts.get("articles", 0)))
        start = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - start, 3)


@pipeline.rare_collections()
def build(
    inputs: Inputs,
    path: Path | str,
    settings: Settings | None = None,
    outputs: Outputs | None = None,
    progress: Progress | None = None,
) -> Report:
    """A store of these articles alone, in the place of what was at `path`; and files, if they are asked for.

    All is prepared before anything is replaced. A building that was begun with the same settings is gone on with.
    Raises as `kg.pipeline.build`, StoreError and ExportError; a Report without articles says that nothing was written.
    """
    settings, outputs, report = settings or Settings(), outputs or Outputs(), Report(progress=progress)
    decisions = read_decisions(settings.decisions) if settings.decisions else ()
    with rebuilt(path, pipeline.plan(settings)) as writer:
        writer.write_as(rdf12=outputs.rdf12)
        staged = _stage(inputs, writer, settings, report)
        if staged.articles:
            change = Change(staged.articles, writer.others(staged.articles), decisions, outputs.infer)
            with writer.preparing(change, settings.workers if outputs.out else 1) as articles:
                _settle(writer, change, settings, report)
                _publish(writer, outputs, settings, report, articles)
        else:
            writer.discard()
    return report


@pipeline.rare_collections()
def build_files(
    inputs: Inputs, settings: Settings | None = None, outputs: Outputs | None = None, progress: Progress | None = None
) -> Report:
    """The files of a graph, without a store: what is read lies beside them meanwhile, and nothing is gone on with."""
    settings, outputs, report = settings or Settings(), outputs or Outputs(), Report(progress=progress)
    decisions = read_decisions(settings.decisions) if settings.decisions else ()
    with passing(outputs.out or Path()) as writer:
        staged = _stage(inputs, writer, settings, report)
        if staged.articles:
            _settle(writer, Change(staged.articles, frozenset(), decisions, outputs.infer), settings, report)
            with report.timed("write files"), _drafted(writer, outputs, settings) as files:
                report.files = files
    return report


@pipeline.rare_collections()
def add(
    inputs: Inputs,
    path: Path | str,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    correcting: bool = False,
) -> Report:
    """Add articles to the store at `path`. What it holds changes nothing; newer versions replace older ones.

    With `correcting`, the articles replace all other versions of theirs, whatever their dates say. The store is read
    with the settings that it was built with; of `settings` count those of reading, decisions, workers and strictness.
    """
    report = Report(progress=progress)
    with extended(path) as writer:
        chosen = _remembered(writer, settings or Settings())
        staged = _stage(inputs, writer, chosen, report, correcting=correcting)
        decisions = read_decisions(chosen.decisions) if chosen.decisions else None
        _settle(writer, Change(staged.articles, frozenset(), decisions), chosen, report)
        _publish(writer, Outputs(), Settings(), report)
    return report


def remove(articles: Iterable[str], path: Path | str) -> Report:
    """Take articles out of the store at `path`, by id, IRI, address or title, as if they had never been there.

    Raises NoSuchArticleError when it does not hold one of them.
    """
    report = Report()
    with extended(path) as writer:
        settings = _remembered(writer, Settings())
        found = {name: writer.find(name) for name in articles}
        missing = [name for name, ids in found.items() if not ids]
        if missing:
            raise NoSuchArticleError(f"{path}: holds no article {', '.join(missing)}: name its id, address or title")
        gone = frozenset(article for ids in found.values() for article in ids)
        _settle(writer, Change(frozenset(), gone), settings, report)
        _publish(writer, Outputs(), Settings(), report)
    return report


def decide(decisions: Iterable[Decision], path: Path | str) -> Report:
    """Put a user's identity decisions in the place of those that the store at `path` was given before."""
    report = Report()
    with extended(path) as writer:
        change = Change(decisions=tuple(decisions))
        _settle(writer, change, _remembered(writer, Settings()), report)
        _publish(writer, Outputs(), Settings(), report)
    return report


def infer(path: Path | str) -> Report:
    """Add to the store at `path` what follows by rules, now and with every later change."""
    report = Report()
    with extended(path) as writer:
        _settle(writer, Change(infer=True), _remembered(writer, Settings()), report)
        _publish(writer, Outputs(), Settings(), report)
    return report


def history(path: Path | str) -> tuple[tuple[Article, bool], ...]:
    """All versions of those stories that have several, newest first, each with whether it is the one that counts."""
    with extended(path) as writer:
        return writer.history()


def _remembered(writer: Writer, settings: Settings) -> Settings:
    """The settings that a store was built with. Raises StoreError when the program reads differently now."""
    plan = writer.records.get("plan") or ""
    chosen = pipeline.planned(plan, settings)
    if plan and pipeline.plan(pipeline.planned(plan, Settings())) != plan:
        raise StoreError(
            f"{writer.path}: was built by another version of kg or with another ontology, which would read its "
            "articles differently: build it again"
        )
    return chosen


def _stage(inputs: Inputs, writer: Writer, settings: Settings, report: Report, *, correcting: bool = False) -> Staged:
    with report.timed(READING):
        staged = pipeline.stage(inputs, writer, settings, report.progress, correcting=correcting)
    report.read, report.failures = staged.fresh, staged.failures
    return staged


def _settle(writer: Writer, change: Change, settings: Settings, report: Report) -> None:
    with report.timed("resolve and settle"):
        moved = writer.settle(change, load(*settings.ontology))
    report.came, report.left = len(moved.entering), len(moved.leaving)
    report.counts = writer.counts()


def _publish(
    writer: Writer, outputs: Outputs, settings: Settings, report: Report, articles: Path | None = None
) -> None:
    if outputs.out is None:
        with report.timed("write the store"):
            view = writer.prepare()
    else:
        with report.timed("write store and files"), _drafted(writer, outputs, settings, articles, writer.fill) as files:
            view = writer.prepare()
            report.files = files
    writer.publish(view)


def _drafted(
    writer: Writer,
    outputs: Outputs,
    settings: Settings,
    articles: Path | None = None,
    meanwhile: Meanwhile | None = None,
) -> AbstractContextManager[tuple[Path, ...]]:
    """The files that were asked for, as a draft."""
    folder, formats = outputs.out or Path(), outputs.formats
    return export.drafted(
        writer.source(),
        folder,
        formats,
        outputs.rdf12,
        workers=settings.workers,
        meanwhile=meanwhile,
        articles=articles,
    )
