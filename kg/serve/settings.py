"""How a store is served: addresses, bounds, who may ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`names` are host names that the server answers to besides addresses and localhost; `cors` are origins whose pages
    may read from it ("*" for all). A query that takes longer than `seconds`, or more than `memory` MiB, is stopped;
    `workers` run at once, and `waiting` more wait. `rate` is how many requests a second one address may make, on
    average."""

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    seconds: float = 30.0
    memory: int = 1024
    workers: int = 2
    waiting: int = 200
    rate: float = 100.0
    body: int = 1_000_000  # bytes of a request; longer queries are no queries
