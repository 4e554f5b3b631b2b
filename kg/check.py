"""A graph + the shapes of the ontology -> Report: whether everything in it is as the program writes it (SHACL).

pySHACL looks at some thousand nodes at a time, because it stalls on large graphs. Constraints in SPARQL (`sh:sparql`)
compare nodes with each other and are asked of the whole dataset, all graphs in one, by Oxigraph.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from kg.ontology import KG, OWL, RDFS, TIME, Ontology, OntologyError, load
from kg.query import open_graph, shorten
from kg.sparql import NAMESPACES
from kg.terms import term

if TYPE_CHECKING:
    import rdflib

type Severity = Literal["violation", "warning"]

SH = "http://www.w3.org/ns/shacl#"
NEEDS_ARTICLE_GRAPHS = "https://kg.example/shapes#needsArticleGraphs"

_NODES_AT_ONCE = 4_000  # about 16,000 triples; pySHACL's fixed cost is then some hundredths of the whole
_RESULT_PARTS = ("focusNode", "resultPath", "value", "resultMessage", "resultSeverity")
_EDGES = """
SELECT DISTINCT ?subject ?path ?object WHERE {
  ?node a kg:RelationStatement ; rdf:subject ?subject ; rdf:predicate ?path ; rdf:object ?object .
}
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it should be: which node, which property and value, and what the shape asks for."""

    focus: str
    path: str | None
    value: str | None
    message: str
    article: str | None = None
    severity: Severity = "violation"

    def __str__(self) -> str:
        """One line for people: `relation:1f.. kg:certainty "sure": has exactly one certainty (article:ab..)`."""
        found = f' "{self.value}"' if self.value is not None else ""
        where = f" ({self.article})" if self.article else ""
        return f"{self.severity}: {self.focus}{' ' + self.path if self.path else ''}{found}: {self.message}{where}"


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found. Warnings alone leave a graph conforming."""

    conforms: bool
    results: tuple[Violation, ...]
    nodes: int  # how many were looked at


def check(source: ox.Store | Path | str | Iterable[ox.Quad], ontology: Ontology | None = None) -> Report:
    """Check a store, its folder, an RDF file, or quads. Raises QueryError for a source that cannot be read."""
    ontology = ontology or load()
    store = open_graph(source) if isinstance(source, ox.Store | Path | str) else _store_of(source)
    shapes = _shapes(ontology)
    nodes = _typed_nodes(store)
    found = {*_ask_whole(store, shapes), *_check_types(store, ontology)}
    core = _core_shapes(shapes, with_article_graphs=next(iter(store.named_graphs()), None) is not None)
    for chunk in itertools.batched(nodes, _NODES_AT_ONCE):
        found.update(_validate(store, chunk, core, ontology))
    results = tuple(sorted(found, key=lambda each: (each.severity, each.message, each.focus, str(each))))
    return Report(all(each.severity == "warning" for each in results), results, len(nodes))


def _store_of(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _typed_nodes(store: ox.Store) -> list[ox.NamedNode]:
    """Every node that says what it is, in any graph."""
    subjects = {quad.subject for quad in store.quads_for_pattern(None, term("rdf:type"), None, None)}
    return sorted((node for node in subjects if isinstance(node, ox.NamedNode)), key=lambda node: node.value)


def _shapes(ontology: Ontology) -> ox.Store:
    """The shapes of all layers of the ontology."""
    shapes = ox.Store()
    for path in (folder / "shapes.ttl" for folder in ontology.folders):
        if path.is_file():
            try:
                shapes.load(path=str(path), format=ox.RdfFormat.TURTLE)
            except (SyntaxError, OSError) as error:
                raise OntologyError(f"{path}: not valid Turtle: {error}") from error
    return shapes


# The whole dataset


def _ask_whole(store: ox.Store, shapes: ox.Store) -> Iterator[Violation]:
    for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + "sparql"), None):
        select, message = (_value(shapes, quad.object, SH + name) for name in ("select", "message"))
        for row in _rows(store, select):
            yield _violation(store, row["this"], _bound(row, "path"), _bound(row, "value"), message)


def _rows(store: ox.Store, select: str) -> Iterator[Any]:
    try:
        result = store.query(select, prefixes=NAMESPACES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise OntologyError(f"shapes.ttl: a constraint is not valid SPARQL: {error}: {select}") from error
    return iter(result) if isinstance(result, ox.QuerySolutions) else iter(())


def _bound(row: Any, variable: str) -> Any:
    try:
        return row[variable]
    except KeyError:
        return None


def _value(store: ox.Store, subject: Any, predicate: str) -> str:
    found = (quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None))
    return next((node.value for node in found if isinstance(node, ox.NamedNode | ox.Literal)), "")


def _check_types(store: ox.Store, ontology: Ontology) -> Iterator[Violation]:
    """Warn of relations whose sides are not of the types that the ontology names: merging entities may cause it."""
    types: dict[Any, tuple[str, ...]] = {}
    for row in _rows(store, _EDGES):
        predicate = row["path"].value.removeprefix(KG)
        sides = [types.setdefault(node, _types(store, node)) for node in (row["subject"], row["object"])]
        if predicate in ontology.properties and not ontology.allows(predicate, *sides):
            message = _wanted(ontology, predicate)
            yield _violation(store, row["subject"], row["path"], row["object"], message, "warning")


def _types(store: ox.Store, node: Any) -> tuple[str, ...]:
    if isinstance(node, ox.Literal):
        return (TIME,)
    quads = store.quads_for_pattern(node, term("rdf:type"), None, None)
    return tuple(sorted({shorten(quad.object).removeprefix("kg:") for quad in quads}))


