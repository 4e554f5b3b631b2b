"""Names and values -> RDF terms for those who ask a database; what is written is made in `kg.ntriples`."""

from __future__ import annotations

import functools
import hashlib
import re
import urllib.parse
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.ontology import DATA, KG

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "activity": DATA + "activity/",
    "agent": DATA + "agent/",
    "article": DATA + "article/",
    "claim": DATA + "claim/",
    "decision": DATA + "decision/",
    "entity": DATA + "entity/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "inference": DATA + "inference/",
    "kg": KG,
    "oa": "http://www.w3.org/ns/oa#",
    "open": DATA + "open/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "relation": DATA + "relation/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "statement": DATA + "statement/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": XSD,
}
RESOLUTION = NamedNode(DATA + "resolution")
INFERRED = NamedNode(DATA + "inferred")

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_SLUG = re.compile("[^a-z0-9\xdf-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u3041-\ud7ff]+")


@functools.cache
def term(name: str) -> NamedNode:
    """A vocabulary term by its prefixed name: `term("kg:speaker")`."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + encode(local))


def encode(name: str) -> str:
    """`name` as one segment of an IRI; plain identifiers stay as they are."""
    if name.isascii() and name.isalnum():
        return name
    return urllib.parse.quote(name, safe="", errors="surrogatepass")


def address(kind: str, name: str) -> str:
    """The IRI of a thing of ours, as text: `address("entity", "vladimir-putin")`."""
    return f"{DATA}{kind}/{encode(name)}"


def data(kind: str, name: str) -> NamedNode:
    """The IRI of a thing of ours, as a node."""
    return NamedNode(address(kind, name))


def digest(*parts: object) -> str:
    """A content hash of 128 bits in hex over the parts' representations."""
    return hashlib.sha256(repr(parts).encode("ascii", "backslashreplace")).hexdigest()[:32]


def sha256(text: str) -> str:
    """The hash of a text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def clean(text: str) -> str:
    """Text that every format can carry, of the same length: controls and lone surrogates become U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r", "\n"))


def slug(lemma: str) -> str:
    """An XML name for an open predicate: "hope for" -> "hope-for"."""
    name = _NOT_IN_SLUG.sub("-", lemma.casefold()).strip("-")
    if not name:
        return "_" + digest(lemma)
    return name if name[0].isalpha() else "_" + name


def text(value: str) -> Literal:
    """A plain string literal."""
    return Literal(clean(value))


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=term("xsd:integer"))


def is_date(value: str) -> bool:
    """Whether it is a full ISO 8601 date that the calendar has."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
