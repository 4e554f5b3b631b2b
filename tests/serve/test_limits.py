"""What a stranger's query can cost: time, memory, places in line; and that others are not harmed by it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import sample_graph
from conftest import running

from kg.serve import live
from kg.serve.frames import Task
from kg.serve.safety import Rate
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot
from kg.serve.workers import Line, RefusedError, Workers
from kg.store import Store

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
QUICK = "ASK { ?s a kg:Entity }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def strict(store: Path) -> Iterator[httpx.Client]:
    """A client of a server that stops queries soon and runs one at a time."""
    settings = Settings(port=0, seconds=1.0, memory=96, workers=1, waiting=3, rate=100_000)
    with running(store, settings) as url, httpx.Client(base_url=url, timeout=60) as found:
        wait_for(lambda: found.get("/sparql", params={"query": QUICK}).status_code == 200)
        yield found


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds; a machine that is busy needs longer."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited for a minute")


def answers(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


def test_a_query_over_its_time_is_stopped_and_says_so(strict: httpx.Client) -> None:
    response = answers(strict, ENDLESS)
    assert (response.status_code, "longer than 1 seconds" in response.text) == (503, True)
    wait_for(lambda: answers(strict, QUICK).status_code == 200)


def test_a_query_over_its_memory_is_stopped_and_says_so(store: Path) -> None:
    with (
        running(store, Settings(port=0, seconds=60, memory=64, workers=1)) as url,
        httpx.Client(base_url=url, timeout=90) as client,
    ):
        response = answers(client, GREEDY)
        assert (response.status_code, "more than 64 MiB" in response.text) == (503, True)
        assert answers(client, QUICK).json()["boolean"] is True


def test_an_answer_that_cannot_be_ended_is_broken_off_and_not_taken_for_whole(strict: httpx.Client) -> None:
    with strict.stream("GET", "/sparql", params={"query": LONG}) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()
    wait_for(lambda: answers(strict, QUICK).status_code == 200)


def test_a_client_that_leaves_frees_its_worker(strict: httpx.Client) -> None:
    with strict.stream("GET", "/sparql", params={"query": LONG}) as response:
        next(response.iter_bytes())
    wait_for(lambda: answers(strict, QUICK).status_code == 200)


def test_too_many_in_line_are_told_to_come_back(strict: httpx.Client) -> None:
    wait_for(lambda: answers(strict, QUICK).status_code == 200)
    with ThreadPoolExecutor(12) as pool:
        responses = list(pool.map(lambda _: answers(strict, ENDLESS), range(12)))
    assert {response.status_code for response in responses} == {503}
    busy = [response for response in responses if "too many queries" in response.text]
    assert busy
    assert all(int(response.headers["retry-after"]) >= 1 for response in busy)
    wait_for(lambda: answers(strict, QUICK).status_code == 200)


def test_the_api_answers_while_queries_run(strict: httpx.Client) -> None:
    with ThreadPoolExecutor(3) as pool:
        running_queries = [pool.submit(answers, strict, ENDLESS) for _ in range(3)]
        found = strict.get("/api/search", params={"query": "arland"})
        assert found.json()["items"][0]["name"] == "Arland"
        assert all(query.result().status_code == 503 for query in running_queries)
    wait_for(lambda: answers(strict, QUICK).status_code == 200)


def test_whoever_asks_much_does_not_keep_others_waiting() -> None:
    async def served() -> list[str]:
        line = Line()
        places = [(client, line.join(client)) for client in ("much", "much", "much", "little", "other", "much")]
        names = {place: client for client, place in places}
        order = []
        while (place := line.next()) is not None:
            place.set_result(None)  # type: ignore[arg-type]
            order.append(names[place])
        return order

    assert asyncio.run(served()) == ["much", "little", "other", "much", "much", "much"]


def test_a_worker_that_dies_is_replaced(snapshot: Snapshot) -> None:
    async def ask_twice() -> list[str]:
        workers = Workers(snapshot.view, count=1, seconds=30, memory=256, waiting=5)
        await workers.start()
        try:
            (worker,) = workers._all
            os.kill(worker.process.pid, signal.SIGKILL)
            told = []
            for _ in range(2):
                try:
                    answer = await workers.answer(Task("query", QUICK, None), "me")
                    told.append(b"".join([part async for part in answer.parts()]).decode())
                except RefusedError as error:
                    told.append(str(error))
            return told
        finally:
            await workers.stop()

    first, second = asyncio.run(ask_twice())
    assert "was stopped" in first
    assert second == '{"head":{},"boolean":true}'


def test_a_worker_that_is_cancelled_while_one_waits_is_not_lost(snapshot: Snapshot) -> None:
    async def leave_the_line() -> int:
        workers = Workers(snapshot.view, count=1, seconds=30, memory=256, waiting=50)
        await workers.start()
        try:
            asking = [asyncio.ensure_future(workers.answer(Task("query", LONG, None), str(n))) for n in range(8)]
            await asyncio.sleep(0.2)
            for each in asking:
                each.cancel()
            for answer in await asyncio.gather(*asking, return_exceptions=True):
                if not isinstance(answer, BaseException):
                    answer.close()
            answer = await workers.answer(Task("query", QUICK, None), "me")
            return len([part async for part in answer.parts()])
        finally:
            await workers.stop()

    assert asyncio.run(leave_the_line()) == 1


def test_processes_end_with_the_server(store: Path) -> None:
    with running(store, Settings(port=0, workers=2, memory=777)) as url:
        assert httpx.get(f"{url}/sparql", params={"query": QUICK}, timeout=60).status_code == 200
        assert len(_worker_processes(b"777")) == 2
    assert not _worker_processes(b"777")


def _worker_processes(memory: bytes) -> list[str]:
    """Processes of workers that may use so much memory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().split(b"\0")
            found += [process.name] if b"kg.serve.worker" in command and memory in command else []
    return found


