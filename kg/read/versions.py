"""Articles -> stories: which articles are versions of one, and which of them is the newest.

A story is known by its address; where it has none, by its source and title together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from kg.model import Article


def story_of(article: Article) -> str | None:
    """What all versions of an article share, None for one that can have no other version."""
    if article.url:
        parts = urlsplit(article.url)
        page = f"{parts.path.rstrip('/')}?{parts.query}"
        if page != "?":  # a site's front page is the address of many stories
            return f"{parts.netloc.lower()}{page}"
    if article.source and article.title:
        return f"{article.source.casefold()}\n{article.title.casefold()}"
    return None


def published_at(article: Article) -> str:
    """When an article was published, in a form that sorts by time; nothing, which is before all, if nobody knows."""
    if not article.published:
        return ""
    try:
        moment = datetime.fromisoformat(article.published)
    except ValueError:
        return article.published
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def newest(articles: Iterable[Article]) -> set[str]:
    """The ids of articles of which no newer version is among them. Versions of one moment stay side by side."""
    found = list(articles)
    latest: dict[str, str] = {}
    for article in found:
        if story := story_of(article):
            latest[story] = max(published_at(article), latest.get(story, ""))
    return {article.id for article in found if published_at(article) >= latest.get(story_of(article) or "", "")}
