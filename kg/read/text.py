"""Plain text -> Article. The text is kept to the letter; a first line that looks like a headline is the title too."""

from __future__ import annotations

from kg.layout import layout
from kg.model import Article
from kg.read.article import make_article


def article_from_text(text: str, *, origin: str = "") -> Article:
    """An article of plain text, its headline (if it opens with one) as title and still part of the text."""
    headline = layout(text).headline
    return make_article(text, title=text[slice(*headline)] if headline else None, origin=origin)
