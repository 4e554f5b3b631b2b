"""Tasks -> answers, by processes that are ended and replaced when a task takes too long.

Whoever asks waits in a line of his own, and the lines are served in turn: many questions of one do not keep others from
asking.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kg.serve.frames import END, HEADER, MEDIA_TYPE, PART, REFUSAL, Refusal, Task, frame, packed

_PATIENCE = 10  # how many times its limit an answer may take in all when the one who asks reads slowly
_HELD = 1 << 17  # bytes of an answer that wait in the server
_PAUSE = 1.0  # seconds between two trials to start a process

_log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A question that is not answered, with an HTTP status; `retry` says after how many seconds to try again."""

    def __init__(self, refusal: Refusal, retry: int | None = None) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.retry = retry


class BrokenOffError(Exception):
    """An answer that was begun and cannot be ended."""


@dataclass(frozen=True, eq=False, slots=True)
class Worker:
    """A process, and what it says."""

    process: asyncio.subprocess.Process

    async def read(self) -> tuple[bytes, bytes]:
        """The next frame. Raises IncompleteReadError when the process has ended."""
        source = self.process.stdout
        if source is None:
            raise BrokenOffError("a worker without a pipe")
        kind, length = HEADER.unpack(await source.readexactly(HEADER.size))
        return kind, await source.readexactly(length)

    def ask(self, task: Task) -> None:
        """Begin a task."""
        if self.process.stdin is not None:
            self.process.stdin.write(frame(b"T", packed(task)))

    def kill(self) -> None:
        """End the process."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says: its media type, and its parts as they come. Take all of the parts, or close them."""

    media_type: str
    parts: AsyncIterator[bytes]


class Line:
    """Those who wait for a worker, by who they are; one of each in turn."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[asyncio.Future[Worker]]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def join(self, client: str) -> asyncio.Future[Worker]:
        """Stand in line."""
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(place)
        return place

    def next(self) -> asyncio.Future[Worker] | None:
        """Whose turn it is; who has gone is passed over."""
        while self._waiting:
            client, places = self._waiting.popitem(last=False)
            place = places.popleft()
            if places:
                self._waiting[client] = places
            if not place.done():
                return place
        return None

    def leave(self, client: str, place: asyncio.Future[Worker]) -> None:
        """Stop waiting."""
        places = self._waiting.get(client, deque())
        with contextlib.suppress(ValueError):
            places.remove(place)
        if not places:
            self._waiting.pop(client, None)


class Workers:
    """As many processes as queries may run at once."""

    def __init__(self, store: Path, *, count: int, seconds: float, memory: int, waiting: int) -> None:
        self.store = store
        self.count = count
        self.seconds = seconds
        self.memory = memory
        self.waiting = waiting
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._line = Line()
        self._starting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes, and wait until they are ready."""
        await asyncio.gather(*(self._start_one() for _ in range(self.count)))

    async def stop(self) -> None:
        """End the processes."""
        for starting in self._starting:
            starting.cancel()
        for worker in self._all:
            worker.kill()
        await asyncio.gather(*(worker.process.wait() for worker in self._all))

    async def answer(self, task: Task, client: str) -> Answer:
        """Have a task answered. Raises RefusedError when it is not, be it that it took too long or too much."""
        worker = await self._take(client)
        turn = _Turn(self, worker, task)
        try:
            return await turn.begin()
        except BaseException:
            turn.end()
            raise

    async def _take(self, client: str) -> Worker:
        if self._idle:
            return self._idle.pop()
        if len(self._line) >= self.waiting:
            raise self._busy()
        place = self._line.join(client)
        try:
            async with asyncio.timeout(self.seconds):
                return await place
        except BaseException as error:
            self._line.leave(client, place)
            if place.done() and not place.cancelled():
                self.give_back(place.result())
            if isinstance(error, TimeoutError):
                raise self._busy() from None
            raise

    def _busy(self) -> RefusedError:
        message = "too many queries are running: try again in a while"
        return RefusedError(Refusal(503, message), retry=max(1, round(self.seconds)))

    def give_back(self, worker: Worker) -> None:
        """Let the next one have a worker that has done its task."""
        place = self._line.next()
        if place is None:
            self._idle.append(worker)
        else:
            place.set_result(worker)

    def replace(self, worker: Worker) -> None:
        """End a worker, and start another."""
        worker.kill()
        self._all.discard(worker)
        starting = asyncio.get_running_loop().create_task(self._start_one())
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def _start_one(self) -> None:
        """Start a process, again and again until one is ready."""
        while True:
            worker = await self._spawn()
            self._all.add(worker)
            try:
                await worker.read()
                break
            except asyncio.IncompleteReadError:
                self._all.discard(worker)
                _log.error("a process that answers queries did not start: can %s still be read?", self.store)
                await asyncio.sleep(_PAUSE)
        self.give_back(worker)

    async def _spawn(self) -> Worker:
        given = (str(self.store), str(self.memory), str(self.seconds * _PATIENCE))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "kg.serve.worker",
            *given,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_HELD,
        )
        return Worker(process)


class _Turn:
    """One task on one worker, until it is given back or replaced."""

    def __init__(self, workers: Workers, worker: Worker, task: Task) -> None:
        self.workers = workers
        self.worker = worker
        self.task = task
        self.left = workers.seconds
        self.ended = False

    async def begin(self) -> Answer:
        """Ask, and wait for the first part or the end."""
        self.worker.ask(self.task)
        kind, content = await self._read()
        if kind == REFUSAL:
            self.end(done=True)
            raise RefusedError(msgspec.msgpack.decode(content, type=Refusal))
        if kind != MEDIA_TYPE:
            raise BrokenOffError(f"a frame {kind!r} out of turn")
        first = await self._read()
        if first[0] == REFUSAL:
            self.end(done=True)
            raise RefusedError(msgspec.msgpack.decode(first[1], type=Refusal))
        return Answer(content.decode(), self._parts(first))

    async def _parts(self, first: tuple[bytes, bytes]) -> AsyncIterator[bytes]:
        try:
            kind, content = first
            while kind == PART:
                yield content
                kind, content = await self._read()
            if kind != END:
                raise BrokenOffError("the query could not be evaluated to its end")
            self.end(done=True)
        except RefusedError as error:
            raise BrokenOffError(str(error)) from error
        finally:
            self.end()

    async def _read(self) -> tuple[bytes, bytes]:
        """The next frame. Only the time in which the worker is waited for counts."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                return await self.worker.read()
        except TimeoutError:
            raise RefusedError(Refusal(503, self._too_long())) from None
        except asyncio.IncompleteReadError:
            raise RefusedError(Refusal(503, self._too_much())) from None
        finally:
            self.left = max(0.0, self.left - (time.monotonic() - began))

    def _too_long(self) -> str:
        return (
            f"the query was stopped: it took longer than {self.workers.seconds:g} seconds. Ask for less (LIMIT, a "
            "named entity, fewer OPTIONAL), or start the server with a higher --limit"
        )

    def _too_much(self) -> str:
        return (
            f"the query was stopped: it needed more than {self.workers.memory} MiB of memory. Ask for less (LIMIT "
            "without ORDER BY, no product of unconnected patterns), or start the server with a higher --memory"
        )

    def end(self, *, done: bool = False) -> None:
        """Give the worker back if it has done its task, else replace it; once."""
        if not self.ended:
            self.ended = True
            (self.workers.give_back if done else self.workers.replace)(self.worker)
