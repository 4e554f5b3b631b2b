"""Extractions -> who is who: local entities in blocks by their keys, components of blocks, each resolved by itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.graph import mere_values, spoken_of
from kg.model import Decision, Entity
from kg.ontology import load
from kg.resolve import Profile, Resolution, Rules, keys, profiles, resolve_component, rules
from kg.scale.components import connected
from kg.scale.desk import Desk
from kg.scale.extracting import extraction_of
from kg.scale.rows import Row, mapped, mapped_by_group, written

_MEMBERS = (
    "member string, article string, mentions int, spoken boolean, mere boolean, keys array<string>, profile string"
)
_RESOLVED = "kind string, name string, entity string, kept boolean, mentions int, types array<string>, record string"
_PROFILE = msgspec.json.Decoder(Profile)
_ENTITY = msgspec.json.Decoder(Entity)


@dataclass(frozen=True, slots=True)
class Judging:
    """What identity is judged by: the ontology in these folders, and a user's decisions."""

    ontology: tuple[Path, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def rules(self) -> Rules:
        """The rules, made once in a process."""
        return _rules(self)


@functools.cache
def _rules(judging: Judging) -> Rules:
    return rules(load(*judging.ontology), judging.decisions)


@dataclass(frozen=True, slots=True)
class Identity:
    """`members` (name, entity, kept, mentions), `entities` (name, kept, types, record), `decisions` (record)."""

    members: DataFrame
    entities: DataFrame
    decisions: DataFrame


def resolved(desk: Desk, extractions: DataFrame, judging: Judging) -> Identity:
    """The entities of all extractions, and the decisions that made them, a user's own left out."""
    records = extractions.select("record")
    members = desk.kept("members", lambda: mapped(records, functools.partial(_members, judging), _MEMBERS))
    links = members.select("member", sf.explode("keys").alias("key"))
    components = connected(desk, "identity", links)
    placed = members.join(components, "member", "left").select(
        sf.coalesce("component", "member").alias("component"), "member", "mentions", "spoken", "mere", "profile"
    )
    found = desk.kept("resolved", lambda: mapped_by_group(placed, 1, functools.partial(_resolve, judging), _RESOLVED))
    return Identity(
        found.where("kind = 'member'").select("name", "entity", "kept", "mentions"),
        found.where("kind = 'entity'").select("name", "kept", "types", "record"),
        found.where("kind = 'decision'").select("record"),
    )


def entity_of(record: str) -> Entity:
    """The Entity of a row."""
    return _ENTITY.decode(record)


def _members(judging: Judging, rows: Iterator[Row]) -> Iterator[Row]:
    for (record,) in rows:
        extraction = extraction_of(record)
        article = extraction.article.id
        spoken, values = set(spoken_of(extraction)), set(mere_values(extraction))
        mentions = {f"{article}#{chain.id}": len(chain.mentions) for chain in extraction.chains}
        for profile in profiles(extraction, judging.rules()):
            name = profile.key
            found = sorted(keys(profile, judging.rules()))
            yield name, article, mentions[name], name in spoken, name in values, found, written(profile)


def _resolve(judging: Judging, _: Row, rows: Iterator[Row]) -> Iterator[Row]:
    """The entities, local entities and decisions of one component."""
    told = {name: (mentions, spoken, mere, profile) for _, name, mentions, spoken, mere, profile in rows}
    found = resolve_component([_PROFILE.decode(profile) for *_, profile in told.values()], judging.rules())
    for entity in found.entities:
        said = any(told[name][1] for name in entity.members)
        kept = said or (entity.named and not all(told[name][2] for name in entity.members))
        yield "entity", entity.id, None, kept, None, [entity.type, *entity.types], written(entity)
        yield from (("member", name, entity.id, kept, told[name][0], None, None) for name in entity.members)
    yield from _decisions(found)


def _decisions(found: Resolution) -> Iterator[Row]:
    return (
        ("decision", "\t".join((each.left, each.right, each.by)), None, None, None, None, written(each))
        for each in found.decisions
    )
