"""PolNeAR: who said what in political news (Newell et al. 2018): spans of source, cue and content.

Splits `train` and `dev` are whole articles, where spans in several pieces match as a whole. `cofenet_valid` is the
sentence protocol of CofeNet (Wang et al. 2022), whose exact-match scores are those that others report; there each piece
is a span of its own. The set annotates no attribution inside the content of another: of our claims the outermost count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.model import Extraction
from tests.quality.benchmark import Benchmark, article, line, prefixed
from tests.quality.data import Record, read_split
from tests.quality.scores import Scores, overlap, total
from tests.quality.spans import Pieces, align, jaccard_counts, shared, tidy

ROLES = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution; `names` are the spans that mention the speaker anywhere in the article."""

    source: Pieces
    cue: Pieces
    content: Pieces
    quote: str = "indirect"
    names: Pieces = ()


type Attributions = tuple[Attribution, ...]


def gold(record: Record) -> Attributions:
    """The set's annotation; in the sentence protocol spans are not linked, so each is an attribution of its own."""
    text = record["text"]
    if "spans" in record:
        return tuple(_lone(span, text) for span in record["spans"])
    return tuple(
        Attribution(
            tidy(found["source"], text), tidy(found["cue"], text), tidy(found["content"], text), found["quote_type"]
        )
        for found in record["attributions"]
    )


def _lone(span: Record, text: str) -> Attribution:
    pieces = tidy([(span["start"], span["end"])], text)
    source, cue, content = (pieces if span["role"] == role else () for role in ROLES)
    return Attribution(source, cue, content)


def answer(record: Record, found: Sequence[Extraction]) -> Attributions:
    """Our claims that no other claim reports; in the sentence protocol, their pieces."""
    (extraction,) = found
    text = record["text"]
    names: dict[str, list[tuple[int, int]]] = {}
    for mention in extraction.mentions:
        names.setdefault(mention.chain, []).append((mention.start, mention.end))
    outermost = tuple(
        Attribution(
            tidy(claim.source, text),
            _with_colon(tidy(claim.cue, text), text),
            tidy(claim.content, text),
            claim.quote,
            tuple(names.get(claim.speaker, ())) if claim.speaker else (),
        )
        for claim in extraction.claims
        if claim.parent is None
    )
    return tuple(_pieces(outermost)) if "spans" in record else outermost


def _with_colon(cue: Pieces, text: str) -> Pieces:
    """ "said:": the set counts a colon behind a cue as a part of it."""
    return tuple((start, end + (text[end : end + 1] == ":")) for start, end in cue)


def _pieces(found: Attributions) -> Iterator[Attribution]:
    """Each piece of a source, cue or content alone."""
    for one in found:
        yield from (Attribution((piece,), (), ()) for piece in one.source)
        yield from (Attribution((), (piece,), ()) for piece in one.cue)
        yield from (Attribution((), (), (piece,)) for piece in one.content)


def score(predicted: Sequence[Attributions], true: Sequence[Attributions]) -> Scores:
    """Exact and overlapping spans by role, and how often a matched content has the right speaker."""
    pairs = list(zip(predicted, true, strict=True))
    exact: Scores = {
        role: total(overlap(_spans(ours, role), _spans(theirs, role)) for ours, theirs in pairs).score for role in ROLES
    }
    soft: Scores = {
        role: total(jaccard_counts(_spans(ours, role), _spans(theirs, role)) for ours, theirs in pairs).score
        for role in ROLES
    }
    verdicts = list(_speakers(pairs))
    speakers: Scores = {"speaker accuracy": sum(verdicts) / len(verdicts)} if verdicts else {}
    return {**prefixed("exact", exact), **prefixed("overlap", soft), **speakers}


def _spans(found: Attributions, role: str) -> set[Pieces]:
    return {pieces for attribution in found if (pieces := getattr(attribution, role))}


def _speakers(pairs: Iterable[tuple[Attributions, Attributions]]) -> Iterator[bool]:
    """For contents that match (Jaccard of a half and more) and have a source: whether the speaker is right."""
    for ours, theirs in pairs:
        matched = align([found.content for found in ours], [found.content for found in theirs])
        yield from (_agree(ours[i], theirs[j]) for i, j in sorted(matched.items()) if theirs[j].source)


def _agree(ours: Attribution, theirs: Attribution) -> bool:
    return shared(ours.source, theirs.source) > 0 or any(shared((name,), theirs.source) for name in ours.names)


def write(record: Record, found: Attributions) -> str:
    """A line of the set's form."""
    if "spans" in record:
        spans = sorted((pieces[0][0], pieces[-1][1], role) for role in ROLES for pieces in _spans(found, role))
        return line(record, ("id", "text"), spans=[{"role": role, "start": a, "end": b} for a, b, role in spans])
    attributions = [
        {"id": f"E{number}", **{role: getattr(one, role) for role in ROLES}, "quote_type": one.quote}
        for number, one in enumerate(found, 1)
    ]
    return line(record, ("id", "text"), attributions=attributions)


BENCHMARK = Benchmark(
    name="polnear",
    dev="dev; the sentence protocol is the split cofenet_valid",
    read=read_split,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
