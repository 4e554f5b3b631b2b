"""Named queries on a small graph written by hand, and what is done with bad questions."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
import sample_graph
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from kg.ontology import Ontology, load
from kg.query import (
    GRAPH_FORMATS,
    Answer,
    NamedQuery,
    QueryError,
    find_entities,
    named_queries,
    open_graph,
    query,
    shorten,
)
from kg.sparql import check_reads_only
from kg.store import Store, StoreError

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"
COUNT = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The small graph, in memory."""
    return open_graph(HARBOUR)


def _columns(answer: Answer, *names: str) -> list[tuple[str | None, ...]]:
    places = [answer.headers.index(name) for name in names]
    return [tuple(row[place] for place in places) for row in answer]


# What the named queries answer


EXPECTED: list[tuple[str, dict[str, str], tuple[str, ...], list[tuple[str | None, ...]]]] = [
    (
        "who-said-what",
        {"about": "Nordvik"},
        ("speaker", "act", "content", "polarity"),
        [
            ("Helga Brandt", "Accusation", "Nordvik hacked the Daily Tide", "positive"),
            ("Arvo Lindqvist", "Denial", "that Nordvik had hacked the Daily Tide", "negative"),
        ],
    ),
    (
        "who-said-what",
        {"about": "Norland", "speaker": "police"},
        ("speaker", "content", "certainty", "according_to"),
        [("police", "Norland may open an inquiry", "possible", "Tomas Reuter")],
    ),
    (
        "claims",
        {"about": "Nordvik", "act": "Denial"},
        ("speaker", "cue", "certainty", "polarity", "quotation", "content"),
        [("Arvo Lindqvist", "denied", "certain", "negative", "indirect", "that Nordvik had hacked the Daily Tide")],
    ),
    ("who-said-what", {"act": "Hope"}, ("speaker", "content"), [("Tomas Reuter", "for a quick answer")]),
    ("who-denies", {"about": "Daily Tide"}, ("speaker", "act"), [("Arvo Lindqvist", "Denial")]),
    ("who-denies", {"about": "Norland"}, ("speaker",), []),
    (
        "claims-by",
        {"name": "Reuter"},
        ("act", "content", "future"),
        [
            ("Saying", "police had told him Norland may open an inquiry", "false"),
            ("Hope", "for a quick answer", "true"),
        ],
    ),
    ("claims-by", {"name": "Reuter", "act": "hope"}, ("act",), [("Hope",)]),
    ("quotes-by", {"name": "Brandt"}, ("quotation", "content"), [("direct", "Nordvik hacked the Daily Tide")]),
    ("quotes-by", {"name": "Reuter"}, ("content",), []),
    (
        "accusations",
        {},
        ("accuser", "accused", "of"),
        [
            ("Helga Brandt", "Arvo Lindqvist", None),
            ("Helga Brandt", "Nordvik Energy", "Nordvik hacked the Daily Tide"),
        ],
    ),
    ("accusations", {"against": "Nordvik"}, ("accused",), [("Nordvik Energy",)]),
    ("accusations", {"by": "Lindqvist"}, ("accused",), []),
    (
        "relations-of",
        {"name": "Daily Tide"},
        ("subject", "relation", "object", "asserted", "speaker", "polarity"),
        [
            ("Tomas Reuter", "worksFor", "Daily Tide", "true", None, "positive"),
            ("Arvo Lindqvist", "formerRoleIn", "Daily Tide", "false", None, "positive"),
            ("Nordvik Energy", "hacks", "Daily Tide", "false", "Helga Brandt", "positive"),
            ("Nordvik Energy", "hacks", "Daily Tide", "false", "Arvo Lindqvist", "negative"),
        ],
    ),
    (
        "relations-of",
        {"name": "Norland", "relation": "holdsOffice"},
        ("subject", "relation", "role"),
        [("Helga Brandt", "ministerOf", "interior minister")],
    ),
    (
        "between",
        {"from": "Brandt", "to": "Lindqvist"},
        ("subject", "relation", "object"),
        [("Helga Brandt", "accuses", "Arvo Lindqvist")],
    ),
    (
        "path-between",
        {"from": "Brandt", "to": "Nordvik"},
        ("steps", "path"),
        [
            ("2", "Helga Brandt → accuses → Arvo Lindqvist → leads → Nordvik Energy"),
            ("2", "Helga Brandt → ministerOf → Norland ← basedIn ← Nordvik Energy"),
        ],
    ),
    (
        "path-between",
        {"from": "Lindqvist", "to": "Norland"},
        ("steps", "path"),
        [
            ("2", "Arvo Lindqvist ← accuses ← Helga Brandt → ministerOf → Norland"),
            ("2", "Arvo Lindqvist → leads → Nordvik Energy → basedIn → Norland"),
        ],
    ),
    ("path-between", {"from": "Brandt", "to": "Reuter"}, ("path",), []),
    (
        "timeline",
        {"name": "Lindqvist"},
        ("time", "published", "what"),
        [
            (None, "2026-01-10", "leads"),
            ("2026-01-10", "2026-01-10", "accuses"),
            (None, "2026-01-12", "Denial"),
            (None, "2026-01-12", "leads"),
        ],
    ),
    (
        "co-mentioned",
        {"name": "Brandt"},
        ("entity", "articles"),
        [("Arvo Lindqvist", "1"), ("Daily Tide", "1"), ("Nordvik Energy", "1"), ("Norland", "1")],
    ),
    ("co-mentioned", {"name": "Reuter", "type": "Organization"}, ("entity",), [("Daily Tide",)]),
    ("entities", {"type": "Minister"}, ("entity", "type", "aliases"), [("Helga Brandt", "Person", "Brandt")]),
    (
        "entities",
        {"type": "Location"},
        ("entity", "type", "mentions", "articles"),
        [("Norland", "Country", "3", "3")],
    ),
    ("most-mentioned", {"type": "person"}, ("entity",), [("Arvo Lindqvist",), ("Helga Brandt",), ("Tomas Reuter",)]),
    (
        "articles-of",
        {"name": "Nordvik"},
        ("date", "title", "publisher"),
        [
            ("2026-01-10", "Minister accuses Nordvik of breaking into newspaper", "The Daily Tide"),
            ("2026-01-12", "Lindqvist rejects charge", "Harbour Post"),
        ],
    ),
    (
        "supported-by",
        {"name": "Nordvik"},
        ("subject", "relation", "object", "articles"),
        [("Arvo Lindqvist", "leads", "Nordvik Energy", "2"), ("Nordvik Energy", "basedIn", "Norland", "1")],
    ),
    (
        "first-reported",
        {"name": "Nordvik"},
        ("relation", "first"),
        [("leads", "2026-01-10"), ("basedIn", "2026-01-12")],
    ),
    (
        "disputed",
        {},
        ("subject", "relation", "object", "affirmed_by", "denied_by"),
        [("Nordvik Energy", "hacks", "Daily Tide", "Helga Brandt", "Arvo Lindqvist")],
    ),
    ("disputed", {"about": "Daily Tide"}, ("affirmed_by", "denied_by"), [("Helga Brandt", "Arvo Lindqvist")]),
    ("disputed", {"about": "Norland"}, ("affirmed_by",), []),
    ("claims", {"speaker": "Lindqvist"}, ("act",), [("Denial",)]),
    ("claims", {"speaker": "Lindqvist", "about": "Norland"}, ("act",), []),
    ("who-denies", {"speaker": "Lindqvist"}, ("speaker", "act"), [("Arvo Lindqvist", "Denial")]),
    ("who-denies", {}, ("speaker", "act"), [("Arvo Lindqvist", "Denial")]),
    (
        "first-said",
        {"about": "Daily Tide"},
        ("content", "first_by", "date", "claimants", "contradicted_by"),
        [
            ("Nordvik hacked the Daily Tide", "Helga Brandt", "2026-01-10", "1", "Arvo Lindqvist"),
            ("that Nordvik had hacked the Daily Tide", "Arvo Lindqvist", "2026-01-12", "1", "Helga Brandt"),
        ],
    ),
    (
        "leaders-of",
        {"name": "Nordvik"},
        ("leader", "relation", "role", "articles"),
        [("Arvo Lindqvist", "leads", None, "2"), ("Arvo Lindqvist", "leads", "chief executive", "2")],
    ),
    ("leaders-of", {"name": "Norland"}, ("leader", "role"), [("Helga Brandt", "interior minister")]),
    (
        "roles-of",
        {"name": "Lindqvist"},
        ("relation", "in", "role", "former", "asserted"),
        [
            ("leads", "Nordvik Energy", "chief executive", "false", "true"),
            ("leads", "Nordvik Energy", None, "false", "true"),
            ("formerRoleIn", "Daily Tide", "editor", "true", "false"),
        ],
    ),
    (
        "silent-on",
        {"about": "Daily Tide"},
        ("speaker", "claims"),
        [("Tomas Reuter", "2")],
    ),
    (
        "open-statements",
        {"name": "Reuter"},
        ("subject", "wording", "object"),
        [("Tomas Reuter", "hopes for", "a quick answer")],
    ),
    (
        "neighbourhood",
        {"name": "Reuter"},
        ("subject", "predicate", "object"),
        [
            ("entity:daily-tide", "rdfs:label", "Daily Tide"),
            ("entity:tomas-reuter", "rdfs:label", "Tomas Reuter"),
            ("entity:tomas-reuter", "kg:worksFor", "entity:daily-tide"),
        ],
    ),
    (
        "evidence",
        {"name": "Reuter"},
        ("part", "exact", "start", "end"),
        [("subject", "Tomas Reuter", "0", "12"), ("cue", "reporter", "16", "24"), ("object", "Daily Tide", "32", "42")],
    ),
]


