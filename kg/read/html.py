"""A web page -> Article: main text, title, date, author, site. Menus, adverts, scripts and comments stay behind."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from kg.model import Article
from kg.read.article import make_article
from kg.read.dates import iso_date
from kg.read.failure import ReadError

if TYPE_CHECKING:
    from trafilatura.settings import Document

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*<\?xml\b")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_MOST_TAGS = 100_000  # a page of news has a few thousand; parsing time and memory grow with them (8 s, 300 MB here)
_OPENING = 20_000  # characters in which a page must show that it is one
# htmldate takes the day it runs as the latest date it believes; a fixed one keeps the output free of the clock.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def is_html(text: str) -> bool:
    """Whether `text` opens as a web page, whatever its file is called."""
    return _PAGE.match(text[:_OPENING]) is not None


def is_other_xml(text: str) -> bool:
    """Whether `text` is XML that is no web page: its tags are no prose."""
    return _XML.match(text[:_OPENING]) is not None and not is_html(text)


def article_from_html(page: str, *, origin: str = "") -> Article:
    """The article on a page; paragraphs are parted by blank lines. Raises ReadError when no main text is found."""
    if page.count("<") > _MOST_TAGS:
        raise ReadError(f"more than {_MOST_TAGS:,} tags: no news page, or a damaged one; save its text instead")
    document = _main_content(_XML_DECLARATION.sub("", page, count=1))
    text = _paragraphs(document.text)
    if not text:
        raise ReadError("the page holds no article text: it may be an index, a form, or filled in by scripts")
    return make_article(
        text,
        title=document.title,
        url=document.url,
        published=iso_date(document.date),
        source=document.sitename or document.hostname,
        language=document.language,
        authors=(document.author or "").split("; "),
        origin=origin,
    )


def _main_content(page: str) -> Document:
    import trafilatura
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it would log, the caller's error says
    document = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_DATES
    )
    return document if isinstance(document, Document) else Document()


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(line.strip() for line in (text or "").split("\n") if line.strip())
