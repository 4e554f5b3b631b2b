"""Records -> records: who is who again, for those alone that new or removed articles may change.

Local entities that may be one share a key (`kg.resolve.keys`), and what is not connected by keys never meets. So the
keys of the articles that come and go lead to the components to resolve, and all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kg.graph import mere_values, spoken_of
from kg.model import Decision, Entity, Extraction
from kg.resolve import Profile, Resolution, Rules, keys, profiles, resolve_component
from kg.store.records import Records, encoded

_PROFILE = msgspec.json.Decoder(Profile)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of the corpus reaches, for the stages that follow."""

    articles: set[str] = field(default_factory=set)  # their local entities stand for others than before
    entities: set[str] = field(default_factory=set)  # new, changed or gone
    retyped: set[str] = field(default_factory=set)  # of other classes than before


@dataclass(frozen=True, slots=True)
class Lost:
    """What local entities leave behind that are there no more."""

    members: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)


def add_members(records: Records, extraction: Extraction, rules: Rules) -> None:
    """Keep what one article tells of its local entities."""
    article = extraction.article.id
    spoken, values = set(spoken_of(extraction)), set(mere_values(extraction))
    told = {profile.key: profile for profile in profiles(extraction, rules)}
    mentions = {f"{article}#{chain.id}": len(chain.mentions) for chain in extraction.chains}
    records.run_many(
        "INSERT INTO member VALUES (?, ?, NULL, NULL, ?, ?, ?, ?)",
        (
            (name, article, mentions[name], name in spoken, name in values, encoded(profile))
            for name, profile in told.items()
        ),
    )
    _add_keys(records, told.values(), rules)


def drop_members(records: Records, article: str, lost: Lost) -> None:
    """Forget the local entities of an article, and add what they leave behind to `lost`."""
    for member, entity in records.rows("SELECT id, entity FROM member WHERE article = ?", (article,)):
        lost.members.add(member)
        lost.entities.update([entity] if entity else [])
        lost.keys.update(records.column("SELECT key FROM key WHERE member = ?", (member,)))
    records.run("DELETE FROM key WHERE member IN (SELECT id FROM member WHERE article = ?)", (article,))
    records.run("DELETE FROM member WHERE article = ?", (article,))


def resolve_anew(records: Records, articles: Iterable[str], lost: Lost, rules: Rules) -> Touched:
    """Resolve all that the local entities of `articles`, and those that are `lost`, may be one with."""
    members = {name for (name,) in records.among(_OF_ARTICLES, articles)}
    reached = _reached(records, members, lost.keys)
    touched = Touched()
    old, new = set(lost.entities), set[str]()
    _drop_decisions(records, lost.members)
    for groups in _portions(_components(records, reached)):
        together = {name for group in groups for name in group}
        told = {name: _PROFILE.decode(blob) for name, blob in records.among(_PROFILES, together)}
        found = [resolve_component([told[name] for name in group], rules) for group in groups]
        _replace_decisions(records, together, found)
        old.update(entity for (entity,) in records.among(_OLD_ENTITIES, together))
        new.update(_replace_entities(records, together, found, touched))
    touched.entities.update(old - new)
    records.run_many("DELETE FROM entity WHERE id = ?", ((name,) for name in sorted(old - new)))
    return touched


def refresh_keys(records: Records, rules: Rules) -> None:
    """Work out all keys again, as other decisions of the user demand."""
    records.run("DELETE FROM key")
    told = (_PROFILE.decode(blob) for blob in records.column("SELECT profile FROM member WHERE profile IS NOT NULL"))
    _add_keys(records, told, rules)


def replace_given(records: Records, given: Iterable[Decision]) -> None:
    """Put the user's decisions in the place of those that the user gave before."""
    mark_given(records)
    records.run("DELETE FROM decision WHERE by != 'kg'")
    _put_decisions(records, ((each.left, each.right, each.by, encoded(each)) for each in given))
    mark_given(records)


def given_decisions(records: Records) -> tuple[Decision, ...]:
    """The user's decisions."""
    return tuple(decision for decision in records.decisions() if decision.by != "kg")


def mark_given(records: Records) -> None:
    """Note that the user's decisions are to be written: they name what is not there differently from what is."""
    given = records.rows("SELECT left, right, by FROM decision WHERE by != 'kg'")
    records.mark("decision", map(decision_name, given))


_TOGETHER = 2_000  # local entities resolved at a time, unless more of them belong together
_OF_ARTICLES = "SELECT id FROM member WHERE article IN given"
_PROFILES = "SELECT id, profile FROM member WHERE id IN given"
_MEMBERS = "SELECT id, entity, shown, spoken, value FROM member WHERE id IN given"
_OLD_ENTITIES = "SELECT DISTINCT entity FROM member WHERE id IN given AND entity IS NOT NULL"
_DECISIONS = (
    "SELECT left, right, by, record FROM decision WHERE by = 'kg' AND left IN given "
    "UNION SELECT left, right, by, record FROM decision WHERE by = 'kg' AND right IN given"
)


