"""Inputs -> Articles and ReadFailures, in order. What cannot be read is a value among the others; the batch goes on."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kg.model import Article
from kg.read.failure import ReadError, ReadFailure
from kg.read.formats import articles_in
from kg.read.json_lines import check_fields
from kg.read.language import language_name, other_language
from kg.read.meter import Meter
from kg.read.source import Source, opened, sources, unreadable

MAX_CHARACTERS = 2_000_000
_ENGLISH = "en"


def read(
    inputs: Iterable[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    language: str | None = None,
    max_characters: int = MAX_CHARACTERS,
    meter: Meter | None = None,
) -> Iterator[Article | ReadFailure]:
    """Every article of files, folders, globs and `-` (standard input), each content once; failures stand in between.

    `fields` maps an article's field to a key of JSON records ({"text": "body"}). Articles that are surely not English
    are failures, unless `language` says what they are to be read as. `meter` tells meanwhile how much has been read.
    Raises FieldError for an unknown field.
    """
    check_fields(fields or {})
    return _read(inputs, fields or {}, language, max_characters, meter)


def _read(
    inputs: Iterable[str | Path],
    fields: Mapping[str, str],
    language: str | None,
    max_characters: int,
    meter: Meter | None,
) -> Iterator[Article | ReadFailure]:
    seen: set[str] = set()
    for source in sources(inputs):
        found = iter([source]) if isinstance(source, ReadFailure) else articles_of(source, fields, meter)
        for article in found:
            item = article if isinstance(article, ReadFailure) else screen(article, language, max_characters)
            if isinstance(item, ReadFailure):
                yield item
            elif item.id not in seen:
                seen.add(item.id)
                yield item


def articles_of(
    source: Source, fields: Mapping[str, str], meter: Meter | None = None
) -> Iterator[Article | ReadFailure]:
    """The articles of one source, or why there are none."""
    try:
        with opened(source, meter) as stream:
            yield from articles_in(stream, source.origin if source.suffix else "", source.origin, fields)
    except ReadError as error:
        yield ReadFailure(source.origin, str(error))
    except (OSError, EOFError, zlib.error) as error:
        yield unreadable(source.origin, error)


def screen(article: Article, language: str | None, max_characters: int = MAX_CHARACTERS) -> Article | ReadFailure:
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
