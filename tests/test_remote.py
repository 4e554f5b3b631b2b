"""Endpoints of others: a small one made here, our own, and a real Virtuoso where Debian's package is installed."""

from __future__ import annotations

import base64
import contextlib
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

import kg.remote
from kg.query import Answer, NamedQuery, QueryError, named_queries, open_graph, query
from kg.remote import Endpoint, RemoteError

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"
BERG = ox.NamedNode("https://kg.example/id/entity/berg")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ENTITY = ox.NamedNode("https://kg.example/ns#Entity")
ARTICLE = ox.NamedNode("https://kg.example/id/article/a1")
MERGED = "https://kg.example/id/merged"
NAME = 'Anna "the Ox" Berg\n\\ Ü 😀'


@dataclass
class Remote:
    """A store that takes graphs, updates and queries, as told to behave."""

    held: ox.Store = field(default_factory=ox.Store)
    failures: int = 0  # requests that are answered 503 first
    user: str = ""  # whom it lets in, when it asks
    requests: list[str] = field(default_factory=list)
    url: str = ""


def _handler(remote: Remote) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self._graph(replaced=True)

        def do_POST(self) -> None:
            kind = self.headers.get("Content-Type", "").partition(";")[0]
            if kind == "application/x-www-form-urlencoded":
                self._query()
            elif kind == "application/sparql-update":
                self._taken(lambda body: remote.held.update(body.decode()))
            else:
                self._graph(replaced=False)

        def _graph(self, *, replaced: bool) -> None:
            asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            name = ox.NamedNode(asked["graph"][0]) if "graph" in asked else ox.DefaultGraph()

            def take(body: bytes) -> None:
                if replaced:
                    remote.held.clear_graph(name)
                remote.held.load(input=body, format=ox.RdfFormat.TURTLE, to_graph=name)

            self._taken(take)

        def _query(self) -> None:
            found: list[ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean] = []
            self._taken(lambda body: found.append(remote.held.query(parse_qs(body.decode())["query"][0])), end=False)
            if found and isinstance(found[0], ox.QueryTriples):
                self._answered(200, "text/turtle", found[0].serialize(format=ox.RdfFormat.TURTLE) or b"")
            elif found:
                body = found[0].serialize(format=ox.QueryResultsFormat.JSON) or b""
                self._answered(200, "application/sparql-results+json; charset=utf-8", body)

        def _taken(self, work: Callable[[bytes], None], *, end: bool = True) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            remote.requests.append(f"{self.command} {self.headers.get('Authorization', '').partition(' ')[0]}".strip())
            right = "Basic " + base64.b64encode(f"{remote.user}:s3cret".encode()).decode()
            if remote.failures:
                remote.failures -= 1
                self._answered(503, "text/plain", b"busy")
            elif remote.user and self.headers.get("Authorization") != right:
                self._answered(401, "text/plain", b"who?", {"WWW-Authenticate": 'Basic realm="news"'})
            else:
                work(body)
                if end:
                    self._answered(204, "text/plain", b"")

        def _answered(self, code: int, media: str, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(code)
            for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """A running endpoint, for which nobody waits."""
    monkeypatch.setattr(kg.remote.time, "sleep", lambda _: None)
    found = Remote()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(found))
    found.url = f"http://127.0.0.1:{server.server_port}/data"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dataset() -> ox.Store:
    """A graph with an entity in the default graph and an article's own graph, larger than a batch."""
    store = ox.Store()
    store.extend(
        [
            ox.Quad(BERG, LABEL, ox.Literal(NAME)),
            ox.Quad(BERG, TYPE, ENTITY),
            *(ox.Quad(ARTICLE, LABEL, ox.Literal(str(number)), ARTICLE) for number in range(12)),
        ]
    )
    return store


