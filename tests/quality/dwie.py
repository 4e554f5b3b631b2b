"""DWIE: news articles with entities, coreference, types and relations (Zaporojets et al. 2021).

Its mentions are names and values (times, roles, sums), never nominals or pronouns. A demonym ("Norwegian") is an entity
of its own there, apart from the country, and relations with the country are repeated with it (`citizen_of-x`). Values
and demonyms are one entity for each wording. Relations with an entity that is not mentioned cannot be pointed at and
are left out. Dev: the last 100 ids of train.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import Chain, Extraction, Mention, Span
from tests.quality.benchmark import Benchmark, article, prefixed
from tests.quality.coreference import clusters, conll
from tests.quality.data import Record, find, read_split
from tests.quality.demonyms import demonyms
from tests.quality.mapping import Fact, Table, conventional, held, read_table
from tests.quality.relations import entity_level, related, typed
from tests.quality.scores import Scores

_DEV_SIZE = 100


@dataclass(frozen=True, slots=True)
class Concept:
    """An entity: where it is mentioned, and its types."""

    spans: tuple[Span, ...]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One article's concepts, and relations between them as (subject, label, object) positions."""

    concepts: tuple[Concept, ...]
    relations: tuple[tuple[int, str, int], ...]


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    if split == "dev" and find(folder, "dev") is None:
        return sorted(read_split(folder, "train"), key=lambda record: str(record["id"]))[-_DEV_SIZE:]
    return read_split(folder, split)


def gold(record: Record) -> Document:
    """The set's annotation."""
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    mentioned = [entity for entity in record["entities"] if entity["mentions"]]
    position = {entity["id"]: number for number, entity in enumerate(mentioned)}
    return Document(
        tuple(Concept(_ordered(spans[i] for i in entity["mentions"]), tuple(entity["types"])) for entity in mentioned),
        tuple(
            (position[relation["s"]], relation["p"], position[relation["o"]])
            for relation in record["relations"]
            if relation["s"] in position and relation["o"] in position
        ),
    )


def answer(record: Record, found: Sequence[Extraction]) -> Document:
    """Our extraction with the set's labels."""
    (extraction,) = found
    table = read_table("dwie")
    named, words = _named(extraction, table), _demonyms(extraction, table)
    concepts = [concept for _, concept in (*named, *words)] + _values(extraction, table)
    facts = table.facts(extraction, filter(held, extraction.relations))
    names = {chain.id: number for number, (chain, _) in enumerate(named)}
    of_place: dict[str, list[int]] = {}
    for number, (chain, _) in enumerate(words, len(named)):
        of_place.setdefault(chain.id, []).append(number)
    labels = table.other["demonym_relations"]
    closing = {
        (number, labels[chain.type], names[chain.id])
        for number, (chain, _) in enumerate(words, len(named))
        if chain.id in names and chain.type in labels
    }
    return Document(tuple(concepts), tuple(sorted(closing.union(_relations(facts, names, of_place, table)))))


def _named(extraction: Extraction, table: Table) -> list[tuple[Chain, Concept]]:
    """Chains that are named, with their names only."""
    found = []
    for chain, mentions in _mentions(extraction, "name"):
        spans = [(m.start, m.end) for m in mentions if not _is_demonym(extraction, chain, m)]
        if spans and (labels := table.labels(chain.types)):
            found.append((chain, Concept(_ordered(spans), labels)))
    return found


def _demonyms(extraction: Extraction, table: Table) -> list[tuple[Chain, Concept]]:
    """One concept for each wording of a demonym, with the chain of its place, or its own where it has none."""
    found: list[tuple[Chain, Concept]] = []
    places = {chain.name: chain for chain in extraction.chains if "Location" in chain.types}
    for chain, mentions in _mentions(extraction, "name"):
        words = [mention for mention in mentions if _is_demonym(extraction, chain, mention)]
        for wording, spans in _by_wording(extraction, words).items():
            origin = demonyms()[wording]
            place = chain if "Location" in chain.types else places.get(origin.name, chain)
            found.append((place, Concept(spans, table.labels([f"demonym of {origin.type}"]))))
    return found


def _values(extraction: Extraction, table: Table) -> list[Concept]:
    """One concept for each wording of a value."""
    by_type: dict[str, list[Mention]] = {}
    for mention in extraction.mentions:
        if mention.kind == "value":
            by_type.setdefault(mention.type, []).append(mention)
    return [
        Concept(spans, labels)
        for coarse, mentions in by_type.items()
        if (labels := table.labels([coarse]))
        for spans in _by_wording(extraction, mentions).values()
    ]


