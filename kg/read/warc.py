"""A WARC file (as of Common Crawl News) -> Articles: the pages in it, or the texts made of pages (WET)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.model import Article
from kg.read.article import with_address
from kg.read.encoding import decode
from kg.read.failure import ReadError, ReadFailure
from kg.read.html import article_from_html
from kg.read.text import article_from_text

WARC_SUFFIXES = (".warc", ".wet")
_SIGNATURE = b"WARC/"
_LARGEST_PAGE = 16 * 2**20
_STEP = 2**20
_PAGES = ("text/html", "application/xhtml+xml")


def opens_warc(head: bytes) -> bool:
    """Whether the first bytes of a stream begin a WARC file."""
    return head.startswith(_SIGNATURE)


def articles_from_warc(stream: io.BufferedReader, origin: str) -> Iterator[Article | ReadFailure]:
    """The articles on a WARC's pages, in its order; what was no page, or not found, is passed over."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion
    source = _Forward(stream)
    try:
        for record in ArchiveIterator(source, record_types=kinds, auto_decode="all"):
            address = record.headers.get("WARC-Target-URI")
            if _is_page(record):
                yield _article(record, address, f"{origin}: {address or record.record_id}")
    except (OSError, RuntimeError, ValueError) as error:
        raise ReadError(f"a damaged WARC file ({error}): fetch it again") from error
    if source.failed is not None:
        raise source.failed


class _Forward:
    """A stream that can only be read on: fastwarc would skip records by seeking, which pipes and gzip cannot.

    It raises nothing, which would end the process in fastwarc: what fails is kept, and looks like the end.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._place = 0
        self.failed: ReadError | OSError | EOFError | zlib.error | None = None

    def read(self, size: int = -1) -> bytes:
        """Some bytes; none at the end, and after a failure."""
        try:
            content = b"" if self.failed else self._stream.read1(size)
        except (ReadError, OSError, EOFError, zlib.error) as error:
            self.failed, content = error, b""
        self._place += len(content)
        return content

    def tell(self) -> int:
        """How much was read."""
        return self._place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Read on to a later place; an earlier one, or the end, is not to be had."""
        target = place + (self._place if whence == io.SEEK_CUR else 0)
        while whence != io.SEEK_END and self._place < target and self.read(min(target - self._place, _STEP)):
            pass
        return self._place

    def close(self) -> None:
        """Whoever opened the stream closes it."""


def _is_page(record: Any) -> bool:
    if not record.is_http:
        return str(record.headers.get("WARC-Type")) == "conversion"
    found = record.http_headers
    return found is not None and found.status_code == 200 and (record.http_content_type or "") in _PAGES


def _article(record: Any, address: str | None, where: str) -> Article | ReadFailure:
    raw = record.reader.read(_LARGEST_PAGE + 1)
    if len(raw) > _LARGEST_PAGE:
        return ReadFailure(where, f"larger than {_LARGEST_PAGE // 2**20} MiB: no news page")
    try:
        text = _decoded(raw, record)
        article = article_from_html(text, origin=where) if record.is_http else article_from_text(text, origin=where)
    except ReadError as error:
        return ReadFailure(where, str(error))
    return replace(with_address(article, address), origin=where)


def _decoded(raw: bytes, record: Any) -> str:
    charset = record.http_charset if record.is_http else None
    try:
        return raw.decode(charset) if charset else decode(raw)
    except (LookupError, UnicodeDecodeError):
        return decode(raw)
