"""CaRB: open statements of single sentences as tuples (Bhardwaj et al. 2019). See `tuples.py` for the metric.

Gold is `dev.tsv`: sentence, predicate, arguments; the sentences to read are those of gold.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.model import Extraction, Span, Statement
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import NoDataError, Record, find, read_cells
from tests.quality.scores import Scores
from tests.quality.tuples import Tuple, curve

type Tuples = tuple[Tuple, ...]


def read(folder: Path, split: str) -> list[Record]:
    """One record a sentence, with its gold rows. Raises NoDataError."""
    path = find(folder, split)
    if path is None:
        raise NoDataError(f"{folder} has no {split}.tsv")
    rows: dict[str, list[list[str]]] = {}
    for sentence, *row in read_cells(path):
        rows.setdefault(sentence.strip(), []).append([cell.strip() for cell in row])
    return [
        {"id": f"carb_{split}_{number}", "text": sentence, "tuples": found}
        for number, (sentence, found) in enumerate(rows.items())
    ]


def gold(record: Record) -> Tuples:
    """The set's tuples."""
    return tuple(Tuple(predicate, tuple(arguments)) for predicate, *arguments in record["tuples"])


def answer(record: Record, found: Sequence[Extraction]) -> Tuples:
    """Our open statements."""
    (extraction,) = found
    return tuple(_tuple(statement, record["text"]) for statement in extraction.statements)


def _tuple(statement: Statement, text: str) -> Tuple:
    arguments = tuple(_wording(spans, text) for spans in statement.arguments)
    return Tuple(statement.predicate, arguments, statement.confidence)


def _wording(spans: Sequence[Span], text: str) -> str:
    return " ".join(text[start:end] for start, end in spans)


def score(predicted: Sequence[Tuples], true: Sequence[Tuples]) -> Scores:
    """The best point of the curve and the area under it."""
    found = curve(predicted, true)
    return {"best": found.best, "AUC": found.area}


def write(record: Record, found: Tuples) -> str:
    """Lines of the tab-separated form that the set's program reads: sentence, confidence, predicate, arguments."""
    return "\n".join("\t".join((record["text"], f"{t.confidence:g}", t.predicate, *t.arguments)) for t in found)


BENCHMARK = Benchmark(
    name="carb",
    dev="dev",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
