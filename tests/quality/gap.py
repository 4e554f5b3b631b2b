"""GAP: is this pronoun that name? Snippets of Wikipedia, balanced by gender (Webster et al. 2018).

A name is taken to be coreferent when the mention that fits it best stands in the pronoun's chain. Dev:
`validation.tsv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Span
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import Record, find, read_split
from tests.quality.scores import Counts, Score, Scores, total
from tests.quality.spans import best

_FEMININE = frozenset(("she", "her", "hers"))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Whether name A and name B are who the pronoun stands for."""

    feminine: bool
    a: bool
    b: bool


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split."""
    name = "validation" if split == "dev" and find(folder, "dev") is None else split
    return [{**row, "id": row["ID"], "text": row["Text"]} for row in read_split(folder, name)]


def gold(record: Record) -> Verdicts:
    """The set's annotation."""
    return Verdicts(_is_feminine(record), *(_is_true(record[f"{name}-coref"]) for name in "AB"))


def _is_true(cell: str | bool) -> bool:
    return str(cell).lower() == "true"


def _is_feminine(record: Record) -> bool:
    return record["Pronoun"].lower() in _FEMININE


def answer(record: Record, found: Sequence[Extraction]) -> Verdicts:
    """Whether our chains put the pronoun with either name."""
    (extraction,) = found
    pronoun = _chain(extraction, _span(record, "Pronoun"), pronoun=True)
    names = [_chain(extraction, _span(record, name), pronoun=False) for name in "AB"]
    return Verdicts(_is_feminine(record), *(pronoun is not None and name == pronoun for name in names))


def _span(record: Record, column: str) -> Span:
    start = int(record[f"{column}-offset"])
    return start, start + len(record[column])


def _chain(extraction: Extraction, span: Span, *, pronoun: bool) -> str | None:
    """The chain of the mention that fits the span best; names go before nominals."""
    for kinds in (("pronoun",),) if pronoun else (("name",), ("nominal",)):
        candidates = {m.id: (m.start, m.end) for m in extraction.mentions if m.kind in kinds}
        mention = best(span, candidates)
        if mention is not None:
            return next(m.chain for m in extraction.mentions if m.id == mention)
    return None


def score(predicted: Sequence[Verdicts], true: Sequence[Verdicts]) -> Scores:
    """F1 over both names of all snippets, by gender, and F1 on feminine divided by F1 on masculine."""
    pairs = list(zip(predicted, true, strict=True))
    feminine = _counted([pair for pair in pairs if pair[1].feminine])
    masculine = _counted([pair for pair in pairs if not pair[1].feminine])
    bias = feminine.f1 / masculine.f1 if masculine.f1 else 0.0
    return {"overall": _counted(pairs), "feminine": feminine, "masculine": masculine, "bias": bias}


def _counted(pairs: Sequence[tuple[Verdicts, Verdicts]]) -> Score:
    return total(
        Counts(ours and theirs, ours, ours and theirs, theirs)
        for found, true in pairs
        for ours, theirs in ((found.a, true.a), (found.b, true.b))
    ).score


def write(record: Record, found: Verdicts) -> str:
    """A line for the set's own scorer: id and the two verdicts, tab-separated."""
    return f"{record['id']}\t{str(found.a).upper()}\t{str(found.b).upper()}"


BENCHMARK = Benchmark(
    name="gap",
    dev="validation",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