def _quads(store: ox.Store) -> set[ox.Quad]:
    return set(store)


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_what_is_pushed_is_there_and_replaces_what_was(
    remote: Remote, dataset: ox.Store, protocol: kg.remote.Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.remote, "_BATCH", 5)
    other = ox.Quad(BERG, LABEL, ox.Literal("kept"), ox.NamedNode("https://kg.example/id/article/other"))
    remote.held.extend([ox.Quad(BERG, LABEL, ox.Literal("old")), other])
    told: list[int] = []
    assert Endpoint.open(remote.url, {}).push(dataset, protocol, progress=told.append) == 14
    assert _quads(remote.held) == _quads(dataset) | {other}
    assert told == [2, 7, 12, 14]
    Endpoint.open(remote.url, {}).push(dataset, protocol)
    assert _quads(remote.held) == _quads(dataset) | {other}


def test_a_store_without_default_graph_gets_a_named_one(remote: Remote, dataset: ox.Store) -> None:
    Endpoint.open(remote.url, {}).push(dataset, default_graph=MERGED)
    assert ox.Quad(BERG, TYPE, ENTITY, ox.NamedNode(MERGED)) in remote.held
    assert not list(remote.held.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_a_failure_that_passes_is_tried_again(remote: Remote, dataset: ox.Store) -> None:
    remote.failures = 3
    Endpoint.open(remote.url, {}).push(dataset)
    assert _quads(remote.held) == _quads(dataset)


def test_a_failure_that_stays_is_told(remote: Remote, dataset: ox.Store) -> None:
    remote.failures = 100
    with pytest.raises(RemoteError, match=r"503.*it says: busy"):
        Endpoint.open(remote.url, {}).push(dataset)
    assert remote.failures == 100 - 5


def test_who_asks_is_told_once_the_server_wants_to_know(remote: Remote, dataset: ox.Store) -> None:
    remote.user = "desk"
    Endpoint.open(remote.url, {"KG_ENDPOINT_USER": "desk", "KG_ENDPOINT_PASSWORD": "s3cret"}).push(dataset)
    assert _quads(remote.held) == _quads(dataset)
    assert remote.requests == ["PUT", "PUT Basic", "PUT Basic"]


@pytest.mark.parametrize("environment", [{}, {"KG_ENDPOINT_USER": "desk", "KG_ENDPOINT_PASSWORD": "wrong"}])
def test_a_refusal_says_what_to_set(remote: Remote, dataset: ox.Store, environment: dict[str, str]) -> None:
    remote.user = "desk"
    with pytest.raises(RemoteError, match=r"401.*KG_ENDPOINT_USER"):
        Endpoint.open(remote.url, environment).push(dataset)
    assert not len(remote.held)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://store.example/sparql", "unencrypted"),
        ("ftp://store.example/", "no address of an endpoint"),
        ("https://desk:pw@store.example/", "must not hold a password"),
        ("http://x:y/", "no address"),
    ],
)
def test_an_address_that_is_unsafe_or_none_is_refused(address: str, reason: str) -> None:
    with pytest.raises(RemoteError, match=reason):
        Endpoint.open(address, {"KG_ENDPOINT_USER": "desk"})


def test_questions_are_answered_as_by_a_store(remote: Remote, dataset: ox.Store) -> None:
    remote.held.extend(dataset)
    asked = "SELECT ?name WHERE { ?entity a kg:Entity ; rdfs:label ?name }"
    assert list(query(remote.url, asked)) == list(query(dataset, asked)) == [(NAME,)]
    assert bool(query(remote.url, "ASK { ?e a kg:Entity }"))
    built = "CONSTRUCT WHERE { ?s rdfs:label ?o }"
    assert query(remote.url, built).serialize("nt") == query(dataset, built).serialize("nt")


def test_a_named_query_finds_its_entity_there(remote: Remote, dataset: ox.Store) -> None:
    remote.held.extend(dataset)
    assert list(query(remote.url, "who-said-what", {"about": "anna"})) == []
    with pytest.raises(QueryError, match="nobody and nothing in the graph is called 'Zed'"):
        query(remote.url, "who-said-what", {"about": "Zed"})


