"""KnowledgeNet: fifteen lasting relations, annotated exhaustively in single passages (Mesquita et al. 2019).

A fact is a pair of spans; every name and pronoun in the passage counts, but no nominal, and a demonym stands for
nothing but a nationality. Two facts match when both spans overlap (`overlap`, the set's text evaluation) or are equal
(`exact`). As in the set's own program, a prediction that overlaps another one that is right is not counted, and
properties for which a passage is not annotated are left out. Dev: fold 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Relation, Span
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import Record, find, read_split
from tests.quality.demonyms import demonyms
from tests.quality.mapping import edge, held, read_table
from tests.quality.scores import Counts, Score, Scores, total
from tests.quality.spans import overlaps

_DEV_FOLD = 3


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A property that holds between two spans of a passage."""

    property: str
    subject: Span
    object: Span


type Match = Callable[[Fact, Fact], bool]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is stated in one passage, and the properties for which that was annotated."""

    span: Span
    properties: frozenset[str]
    facts: frozenset[Fact]


type Passages = tuple[Passage, ...]


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    if split == "dev" and find(folder, "dev") is None:
        return [record for record in read_split(folder, "train") if record["fold"] == _DEV_FOLD]
    return read_split(folder, split)


def gold(record: Record) -> Passages:
    """The set's annotation."""
    facts = [Fact(fact["property"], _span(fact["s"]), _span(fact["o"])) for fact in record["facts"]]
    return _passages(record, facts)


def _span(pair: Sequence[int]) -> Span:
    return pair[0], pair[1]


def _passages(record: Record, facts: Sequence[Fact]) -> Passages:
    found = []
    for passage in record["passages"]:
        span = (passage["start"], passage["end"])
        inside = frozenset(fact for fact in facts if _inside(fact.subject, span) and _inside(fact.object, span))
        found.append(Passage(span, frozenset(passage["annotated_properties"]), inside))
    return tuple(found)


def _inside(span: Span, passage: Span) -> bool:
    return passage[0] <= span[0] and span[1] <= passage[1]


def answer(record: Record, found: Sequence[Extraction]) -> Passages:
    """Our relations whose evidence stands in a passage, between all mentions of their chains there."""
    (extraction,) = found
    facts: list[Fact] = []
    for passage in record["passages"]:
        span = (passage["start"], passage["end"])
        facts.extend(fact for relation in _stated(extraction, span) for fact in _facts(extraction, relation, span))
    return _passages(record, facts)


def _stated(extraction: Extraction, passage: Span) -> Iterator[Relation]:
    for relation in extraction.relations:
        if held(relation) and _inside((relation.evidence.start, relation.evidence.end), passage):
            yield relation


def _facts(extraction: Extraction, relation: Relation, passage: Span) -> Iterator[Fact]:
    classes = {chain.id: chain.types for chain in extraction.chains}
    table = read_table("knowledgenet")
    for subject, label, target in table.close(table.labelled(edge(relation), classes), classes):
        for first in _mentions(extraction, subject, passage):
            yield from (
                Fact(label, first, second)
                for second in _objects(extraction, relation, target, passage)
                if label in table.other["with_demonyms"] or extraction.article.text[slice(*second)] not in demonyms()
            )


def _mentions(extraction: Extraction, chain: str, passage: Span) -> list[Span]:
    spans = [(m.start, m.end) for m in extraction.mentions if m.chain == chain and m.kind != "nominal"]
    return [span for span in spans if _inside(span, passage)]


def _objects(extraction: Extraction, relation: Relation, target: str, passage: Span) -> list[Span]:
    """Where the other end of a fact stands: a time where the relation has it, anybody else in the whole passage."""
    return [relation.evidence.object] if relation.value else _mentions(extraction, target, passage)


def score(predicted: Sequence[Passages], true: Sequence[Passages]) -> Scores:
    """Micro-averaged over facts of all properties, and by property with overlapping spans."""
    pairs = [pair for ours, theirs in zip(predicted, true, strict=True) for pair in zip(ours, theirs, strict=True)]
    properties = sorted({name for _, passage in pairs for name in passage.properties})
    scores: Scores = {"overlap": _score(pairs, properties, _overlap), "exact": _score(pairs, properties, _equal)}
    return scores | {name: _score(pairs, [name], _overlap) for name in properties}


def _score(pairs: Iterable[tuple[Passage, Passage]], properties: Iterable[str], match: Match) -> Score:
    wanted = frozenset(properties)
    return total(_counts(ours, theirs, wanted & theirs.properties, match) for ours, theirs in pairs).score


def _counts(ours: Passage, theirs: Passage, properties: frozenset[str], match: Match) -> Counts:
    predicted = [fact for fact in ours.facts if fact.property in properties]
    true = [fact for fact in theirs.facts if fact.property in properties]
    found = [fact for fact in true if any(match(fact, other) for other in predicted)]
    right = [fact for fact in predicted if any(match(fact, other) for other in true)]
    wrong = [fact for fact in predicted if not any(match(fact, other) for other in right)]
    return Counts(len(found), len(found) + len(wrong), len(found), len(true))


def _equal(left: Fact, right: Fact) -> bool:
    return left == right


def _overlap(left: Fact, right: Fact) -> bool:
    same = left.property == right.property
    return same and overlaps(left.subject, right.subject) and overlaps(left.object, right.object)


def write(record: Record, found: Passages) -> str:
    """A line of the set's form."""
    text = record["text"]
    facts = [
        {
            "property": fact.property,
            "s": list(fact.subject),
            "o": list(fact.object),
            "s_text": text[slice(*fact.subject)],
            "o_text": text[slice(*fact.object)],
            "s_uri": None,
            "o_uri": None,
        }
        for passage in found
        for fact in sorted(passage.facts)
    ]
    return line(record, ("id", "fold", "text", "passages"), facts=facts)


BENCHMARK = Benchmark(
    name="knowledgenet",
    dev="fold 3 of train",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
