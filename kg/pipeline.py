"""The whole story in order: read -> annotate -> extract -> resolve -> graph.

Articles are worked on one by one, so an article gives the same Extraction in any order, company or number of workers.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import batched
from pathlib import Path
from typing import Protocol

import msgspec

from kg import processes
from kg.copies import Imprint, copies
from kg.graph import Graph, program_version
from kg.model import Article, Decision, Extraction, KgError
from kg.ontology import Ontology, load
from kg.read import Meter, ReadFailure, metered, read
from kg.read.versions import newest
from kg.resolve import read_decisions, resolve
from kg.settle import settle
from kg.store import Writer

logger = logging.getLogger(__name__)

type Inputs = Iterable[str | Path | Article]
type Crossing = bytes | Extraction | ReadFailure  # what comes back from a worker

READING = "read and extract"  # the stage that articles go through one by one
_FEWEST = 50  # articles that tell how large those to come are
_BATCH = 8
_COLLECTED = (20_000, 10, 10)  # thresholds of Python's garbage collector; its own are (700, 10, 10)
_EXTRACTION = msgspec.json.Decoder(Extraction)
_AHEAD = 3  # batches under way for each worker: enough to keep it busy, few enough to keep memory flat


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told. Everything has a default; only the first three change what an article yields.

    `pipeline`: spaCy pipeline by name; `ontology`: folders layered on the one that ships with the program;
    `fast`: rules alone, without the encoder;
    `decisions`: file of identity decisions that override ours; `fields`, `language`: see `kg.read.read`;
    `workers`: processes; `strict`: the first failure ends the run.
    """

    pipeline: str | None = None
    ontology: tuple[Path, ...] = ()
    fast: bool = False
    decisions: Path | None = None
    fields: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    workers: int = 1
    strict: bool = False


class StrictError(KgError):
    """An article failed and the run was told to end then."""


class WorkerError(KgError):
    """A worker process died; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: the stage that it is in, and articles.

    `done` are those dealt with, among them `failed` ones and those `known` from an earlier run, which took no time;
    `expected` is how many there will be in all, None where nobody can tell.
    """

    stage: str
    done: int = 0
    failed: int = 0
    known: int = 0
    expected: int | None = None


class Progress(Protocol):
    """Told how a run stands after each article, and when another stage begins."""

    def __call__(self, standing: Standing) -> None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """A built graph and what could not be part of it."""

    graph: Graph
    failures: tuple[ReadFailure, ...]


def build(inputs: Inputs, settings: Settings | None = None, progress: Progress | None = None) -> Result:
    """The graph of all articles in `inputs` (paths, folders, globs, "-", or Articles).

    Raises OntologyError, PipelineError or DecisionError for settings that cannot be used, StrictError in a strict run,
    WorkerError when a worker process dies.
    """
    settings = settings or Settings()
    overrides = read_decisions(settings.decisions) if settings.decisions else ()
    extractions: list[Extraction] = []
    failures: list[ReadFailure] = []
    course = _Course(inputs, progress)
    for item in extract_articles(course.seen(articles(inputs, settings, course.meter)), settings):
        if isinstance(item, ReadFailure):
            failures.append(item)
        else:
            extractions.append(item)
        course.tell(len(extractions) + len(failures), len(failures))
    return Result(assemble(extractions, load(*settings.ontology), overrides), tuple(failures))


@dataclass(frozen=True, slots=True)
class Staged:
    """What a run put aside in a store: the articles of its inputs, those that were read anew, and what failed."""

    articles: frozenset[str]
    fresh: int
    failures: tuple[ReadFailure, ...]


def stage(
    inputs: Inputs,
    writer: Writer,
    settings: Settings,
    progress: Progress | None = None,
    *,
    correcting: bool = False,
) -> Staged:
    """Put what all articles say aside in a store, one by one as they come; what it knows is not extracted again.

    With `correcting`, each article counts as newer than all other versions of its story. Raises as `build` does.
    """
    taken: dict[str, None] = {}
    failures: list[ReadFailure] = []
    fresh = 0
    course = _Course(inputs, progress)
    coming = _unknown(course.seen(articles(inputs, settings, course.meter)), writer, taken)
    for item in extract_articles(coming, settings):
        if isinstance(item, ReadFailure):
            failures.append(item)
        else:
            writer.stage(item)
            taken[item.article.id] = None
            fresh += 1
        course.tell(len(taken) + len(failures), len(failures), len(taken) - fresh)
    if correcting:
        for article in taken:
            writer.correct(article)
    return Staged(frozenset(taken), fresh, tuple(failures))


