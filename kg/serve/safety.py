"""Requests of strangers -> those that are let through, and headers that keep hostile text in what is served harmless.

Plain ASGI layers, outermost first: `Headers`, `Hosts`, `Rate`, `Size`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.api import problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESSES = 10_000  # clients whose requests are counted; of more, those not seen for longest are forgotten
_LINGERING = 4  # times what a body may hold: that much of one too long is taken in before it is refused
_PATIENCE = 2.0  # seconds for that
_BURST = 4.0  # seconds' worth of requests that may come at once: a page asks for many things


class Headers:
    """Puts headers on every response, whatever made it."""

    def __init__(self, app: ASGIApp, extra: Mapping[str, str]) -> None:
        self.app = app
        self.headers = {**HEADERS, **extra}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the response back with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class Hosts:
    """Answers only to its own names. A page elsewhere that has its name point here (DNS rebinding) gets nothing; an
    address written in figures cannot be such a name."""

    def __init__(self, app: ASGIApp, names: tuple[str, ...]) -> None:
        self.app = app
        self.names = _LOCAL | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it is for us."""
        if scope["type"] == "http" and not self.is_ours(RequestHeaders(scope=scope).get("host", "")):
            detail = "this server does not answer to that name: start it with --name NAME to allow it"
            await problem(421, "Misdirected request", detail)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names us."""
        name = host_name(host)
        return name in self.names or _is_address(name)


def host_name(host: str) -> str:
    """A Host header without its port, in small letters."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()


def _is_address(name: str) -> bool:
    try:
        return ipaddress.ip_address(name) is not None
    except ValueError:
        return False


class Rate:
    """Lets each address make so many requests a second on average, and a few seconds' worth of them at once."""

    def __init__(self, app: ASGIApp, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.rate = rate
        self.clock = clock
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its address has not asked too often."""
        wait = self.wait((scope.get("client") or ("",))[0]) if scope["type"] == "http" else 0.0
        if wait > 0:
            detail = f"more than {self.rate:g} requests a second: come back after the seconds that Retry-After says"
            headers = {"Retry-After": str(math.ceil(wait))}
            await problem(429, "Too many requests", detail, headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def wait(self, client: str) -> float:
        """How many seconds an address must wait; with 0, this request is counted."""
        now = self.clock()
        full = self.rate * _BURST
        left, last = self.buckets.pop(client, (full, now))
        left = min(full, left + (now - last) * self.rate)
        allowed = left >= 1
        self.buckets[client] = (left - 1 if allowed else left, now)
        if len(self.buckets) > _ADDRESSES:
            self.buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self.rate


class Size:
    """Refuses bodies that are longer than what can be asked, announced or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, bounded, and pass it on whole."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        body = await self._body(scope, receive)
        if body is None:
            await _drained(receive, _LINGERING * self.most)
            detail = f"the request is longer than {self.most} bytes"
            await problem(413, "Content too large", detail, {"Connection": "close"})(scope, receive, send)
            return
        await self.app(scope, _replayed(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        announced = RequestHeaders(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self.most:
            return None
        parts, length, more = [], 0, True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            length += len(parts[-1])
            more = message.get("more_body", False)
            if length > self.most:
                return None
        return b"".join(parts)


async def _drained(receive: Receive, most: int) -> None:
    """Take in what is still being sent, up to a bound: a client reads no answer while it cannot finish its request."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            left, more = most, True
            while more and left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                more = message.get("more_body", False)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body once, then what comes after it: that the client has gone."""
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
