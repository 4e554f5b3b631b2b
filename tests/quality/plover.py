"""PLOVER: who did what to whom in politics, one coded event for each sentence of the coding manual.

Predicted are the events among our relations, whatever their certainty (the set codes threats and promises too), and the
speech acts that the mapping makes events of. `type` asks for the event's type; `source` and `target` for the type and
that actor (a mention of it overlaps the coded actor's words); `event` for all three. A record without a target wants
none.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.model import Extraction, Span
from kg.ontology import load
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import Record, read_split
from tests.quality.mapping import read_table
from tests.quality.scores import Counts, Score, Scores, total
from tests.quality.spans import overlaps

type Actor = tuple[Span, ...]


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """A type of event, and where its actors are mentioned."""

    type: str
    source: Actor = ()
    target: Actor = ()


type Events = tuple[Event, ...]


def gold(record: Record) -> Events:
    """The coded event; actors are found by their words, since the set gives no offsets."""
    return (Event(record["event"], _actors(record, "source"), _actors(record, "target")),)


def _actors(record: Record, role: str) -> Actor:
    """Spans of the coded actors; a few records have a word in place of the list."""
    actors = record.get(role)
    spans = [_find(actor["actorText"], record["text"]) for actor in actors] if isinstance(actors, list) else []
    return tuple(span for span in spans if span)


def _find(words: str, text: str) -> Span | None:
    """Where the words stand; when they stand apart, where the longest run of them from their start does."""
    parts = words.split()
    for length in range(len(parts), 0, -1):
        run = " ".join(parts[:length])
        start = text.find(run)
        if start >= 0:
            return start, start + len(run)
    return None


def answer(record: Record, found: Sequence[Extraction]) -> Events:
    """Our events."""
    (extraction,) = found
    return tuple(sorted({*_from_relations(extraction), *_from_claims(extraction)}))


def _from_relations(extraction: Extraction) -> Iterator[Event]:
    types = read_mapping()["relations"]
    for relation in extraction.relations:
        prop = load().properties.get(relation.predicate)
        label = types.get(relation.predicate, prop.plover if prop else None)
        if label and label != "OTHER":
            yield Event(label, _mentions(extraction, relation.subject), _mentions(extraction, relation.object))


def _from_claims(extraction: Extraction) -> Iterator[Event]:
    types = read_mapping()["acts"]
    for claim in extraction.claims:
        label = types.get(claim.act)
        target = next((chain for chain in claim.about if chain != claim.speaker), None)
        if label and claim.speaker:
            yield Event(label, _mentions(extraction, claim.speaker), _mentions(extraction, target) if target else ())


def _mentions(extraction: Extraction, chain: str) -> Actor:
    return tuple((mention.start, mention.end) for mention in extraction.mentions if mention.chain == chain)


@functools.cache
def read_mapping() -> dict[str, dict[str, str]]:
    """Tables `relations` and `acts`: ours -> PLOVER type, beyond what the ontology says of its properties."""
    return read_table("plover").other


def score(predicted: Sequence[Events], true: Sequence[Events]) -> Scores:
    """Micro-averaged over events; of several predictions that match one coded event, one is counted."""
    pairs = list(zip(predicted, true, strict=True))
    return {
        "type": _score(pairs, lambda ours, theirs: True),
        "source": _score(pairs, lambda ours, theirs: _same(ours.source, theirs.source)),
        "target": _score(pairs, lambda ours, theirs: _same(ours.target, theirs.target)),
        "event": _score(pairs, _equal),
    }


def _score(pairs: Sequence[tuple[Events, Events]], agree: Callable[[Event, Event], bool]) -> Score:
    return total(_counts(ours, theirs, agree) for ours, theirs in pairs).score


def _counts(ours: Events, theirs: Events, agree: Callable[[Event, Event], bool]) -> Counts:
    found = sum(any(_matches(event, true, agree) for event in ours) for true in theirs)
    wrong = {event.type for event in ours if not any(_matches(event, true, agree) for true in theirs)}
    return Counts(found, found + len(wrong - {true.type for true in theirs if found}), found, len(theirs))


def _matches(ours: Event, theirs: Event, agree: Callable[[Event, Event], bool]) -> bool:
    return ours.type == theirs.type and agree(ours, theirs)


def _equal(ours: Event, theirs: Event) -> bool:
    return _same(ours.source, theirs.source) and _same(ours.target, theirs.target)


def _same(ours: Actor, theirs: Actor) -> bool:
    return any(overlaps(left, right) for left in ours for right in theirs) if theirs else True


def write(record: Record, found: Events) -> str:
    """Lines of the set's form, one an event."""
    text = record["text"]
    return "\n".join(
        line(
            record,
            ("id", "text"),
            event=event.type,
            source=[{"actorText": text[slice(*event.source[0])]}] if event.source else [],
            target=[{"actorText": text[slice(*event.target[0])]}] if event.target else [],
        )
        for event in found
    )


BENCHMARK = Benchmark(
    name="plover",
    dev="dev",
    read=read_split,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