@pytest.mark.parametrize(("name", "parameters", "columns", "rows"), EXPECTED)
def test_a_named_query_answers(
    store: ox.Store,
    name: str,
    parameters: dict[str, str],
    columns: tuple[str, ...],
    rows: list[tuple[str | None, ...]],
) -> None:
    assert _columns(query(store, name, parameters), *columns) == rows


def test_every_named_query_is_tested() -> None:
    assert {name for name, *_ in EXPECTED} == load().queries.keys()


@pytest.mark.parametrize("named", named_queries(), ids=lambda named: named.name)
def test_a_named_query_says_what_it_answers(named: NamedQuery) -> None:
    assert named.description.endswith(("?", "."))
    assert named.description[0].isupper()
    assert all(parameter.description for parameter in named.parameters)


@pytest.mark.parametrize("path", sorted(load().queries.values()), ids=lambda path: path.stem)
def test_a_named_query_is_plain_sparql_that_others_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ox.Store().query(text)
    prepareQuery(text)


def test_the_parameters_of_a_query_are_read_from_its_head() -> None:
    parameters = {named.name: named.parameters for named in named_queries()}["leaders-of"]
    assert [(each.name, each.kind, each.required) for each in parameters] == [
        ("name", "entity", True),
        ("relation", "property", False),
    ]
    assert "headOfState" in parameters[1].default


