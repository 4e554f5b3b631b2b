"""PLOVER: who did what to whom in politics, one coded event for each sentence of the coding manual.

Predicted are the events among our relations, whatever their certainty (the set codes threats and promises too), and the
speech acts that the mapping makes events of. `type` asks for the event's type; `source` and `target` for the type and
that actor (a mention of it overlaps the coded actor's words); `event` for all three. A record without a target wants
none.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Claim, Extraction, Relation, Span
from kg.ontology import load
from tests.quality.benchmark import Benchmark, article, line
from tests.quality.data import Record, read_split
from tests.quality.mapping import read_table
from tests.quality.scores import Counts, Score, Scores, total
from tests.quality.spans import overlaps

_PRESENTED = ("certain", "probable")

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
    coded = dict(_coded(extraction))
    events = {*_from_relations(extraction, coded), *_from_claims(extraction, coded)}
    return tuple(sorted(event for event in events if not _is_purpose(event, events)))


def _is_purpose(event: Event, events: Iterable[Event]) -> bool:
    """What somebody does something else for: a protest is held to demand something."""
    means = read_mapping()["purposes"].get(event.type)
    return any(other.type == means and _same(other.source, event.source) for other in events)


def _coded(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Relations (their ids) that are events, and of which type. What is only demanded or threatened is none.

    Of two that are worded by the same words, that of more words is.
    """
    irreal = read_mapping()["irreal"]
    wanted = {
        each
        for claim in extraction.claims
        if claim.act in irreal
        for each in set(claim.relations) - _undertaken(claim, extraction)
    }
    events = {relation: label for relation in extraction.relations if (label := _label(relation)) is not None}
    for relation, label in events.items():
        said = _is_announced(relation) or relation.certainty in _PRESENTED
        if said and relation.id not in wanted and not any(_says_more(other, relation) for other in events):
            yield relation.id, _as_presented(label, relation)


def _label(relation: Relation) -> str | None:
    """The type that the relation's property has, if it is one of the set's."""
    prop = load().properties.get(relation.predicate)
    label = read_mapping()["relations"].get(relation.predicate, prop.plover if prop else None)
    return label if label != "OTHER" else None


def _is_announced(relation: Relation) -> bool:
    return relation.future and relation.speaker == relation.subject


def _says_more(other: Relation, relation: Relation) -> bool:
    ends, words = (other.subject, other.object), other.evidence.cue
    cue = relation.evidence.cue
    return ends == (relation.subject, relation.object) and words != cue and words[0] <= cue[0] and cue[1] <= words[1]


def _undertaken(claim: Claim, extraction: Extraction) -> set[str]:
    """What the speaker promises to do, of which the relation says what it amounts to: "vowed to capture X"."""
    if claim.act not in read_mapping()["undertaking"]:
        return set()
    coming = {relation.id for relation in extraction.relations if _is_announced(relation) and _label(relation)}
    return coming.intersection(claim.relations)


def _as_presented(label: str, relation: Relation) -> str:
    """Help that is promised is agreement, force that is announced a threat, what is not to be done is refused."""
    table = read_mapping()
    if relation.polarity == "negative":
        return table["refused"].get(label, label)
    return table["future"].get(label, label) if relation.future else label


def _from_relations(extraction: Extraction, coded: Mapping[str, str]) -> Iterator[Event]:
    for relation in extraction.relations:
        if relation.id in coded:
            ends = (_mentions(extraction, end) for end in (relation.subject, relation.object))
            yield Event(coded[relation.id], *ends)


def _from_claims(extraction: Extraction, coded: Mapping[str, str]) -> Iterator[Event]:
    """Speech acts that are events; where a relation is worded in the same words, it says which."""
    words = [relation.evidence.cue for relation in extraction.relations if relation.id in coded]
    for claim in extraction.claims:
        label = _act(claim, extraction.article.text)
        target = next((chain for chain in claim.about if chain != claim.speaker), None)
        if (
            label
            and claim.source
            and not _undertaken(claim, extraction)
            and not any(overlaps(cue, word) for cue in claim.cue for word in words)
        ):
            source = _mentions(extraction, claim.speaker) if claim.speaker else claim.source
            yield Event(label, source, _mentions(extraction, target) if target else ())


def _act(claim: Claim, text: str) -> str | None:
    """The type of the words that say it, else of the kind of speech act."""
    table = read_mapping()
    said = [text[slice(*cue)].lower() for cue in claim.cue]
    spoken = [word for cue in said for word in cue.split()]
    worded = (label for stem, label in table["words"].items() if any(word.startswith(stem) for word in spoken))
    acts = table["negative"] if claim.polarity == "negative" else table["coming" if claim.future else "acts"]
    return next(worded, acts.get(claim.act))


def _mentions(extraction: Extraction, chain: str) -> Actor:
    return tuple((mention.start, mention.end) for mention in extraction.mentions if mention.chain == chain)


@functools.cache
def read_mapping() -> dict[str, dict[str, str]]:
    """Types beyond those that the ontology gives its properties; the file says which table is for what."""
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
