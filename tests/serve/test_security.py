"""Hostile text, names, paths, hosts and logs: nothing of a stranger runs, leaks or reaches what is not his."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
import sample_graph
from conftest import running
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.testclient import TestClient

from kg import cli
from kg.serve import api
from kg.serve.app import make_app
from kg.serve.safety import Hosts, host_name
from kg.serve.server import ServeError, address, is_loopback, listen
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot
from kg.store import Store

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}`\u2028</title>\\"
PAGES = (
    "/api",
    "/api/overview",
    "/api/nonsense",
    "/sparql",
    "/graphs?default",
    "/.well-known/void",
    "/",
    "/assets/none.js",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server whose graph is an attack in every field."""
    path = tmp_path_factory.mktemp("hostile") / "store"
    Store.write(path, sample_graph.hostile(ATTACK)).close()
    with running(path, Settings(port=0, workers=1)) as url, httpx.Client(base_url=url, timeout=60) as found:
        yield found


# Headers


@pytest.mark.parametrize("path", PAGES)
def test_every_response_says_that_only_our_own_scripts_run(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(each.strip().partition(" ")[::2] for each in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "server" not in headers


def test_errors_have_the_headers_too(client: httpx.Client) -> None:
    for response in (
        client.put("/sparql"),
        client.get("/sparql?query=x"),
        client.get("/", headers={"Host": "evil.example"}),
    ):
        assert response.status_code >= 400
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in response.headers["content-security-policy"]


def test_pages_have_no_inline_script_or_style(client: httpx.Client) -> None:
    for path in ("/", "/api", "/entity/x", "/query"):
        response = client.get(path)
        page = response.text.lower()
        assert response.headers["content-type"].startswith("text/html")
        assert "<script>" not in page
        assert not [
            name for name in ("onclick=", "onload=", "onerror=", "javascript:", "<style", " style=") if name in page
        ]


def test_a_bug_of_ours_tells_nothing_of_what_is_inside(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Response:
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr(api, "answer", broken)
    app = make_app(Snapshot(store), Settings(workers=0))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        response = client.get("/api/overview")
    assert (response.status_code, response.json()["status"]) == (500, 500)
    assert "secret" not in response.text
    assert "script-src 'self'" in response.headers["content-security-policy"]


# Stored attacks


def strings(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from strings(each)
    elif isinstance(found, str):
        yield found


def test_attacks_in_every_field_come_back_as_text(hostile: httpx.Client) -> None:
    first, second = hostile.get("/api/search").json()["items"]
    entity = "/api/entities/" + quote(first["id"], safe="")
    (edge, *_) = hostile.get(entity + "/relations").json()["items"]
    paths = [
        entity,
        entity + "/relations",
        entity + "/claims?side=about",
        "/api/entities/" + quote(second["id"], safe="") + "/timeline",
        "/api/articles",
        "/api/articles/aaaaaaaa",
        "/api/overview",
        "/api/evidence/" + edge["id"],
        "/api/neighbourhood?entity=" + quote(first["id"], safe=""),
    ]
    for path in paths:
        response = hostile.get(path)
        assert (response.status_code, response.headers["content-type"]) == (200, "application/json"), path
        assert any("<script>alert(1)</script>" in text for text in strings(response.json())), path


def test_attacks_in_an_address_come_back_as_text(hostile: httpx.Client) -> None:
    for path in ("/api/entities/", "/api/articles/", "/api/evidence/relation/", "/api/"):
        response = hostile.get(path + quote("<script>alert(1)</script>", safe=""))
        assert (response.status_code, response.headers["content-type"]) == (404, "application/json")
    response = hostile.get("/sparql", params={"query": "<script>alert(1)</script>"})
    assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")


def test_addresses_that_articles_give_are_never_scripts(hostile: httpx.Client) -> None:
    links = [text for text in strings(hostile.get("/api/articles").json()) if "://" in text]
    assert links
    assert {urlsplit(link).scheme for link in links} <= {"http", "https"}


# Paths


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/settings.py",
        "/assets/../../server.py",
        "/assets/..%2f..%2fserver.py",
        "/assets/%2e%2e%2f%2e%2e%2fserver.py",
        "/vendor/..%5c..%5cserver.py",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/assets/main.js%00.html",
        "/%00",
        "/" + "a/" * 2000,
        "/" + "%f0%9f%9a%a2" * 300,
    ],
)
def test_no_path_leads_out_of_the_explorer(server: str, path: str) -> None:
    received = sent_as_it_is(server, path)
    assert received.split(b" ")[1] in (b"200", b"400", b"404"), received[:200]
    assert b"root:" not in received
    assert b"from __future__" not in received


def sent_as_it_is(server: str, path: str) -> bytes:
    """The response to a request that no client has tidied up."""
    host, port = urlsplit(server).netloc.split(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=60) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while part := connection.recv(65536):
            received += part
    return received


# Host and origin


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8000", "", "127.0.0.1.evil.example"]
)
def test_other_names_are_not_answered(client: httpx.Client, host: str) -> None:
    response = client.get("/api/overview", headers={"Host": host})
    assert response.status_code in (400, 421)
    assert "articles" not in response.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000", "192.168.1.7:8000"])
def test_our_names_and_addresses_in_figures_are_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/api/overview", headers={"Host": host}).status_code == 200


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_a_host_header_is_ours_only_if_it_names_us(host: str) -> None:
    if Hosts(_nothing, ("graph.example",)).is_ours(host):
        name = host_name(host)
        assert name in ("localhost", "graph.example") or not name.strip("0123456789abcdef.:%")


async def _nothing(scope: object, receive: object, send: object) -> None:
    """An application that does nothing."""


def test_other_origins_read_only_when_they_may(client: httpx.Client) -> None:
    allowed = client.get("/api/overview", headers={"Origin": "https://news.example"})
    refused = client.get("/api/overview", headers={"Origin": "https://evil.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://news.example"
    assert "access-control-allow-origin" not in refused.headers
    asked = {
        "Origin": "https://news.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    assert client.options("/sparql", headers=asked).status_code == 200
    assert client.options("/sparql", headers=asked | {"Origin": "https://evil.example"}).status_code == 400


def test_without_leave_no_origin_reads(hostile: httpx.Client) -> None:
    response = hostile.get("/api/overview", headers={"Origin": "https://news.example"})
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


# Size


def test_a_body_that_is_too_long_is_413(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": "#" * 1_100_000})
    assert (response.status_code, response.json()["title"]) == (413, "Content too large")


def test_a_body_that_does_not_say_how_long_it_is_is_counted(client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"#" * 10_000

    response = client.post("/sparql", content=endless(), headers={"Content-Type": "application/sparql-query"})
    assert response.status_code == 413


def test_an_address_that_is_too_long_is_refused(client: httpx.Client, server: str) -> None:
    received = sent_as_it_is(server, "/sparql?query=" + "%23" * 100_000)
    assert received == b"" or received.split(b" ")[1] in (b"400", b"414", b"431")
    assert client.get("/api/overview").status_code == 200


# Logs


def test_nothing_that_was_asked_is_logged(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(
            "/sparql", params={"query": "ASK { ?s ?p 'the secret' }"}, headers={"Authorization": "Bearer the-secret"}
        )
        client.get("/api/search", params={"query": "the secret"})
        client.get("/sparql", params={"query": "the secret"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("kg", "uvicorn"))]
    assert not [message for message in ours if "secret" in message]
    assert "secret" not in "".join(capfd.readouterr())


# Listening


def test_only_this_machine_is_served_unless_told_otherwise() -> None:
    assert Settings().host == "127.0.0.1"
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.7", "graph.example")))
    assert address(Settings(host="::1"), 8000) == "http://[::1]:8000"


def test_a_port_that_is_taken_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listen(Settings(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match="choose another --port"):
            listen(Settings(port=port))
        with pytest.raises(SystemExit) as ended:
            cli.main(["serve", str(tmp_path / "none"), "--port", str(port)])
    assert ended.value.code == cli.IMPOSSIBLE
    assert "cannot listen at 127.0.0.1" in capsys.readouterr().err


def test_a_store_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", str(tmp_path / "none"), "--port", "0"])
    assert "no such store" in capsys.readouterr().err


def test_other_addresses_are_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", str(tmp_path / "none"), "--port", "0", "--host", "0.0.0.0"])
    assert "whoever reaches 0.0.0.0 can read all of" in capsys.readouterr().err