# Parameters


@pytest.mark.parametrize(
    ("name", "entities"),
    [
        ("Arvo Lindqvist", ["arvo-lindqvist"]),
        ("lindqvist", ["arvo-lindqvist"]),
        ("Energy", ["nordvik-energy"]),
        ("Nord", ["nordvik-energy"]),
        ("Nor", ["nordvik-energy", "norland"]),
        ("https://kg.example/id/entity/norland", ["norland"]),
        ("entity:norland", ["norland"]),
        ("ent:norland", ["norland"]),
        ("https://kg.example/id/entity/nowhere", []),
        ("Norland.*", []),
        ("", []),
        (" ", []),
    ],
)
def test_an_entity_is_found_by_name_or_part_of_it(store: ox.Store, name: str, entities: list[str]) -> None:
    assert [node.value.rpartition("/")[2] for node in find_entities(store, name)] == entities


def test_a_whole_word_is_preferred_to_a_part(store: ox.Store) -> None:
    more = ox.Store()
    for number, name in enumerate(["Russia Today", "Russian Chess Federation"]):
        node = ox.NamedNode(f"https://kg.example/id/entity/{number}")
        more.add(ox.Quad(node, ox.NamedNode(rdflib.RDF.type), ox.NamedNode("https://kg.example/ns#Entity")))
        more.add(ox.Quad(node, ox.NamedNode(rdflib.RDFS.label), ox.Literal(name)))
    assert len(find_entities(more, "Russia")) == 1
    assert len(find_entities(more, "Russ")) == 2


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("who-said-what", {"about": "Nordvick Energy"}, "called 'Nordvick Energy': did you mean Nordvik Energy"),
        ("who-said-what", {"abuot": "Nordvik"}, "no parameter 'abuot': it knows about, speaker, act"),
        ("who-said-what", {"act": "Denail"}, "--act: the ontology has no class 'Denail': did you mean Denial"),
        ("relations-of", {}, "needs --name"),
        ("relations-of", {"name": "Brandt", "relation": "leeds"}, "no property 'leeds': did you mean leads"),
        ("who-sad-what", {}, "did you mean who-said-what"),
        ("xyzzy", {}, "no named query 'xyzzy': there are accusations, "),
        (COUNT, {"about": "Nordvik"}, "no parameter 'about': it has none"),
    ],
)
def test_a_parameter_that_does_not_fit_is_an_error(
    store: ox.Store, name: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        query(store, name, parameters)
    assert message in str(caught.value)


ECHO = "# param word: anything\nSELECT ?word WHERE { VALUES ?_word { UNDEF } BIND(?_word AS ?word) }"
INJECTION = [
    'Nordvik" } } DELETE WHERE { ?s ?p ?o } #',
    "Nordvik> <x:y> ?z",
    '"""}',
    "\\",
    "'; ?s ?p ?o",
    "} UNION { ?s ?p ?o }",
    "\n}\nSERVICE <http://127.0.0.1:1/> {}",
    "UNDEF",
]


@pytest.mark.parametrize("value", INJECTION)
def test_a_value_is_never_read_as_sparql(store: ox.Store, value: str) -> None:
    assert list(query(store, ECHO, {"word": value})) == [(value,)]
    with pytest.raises(QueryError, match="nobody and nothing"):
        query(store, "who-said-what", {"about": value})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was_given(value: str) -> None:
    assert list(query(ox.Store(), ECHO, {"word": value})) == [(value,)]


def test_a_query_of_ones_own_takes_parameters(store: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "works-for.rq"
    path.write_text(
        "# For whom does somebody work?\n# param name (entity, required): the employee\n"
        "SELECT ?employer WHERE { VALUES ?_name { UNDEF } ?_name kg:worksFor/rdfs:label ?employer }\n"
    )
    assert list(query(store, str(path), {"name": "Reuter"})) == [("Daily Tide",)]


def test_a_parameter_that_the_query_never_uses_is_an_error(store: ox.Store) -> None:
    with pytest.raises(QueryError, match=r"VALUES \?_word \{ UNDEF \}"):
        query(store, "# param word: anything\nSELECT * WHERE { ?s ?p ?o }", {"word": "x"})


def test_a_class_stands_for_those_below_it_in_every_layer(store: ox.Store, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        "@prefix kg: <https://kg.example/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "kg:Speaker a owl:Class . kg:Journalist rdfs:subClassOf kg:Speaker ."
    )
    found = query(store, "entities", {"type": "Speaker"}, ontology=load(tmp_path))
    assert _columns(found, "entity") == [("Tomas Reuter",)]


# Where the graph comes from


def _saved(store: ox.Store, path: Path) -> Path:
    file_format = ox.RdfFormat.from_extension(path.name.removesuffix(".gz").rpartition(".")[2])
    assert file_format is not None
    quads = (
        list(store)
        if file_format.supports_datasets
        else [quad.triple for quad in store if quad.graph_name == ox.DefaultGraph()]
    )
    data = ox.serialize(quads, format=file_format)
    assert data is not None
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig", "graph.nt", "graph.nq", "graph.jsonld", "graph.rdf"])
@pytest.mark.parametrize("zipped", ["", ".gz"])
def test_every_rdf_file_is_read(store: ox.Store, tmp_path: Path, name: str, zipped: str) -> None:
    path = _saved(store, tmp_path / (name + zipped))
    assert list(query(path, COUNT)) == list(query(store, COUNT))


def test_a_folder_of_files_is_read(store: ox.Store, tmp_path: Path) -> None:
    _saved(store, tmp_path / "graph.ttl")
    assert list(query(tmp_path, COUNT)) == list(query(store, COUNT))


def test_a_store_on_disk_is_read_and_not_written(tmp_path: Path) -> None:
    Store.write(tmp_path / "store", sample_graph.sample()).close()
    asked = list(query(tmp_path / "store", COUNT))
    assert asked == list(query(str(tmp_path / "store"), COUNT))
    assert asked != [("0",)]
    with pytest.raises(RuntimeError, match="read-write"):
        open_graph(tmp_path / "store").add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o")))


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("data-9")
    with pytest.raises(StoreError, match="damaged"):
        open_graph(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("graph.ttl", b"<x:s> <x:p> .", "malformed Turtle"),
        ("graph.nq.gz", b"not zipped", "cannot be read"),
        ("graph.doc", b"", "not an RDF file by its ending"),
    ],
)
def test_a_file_that_is_no_graph_is_an_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(QueryError, match=message) as caught:
        query(path, COUNT)
    assert name in str(caught.value)


def test_a_zipped_file_that_ends_too_soon_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt.gz"
    path.write_bytes(gzip.compress(b"<x:s> <x:p> <x:o> .\n" * 1000)[:-12])
    with pytest.raises(QueryError, match="cannot be read"):
        query(path, COUNT)


def test_a_path_without_a_graph_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="does not exist"):
        query(tmp_path / "none.ttl", COUNT)
    with pytest.raises(QueryError, match="neither a store nor a graph file"):
        query(tmp_path, COUNT)


