"""Pronouns -> antecedents: hard constraints first (gender, number, binding), then weighted preferences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from kg.extract.descriptions import Profile, profile
from kg.extract.lexicon import Lexicon
from kg.extract.mentions import Candidate, relative_antecedent
from kg.extract.names import Partition
from kg.model import Span
from kg.ontology import Ontology

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_WINDOW = 4  # sentences in which an antecedent is looked for
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_OBJECTS = frozenset(("dobj", "dative", "iobj"))


def link_pronouns(
    doc: Doc,
    partition: Partition,
    classes: Mapping[str, str],
    attributions: Sequence[Attribution],
    words: Lexicon,
    ontology: Ontology,
) -> None:
    """Join every pronoun that finds an antecedent, in text order, so that chains of pronouns grow."""
    sentences = [sentence.start for sentence in doc.sents]
    speakers = _speakers(doc, partition, attributions)
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind != "pronoun":
            continue
        target = _target(doc, partition, index, classes, speakers, sentences, words, ontology)
        if target is not None:
            partition.join(target, index)


def _target(
    doc: Doc,
    partition: Partition,
    index: int,
    classes: Mapping[str, str],
    speakers: Sequence[tuple[Span, int]],
    sentences: Sequence[int],
    words: Lexicon,
    ontology: Ontology,
) -> int | None:
    candidate = partition.candidates[index]
    speaker = _speaker_at(doc[candidate.head].idx, speakers)
    if candidate.label == "first":
        return speaker
    if candidate.label == "relative":
        noun = relative_antecedent(doc, candidate.head)
        return next(
            (
                position
                for position, other in enumerate(partition.candidates)
                if other.head == noun and other.kind in ("name", "nominal")
            ),
            None,
        )
    banned = {partition.root(speaker)} if speaker is not None and _quoted(doc, candidate) else set()
    return _ranked(doc, partition, index, classes, sentences, words, ontology, banned)


def _quoted(doc: Doc, candidate: Candidate) -> bool:
    """An odd number of quotation marks stands before the token in its paragraph."""
    marks = 0
    for position in range(candidate.head - 1, -1, -1):
        token = doc[position]
        if token.is_space and "\n" in token.text:
            break
        marks += token.text in ('"', "“", "”")
    return marks % 2 == 1


def _speakers(doc: Doc, partition: Partition, attributions: Sequence[Attribution]) -> list[tuple[Span, int]]:
    """Quoted stretches with the position of the candidate that speaks them, narrowest last."""
    by_head = {
        candidate.head: index for index, candidate in enumerate(partition.candidates) if candidate.kind != "value"
    }
    found = [
        (span, by_head[attribution.source_head])
        for attribution in attributions
        if attribution.quote != "indirect" and attribution.source_head in by_head
        for span in attribution.content
    ]
    return sorted(found, key=lambda pair: pair[0][0] - pair[0][1])


def _speaker_at(offset: int, speakers: Sequence[tuple[Span, int]]) -> int | None:
    inside = [speaker for (start, end), speaker in speakers if start <= offset < end]
    return inside[-1] if inside else None


def _ranked(
    doc: Doc,
    partition: Partition,
    index: int,
    classes: Mapping[str, str],
    sentences: Sequence[int],
    words: Lexicon,
    ontology: Ontology,
    banned: set[int],
) -> int | None:
    candidate = partition.candidates[index]
    place = bisect_right(sentences, candidate.head) - 1
    earliest = sentences[max(0, place - _WINDOW)]
    members = partition.members()
    profiles: dict[int, Profile] = {}
    best: tuple[float, int] | None = None
    for position in _before(partition, index, earliest):
        root = partition.root(position)
        if root in banned:
            continue
        if root not in profiles:
            profiles[root] = profile(doc, partition, members[root], classes, words, ontology)
        if _possible(doc, partition, position, index, profiles[root]):
            score = _preference(doc, partition, position, index, profiles[root], place, sentences)
            if best is None or score > best[0]:
                best = (score, position)
    return None if best is None else best[1]


def _before(partition: Partition, index: int, earliest: int) -> list[int]:
    starts = [candidate.start for candidate in partition.candidates]
    first = bisect_left(starts, earliest)
    return [position for position in range(index - 1, first - 1, -1) if partition.candidates[position].kind != "value"]


def _possible(doc: Doc, partition: Partition, position: int, index: int, chain: Profile) -> bool:
    pronoun, other = partition.candidates[index], partition.candidates[position]
    return _class_fits(pronoun, other, chain) and not _bound(doc, pronoun, other)


def _class_fits(pronoun: Candidate, other: Candidate, chain: Profile) -> bool:
    if pronoun.label == "thing":
        return chain.coarse not in ("Person", "Group", "Role") and not chain.plural
    if pronoun.plural:
        return chain.plural or (
            chain.coarse in ("Organization", "Group")
            and not (chain.coarse == "Group" and not chain.plural and chain.named)
        )
    return (
        chain.coarse == "Person"
        and not chain.plural
        and "unknown" in (chain.gender, pronoun.gender)
        or (chain.coarse == "Person" and not chain.plural and chain.gender == pronoun.gender)
    )


def _bound(doc: Doc, pronoun: Candidate, other: Candidate) -> bool:
    """Binding: a plain pronoun and its antecedent are not two arguments of one verb; nor is it inside it."""
    token, antecedent = doc[pronoun.head], doc[other.head]
    if other.start <= pronoun.start < other.end:
        return True
    reflexive = pronoun.key.endswith(("self", "selves"))
    possessive = token.tag_ == "PRP$" or token.dep_ == "poss"
    if possessive:
        return token.head.i == antecedent.i or token.head in antecedent.conjuncts and False
    same = _predicate(token) == _predicate(antecedent)
    if reflexive:
        return not same
    return same and antecedent.dep_ != "poss"


def _predicate(token: Token) -> int:
    """The verb whose argument the token is, directly or through a preposition."""
    head = token
    while head.dep_ in ("conj", "pobj", "prep", "compound", "appos") and head.head.i != head.i:
        head = head.head
    return (
        head.head.i
        if head.dep_ in _SUBJECTS | _OBJECTS or head.dep_ in ("attr", "agent", "oprd") or head.i != token.i
        else -head.i - 1
    )


def _preference(
    doc: Doc, partition: Partition, position: int, index: int, chain: Profile, place: int, sentences: Sequence[int]
) -> float:
    pronoun, other = partition.candidates[index], partition.candidates[position]
    token, antecedent = doc[pronoun.head], doc[other.head]
    distance = place - (bisect_right(sentences, other.head) - 1)
    score = -1.5 * distance - 0.01 * min(pronoun.head - other.head, 100)
    score += 1.5 if antecedent.dep_ in _SUBJECTS else 0.5 if antecedent.dep_ in _OBJECTS else 0.0
    score += 0.5 if token.dep_ == antecedent.dep_ else 0.0
    score -= 0.7 if antecedent.dep_ in ("poss", "compound", "amod", "nmod") and token.dep_ != "poss" else 0.0
    score += 0.3 * min(sum(earlier < index for earlier in chain.positions), 5)
    score += 0.3 if other.kind == "pronoun" and other.key == pronoun.key else 0.0
    return score + (0.5 if chain.named else 0.0)