def _wanted(ontology: Ontology, predicate: str) -> str:
    prop = ontology.properties[predicate]
    domain, range_ = (" or ".join(names) or "anything" for names in (prop.domain, prop.range))
    return f"kg:{predicate} links {domain} to {range_}"


def _violation(
    store: ox.Store, focus: Any, path: Any, value: Any, message: str, severity: Severity = "violation"
) -> Violation:
    return Violation(
        focus=shorten(focus),
        path=shorten(path) if path is not None else None,
        value=shorten(value) if value is not None else None,
        message=message,
        article=_article(store, focus),
        severity=severity,
    )


def _article(store: ox.Store, focus: Any) -> str | None:
    """The article that a node stands in, by its property or by its own IRI."""
    if not isinstance(focus, ox.NamedNode):
        return None
    named = _value(store, focus, KG + "article") or focus.value.partition("#")[0]
    node = ox.NamedNode(named)
    return shorten(node) if ox.Quad(node, term("rdf:type"), term("schema:NewsArticle")) in store else None


# Nodes by themselves


def _validate(
    store: ox.Store, nodes: Iterable[ox.NamedNode], shapes: rdflib.Graph, ontology: Ontology
) -> Iterator[Violation]:
    """What pySHACL says of these nodes."""
    import pyshacl
    import rdflib

    data = rdflib.Graph(bind_namespaces="none")
    quads = (quad for node in nodes for quad in store.quads_for_pattern(node, None, None, None))
    data.addN((*triple, data) for triple in itertools.chain(_vocabulary(ontology), map(_triple, quads)) if triple)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    for result in results.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult")):
        parts = {name: results.value(result, rdflib.URIRef(SH + name)) for name in _RESULT_PARTS}
        yield _violation_of(store, parts)


def _violation_of(store: ox.Store, parts: dict[str, Any]) -> Violation:
    focus, path, value = (_oxigraph(parts[name]) for name in ("focusNode", "resultPath", "value"))
    severity: Severity = "violation" if str(parts["resultSeverity"]) == SH + "Violation" else "warning"
    return _violation(store, focus, path, value, str(parts["resultMessage"]), severity)


def _core_shapes(shapes: ox.Store, with_article_graphs: bool) -> rdflib.Graph:
    """The shapes without what is asked of the whole, and without what needs graphs that are not there."""
    import rdflib

    left_out = {quad.object for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + "sparql"), None)}
    idle = {quad.subject for quad in shapes.quads_for_pattern(None, ox.NamedNode(NEEDS_ARTICLE_GRAPHS), None)}
    graph = rdflib.Graph()
    for quad in shapes:
        asleep = not with_article_graphs and quad.subject in idle and quad.predicate.value == SH + "targetClass"
        if quad.object not in left_out and quad.subject not in left_out and not asleep:
            graph.add(_triple(quad))
    return _flatten(graph)


def _flatten(shapes: rdflib.Graph) -> rdflib.Graph:
    """The same shapes with the targets on the property shapes themselves.

    pySHACL sets a property shape up anew for every node that a node shape hands it, and once for all nodes that are its
    own targets: a quarter of the time for 116,000 triples.
    """
    import rdflib
    from rdflib.collection import Collection

    target, part, ignored, path = (
        rdflib.URIRef(SH + name) for name in ("targetClass", "property", "ignoredProperties", "path")
    )
    for shape in set(shapes.subjects(target)):
        parts = list(shapes.objects(shape, part))
        if listed := shapes.value(shape, ignored):
            allowed = Collection(shapes, listed)
            allowed += [named for each in parts if (named := shapes.value(each, path))]
        for each in parts:
            shapes.remove((shape, part, each))
            for cls in shapes.objects(shape, target):
                shapes.add((each, target, cls))
    return shapes


def _vocabulary(ontology: Ontology) -> Iterator[Any]:
    """Classes with their parents and relations: what shapes ask of the ontology."""
    for cls in ontology.classes.values():
        node = term("kg:" + cls.name)
        yield _rdflib(node), _rdflib(term("rdf:type")), _rdflib(ox.NamedNode(OWL + "Class"))
        for parent in cls.parents:
            yield _rdflib(node), _rdflib(ox.NamedNode(RDFS + "subClassOf")), _rdflib(term("kg:" + parent))
        if cls.coarse:
            yield _rdflib(node), _rdflib(term("kg:coarse")), _rdflib(ox.Literal(True))
    for name in ontology.properties:
        yield _rdflib(term("kg:" + name)), _rdflib(term("rdf:type")), _rdflib(ox.NamedNode(OWL + "ObjectProperty"))


def _triple(quad: ox.Quad) -> Any:
    """The triple in rdflib's terms; nothing for what RDF 1.2 says about triples."""
    if isinstance(quad.object, ox.Triple) or isinstance(quad.subject, ox.Triple):
        return None
    return _rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)


@functools.lru_cache(maxsize=65_536)
def _rdflib(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> Any:
    import rdflib

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    plain = node.language or node.datatype.value == str(rdflib.XSD.string)
    datatype = None if plain else rdflib.URIRef(node.datatype.value)
    return rdflib.Literal(node.value, lang=node.language, datatype=datatype, normalize=False)


def _oxigraph(node: Any) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    import rdflib

    if node is None:
        return None
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    return ox.Literal(str(node)) if isinstance(node, rdflib.Literal) else ox.BlankNode(str(node))
