"""A PDF -> Article: the text of its pages, lines joined to paragraphs. Pictures of text hold none."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING

from kg.model import Article
from kg.read.article import make_article
from kg.read.failure import ReadError

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF_SUFFIXES = (".pdf",)
_SIGNATURE = b"%PDF-"
_MOST_PAGES = 500
_MOST_CHARACTERS = 5_000_000
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
_SPACES = re.compile(r"[ \t]+")
_PARAGRAPH = re.compile(r"\n\s*\n\s*")


def opens_pdf(head: bytes) -> bool:
    """Whether the first bytes of a file begin a PDF."""
    return head.startswith(_SIGNATURE)


def article_from_pdf(raw: bytes, *, origin: str = "") -> Article:
    """The article in a PDF. Raises ReadError for one that is damaged, encrypted, too long or without text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would log, the error says
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise ReadError("an encrypted PDF: save it without its password")
        text, title = _text(reader), reader.metadata.title if reader.metadata else None
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ReadError(f"a damaged PDF ({error}): save it again, or save its text") from error
    if not text:
        raise ReadError("a PDF without text: it holds pictures of pages; run a text recognition first")
    return make_article(text, title=title, origin=origin)


def _text(reader: PdfReader) -> str:
    if len(reader.pages) > _MOST_PAGES:
        raise ReadError(f"more than {_MOST_PAGES} pages: split it into its articles")
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > _MOST_CHARACTERS:
            raise ReadError(f"more than {_MOST_CHARACTERS:,} characters: split it into its articles")
    return _joined("\n\n".join(pages))


def _joined(text: str) -> str:
    """Lines of a paragraph as one line, words that a line end parted as one word."""
    whole = _LINE_END.sub(" ", _HYPHEN.sub("", _PARAGRAPH.sub("\n\n", text.strip())))
    return _SPACES.sub(" ", whole)