# Rate


def test_an_address_may_ask_so_often_and_no_more() -> None:
    now = [0.0]
    rate = Rate(_nothing, rate=10, clock=lambda: now[0])
    assert [rate.wait("a") > 0 for _ in range(42)] == [False] * 40 + [True] * 2
    assert rate.wait("b") == 0
    now[0] += 0.1
    assert [rate.wait("a") > 0 for _ in range(2)] == [False, True]
    now[0] += 1000
    assert sum(rate.wait("a") == 0 for _ in range(100)) == 40


def test_addresses_that_are_counted_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.serve.safety._ADDRESSES", 5)
    rate = Rate(_nothing, rate=10)
    for number in range(50):
        rate.wait(str(number))
    assert len(rate.buckets) == 5


async def _nothing(scope: object, receive: object, send: object) -> None:
    """An application that does nothing."""


def test_over_the_rate_is_429_with_the_time_to_wait(store: Path) -> None:
    with running(store, Settings(port=0, rate=1.0)) as url, httpx.Client(base_url=url, timeout=60) as client:
        codes = [client.get("/api/overview").status_code for _ in range(30)]
        last = client.get("/api/overview")
    assert codes[0] == 200
    assert 429 in codes
    assert (last.status_code, last.headers["retry-after"], last.json()["title"]) == (429, "1", "Too many requests")


# A store that changes


def test_what_is_written_while_it_is_served_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_PAUSE", 0.05)
    graph = sample_graph.sample()
    path = tmp_path / "store"
    Store.write(path, graph).close()
    with running(path, Settings(port=0, workers=1)) as url, httpx.Client(base_url=url, timeout=60) as client:
        count = "SELECT (COUNT(*) AS ?n) { ?a a schema:NewsArticle }"
        assert client.get("/api/overview").json()["articles"] == 2
        assert answers(client, count).json()["results"]["bindings"][0]["n"]["value"] == "2"
        Store.write(path, sample_graph.hostile("Nora Ek")).close()
        wait_for(lambda: client.get("/api/overview").json()["articles"] == 1)
        assert answers(client, count).json()["results"]["bindings"][0]["n"]["value"] == "1"
        assert client.get("/api/search", params={"query": "nora"}).json()["total"] == 2
