"""Encoding, chains -> Relations that the trained head finds probable: never asserted, for no wording vouches for them.

The head has learnt from sets that annotate whole articles, so it also finds what an article only suggests. Where the
cues have found the same, or something more specific, theirs stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kg.encoder import Encoder, Encoding
from kg.encoder.relations import (
    Floats,
    Placed,
    Relating,
    project,
    relate,
    relate_in_sentences,
    sentence_numbers,
)
from kg.extract.arguments import Argument, Index
from kg.extract.attribution import Attribution, attributed
from kg.extract.lexicon import lexicon
from kg.extract.whereabouts import body_above, own_name, whereabouts
from kg.model import Chain, Edge, Evidence, Mention, Relation, Span
from kg.ontology import Ontology
from kg.periods import moment_id
from kg.tokens import Doc
from kg.tokens import Span as TokenSpan

FOUND_BY = "encoder"
_FORMER, _OFFICE, _CITIZEN = "formerRoleIn", "hasRoleIn", "citizenOf"
_OFFICIAL = ("represents",)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label of the head means in the ontology."""

    label: int
    scale: float  # of the head's log-odds, and a shift, which make them those of being right
    shift: float
    least: float  # chance from which it is taken where one sentence names both ends
    apart: float  # and where none does
    known: float  # and where gazetteers know that the one is in the other; 1 for what they do not know
    home: float  # and for offices in the country that the article is about; 1 for what are no offices
    property: str
    inverse: bool
    subject: frozenset[str]
    object: frozenset[str]
    passage: bool  # whether it was learnt from passages, of mentions and not of chains


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
    """Probable relations of named chains, with each other and with times, that `known` does not tell yet."""
    named = {chain.id: chain for chain in chains if chain.named}
    moments = {moment_id(moment.value): moment for moment in found.moments if moment.value}
    named |= {name: replace(moment.chain, id=name) for name, moment in moments.items()}
    ends = [mention for mention in mentions if mention.chain in named and mention.kind in ("name", "pronoun")]
    told = {(relation.subject, relation.predicate, _target(relation)) for relation in known}
    best = _best(_found(found.doc, [*ends, *_dated(found.moments)], named, ontology, encoding))
    countries = frozenset(name for name, chain in named.items() if "Country" in chain.types)
    likeliest = _in_one_country(best, told, countries, ontology)
    placed = {edge: one for edge, one in likeliest.items() if not _is_abroad(edge, told, countries, ontology)}
    fresh = {edge: one for edge, one in placed.items() if not _is_settled(edge, told, placed, ontology)}
    new = (one for edge, one in fresh.items() if not _is_told(edge, told | (fresh.keys() - {edge}), ontology))
    return [_relation(one, attributions, found, moments) for one in new]


def _dated(moments: Iterable[Argument]) -> Iterator[Mention]:
    """Days, months and years as mentions of chains that are called by their value."""
    for moment in moments:
        if moment.value:
            name = moment_id(moment.value)
            yield Mention(name, *moment.span, "value", moment.chain.type, name)


def _target(relation: Relation) -> str:
    return moment_id(relation.value) if relation.value else relation.object


def _in_one_country(
    found: Mapping[Edge, Found], told: Iterable[Edge], countries: Collection[str], ontology: Ontology
) -> dict[Edge, Found]:
    """Of several countries that something may lie in, the one that is told, or else the likeliest."""
    properties = frozenset(ontology.cues["learned"]["single"]["properties"])
    whole: dict[tuple[str, str], tuple[float, str]] = {}
    rivals = [(2.0, edge) for edge in told] + [(one.score, edge) for edge, one in found.items()]
    for score, (subject, predicate, target) in rivals:
        if predicate in properties and target in countries:
            whole[subject, predicate] = max(whole.get((subject, predicate), (0.0, "")), (score, target))
    return {
        edge: one
        for edge, one in found.items()
        if edge[:2] not in whole or edge[2] not in countries or whole[edge[:2]][1] == edge[2]
    }


