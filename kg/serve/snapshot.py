"""A store's folder -> Snapshot: the graph as it stands at one moment, with what every answer needs at hand."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.ontology import Ontology, load
from kg.serve.facts import MERGED, article_iri, entity_iri, first, local, optional, properties, short, subjects, values
from kg.serve.names import Known, NameIndex
from kg.serve.records import Publication, Ref
from kg.store import Store
from kg.store.folder import RECORDS, current_view
from kg.store.records import Records
from kg.terms import PREFIXES, clean, term

_ENTITIES = 100_000  # whose name, classes and numbers are remembered
_ARTICLES = 20_000  # whose title and date are remembered
_TEXTS = 200  # articles whose text is


class NotInGraphError(LookupError):
    """What is asked for is not in the graph; the message says what."""


class Snapshot:
    """A store that is served. Threads may share it; nothing in it changes."""

    def __init__(self, path: Path | str, ontology: Ontology | None = None) -> None:
        self.path = Path(path)
        self.view = current_view(self.path)
        self.ontology = ontology or load()
        self._store = Store(path)
        self.dataset: ox.Store = self._store.dataset
        self._names: NameIndex | None = None
        self._indexing = threading.Lock()
        self.entity = functools.lru_cache(_ENTITIES)(self._entity)
        self.publication = functools.lru_cache(_ARTICLES)(self._publication)
        self.text = functools.lru_cache(_TEXTS)(self._text)

    def is_current(self) -> bool:
        """Whether the store still holds this graph."""
        return current_view(self.path) == self.view

    def names(self) -> NameIndex:
        """The names of all entities, read once: of hundreds of thousands that takes seconds, in which searches wait."""
        with self._indexing:
            if self._names is None:
                self._names = NameIndex(_entities(self.dataset))
            return self._names

    def _entity(self, identifier: str) -> Known | None:
        """An entity by its id, if there is one."""
        known = _known(self.dataset, entity_iri(identifier))
        return known if "Entity" in known.types else None

    def known(self, identifier: str) -> Known:
        """An entity by its id. Raises NotInGraphError."""
        known = self.entity(identifier)
        if known is None:
            raise NotInGraphError(f"no entity {identifier!r} in this graph: /api/search?query=… finds entities by name")
        return known

    def ref(self, iri: str) -> Ref:
        """The entity with that IRI."""
        known = self.entity(short(iri))
        return Ref(known.id, known.name, known.type) if known else Ref(None, local(iri), "")

    def optional_ref(self, iri: str) -> Ref | None:
        """The entity with that IRI, or nothing for no IRI."""
        return self.ref(iri) if iri else None

    def _publication(self, iri: str) -> Publication:
        found = properties(self.dataset, iri)
        return Publication(
            id=short(iri),
            title=first(found, "label"),
            published=optional(found, "datePublished"),
            source=optional(found, "publisher"),
            url=optional(found, "url"),
        )

    def article(self, identifier: str) -> Publication:
        """An article by its id. Raises NotInGraphError."""
        publication = self.publication(article_iri(identifier))
        if not publication.title:
            raise NotInGraphError(f"no article {identifier!r} in this graph: /api/articles lists them")
        return publication

    def articles(self) -> list[Publication]:
        """All articles, the latest first, undated ones last."""
        return list(self._articles)

    @functools.cached_property
    def _articles(self) -> tuple[Publication, ...]:
        kind = PREFIXES["schema"] + "NewsArticle"
        found = (self.publication(iri) for iri in subjects(self.dataset, "rdf:type", kind))
        by_id = sorted(found, key=lambda each: each.id)
        return tuple(sorted(by_id, key=lambda each: each.published or "", reverse=True))

    def _text(self, identifier: str) -> str:
        """The text of an article, as long as the one that offsets count in."""
        with contextlib.closing(Records(self.view.parent / RECORDS, read_only=True)) as records:
            return clean(records.extraction(identifier).article.text)

    def mentioned_in(self, identifier: str) -> Iterator[Publication]:
        """The articles that mention an entity."""
        entity = ox.NamedNode(entity_iri(identifier))
        for quad in self.dataset.quads_for_pattern(entity, term("kg:mentionedIn"), None, MERGED):
            if isinstance(quad.object, ox.NamedNode):
                yield self.publication(quad.object.value)


def _entities(dataset: ox.Store) -> Iterator[tuple[Known, list[str]]]:
    """All entities with their names."""
    for iri in subjects(dataset, "rdf:type", PREFIXES["kg"] + "Entity"):
        known = _known(dataset, iri)
        yield known, [known.name, *values(dataset, iri, "skos:altLabel")]


def _known(dataset: ox.Store, iri: str) -> Known:
    """An entity, read property by property: a hundred times as much may be said of it elsewhere."""
    label, coarse, mentions, articles = (
        "".join(values(dataset, iri, name)[:1])
        for name in ("rdfs:label", "kg:coarseType", "kg:mentionCount", "kg:articleCount")
    )
    types = tuple(map(local, values(dataset, iri, "rdf:type")))
    return Known(short(iri), label, local(coarse), types, int(mentions or 0), int(articles or 0))
