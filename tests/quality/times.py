"""Time expressions of our own: 40 invented articles with their days of publication, each expression with its value.

The articles stand in `times/gold.txt`, which says how they are marked; they were written before any output was seen.
`exact` is the share of all marked expressions whose value and granularity are right, `kept silent` that of those which
must have no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Span
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import Record
from tests.quality.scores import Counts, Scores

GOLD = Path(__file__).parent / "times" / "gold.txt"

_MARK = re.compile(r"\[(?P<words>[^]|]+)\|(?P<value>[^]]+)\]")
_WITHOUT_VALUE = ("duration", "relative", "set", "day", "none")
_FORMS = (
    ("duration", r"P.+"),
    ("interval", r".+/.+"),
    ("time", r"(\d{4}-\d\d-\d\d)?T.+"),
    ("day", r"\d{4}-\d\d-\d\d"),
    ("week", r"\d{4}-W\d\d"),
    ("month", r"\d{4}-(0\d|1[0-2])"),
    ("season", r"\d{4}-2[1-4]"),
    ("quarter", r"\d{4}-3[3-6]"),
    ("half", r"\d{4}-4[01]"),
    ("year", r"\d{4}"),
    ("decade", r"\d{3}X"),
    ("century", r"\d\dXX"),
)


@dataclass(frozen=True, slots=True)
class Expression:
    """Where it stands, its value if it has one, and its granularity; "none" is no expression of time."""

    span: Span
    value: str | None
    granularity: str


def read(folder: Path, split: str) -> list[Record]:
    """All articles, which are in the repository: `folder` and `split` are not looked at."""
    _, *parts = GOLD.read_text(encoding="utf-8").split("\n== ")
    return [parse(part, f"times-{number}") for number, part in enumerate(parts, 1)]


def parse(part: str, name: str) -> Record:
    """The day of publication, and a marked text as `text` and `expressions`."""
    date, marked = part.split("\n", 1)
    marked = " ".join(marked.split())
    pieces: list[str] = []
    expressions: list[Expression] = []
    position = length = 0
    for mark in _MARK.finditer(marked):
        pieces += (marked[position : mark.start()], mark["words"])
        length += mark.start() - position + len(mark["words"])
        expressions.append(_expression((length - len(mark["words"]), length), mark["value"]))
        position = mark.end()
    return {"id": name, "date": date, "text": "".join((*pieces, marked[position:])), "expressions": expressions}


def _expression(span: Span, value: str) -> Expression:
    if value in _WITHOUT_VALUE:
        return Expression(span, None, value)
    if value.startswith("FY"):
        return Expression(span, value.removeprefix("FY"), "fiscal year")
    return Expression(span, value, next(name for name, form in _FORMS if re.fullmatch(form, value)))


def answer(record: Record, found: Sequence[Extraction]) -> tuple[Expression, ...]:
    """Our time expressions."""
    (extraction,) = found
    return tuple(Expression((time.start, time.end), time.value, time.granularity) for time in extraction.times)


def score(predicted: Sequence[tuple[Expression, ...]], true: Sequence[tuple[Expression, ...]]) -> Scores:
    """Shares of exact expressions, and precision and recall of values."""
    pairs = [(ours, each) for ours, theirs in zip(predicted, true, strict=True) for each in theirs]
    valued = [each for _, each in pairs if each.value]
    right = sum(is_exact(ours, each) for ours, each in pairs if each.value)
    given = sum(time.value is not None for ours in predicted for time in ours)
    silent = [not any(time.value for time in overlapping(ours, each)) for ours, each in pairs if not each.value]
    return {
        "exact": sum(is_exact(*pair) for pair in pairs) / len(pairs),
        "values": Counts(right, given, right, len(valued)).score,
        "kept silent": sum(silent) / len(silent),
    }


def overlapping(ours: Sequence[Expression], true: Expression) -> list[Expression]:
    """Our expressions that share a character with the true one."""
    start, end = true.span
    return [time for time in ours if time.span[0] < end and start < time.span[1]]


def is_exact(ours: Sequence[Expression], true: Expression) -> bool:
    """Whether all that we found there has the true value and granularity; where there is none, no value is right."""
    found = overlapping(ours, true)
    if true.granularity == "none":
        return all(time.value is None for time in found)
    return {(time.value, time.granularity) for time in found} == {(true.value, true.granularity)}


def write(record: Record, found: tuple[Expression, ...]) -> str:
    """A line with what was missed: the wording, its true value and ours."""
    text = record["text"]
    wrong = [
        {
            "text": text[slice(*each.span)],
            "true": [each.value, each.granularity],
            "ours": [[text[slice(*time.span)], time.value, time.granularity] for time in overlapping(found, each)],
        }
        for each in record["expressions"]
        if not is_exact(found, each)
    ]
    return json.dumps({"id": record["id"], "date": record["date"], "wrong": wrong}, ensure_ascii=False)


BENCHMARK = Benchmark(
    name="times",
    dev="all, in the repository",
    read=read,
    articles=lambda record: [article(record)],
    gold=lambda record: tuple(record["expressions"]),
    answer=answer,
    score=score,
    write=write,
    own=True,
)
