"""Attributions + chains + relations -> Claims: who the speaker is, whom the content is about, what is said in it."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from kg.extract.attribution import Attribution, attributed
from kg.extract.narrator import seen_from_above
from kg.extract.wording import covers
from kg.model import Chain, Claim, Factuality, Mention, Relation, Span
from kg.ontology import Ontology
from kg.tokens import Doc

_START = attrgetter("start")


def claims(
    doc: Doc,
    attributions: tuple[Attribution, ...],
    chains: tuple[Chain, ...],
    mentions: tuple[Mention, ...],
    relations: tuple[Relation, ...],
    ontology: Ontology,
) -> tuple[Claim, ...]:
    """One claim an attribution that is not doubted, `k1`, `k2`, ... in text order, with the relations that it covers.

    A relation is in the innermost claim over its cue.
    """
    known = {chain.id for chain in chains}
    placed = sorted(
        (mention for mention in mentions if mention.chain in known and mention.kind != "value"), key=_position
    )
    held = _relations_by_claim(attributions, relations)
    believed = [(index, attribution) for index, attribution in enumerate(attributions) if not attribution.doubted]
    ids = {index: f"k{number}" for number, (index, _) in enumerate(believed, 1)}
    presented = {index: _presented(attributions, index) for index, _ in believed}
    return tuple(
        Claim(
            id=ids[index],
            speaker=_speaker(doc, attribution, placed),
            source=attribution.source,
            cue=attribution.cue,
            content=attribution.content,
            quote=attribution.quote,
            act=attribution.act if attribution.act in ontology.classes else "Saying",
            certainty=attribution.certainty,
            polarity=attribution.polarity,
            future=attribution.future,
            relations=held.get(index, ()),
            about=_about(attribution.content, placed),
            parent=None if attribution.parent is None else ids[attribution.parent],
            narrator=presented[index][0],
            between=presented[index][1:],
        )
        for index, attribution in believed
    )


def _presented(attributions: tuple[Attribution, ...], index: int) -> tuple[Factuality, ...]:
    """How all who report a content present it, the narrator first."""
    around = [attributions[index]]
    while (parent := around[-1].parent) is not None:
        around.append(attributions[parent])
    return seen_from_above(attribution.stand for attribution in around)


def _relations_by_claim(
    attributions: tuple[Attribution, ...], relations: tuple[Relation, ...]
) -> dict[int, tuple[str, ...]]:
    held: dict[int, tuple[str, ...]] = {}
    for relation in relations:
        owner = attributed(attributions, relation.evidence.cue)
        if owner is not None:
            held[owner] = (*held.get(owner, ()), relation.id)
    return held


def _position(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _speaker(doc: Doc, attribution: Attribution, mentions: list[Mention]) -> str | None:
    """The chain of the narrowest mention that the head of the source stands in."""
    if attribution.source_head is None:
        return None
    head = doc[attribution.source_head]
    covering = [mention for mention in mentions if mention.start <= head.idx and head.idx + len(head) <= mention.end]
    narrowest = min(covering, key=lambda mention: (mention.end - mention.start, mention.start), default=None)
    return narrowest.chain if narrowest else None


def _about(content: tuple[Span, ...], mentions: list[Mention]) -> tuple[str, ...]:
    """Chains mentioned in the content, in order of first mention there."""
    first = bisect_left(mentions, min((start for start, _ in content), default=0), key=_START)
    last = bisect_left(mentions, max((end for _, end in content), default=0), key=_START)
    inside = (mention.chain for mention in mentions[first:last] if covers(content, _position(mention)))
    return tuple(dict.fromkeys(inside))
