"""A SPARQL 1.1 endpoint of somebody else's: questions to it, and graphs written into it.

Questions follow the SPARQL 1.1 Protocol, writing the Graph Store HTTP Protocol or SPARQL 1.1 Update. Who asks is told
by the environment: `KG_ENDPOINT_USER` and `KG_ENDPOINT_PASSWORD` for Basic or Digest, whichever the server wants, or
`KG_ENDPOINT_TOKEN` for a bearer token. A password crosses the network only by https.
"""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any, Literal, Self

import httpx
import pyoxigraph as ox

from kg.model import KgError
from kg.sparql import answers_triples

type Protocol = Literal["graph-store", "update"]
type Progress = Callable[[int], None]  # told the number of triples that the endpoint holds by now

# Of a server that is offered both, Virtuoso sends triples as rows.
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_BATCH = 5_000  # triples in one request: within what Virtuoso takes in an update
_ATTEMPTS = 5
_PASSING = frozenset((408, 429, 502, 503, 504))  # what may go well a moment later
_LONGEST_WAIT = 30.0
_PATIENCE = httpx.Timeout(300.0, connect=10.0)
_KEPT = httpx.Limits(max_keepalive_connections=0)  # connections beyond a request: nobody need close an endpoint
_MOST = 512 * 1024 * 1024  # bytes of an answer
_QUOTED = 200  # characters of what a server says of an error


class RemoteError(KgError):
    """An endpoint that cannot be reached, refuses, or answers what is no SPARQL; the message says what to do."""


class _Login(httpx.Auth):
    """Basic or Digest, whichever the server asks for (RFC 7617, RFC 7616)."""

    def __init__(self, user: str, password: str) -> None:
        self._ways: dict[str, httpx.Auth] = {
            "digest": httpx.DigestAuth(user, password),
            "basic": httpx.BasicAuth(user, password),
        }
        self._way: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request as it is; once the server has said how, with the user's name."""
        if self._way is None:
            response = yield request
            asked = response.headers.get("www-authenticate", "").partition(" ")[0].lower()
            if response.status_code != httpx.codes.UNAUTHORIZED or asked not in self._ways:
                return
            self._way = self._ways[asked]
        yield from self._way.auth_flow(request)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address with the client that speaks to it."""

    url: str
    client: httpx.Client

    @classmethod
    def open(cls, url: str, environment: Mapping[str, str] | None = None) -> Self:
        """The endpoint at `url`, asked as the user that the environment names. Raises RemoteError."""
        environment = os.environ if environment is None else environment
        address = _address(url)
        user, token = environment.get("KG_ENDPOINT_USER"), environment.get("KG_ENDPOINT_TOKEN")
        if (user or token) and address.scheme != "https" and not _is_here(address.host):
            raise RemoteError(f"{url}: would send a password unencrypted: use https, or unset KG_ENDPOINT_*")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        login = _Login(user, environment.get("KG_ENDPOINT_PASSWORD", "")) if user and not token else None
        client = httpx.Client(headers=headers, auth=login, timeout=_PATIENCE, limits=_KEPT, trust_env=False)
        return cls(url, client)

    def query(
        self, text: str, *, prefixes: Mapping[str, str] | None = None, default_graph: Iterable[Any] | None = None
    ) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        """What the endpoint answers; prefixes that the text uses need no declaration. Raises RemoteError."""
        if default_graph is not None:
            raise RemoteError(f"{self.url}: what is inferred is asked of stores and files only: leave --inferred out")
        accepted = _TRIPLES if answers_triples(text) else _ROWS
        response = self._sent(
            "POST", self.url, data={"query": _declared(text, prefixes or {})}, headers={"Accept": accepted}
        )
        return _parsed(self.url, response)

    def push(
        self,
        dataset: ox.Store,
        protocol: Protocol = "graph-store",
        *,
        default_graph: str | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Put every graph of `dataset` in the place of the endpoint's graph of that name; gives the triples sent.

        `default_graph` names the graph that takes the default graph, for stores that have none (Virtuoso). Sent again,
        the same leaves the same behind; graphs that `dataset` does not have stay. Raises RemoteError.
        """
        sent = 0
        for name in [ox.DefaultGraph(), *sorted(dataset.named_graphs(), key=str)]:
            target = (default_graph and ox.NamedNode(default_graph)) if isinstance(name, ox.DefaultGraph) else name
            triples = (quad.triple for quad in dataset.quads_for_pattern(None, None, None, name))
            write = self._put if protocol == "graph-store" else self._update
            for count in write(target, batched(triples, _BATCH)):
                sent += count
                if progress:
                    progress(sent)
        return sent

    def _put(self, graph: Any, batches: Iterable[tuple[ox.Triple, ...]]) -> Iterator[int]:
        """The first batch replaces the graph, the others join it."""
        address = httpx.URL(self.url)
        address = address.copy_merge_params({"graph": graph.value} if graph else {"default": ""})
        for number, triples in enumerate(batches):
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            headers = {"Content-Type": "text/turtle;charset=utf-8"}  # which N-Triples are
            self._sent("POST" if number else "PUT", str(address), content=body, headers=headers)
            yield len(triples)

    def _update(self, graph: Any, batches: Iterable[tuple[ox.Triple, ...]]) -> Iterator[int]:
        self._ask_update(f"DROP SILENT GRAPH {graph}" if graph else "DROP SILENT DEFAULT")
        for triples in batches:
            data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode("utf-8")
            self._ask_update(f"INSERT DATA {{ GRAPH {graph} {{\n{data}}} }}" if graph else f"INSERT DATA {{\n{data}}}")
            yield len(triples)

    def _ask_update(self, text: str) -> None:
        headers = {"Content-Type": "application/sparql-update;charset=utf-8"}
        self._sent("POST", self.url, content=text.encode("utf-8"), headers=headers)

    def _sent(self, method: str, url: str, **request: Any) -> httpx.Response:
        """The answer, asked again after a pause where the failure may pass. Every request of ours may be repeated."""
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            try:
                response = self._received(method, url, **request)
            except httpx.TransportError as error:
                if last:
                    raise RemoteError(f"{self.url}: cannot be reached ({error}): see whether it runs") from error
                time.sleep(_pause(attempt, None))
                continue
            if response.status_code not in _PASSING or last:
                return _approved(self.url, response)
            time.sleep(_pause(attempt, response.headers.get("retry-after")))
        raise AssertionError("the last attempt returns or raises")

    def _received(self, method: str, url: str, **request: Any) -> httpx.Response:
        """One answer with its content, as far as it is not too much."""
        with self.client.stream(method, url, **request) as response:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > _MOST:
                    raise RemoteError(f"{self.url}: answers more than {_MOST:,} bytes: add a LIMIT to the query")
            return httpx.Response(response.status_code, headers=_plain(response.headers), content=bytes(content))


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise RemoteError(f"{url}: no address ({error}): write http://HOST:PORT/PATH") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise RemoteError(f"{url}: no address of an endpoint: write http://HOST:PORT/PATH or https://HOST/PATH")
    if address.userinfo:
        raise RemoteError("an address must not hold a password: set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD")
    return address


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pause(attempt: int, told: str | None) -> float:
    """Seconds: what the server says, or half a second, doubled each time."""
    wait = float(told) if told and told.isdigit() else 0.5 * 2**attempt
    return min(wait, _LONGEST_WAIT)


