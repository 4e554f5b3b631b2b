"""Inputs -> Articles and ReadFailures, in order. What cannot be read is a value among the others; the batch goes on."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kg.model import Article
from kg.read.encoding import decode
from kg.read.failure import ReadError, ReadFailure
from kg.read.html import article_from_html, is_html, is_other_xml
from kg.read.json_lines import articles_from_json, articles_from_lines, check_fields, opens_json
from kg.read.language import language_name, other_language
from kg.read.source import (
    HTML_SUFFIXES,
    JSON_SUFFIXES,
    LINES_SUFFIXES,
    TEXT_SUFFIXES,
    Source,
    opened,
    read_whole,
    sources,
    unreadable,
)
from kg.read.text import article_from_text

MAX_CHARACTERS = 2_000_000
_LARGEST_PAGE = 16 * 2**20
_HEAD = 4096
_ENGLISH = "en"


def read(
    inputs: Iterable[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    language: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Article | ReadFailure]:
    """Every article of files, folders, globs and `-` (standard input), each content once; failures stand in between.

    `fields` maps an article's field to a key of JSON records ({"text": "body"}). Articles that are surely not English
    are failures, unless `language` says what they are to be read as. Raises FieldError for an unknown field.
    """
    check_fields(fields or {})
    return _read(inputs, fields or {}, language, max_characters)


def _read(
    inputs: Iterable[str | Path], fields: Mapping[str, str], language: str | None, max_characters: int
) -> Iterator[Article | ReadFailure]:
    seen: set[str] = set()
    for source in sources(inputs):
        found = iter([source]) if isinstance(source, ReadFailure) else _articles(source, fields)
        for article in found:
            item = article if isinstance(article, ReadFailure) else _screen(article, language, max_characters)
            if isinstance(item, ReadFailure):
                yield item
            elif item.id not in seen:
                seen.add(item.id)
                yield item


def _articles(source: Source, fields: Mapping[str, str]) -> Iterator[Article | ReadFailure]:
    try:
        with opened(source) as stream:
            if source.suffix in LINES_SUFFIXES:
                yield from articles_from_lines(stream, source.origin, fields)
            elif source.suffix in JSON_SUFFIXES or (_unknown(source) and opens_json(stream.peek(_HEAD))):
                yield from articles_from_json(stream, source.origin, fields)
            else:
                yield _document(decode(read_whole(stream, _LARGEST_PAGE)), source)
    except ReadError as error:
        yield ReadFailure(source.origin, str(error))
    except (OSError, EOFError, zlib.error) as error:
        yield unreadable(source.origin, error)


def _unknown(source: Source) -> bool:
    return source.suffix not in (*TEXT_SUFFIXES, *HTML_SUFFIXES)


def _document(text: str, source: Source) -> Article:
    if source.suffix in HTML_SUFFIXES or is_html(text):
        return article_from_html(text, origin=source.origin)
    if is_other_xml(text):
        raise ReadError("XML, but not a web page: convert it to text, HTML or JSON lines first")
    return article_from_text(text, origin=source.origin)


def _screen(article: Article, language: str | None, max_characters: int) -> Article | ReadFailure:
    """The article with its language, or why it is left out."""
    if not article.text.strip():
        return ReadFailure(article.origin, "empty: there is no text in it")
    if "\x00" in article.text:
        return ReadFailure(article.origin, "the text holds NUL characters: it was decoded wrongly or cut from memory")
    if len(article.text) > max_characters:
        return ReadFailure(article.origin, f"longer than {max_characters:,} characters: split it into its articles")
    if language is not None:
        return replace(article, language=language)
    other = other_language(article.text)
    if other is not None:
        return ReadFailure(
            article.origin, f"skipped: looks like {language_name(other)} ({other}); --language {_ENGLISH} forces it"
        )
    return replace(article, language=_ENGLISH)
