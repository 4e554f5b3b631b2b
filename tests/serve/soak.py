"""A hundred clients at once on a server: errors, times, memory. `make soak` runs it for a minute.

python tests/serve/soak.py --seconds 60 [--clients 100] [--store STORE]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

_QUERIES = (
    "SELECT ?name { ?s a kg:Entity ; rdfs:label ?name } ORDER BY ?name LIMIT 20",
    "ASK { ?s kg:asserted true }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 50",
    "SELECT ?act (COUNT(*) AS ?n) { ?claim kg:act ?act } GROUP BY ?act",
)


@dataclass(slots=True)
class Measured:
    """What came of it: statuses, seconds of every request, MiB of all processes from time to time."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Requests that were not answered with 200."""
        return sum(count for status, count in self.statuses.items() if status != "200")

    def percentile(self, share: float) -> float:
        """The time within which that share of the requests was answered."""
        return sorted(self.seconds)[int(share * (len(self.seconds) - 1))]

    def growth(self) -> float:
        """MiB by which the last third of the measurements lies above the middle third; the first one warms up."""
        third = len(self.memory) // 3
        return max(self.memory[2 * third :]) - max(self.memory[third : 2 * third])


async def soak(url: str, pid: int, clients: int, seconds: float) -> Measured:
    """Have so many clients ask one question after the other, each on a connection of its own."""
    measured = Measured()
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        paths = await _paths(client)
    end = time.monotonic() + seconds
    asking = [_ask(url, random.Random(number), paths, measured, end) for number in range(clients)]
    await asyncio.gather(_watch(pid, measured, end), *asking)
    return measured


async def _paths(client: httpx.AsyncClient) -> list[str]:
    """What to ask: pages of the most mentioned entities, searches, articles, queries."""
    found = (await client.get("/api/search", params={"limit": 20})).json()["items"]
    articles = (await client.get("/api/articles", params={"limit": 10})).json()["items"]
    entities = [
        f"/api/entities/{quote(each['id'], safe='')}{page}" for each in found for page in ("", "/relations", "/claims")
    ]
    searches = [f"/api/search?query={quote(each['name'][:5])}" for each in found]
    around = [f"/api/neighbourhood?limit=20&entity={quote(each['id'], safe='')}" for each in found]
    texts = [f"/api/articles/{each['id']}" for each in articles]
    queries = [f"/sparql?query={quote(query)}" for query in _QUERIES]
    return [*entities, *searches, *around, *texts, *queries * 10]


async def _ask(url: str, chance: random.Random, paths: list[str], measured: Measured, end: float) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=120, verify=False) as client:
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                response = await client.get(chance.choice(paths))
                status = str(response.status_code)
            except httpx.HTTPError as error:
                status = type(error).__name__
            measured.statuses[status] += 1
            measured.seconds.append(time.monotonic() - began)


async def _watch(pid: int, measured: Measured, end: float) -> None:
    while time.monotonic() < end:
        measured.memory.append(sum(map(_resident, [pid, *_children(pid)])))
        await asyncio.sleep(0.5)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def run(store: Path, clients: int, seconds: float) -> Measured:
    """Serve a store by `kg serve` and soak it."""
    kg = Path(sys.executable).with_name("kg")
    command = [str(kg), "serve", str(store), "--port", "0", "--rate", "1000000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            said = itertools.takewhile(bool, iter(server.stderr.readline, ""))  # type: ignore[union-attr]
            url = next(line.split(": ")[1].split()[0] for line in said if "http://" in line)
            return asyncio.run(soak(url, server.pid, clients, seconds))
        finally:
            server.terminate()


def main() -> int:
    """Print what was measured; 1 if a request failed or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = run(given.store or _small_store(Path(folder) / "store"), given.clients, given.seconds)
    told = {
        "requests": len(measured.seconds),
        "per_second": round(len(measured.seconds) / given.seconds, 1),
        "errors": measured.errors,
        "statuses": dict(measured.statuses),
        "p50_ms": round(1000 * measured.percentile(0.5)),
        "p99_ms": round(1000 * measured.percentile(0.99)),
        "memory_mib": round(max(measured.memory)),
        "growth_mib": round(measured.growth(), 1),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return int(bool(measured.errors) or measured.growth() > 0.1 * max(measured.memory))


def _small_store(path: Path) -> Path:
    """The graph of the tests."""
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    from served_graph import served

    from kg.store import Store

    Store.write(path, served()).close()
    return path


if __name__ == "__main__":
    sys.exit(main())