def _unknown(
    items: Iterable[Article | ReadFailure], writer: Writer, taken: dict[str, None]
) -> Iterator[Article | ReadFailure]:
    """The items without those articles that the writer knows, which are taken as they are."""
    for item in items:
        if isinstance(item, Article) and writer.knows(item.id):
            taken[item.id] = None
        else:
            yield item


class _Course:
    """The course of a run for those who watch it: what is still to come is guessed from what has been read so far."""

    def __init__(self, inputs: Inputs, progress: Progress | None) -> None:
        self.progress = progress
        self.count = 0  # items that came
        self.meter: Meter | None = None
        self.given: int | None = None
        if progress and isinstance(inputs, Sequence):
            files = [item for item in inputs if not isinstance(item, Article)]
            self.meter = metered(files) if len(files) == len(inputs) else None
            self.given = None if files else len(inputs)

    def seen(self, items: Iterable[Article | ReadFailure]) -> Iterator[Article | ReadFailure]:
        """The items, counted as they come."""
        for item in items:
            self.count += 1
            yield item

    def tell(self, done: int, failed: int, known: int = 0) -> None:
        if self.progress:
            self.progress(Standing(READING, done, failed, known, self._expected()))

    def _expected(self) -> int | None:
        share = self.meter.share if self.meter else 0.0
        sure = share == 1.0 or self.count >= _FEWEST
        return self.given or (round(self.count / share) if share and sure else None)


def plan(settings: Settings) -> str:
    """What an extraction depends on besides its article: settings, ontology and version, as a store remembers them."""
    chosen = [str(path.resolve()) for path in settings.ontology]
    told = {"pipeline": settings.pipeline, "ontology": chosen, "fast": settings.fast, "language": settings.language}
    return json.dumps({**told, "kg": program_version(), "sha256": _fingerprint(load(*settings.ontology))})


def _fingerprint(ontology: Ontology) -> str:
    """What tells one ontology's classes, properties and wording from another's."""
    found = hashlib.sha256()
    for folder in ontology.folders:
        for path in sorted((*folder.glob("*.ttl"), *(folder / "cues").glob("*.t*"))):
            found.update(path.read_bytes())
    return found.hexdigest()


def planned(text: str, settings: Settings) -> Settings:
    """The settings with what a store remembers of its plan in the place of what they say."""
    told = json.loads(text) if text else {}
    if not told:
        return settings
    return replace(
        settings,
        pipeline=told["pipeline"],
        ontology=tuple(map(Path, told["ontology"])),
        fast=told["fast"],
        language=settings.language or told["language"],
    )


def assemble(extractions: Iterable[Extraction], ontology: Ontology, overrides: Iterable[Decision] = ()) -> Graph:
    """One graph of many extractions, the same for any order of them, in which no two asserted edges contradict.

    Of the versions of a story the newest is part of it; what phrases refer to is not.
    """
    plain = [replace(extraction, references=()) for extraction in extractions]
    latest = newest(extraction.article for extraction in plain)
    chosen = (extraction for extraction in plain if extraction.article.id in latest)
    ordered = tuple(sorted(chosen, key=lambda extraction: extraction.article.id))
    resolution = resolve(ordered, ontology, tuple(overrides))
    copied = copies(Imprint.of(extraction.article) for extraction in ordered)
    return settle(Graph(ordered, resolution.entities, resolution.decisions, copies=copied), ontology)


def articles(inputs: Inputs, settings: Settings, meter: Meter | None = None) -> Iterator[Article | ReadFailure]:
    """Articles of `inputs` in order, each content once."""
    seen: set[str] = set()
    for item in inputs:
        found: Iterable[Article | ReadFailure] = (
            [item]
            if isinstance(item, Article)
            else read([item], fields=settings.fields, language=settings.language, meter=meter)
        )
        for article in found:
            if isinstance(article, ReadFailure):
                yield article
            elif article.id not in seen:
                seen.add(article.id)
                yield article


