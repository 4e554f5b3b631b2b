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
from collections.abc import AsyncIterator, Coroutine
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

    async def gone(self) -> None:
        """Until the process has ended; what it has still said is thrown away, or its pipe would stay open."""
        while self.process.stdout and await self.process.stdout.read(_HELD):
            pass
        await self.process.wait()


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

    def __init__(self, view: Path, *, count: int, seconds: float, memory: int, waiting: int) -> None:
        self.view = view
        self.count = count
        self.seconds = seconds
        self.memory = memory
        self.waiting = waiting
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._line = Line()
        self._tasks: set[asyncio.Task[None]] = set()
        self._retired = False
        self._stopped = False

    async def start(self) -> None:
        """Start the processes, and wait until they are ready."""
        await asyncio.gather(*(self._start_one() for _ in range(self.count)))

    async def stop(self) -> None:
        """End the processes."""
        self._stopped = self._retired = True
        for worker in tuple(self._all):
            self._end(worker)
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    def retire(self) -> None:
        """End each process as soon as nobody waits for it; no more will be asked."""
        self._retired = True
        while self._idle:
            self._end(self._idle.pop())

    def is_busy(self) -> bool:
        """Whether any process is left."""
        return bool(self._all or self._tasks)

    async def answer(self, task: Task, client: str) -> Answer:
        """Have a task answered; close the answer when its parts have been taken, or are wanted no more.

        Raises RefusedError when there is no answer, be it that it took too long or too much.
        """
        answer = Answer(self, await self._take(client))
        try:
            await answer.begin(task)
        except BaseException:
            answer.close()
            raise
        return answer

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
        if worker not in self._all:
            return
        place = self._line.next()
        if place is not None:
            place.set_result(worker)
        elif self._retired:
            self._end(worker)
        else:
            self._idle.append(worker)

    def _end(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        self._do(worker.gone())

    def replace(self, worker: Worker) -> None:
        """End a worker, and start another if there is still need of it."""
        if worker in self._all:
            self._end(worker)
        if not self._retired or (len(self._line) and not self._stopped):
            self._do(self._start_one())

    def _do(self, work: Coroutine[None, None, None]) -> None:
        """Have something done meanwhile, and remember it until it is."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start_one(self) -> None:
        """Start a process, again and again until one is ready."""
        while not self._stopped:
            worker = await self._spawn()
            self._all.add(worker)
            try:
                await worker.read()
            except asyncio.IncompleteReadError:
                if worker in self._all:
                    _log.error("a process that answers queries did not start: can %s be read?", self.view)
                    self._end(worker)
                    await asyncio.sleep(_PAUSE)
            else:
                self.give_back(worker)
                return

    async def _spawn(self) -> Worker:
        given = (str(self.view), str(self.memory), str(self.seconds * _PATIENCE))
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


class Answer:
    """What a worker says to one task: its media type, and its parts as they come."""

    def __init__(self, workers: Workers, worker: Worker) -> None:
        self.media_type = ""
        self._workers = workers
        self._worker = worker
        self._left = workers.seconds
        self._first = (b"", b"")
        self._closed = False

    async def begin(self, task: Task) -> None:
        """Ask, and wait for the first part or the end."""
        self._worker.ask(task)
        kind, content = await self._read()
        if kind == MEDIA_TYPE:
            self.media_type = content.decode()
            self._first = kind, content = await self._read()
        if kind == REFUSAL:
            self._end(done=True)
            raise RefusedError(msgspec.msgpack.decode(content, type=Refusal))

    async def parts(self) -> AsyncIterator[bytes]:
        """All parts, once. Raises BrokenOffError when there are no more and that was not all."""
        try:
            kind, content = self._first
            while kind == PART:
                yield content
                kind, content = await self._read()
        except RefusedError as error:
            raise BrokenOffError(str(error)) from error
        if kind != END:
            raise BrokenOffError("the query could not be evaluated to its end")
        self._end(done=True)

    def close(self) -> None:
        """Let go of the worker, whether it has said everything or not."""
        self._end(done=False)

    async def _read(self) -> tuple[bytes, bytes]:
        """The next frame. Only the time in which the worker is waited for counts."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                return await self._worker.read()
        except TimeoutError:
            raise RefusedError(Refusal(503, self._too_long())) from None
        except asyncio.IncompleteReadError:
            raise RefusedError(Refusal(503, self._too_much())) from None
        finally:
            self._left = max(0.0, self._left - (time.monotonic() - began))

    def _too_long(self) -> str:
        return (
            f"the query was stopped: it took longer than {self._workers.seconds:g} seconds. Ask for less (LIMIT, a "
            "named entity, fewer OPTIONAL), or start the server with a higher --limit"
        )

    def _too_much(self) -> str:
        return (
            f"the query was stopped: it needed more than {self._workers.memory} MiB of memory. Ask for less (LIMIT "
            "without ORDER BY, no product of unconnected patterns), or start the server with a higher --memory"
        )

    def _end(self, *, done: bool) -> None:
        """Give the worker back if it has done its task, else replace it; once."""
        if not self._closed:
            self._closed = True
            (self._workers.give_back if done else self._workers.replace)(self._worker)