def _is_abroad(edge: Edge, told: Collection[Edge], countries: Collection[str], ontology: Ontology) -> bool:
    """An office in one country, of who is told to hold one in another, or to be a citizen there."""
    subject, predicate, target = edge
    if predicate not in _OFFICIAL and not ontology.implies(predicate, _OFFICE):
        return False
    homes = {o for s, p, o in told if s == subject and o in countries and _is_of_country(p, ontology)}
    return target in countries and bool(homes) and target not in homes


def _is_of_country(predicate: str, ontology: Ontology) -> bool:
    return predicate in (_FORMER, _CITIZEN, *_OFFICIAL) or ontology.implies(predicate, _OFFICE)


def _is_settled(edge: Edge, told: Iterable[Edge], best: Mapping[Edge, Found], ontology: Ontology) -> bool:
    """Whether the only date that there can be is told, or another is likelier."""
    subject, predicate, _ = edge
    prop = ontology.properties[predicate]
    if not (prop.dated and prop.functional):
        return False
    likelier = (other for other, one in best.items() if one.score > best[edge].score)
    return any((other[0], other[1]) == (subject, predicate) for other in (*told, *likelier))


def _found(
    doc: Doc, ends: Sequence[Mention], chains: Mapping[str, Chain], ontology: Ontology, encoding: Encoding
) -> Iterator[Found]:
    """What whole articles say of chains, by their names, and what sentences say of each name and pronoun in them."""
    readings = _readings(ontology, encoding)
    names = [mention for mention in ends if mention.kind != "pronoun"]
    every = [*names, *(mention for mention in ends if mention.kind == "pronoun")]
    placed, owners = _all_placed(doc, every, ontology)
    projected = project(encoding, placed)
    context = _Context(doc, chains, _known(chains, ontology), _home(names, chains, ontology), ontology)
    whole = [reading for reading in readings if not reading.passage]
    relating = relate(projected, len(names), [reading.label for reading in whole])
    yield from _likely(relating, owners, whole, every, context)
    single = [reading for reading in readings if reading.passage]
    relating = relate_in_sentences(projected, [reading.label for reading in single])
    yield from _likely(relating, [mention.chain for mention in every], single, every, context)


@dataclass(frozen=True, slots=True)
class _Context:
    """What an article's scores are weighed with."""

    doc: Doc
    chains: Mapping[str, Chain]
    known: Mapping[tuple[str, str], bool]
    home: frozenset[tuple[str, str]]
    ontology: Ontology


def _likely(
    relating: Relating,
    owners: Sequence[str],
    readings: Sequence[Reading],
    mentions: Sequence[Mention],
    context: _Context,
) -> Iterator[Found]:
    for column, pair, chance in _chances(relating.odds, readings):
        reading = readings[column]
        ends = _ends(relating.rows.pairs[pair].tolist(), owners, reading)
        inside = context.known.get(ends) if reading.known < 1 else ends in context.home or None
        within = min(reading.known, reading.home) if inside else reading.least
        if chance < within or inside is False or not _fits(reading, ends, context):
            continue
        subject, target = relating.said_at(pair, column)
        one = _one(mentions[subject], mentions[target], chance, reading)
        if inside or chance >= reading.apart or _share_sentence(context.doc, one):
            yield one


def _chances(odds: Floats, readings: Sequence[Reading]) -> Iterator[tuple[int, int, float]]:
    """Readings that may hold, each with a pair that it may hold of and the chance that it does."""
    rows = [(one.scale, one.shift, min(one.least, one.known, one.home)) for one in readings]
    scale, shift, least = np.array(rows, dtype=np.float32).reshape(-1, 3).T
    chances = (1.0 / (1.0 + np.exp(-(odds * scale + shift)))).T
    columns, pairs = np.nonzero(chances >= least[:, None])
    yield from zip(columns.tolist(), pairs.tolist(), chances[columns, pairs].tolist(), strict=True)


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


