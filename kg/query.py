"""SPARQL text, a `.rq` file or the name of a named query + a graph -> Answer: rows, triples, or yes and no.

A named query is plain SPARQL with a comment at its head that says what it answers and what it can be asked with:

    # Who said what about an entity?
    # param about (entity): what or whom it is said of
    # param act (class) = Denial: the kind of speech act

Parameter `about` puts RDF terms into the braces of `VALUES ?_about { UNDEF }`; left alone, UNDEF means any, so that the
file runs anywhere. An entity is given by name; a class or property by its local name, and stands for all below it.

A query first says whether it was given an entity (`VALUES` with `BOUND`) and begins at it, so that it reads what is
said of the entity and not the graph. Oxigraph plans what stands in OPTIONAL and EXISTS without knowing what is bound
outside, and begins there with a pattern that has a constant object: in them, constants belong into a FILTER.
"""

from __future__ import annotations

import difflib
import gzip
import itertools
import re
import string
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, cast, get_args

import pyoxigraph as ox

from kg.ontology import KG, Ontology, load
from kg.sparql import NAMESPACES, QueryError, check_reads_only, explain, is_address
from kg.store import Store, is_store
from kg.terms import INFERRED, PREFIXES, term

if TYPE_CHECKING:
    from kg.remote import Endpoint

__all__ = [
    "Answer",
    "NamedQuery",
    "Parameter",
    "QueryError",
    "bound_query",
    "find_entities",
    "named_queries",
    "near_names",
    "open_graph",
    "query",
]

type Graph = ox.Store | Endpoint
type Source = Graph | Path | str
type Result = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
type ParameterKind = Literal["entity", "class", "property", "text"]
type Row = tuple[str | None, ...]

ROW_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "json": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}

_GRAPH_FILES = ("graph.nq", "graph.trig", "graph.ttl", "graph.nt", "graph.jsonld", "graph.rdf")
_PARAMETER = re.compile(
    r"param (?P<name>\w+)(?: \((?P<kind>\w+)(?P<required>, required)?\))?(?: = (?P<default>[^:]*))?:\s*(?P<text>.*)"
)
_NAMES_COMPARED = 20_000  # names looked through for a suggestion: some tenths of a second

_LABELS = f"""
SELECT ?label WHERE {{ ?entity <http://www.w3.org/2000/01/rdf-schema#label> ?label }} LIMIT {_NAMES_COMPARED}
"""
_WHOLE_NAMES = """
PREFIX kg: <https://kg.example/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?entity ?name WHERE {
  VALUES ?name { UNDEF }
  { ?entity rdfs:label ?name } UNION { ?entity skos:altLabel ?name }
  ?entity a kg:Entity .
}
"""
_NAMES = """
PREFIX kg: <https://kg.example/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?entity ?name WHERE {
  VALUES ?wanted { UNDEF }
  ?entity a kg:Entity ; rdfs:label|skos:altLabel ?name .
  FILTER(CONTAINS(LCASE(?name), ?wanted))
}
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be asked with. `kind` says how a value becomes RDF terms."""

    name: str
    kind: ParameterKind
    description: str
    required: bool = False
    default: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of `ontology/queries/`: what it answers and what it can be asked with."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    path: Path


class Answer:
    """What a query found. Rows are read lazily; reading them again runs the query again."""

    def __init__(self, run: Callable[[], Result]) -> None:
        self._run = run
        self._fresh: Result | None = run()
        self.form: Literal["rows", "graph", "boolean"] = _form(self._fresh)
        self.headers = _headers(self._fresh)

    def _take(self) -> Result:
        fresh, self._fresh = self._fresh or self._run(), None
        return fresh

    def __bool__(self) -> bool:
        """The answer of ASK; for others, whether anything was found."""
        result = self._take()
        return bool(result) if isinstance(result, ox.QueryBoolean) else next(iter(result), None) is not None

    def __iter__(self) -> Iterator[Row]:
        """Rows as text: literals as they read, IRIs with their prefix, None where nothing is bound."""
        result = self._take()
        if isinstance(result, ox.QueryBoolean):
            yield ("true" if result else "false",)
        elif isinstance(result, ox.QueryTriples):
            for triple in _ordered(result):
                yield (shorten(triple.subject), shorten(triple.predicate), shorten(triple.object))
        else:
            for solution in _evaluated(result):
                yield tuple(None if value is None else shorten(value) for value in solution)

    def serialize(self, file_format: str) -> bytes:
        """The answer in a W3C format: json, csv, tsv or xml for rows and for yes and no; turtle, nt, json or xml for
        a graph. Raises QueryError for a format that the answer does not have."""
        result = self._take()
        if isinstance(result, ox.QueryTriples):
            chosen = _chosen(file_format, GRAPH_FORMATS, "a graph (CONSTRUCT, DESCRIBE)")
            return ox.serialize(_ordered(result), format=chosen, prefixes=PREFIXES) or b""
        if isinstance(result, ox.QueryBoolean) and file_format in ("csv", "tsv"):
            return b"true\n" if result else b"false\n"
        formats = _chosen(file_format, ROW_FORMATS, "rows (SELECT) and for yes and no (ASK)")
        return _serialized(result, formats)


