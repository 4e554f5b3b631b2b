"""Our vocabulary -> a benchmark's labels, through a table kept as data in `mappings/`.

    [types]                    class -> labels; a chain has those of all its classes
    [parents]                  label -> labels that it implies
    [[relation]]               ours, theirs (each a name or a list), inverse, subject, object (classes, any of)
    [[rule]]                   given, follows (labels), inverse, object: what follows from one relation
    [[composition]]            first, then, follows: first(a, b) and then(b, c) -> follows(a, c)

Other tables of a file are the adapter's own.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.infer import closure
from kg.model import Edge, Extraction, Relation, Span
from kg.ontology import load
from kg.periods import moment_id
from kg.view import FORMER

type Fact = tuple[str, str, str]  # chain, label, chain

_FOLDER = Path(__file__).parent / "mappings"


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` relations between such classes are `theirs`, with subject and object exchanged where `inverse`."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    inverse: bool = False
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Of two that have a `given` relation, the `follows` hold too, if the object is of such a class."""

    given: tuple[str, ...]
    follows: tuple[str, ...]
    inverse: bool = False
    object: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """`first` and `then`, one after the other, make `follows`."""

    first: tuple[str, ...]
    then: tuple[str, ...]
    follows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One file of `mappings/`."""

    types: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    compositions: tuple[Composition, ...]
    other: dict[str, Any] = field(default_factory=dict)

    def labels(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Labels of all `classes` and of what they imply, each once."""
        found = [label for name in classes for label in self.types.get(name, ())]
        for label in found:
            found.extend(parent for parent in self.parents.get(label, ()) if parent not in found)
        return tuple(dict.fromkeys(found))

    @property
    def reach(self) -> frozenset[str]:
        """Every relation label that the table can give."""
        follows = [label for rule in self.rules for label in rule.follows]
        follows += [label for composition in self.compositions for label in composition.follows]
        return frozenset(follows).union(*(row.theirs for row in self.rows))

    def facts(self, extraction: Extraction, relations: Iterable[Relation]) -> set[Fact]:
        """The labels of `relations` and of what the ontology infers from them, and what follows by the set's rules."""
        classes = {chain.id: chain.types for chain in extraction.chains}
        given = list(relations)
        present = [edge(relation) for relation in given if not relation.former and relation.predicate != FORMER]
        edges = {*map(edge, given), *closure(present, classes, load())}
        return self.close({fact for each in edges for fact in self.labelled(each, classes)}, classes)

    def labelled(self, edge: Edge, classes: Mapping[str, Collection[str]]) -> set[Fact]:
        """The labels of one edge of ours, without what follows."""
        first, predicate, last = edge
        ends = (first, last)
        found: set[Fact] = set()
        for row in self.rows:
            if predicate in row.ours and _fits(row.subject, ends[0], classes) and _fits(row.object, ends[1], classes):
                subject, target = reversed(ends) if row.inverse else ends
                found.update((subject, label, target) for label in row.theirs)
        return found

    def close(self, facts: set[Fact], classes: Mapping[str, Collection[str]]) -> set[Fact]:
        """`facts` and all that rules and compositions make of them."""
        known = set(facts)
        while new := (self._implied(known, classes) | self._composed(known)) - known:
            known |= new
        return known

    def _implied(self, facts: set[Fact], classes: Mapping[str, Collection[str]]) -> set[Fact]:
        return {
            (target, follows, subject) if rule.inverse else (subject, follows, target)
            for subject, label, target in facts
            for rule in self.rules
            if label in rule.given and _fits(rule.object, target, classes)
            for follows in rule.follows
        }

    def _composed(self, facts: set[Fact]) -> set[Fact]:
        return {
            (subject, follows, target)
            for subject, first, middle in facts
            for start, then, target in facts
            if middle == start and subject != target
            for rule in self.compositions
            if first in rule.first and then in rule.then
            for follows in rule.follows
        }


def edge(relation: Relation) -> Edge:
    """What a relation links, and how; a time by its value."""
    return relation.subject, relation.predicate, moment_id(relation.value) if relation.value else relation.object


def held(relation: Relation) -> bool:
    """Whether somebody, the narrator or a speaker, presents the relation as so: what benchmarks annotate."""
    return relation.polarity == "positive" and relation.certainty in ("certain", "probable") and not relation.future


def conventional(span: Span, coarse: str, text: str) -> Span | None:
    """A value as news corpora annotate it (`mappings/values.toml`), None if they do not; what is no value as it is."""
    convention = _values().get(coarse)
    if convention is None:
        return span
    leading = re.match(convention["without"], text[slice(*span)])
    start = span[0] + (leading.end() if leading else 0)
    return (start, span[1]) if re.search(convention["with"], text[start : span[1]]) else None


@functools.cache
def _values() -> dict[str, dict[str, str]]:
    return tomllib.loads((_FOLDER / "values.toml").read_text(encoding="utf-8"))


@functools.cache
def read_table(name: str) -> Table:
    """`mappings/{name}.toml`, read once."""
    tables = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Table(
        types={key: _names(value) for key, value in tables.pop("types", {}).items()},
        parents={key: _names(value) for key, value in tables.pop("parents", {}).items()},
        rows=tuple(Row(**_fields(row)) for row in tables.pop("relation", ())),
        rules=tuple(Rule(**_fields(rule)) for rule in tables.pop("rule", ())),
        compositions=tuple(Composition(**_fields(rule)) for rule in tables.pop("composition", ())),
        other=tables,
    )


def _fields(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, bool) else _names(value) for key, value in table.items()}


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _fits(wanted: tuple[str, ...], chain: str, classes: Mapping[str, Collection[str]]) -> bool:
    return not wanted or not set(wanted).isdisjoint(classes.get(chain, ()))
