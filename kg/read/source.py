"""What a user names (files, folders, globs, `-`) -> Sources, each a stream of bytes with its compression taken off."""

from __future__ import annotations

import glob
import gzip
import io
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from kg.read.failure import ReadError, ReadFailure

log = logging.getLogger(__name__)

STDIN = "-"
TEXT_SUFFIXES = (".txt", ".text", ".md")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
LINES_SUFFIXES = (".jsonl", ".ndjson")
JSON_SUFFIXES = (".json",)
_IN_FOLDERS = (*TEXT_SUFFIXES, *HTML_SUFFIXES, *LINES_SUFFIXES, *JSON_SUFFIXES, "")
_GZIP = b"\x1f\x8b"
_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """One file or standard input (`path` None); `suffix` is lower case and looks through `.gz`."""

    origin: str
    suffix: str = ""
    path: Path | None = None

    @classmethod
    def of(cls, path: Path) -> Source:
        name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
        return cls(origin=str(path), suffix=name.suffix.lower(), path=path)


def sources(inputs: Iterable[str | Path]) -> Iterator[Source | ReadFailure]:
    """Every file that the inputs name, folders and globs in sorted order."""
    for given in inputs:
        path = Path(given)
        if given == STDIN:
            yield Source("standard input")
        elif path.is_dir():
            yield from _folder(path)
        elif os.path.lexists(path):
            yield Source.of(path)
        else:
            yield from _glob(str(given))


@contextmanager
def opened(source: Source) -> Iterator[io.BufferedReader]:
    """The bytes of a source, gunzipped if they are gzip whatever its name. Raises OSError, EOFError or zlib.error."""
    if source.path is None:
        yield _inflated(_peekable(sys.stdin.buffer))
    else:
        with source.path.open("rb") as stream:
            yield _inflated(stream)


def read_whole(stream: io.BufferedReader, limit: int) -> bytes:
    """All bytes of `stream`; raises ReadError when they are more than `limit`, having read no more than that."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise ReadError(f"larger than {limit // _MEBIBYTE} MiB: split it into one file an article, or into JSON lines")
    return raw


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def _inflated(stream: io.BufferedReader) -> io.BufferedReader:
    return cast("io.BufferedReader", gzip.GzipFile(fileobj=stream)) if stream.peek(2)[:2] == _GZIP else stream


def _glob(pattern: str) -> Iterator[Source | ReadFailure]:
    names = glob.glob(pattern, recursive=True) if glob.has_magic(pattern) else []  # noqa: PTH207 (absolute patterns)
    paths = sorted(map(Path, names))
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield Source.of(path)
    if not paths:
        what = "matches no file" if glob.has_magic(pattern) else "does not exist"
        yield ReadFailure(pattern, f"{what}: name a file, a folder, a glob in quotes, or - for standard input")


def _folder(folder: Path) -> Iterator[Source | ReadFailure]:
    found, left_out = 0, []
    for item in _walk(folder, set()):
        if isinstance(item, Source) and item.suffix not in _IN_FOLDERS:
            left_out.append(item.origin)
        else:
            found += 1
            yield item
    if left_out:
        log.warning("%s: left out %d files of other kinds, such as %s", folder, len(left_out), left_out[0])
    if not found:
        kinds = " ".join(suffix for suffix in _IN_FOLDERS if suffix)
        yield ReadFailure(str(folder), f"the folder holds no article: kg reads {kinds}, also with .gz")


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Source | ReadFailure]:
    """Regular files below `folder`, hidden ones left out. Links are followed, but into no folder twice."""
    try:
        status = folder.stat()
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        yield unreadable(str(folder), error)
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for path in paths:
        if path.is_dir():
            yield from _walk(path, seen)
        elif path.is_file() or path.is_symlink():
            yield Source.of(path)


def unreadable(origin: str, error: Exception) -> ReadFailure:
    """The failure of a file that the system would not hand over, or whose compression is broken."""
    if isinstance(error, PermissionError):
        return ReadFailure(origin, "no permission to read it: change its permissions or run as its owner")
    if isinstance(error, FileNotFoundError):
        return ReadFailure(origin, "does not exist (any more), or is a link to nothing")
    if isinstance(error, OSError) and error.errno is not None:
        return ReadFailure(origin, f"cannot be read: {error.strerror}")
    return ReadFailure(origin, f"damaged gzip data ({error}): fetch the file again, or unpack it by hand")
