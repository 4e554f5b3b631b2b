"""An RSS or Atom file -> Articles: one an entry, of what stands in the file itself. Nothing is fetched."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from kg.model import Article
from kg.read.article import make_article
from kg.read.failure import ReadError, ReadFailure

FEED_SUFFIXES = (".rss", ".atom")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_OPENING = 4096
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")


def opens_feed(head: bytes) -> bool:
    """Whether the first bytes of a file begin a feed."""
    return _FEED.search(head[:_OPENING]) is not None


def articles_from_feed(raw: bytes, origin: str) -> Iterator[Article | ReadFailure]:
    """The entries of a feed, in its order. Raises ReadError for what is none, or declares entities of its own."""
    if _ENTITY.search(raw):
        raise ReadError("declares XML entities, which a feed does not need and an attack does: remove them")
    import feedparser

    feed = feedparser.parse(raw, sanitize_html=True)
    if not feed.entries and not feed.get("version"):
        raise ReadError("XML, but neither RSS nor Atom: convert it to text, HTML or JSON lines first")
    for number, entry in enumerate(feed.entries, start=1):
        yield _article(entry, feed.feed.get("title"), f"{origin}: item {number}")


def _article(entry: Mapping[str, Any], source: str | None, where: str) -> Article | ReadFailure:
    text = _text(entry)
    if not text:
        return ReadFailure(where, "the entry holds no text, only a link: fetch the article it links to")
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return make_article(
        text,
        title=_plain(entry.get("title") or ""),
        url=entry.get("link"),
        published=_iso(moment) if moment else None,
        source=source,
        authors=[author["name"] for author in entry.get("authors", ()) if author.get("name")],
        origin=where,
    )


def _text(entry: Mapping[str, Any]) -> str:
    """The longest of what the entry has as content and as summary."""
    held = [content.get("value", "") for content in entry.get("content", ())]
    return max((_plain(text) for text in (*held, entry.get("summary", ""))), key=len)


def _plain(text: str) -> str:
    """Text of HTML, paragraphs parted by blank lines; what is no HTML stays as it is."""
    if not _MARKUP.search(text):
        return text.strip()
    import lxml.html

    root = lxml.html.fragment_fromstring(text, create_parent="div")
    for element in root.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        element.tail = f"\n\n{element.tail or ''}"
    lines = str(root.text_content()).split("\n\n")
    return "\n\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _iso(moment: time.struct_time) -> str:
    return datetime(*moment[:6], tzinfo=UTC).isoformat()
