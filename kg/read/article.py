"""Text and what is known of it -> Article. The one place where articles get their content hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from kg.model import Article

_ID_LENGTH = 20
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)


def make_article(
    text: str,
    *,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
    source: str | None = None,
    language: str | None = None,
    authors: Iterable[str] = (),
    origin: str = "",
) -> Article:
    """An Article with its content hash as id; `text` is kept to the letter, since offsets count in it.

    `published` is an ISO 8601 date or date and time (see `kg.read.dates.iso_date`). A `url` that is no http(s) address
    is dropped. Raises ValueError for text that no file could hold (lone surrogates).
    """
    title, source = _tidy(title), _tidy(source)
    url = url.strip() if url and _URL.fullmatch(url.strip()) else None
    return Article(
        id=article_id(text, title=title, url=url, published=published, source=source),
        text=text,
        title=title,
        url=url,
        published=published,
        source=source,
        language=language,
        authors=tuple(dict.fromkeys(name for name in map(_tidy, authors) if name)),
        origin=origin,
    )


def with_address(article: Article, url: str | None) -> Article:
    """The article with the address where it was found, unless it knows its own."""
    if article.url or not url:
        return article
    return make_article(
        article.text,
        title=article.title,
        url=url,
        published=article.published,
        source=article.source,
        language=article.language,
        authors=article.authors,
        origin=article.origin,
    )


def article_id(text: str, *, title: str | None, url: str | None, published: str | None, source: str | None) -> str:
    """The first 20 hexadecimal digits of SHA-256 over the fields as a JSON array, so that no two joins look alike."""
    try:
        content = json.dumps([text, title, url, published, source], ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"lone surrogate at character {error.start}: the text was decoded wrongly") from error
    return hashlib.sha256(content).hexdigest()[:_ID_LENGTH]


def _tidy(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
