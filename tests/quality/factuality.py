"""Event factuality: with which certainty and polarity an event is presented, -3 to 3 (Stanovsky et al. 2017; Rudinger
et al. 2018). Three corpora, scored apart: MEANTIME, UW and UDS-IH2, in files `meantime-dev.jsonl.gz` and so on.

What is measured is `kg.extract.factuality` at the given event words, since an Extraction has no standing for words that
are in no relation or claim, together with what the encoder's head says of them; with `--fast`, the rules alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.annotate import annotate, load_pipeline
from kg.encoder import Encoder, encode, load_encoder
from kg.encoder.claims import event_values
from kg.extract.factuality import Factuality, factuality
from kg.model import Article
from kg.ontology import Ontology, load
from kg.pipeline import Settings
from kg.tokens import Doc
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import NoDataError, Record, find, read_split
from tests.quality.mapping import read_table
from tests.quality.scores import Scores
from tests.quality.values import correlation, mean_absolute_error

_CORPORA = ("meantime", "uw", "uds_ih2")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Factuality of its events, in order."""

    corpus: str
    values: tuple[float, ...]


def read(folder: Path, split: str) -> list[Record]:
    """Records of all corpora that have the split. Raises NoDataError."""
    names = [name for name in (*(f"{corpus}-{split}" for corpus in _CORPORA), split) if find(folder, name)]
    if not names:
        raise NoDataError(f"{folder} has no {' or '.join(f'{corpus}-{split}.jsonl' for corpus in _CORPORA)}")
    return [record for name in names for record in read_split(folder, name) if record["events"]]


def gold(record: Record) -> Sentence:
    """The set's annotation."""
    return Sentence(_corpus(record), tuple(float(event["factuality"]) for event in record["events"]))


def _corpus(record: Record) -> str:
    return str(record["id"]).split("_")[0]


@dataclass(frozen=True, slots=True)
class Presented:
    """How the text presents a word, were it an event: by the rules, and by the encoder's head for each corpus."""

    rules: Factuality
    learnt: Mapping[str, float] = field(default_factory=dict)


def presented(articles: Iterable[Article], settings: Settings) -> Iterator[dict[int, Presented]]:
    """How the text presents each of its words, by the word's first character."""
    nlp = load_pipeline(settings.pipeline)
    ontology = load(*settings.ontology)
    encoder = None if settings.fast else load_encoder()
    for _, doc in annotate(articles, nlp):
        yield _read(doc, ontology, encoder)


def _read(doc: Doc, ontology: Ontology, encoder: Encoder | None) -> dict[int, Presented]:
    words = [token for token in doc if not token.is_space]
    learnt: list[dict[str, float]] = [{} for _ in words]
    if encoder is not None:
        values = event_values(encode(doc, encoder), [word.i for word in words])
        learnt = [dict(zip(encoder.corpora, map(float, row), strict=True)) for row in values]
    return {word.idx: Presented(factuality(word, ontology), found) for word, found in zip(words, learnt, strict=True)}


def answer(record: Record, found: Sequence[dict[int, Presented]]) -> Sentence:
    """Our reading of the events' words; a word that we split elsewhere takes the one that holds its start."""
    (by_start,) = found
    starts = [max((start for start in by_start if start <= event["start"]), default=0) for event in record["events"]]
    corpus = _corpus(record)
    return Sentence(corpus, tuple(_value(by_start.get(start, Presented(Factuality())), corpus) for start in starts))


def _value(found: Presented, corpus: str) -> float:
    """The number that the corpus has for what the rules say, averaged with what the head says."""
    table = _mapping()[corpus]
    numbers = table["future" if found.rules.future else "present"]
    ruled = float(numbers[found.rules.certainty][found.rules.polarity == "negative"])
    name, weight = table["head"]["corpus"], table["head"]["weight"] if found.learnt else 0.0
    return (1 - weight) * ruled + weight * found.learnt.get(name, 0.0)


@functools.cache
def _mapping() -> dict[str, Any]:
    return read_table("factuality").other


def score(predicted: Sequence[Sentence], true: Sequence[Sentence]) -> Scores:
    """Mean absolute error (0 is best) and correlation in each corpus."""
    scores: Scores = {}
    for corpus in dict.fromkeys(sentence.corpus for sentence in true):
        ours, theirs = (
            [value for sentence in side if sentence.corpus == corpus for value in sentence.values]
            for side in (predicted, true)
        )
        scores[f"{corpus} r"] = correlation(ours, theirs)
        scores[f"{corpus} MAE"] = mean_absolute_error(ours, theirs)
    return scores


def write(record: Record, found: Sentence) -> str:
    """A line of the set's form."""
    events = [{**event, "factuality": value} for event, value in zip(record["events"], found.values, strict=True)]
    return line(record, ("id", "text", "tokens"), events=events)


BENCHMARK = Benchmark(
    name="factuality",
    dev="the dev parts of MEANTIME, UW and UDS-IH2",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    extract=presented,
)
