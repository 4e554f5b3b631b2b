"""HTTP requests -> tasks: SPARQL 1.1 Protocol (query operation) and the reading half of the Graph Store Protocol.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/. Errors are told as plain
text, for whoever asks with curl reads them in a terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import urllib.parse
from collections.abc import Sequence

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg.serve.frames import Refusal, Task
from kg.serve.workers import Answer, RefusedError, Workers

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_UPDATE = "this endpoint only reads: SPARQL Update is not taken. Change the store with kg add, kg update, kg remove"

type Pairs = Sequence[tuple[str, str]]


async def read_query(request: Request) -> Task:
    """The query that a request asks, by any of the three ways of the protocol. Raises RefusedError."""
    if request.method in ("GET", "HEAD"):
        return _task(_pairs(request.url.query), request)
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    body = _decoded(await request.body(), parameters)
    match kind.strip().lower():
        case "application/x-www-form-urlencoded":
            return _task(_pairs(body), request)
        case "application/sparql-query":
            return _task([*_dataset(_pairs(request.url.query)), ("query", body)], request)
        case "application/sparql-update":
            raise _refused(403, _UPDATE)
        case other:
            raise _refused(415, f"a body of type {other or 'nothing'!r} is not read: send {_FORM} or {_QUERY}")


def read_graph(request: Request) -> Task:
    """The graph that a request names: `?default` or `?graph=IRI`. Raises RefusedError."""
    pairs = _pairs(request.url.query)
    named = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(named) + len(default) != 1:
        raise _refused(400, "name one graph: ?default for the merged view, or ?graph=IRI for that of an article")
    name = _iri(named[0], "graph") if named else ""
    return Task("graph", name, request.headers.get("accept"))


def has_query(request: Request) -> bool:
    """Whether a GET asks anything; if not, it is given the description of the service."""
    return any(name in ("query", *_UPDATES) for name, _ in _pairs(request.url.query))


def _task(pairs: Pairs, request: Request) -> Task:
    if any(name in _UPDATES for name, _ in pairs):
        raise _refused(403, _UPDATE)
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise _refused(400, f"there must be one parameter `query`, and there are {len(queries)}")
    default, named = (
        tuple(_iri(value, name) for each, value in pairs if each == name)
        for name in ("default-graph-uri", "named-graph-uri")
    )
    given = bool(default or named)
    accept = request.headers.get("accept")
    return Task("query", queries[0], accept, default if given else None, named if given else None)


def _dataset(pairs: Pairs) -> Pairs:
    return [(name, value) for name, value in pairs if name != "query"]


def _pairs(text: str) -> Pairs:
    try:
        return urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise _refused(400, f"the parameters are not UTF-8, or too many: {error}") from error


def _decoded(body: bytes, parameters: str) -> str:
    charset = parameters.lower().replace('"', "").partition("charset=")[2].split(";")[0].strip()
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise _refused(415, f"charset {charset!r} is not read: send UTF-8")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(400, f"the body is not UTF-8: {error}") from error


def _iri(value: str, name: str) -> str:
    try:
        return ox.NamedNode(value).value
    except ValueError as error:
        raise _refused(400, f"{name} must be an absolute IRI, and {value!r} is none") from error


def _refused(status: int, message: str) -> RefusedError:
    return RefusedError(Refusal(status, message))


async def respond(task: Task, request: Request, workers: Workers) -> Response:
    """The answer to a task, sent as it comes; a task whose client has gone is given up."""
    client = request.client.host if request.client else ""
    answering = asyncio.ensure_future(workers.answer(task, client))
    leaving = asyncio.ensure_future(_gone(request))
    await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if not answering.done():
        answering.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        return Streamed(await answering)
    return Response(status_code=499)


async def _gone(request: Request) -> None:
    """Until the client has gone; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Streamed(StreamingResponse):
    """An answer that is sent as it comes, and whose worker is let go whatever becomes of that."""

    def __init__(self, answer: Answer) -> None:
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        super().__init__(answer.parts(), media_type=_with_charset(answer.media_type), headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answer.close()


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def refusal(error: RefusedError) -> Response:
    """Why there is no answer, as text."""
    headers = {"Retry-After": str(error.retry)} if error.retry else {}
    return PlainTextResponse(error.refusal.message + "\n", error.refusal.status, headers)
