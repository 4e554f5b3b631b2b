"""Named queries on a graph of a million claims, asked as `kg query` asks; and rdflib's time for the same on less.

rdflib is stopped when a question takes it too long; then the ratio is what it is at least.
"""

from __future__ import annotations

import logging
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.graph import Graph
from kg.pipeline import Settings, build
from kg.query import bound_query, query
from kg.sparql import NAMESPACES
from tests.bench.comparing import SAMPLES, Options, Row, Target, processor_time
from tests.bench.replicas import Template

CLAIMS = 1_000_000
LIKE_RDFLIB = 1_200  # claims of the graph on which rdflib is asked too: it takes minutes for ten times as many
FASTER = 20
_PATIENCE = Target("<", 100)  # milliseconds for an answer
_ASKED_RDFLIB = 3  # questions of each kind
_SECONDS_OF_RDFLIB = 5  # for one question
_PART = 1_000  # replicas that are written and loaded together: 1 GB of lines

QUESTIONS: dict[str, tuple[str, ...]] = {
    "who-said-what": ("about",),
    "claims-by": ("name",),
    "quotes-by": ("name",),
    "who-denies": ("about",),
    "relations-of": ("name",),
    "roles-of": ("name",),
    "leaders-of": ("name",),
    "timeline": ("name",),
    "co-mentioned": ("name",),
    "between": ("from", "to"),
}

_log = logging.getLogger(__name__)


def rows(options: Options) -> Iterator[Row]:
    """The slowest answers but one in twenty of each query, and their sum beside rdflib's."""
    logging.basicConfig(format="%(message)s")
    _log.setLevel(logging.INFO)
    graph = build([SAMPLES], Settings()).graph
    with tempfile.TemporaryDirectory() as room:
        yield from measured(graph, Path(room), options.claims or CLAIMS, options.rounds)


def measured(graph: Graph, room: Path, claims: int, rounds: int) -> Iterator[Row]:
    """The rows, on graphs that are made in the folder `room`."""
    template = Template.of(graph)
    names = _names(graph)
    yield from _beside_rdflib(template, names, room)
    store = _stored(template, claims, room)
    for name in QUESTIONS:
        asked = [each for each in _sets(name, names) for _ in range(rounds)]
        times = sorted(processor_time(lambda: list(query(store, name, each))) for each in asked)  # noqa: B023
        slow = times[int(len(times) * 0.95)]
        yield Row(f"{name}: p95 of {len(times)}, {claims:,} claims", slow * 1000, None, "ms", _PATIENCE)


def _stored(template: Template, claims: int, room: Path) -> ox.Store:
    """A graph of that many claims on disk, read-only."""
    place = room / str(claims)
    store = ox.Store(str(place))
    for number, lines in enumerate(template.write_parts(claims, room, _PART), 1):
        store.bulk_load(path=str(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        _log.info("%s of %s claims are loaded", f"{min(number * _PART * template.claims, claims):,}", f"{claims:,}")
    store.optimize()
    del store
    return ox.Store.read_only(str(place))


def _names(graph: Graph) -> list[str]:
    """Everybody and everything that is related to others, as the first of the replicas call them."""
    named = {end.name for relation in graph.relations for end in (relation.subject, relation.object)}
    return [f"{name} 0" for name in sorted(named & {entity.name for entity in graph.entities})]


def _sets(name: str, names: Sequence[str]) -> list[dict[str, str]]:
    """What a query is asked with: each name, or each name and the next."""
    parameters = QUESTIONS[name]
    return [dict(zip(parameters, names[number:], strict=False)) for number in range(len(names) - len(parameters) + 1)]


def _beside_rdflib(template: Template, names: Sequence[str], room: Path) -> Iterator[Row]:
    store = _stored(template, LIKE_RDFLIB, room)
    template.write(LIKE_RDFLIB, room / "rdflib.nt")
    other = rdflib.Graph().parse(room / "rdflib.nt", format="nt")
    for name in QUESTIONS:
        texts = [bound_query(store, name, each) for each in _sets(name, names)[:_ASKED_RDFLIB]]
        ours = sum(min(_seconds(store, text) for _ in range(_ASKED_RDFLIB)) for text in texts)
        theirs, stopped = zip(*(_bounded(other, text) for text in texts), strict=True)
        least = f", stopped {sum(stopped)} times in {len(texts)}" if any(stopped) else ""
        title = f"rdflib / {name} on {LIKE_RDFLIB:,} claims{least}"
        yield Row(title, sum(theirs) * 1000, ours * 1000, "ms", Target(">=", FASTER))


def _seconds(store: ox.Store, text: str) -> float:
    return processor_time(lambda: list(store.query(text, prefixes=NAMESPACES)))  # type: ignore[arg-type]


def _bounded(graph: rdflib.Graph, text: str) -> tuple[float, bool]:
    """Seconds of rdflib for an answer, and whether it was stopped before it had one."""
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS_OF_RDFLIB)
    start = time.process_time()
    try:
        list(graph.query(text, initNs=NAMESPACES))
    except TimeoutError:
        return time.process_time() - start, True
    else:
        return time.process_time() - start, False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: object) -> None:
    raise TimeoutError
