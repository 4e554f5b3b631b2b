"""Store + index of a knowledge base -> the same store, with what its articles name identified or left alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kg.link import Index, build_index, link, read_source
from kg.model import Chain, Entity, Extraction, Link
from kg.ontology import Ontology
from kg.resolve.entities import merged_links
from kg.store import Change, extended
from kg.store.records import IN, Records, encoded, packed

type Linker = Callable[[Extraction], Extraction]


def index_of(source: Path, index: Path, ontology: Ontology) -> int:
    """Make the index of a knowledge base unless it is there and newer than `source`; the number of entities if made."""
    if index.is_file() and index.stat().st_mtime >= source.stat().st_mtime:
        return 0
    return build_index(read_source(source, ontology), index)


def identify(store: Path, index: Path, ontology: Ontology) -> tuple[int, int]:
    """Link what the store's articles name; how many entities have a link now, and how many there are.

    A link depends on its own article and the knowledge base alone. Raises StoreError and KbIndexError.
    """
    with closing(Index(index)) as known, extended(store) as writer:
        records = writer.records
        if not records.get("indexed"):
            writer.settle(Change(), ontology)
        with records.transaction():
            _link_articles(records, lambda extraction: link(extraction, known))
            counts = _link_entities(records)
        writer.publish(writer.prepare())
    return counts


def _link_articles(records: Records, linker: Linker) -> None:
    for article in records.column("SELECT id FROM article WHERE state = ? ORDER BY id", (IN,)):
        extraction = records.extraction(article)
        linked = linker(extraction)
        if linked != extraction:
            records.run("UPDATE article SET record = ? WHERE id = ?", (packed(linked), article))
            records.mark("article", [article])


def _link_entities(records: Records) -> tuple[int, int]:
    """Entities take over the links of their members."""
    chains: dict[str, list[Chain]] = {}
    for article in records.column("SELECT id FROM article WHERE state = ? ORDER BY id", (IN,)):
        owners: dict[str, str] = dict(
            records.rows("SELECT id, entity FROM member WHERE article = ? AND entity IS NOT NULL", (article,))
        )
        for chain in records.extraction(article).chains:
            if chain.links and (owner := owners.get(f"{article}#{chain.id}")):
                chains.setdefault(owner, []).append(chain)
    for entity in list(records.entities()):
        _update(records, entity, merged_links(chains.get(entity.id, ())))
    kept = set(records.column("SELECT id FROM entity WHERE kept"))
    return len(kept & chains.keys()), len(kept)


def _update(records: Records, entity: Entity, links: tuple[Link, ...]) -> None:
    if links != entity.links:
        records.run("UPDATE entity SET record = ? WHERE id = ?", (encoded(replace(entity, links=links)), entity.id))
        records.mark("entity", [entity.id])
