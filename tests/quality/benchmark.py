"""What a benchmark adapter is made of, and how one is measured: records -> Articles -> Extractions -> labels ->
scores.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import Article, Extraction
from kg.pipeline import Settings, extract_articles
from tests.quality.data import Record, sample
from tests.quality.scores import Scores

logger = logging.getLogger(__name__)


def extractions(articles: Iterable[Article], settings: Settings) -> Iterator[Extraction]:
    """What each article says; one that cannot be read says nothing, which costs recall."""
    waiting: list[Article] = []

    def remembered() -> Iterator[Article]:
        for article in articles:
            waiting.append(article)
            yield article

    for found in extract_articles(remembered(), settings):
        article = waiting.pop(0)
        yield found if isinstance(found, Extraction) else Extraction(article)


@dataclass(frozen=True, slots=True)
class Benchmark[Answer]:
    """One set: how to read it, what is asked of an extraction, and how answers are scored and written.

    `answer` gets what `extract` made of the record's articles. `write` gives one or more lines in the set's own form.
    A set of our `own` is in the repository and needs no folder.
    """

    name: str
    dev: str  # which records the dev split holds
    read: Callable[[Path, str], list[Record]]
    articles: Callable[[Record], list[Article]]
    gold: Callable[[Record], Answer]
    answer: Callable[[Record, Sequence[Any]], Answer]
    score: Callable[[Sequence[Answer], Sequence[Answer]], Scores]  # predicted, gold
    write: Callable[[Record, Answer], str]
    extract: Callable[[Iterable[Article], Settings], Iterator[Any]] = extractions
    own: bool = False
    folder: str = ""  # of its data, where that is not named as the set is


@dataclass(frozen=True, slots=True)
class Measurement:
    """Scores of one run, and what was scored in the set's own form."""

    records: int
    scores: Scores
    predictions: tuple[str, ...]


def measure(benchmark: Benchmark[Any], folder: Path, split: str, limit: int | None, settings: Settings) -> Measurement:
    """Reads, extracts with these settings and scores one split. Raises NoDataError."""
    records = sample(benchmark.read(folder, split), limit)
    batches = [benchmark.articles(record) for record in records]
    found = benchmark.extract((article for batch in batches for article in batch), settings)
    answers = [
        benchmark.answer(record, [next(found) for _ in batch]) for record, batch in zip(records, batches, strict=True)
    ]
    scores = benchmark.score(answers, [benchmark.gold(record) for record in records])
    written = tuple(benchmark.write(record, answer) for record, answer in zip(records, answers, strict=True))
    return Measurement(len(records), scores, written)


def article(record: Record) -> Article:
    """The record's text as an Article that carries the record's id, its title and date where it has them."""
    name = str(record["id"])
    title, date = record.get("title"), record.get("date")
    return Article(id=name, text=record["text"], title=title, published=date, language="en", origin=name)


def line(record: Record, keys: Sequence[str], **fields: Any) -> str:
    """A JSON line in the form of `record`: its own `keys`, and `fields` that were predicted."""
    return json.dumps({**{key: record[key] for key in keys if key in record}, **fields}, ensure_ascii=False)


def prefixed(group: str, scores: Scores) -> Scores:
    """Scores under the name of a group."""
    return {f"{group} {name}": value for name, value in scores.items()}