def test_the_default_graph_is_the_merged_view_and_others_are_named(store: ox.Store) -> None:
    assert not query(store, "ASK { ?mention a kg:Mention }")
    graphs = query(store, "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?mention a kg:Mention } } ORDER BY ?graph")
    assert list(graphs) == [("article:a1",), ("article:a2",), ("article:a3",)]


# What comes back


def test_rows_are_written_in_w3c_formats(store: ox.Store) -> None:
    text = "SELECT ?name ?alias WHERE { ?e a kg:Journalist ; rdfs:label ?name . OPTIONAL { ?e owl:sameAs ?alias } }"
    answer = query(store, text)
    assert answer.form == "rows"
    assert answer.headers == ("name", "alias")
    bindings = json.loads(answer.serialize("json"))["results"]["bindings"]
    assert bindings == [{"name": {"type": "literal", "value": "Tomas Reuter"}}]
    assert list(csv.reader(io.StringIO(answer.serialize("csv").decode()))) == [["name", "alias"], ["Tomas Reuter", ""]]
    assert answer.serialize("tsv").decode() == '?name\t?alias\n"Tomas Reuter"\t\n'
    assert "Tomas Reuter" in "".join(ElementTree.fromstring(answer.serialize("xml")).itertext())
    assert list(answer) == [("Tomas Reuter", None)]


