"""Snapshot + settings -> the ASGI application: API, SPARQL endpoint and explorer behind the layers of `safety`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from pyoxigraph import Triple
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.serve import api, description, openapi, protocol, reference
from kg.serve.live import Live
from kg.serve.negotiation import NotAcceptableError
from kg.serve.safety import HEADERS, Headers, Hosts, Rate, Size
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot
from kg.serve.workers import RefusedError

EXPLORER = Path(__file__).parent / "explorer"

_FOLDERS = ("assets", "vendor")  # of the explorer: what is not there is not there, rather than a page
_THREADS = 4  # that answer the API at once; with more, none of them is sooner, and the connections wait for all
type Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(snapshot: Snapshot, settings: Settings) -> Starlette:
    """The application that serves a store, from the snapshot that was taken of it on."""
    live = Live(snapshot, settings)
    threads = CapacityLimiter(_THREADS)
    routes = [
        Route("/sparql", _sparql(live), methods=["GET", "POST"]),
        Route("/graphs", _graphs(live)),
        Route("/.well-known/void", _void(live)),
        Route("/api", _reference),
        Route("/api/openapi.json", _openapi),
        *(Route(route.path, _endpoint(live, route, threads)) for route in api.routes),
        Route("/api/{rest:path}", _no_such_route),
        Route("/{path:path}", _explorer()),
    ]
    return Starlette(
        routes=routes,
        middleware=_layers(settings),
        exception_handlers={HTTPException: _told, Exception: _failed},
        lifespan=lambda _: live.running(),
    )


def _sparql(live: Live) -> Endpoint:
    async def sparql(request: Request) -> Response:
        try:
            if request.method != "POST" and not protocol.has_query(request):
                return await run_in_threadpool(_described, request, live.served.snapshot)
            return await protocol.respond(await protocol.read_query(request), request, live.served.workers)
        except RefusedError as error:
            return protocol.refusal(error)

    return sparql


def _graphs(live: Live) -> Endpoint:
    async def graphs(request: Request) -> Response:
        try:
            return await protocol.respond(protocol.read_graph(request), request, live.served.workers)
        except RefusedError as error:
            return protocol.refusal(error)

    return graphs


def _void(live: Live) -> Endpoint:
    async def void(request: Request) -> Response:
        endpoint, dump = _address(request, "/sparql"), _address(request, "/graphs?default")
        triples = await run_in_threadpool(description.void, live.served.snapshot, endpoint, dump)
        return _rdf(request, triples)

    return void


def _described(request: Request, snapshot: Snapshot) -> Response:
    return _rdf(request, description.service(snapshot, _address(request, "/sparql")))


def _rdf(request: Request, triples: list[Triple]) -> Response:
    try:
        content, media_type = description.serialized(triples, request.headers.get("accept"))
    except NotAcceptableError as error:
        return PlainTextResponse(f"{error}\n", 406)
    return Response(content, media_type=media_type, headers={"Vary": "Accept"})


def _address(request: Request, path: str) -> str:
    return f"{str(request.base_url).rstrip('/')}{path}"


def _layers(settings: Settings) -> list[Middleware]:
    shared = {"Cross-Origin-Resource-Policy": "cross-origin" if settings.cors else "same-origin"}
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors,
        allow_methods=("GET", "HEAD", "POST"),
        allow_headers=("Accept", "Content-Type"),
    )
    return [
        Middleware(Headers, extra=shared),
        Middleware(Hosts, names=(settings.host, *settings.names)),
        *([cors] if settings.cors else []),
        Middleware(Rate, rate=settings.rate),
        Middleware(Size, most=settings.body),
    ]


def _endpoint(live: Live, route: api.Route, threads: CapacityLimiter) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await to_thread.run_sync(api.answer, live.served.snapshot, route, request, limiter=threads)

    return endpoint


async def _openapi(request: Request) -> Response:
    return JSONResponse(openapi.document())


async def _reference(request: Request) -> Response:
    return HTMLResponse(reference.page(openapi.document()))


async def _no_such_route(request: Request) -> Response:
    return api.problem(404, "Not found", "there is no such route: /api/openapi.json lists them")


async def _told(request: Request, error: Exception) -> Response:
    """Errors of the framework (a method that is not allowed) in the form of ours."""
    if not isinstance(error, HTTPException):
        raise error
    return api.problem(error.status_code, error.detail, error.detail, dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    """A bug of ours, without a word of what is inside; it is made outside the layers, so it brings their headers."""
    return api.problem(500, "Internal error", "this is a mistake of the program; its log says where", dict(HEADERS))


def _explorer() -> Endpoint:
    """A file of the explorer, or its page for any address of it (`/entity/…`), which that page reads itself.

    Only what is listed at the start can be asked for, so that no path leads elsewhere.
    """
    files = {path.relative_to(EXPLORER).as_posix(): path for path in EXPLORER.rglob("*") if path.is_file()}

    async def explorer(request: Request) -> Response:
        path = request.path_params["path"]
        found = files.get(path) or (None if path.split("/")[0] in _FOLDERS else files.get("index.html"))
        return FileResponse(found) if found else api.problem(404, "Not found", "there is no such page")

    return explorer
