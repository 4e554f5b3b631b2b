"""What a user names (files, folders, globs, lists, addresses, `-`) -> Sources: streams of plain bytes."""

from __future__ import annotations

import glob
import io
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from kg.read.failure import ReadError, ReadFailure
from kg.read.inflated import inflated

if TYPE_CHECKING:
    from kg.read.meter import Meter

log = logging.getLogger(__name__)

STDIN = "-"
TEXT_SUFFIXES = (".txt", ".text", ".md")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
LINES_SUFFIXES = (".jsonl", ".ndjson")
JSON_SUFFIXES = (".json",)
OTHER_SUFFIXES = (".zip", ".tar", ".tgz", ".parquet", ".warc", ".wet", ".rss", ".atom", ".pdf")
_IN_FOLDERS = (*TEXT_SUFFIXES, *HTML_SUFFIXES, *LINES_SUFFIXES, *JSON_SUFFIXES, *OTHER_SUFFIXES, "")
_LIST = "@"
_LONGEST_NAME = 4096
_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """One file, one address, or standard input (neither `path` nor `address`)."""

    origin: str
    path: Path | None = None
    address: str | None = None

    @property
    def suffix(self) -> str:
        """What `suffix_of` says of its name."""
        return suffix_of(self.origin) if self.path or self.address else ""


def suffix_of(name: str) -> str:
    """The last suffix of a name, in lower case, looking through `.gz`."""
    path = PurePosixPath(name.split("?")[0] if "://" in name else name)
    return (PurePosixPath(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def sources(inputs: Iterable[str | Path]) -> Iterator[Source | ReadFailure]:
    """Every file that the inputs name, folders and globs in sorted order."""
    for given in inputs:
        path = Path(given)
        if given == STDIN:
            yield Source("standard input")
        elif "://" in str(given):
            yield from _remote(str(given))
        elif str(given).startswith(_LIST) and not os.path.lexists(path):
            yield from _listed(Path(str(given).removeprefix(_LIST)))
        elif path.is_dir():
            yield from _folder(path)
        elif os.path.lexists(path):
            yield Source(str(path), path)
        else:
            yield from _glob(str(given))


def files_of(given: str | Path) -> Iterator[Path | None]:
    """The files that one input names, None for what is no file, such as an address or what a list names."""
    path = Path(given)
    if path.is_file():
        yield path
    elif path.is_dir():
        found = _walk(path, set())
        yield from (item.path for item in found if isinstance(item, Source) and item.suffix in _IN_FOLDERS)
    elif "://" not in str(given) and glob.has_magic(str(given)):
        for name in glob.iglob(str(given), recursive=True):  # noqa: PTH207 (absolute patterns)
            yield from files_of(name)
    else:
        yield None


@contextmanager
def opened(source: Source, meter: Meter | None = None) -> Iterator[io.BufferedReader]:
    """The bytes of a source, gunzipped if they are gzip whatever its name. Raises OSError, EOFError or zlib.error."""
    if source.address is not None:
        with _open_remote(source.address) as stream:
            yield inflated(_peekable(stream))
    elif source.path is None:
        yield inflated(_peekable(sys.stdin.buffer))
    else:
        with source.path.open("rb") as stream, meter.following(stream) if meter else nullcontext():
            yield inflated(stream)


def _remote(address: str) -> Iterator[Source | ReadFailure]:
    """What an address of any file system that fsspec knows stands for: a file, or all files of a folder or glob."""
    import fsspec

    try:
        system, path = fsspec.url_to_fs(address)
        if glob.has_magic(path):
            found = sorted(system.glob(path))
        else:
            found = sorted(system.find(path)) if system.isdir(path) else [path]
    except (ImportError, OSError, ValueError) as error:
        yield ReadFailure(address, f"cannot be reached ({error}): see whether the address is right")
        return
    for name in found:
        whole = system.unstrip_protocol(name) if len(found) > 1 else address
        yield Source(whole, address=whole)
    if not found:
        yield ReadFailure(address, "matches no file: name a file, a folder or a glob there")


def _open_remote(address: str) -> AbstractContextManager[BinaryIO]:
    import fsspec

    opened_file: AbstractContextManager[BinaryIO] = fsspec.open(address, "rb")
    return opened_file


def _listed(path: Path) -> Iterator[Source | ReadFailure]:
    """The sources that a file names, one a line; relative paths count from where the list lies."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for line in iter(lambda: lines.readline(_LONGEST_NAME), ""):
                name = line.strip()
                if name and not name.startswith("#"):
                    yield from sources([name if "://" in name else path.parent / name])
    except UnicodeDecodeError:
        yield ReadFailure(str(path), "no list of paths: write one path a line, as UTF-8 text")
    except OSError as error:
        yield unreadable(str(path), error)


def read_whole(stream: io.BufferedReader, limit: int) -> bytes:
    """All bytes of `stream`; raises ReadError when they are more than `limit`, having read no more than that."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise ReadError(f"larger than {limit // _MEBIBYTE} MiB: split it into one file an article, or into JSON lines")
    return raw


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def _glob(pattern: str) -> Iterator[Source | ReadFailure]:
    names = glob.glob(pattern, recursive=True) if glob.has_magic(pattern) else []  # noqa: PTH207 (absolute patterns)
    paths = sorted(map(Path, names))
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield Source(str(path), path)
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
            yield Source(str(path), path)


def unreadable(origin: str, error: Exception) -> ReadFailure:
    """The failure of a file that the system would not hand over, or whose compression is broken."""
    if isinstance(error, PermissionError):
        return ReadFailure(origin, "no permission to read it: change its permissions or run as its owner")
    if isinstance(error, FileNotFoundError):
        return ReadFailure(origin, "does not exist (any more), or is a link to nothing")
    if isinstance(error, OSError) and error.errno is not None:
        return ReadFailure(origin, f"cannot be read: {error.strerror}")
    return ReadFailure(origin, f"damaged gzip data ({error}): fetch the file again, or unpack it by hand")
