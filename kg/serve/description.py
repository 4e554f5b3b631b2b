"""Snapshot -> what the service says of itself: SPARQL 1.1 Service Description, and VoID of the data."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import pyoxigraph as ox

from kg.ontology import DATA, KG
from kg.serve.graph import overview
from kg.serve.negotiation import GRAPHS, choose
from kg.serve.snapshot import Snapshot
from kg.terms import PREFIXES, integer, text

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCTERMS = "http://purl.org/dc/terms/"
FORMATS = "http://www.w3.org/ns/formats/"

_GRAPHS_LISTED = 1000
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_TRIPLES = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")

type Value = ox.NamedNode | ox.BlankNode | ox.Literal


def service(snapshot: Snapshot, endpoint: str) -> list[ox.Triple]:
    """The service description: what it understands and gives, and its dataset."""
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    formats = (ox.NamedNode(FORMATS + name) for name in (*_RESULTS, *_TRIPLES))
    about = _about(
        ox.NamedNode(endpoint),
        ("rdf:type", _sd("Service")),
        ("sd:endpoint", ox.NamedNode(endpoint)),
        ("sd:supportedLanguage", _sd("SPARQL11Query")),
        *(("sd:resultFormat", each) for each in formats),
        ("sd:defaultDataset", dataset),
    )
    described = _about(dataset, ("rdf:type", _sd("Dataset")), ("sd:defaultGraph", default))
    graph = _about(default, ("rdf:type", _sd("Graph")), ("void:triples", integer(triples(snapshot))))
    return [*about, *described, *graph, *_named_graphs(snapshot, dataset)]


def _named_graphs(snapshot: Snapshot, dataset: ox.BlankNode) -> Iterator[ox.Triple]:
    """The first of the named graphs: every article has one."""
    names = itertools.islice(snapshot.dataset.named_graphs(), _GRAPHS_LISTED)
    for number, name in enumerate(sorted(each.value for each in names)):
        node = ox.BlankNode(f"graph{number}")
        yield from _about(dataset, ("sd:namedGraph", node))
        yield from _about(node, ("rdf:type", _sd("NamedGraph")), ("sd:name", ox.NamedNode(name)))


def void(snapshot: Snapshot, endpoint: str, dump: str) -> list[ox.Triple]:
    """What the data is about and how much there is of it."""
    found = overview(snapshot)
    dataset = ox.NamedNode(DATA)
    about = _about(
        dataset,
        ("rdf:type", ox.NamedNode(VOID + "Dataset")),
        ("dcterms:title", text("A knowledge graph of news articles")),
        ("dcterms:description", text("Who is who, how they are related, and who said what about whom.")),
        ("void:sparqlEndpoint", ox.NamedNode(endpoint)),
        ("void:dataDump", ox.NamedNode(dump)),
        ("void:uriSpace", text(DATA)),
        ("void:vocabulary", ox.NamedNode(KG)),
        ("void:vocabulary", ox.NamedNode(PREFIXES["schema"])),
        ("void:triples", integer(triples(snapshot))),
        ("void:entities", integer(found.entities)),
        ("void:documents", integer(found.articles)),
    )
    parts = [("class", each.name, "entities", each.count) for each in found.types]
    parts += [("property", each.name, "triples", each.count) for each in found.relations]
    return [*about, *(triple for part in parts for triple in _partition(dataset, *part))]


def _partition(dataset: ox.NamedNode, kind: str, name: str, counted: str, count: int) -> Iterator[ox.Triple]:
    node = ox.BlankNode(f"{kind}{name}")
    yield from _about(dataset, (f"void:{kind}Partition", node))
    yield from _about(node, (f"void:{kind}", ox.NamedNode(KG + name)), (f"void:{counted}", integer(count)))


def serialized(graph: list[ox.Triple], accept: str | None) -> tuple[bytes, str]:
    """A graph in the form that is liked best, and its media type. Raises NotAcceptableError."""
    media_type = choose(accept, tuple(GRAPHS))
    prefixes = {"sd": SD, "void": VOID, "dcterms": DCTERMS, **PREFIXES}
    return ox.serialize(graph, format=GRAPHS[media_type], prefixes=prefixes) or b"", media_type


@functools.lru_cache(maxsize=4)
def triples(snapshot: Snapshot) -> int:
    """The number of triples of the merged view."""
    return sum(1 for _ in snapshot.dataset.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def _about(subject: ox.NamedNode | ox.BlankNode, *pairs: tuple[str, Value]) -> Iterator[ox.Triple]:
    for predicate, value in pairs:
        yield ox.Triple(subject, _term(predicate), value)


def _term(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode({"sd": SD, "void": VOID, "dcterms": DCTERMS, **PREFIXES}[prefix] + local)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