def query(
    source: Source,
    text: str,
    parameters: Mapping[str, str] | None = None,
    *,
    ontology: Ontology | None = None,
    inferred: bool = False,
) -> Answer:
    """Ask `source` (a store, its folder, an RDF file, or the address of an endpoint): SPARQL text, the path of a `.rq`
    file, or a named query.

    The default graph is the merged view, with `inferred` together with what rules infer; `GRAPH ?g` reaches the graphs
    of articles. The prefixes of the graph need no declaration. Raises QueryError, with the place and the mend, for
    whatever keeps the question from being answered.
    """
    ontology = ontology or load()
    check_reads_only(_query_text(text, ontology))
    store = _endpoint(str(source)) if is_address(source) else open_graph(source)
    bound = bound_query(store, text, parameters or {}, ontology)
    if inferred and isinstance(store, ox.Store) and not store.contains_named_graph(INFERRED):
        raise QueryError("nothing is inferred in this graph: run kg infer STORE, or kg build with --infer")
    return Answer(lambda: _evaluate(store, bound, [ox.DefaultGraph(), INFERRED] if inferred else None))


def bound_query(store: Graph, text: str, parameters: Mapping[str, str], ontology: Ontology | None = None) -> str:
    """The SPARQL that `query` asks: parameters, and names looked up in the store, are in their places."""
    ontology = ontology or load()
    return _bind(_query_text(text, ontology), parameters, store, ontology)


def named_queries(ontology: Ontology | None = None) -> list[NamedQuery]:
    """All named queries of the ontology's folders, by name."""
    ontology = ontology or load()
    return [_named_query(name, path) for name, path in sorted(ontology.queries.items())]


def open_graph(source: Source) -> ox.Store:
    """The store to read: itself, a store's folder (read-only), a folder that `kg build` wrote, or an RDF file.

    Raises StoreError for a store that is damaged, QueryError for what else cannot be read.
    """
    if isinstance(source, ox.Store):
        return source
    if not isinstance(source, str | Path) or is_address(source):
        raise QueryError(f"{source}: an endpoint is asked with kg query; here name a store's folder or an RDF file")
    path = Path(source)
    if path.is_dir():
        return _open_folder(path)
    if not path.exists():
        raise QueryError(f"{path} does not exist: name a store's folder or an RDF file")
    return _load_file(path)


def find_entities(store: Graph, name: str) -> list[ox.NamedNode]:
    """The entities called `name`: by IRI; else by whole name or alias, else by whole words, else by part of a name.

    Case does not matter, but where somebody is called so in a usual case, those in unusual ones are not looked for.
    """
    iri = re.sub("^ent(ity)?:", NAMESPACES["entity"], name)
    if iri.startswith(("http://", "https://")):
        return _entity_by_iri(store, iri)
    spelled = name.strip()
    wanted = spelled.lower()
    found = _rows(store, _WHOLE_NAMES.replace("UNDEF", _spellings(spelled))) if wanted else []
    if wanted and not found:
        found = _rows(store, _NAMES.replace("UNDEF", str(ox.Literal(wanted))))
    ranked: dict[int, set[str]] = {}
    for entity, called in found:
        ranked.setdefault(_distance(called.value.lower(), wanted), set()).add(entity.value)
    return [ox.NamedNode(iri) for iri in sorted(ranked[min(ranked)])] if ranked else []


def _spellings(name: str) -> str:
    """A name as it is and in the usual cases, as literals: they are looked up, where all others have to be compared."""
    cases = (name, name.lower(), name.upper(), name.title(), string.capwords(name), name.capitalize())
    return " ".join(str(ox.Literal(each)) for each in dict.fromkeys(cases))


