"""Named queries on a graph of a million claims, asked as `kg query` asks; and rdflib's time for the same on less."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.graph import Graph
from kg.pipeline import Settings, build
from kg.query import bound_query, query
from kg.sparql import NAMESPACES
from tests.bench.comparing import SAMPLES, Options, Row, Target
from tests.bench.replicas import Template

CLAIMS = 1_000_000
LIKE_RDFLIB = 1_200  # claims of the graph on which rdflib is asked too: it takes minutes for ten times as many
FASTER = 20
_PATIENCE = Target("<", 100)  # milliseconds for an answer
_ASKED_RDFLIB = 3  # questions of each kind

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


def rows(options: Options) -> Iterator[Row]:
    """The slowest answers but one in twenty of each query, and their sum beside rdflib's."""
    graph = build([SAMPLES], Settings()).graph
    with tempfile.TemporaryDirectory() as room:
        yield from measured(graph, Path(room), options.claims or CLAIMS, options.rounds)


def measured(graph: Graph, room: Path, claims: int, rounds: int) -> Iterator[Row]:
    """The rows, on graphs that are made in the folder `room`."""
    template = Template.of(graph)
    names = _names(graph)
    store = _stored(template, claims, room)
    for name in QUESTIONS:
        times = sorted(_asked(store, name, each) for each in _sets(name, names) for _ in range(rounds))
        slow = times[int(len(times) * 0.95)]
        yield Row(f"{name}: p95 of {len(times)}, {claims:,} claims", slow * 1000, None, "ms", _PATIENCE)
    yield from _beside_rdflib(template, names, room)


def _stored(template: Template, claims: int, room: Path) -> ox.Store:
    """A graph of that many claims on disk, read-only."""
    lines, place = room / f"{claims}.nt", room / str(claims)
    template.write(claims, lines)
    store = ox.Store(str(place))
    store.bulk_load(path=str(lines), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
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


def _asked(store: ox.Store, name: str, parameters: dict[str, str]) -> float:
    return _timed(lambda: list(query(store, name, parameters)))


def _beside_rdflib(template: Template, names: Sequence[str], room: Path) -> Iterator[Row]:
    store = _stored(template, LIKE_RDFLIB, room)
    other = rdflib.Graph().parse(room / f"{LIKE_RDFLIB}.nt", format="nt")
    for name in QUESTIONS:
        texts = [bound_query(store, name, each) for each in _sets(name, names)[:_ASKED_RDFLIB]]
        ours = sum(_timed(lambda text=text: list(store.query(text, prefixes=NAMESPACES))) for text in texts)  # type: ignore[misc]
        theirs = sum(_timed(lambda text=text: list(other.query(text, initNs=NAMESPACES))) for text in texts)  # type: ignore[misc]
        yield Row(f"rdflib / {name} on {LIKE_RDFLIB:,} claims", theirs * 1000, ours * 1000, "ms", Target(">=", FASTER))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
