"""A stream -> Articles, by its name and its first bytes. Members of archives go the same way as files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping

from kg.model import Article
from kg.read.encoding import decode
from kg.read.failure import ReadError, ReadFailure
from kg.read.feed import FEED_SUFFIXES, articles_from_feed, opens_feed
from kg.read.html import article_from_html, is_html, is_other_xml
from kg.read.inflated import inflated
from kg.read.json_lines import articles_from_json, articles_from_lines, opens_json
from kg.read.packed import TAR_SUFFIXES, ZIP_SUFFIXES, Member, tar_members, zip_members
from kg.read.pdf import PDF_SUFFIXES, article_from_pdf, opens_pdf
from kg.read.source import HTML_SUFFIXES, JSON_SUFFIXES, LINES_SUFFIXES, TEXT_SUFFIXES, read_whole, suffix_of
from kg.read.tables import PARQUET_SUFFIXES, articles_from_parquet, opens_parquet
from kg.read.text import article_from_text
from kg.read.warc import WARC_SUFFIXES, articles_from_warc, opens_warc

_LARGEST_PAGE = 16 * 2**20
_LARGEST_FEED = 64 * 2**20
_LARGEST_PDF = 64 * 2**20
_HEAD = 4096
_ZIP = b"PK\x03\x04"

type Found = Iterator[Article | ReadFailure]


def articles_in(
    stream: io.BufferedReader, name: str, origin: str, fields: Mapping[str, str], *, inside: bool = False
) -> Found:
    """The articles of one file called `name`. Raises ReadError, OSError, EOFError or zlib.error when it has none.

    `inside` says that it is itself a member of an archive; then it may be none.
    """
    suffix, head = suffix_of(name), stream.peek(_HEAD)[:_HEAD]
    if members := _members(suffix, head):
        if inside:
            raise ReadError("an archive inside an archive: unpack it by hand")
        yield from _of_members(members(stream, origin), fields)
    elif suffix in PARQUET_SUFFIXES or opens_parquet(head):
        yield from articles_from_parquet(stream, origin, fields)
    elif suffix in WARC_SUFFIXES or opens_warc(head):
        yield from articles_from_warc(stream, origin)
    elif suffix in PDF_SUFFIXES or opens_pdf(head):
        yield article_from_pdf(read_whole(stream, _LARGEST_PDF), origin=origin)
    elif suffix in LINES_SUFFIXES:
        yield from articles_from_lines(stream, origin, fields)
    elif suffix in JSON_SUFFIXES or (suffix not in (*TEXT_SUFFIXES, *HTML_SUFFIXES) and opens_json(head)):
        yield from articles_from_json(stream, origin, fields)
    elif suffix in FEED_SUFFIXES or (suffix not in TEXT_SUFFIXES and opens_feed(head)):
        yield from articles_from_feed(read_whole(stream, _LARGEST_FEED), origin)
    else:
        yield _document(decode(read_whole(stream, _LARGEST_PAGE)), suffix, origin)


def _members(suffix: str, head: bytes) -> Callable[[io.BufferedReader, str], Iterator[Member | ReadFailure]] | None:
    if suffix in ZIP_SUFFIXES or (head.startswith(_ZIP) and suffix == ""):
        return zip_members
    return tar_members if suffix in TAR_SUFFIXES else None


def _of_members(members: Iterator[Member | ReadFailure], fields: Mapping[str, str]) -> Found:
    """The articles of an archive's members; one that cannot be read is a failure among the others."""
    for member in members:
        if isinstance(member, ReadFailure):
            yield member
            continue
        where, stream = member
        try:
            yield from articles_in(inflated(stream), where, where, fields, inside=True)
        except ReadError as error:
            yield ReadFailure(where, str(error))
        except (OSError, EOFError, zlib.error) as error:
            yield ReadFailure(where, f"damaged gzip data ({error}): fetch the archive again")


def _document(text: str, suffix: str, origin: str) -> Article:
    if suffix in HTML_SUFFIXES or is_html(text):
        return article_from_html(text, origin=origin)
    if is_other_xml(text):
        raise ReadError("XML, but not a web page: convert it to text, HTML or JSON lines first")
    return article_from_text(text, origin=origin)