def _by_wording(extraction: Extraction, mentions: Iterable[Mention]) -> dict[str, tuple[Span, ...]]:
    """Spans by what they read; of values, those that news corpora annotate."""
    groups: dict[str, list[Span]] = {}
    for mention in mentions:
        span = conventional((mention.start, mention.end), mention.type, extraction.article.text)
        if span:
            groups.setdefault(extraction.article.text[slice(*span)], []).append(span)
    return {wording: _ordered(spans) for wording, spans in groups.items()}


def _mentions(extraction: Extraction, kind: str) -> Iterable[tuple[Chain, list[Mention]]]:
    by_chain: dict[str, list[Mention]] = {}
    for mention in extraction.mentions:
        if mention.kind == kind:
            by_chain.setdefault(mention.chain, []).append(mention)
    return [(chain, by_chain[chain.id]) for chain in extraction.chains if chain.id in by_chain]


def _is_demonym(extraction: Extraction, chain: Chain, mention: Mention) -> bool:
    of_place = "Location" in chain.types or "Group" in chain.types
    return of_place and extraction.article.text[mention.start : mention.end] in demonyms()


def _relations(
    facts: set[Fact], names: dict[str, int], demonyms: dict[str, list[int]], table: Table
) -> Iterable[tuple[int, str, int]]:
    repeated = set(table.other["repeated_with_demonyms"])
    for subject, label, target in facts:
        if subject in names:
            if target in names:
                yield names[subject], label, names[target]
            if label in repeated:
                yield from ((names[subject], f"{label}-x", number) for number in demonyms.get(target, ()))


def score(predicted: Sequence[Document], true: Sequence[Document]) -> Scores:
    """Coreference, entity typing and relations; relations also without those that close over demonyms."""
    coreference = conll([_clusters(document) for document in predicted], [_clusters(document) for document in true])
    typing = entity_level([_types(document) for document in predicted], [_types(document) for document in true])
    every = entity_level(_all_relations(predicted), _all_relations(true))
    without = entity_level(_all_relations(predicted, closed=False), _all_relations(true, closed=False))
    return {
        **prefixed("coreference", coreference),
        **prefixed("typing", typing),
        **prefixed("relations", every),
        **prefixed("relations without rule-closed,", without),
    }


def _clusters(document: Document) -> Any:
    return clusters(concept.spans for concept in document.concepts)


def _types(document: Document) -> Any:
    return frozenset(typed(concept.spans, label) for concept in document.concepts for label in concept.types)


def _all_relations(documents: Sequence[Document], *, closed: bool = True) -> list[Any]:
    return [
        frozenset(
            related(document.concepts[subject].spans, label, document.concepts[target].spans)
            for subject, label, target in document.relations
            if closed or not (label.endswith("-x") or label == "gpe0")
        )
        for document in documents
    ]


def write(record: Record, document: Document) -> str:
    """A line of the set's official form, with what its program wants of predictions: tags and relations of mentions."""
    text = record["text"]
    tags = [[f"type::{label}" for label in concept.types] for concept in document.concepts]
    mentions = sorted((*span, number) for number, concept in enumerate(document.concepts) for span in concept.spans)
    fields = {
        "id": record["id"],
        "tags": ["all", record.get("split", "")],
        "content": text,
        "mentions": [
            {"begin": start, "end": end, "text": text[start:end], "concept": number, "tags": tags[number]}
            for start, end, number in mentions
        ],
        "concepts": [
            {"concept": number, "text": _name(concept, text), "count": len(concept.spans), "tags": tags[number]}
            for number, concept in enumerate(document.concepts)
        ],
        "relations": [{"s": subject, "p": label, "o": target} for subject, label, target in document.relations],
        "mention_relations": _between_mentions(document, [number for _, _, number in mentions]),
    }
    return json.dumps(fields, ensure_ascii=False)


def _between_mentions(document: Document, owners: Sequence[int]) -> list[dict[str, int | str]]:
    """Every relation between all mentions of its ends; `owners` are the concepts of the mentions."""
    where: dict[int, list[int]] = {}
    for mention, concept in enumerate(owners):
        where.setdefault(concept, []).append(mention)
    return [
        {"s": first, "p": label, "o": second}
        for subject, label, target in document.relations
        for first in where[subject]
        for second in where[target]
    ]


def _name(concept: Concept, text: str) -> str:
    return max((text[start:end] for start, end in concept.spans), key=len)


def _ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))


BENCHMARK = Benchmark(
    name="dwie",
    dev="the last 100 ids of train",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
