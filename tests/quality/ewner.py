"""English Worldwide Newswire NER: names in news from five regions of the world (Shan et al. 2023).

Dev: every fifth article by id, so that all regions are in it. `names` leaves out dates and sums of money, `name
boundaries` the types. What spaCy's own entities score on the same articles is shown beside (`stock`).
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Span

from kg.annotate import annotate, load_pipeline
from kg.model import Article, Extraction
from kg.pipeline import Settings
from tests.quality.benchmark import Benchmark, article, extractions, line, prefixed
from tests.quality.data import Record, every, find, read_split
from tests.quality.demonyms import demonyms
from tests.quality.mapping import conventional, read_table
from tests.quality.scores import Score, Scores, overlap, total

type Entities = frozenset[tuple[int, int, str]]

_VALUES = ("Date", "Money")
_DEV_STEP = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Entities of ours, and of spaCy's pipeline as it is."""

    ours: Entities
    stock: Entities


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    if split == "dev" and find(folder, "dev") is None:
        return every(read_split(folder, "train"), _DEV_STEP)
    return read_split(folder, split)


def gold(record: Record) -> Found:
    """The set's annotation."""
    entities = frozenset((mention["start"], mention["end"], mention["type"]) for mention in record["mentions"])
    return Found(entities, entities)


def extract(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Extraction, Entities]]:
    """What each article says, with the entities that spaCy's recogniser alone finds in it."""
    ours, stock = itertools.tee(articles)
    nlp = load_pipeline(settings.pipeline)
    labels = read_table("ewner").other["stock"]
    with nlp.select_pipes(enable=["tok2vec", "ner"]):
        for found, (_, doc) in zip(extractions(ours, settings), annotate(stock, nlp), strict=True):
            entities = (_stock(ent, labels) for ent in doc.ents)
            yield found, frozenset(entity for entity in entities if entity)


def _stock(ent: Span, labels: dict[str, str]) -> tuple[int, int, str] | None:
    label = labels.get(ent.label_)
    coarse = {"DATE": "Time", "MONEY": "Money"}.get(ent.label_, "")
    span = conventional((ent.start_char, ent.end_char), coarse, ent.doc.text)
    return (*span, label) if span and label else None


def answer(record: Record, found: Sequence[tuple[Extraction, Entities]]) -> Found:
    """Names and values of ours, with the set's types."""
    ((extraction, stock),) = found
    types = {chain.id: chain.types for chain in extraction.chains}
    ours = frozenset(
        (*span, label)
        for mention in extraction.mentions
        if mention.kind in ("name", "value")
        and (span := conventional((mention.start, mention.end), mention.type, record["text"]))
        for label in _label(record["text"][slice(*span)], types[mention.chain])
    )
    return Found(ours, stock)


def _label(wording: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    if "Location" in classes and wording in demonyms():
        return ("NORP",)
    return read_table("ewner").labels(classes)[:1]


def score(predicted: Sequence[Found], true: Sequence[Found]) -> Scores:
    """Exact span and type, micro-averaged: all, names only, boundaries only, and by type; then the same for `stock`."""
    expected = [found.ours for found in true]
    labels = sorted({label for entities in expected for _, _, label in entities})
    ours, stock = ([getattr(found, side) for found in predicted] for side in ("ours", "stock"))
    return {
        **_scores(ours, expected),
        **{label: _summary([_only(e, label) for e in ours], [_only(e, label) for e in expected]) for label in labels},
        **prefixed("stock", _scores(stock, expected)),
    }


def _scores(predicted: Sequence[Entities], true: Sequence[Entities]) -> Scores:
    names = [_names(found) for found in predicted], [_names(found) for found in true]
    spans = [[_spans(found) for found in side] for side in names]
    return {"entities": _summary(predicted, true), "names": _summary(*names), "name boundaries": _summary(*spans)}


def _summary[Item: Hashable](predicted: Sequence[frozenset[Item]], true: Sequence[frozenset[Item]]) -> Score:
    return total(overlap(*pair) for pair in zip(predicted, true, strict=True)).score


def _names(found: Entities) -> Entities:
    return frozenset(entity for entity in found if entity[2] not in _VALUES)


def _spans(found: Entities) -> frozenset[tuple[int, int]]:
    return frozenset((start, end) for start, end, _ in found)


def _only(found: Entities, label: str) -> Entities:
    return frozenset(entity for entity in found if entity[2] == label)


def write(record: Record, found: Found) -> str:
    """A line of the set's form."""
    mentions = [{"start": start, "end": end, "type": label} for start, end, label in sorted(found.ours)]
    return line(record, ("id", "region", "text"), mentions=mentions)


BENCHMARK = Benchmark(
    name="ewner",
    dev="every fifth article of train by id",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    extract=extract,
)