def extract_articles(
    items: Iterable[Article | ReadFailure], settings: Settings | None = None
) -> Iterator[Extraction | ReadFailure]:
    """What each article says, in order; failures of reading pass through, those of extraction join them."""
    settings = settings or Settings()
    if not settings.fast:
        _warn_without_weights()
    way = _in_process if settings.workers <= 1 else _in_workers
    for item in way(items, settings):
        if isinstance(item, ReadFailure):
            logger.warning("%s", item)
            if settings.strict:
                raise StrictError(str(item))
        yield item


def _warn_without_weights() -> None:
    """Once a run, and not once a worker. Called before anything is loaded, so it looks at files only."""
    from kg.encoder import has_weights

    if not has_weights():
        logger.warning("the encoder has no weights in this installation: going on by rules alone, as with --fast")


def _in_process(items: Iterable[Article | ReadFailure], settings: Settings) -> Iterator[Extraction | ReadFailure]:
    extractor: Callable[[Article], Extraction | ReadFailure] | None = None
    with ExitStack() as stack:
        for item in items:
            if isinstance(item, ReadFailure):
                yield item
                continue
            if extractor is None:
                extractor = _extractor(settings)
                stack.enter_context(rare_collections())
            yield extractor(item)


@contextmanager
def rare_collections() -> Iterator[None]:
    """For as long as this lasts, garbage is looked for less often, and never among the models that are loaded.

    A tenth of the time of extraction. A process that does not collect is left alone, and none collects more often.
    """
    thresholds = gc.get_threshold()
    if not gc.isenabled():
        yield
        return
    gc.freeze()
    gc.set_threshold(*max(thresholds, _COLLECTED))
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _in_workers(items: Iterable[Article | ReadFailure], settings: Settings) -> Iterator[Extraction | ReadFailure]:
    """Batches go out to processes and come back in order; only Articles and Extractions cross the border."""
    with processes.pool(settings.workers) as pool:
        pending: deque[Future[list[Crossing]]] = deque()
        try:
            for batch in batched(items, _BATCH):
                pending.append(pool.submit(work_apart, list(batch), settings))
                if len(pending) >= settings.workers * _AHEAD:
                    yield from map(_arrived, pending.popleft().result())
            while pending:
                yield from map(_arrived, pending.popleft().result())
        except BrokenProcessPool as error:
            raise WorkerError(f"a worker process {processes.ENDED}") from error


def work(items: list[Article | ReadFailure], settings: Settings) -> list[Extraction | ReadFailure]:
    """In a worker. The models are loaded with the first batch, so that what is wrong with them comes back as it is."""
    global _worker
    if _worker is None:
        _worker = _extractor(settings)
        _process.enter_context(rare_collections())
    return [item if isinstance(item, ReadFailure) else _worker(item) for item in items]


def work_apart(items: list[Article | ReadFailure], settings: Settings) -> list[Crossing]:
    """In a worker: as `work`, in the form that comes back."""
    return [_leaving(item) for item in work(items, settings)]


def _leaving(item: Extraction | ReadFailure) -> Crossing:
    """An Extraction as JSON, which is a quarter of the work of pickling; JSON cannot hold lone surrogates."""
    try:
        return msgspec.json.encode(item) if isinstance(item, Extraction) else item
    except UnicodeEncodeError:
        return item


def _arrived(item: Crossing) -> Extraction | ReadFailure:
    return _EXTRACTION.decode(item) if isinstance(item, bytes) else item


_worker: Callable[[Article], Extraction | ReadFailure] | None = None
_process = ExitStack()  # what lasts as long as the worker


def _extractor(settings: Settings) -> Callable[[Article], Extraction | ReadFailure]:
    """Article -> Extraction with the models loaded once. Imports spaCy only here: reading alone does not need it."""
    from kg.annotate import load_pipeline
    from kg.encoder import encode, load_encoder
    from kg.extract import extract
    from kg.places import locate
    from kg.tokens import read_doc

    ontology = load(*settings.ontology)
    encoder = None if settings.fast else load_encoder()
    nlp = load_pipeline(settings.pipeline, names=encoder is None)

    def run(article: Article) -> Extraction | ReadFailure:
        try:
            doc = read_doc(nlp(article.text))
            return locate(extract(article, doc, ontology, encode(doc, encoder) if encoder else None), ontology)
        except Exception as error:  # the one place: an article that fails must not end the batch
            logger.debug("extraction failed", exc_info=True)
            reason = f"could not be understood ({type(error).__name__}: {error}); please report it with the article"
            return ReadFailure(article.origin or f"article {article.id}", reason)

    return run