def test_an_answer_can_be_read_again(store: ox.Store) -> None:
    answer = query(store, "entities", {"type": "Country"})
    assert list(answer) == list(answer) != []
    assert answer


def test_yes_and_no_are_written(store: ox.Store) -> None:
    yes, no = query(store, "ASK { ?s a kg:Claim }"), query(store, "ASK { ?s a kg:Nothing }")
    assert (bool(yes), bool(no)) == (True, False)
    assert (yes.form, yes.headers, list(no)) == ("boolean", ("answer",), [("false",)])
    assert json.loads(yes.serialize("json"))["boolean"] is True
    assert no.serialize("csv") == b"false\n"


@pytest.mark.parametrize("file_format", sorted(GRAPH_FORMATS))
def test_a_graph_is_written_in_every_format(store: ox.Store, file_format: str) -> None:
    answer = query(store, "neighbourhood", {"name": "Reuter"})
    written = ox.parse(answer.serialize(file_format), format=GRAPH_FORMATS[file_format])
    assert (answer.form, len({quad.triple for quad in written})) == ("graph", 3)


def test_describe_gives_a_graph(store: ox.Store) -> None:
    answer = query(store, "DESCRIBE entity:norland")
    assert b'rdfs:label "Norland"' in answer.serialize("turtle")


@pytest.mark.parametrize(
    ("text", "file_format", "known"),
    [(COUNT, "turtle", "json, csv, tsv, xml"), ("DESCRIBE ent:norland", "csv", "turtle, nt, json, xml")],
)
def test_a_format_that_an_answer_does_not_have_is_an_error(
    store: ox.Store, text: str, file_format: str, known: str
) -> None:
    with pytest.raises(QueryError, match=known):
        query(store, text).serialize(file_format)


def test_terms_are_shortened_for_people() -> None:
    assert shorten(ox.NamedNode("https://kg.example/id/entity/x")) == "entity:x"
    assert shorten(ox.NamedNode("https://elsewhere.example/x")) == "https://elsewhere.example/x"
    assert shorten(ox.Literal("12", datatype=ox.NamedNode(rdflib.XSD.integer))) == "12"
    assert shorten(ox.BlankNode("b")) == "_:b"


