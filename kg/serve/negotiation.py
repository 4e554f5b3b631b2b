"""An Accept header + what can be offered -> the media type to answer with (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

SOLUTIONS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
BOOLEANS = {
    name: offered
    for name, offered in SOLUTIONS.items()
    if offered in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML)
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
}
_EXACT, _KIND, _ANY = 3, 2, 1
_MOST_RANGES = 100  # of a header; what follows is not read


class NotAcceptableError(Exception):
    """None of what can be offered is accepted; the message lists what can."""


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    subkind: str
    quality: float

    def fit(self, media_type: str) -> int:
        """How exactly the range names a media type, 0 if not at all."""
        kind, _, subkind = media_type.partition("/")
        if (self.kind, self.subkind) == (kind, subkind):
            return _EXACT
        if self.subkind != "*":
            return 0
        return _KIND if self.kind == kind else _ANY if self.kind == "*" else 0


def choose(accept: str | None, offered: Sequence[str]) -> str:
    """The offered media type that is liked best, of equals the first. Raises NotAcceptableError."""
    ranges = _ranges(accept or "*/*")
    best = max(offered, key=lambda media_type: _quality(ranges, media_type))
    if _quality(ranges, best) == 0:
        raise NotAcceptableError(f"nothing of what Accept names can be given: ask for {', '.join(offered)}")
    return best


def _quality(ranges: Sequence[_Range], media_type: str) -> float:
    """How much a media type is liked: what the range that names it most exactly says."""
    fits = [(each.fit(media_type), each.quality) for each in ranges]
    return max((fit for fit in fits if fit[0]), default=(0, 0.0))[1]


def _ranges(accept: str) -> list[_Range]:
    found = (_range(part) for part in accept.split(",")[:_MOST_RANGES])
    return [each for each in found if each is not None]


def _range(part: str) -> _Range | None:
    name, *parameters = (each.strip() for each in part.split(";"))
    kind, slash, subkind = name.lower().partition("/")
    if not slash:
        return None
    given = dict(parameter.lower().replace(" ", "").partition("=")[::2] for parameter in parameters)
    return _Range(kind, subkind, _number(given.get("q", "1")))


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
