"""English Worldwide Newswire NER: names in news from five regions of the world (Shan et al. 2023).

Dev: every fifth article by id, so that all regions are in it. `names` leaves out dates and sums of money, `boundaries`
the types.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from kg.model import Extraction
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import Record, every, find, read_split
from tests.quality.demonyms import demonyms
from tests.quality.mapping import Table, read_table
from tests.quality.scores import Scores, overlap, total

type Entities = frozenset[tuple[int, int, str]]

_VALUES = ("Date", "Money")
_DEV_STEP = 5


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    if split == "dev" and find(folder, "dev") is None:
        return every(read_split(folder, "train"), _DEV_STEP)
    return read_split(folder, split)


def gold(record: Record) -> Entities:
    """The set's annotation."""
    return frozenset((mention["start"], mention["end"], mention["type"]) for mention in record["mentions"])


def answer(record: Record, found: Sequence[Extraction]) -> Entities:
    """Names and values of ours, with the set's types."""
    (extraction,) = found
    types = {chain.id: chain.types for chain in extraction.chains}
    return frozenset(
        (mention.start, mention.end, label)
        for mention in extraction.mentions
        if mention.kind in ("name", "value")
        for label in _label(record["text"][mention.start : mention.end], types[mention.chain])
    )


def _label(wording: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    if "Location" in classes and wording in demonyms():
        return ("NORP",)
    return _table().labels(classes)[:1]


def score(predicted: Sequence[Entities], true: Sequence[Entities]) -> Scores:
    """Exact span and type, micro-averaged: all, names only, boundaries only, and by type."""
    pairs = list(zip(predicted, true, strict=True))
    labels = sorted({label for found in true for _, _, label in found})
    scores: Scores = {
        "entities": total(overlap(ours, theirs) for ours, theirs in pairs).score,
        "names": total(overlap(_names(ours), _names(theirs)) for ours, theirs in pairs).score,
        "name boundaries": total(overlap(_spans(ours), _spans(theirs)) for ours, theirs in pairs).score,
    }
    for label in labels:
        scores[label] = total(overlap(_only(ours, label), _only(theirs, label)) for ours, theirs in pairs).score
    return scores


def _names(found: Entities) -> Entities:
    return frozenset(entity for entity in found if entity[2] not in _VALUES)


def _spans(found: Entities) -> frozenset[tuple[int, int]]:
    return frozenset((start, end) for start, end, _ in _names(found))


def _only(found: Entities, label: str) -> Entities:
    return frozenset(entity for entity in found if entity[2] == label)


def write(record: Record, found: Entities) -> str:
    """A line of the set's form."""
    mentions = [{"start": start, "end": end, "type": label} for start, end, label in sorted(found)]
    return line(record, ("id", "region", "text"), mentions=mentions)


@functools.cache
def _table() -> Table:
    return read_table("ewner")


BENCHMARK = Benchmark(
    name="ewner",
    dev="every fifth article of train by id",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