# Bad questions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the query is empty"),
        (" \n", "the query is empty"),
        ("SELECT * WHERE {\n  ?s ?p ?o .\n", "1 } missing"),
        ("SELECT * WHERE {\n  ?s ?p ?o .\n  FILTER(?o = ) BIND(1 AS ?x)\n}", "line 3, column "),
        ("SELECT * WHERE { ?s foaf:name ?o }", "prefix foaf: is not declared: add PREFIX foaf: <...>"),
        ("SELECT * WHERE { <not an iri> ?p ?o }", "not a valid IRI"),
        ("SELCT * WHERE { ?s ?p ?o }", "did you mean SELECT"),
        ("FIND everything", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT ?x WHERE { ?x ?p }", "line 1, column 26: this does not continue a query"),
    ],
)
def test_a_malformed_query_is_an_error_that_says_where(store: ox.Store, text: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        query(store, text)
    assert message in str(caught.value)


def test_an_error_shows_the_line(store: ox.Store) -> None:
    with pytest.raises(QueryError) as caught:
        query(store, "SELECT *\nWHERE { ?s ?p ?o . FILTER() }")
    shown = str(caught.value).splitlines()
    assert shown[1] == "  WHERE { ?s ?p ?o . FILTER() }"
    assert shown[2].strip() == "^"


def test_a_query_file_that_does_not_exist_is_an_error(store: ox.Store) -> None:
    with pytest.raises(QueryError, match=r"nowhere\.rq: cannot be read"):
        query(store, "nowhere.rq")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:s> <x:p> <x:o> }",
        "PREFIX x: <http://x.example/>\nDELETE WHERE { ?s ?p ?o }",
        "# just reading\nBASE <http://x.example/> CLEAR ALL",
        "LOAD <http://127.0.0.1:1/>",
        "with <x:g> delete { ?s ?p ?o } where { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(store: ox.Store, text: str) -> None:
    with pytest.raises(QueryError, match="is SPARQL Update"):
        query(store, text)


SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICESILENTx:y { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:y { ?s ?p ?o } }",
    "SELECT * { ?s ?p true.SERVICE <http://127.0.0.1:1/> {} }",
    "SELECT * { ?s ?p 5SERVICE <http://127.0.0.1:1/> {} }",
    "SELECT * { ?s ?p 'a' SERVICE#'\n<http://127.0.0.1:1/> {} }",
    "SELECT * { # it's\n SERVICE <http://127.0.0.1:1/> {} # it's\n}",
    "SELECT * { VALUES ?a { 'a' } FILTER(?a<'>')SERVICE ?x {?s ?p 'x'} }",
    "SELECT * { VALUES ?a { 1 } FILTER(?a<3#>'''\n)SERVICE ?x {}#'''\n}",
    "SELECT * { VALUES ?a { 1 } FILTER(?a<?b)SERVICE#>\n ?x {} }",
    "SELECT * { <http://x.example/O'Neil> ?p ?o SERVICE ?x {} FILTER(?o = 'x') }",
    "SELECT * { <http://x.example/\\u0041'> ?p ?o SERVICE ?x {} FILTER(?o = 'x') }",
    'SELECT * { ?s ?p """ " """ SERVICE ?x {} FILTER(?o = """ " """) }',
]


@pytest.mark.parametrize("text", SERVICE)
def test_calls_of_other_servers_are_refused(store: ox.Store, text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        query(store, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s schema:serviceType ?service }",
        "SELECT * { ?s ?p 'SERVICE <http://x.example/> {}' }",
        'SELECT * { ?s ?p """SERVICE "quoted" <http://x.example/> {}""" }',
        "SELECT * { ?s <http://x.example/service#a> <http://x.example/SERVICE> } # SERVICE",
        "SELECT * { ?s ?p ?o FILTER(?o<0 && ?o>2) } # service",
        "SELECT * { ?s ?p 'insert'@en-service }",
        "PREFIX load: <http://x.example/> SELECT * { ?s load:insert ?delete }",
    ],
)
def test_words_that_only_look_like_calls_are_allowed(store: ox.Store, text: str) -> None:
    assert list(query(store, text)) == []


@given(st.text("SERVICEservice <>{}'\"#\n?:x.)(", max_size=40))
def test_a_refusal_is_the_only_failure(text: str) -> None:
    with contextlib.suppress(QueryError):
        check_reads_only(text)


def test_named_queries_of_a_layer_are_found(ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "all.rq").write_text("# Everything.\nSELECT * WHERE { ?s ?p ?o }")
    names = [named.name for named in named_queries(load(tmp_path))]
    assert sorted([*ontology.queries, "all"]) == names


def test_a_kind_of_parameter_that_does_not_exist_is_an_error(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="kind of parameter 'person' is unknown"):
        query(store, "# param who (person): anybody\nSELECT * WHERE { ?s ?p ?o }")
