"""Encoding, chains -> Relations that the trained head finds probable: never asserted, for no wording vouches for them.

The head has learnt from sets that annotate whole articles, so it also finds what an article only suggests. Where the
cues have found the same, or something more specific, theirs stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.encoder import Encoder, Encoding
from kg.encoder.relations import Placed, Relating, relate
from kg.extract.arguments import Index
from kg.extract.attribution import Attribution, attributed
from kg.extract.lexicon import lexicon
from kg.extract.whereabouts import body_above, own_name, whereabouts
from kg.model import Chain, Edge, Evidence, Mention, Relation, Span
from kg.ontology import Ontology
from kg.tokens import Doc
from kg.tokens import Span as TokenSpan

FOUND_BY = "encoder"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label of the head means in the ontology."""

    label: int
    scale: float  # of the head's log-odds, and a shift, which make them those of being right
    shift: float
    least: float  # chance from which it is taken where one sentence names both ends
    apart: float  # and where none does
    known: float  # and where gazetteers know that the one is in the other; 1 for what they do not know
    property: str
    inverse: bool
    subject: frozenset[str]
    object: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """An edge that the head finds, how likely it is, and the two mentions that say it clearest."""

    edge: Edge
    score: float
    subject: Mention
    object: Mention


def learned(
    found: Index,
    mentions: Sequence[Mention],
    chains: Sequence[Chain],
    known: Iterable[Relation],
    attributions: tuple[Attribution, ...],
    ontology: Ontology,
    encoding: Encoding,
) -> list[Relation]:
    """Probable relations between named chains that `known` does not tell yet."""
    named = {chain.id: chain for chain in chains if chain.named}
    names = [mention for mention in mentions if mention.kind == "name" and mention.chain in named]
    told = {(relation.subject, relation.predicate, relation.object) for relation in known}
    best = _best(_found(found.doc, names, named, ontology, encoding))
    new = (one for one in best.values() if not _is_told(one.edge, told | (best.keys() - {one.edge}), ontology))
    return [_relation(one, attributions, found) for one in new]


def _found(
    doc: Doc, names: Sequence[Mention], chains: Mapping[str, Chain], ontology: Ontology, encoding: Encoding
) -> Iterator[Found]:
    readings = _readings(ontology, encoding)
    if not readings:
        return
    placed, owners = _all_placed(doc, names, ontology)
    relating = relate(encoding, placed)
    known = _known(chains, ontology)
    for reading in readings:
        chances = 1.0 / (1.0 + np.exp(-(relating.odds[:, reading.label] * reading.scale + reading.shift)))
        for pair in np.flatnonzero(chances >= min(reading.least, reading.known)).tolist():
            ends = _ends(relating.rows.pairs[pair].tolist(), owners, reading)
            inside = known.get(ends) if reading.known < 1 else None
            likely = chances[pair] >= (reading.known if inside else reading.least) and inside is not False
            if likely and _fits(reading, chains[ends[0]], chains[ends[1]], ontology):
                one = _one(relating, pair, float(chances[pair]), reading, names)
                if inside or one.score >= reading.apart or _sentence(doc, one.subject) == _sentence(doc, one.object):
                    yield one


def _ends(pair: Sequence[int], owners: Sequence[str], reading: Reading) -> tuple[str, str]:
    """The chains of subject and object."""
    subject, target = (owners[number] for number in pair)
    return (target, subject) if reading.inverse else (subject, target)


def _known(chains: Mapping[str, Chain], ontology: Ontology) -> dict[tuple[str, str], bool]:
    """Subject and object -> whether gazetteers put the one in or under the other, where they know of the subject."""
    words = lexicon(ontology)
    wholes = {name: own for name, chain in chains.items() if (own := own_name(chain, words)) is not None}
    found: dict[tuple[str, str], bool] = {}
    for name, chain in chains.items() if wholes else ():
        countries, body = whereabouts(chain, words), body_above(chain, words)
        for other, own in wholes.items():
            if own == body or (countries and own == countries[0]):
                found[name, other] = True
            elif countries and own not in countries and chains[other].type == "Country":
                found[name, other] = False
    return found


def _sentence(doc: Doc, mention: Mention) -> int:
    return _tokens(doc, (mention.start, mention.end)).root.sent.start


def _one(relating: Relating, pair: int, chance: float, reading: Reading, names: Sequence[Mention]) -> Found:
    subject, target = (names[place] for place in relating.said_at(pair, reading.label))
    if reading.inverse:
        subject, target = target, subject
    return Found((subject.chain, reading.property, target.chain), round(chance, 3), subject, target)


