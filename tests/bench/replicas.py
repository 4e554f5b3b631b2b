"""A graph of a few articles -> N-Triples of as many replicas of it as a number of claims takes, the same on every run.

They are the default graph, as `kg build` writes it and named queries ask it; graphs of single articles are left out.

Every replica has articles, relations, claims and statements of its own. Its people are shared by the next twenty
replicas, its organisations by forty, its places by a hundred, and are called "Anna Berg 17"; so an entity of a graph
of millions is spoken of as often as one in the news.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kg.graph import Graph
from kg.model import Entity
from kg.network import node_id
from kg.terms import DATA, KG

_SPREADS = {"Person": 20, "Country": 100, "Region": 100, "City": 100, "Place": 100}
_OTHER_SPREAD = 40
_FIRST_DAY = date(2020, 1, 1)
_DAYS = 1_500
_OWN = re.compile(rf"(<{re.escape(DATA)}(?:article|activity|relation|claim|statement)/[^>]+)>")
_ENTITY = re.compile(rf"<{re.escape(DATA)}entity/([^>#]+)(#geometry)?>")
_DATED = re.compile(r'(datePublished> )"[^"]*"\^\^<[^>]+>')
_COUNT = re.compile(rf'(<{re.escape(KG)}(?:mention|article)Count> )"(\d+)"')
_NAME = re.compile(r'((?:rdf-schema#label|core#altLabel)> "(?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Template:
    """The lines of one replica, with places for its number (r), day and the numbers of entities by their spread."""

    once: str
    each: str
    entities: dict[int, str]  # what is said of the entities of one spread
    mentioned: dict[int, str]  # and what each replica adds
    claims: int

    @classmethod
    def of(cls, graph: Graph) -> Template:
        """The template of a graph."""
        spreads = {node_id(entity): spread(entity) for entity in graph.entities}
        once, each = [], []
        entities: dict[int, list[str]] = {number: [] for number in {*spreads.values()}}
        mentioned: dict[int, list[str]] = {number: [] for number in entities}
        for line in map(str, graph.triples()):
            worded = _placed(line, spreads)
            if not (named := _ENTITY.match(line)):
                (each if worded != line else once).append(worded)
            elif "%(r)s" in worded or (len(_ENTITY.findall(line)) > 1 and "#geometry" not in line):
                mentioned[spreads[named[1]]].append(worded)
            else:
                entities[spreads[named[1]]].append(_COUNT.sub(r'\1"%(mentions)s"', worded))
        return cls(_text(once), _text(each), _texts(entities), _texts(mentioned), len(graph.claims))

    def replicas(self, claims: int) -> int:
        """How many replicas hold that many claims."""
        return -(-claims // self.claims)

    def blocks(self, replicas: int, numbers: Iterable[int]) -> Iterator[str]:
        """The lines of those of the replicas, some at a time; what all share comes with the first."""
        for number in numbers:
            if number == 0:
                yield self.once % {}
            values = _values(number, self.entities)
            yield self.each % values
            for size, lines in self.mentioned.items():
                yield lines % values
                if number % size == 0:
                    yield self.entities[size] % {**values, "mentions": min(size, replicas - number)}

    def write(self, claims: int, path: Path) -> None:
        """Write all that hold so many claims to a file."""
        replicas = self.replicas(claims)
        self._write(replicas, range(replicas), path)

    def write_parts(self, claims: int, room: Path, size: int) -> Iterator[Path]:
        """Write the same, so many replicas to a file; each file lasts until the next is asked for."""
        replicas = self.replicas(claims)
        for numbers in itertools.batched(range(replicas), size):
            path = room / f"replicas-{numbers[0]}.nt"
            self._write(replicas, numbers, path)
            yield path
            path.unlink()

    def _write(self, replicas: int, numbers: Iterable[int], path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(self.blocks(replicas, numbers))


def spread(entity: Entity) -> int:
    """How many replicas share the entity."""
    return _SPREADS.get(entity.type, _OTHER_SPREAD)


def _placed(line: str, spreads: Mapping[str, int]) -> str:
    """A line with places for all that differs between replicas."""
    safe = line.replace("%", "%%")
    safe = _OWN.sub(r"\1-%(r)s>", safe)
    safe = _DATED.sub(r'\1"%(day)s"^^<http://www.w3.org/2001/XMLSchema#date>', safe)
    named = _ENTITY.match(line)
    if named:
        safe = _NAME.sub(rf'\1 %(g{spreads[named[1]]})s"', safe)
    return _ENTITY.sub(lambda found: _place_of(found, spreads), safe)


def _place_of(found: re.Match[str], spreads: Mapping[str, int]) -> str:
    name = found[1].replace("%%", "%")
    return f"<{DATA}entity/{found[1]}-%(g{spreads[name]})s{found[2] or ''}>"


def _values(number: int, spreads: Mapping[int, object]) -> dict[str, object]:
    day = _FIRST_DAY + timedelta(days=number * 7919 % _DAYS)
    return {"r": number, "day": day.isoformat(), **{f"g{size}": number // size for size in spreads}}


def _text(lines: list[str]) -> str:
    return "".join(f"{line} .\n" for line in lines)


def _texts(lines: Mapping[int, list[str]]) -> dict[int, str]:
    return {size: _text(found) for size, found in lines.items()}
