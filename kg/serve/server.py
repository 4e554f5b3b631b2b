"""A store's folder + settings -> a running server, until it is interrupted."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from kg.model import KgError
from kg.serve.app import make_app
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot

_IDLE = 15  # seconds after which a connection on which nothing is asked is closed
_CONNECTIONS = 1000
_WAITING = 512  # connections that the system holds for us


class ServeError(KgError):
    """An address that cannot be listened at; the message says what to do."""


def run(store: Path, settings: Settings, ready: Callable[[int], None]) -> None:
    """Serve a store. `ready` is told the port once connections are taken.

    Raises StoreError when the store cannot be read, ServeError when the address cannot be listened at.
    """
    with listen(settings) as listener:
        server = make_server(Snapshot(store), settings)
        ready(listener.getsockname()[1])
        server.run(sockets=[listener])


def make_server(snapshot: Snapshot, settings: Settings) -> uvicorn.Server:
    """The HTTP server of an open store."""
    config = uvicorn.Config(
        make_app(snapshot, settings),
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def listen(settings: Settings) -> socket.socket:
    """A socket at the address of the settings. Raises ServeError."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        return socket.create_server(found[0][4][:2], family=found[0][0], backlog=_WAITING)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        reason = error.strerror or error
        raise ServeError(f"cannot listen at {where} ({reason}): choose another --port or --host") from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server at `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(settings: Settings, port: int) -> str:
    """Where to point a browser."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}"
