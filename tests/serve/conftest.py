"""A server on a port of its own, for all tests of one run."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browsing import made_visit, opened_browser  # noqa: F401
from served_graph import served

from kg.serve.server import listen, make_server
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot
from kg.store import Store


@contextlib.contextmanager
def running(store: Path, settings: Settings) -> Iterator[str]:
    """A server, by its address, until the block ends."""
    listener = listen(settings)
    server = make_server(Snapshot(store), settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the graph in `served_graph`."""
    path = tmp_path_factory.mktemp("serve") / "store"
    Store.write(path, served()).close()
    return path


@pytest.fixture(scope="session")
def snapshot(store: Path) -> Snapshot:
    """That store, opened as a server opens it."""
    return Snapshot(store)


@pytest.fixture(scope="session")
def server(store: Path) -> Iterator[str]:
    """The address of a server of that store, which lets tests ask as often as they like."""
    with running(store, Settings(port=0, seconds=20, memory=512, rate=100_000, cors=("https://news.example",))) as url:
        yield url


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server, timeout=60) as found:
        yield found
