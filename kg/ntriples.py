"""Names and values -> terms as N-Triples writes them: every IRI that is minted and every literal that is written.

Text, not objects: a graph is written as lines, and making objects of terms to write them takes twenty times as long.
A line is a triple without the full stop; it is, character for character, what Oxigraph makes of it (RDF 1.2 N-Triples,
Canonical Form). Whatever stands in an article, the terms are valid in every format: text that XML 1.0 cannot carry
becomes U+FFFD, one for one, so that offsets keep counting; IRIs are percent-encoded.
"""

from __future__ import annotations

import functools
import itertools
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg import terms
from kg.model import Article
from kg.terms import XSD, address, clean, is_date

type Term = str  # a term: <IRI> or a literal
type Line = str  # subject, predicate and object, and the graph that is not the default one
type Pair = tuple[Term, Term | None]

_LEGAL_IN_IRI = ":/?#[]@!$&'()*+,;=%-._~"
_WIDEST_OFFSET = timedelta(hours=14)
_TOGETHER = 10_000  # lines parsed at a time
_PLAIN = re.compile("[ !#-\\[\\]-~\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\x7f": "\\u007F"})


# Names


@functools.cache
def term(name: str) -> Term:
    """A vocabulary term by its prefixed name: `term("kg:speaker")`."""
    return str(terms.term(name))


def iri(name: str) -> Term:
    """The term of an IRI."""
    return f"<{name}>"


def address_of(node: Term) -> str:
    """The IRI of a term that is one."""
    return node[1:-1]


def data(kind: str, name: str) -> Term:
    """A thing of ours: `data("entity", "vladimir-putin")`."""
    return iri(address(kind, name))


def article_part(article: Article, part: str) -> Term:
    """Something inside an article: a mention, a local entity, a stretch of text."""
    return iri(f"{address('article', article.id)}#{part}")


def outside(link: str | None) -> Term | None:
    """An address of the web as IRI, illegal characters encoded; None when it is not an absolute IRI."""
    quoted = urllib.parse.quote(link or "", safe=_LEGAL_IN_IRI, errors="surrogatepass")
    try:
        return str(NamedNode(quoted))
    except ValueError:
        return None


# Values


def text(value: str) -> Term:
    """A plain string literal."""
    if _PLAIN.fullmatch(value):
        return f'"{value}"'
    return f'"{clean(value).translate(_ESCAPES)}"'


def optional_text(value: str | None) -> Term | None:
    """A plain string literal, or nothing for nothing."""
    return text(value) if value else None


def integer(value: int) -> Term:
    """An xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> Term:
    """An xsd:boolean."""
    return _TRUE if value else _FALSE


_TRUE, _FALSE = (f'"{value}"^^<{XSD}boolean>' for value in ("true", "false"))


def decimal(value: float) -> Term:
    """An xsd:decimal of at most four places in canonical form."""
    digits = f"{value:.4f}".rstrip("0").rstrip(".")
    return f'"{"0" if digits == "-0" else digits}"^^<{XSD}decimal>'


@functools.lru_cache(maxsize=65536)
def when(value: str | None) -> Term | None:
    """An ISO 8601 date, month, year or date and time as typed literal; anything else as the string that it is."""
    if not value:
        return None
    form = next((form for form, reads in _FORMS if reads(value)), None)
    if form is None:
        return text(value)
    return f'"{_canonical_time(value) if form == "dateTime" else value}"^^<{XSD}{form}>'


def _is_time(value: str) -> bool:
    try:
        offset = datetime.fromisoformat(value).utcoffset()
    except ValueError:
        return False
    return re.match(r"\d{4}-\d\d-\d\dT", value, re.ASCII) is not None and abs(offset or timedelta()) <= _WIDEST_OFFSET


def _canonical_time(value: str) -> str:
    """The form that XML Schema calls canonical: no trailing zeros in a fraction, Z for UTC."""
    moment = datetime.fromisoformat(value).isoformat()
    return re.sub(r"(\.\d*?)0+(?=[+-]|$)", r"\1", moment).replace("+00:00", "Z")


_FORMS = (
    ("date", is_date),
    ("gYearMonth", lambda value: is_date(value + "-01")),
    ("gYear", lambda value: is_date(value + "-01-01")),
    ("dateTime", _is_time),
)


# Lines


def describe(subject: Term, *pairs: Pair) -> Iterator[Line]:
    """Triples about `subject`, each once, without the pairs that have no value."""
    for predicate, value in dict.fromkeys(pairs):
        if value is not None:
            yield f"{subject} {predicate} {value}"


def pair(name: str, value: Term | None) -> Pair:
    """A property by its prefixed name, and its value."""
    return term(name), value


def a(name: str) -> Pair:
    """A class by its prefixed name."""
    return _TYPE, term(name)


_TYPE = term("rdf:type")


def in_graph(lines: Iterable[Line], graph: Term) -> Iterator[Line]:
    """The lines of triples as those of quads in a named graph."""
    return (f"{line} {graph}" for line in lines)


def parsed(lines: Iterable[Line]) -> Iterator[Quad]:
    """The quads of lines."""
    for together in itertools.batched(lines, _TOGETHER):
        yield from parse(document(together), RdfFormat.N_QUADS)


def parsed_triples(lines: Iterable[Line]) -> Iterator[Triple]:
    """The triples of lines."""
    return (quad.triple for quad in parsed(lines))


def document(lines: Iterable[Line]) -> str:
    """The lines as N-Quads."""
    return "".join(f"{line} .\n" for line in lines)
