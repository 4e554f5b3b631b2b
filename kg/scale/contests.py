"""Asserted relations -> those that contradict others across articles, with the relations that stand in their place.

Edges that exclude each other fill one slot of the world (`kg.constraints`), so slots are the blocks.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.constraints import settled, slots
from kg.model import Edge
from kg.ontology import load
from kg.scale.desk import Desk
from kg.scale.rows import Row, mapped_by_group, written
from kg.settle import strength
from kg.store.contests import excluding

_EDGE = ("subject", "predicate", "object")
_FILLED = "slot string, filler string, subject string, predicate string, object string, strength double"
_LOST = (
    "subject string, predicate string, object string, other_subject string, other_predicate string, other_object string"
)

type Ontology = tuple[Path, ...]


def contested(desk: Desk, relations: DataFrame, entities: DataFrame, ontology: Ontology) -> DataFrame:
    """(article, relation, rival): IRIs of relations that lose, and of those that they contradict."""
    exclusive = sorted(excluding(load(*ontology)))
    holding = relations.where("holds").where(sf.col("predicate").isin(exclusive))
    scored = holding.groupBy(*_EDGE, "origin").agg(sf.max("score").alias("score"))
    slots_of = functools.partial(_slots, ontology)
    filled = desk.kept("contests/slots", lambda: mapped_by_group(with_types(scored, entities), 3, slots_of, _FILLED))
    several = filled.groupBy("slot").agg(sf.countDistinct("filler").alias("fillers")).where("fillers > 1")
    rivals = filled.join(several.select("slot"), "slot", "left_semi")
    lost = mapped_by_group(rivals, 1, _settle, _LOST).distinct()
    named = holding.select(*_EDGE, "name", "article")
    others = named.select(*(sf.col(name).alias(f"other_{name}") for name in _EDGE), sf.col("name").alias("rival"))
    beaten = lost.join(named, list(_EDGE)).join(others, [f"other_{name}" for name in _EDGE])
    found = beaten.select("article", sf.col("name").alias("relation"), "rival").distinct()
    return desk.kept("contests/found", lambda: found)


def with_types(edges: DataFrame, entities: DataFrame) -> DataFrame:
    """Edges with the classes of both ends, in two columns more; of what is no entity, none."""
    for end in ("subject", "object"):
        known = entities.select(sf.col("name").alias(end), sf.col("types").alias(f"{end}_types"))
        edges = edges.join(known, end, "left")
    others = [name for name in edges.columns if name not in (*_EDGE, "subject_types", "object_types")]
    return edges.select(*_EDGE, *others, "subject_types", "object_types")


def types_of(edge: Edge, subject: list[str] | None, target: list[str] | None) -> dict[str, list[str]]:
    """The classes of both ends of an edge, by end."""
    return {edge[2]: target or [], edge[0]: subject or []}


def _slots(ontology: Ontology, key: Row, rows: Iterator[Row]) -> Iterator[Row]:
    """The slots that one edge fills, with how strong it is."""
    edge = (key[0], key[1], key[2])
    found = list(rows)
    types = types_of(edge, *found[0][5:])
    strong = strength((origin, score) for *_, origin, score, _, _ in found)
    for slot, filler in slots(edge, types, load(*ontology)):
        yield written(slot), filler, *edge, strong


def _settle(_: Row, rows: Iterator[Row]) -> Iterator[Row]:
    """The edges of one slot that lose, each with those that it contradicts."""
    fillers: dict[str, list[Edge]] = defaultdict(list)
    strengths: dict[Edge, float] = {}
    for _, filler, subject, predicate, target, strong in sorted(rows, key=itemgetter(2, 3, 4)):
        edge = (subject, predicate, target)
        fillers[filler].append(edge)
        strengths[edge] = strong
    contest = settled(list(fillers.values()), strengths)
    for loser in contest.losers:
        others = contest.winners or [edge for edge in contest.losers if edge != loser]
        yield from ((*loser, *other) for other in others)
