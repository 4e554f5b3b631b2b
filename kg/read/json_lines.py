"""JSON lines, or one JSON document -> Articles. Fields are found by their usual names, or as the user maps them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from kg.model import Article, KgError
from kg.read.article import make_article
from kg.read.dates import iso_date
from kg.read.encoding import decode, refuse_binary
from kg.read.failure import ReadError, ReadFailure
from kg.read.source import read_whole

FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "maintext"),
    "title": ("title", "headline"),
    "published": ("date", "published", "publishedAt", "date_publish"),
    "url": ("url", "link"),
    "source": ("source", "publisher", "site"),
    "authors": ("author", "authors"),
    "language": ("language", "lang"),
    "id": ("id",),
}
_OPENS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_MEBIBYTE = 2**20
_LONGEST_LINE = 16 * _MEBIBYTE
_LARGEST_DOCUMENT = 64 * _MEBIBYTE
_LONGEST_SKIP = 256 * _MEBIBYTE  # a line that goes on for longer than this ends the reading of its file
_CHUNK = _MEBIBYTE
_HEAD = 4096
_NAMED_FIELDS = 8  # fields that a message lists


class FieldError(KgError):
    """A field that articles do not have; the message lists those that they have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream by its number, from 1; `raw` is None when it is too long to be kept."""

    number: int
    raw: bytes | None


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises FieldError when `fields` maps something that an article does not have."""
    for name in fields:
        if name not in FIELDS:
            raise FieldError(f"no article field is called {name!r}: map one of {', '.join(FIELDS)}")


def opens_json(head: bytes) -> bool:
    """Whether the first bytes of a stream begin a JSON object, or a list of them."""
    return _OPENS_JSON.match(head) is not None


def articles_from_json(
    stream: io.BufferedReader, origin: str, fields: Mapping[str, str]
) -> Iterator[Article | ReadFailure]:
    """Articles of a stream that may be JSON lines or one document: lines, if its first line holds a whole object."""
    first = stream.peek(_CHUNK).lstrip().split(b"\n", 1)[0].strip()
    if first.startswith(b"{") and first.endswith(b"}"):
        yield from articles_from_lines(stream, origin, fields)
    else:
        yield from articles_from_document(stream, origin, fields)


def articles_from_document(
    stream: io.BufferedReader, origin: str, fields: Mapping[str, str]
) -> Iterator[Article | ReadFailure]:
    """Articles of one JSON object, or of a list of objects."""
    content = _parse(read_whole(stream, _LARGEST_DOCUMENT))
    if not isinstance(content, list):
        yield _article(content, origin, fields)
        return
    for number, record in enumerate(content, start=1):
        yield article_of(record, f"{origin}: item {number}", fields)


def articles_from_lines(
    stream: io.BufferedReader, origin: str, fields: Mapping[str, str]
) -> Iterator[Article | ReadFailure]:
    """Articles of JSON lines, one at a time; a broken line is a failure with its number, and the others go on."""
    if b"\x00" in stream.peek(4)[:4]:  # UTF-16 or UTF-32, since JSON opens with an ASCII character
        text = decode(read_whole(stream, _LARGEST_DOCUMENT))
        stream = io.BufferedReader(io.BytesIO(text.encode()))
    refuse_binary(stream.peek(_HEAD)[:_HEAD])
    for line in _lines(stream):
        where = f"{origin}:{line.number}"
        if line.raw is None:
            yield ReadFailure(where, f"line longer than {_LONGEST_LINE // _MEBIBYTE} MiB: write one article a line")
            continue
        yield article_of_line(line.raw, where, fields)


def article_of_line(raw: bytes, where: str, fields: Mapping[str, str]) -> Article | ReadFailure:
    """The article of one line, or why it is none."""
    try:
        return _article(_parse(raw), where, fields)
    except ReadError as error:
        return ReadFailure(where, str(error))


def article_of(record: Any, where: str, fields: Mapping[str, str]) -> Article | ReadFailure:
    """The article of one record, or why it is none."""
    try:
        return _article(record, where, fields)
    except ReadError as error:
        return ReadFailure(where, str(error))


def _lines(stream: io.BufferedReader) -> Iterator[Line]:
    """Lines that hold something; one that is too long is passed over in chunks, so that memory stays bounded."""
    number = 0
    while raw := stream.readline(_LONGEST_LINE + 1):
        number += 1
        if len(raw) > _LONGEST_LINE:
            yield Line(number, None)
            if not _pass_over_line(stream):
                return
        elif raw.strip():
            yield Line(number, raw)


def _pass_over_line(stream: io.BufferedReader) -> bool:
    for _ in range(_LONGEST_SKIP // _CHUNK):
        rest = stream.readline(_CHUNK)
        if not rest or rest.endswith(b"\n"):
            return True
    return False


def _parse(raw: bytes) -> Any:
    try:
        return orjson.loads(raw.removeprefix(b"\xef\xbb\xbf") if _is_utf8(raw) else decode(raw).encode())
    except orjson.JSONDecodeError as error:
        raise ReadError(f"not valid JSON: {error}") from error


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _article(record: Any, where: str, fields: Mapping[str, str]) -> Article:
    if not isinstance(record, dict):
        raise ReadError(f"a JSON {type(record).__name__}, not an object with the article's fields")
    text = _field(record, "text", fields)
    if not isinstance(text, str):
        raise ReadError(_no_text(record, fields))
    name = _field(record, "id", fields)
    return make_article(
        text,
        title=_string(_field(record, "title", fields)),
        url=_string(_field(record, "url", fields)),
        published=_date(_field(record, "published", fields)),
        source=_string(_field(record, "source", fields)),
        language=_string(_field(record, "language", fields)),
        authors=_authors(_field(record, "authors", fields)),
        origin=f"{where} ({name})" if isinstance(name, (str, int)) else where,
    )


def _field(record: dict[str, Any], name: str, fields: Mapping[str, str]) -> Any:
    """The value of an article's field: the key the user maps (dots lead inwards), or the first usual one set."""
    if name in fields:
        return _inside(record, fields[name])
    return next((record[key] for key in FIELDS[name] if record.get(key) not in (None, "")), None)


def _inside(record: Any, path: str) -> Any:
    if isinstance(record, dict) and path in record:
        return record[path]
    head, _, rest = path.partition(".")
    return _inside(record[head], rest) if rest and isinstance(record, dict) and head in record else None


def _string(value: Any) -> str | None:
    """A string, or the name in an object such as {"id": ..., "name": ...}."""
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    return iso_date(value) if isinstance(value, (str, int, float)) else None


def _authors(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(name for name in map(_string, values) if name)


def _no_text(record: dict[str, Any], fields: Mapping[str, str]) -> str:
    tried = fields.get("text") or ", ".join(FIELDS["text"])
    there = ", ".join(list(record)[:_NAMED_FIELDS]) or "none"
    return f"no text in {tried}: name the field that holds it with --field text=NAME (fields here: {there})"