def _home(names: Sequence[Mention], chains: Mapping[str, Chain], ontology: Ontology) -> frozenset[tuple[str, str]]:
    """Who holds an office, with the country that the article names most: "the foreign minister" is most likely its."""
    table = ontology.cues["learned"]["home"]
    named = Counter(mention.chain for mention in names if "Country" in chains[mention.chain].types)
    country, times = max(named.items(), key=lambda counted: counted[1], default=("", 0))
    if not times or times < table["share"] * named.total():
        return frozenset()
    offices = frozenset(table["classes"])
    return frozenset((name, country) for name, chain in chains.items() if not offices.isdisjoint(chain.types))


def _share_sentence(doc: Doc, one: Found) -> bool:
    first, second = (_tokens(doc, (end.start, end.end)).root.sent.start for end in (one.subject, one.object))
    return first == second


def _one(subject: Mention, target: Mention, chance: float, reading: Reading) -> Found:
    if reading.inverse:
        subject, target = target, subject
    return Found((subject.chain, reading.property, target.chain), round(chance, 3), subject, target)


def _all_placed(doc: Doc, names: Sequence[Mention], ontology: Ontology) -> tuple[list[Placed], list[str]]:
    """Mentions by what they stand for, and the chain of each number that this has.

    As in the sets that the head has learnt from, "Danish" is apart from "Denmark".
    """
    demonyms = lexicon(ontology).demonyms
    kinds = [(mention.chain, doc.text[mention.start : mention.end] in demonyms) for mention in names]
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    places = sentence_numbers(doc)
    placed = [_placed(doc, mention, numbers[kind], places) for mention, kind in zip(names, kinds, strict=True)]
    return placed, [chain for chain, _ in numbers]


def _placed(doc: Doc, mention: Mention, chain: int, places: Mapping[int, int]) -> Placed:
    span = _tokens(doc, (mention.start, mention.end))
    return Placed(span.start, span.end - 1, span.root.i, places[span.root.sent.start], chain)


def _tokens(doc: Doc, place: Span) -> TokenSpan:
    span = doc.char_span(*place, alignment_mode="expand")
    assert span is not None  # noqa: S101 - mentions stand in the text that was parsed
    return span


def _fits(reading: Reading, ends: tuple[str, str], context: _Context) -> bool:
    subject, target = (context.chains[end] for end in ends)
    return (
        subject.id != target.id
        and (not reading.subject or not reading.subject.isdisjoint(subject.types))
        and (not reading.object or not reading.object.isdisjoint(target.types))
        and context.ontology.allows(reading.property, subject.types, target.types)
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
        table["home"]["least"] if row["property"] in table["home"]["properties"] else 1.0,
        row["property"],
        row.get("inverse", False),
        frozenset(row.get("subject", ())),
        frozenset(row.get("object", ())),
        source in table["passages"]["sets"],
    )


def _best(found: Iterable[Found]) -> dict[Edge, Found]:
    """The likeliest of what says the same."""
    best: dict[Edge, Found] = {}
    for one in found:
        if one.edge not in best or one.score > best[one.edge].score:
            best[one.edge] = one
    return best


def _is_told(edge: Edge, told: Collection[Edge], ontology: Ontology) -> bool:
    """Whether the same, its mirror image or something more specific is told, or that an office was held before."""
    subject, predicate, target = edge
    if (subject, _FORMER, target) in told and ontology.implies(predicate, _OFFICE):
        return True
    symmetric = ontology.properties[predicate].symmetric
    return any(
        ontology.implies(other, predicate)
        and ((s, o) == (subject, target) or (symmetric and (o, s) == (subject, target)))
        for s, other, o in told
    )


def _relation(
    one: Found, attributions: tuple[Attribution, ...], found: Index, moments: Mapping[str, Argument]
) -> Relation:
    evidence = _evidence(found.doc, one)
    voice = attributed(attributions, evidence.cue)
    speaker = found.chain_at(attributions[voice].source_head) if voice is not None else None
    relation = Relation("", *one.edge, evidence, "probable", speaker=speaker, score=one.score, found_by=FOUND_BY)
    moment = moments.get(relation.object)
    if moment is None:
        return relation
    return replace(relation, object=moment.chain.id, time=moment.value, value=moment.value)


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