def _all_placed(doc: Doc, names: Sequence[Mention], ontology: Ontology) -> tuple[list[Placed], list[str]]:
    """Names by what they stand for, and the chain of each number that this has.

    As in the sets that the head has learnt from, "Danish" is apart from "Denmark".
    """
    demonyms = lexicon(ontology).demonyms
    kinds = [(mention.chain, doc.text[mention.start : mention.end] in demonyms) for mention in names]
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    placed = [_placed(doc, mention, numbers[kind]) for mention, kind in zip(names, kinds, strict=True)]
    return placed, [chain for chain, _ in numbers]


def _placed(doc: Doc, mention: Mention, chain: int) -> Placed:
    span = _tokens(doc, (mention.start, mention.end))
    return Placed(span.start, span.end - 1, span.root.i, span.root.sent.start, chain)


def _tokens(doc: Doc, place: Span) -> TokenSpan:
    span = doc.char_span(*place, alignment_mode="expand")
    assert span is not None  # noqa: S101 - mentions stand in the text that was parsed
    return span


def _fits(reading: Reading, subject: Chain, target: Chain, ontology: Ontology) -> bool:
    return (
        subject.id != target.id
        and (not reading.subject or not reading.subject.isdisjoint(subject.types))
        and (not reading.object or not reading.object.isdisjoint(target.types))
        and ontology.allows(reading.property, subject.types, target.types)
    )


_READINGS: dict[tuple[int, tuple[str, ...]], tuple[Ontology, list[Reading]]] = {}


def _readings(ontology: Ontology, encoding: Encoding) -> list[Reading]:
    """The table `learned.toml` for the labels that the encoder has; read once."""
    labels = encoding.encoder.relations
    key = (id(ontology), labels)
    if key not in _READINGS:
        rows = ontology.cues["learned"]["relation"]
        table = ontology.cues["learned"]
        found = [_reading(row, table, encoding.encoder) for row in rows if row["label"] in labels]
        _READINGS[key] = (ontology, found)
    return _READINGS[key][1]


def _reading(row: Mapping[str, Any], table: Mapping[str, Any], encoder: Encoder) -> Reading:
    source = row["label"].split()[0]
    scale, shift = encoder.calibration.get(source, (1.0, 0.0))
    least = row.get("least", table["least"][source])
    return Reading(
        encoder.relations.index(row["label"]),
        scale,
        shift,
        least,
        least + (1 - least) * table["apart"]["part"],
        table["known"]["least"] if row["property"] in table["known"]["properties"] else 1.0,
        row["property"],
        row.get("inverse", False),
        frozenset(row.get("subject", ())),
        frozenset(row.get("object", ())),
    )


def _best(found: Iterable[Found]) -> dict[Edge, Found]:
    """The likeliest of what says the same."""
    best: dict[Edge, Found] = {}
    for one in found:
        if one.edge not in best or one.score > best[one.edge].score:
            best[one.edge] = one
    return best


def _is_told(edge: Edge, told: Iterable[Edge], ontology: Ontology) -> bool:
    """Whether the same, its mirror image or something more specific is told."""
    subject, predicate, target = edge
    symmetric = ontology.properties[predicate].symmetric
    return any(
        ontology.implies(other, predicate)
        and ((s, o) == (subject, target) or (symmetric and (o, s) == (subject, target)))
        for s, other, o in told
    )


def _relation(one: Found, attributions: tuple[Attribution, ...], found: Index) -> Relation:
    evidence = _evidence(found.doc, one)
    voice = attributed(attributions, evidence.cue)
    speaker = found.chain_at(attributions[voice].source_head) if voice is not None else None
    return Relation("", *one.edge, evidence, certainty="probable", speaker=speaker, score=one.score, found_by=FOUND_BY)


def _evidence(doc: Doc, found: Found) -> Evidence:
    """The sentence or sentences from the one mention to the other; what stands between them carries it, if anything."""
    subject: Span = (found.subject.start, found.subject.end)
    target: Span = (found.object.start, found.object.end)
    first, last = sorted((subject, target))
    start, end = _tokens(doc, first).root.sent, _tokens(doc, last).root.sent
    between = _stripped(doc.text, first[1], last[0])
    cue = between if between[0] < between[1] and start.start == end.start else target
    return Evidence(start.start_char, _stripped(doc.text, start.start_char, end.end_char)[1], subject, cue, target)


def _stripped(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
