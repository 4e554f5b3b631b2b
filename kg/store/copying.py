"""Records -> records: which articles of the graph are copies of others, found again near those that come and go."""

from __future__ import annotations

from collections.abc import Iterable

from kg.copies import Imprint, bands, copies
from kg.store.records import Records


def copy_anew(records: Records, entering: Iterable[str], leaving: Iterable[str]) -> set[str]:
    """Find copies among what the articles may be copies of; returns the articles that count with others than before."""
    fresh = records.among("SELECT id, signature FROM article WHERE id IN given", entering)
    shared = {band for (band,) in records.among("SELECT band FROM band WHERE article IN given", leaving)}
    records.run_many("DELETE FROM band WHERE article = ?", ((article,) for article in sorted(leaving)))
    records.run_many(
        "INSERT INTO band VALUES (?, ?)", ((band, article) for article, signature in fresh for band in bands(signature))
    )
    reached = _reached(records, {article for article, _ in fresh}, shared)
    found = copies(Imprint(*row) for row in records.among(_IMPRINTS, reached))
    return _replace(records, reached | set(leaving), {each.article: each.original for each in found})


_IMPRINTS = "SELECT id, dated, signature FROM article WHERE id IN given"


def _reached(records: Records, articles: set[str], shared: set[bytes]) -> set[str]:
    """The articles, and all that bands connect with them, directly or through others."""
    reached, known = set(articles), set[bytes]()
    fresh = shared | _bands_of(records, articles)
    while fresh:
        known |= fresh
        found = {article for band in fresh for article in records.column(_SHARING, (band,))} - reached
        reached |= found
        fresh = _bands_of(records, found) - known
    return reached


_SHARING = "SELECT article FROM band WHERE band = ?"


def _bands_of(records: Records, articles: Iterable[str]) -> set[bytes]:
    return {band for (band,) in records.among("SELECT band FROM band WHERE article IN given", articles)}


def _replace(records: Records, articles: set[str], originals: dict[str, str]) -> set[str]:
    old: dict[str, str] = dict(records.among("SELECT article, original FROM copy WHERE article IN given", articles))
    changed = {article for article in old.keys() | originals.keys() if old.get(article) != originals.get(article)}
    records.run_many("DELETE FROM copy WHERE article = ?", ((article,) for article in sorted(changed)))
    fresh = sorted(changed & originals.keys())
    records.run_many("INSERT INTO copy VALUES (?, ?)", ((article, originals[article]) for article in fresh))
    return changed