def _plain(headers: httpx.Headers) -> dict[str, str]:
    """Headers of content that is unpacked already."""
    return {name: value for name, value in headers.items() if name not in ("content-encoding", "content-length")}


def _approved(url: str, response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    code = response.status_code
    if code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        mend = "set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN, to those of a user who may"
    elif response.is_redirect:
        mend = f"use the address that it names: {response.headers.get('location', 'it names none')}"
    elif code in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        mend = "see the server's manual for the address of its endpoint, or choose the other --protocol"
    else:
        mend = "it says: " + (" ".join(response.text.split())[:_QUOTED] or "nothing")
    raise RemoteError(f"{url}: answers {code} {response.reason_phrase}: {mend}")


def _declared(text: str, prefixes: Mapping[str, str]) -> str:
    """The text, on its own lines, behind the prefixes that it uses and does not declare."""
    declared = {name.lower() for name in re.findall(r"(?i)\bprefix\s+([\w-]*)\s*:", text)}
    used = set(re.findall(r"([A-Za-z][\w-]*):", text))
    missing = (name for name in sorted(used) if name in prefixes and name.lower() not in declared)
    return " ".join([*(f"PREFIX {name}: <{prefixes[name]}>" for name in missing), text])


def _parsed(url: str, response: httpx.Response) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    media = response.headers.get("content-type", "").partition(";")[0].strip()
    try:
        if rows := ox.QueryResultsFormat.from_media_type(media):
            return ox.parse_query_results(response.content, format=rows)
        if graph := ox.RdfFormat.from_media_type(media):
            held = ox.Store()
            held.extend(ox.parse(response.content, format=graph))
            return held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    except (SyntaxError, ValueError) as error:
        raise RemoteError(f"{url}: its answer cannot be read ({error}): see whether it is a SPARQL endpoint") from error
    raise RemoteError(f"{url}: answers {media or 'nothing'}, no results of a query: see whether it is an endpoint")