def _add_keys(records: Records, told: Iterable[Profile], rules: Rules) -> None:
    rows = ((key, profile.key) for profile in told for key in sorted(keys(profile, rules)))
    records.run_many("INSERT OR IGNORE INTO key VALUES (?, ?)", rows)


def _reached(records: Records, members: set[str], lost: set[str]) -> set[str]:
    """The members, and all that keys connect with them or with the lost keys, directly or through others."""
    reached, known = set(members), set(lost)
    fresh = lost | {key for (key,) in records.among("SELECT key FROM key WHERE member IN given", members)}
    while fresh:
        known |= fresh
        found = {name for (name,) in records.among("SELECT member FROM key WHERE key IN given", fresh)} - reached
        reached |= found
        fresh = {key for (key,) in records.among("SELECT key FROM key WHERE member IN given", found)} - known
    return reached


def _components(records: Records, members: Iterable[str]) -> list[list[str]]:
    """The members in groups that keys connect, each in order."""
    groups = {name: [name] for name in sorted(members)}
    first: dict[str, str] = {}
    for key, name in records.among("SELECT key, member FROM key WHERE member IN given ORDER BY member", groups):
        left, right = sorted((groups[name], groups[first.setdefault(key, name)]), key=len)
        if left is not right:
            right += left
            groups.update(dict.fromkeys(left, right))
    return [sorted(group) for name, group in groups.items() if group[0] == name]


def _portions(groups: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    """The groups, some at a time, so that what is known of their members never fills the memory."""
    portion: list[list[str]] = []
    size = 0
    for group in groups:
        portion.append(group)
        size += len(group)
        if size >= _TOGETHER:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _replace_entities(
    records: Records, members: set[str], found: Iterable[Resolution], touched: Touched
) -> frozenset[str]:
    """Write the entities that the members make up now, and note which of them are other than before."""
    before = {name: row for name, *row in records.among(_MEMBERS, members)}
    after = {entity.id: entity for part in found for entity in part.entities}
    rows = {name: tuple(row) for name, *row in records.among(_ENTITIES, after)}
    for name, entity in after.items():
        row = (_is_kept(entity, before), _types(entity), encoded(entity))
        if rows.get(name) != row:
            touched.entities.add(name)
            touched.retyped.update([name] if name in rows and rows[name][1] != row[1] else [])
            records.run("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", (name, *row))
        _move(records, entity, name if row[0] else None, before, touched)
    return frozenset(after)


_ENTITIES = "SELECT id, kept, types, record FROM entity WHERE id IN given"


def _move(
    records: Records, entity: Entity, shown: str | None, before: Mapping[str, Sequence[Any]], to: Touched
) -> None:
    """Let the members of an entity stand for it."""
    moved = [name for name in entity.members if tuple(before[name][:2]) != (entity.id, shown)]
    rows = ((entity.id, shown, name) for name in moved)
    records.run_many("UPDATE member SET entity = ?, shown = ? WHERE id = ?", rows)
    to.articles.update(name.rpartition("#")[0] for name in moved if before[name][1] != shown)


def _types(entity: Entity) -> str:
    return " ".join(sorted({entity.type, *entity.types}))


def _is_kept(entity: Entity, members: Mapping[str, Sequence[Any]]) -> bool:
    """Whether an entity is named and no mere value, or something is said of it (as `kg.graph` has it)."""
    spoken, values = zip(*(members[name][2:] for name in entity.members), strict=True)
    return any(spoken) or (entity.named and not all(values))


def _drop_decisions(records: Records, members: Iterable[str]) -> None:
    """Forget what was decided of members that are there no more."""
    old = sorted(row[:3] for row in records.among(_DECISIONS, members))
    records.run_many(_DROP_DECISION, old)
    records.mark("decision", map(decision_name, old))


_DROP_DECISION = "DELETE FROM decision WHERE left = ? AND right = ? AND by = ?"


def _replace_decisions(records: Records, members: set[str], found: Iterable[Resolution]) -> None:
    """Put what was decided in the place of what was decided of the members before."""
    old = {(row[0], row[1], row[2]): row[3] for row in records.among(_DECISIONS, members)}
    new = {(each.left, each.right, each.by): encoded(each) for part in found for each in part.decisions}
    changed = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    records.run_many(_DROP_DECISION, sorted(old.keys() - new.keys()))
    _put_decisions(records, ((*name, new[name]) for name in changed if name in new))
    records.mark("decision", map(decision_name, changed))


def _put_decisions(records: Records, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
    records.run_many("INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?)", rows)


def decision_name(key: Sequence[str]) -> str:
    """The name of a decision among what is to be written: left, right and by whom."""
    return "\t".join(key[:3])
