"""Namesakes, a set of our own: pairs of articles, each with one marked name. Is it the same entity in both?

The articles stand in `namesakes/`, written for this set before it was first measured. All of a split are resolved
together, as one archive. A pair that kg joins is right when it is one entity; a mention that kg does not have is
joined with nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Extraction, Span
from kg.ontology import load
from kg.resolve import resolve
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import Record
from tests.quality.scores import Counts, Scores, total
from tests.quality.spans import best

FOLDER = Path(__file__).parent / "namesakes"
PARTS = ("dev", "held_out", "blind", "blind2")

_MARK = re.compile(r"\[([^]]+)\]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles' marked names: `keys` are our local entities there, `same` what is true of them."""

    kind: str
    same: bool
    extractions: tuple[Extraction, ...] = ()
    keys: tuple[str | None, ...] = ()


def read(folder: Path, split: str) -> list[Record]:
    """The pairs of a split, which are in the repository: `folder` is not looked at."""
    names = PARTS if split == "all" else (split,)
    found = (pair for name in names for pair in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["pair"])
    return [{"id": f"pair{number}", **pair, "articles": sides(number, pair)} for number, pair in enumerate(found)]


def sides(number: int, pair: Record) -> list[Record]:
    """The two articles of a pair."""
    return [
        {"id": f"pair{number}-{side}", "date": date, **parse(text.strip())}
        for side, text, date in zip("ab", pair["articles"], pair["published"], strict=True)
    ]


def parse(marked: str) -> Record:
    """A text with one [marked] name as `text` and `name`, the span of it."""
    mark = _MARK.search(marked)
    if mark is None:
        raise ValueError(f"no marked name: {marked[:60]}")
    return {"text": _MARK.sub(r"\1", marked), "name": (mark.start(), mark.end() - 2)}


def gold(record: Record) -> Pair:
    """What is true."""
    return Pair(record["kind"], record["same"])


def answer(record: Record, found: Sequence[Extraction]) -> Pair:
    """Our local entities for the marked names."""
    keys = tuple(
        _key(extraction, tuple(one["name"])) for extraction, one in zip(found, record["articles"], strict=True)
    )
    return Pair(record["kind"], record["same"], tuple(found), keys)


def _key(extraction: Extraction, span: Span) -> str | None:
    entities = (mention for mention in extraction.mentions if mention.kind != "value")
    mention = best(span, {mention.id: (mention.start, mention.end) for mention in entities})
    return next((f"{extraction.article.id}#{m.chain}" for m in extraction.mentions if m.id == mention), None)


def joined(pairs: Sequence[Pair]) -> list[bool]:
    """Which pairs have one entity on both sides when all their articles are resolved together; gold ones as it says."""
    archive = (extraction for pair in pairs for extraction in pair.extractions)
    entity_of = {member: entity.id for entity in resolve(archive, load()).entities for member in entity.members}
    return [
        pair.same if not pair.keys else None not in pair.keys and len({entity_of[key] for key in pair.keys if key}) == 1
        for pair in pairs
    ]


def score(predicted: Sequence[Pair], true: Sequence[Pair]) -> Scores:
    """Of the pairs that are joined, how many are one; of those that are one, how many are joined."""
    told = list(zip(joined(predicted), true, strict=True))
    scores: Scores = {"pairs": total(_counts(*each) for each in told).score}
    for kind in ("person", "organisation", "city", "place"):
        scores[kind] = total(_counts(ours, pair) for ours, pair in told if pair.kind.startswith(kind)).score
    return scores


def _counts(ours: bool, pair: Pair) -> Counts:
    right = ours and pair.same
    return Counts(right, ours, right, pair.same)


def write(record: Record, found: Pair) -> str:
    """A line with what is true of a pair and what kg makes of its two articles alone."""
    (together,) = joined([found])
    names = [one["text"][slice(*one["name"])] for one in record["articles"]]
    fields = {"id": record["id"], "kind": found.kind, "names": names, "same": found.same, "joined": together}
    return json.dumps({**fields, "local entities": found.keys}, ensure_ascii=False)


BENCHMARK = Benchmark(
    name="namesakes",
    dev="three in four, in the repository",
    read=read,
    articles=lambda record: [article(one) for one in record["articles"]],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    own=True,
)
