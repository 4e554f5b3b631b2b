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
from kg.scale.rows import Row, mapped, mapped_by_group, written
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
    edges = with_types(_strong(holding), entities)
    filled = desk.kept("contests/slots", lambda: mapped(edges, functools.partial(_slots, ontology), _FILLED))
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


def _strong(holding: DataFrame) -> DataFrame:
    """Edges with how strong each is."""
    scored = holding.groupBy(*_EDGE, "origin").agg(sf.max("score").alias("score"))
    columns = "subject string, predicate string, object string, strength double"
    return mapped_by_group(scored, 3, _strength, columns)


def _strength(edge: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield *edge, strength((origin, score) for *_, origin, score in rows)


def _slots(ontology: Ontology, rows: Iterator[Row]) -> Iterator[Row]:
    for subject, predicate, target, strong, *types in rows:
        edge = (subject, predicate, target)
        for slot, filler in slots(edge, types_of(edge, *types), load(*ontology)):
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
