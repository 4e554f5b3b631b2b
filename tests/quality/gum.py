"""GUM and OntoGUM: coreference in sixteen genres, with nominals and pronouns (Zeldes 2017; Zhu et al. 2021).

`OntoGUM` scores chains of two and more by OntoNotes' guidelines, `GUM` all of its mentions with singletons. In `by
overlap` each mention of ours stands for the gold mention that it overlaps best (Jaccard, at least a half), so that what
counts is who is who and not where a noun phrase ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Extraction, Reference, Span
from tests.quality.benchmark import Benchmark, article, line, prefixed
from tests.quality.coreference import clusters, conll
from tests.quality.data import Record, read_split
from tests.quality.scores import Scores
from tests.quality.spans import align


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of one document by either guideline, each a group of spans."""

    ontogum: tuple[tuple[Span, ...], ...]
    gum: tuple[tuple[Span, ...], ...]


def gold(record: Record) -> Chains:
    """The set's annotation."""
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    return Chains(
        tuple(tuple((start, end) for start, end in group) for group in record["ontogum_clusters"]),
        tuple(tuple(spans[number] for number in group) for group in record["clusters"].values()),
    )


def answer(record: Record, found: Sequence[Extraction]) -> Chains:
    """What our phrases refer to. OntoNotes takes an apposition for part of its noun and a predicate for no mention."""
    (extraction,) = found
    referring = [reference for reference in extraction.references if not reference.describes]
    return Chains(_groups(referring), _groups(extraction.references))


def _groups(references: Sequence[Reference]) -> tuple[tuple[Span, ...], ...]:
    groups: dict[str, list[Span]] = {}
    for reference in references:
        groups.setdefault(reference.referent, []).append((reference.start, reference.end))
    return tuple(tuple(dict.fromkeys(group)) for group in groups.values())


def score(predicted: Sequence[Chains], true: Sequence[Chains]) -> Scores:
    """CoNLL scores by either guideline, on exact spans and by overlap."""
    scores: Scores = {}
    for name, singletons in (("OntoGUM", False), ("GUM", True)):
        ours, theirs = [_of(found, name) for found in predicted], [_of(found, name) for found in true]
        aligned = [_aligned(left, right) for left, right in zip(ours, theirs, strict=True)]
        expected, exact, loose = (
            [clusters(groups, singletons=singletons) for groups in side] for side in (theirs, ours, aligned)
        )
        scores |= prefixed(name, conll(exact, expected)) | prefixed(f"{name} by overlap", conll(loose, expected))
    return scores


def _of(found: Chains, name: str) -> tuple[tuple[Span, ...], ...]:
    return found.ontogum if name == "OntoGUM" else found.gum


def _aligned(ours: tuple[tuple[Span, ...], ...], theirs: tuple[tuple[Span, ...], ...]) -> tuple[tuple[Span, ...], ...]:
    left = sorted({span for group in ours for span in group})
    right = sorted({span for group in theirs for span in group})
    pairs = align([(span,) for span in left], [(span,) for span in right])
    stands_for = {left[i]: right[j] for i, j in pairs.items()}
    return tuple(tuple(stands_for.get(span, span) for span in group) for group in ours)


def write(record: Record, found: Chains) -> str:
    """A line of the set's form."""
    mentions = [(start, end, number) for number, group in enumerate(found.gum) for start, end in group]
    groups: dict[str, list[int]] = {}
    for index, (_, _, number) in enumerate(mentions):
        groups.setdefault(str(number), []).append(index)
    return line(
        record,
        ("id", "genre", "text"),
        mentions=[
            {"id": index, "start": start, "end": end, "cluster": str(number)}
            for index, (start, end, number) in enumerate(mentions)
        ],
        clusters=groups,
        ontogum_clusters=[[list(span) for span in group] for group in found.ontogum if len(group) > 1],
    )


BENCHMARK = Benchmark(
    name="gum",
    dev="dev",
    read=read_split,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
