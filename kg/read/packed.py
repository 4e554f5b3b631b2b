"""Zip and tar archives -> their members as streams, one at a time. Nothing is unpacked to disk.

A member that leads out of the archive, is a link, is encrypted, or grows out of all proportion is a failure among the
others; an archive inside an archive is one too.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from kg.read.failure import ReadError, ReadFailure

ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tgz", ".tbz2", ".txz")
_LARGEST_MEMBER = 64 * 2**20
_HIGHEST_RATIO = 200  # text shrinks to a third or a tenth; what shrinks more is made to fill a machine
_HARMLESS = 2**20  # bytes that no ratio matters for
_MOST_MEMBERS = 1_000_000

type Member = tuple[str, io.BufferedReader]


def zip_members(stream: IO[bytes], origin: str) -> Iterator[Member | ReadFailure]:
    """The files in a zip archive, by name. Raises ReadError for what is none."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ReadError(f"damaged zip archive ({error}): fetch it again") from error
    with archive:
        for entry in sorted(_counted(archive.infolist()), key=lambda entry: entry.filename):
            if not entry.is_dir():
                yield _zip_member(archive, entry, f"{origin}: {entry.filename}")


def tar_members(stream: IO[bytes], origin: str) -> Iterator[Member | ReadFailure]:
    """The files in a tar archive, in its order. Raises ReadError for what is none."""
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for number, entry in enumerate(archive):
                if number >= _MOST_MEMBERS:
                    raise ReadError(f"more than {_MOST_MEMBERS:,} members: split the archive")
                if not entry.isdir():
                    yield _tar_member(archive, entry, f"{origin}: {entry.name}")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ReadError(f"damaged tar archive ({error}): fetch it again") from error


def _counted(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if len(entries) > _MOST_MEMBERS:
        raise ReadError(f"more than {_MOST_MEMBERS:,} members: split the archive")
    return entries


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> Member | ReadFailure:
    wrong = _wrong_name(entry.filename) or _wrong_size(entry.file_size, entry.compress_size)
    if wrong is None and entry.flag_bits & 1:
        wrong = "encrypted: unpack it by hand, with its password"
    if wrong is not None:
        return ReadFailure(where, wrong)
    try:
        with archive.open(entry) as member:
            return _read(member, where)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        return ReadFailure(where, f"damaged in its archive ({error}): fetch the archive again")


def _tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, where: str) -> Member | ReadFailure:
    wrong = _wrong_name(entry.name) or _wrong_size(entry.size, entry.size)
    if wrong is None and not entry.isreg():
        wrong = "a link or a device in an archive, not a file: left out"
    member = None if wrong else archive.extractfile(entry)
    return _read(member, where) if member else ReadFailure(where, wrong or "no file: left out")


def _read(member: IO[bytes], where: str) -> Member | ReadFailure:
    """The member's bytes, however many its archive says that they are."""
    content = member.read(_LARGEST_MEMBER + 1)
    if len(content) > _LARGEST_MEMBER:
        return ReadFailure(where, _too_large())
    return where, io.BufferedReader(io.BytesIO(content))


def _wrong_name(name: str) -> str | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "its name leads out of the archive: left out"
    return None


def _wrong_size(size: int, packed: int) -> str | None:
    if size > _LARGEST_MEMBER:
        return _too_large()
    if size > _HARMLESS and size > _HIGHEST_RATIO * max(packed, 1):
        return f"grows to more than {_HIGHEST_RATIO} times its packed size: taken for a bomb, left out"
    return None


def _too_large() -> str:
    return f"larger than {_LARGEST_MEMBER // 2**20} MiB: unpack it, and split it into its articles"