def shorten(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """An RDF term as people read it: a literal's text, an IRI with its prefix."""
    if isinstance(value, ox.Literal):
        return value.value
    if not isinstance(value, ox.NamedNode):
        return str(value)
    spaces = [(space, prefix) for prefix, space in PREFIXES.items() if value.value.startswith(space)]
    space, prefix = max(spaces, default=("", ""))
    return f"{prefix}:{value.value.removeprefix(space)}" if prefix else value.value


# The question


def _query_text(text: str, ontology: Ontology) -> str:
    if text in ontology.queries:
        return _read_query(ontology.queries[text])
    if re.search(r"[\s{]", text.strip()) and not text.endswith(".rq"):
        return text
    if text.endswith(".rq"):
        return _read_query(Path(text))
    close = difflib.get_close_matches(text, ontology.queries, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(ontology.queries))}"
    raise QueryError(
        f"no named query {text!r}: {hint}" if text.strip() else "the query is empty: write SPARQL or a name"
    )


def _read_query(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read as a query: {error}") from error


def _named_query(name: str, path: Path) -> NamedQuery:
    text = _read_query(path)
    description = next((line for line in _header(text) if not line.startswith("param ")), "")
    return NamedQuery(name, description, tuple(_parameters(text).values()), path)


def _header(text: str) -> Iterator[str]:
    """The lines of comment that a query begins with, without their marks."""
    lines = itertools.takewhile(lambda line: line.startswith("#"), text.splitlines())
    return (line.lstrip("#").strip() for line in lines)


def _parameters(text: str) -> dict[str, Parameter]:
    return {
        found["name"]: Parameter(
            name=found["name"],
            kind=_kind(found["kind"] or "text"),
            description=found["text"],
            required=found["required"] is not None,
            default=tuple((found["default"] or "").split()),
        )
        for found in map(_PARAMETER.fullmatch, _header(text))
        if found
    }


def _kind(word: str) -> ParameterKind:
    kinds: tuple[ParameterKind, ...] = get_args(ParameterKind.__value__)
    for kind in kinds:
        if kind == word:
            return kind
    raise QueryError(f"kind of parameter {word!r} is unknown: write one of {', '.join(kinds)}")


def _bind(text: str, given: Mapping[str, str], store: Graph, ontology: Ontology) -> str:
    """The query with the given and the default values in place; all on the same lines as before."""
    declared = _parameters(text)
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        known = f"it knows {', '.join(declared)}" if declared else "it has none"
        raise QueryError(f"the query has no parameter {unknown[0]!r}: {known}")
    for parameter in declared.values():
        values = (given[parameter.name],) if parameter.name in given else parameter.default
        if values:
            text = _fill(text, parameter, _terms(parameter, values, store, ontology))
        elif parameter.required:
            raise QueryError(f"the query needs --{parameter.name}: {parameter.description}")
    return text


def _fill(text: str, parameter: Parameter, terms: list[ox.NamedNode | ox.Literal]) -> str:
    pattern = rf"(VALUES\s+\?_{parameter.name}\s*\{{)\s*UNDEF\s*(\}})"
    written = " ".join(str(each) for each in terms)
    filled, count = re.subn(pattern, lambda match: f"{match[1]} {written} {match[2]}", text)
    if not count:
        raise QueryError(f"the query never uses its parameter: write VALUES ?_{parameter.name} {{ UNDEF }} in it")
    return filled


def _terms(
    parameter: Parameter, values: tuple[str, ...], store: Graph, ontology: Ontology
) -> list[ox.NamedNode | ox.Literal]:
    match parameter.kind:
        case "entity":
            return [entity for value in values for entity in _required_entities(store, value)]
        case "class":
            below = {name: known.ancestors for name, known in ontology.classes.items()}
        case "property":
            below = _ancestors(ontology)
        case "text":
            return [ox.Literal(value) for value in values]
    names = sorted({name for value in values for name in _with_narrower(value, below, parameter)})
    return [term("kg:" + name) for name in names]


def _required_entities(store: Graph, name: str) -> list[ox.NamedNode]:
    if found := find_entities(store, name):
        return found
    raise QueryError(f"nobody and nothing in the graph is called {name!r}: {near_names(store, name)}")


def near_names(store: Graph, name: str) -> str:
    """What to try instead of a name that nobody has."""
    names = [label.value for (label,) in _rows(store, _LABELS)]
    close = difflib.get_close_matches(name, names, n=3)
    return f"did you mean {' or '.join(close)}?" if close else "the query `entities` lists all"


def _entity_by_iri(store: Graph, iri: str) -> list[ox.NamedNode]:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return []
    return [node] if store.query(f"ASK {{ {node} a {term('kg:Entity')} }}") else []


def _rows(store: Graph, sparql: str) -> list[Any]:
    """The solutions of one of our own SELECT queries."""
    result = store.query(sparql)
    return list(result) if isinstance(result, ox.QuerySolutions) else []


def _distance(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    words = f" {' '.join(re.findall(r'\w+', name))} "
    return 1 if f" {' '.join(re.findall(r'\w+', wanted))} " in words else 2


def _ancestors(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """Every property and, nearest first, itself and all that it is narrower than."""
    parents = {name: known.parents for name, known in ontology.properties.items()}
    above: dict[str, tuple[str, ...]] = {}
    for name in parents:
        found = [name]
        for current in found:
            found.extend(parent for parent in parents[current] if parent not in found)
        above[name] = tuple(found)
    return above


def _with_narrower(value: str, ancestors: Mapping[str, tuple[str, ...]], parameter: Parameter) -> list[str]:
    """The class or property called `value` and all below it."""
    spelled = {name.lower(): name for name in ancestors}
    name = spelled.get(value.removeprefix(KG).removeprefix("kg:").replace(" ", "").lower())
    if name is None:
        close = difflib.get_close_matches(value, ancestors, n=1)
        hint = f"did you mean {close[0]}?" if close else "see ontology/news.ttl"
        raise QueryError(f"--{parameter.name}: the ontology has no {parameter.kind} {value!r}: {hint}")
    return [narrower for narrower, above in ancestors.items() if name in above]


# The graph


def _endpoint(address: str) -> Endpoint:
    from kg.remote import Endpoint

    return Endpoint.open(address)


def _open_folder(path: Path) -> ox.Store:
    if is_store(path):
        return Store(path).dataset
    from kg.export.publishing import place_of

    for name in _GRAPH_FILES:
        if (place := place_of(path, name)).is_file():
            return _load_file(place)
    raise QueryError(f"{path} holds neither a store nor a graph file: name what kg build wrote")


def _load_file(path: Path) -> ox.Store:
    inner = path.with_suffix("") if path.suffix == ".gz" else path
    file_format = ox.RdfFormat.from_extension(inner.suffix.removeprefix("."))
    if file_format is None:
        raise QueryError(f"{path}: not an RDF file by its ending: ttl, trig, nt, nq, jsonld and rdf are read, also .gz")
    store = ox.Store()
    try:
        with _opened(path) as lines:
            store.bulk_load(input=lines, format=file_format)
    except SyntaxError as error:
        raise QueryError(f"{path}: malformed {file_format.name}: {error}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise QueryError(f"{path}: cannot be read: {error}") from error
    return store


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


# The answer


def _evaluate(store: Graph, text: str, graphs: list[Any] | None) -> Result:
    """Ask the graphs, taken as one; None for the default graph, unless the query says FROM which."""
    try:
        return store.query(text, prefixes=NAMESPACES, default_graph=graphs)
    except SyntaxError as error:
        raise explain(text, error, NAMESPACES) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def _form(result: Result) -> Literal["rows", "graph", "boolean"]:
    if isinstance(result, ox.QueryBoolean):
        return "boolean"
    return "graph" if isinstance(result, ox.QueryTriples) else "rows"


def _headers(result: Result) -> tuple[str, ...]:
    if isinstance(result, ox.QuerySolutions):
        return tuple(variable.value for variable in result.variables)
    return ("answer",) if isinstance(result, ox.QueryBoolean) else ("subject", "predicate", "object")


def _evaluated(result: ox.QuerySolutions) -> Iterator[ox.QuerySolution]:
    try:
        yield from result
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def _ordered(triples: ox.QueryTriples) -> list[ox.Triple]:
    return sorted(set(triples), key=str)


def _serialized(result: ox.QuerySolutions | ox.QueryBoolean, file_format: ox.QueryResultsFormat) -> bytes:
    try:
        return result.serialize(format=file_format) or b""
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def _chosen[Format](name: str, formats: Mapping[str, Format], answer: str) -> Format:
    if name not in formats:
        raise QueryError(f"{name!r} is no format for {answer}: choose one of {', '.join(formats)}")
    return formats[name]