def test_what_is_no_endpoint_is_told(remote: Remote) -> None:
    with pytest.raises(QueryError, match="kg query"):
        open_graph(remote.url)
    with pytest.raises(RemoteError, match="--inferred"):
        query(remote.url, "ASK {}", inferred=True)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(RemoteError, match="cannot be reached"):
            query(f"http://127.0.0.1:{closed.getsockname()[1]}/", "ASK {}")


def test_an_answer_is_bounded(remote: Remote, dataset: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.held.extend(dataset)
    monkeypatch.setattr(kg.remote, "_MOST", 50)
    with pytest.raises(RemoteError, match="add a LIMIT"):
        query(remote.url, "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }")


# --- Virtuoso ------------------------------------------------------------------------------------------------------

_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 2000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def _virtuoso(folder: Path) -> Iterator[str]:
    port = _free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(folder=folder, sql=_free_port(), http=port))
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/sparql", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "Virtuoso ended"
        with contextlib.suppress(httpx.TransportError):
            httpx.get(url, timeout=2)
            return
        time.sleep(0.1)
    raise AssertionError("Virtuoso does not answer")


_WITH_VIRTUOSO = pytest.mark.skipif(
    shutil.which("virtuoso-t") is None, reason="no Virtuoso: apt-get install virtuoso-opensource-7-bin"
)
_LOGIN = {"KG_ENDPOINT_USER": "dba", "KG_ENDPOINT_PASSWORD": "dba"}
_VALUES = {"entity": ("Nordvik", "Lindqvist", "Brandt"), "class": ("Denial", "Person"), "property": ("holdsOffice",)}


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Virtuoso that holds the small graph."""
    with _virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        Endpoint.open(f"{server}/sparql-graph-crud-auth", _LOGIN).push(open_graph(HARBOUR), default_graph=MERGED)
        yield f"{server}/sparql"


def _askings(named: NamedQuery) -> Iterator[dict[str, str]]:
    """What a query is asked with: what it must be asked with, and each of its other parameters alone."""
    required = {
        each.name: _VALUES[each.kind][place]
        for place, each in enumerate(each for each in named.parameters if each.required)
    }
    yield required
    for parameter in named.parameters:
        for value in _VALUES[parameter.kind]:
            yield {**required, parameter.name: value}


def _plainly(answer: Answer) -> list[tuple[str, ...]]:
    """Rows without what Virtuoso does not keep: of yes and no it makes numbers, of nothing in a list of names ''."""
    written = {None: "", "true": "1", "false": "0"}
    return [tuple(written.get(value, value or "") for value in row) for row in answer]


@_WITH_VIRTUOSO
@pytest.mark.parametrize("named", named_queries(), ids=lambda named: named.name)
def test_virtuoso_answers_a_named_query_as_a_store_does(virtuoso: str, named: NamedQuery) -> None:
    local = open_graph(HARBOUR)
    found = 0
    for asked in _askings(named):
        here, there = query(local, named.name, asked), query(virtuoso, named.name, asked)
        assert there.headers == here.headers
        rows = _plainly(here)
        assert _plainly(there) == rows, asked
        found += len(rows)
    assert found, "nothing was compared"


@_WITH_VIRTUOSO
def test_virtuoso_takes_and_answers(tmp_path: Path, dataset: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.remote, "_BATCH", 5)
    with _virtuoso(tmp_path) as server:
        for address, protocol in (("sparql-graph-crud-auth", "graph-store"), ("sparql-auth", "update")):
            endpoint = Endpoint.open(f"{server}/{address}", _LOGIN)
            assert endpoint.push(dataset, protocol, default_graph=MERGED) == 14
            asked = f"SELECT ?name WHERE {{ GRAPH <{MERGED}> {{ ?entity a kg:Entity ; rdfs:label ?name }} }}"
            assert list(query(f"{server}/sparql", asked)) == [(NAME,)]
            counted = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {ARTICLE} {{ ?s ?p ?o }} }}"
            assert list(query(f"{server}/sparql", counted)) == [("12",)]
            assert list(query(f"{server}/sparql", "who-said-what", {"about": "anna"})) == []
