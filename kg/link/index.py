"""Records of a knowledge base -> an index on disk: a table of aliases in SQLite.

Names are looked up whole, in one form, so a plain table with an index answers in the time of a few pages read: a
full-text index (FTS5) would be larger and match parts of names, which are the wrong entities. It is written in batches
and sorted by SQLite on disk, so memory stays bounded whatever the size of the knowledge base.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from kg.link.records import Known, look_up_form, without_initials
from kg.model import KgError

_FORM = 1
_BATCH = 5000
_MOST = 50  # candidates of one name that are looked at, the most used first
_SCHEMA = f"""
PRAGMA user_version = {_FORM};
CREATE TABLE entity(
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, prior REAL NOT NULL,
    description TEXT NOT NULL, related TEXT NOT NULL);
CREATE TABLE alias(name TEXT NOT NULL, entity INTEGER NOT NULL, weight REAL NOT NULL);
"""
_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
_CANDIDATES = """
SELECT iri, entity.name, type, description, related, weight * prior FROM alias JOIN entity ON entity.id = alias.entity
WHERE alias.name = ? ORDER BY weight * prior DESC, iri LIMIT ?
"""


class KbIndexError(KgError):
    """An index that cannot be made or read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity of the knowledge base that a name may mean, with its share of what the name is used for."""

    iri: str
    name: str
    type: str
    share: float
    description: str
    related: frozenset[str]


def build_index(records: Iterable[Known], path: Path) -> int:
    """Write the index of `records` and return how many there are. Nothing stands at `path` until it is whole."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(draft)) as database:
        database.executescript(_FAST + _SCHEMA)
        count = _fill(database, records)
        database.execute("CREATE INDEX alias_name ON alias(name)")
        database.commit()
    draft.replace(path)
    return count


def _fill(database: sqlite3.Connection, records: Iterable[Known]) -> int:
    count = 0
    for batch in batched(enumerate(records, 1), _BATCH):
        rows = [
            (number, each.iri, each.name, each.type, each.prior, each.description, " ".join(each.related))
            for number, each in batch
        ]
        database.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        aliases = ((name, number, weight) for number, each in batch for name, weight in _aliases(each))
        database.executemany("INSERT INTO alias VALUES (?, ?, ?)", aliases)
        count += len(batch)
    return count


def _aliases(known: Known) -> Iterator[tuple[str, float]]:
    """Every form once, with its weight; the name itself counts as used once."""
    weights: dict[str, float] = defaultdict(float)
    weights[look_up_form(known.name)] += 1.0
    for alias, weight in known.aliases.items():
        weights[look_up_form(alias)] += weight
    for form, weight in list(weights.items()):
        weights.setdefault(without_initials(form), weight / 2)
    return ((form, weight) for form, weight in weights.items() if form)


class Index:
    """An index opened for looking up names. Raises KbIndexError when the file is none of ours."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise KbIndexError(f"{path}: there is no index: make it with kg link --kb FILE")
        self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (form,) = self._database.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise KbIndexError(f"{path}: is no index of a knowledge base ({error}): make it anew") from error
        if form != _FORM:
            raise KbIndexError(f"{path}: is an index of form {form}, this program reads {_FORM}: make it anew")

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The entities that bear a name, the most used first."""
        rows = self._database.execute(_CANDIDATES, (look_up_form(name), _MOST)).fetchall()
        total = sum(row[-1] for row in rows) or 1.0
        return tuple(
            Candidate(iri, known, kind, weight / total, description, frozenset(related.split()))
            for iri, known, kind, description, related, weight in rows
        )

    def close(self) -> None:
        """Give the file free."""
        self._database.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
