"""Re-DocRED: relations of whole Wikipedia introductions, as 96 Wikidata properties (Tan et al. 2022).

End to end: an entity of ours stands for the gold entity with which its mentions agree most (by overlap, at least one),
so that a relation counts when its property and both ends are right. Two of our entities may stand for one of gold. Dev:
every fifth document of train.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Chain, Extraction, Span
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import Record, every, find, read_split
from tests.quality.mapping import edge, held, read_table
from tests.quality.scores import Scores, overlap, total
from tests.quality.spans import best

_DEV_STEP = 5

type Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Triples:
    """Relations between gold entities (their numbers) and entities that are not in gold (their chain ids)."""

    triples: frozenset[Triple]


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    if split == "dev" and find(folder, "dev") is None:
        return every(read_split(folder, "train"), _DEV_STEP)
    return read_split(folder, split)


def gold(record: Record) -> Triples:
    """The set's annotation."""
    return Triples(frozenset((str(r["s"]), r["p"], str(r["o"])) for r in record["relations"]))


def answer(record: Record, found: Sequence[Extraction]) -> Triples:
    """Our relations between the gold entities that our chains stand for."""
    (extraction,) = found
    stands_for = _alignment(record, extraction) | _times(record, extraction)
    facts = read_table("redocred").facts(extraction, filter(held, extraction.relations))
    return Triples(frozenset((stands_for[s], label, stands_for[o]) for s, label, o in facts))


def _times(record: Record, extraction: Extraction) -> dict[str, str]:
    """The gold entity of each time that a relation of ours has, by what it is called there."""
    entities, owners = _gold_mentions(record)
    dated = [relation for relation in extraction.relations if relation.value]
    found = {edge(relation)[2]: best(relation.evidence.object, entities) for relation in dated}
    return {name: name if number is None else owners[number] for name, number in found.items()}


def _gold_mentions(record: Record) -> tuple[dict[int, Span], list[str]]:
    entities = {number: (m["start"], m["end"]) for number, m in enumerate(record["mentions"])}
    return entities, [str(mention["entity"]) for mention in record["mentions"]]


def _alignment(record: Record, extraction: Extraction) -> dict[str, str]:
    entities, owners = _gold_mentions(record)
    spans = {m.id: (m.start, m.end) for m in extraction.mentions if m.kind != "pronoun"}
    return {chain.id: _owner(chain, spans, entities, owners) for chain in extraction.chains}


def _owner(chain: Chain, spans: dict[str, Span], entities: dict[int, Span], owners: Sequence[str]) -> str:
    votes = Counter(
        owners[mention] for i in chain.mentions if i in spans and (mention := best(spans[i], entities)) is not None
    )
    return min(votes, key=lambda owner: (-votes[owner], owner)) if votes else chain.id


def score(predicted: Sequence[Triples], true: Sequence[Triples]) -> Scores:
    """Micro-averaged: all properties, and those alone that the mapping has, which is what rules can reach."""
    pairs = [(ours.triples, theirs.triples) for ours, theirs in zip(predicted, true, strict=True)]
    known = read_table("redocred").reach
    return {
        "end to end": total(overlap(*pair) for pair in pairs).score,
        "mapped properties": total(overlap(_only(ours, known), _only(theirs, known)) for ours, theirs in pairs).score,
    }


def _only(triples: frozenset[Triple], labels: frozenset[str]) -> frozenset[Triple]:
    return frozenset(triple for triple in triples if triple[1] in labels)


def write(record: Record, found: Triples) -> str:
    """A line of the set's form; relations with an entity that gold does not have cannot be written in it."""
    triples = [triple for triple in sorted(found.triples) if triple[0].isdecimal() and triple[2].isdecimal()]
    relations = [{"s": int(s), "p": label, "o": int(o)} for s, label, o in triples]
    return line(record, ("id", "title", "text", "mentions", "entities"), relations=relations)


BENCHMARK = Benchmark(
    name="redocred",
    dev="every fifth document of train by id",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
