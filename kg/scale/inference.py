"""Asserted edges -> what follows by rules, round by round until nothing new follows, as `kg.infer.closure` does it.

In a round, every edge that is new becomes the middle of paths, which grow step by step by joins with all edges.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.constraints import slots
from kg.infer import Rules, rules_of, usable
from kg.model import Edge, Inference
from kg.ontology import Ontology, load
from kg.scale.contests import types_of, with_types
from kg.scale.desk import Desk
from kg.scale.rows import Row, mapped, written

_EDGE = ("subject", "predicate", "object")
_TYPED = (*_EDGE, "subject_types", "object_types")
_PATH = (
    "key string, subject string, predicate string, object string, subject_types array<string>, "
    "object_types array<string>, chain string, rule string, first int, last int, premises array<string>"
)
_FILLED = "slot string, filler string, subject string, predicate string, object string"
_NEXT = "key string, next string, next_types array<string>"

type Folders = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """Edges that are the steps `first` to `last` of a chain of properties; once it is whole, `predicate` follows."""

    subject: str
    predicate: str
    object: str
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]
    chain: tuple[str, ...]
    rule: str
    first: int
    last: int
    premises: tuple[str, ...]  # subject, property and object of each edge, one after the other

    def row(self) -> Row:
        """A row of _PATH; `key` is where the path goes on, nothing for a whole one."""
        key = None
        if self.first > 0:
            key = f"to {self.chain[self.first - 1]} {self.subject}"
        elif self.last < len(self.chain):
            key = f"from {self.chain[self.last]} {self.object}"
        ends = (self.subject, self.predicate, self.object, self.subject_types, self.object_types)
        return key, *ends, " ".join(self.chain), self.rule, self.first, self.last, self.premises


def inferred(desk: Desk, edges: DataFrame, entities: DataFrame, ontology: Folders) -> DataFrame:
    """(subject, predicate, object, rule, premises) of all that follows. `edges` are asserted and uncontested."""
    known = load(*ontology)
    asserted = with_types(edges.where(sf.col("predicate").isin(sorted(usable(known)))).distinct(), entities)
    fresh = everything = desk.kept("inference/asserted", lambda: asserted.select(*_TYPED))
    rounds = [everything.select(*_TYPED, sf.lit("").alias("rule"), sf.array().cast("array<string>").alias("premises"))]
    while not fresh.isEmpty():
        rounds.append(_round(desk, f"inference/{len(rounds)}", fresh, everything, ontology))
        fresh = rounds[-1].select(*_TYPED)
        everything = everything.unionByName(fresh)
    found = functools.reduce(DataFrame.unionByName, rounds)
    return found.where("rule != ''").select(*_EDGE, "rule", "premises")


def inference_of(edge: Edge, rule: str, premises: list[str]) -> Inference:
    """The Inference of a row."""
    parts = [iter(premises)] * 3
    return Inference(edge, rule, tuple(zip(*parts, strict=True)))


def _round(desk: Desk, name: str, fresh: DataFrame, everything: DataFrame, ontology: Folders) -> DataFrame:
    """What follows from the fresh edges and any others, and contradicts neither what is known nor each other."""
    walks = _walks(desk, name, fresh, everything, ontology)
    found = mapped(walks.where("key IS NULL"), functools.partial(_allowed, ontology), _PATH)
    chosen = desk.kept(f"{name}/chosen", lambda: _best(found, everything))
    contradicting = _contradicting(chosen, everything, ontology)
    return desk.kept(f"{name}/found", lambda: chosen.join(contradicting, list(_EDGE), "left_anti"))


def _best(found: DataFrame, everything: DataFrame) -> DataFrame:
    """What is new, each edge with the shortest way to it."""
    new = found.join(everything.select(*_EDGE), list(_EDGE), "left_anti")
    how = sf.struct(sf.size("premises").alias("length"), "premises", "rule")
    best = new.groupBy(*_EDGE).agg(
        sf.min(how).alias("how"),
        sf.first("subject_types").alias("subject_types"),
        sf.first("object_types").alias("object_types"),
    )
    return best.select(*_TYPED, "how.rule", "how.premises")


def _walks(desk: Desk, name: str, fresh: DataFrame, everything: DataFrame, ontology: Folders) -> DataFrame:
    """All paths with a fresh edge in them, whole ones and pieces of them."""
    steps = desk.kept(f"{name}/steps", lambda: mapped(everything.select(*_TYPED), _steps, _NEXT))
    start = functools.partial(_start, ontology)
    walks = [desk.kept(f"{name}/walks-1", lambda: mapped(fresh.select(*_TYPED), start, _PATH))]
    while not (going := walks[-1].where("key IS NOT NULL")).isEmpty():
        make = functools.partial(mapped, going.join(steps, "key"), functools.partial(_go_on, ontology), _PATH)
        walks.append(desk.kept(f"{name}/walks-{len(walks) + 1}", make))
    return functools.reduce(DataFrame.unionByName, walks)


def _contradicting(chosen: DataFrame, everything: DataFrame, ontology: Folders) -> DataFrame:
    """The edges that fill a slot that another fills differently."""
    new, old = (
        mapped(frame.select(*_TYPED), functools.partial(_slots, ontology), _FILLED) for frame in (chosen, everything)
    )
    fillers = new.select("slot", "filler").unionByName(old.select("slot", "filler")).groupBy("slot")
    several = fillers.agg(sf.countDistinct("filler").alias("fillers")).where("fillers > 1").select("slot")
    return new.join(several, "slot", "left_semi").select(*_EDGE).distinct()


def _steps(rows: Iterator[Row]) -> Iterator[Row]:
    """Where an edge leads on from either end."""
    for subject, predicate, target, subject_types, target_types in rows:
        yield f"from {predicate} {subject}", target, target_types
        yield f"to {predicate} {target}", subject, subject_types


def _start(ontology: Folders, rows: Iterator[Row]) -> Iterator[Row]:
    """What follows from an edge alone, and the paths that begin with it."""
    known = load(*ontology)
    rules = _rules(ontology)
    for subject, name, target, *types in rows:
        ends = (tuple(types[0] or ()), tuple(types[1] or ()))
        edge = (subject, name, target)
        for conclusion, exchanged, rule in rules.single[name]:
            walk = Walk(subject, conclusion, target, *ends, (name,), rule, 0, 1, edge)
            yield (_turned(walk) if exchanged else walk).row()
        for chain, place, conclusion, rule in rules.chains[name]:
            walk = Walk(subject, conclusion, target, *ends, chain, rule, place, place + 1, edge)
            yield from _past_tests(walk, known)


def _turned(walk: Walk) -> Walk:
    turned = replace(walk, subject=walk.object, object=walk.subject)
    return replace(turned, subject_types=walk.object_types, object_types=walk.subject_types)


def _go_on(ontology: Folders, rows: Iterator[Row]) -> Iterator[Row]:
    known = load(*ontology)
    for key, subject, name, target, subject_types, types, chain, rule, first, last, premises, further, found in rows:
        told = (tuple(subject_types or ()), tuple(types or ()), tuple(chain.split(" ")), rule, first, last)
        walk = Walk(subject, name, target, *told, tuple(premises))
        step = key.split(" ")[1]
        yield from _past_tests(_longer(walk, step, further, tuple(found or ())), known)


def _longer(walk: Walk, step: str, further: str, types: tuple[str, ...]) -> Walk:
    """The walk with one edge more, before it as long as something is missing there."""
    if walk.first > 0:
        premises = (further, step, walk.subject, *walk.premises)
        return replace(walk, subject=further, subject_types=types, first=walk.first - 1, premises=premises)
    premises = (*walk.premises, walk.object, step, further)
    return replace(walk, object=further, object_types=types, last=walk.last + 1, premises=premises)


def _past_tests(walk: Walk, known: Ontology) -> Iterator[Row]:
    """The walk past steps such as "which is a country", if its ends pass them."""
    while walk.first > 0 and walk.chain[walk.first - 1] in known.tests:
        if not _passes(walk.subject_types, walk.chain[walk.first - 1], known):
            return
        walk = replace(walk, first=walk.first - 1)
    while walk.last < len(walk.chain) and walk.chain[walk.last] in known.tests:
        if not _passes(walk.object_types, walk.chain[walk.last], known):
            return
        walk = replace(walk, last=walk.last + 1)
    yield walk.row()


def _passes(types: tuple[str, ...], step: str, known: Ontology) -> bool:
    return any(known.is_a(name, known.tests[step]) for name in types)


def _allowed(ontology: Folders, rows: Iterator[Row]) -> Iterator[Row]:
    """What links two, and what its property may link."""
    known = load(*ontology)
    for row in rows:
        _, subject, name, target, *types = row[:6]
        if subject != target and known.allows(name, *(tuple(each or ()) for each in types)):
            yield row


def _slots(ontology: Folders, rows: Iterator[Row]) -> Iterator[Row]:
    known = load(*ontology)
    for subject, name, target, *types in rows:
        edge = (subject, name, target)
        for slot, filler in slots(edge, types_of(edge, *types), known):
            yield written(slot), filler, *edge


@functools.cache
def _rules(ontology: Folders) -> Rules:
    return rules_of(load(*ontology))
