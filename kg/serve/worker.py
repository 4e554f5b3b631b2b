"""`python -m kg.serve.worker VIEW MEMORY SECONDS`: answers questions until it is told no more or is killed.

Questions of strangers run here, so that one that takes too long or too much memory can be ended without harm to others:
Oxigraph has no time limit. Tasks come on standard input, frames go to standard output. The server ends what waits too
long; an alarm ends what the server does not, for an answer that is read slowly or a server that is no more.
"""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import sys
from collections.abc import Buffer, Iterable, Iterator
from pathlib import Path
from typing import IO, NoReturn

import msgspec
import pyoxigraph as ox

from kg.serve.frames import END, HEADER, MEDIA_TYPE, PART, PART_SIZE, READY, REFUSAL, Refusal, Task, frame, packed
from kg.serve.negotiation import BOOLEANS, GRAPHS, SOLUTIONS, NotAcceptableError, choose
from kg.sparql import NAMESPACES, QueryError, check_reads_only, explain
from kg.terms import PREFIXES

_MIB = 1 << 20
_DECODER = msgspec.msgpack.Decoder(Task)


class RefusedError(Exception):
    """A question that is not answered."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(status, message)


class Frames(io.RawIOBase):
    """A file that sends what is written to it as frames."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Buffer, /) -> int:
        """Send some of the answer."""
        part = bytes(content)
        self._output.write(frame(PART, part))
        self._output.flush()
        return len(part)


def main(view: str, memory: str, seconds: str) -> NoReturn:
    """Answer what comes on standard input from the Oxigraph database `view`."""
    dataset = ox.Store.read_only(view)
    _limit_memory(int(memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, output = sys.stdin.buffer, sys.stdout.buffer
    output.write(frame(READY))
    output.flush()
    for task in _tasks(tasks):
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        try:
            _answer(dataset, task, output)
        except RefusedError as error:
            output.write(frame(REFUSAL, packed(error.refusal)))
            output.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)
    sys.exit(0)


def _limit_memory(mebibytes: int) -> None:
    """So much more than now, and no core dump when it is not enough (Oxigraph ends the process then)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    used = next((int(line.split()[1]) for line in lines if line.startswith("VmData:")), 0) * 1024
    most = used + mebibytes * _MIB
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tasks(source: IO[bytes]) -> Iterator[Task]:
    while len(header := source.read(HEADER.size)) == HEADER.size:
        yield _DECODER.decode(source.read(HEADER.unpack(header)[1]))


def _answer(dataset: ox.Store, task: Task, output: IO[bytes]) -> None:
    if task.kind == "graph":
        _write_graph(dataset, task, output)
        return
    try:
        check_reads_only(task.text)
        result = _evaluated(dataset, task)
        _write(result, task.accept, output)
    except QueryError as error:
        raise RefusedError(400, str(error)) from error
    except NotAcceptableError as error:
        raise RefusedError(406, str(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise RefusedError(500, f"the query cannot be evaluated: {error}") from error


def _evaluated(dataset: ox.Store, task: Task) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    try:
        return dataset.query(
            task.text,
            prefixes=NAMESPACES,
            default_graph=None if task.default_graphs is None else [*map(ox.NamedNode, task.default_graphs)],
            named_graphs=None if task.named_graphs is None else [*map(ox.NamedNode, task.named_graphs)],
        )
    except SyntaxError as error:
        raise explain(task.text, error, NAMESPACES) from error


def _write(
    result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, accept: str | None, output: IO[bytes]
) -> None:
    if isinstance(result, ox.QueryTriples):
        _write_triples(result, accept, output)
        return
    offered = BOOLEANS if isinstance(result, ox.QueryBoolean) else SOLUTIONS
    media_type = choose(accept, tuple(offered))
    with _sending(output, media_type) as parts:
        result.serialize(parts, offered[media_type])


def _write_triples(triples: Iterable[ox.Triple], accept: str | None, output: IO[bytes]) -> None:
    media_type = choose(accept, tuple(GRAPHS))
    with _sending(output, media_type) as parts:
        ox.serialize(triples, parts, GRAPHS[media_type], prefixes=PREFIXES)


@contextlib.contextmanager
def _sending(output: IO[bytes], media_type: str) -> Iterator[IO[bytes]]:
    """A file for the answer, between its media type and its end."""
    output.write(frame(MEDIA_TYPE, media_type.encode()))
    parts = io.BufferedWriter(Frames(output), PART_SIZE)
    yield parts
    parts.flush()
    output.write(frame(END))
    output.flush()


def _write_graph(dataset: ox.Store, task: Task, output: IO[bytes]) -> None:
    name = ox.NamedNode(task.text) if task.text else ox.DefaultGraph()
    if isinstance(name, ox.NamedNode) and not dataset.contains_named_graph(name):
        raise RefusedError(404, f"there is no graph {task.text} in this store")
    triples = (quad.triple for quad in dataset.quads_for_pattern(None, None, None, name))
    try:
        _write_triples(triples, task.accept, output)
    except NotAcceptableError as error:
        raise RefusedError(406, str(error)) from error


if __name__ == "__main__":
    main(*sys.argv[1:])
