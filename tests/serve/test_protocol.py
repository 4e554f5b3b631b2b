"""SPARQL 1.1 Protocol, by its sections (https://www.w3.org/TR/sparql11-protocol/), with the cases of the W3C's suite.

Then the reading half of the Graph Store Protocol, Service Description and VoID.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper

from kg.serve.negotiation import NotAcceptableError, choose

NAMES = "SELECT ?name { ?s a kg:Entity ; rdfs:label ?name } ORDER BY ?name"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
ASK = "ASK { ?s a kg:Entity }"
CONSTRUCT = "CONSTRUCT { ?s a ?type } WHERE { ?s a ?type }"
DESCRIBE = "DESCRIBE <https://kg.example/id/entity/arland>"
RESULTS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPHS = {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"}
FIRST, SECOND = "https://kg.example/id/article/a1", "https://kg.example/id/article/a2"
DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def get(client: httpx.Client, query: str, accept: str = "*/*", **parameters: object) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


def rows(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    bindings = response.json()["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in bindings]


def media_type(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


# 2.1 query operation


def test_2_1_1_query_via_get(client: httpx.Client) -> None:
    assert {"name": "Arland"} in rows(get(client, NAMES))


def test_2_1_2_query_via_urlencoded_post(client: httpx.Client) -> None:
    assert rows(client.post("/sparql", data={"query": NAMES})) == rows(get(client, NAMES))


def test_2_1_3_query_via_post_directly(client: httpx.Client) -> None:
    response = client.post("/sparql", content=NAMES.encode(), headers=DIRECT)
    assert rows(response) == rows(get(client, NAMES))


def test_2_1_3_query_via_post_directly_takes_letters_beyond_ascii(client: httpx.Client) -> None:
    query = 'SELECT ("naïve 東京 🚢" AS ?text) {}'
    headers = {"Content-Type": 'application/sparql-query; charset="UTF-8"'}
    response = client.post("/sparql", content=query.encode(), headers=headers)
    assert rows(response) == [{"text": "naïve 東京 🚢"}]


# 2.1.4 Specifying an RDF Dataset


def ask_by(client: httpx.Client, way: str, query: str, **dataset: str | list[str]) -> httpx.Response:
    if way == "get":
        return client.get("/sparql", params={"query": query, **dataset})
    if way == "form":
        return client.post("/sparql", data={"query": query, **dataset})
    return client.post("/sparql", params=dataset, content=query.encode(), headers=DIRECT)


WAYS = pytest.mark.parametrize("way", ["get", "form", "direct"])


@WAYS
def test_2_1_4_default_graph_uri_names_the_default_graph(client: httpx.Client, way: str) -> None:
    everything = int(rows(ask_by(client, way, COUNT))[0]["n"])
    one = int(rows(ask_by(client, way, COUNT, **{"default-graph-uri": FIRST}))[0]["n"])
    both = int(rows(ask_by(client, way, COUNT, **{"default-graph-uri": [FIRST, SECOND]}))[0]["n"])
    assert 0 < one < both < everything


@WAYS
def test_2_1_4_default_graph_uri_leaves_no_named_graph(client: httpx.Client, way: str) -> None:
    assert rows(ask_by(client, way, IN_GRAPHS, **{"default-graph-uri": FIRST})) == []


@WAYS
def test_2_1_4_named_graph_uri_leaves_an_empty_default_graph(client: httpx.Client, way: str) -> None:
    dataset: dict[str, str | list[str]] = {"named-graph-uri": [FIRST, SECOND]}
    assert rows(ask_by(client, way, IN_GRAPHS, **dataset)) == [{"g": FIRST}, {"g": SECOND}]
    assert rows(ask_by(client, way, COUNT, **dataset)) == [{"n": "0"}]


@WAYS
def test_2_1_4_default_and_named_graphs_together(client: httpx.Client, way: str) -> None:
    query = "ASK { ?mention a kg:Mention . GRAPH ?g { ?other a kg:Mention } FILTER(?other != ?mention) }"
    response = ask_by(client, way, query, **{"default-graph-uri": FIRST, "named-graph-uri": SECOND})
    assert response.json()["boolean"] is True


@WAYS
def test_2_1_4_the_dataset_of_the_protocol_wins_over_that_of_the_query(client: httpx.Client, way: str) -> None:
    query = f"SELECT DISTINCT ?article FROM <{FIRST}> {{ ?span oa:hasSource ?article }}"
    assert rows(ask_by(client, way, query)) == [{"article": FIRST}]
    assert rows(ask_by(client, way, query, **{"default-graph-uri": SECOND})) == [{"article": SECOND}]


def test_2_1_4_a_graph_must_be_named_by_an_absolute_iri(client: httpx.Client) -> None:
    response = get(client, COUNT, **{"default-graph-uri": "article one"})
    assert (response.status_code, "absolute IRI" in response.text) == (400, True)


# 2.1.5 Accepted Response Formats


@pytest.mark.parametrize("wanted", sorted(RESULTS))
def test_2_1_5_select_is_given_in_the_format_accepted(client: httpx.Client, wanted: str) -> None:
    response = get(client, NAMES, wanted)
    assert (response.status_code, media_type(response)) == (200, wanted)
    assert names_in(response.text, wanted) == [row["name"] for row in rows(get(client, NAMES))]


def names_in(text: str, form: str) -> list[str]:
    if form.endswith("json"):
        return [row["name"]["value"] for row in json.loads(text)["results"]["bindings"]]
    if form.endswith("xml"):
        return [str(each.text) for each in ElementTree.fromstring(text).iter() if each.tag.endswith("}literal")]
    if form == "text/csv":
        return [name for (name,) in csv.reader(io.StringIO(text))][1:]
    return [line.strip('"') for line in text.splitlines()][1:]


@pytest.mark.parametrize("wanted", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_2_1_5_ask_is_given_in_the_format_accepted(client: httpx.Client, wanted: str) -> None:
    response = get(client, ASK, wanted)
    assert (response.status_code, media_type(response)) == (200, wanted)
    assert "true" in response.text


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("wanted", sorted(GRAPHS))
def test_2_1_5_graphs_are_given_in_the_format_accepted(client: httpx.Client, query: str, wanted: str) -> None:
    response = get(client, query, wanted)
    assert (response.status_code, media_type(response)) == (200, wanted)
    form = {"application/n-triples": "nt", "application/ld+json": "json-ld", "application/rdf+xml": "xml"}
    read = rdflib.Graph().parse(data=response.content, format=form.get(wanted, "turtle"))
    assert set(read) == set(rdflib.Graph().parse(data=get(client, query).content, format="turtle"))


def test_2_1_5_what_nobody_accepts_is_406_and_lists_what_there_is(client: httpx.Client) -> None:
    response = get(client, NAMES, "image/png")
    assert response.status_code == 406
    assert all(form in response.text for form in RESULTS)
    assert get(client, ASK, "text/csv").status_code == 406


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        (None, ("a/b", "c/d"), "a/b"),
        ("*/*", ("a/b", "c/d"), "a/b"),
        ("c/d", ("a/b", "c/d"), "c/d"),
        ("C/D", ("a/b", "c/d"), "c/d"),
        ("a/b;q=0.3, c/d;q=0.4", ("a/b", "c/d"), "c/d"),
        ("a/*;q=0.9, c/d;q=0.4", ("a/b", "c/d"), "a/b"),
        ("*/*, a/b;q=0", ("a/b", "c/d"), "c/d"),
        ("a/b;q=0, a/*", ("a/b", "a/c"), "a/c"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", ("x/json", "application/xml"), "application/xml"),
        ("c/d; charset=utf-8; Q = 0.5, a/b;q=0.4", ("a/b", "c/d"), "c/d"),
        ("rubbish, ;;, c/d", ("a/b", "c/d"), "c/d"),
    ],
)
def test_2_1_5_qualities_and_ranges(accept: str | None, offered: tuple[str, ...], chosen: str) -> None:
    assert choose(accept, offered) == chosen


@pytest.mark.parametrize("accept", ["e/f", "a/b;q=0", "a/b;q=x", "a/b;q=-1", "a/b;q=7", "a", ";"])
def test_2_1_5_nothing_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptableError):
        choose(accept, ("a/b", "c/d"))


# 2.1.6 Success Responses


@pytest.mark.parametrize(("query", "form"), [(NAMES, RESULTS), (ASK, RESULTS), (CONSTRUCT, GRAPHS), (DESCRIBE, GRAPHS)])
def test_2_1_6_every_form_of_query_has_its_content_type(client: httpx.Client, query: str, form: set[str]) -> None:
    response = get(client, query)
    assert (response.status_code, media_type(response) in form) == (200, True)


def test_2_1_6_an_empty_answer_is_an_answer(client: httpx.Client) -> None:
    assert rows(get(client, "SELECT ?x { ?x a <https://nowhere.example/x> }")) == []


def test_2_1_6_head_answers_without_body(client: httpx.Client) -> None:
    response = client.head("/sparql", params={"query": ASK})
    assert (response.status_code, response.content) == (200, b"")


# 2.1.7 Failure Responses


def test_2_1_7_a_malformed_query_is_400_and_says_where(client: httpx.Client) -> None:
    response = get(client, "SELECT * {\n ?s ?p }")
    assert response.status_code == 400
    assert "line 2, column" in response.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_2_1_7_bad_query_method(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": ASK})
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].replace(" ", "").split(","))


def test_2_1_7_bad_multiple_queries(client: httpx.Client) -> None:
    given = {"query": [ASK, NAMES]}
    assert client.get("/sparql", params=given).status_code == 400
    assert client.post("/sparql", data=given).status_code == 400


def test_2_1_7_no_query_at_all(client: httpx.Client) -> None:
    assert client.post("/sparql", data={"other": "x"}).status_code == 400
    assert get(client, "").status_code == 400
    assert client.post("/sparql", content=b"", headers=DIRECT).status_code == 400


def test_2_1_7_bad_query_wrong_media_type(client: httpx.Client) -> None:
    response = client.post("/sparql", content=ASK.encode(), headers={"Content-Type": "text/plain"})
    assert response.status_code == 415


@pytest.mark.parametrize("body", [ASK, urlencode({"query": ASK})])
def test_2_1_7_bad_query_missing_type(client: httpx.Client, body: str) -> None:
    assert client.post("/sparql", content=body.encode()).status_code == 415


def test_2_1_7_bad_query_non_utf8(client: httpx.Client) -> None:
    body = 'ASK { ?s ?p "näs" }'.encode("latin-1")
    assert client.post("/sparql", content=body, headers=DIRECT).status_code == 400
    assert client.post("/sparql", content=b"query=ASK+%7B%7D%FF", headers=FORM).status_code == 400
    latin = {"Content-Type": "application/sparql-query; charset=iso-8859-1"}
    assert client.post("/sparql", content=body, headers=latin).status_code == 415


# 2.2 update operation: there is none


def test_2_2_1_update_via_urlencoded_post_is_refused(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"update": "INSERT DATA { <a:a> <a:b> <a:c> }"})
    assert (response.status_code, "only reads" in response.text) == (403, True)


def test_2_2_2_update_via_post_directly_is_refused(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content=b"CLEAR ALL", headers=headers).status_code == 403


def test_2_2_3_update_via_get_is_refused(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"update": "CLEAR ALL"}).status_code == 403
    assert client.post("/sparql", data={"query": ASK, "using-graph-uri": FIRST}).status_code == 403


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a:a> <a:b> <a:c> }", "CLEAR ALL", "LOAD <file:///etc/passwd>", "DROP ALL ; SELECT * {}"]
)
def test_2_2_update_in_the_place_of_a_query_is_refused(client: httpx.Client, text: str) -> None:
    before = rows(get(client, COUNT))
    assert get(client, text).status_code == 400
    assert rows(get(client, COUNT)) == before


# 4 Security considerations


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "select * { service<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_4_1_nothing_else_is_asked_or_read(client: httpx.Client, query: str) -> None:
    response = get(client, query)
    if "SERVICE" in query.upper():
        assert (response.status_code, "another server" in response.text) == (400, True)
    else:
        assert rows(response) == []


# Graph Store HTTP Protocol


def test_graph_store_5_2_gives_the_default_graph(client: httpx.Client) -> None:
    response = client.get("/graphs?default", headers={"Accept": "application/n-triples"})
    assert (response.status_code, media_type(response)) == (200, "application/n-triples")
    assert str(len(response.text.splitlines())) == rows(get(client, COUNT))[0]["n"]


def test_graph_store_5_2_gives_a_named_graph(client: httpx.Client) -> None:
    response = client.get("/graphs", params={"graph": FIRST}, headers={"Accept": "application/n-triples"})
    counted = rows(get(client, COUNT, **{"default-graph-uri": FIRST}))[0]["n"]
    assert str(len(response.text.splitlines())) == counted


def test_graph_store_5_2_a_graph_that_is_not_there_is_404(client: httpx.Client) -> None:
    assert client.get("/graphs", params={"graph": "https://nowhere.example/"}).status_code == 404


@pytest.mark.parametrize("query", ["", "?default&graph=https://a.example/", "?graph=relative", "?graph="])
def test_graph_store_5_2_one_graph_must_be_named(client: httpx.Client, query: str) -> None:
    assert client.get("/graphs" + query).status_code == 400


def test_graph_store_5_2_negotiates(client: httpx.Client) -> None:
    assert client.get("/graphs?default", headers={"Accept": "image/png"}).status_code == 406
    assert media_type(client.get("/graphs?default", headers={"Accept": "text/turtle"})) == "text/turtle"


def test_graph_store_5_6_head(client: httpx.Client) -> None:
    response = client.head("/graphs?default")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graph_store_writing_is_not_allowed(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/graphs?default").status_code == 405


# SPARQL 1.1 Service Description, VoID


def test_service_description_2_is_what_the_endpoint_gives_unasked(client: httpx.Client, server: str) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    read = rdflib.Graph().parse(data=response.text, format="turtle")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef(f"{server}/sparql")
    assert read.value(endpoint, service.supportedLanguage) == service.SPARQL11Query
    assert {"Turtle", "SPARQL_Results_JSON"} <= {
        str(each).rpartition("/")[2] for each in read.objects(endpoint, service.resultFormat)
    }
    named = {str(name) for name in read.objects(None, service.name)}
    assert {FIRST, SECOND} <= named
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_void_counts_what_is_there(client: httpx.Client, server: str) -> None:
    read = rdflib.Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (dataset,) = read.subjects(rdflib.RDF.type, void.Dataset)
    assert str(read.value(dataset, void.triples)) == rows(get(client, COUNT))[0]["n"]
    assert str(read.value(dataset, void.sparqlEndpoint)) == f"{server}/sparql"


# Clients that people use


def test_rdflib_sparql_store_reads(server: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql", returnFormat="json"))
    found = {str(row["name"]) for row in graph.query(f"PREFIX kg: <https://kg.example/ns#> {NAMES}")}
    assert {"Arland", "Mara Lindqvist"} <= found
    assert rdflib.Literal("Arland") in set(
        graph.objects(rdflib.URIRef("https://kg.example/id/entity/arland"), rdflib.RDFS.label)
    )


def test_sparqlwrapper_reads(server: str) -> None:
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    for method in ("GET", "POST"):
        wrapper.setMethod(method)
        wrapper.setQuery(NAMES)
        bindings = wrapper.queryAndConvert()["results"]["bindings"]
        assert "Arland" in [row["name"]["value"] for row in bindings]
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery(CONSTRUCT)
    assert len(rdflib.Graph().parse(data=wrapper.query().response.read(), format="turtle")) > 10


def test_curl_reads(server: str) -> None:
    if not (curl := shutil.which("curl")):
        pytest.skip("curl is not installed")
    command = [curl, "-sS", "--fail", "--noproxy", "*", f"{server}/sparql", "--data-urlencode", f"query={NAMES}"]
    read = subprocess.run([*command, "-H", "Accept: text/csv"], capture_output=True, check=True, text=True)
    assert "Arland" in read.stdout.split()


def test_roqet_reads(server: str) -> None:
    if not (roqet := shutil.which("roqet")):
        pytest.skip("roqet is not installed: apt-get install rasqal-utils")
    command = [
        roqet,
        "-q",
        "-p",
        f"{server}/sparql",
        "-r",
        "csv",
        "-e",
        f"PREFIX kg: <https://kg.example/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {NAMES}",
    ]
    read = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "Arland" in read.stdout


def test_answers_come_in_parts_when_they_are_long(client: httpx.Client) -> None:
    query = "SELECT * { ?a ?b ?c . ?d a kg:Entity . ?e a kg:Entity } LIMIT 20000"
    with client.stream("GET", "/sparql", params={"query": query}, headers={"Accept": "text/csv"}) as response:
        assert response.headers["transfer-encoding"] == "chunked"
        assert sum(chunk.count(b"\n") for chunk in response.iter_bytes()) == 20_001


def test_prefixes_of_the_graph_need_no_declaration(client: httpx.Client) -> None:
    assert get(client, "ASK { ent:arland a kg:Country ; schema:name ?x }").json() == {"head": {}, "boolean": False}


def test_turtle_that_is_streamed_reads_back_whole(client: httpx.Client) -> None:
    turtle = get(client, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle").content
    read = {triple.predicate for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert ox.NamedNode("https://kg.example/ns#asserted") in read


def test_what_the_readme_tells_to_type_is_answered(server: str) -> None:
    """Its commands, on this server; an entity that the demo alone has is not found."""
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^curl .*", text.split("\n## Serve\n")[1].split("\n## ")[0], re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        words = shlex.split(command.replace("http://127.0.0.1:8000", server), comments=True)
        said = subprocess.run(
            [*words, "--noproxy", "*", "-w", "%{http_code}"], capture_output=True, check=True, text=True
        )
        assert said.stdout[-3:] in ("200", "404" if "neighbourhood" in command else "200"), said.stdout
