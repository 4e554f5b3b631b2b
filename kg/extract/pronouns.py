"""Pronouns -> antecedents: hard constraints (gender, number, binding, who speaks) first, then weighted preferences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import TYPE_CHECKING

from kg.encoder import Mentioned
from kg.extract.mentions import Candidate, relative_antecedent
from kg.extract.partition import Partition, Profile
from kg.extract.profiles import profile
from kg.model import Span
from kg.tokens import Doc, Token

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

type Speech = tuple[Span, int]  # a quoted stretch and the position of who speaks it

_LEAD = 2  # sentences that say what an article is about
_WINDOW = 4  # sentences in which an antecedent is looked for
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_OBJECTS = frozenset(("dobj", "dative", "iobj"))
_AGENTS = frozenset(("Organization", "Country"))
_ADJUNCTS = frozenset(("poss", "compound", "amod", "nmod"))
# Conditional logit over the candidates of 4,561 pronouns of GUM train and GAP development, with "none" as one choice.
# Set by hand, since those texts seldom show them: "runs on" (fitted 0.13) and "reports" ("Acme said it would").
_WEIGHTS: dict[str, float] = {
    "sentences": -0.56,
    "tokens": -1.50,
    "subject": 0.65,
    "object": 0.90,
    "adjunct": 0.43,
    "same role": 0.78,
    "mentions": 0.36,
    "same pronoun": 2.53,
    "pronoun": -1.21,
    "named": 0.27,
    "gender": 0.14,
    "number": 0.47,
    "governs": 0.17,
    "first": 0.02,
    "both speak": 0.20,
    "quotation": -0.16,
    "paragraph": -0.29,
    "possessor": 0.84,
    "country": -0.72,
    "organization": -0.33,
    "place": -0.50,
    "nominal": 0.37,
    "subordinate": -0.22,
    "reports": 1.50,
    "later": 0.71,
    "doubtful": -0.20,
    "between": -0.37,
    "relative": -0.09,
    "last subject": 0.82,
    "beside": -0.34,
    "agent": -0.20,
    "runs on": 0.60,
    "lead": 0.49,
}
# Below this score an antecedent is less likely than none; for "it" 0.3 more, as a wrong one does more harm than none.
_THRESHOLDS: dict[str, float] = {"person": 0.06, "thing": 2.06, "plural": 1.33}


def link_pronouns(partition: Partition, attributions: Sequence[Attribution]) -> None:
    """Join every pronoun that finds an antecedent, in text order, so that chains of pronouns grow.

    The first person comes last: it is whoever speaks, and that may be a pronoun itself.
    """
    speeches = quoted_speeches(partition, attributions)
    link_relatives(partition)
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind == "pronoun" and candidate.label not in ("first", "relative"):
            speaker = speaker_at(partition.doc[candidate.head].idx, speeches)
            target = _ranked(partition, index, None if speaker is None else partition.roots[speaker])
            if target is not None:
                partition.join(target, index)
    link_speakers(partition, speeches)


def link_relatives(partition: Partition) -> None:
    """Join "who" with the noun whose clause it opens."""
    for index, candidate in enumerate(partition.candidates):
        if candidate.label == "relative":
            noun = relative_antecedent(partition.doc, candidate.head)
            target = None if noun is None else partition.heads.get(noun)
            if target is not None and may_be_meant(partition, target):
                partition.join(target, index)


def link_speakers(partition: Partition, speeches: Sequence[Speech]) -> None:
    """Join the first person in quotation marks with the person who speaks."""
    for index, candidate in enumerate(partition.candidates):
        if candidate.label == "first":
            speaker = speaker_at(partition.doc[candidate.head].idx, speeches)
            if speaker is not None and is_somebody(partition, speaker) and not _is_another(partition, speaker, index):
                partition.join(speaker, index)


def _is_another(partition: Partition, speaker: int, index: int) -> bool:
    """Both belong to people who have names already: one "I" makes no one of two."""
    roots = {partition.roots[speaker], partition.roots[index]}
    named = [any(partition.candidates[each].kind == "name" for each in partition.members[root]) for root in roots]
    return len(roots) == 2 and all(named)


def may_be_meant(partition: Partition, position: int) -> bool:
    """Not a value, a mere predicate or a dateline."""
    candidate = partition.candidates[position]
    return candidate.kind != "value" and position not in partition.hollow and not partition.in_dateline(candidate)


def is_somebody(partition: Partition, position: int) -> bool:
    """One person, not a book or a ministry that "says"."""
    chain = profile(partition, partition.roots[position])
    return chain.coarse == "Person" and not chain.plural


def quoted_speeches(partition: Partition, attributions: Sequence[Attribution]) -> list[Speech]:
    """Quoted stretches with the position of the candidate that speaks them, narrowest last."""
    heads = {found.head: index for index, found in enumerate(partition.candidates) if may_be_meant(partition, index)}
    found = [
        (span, heads[attribution.source_head])
        for attribution in attributions
        if attribution.quote != "indirect" and attribution.source_head in heads
        for span in attribution.content
    ]
    return sorted(found, key=lambda pair: pair[0][0] - pair[0][1])


def speaker_at(offset: int, speeches: Sequence[Speech]) -> int | None:
    """The position of who speaks what stands there, in quotation marks."""
    inside = [speaker for (start, end), speaker in speeches if start <= offset < end]
    return inside[-1] if inside else None


def _ranked(partition: Partition, index: int, speaker: int | None) -> int | None:
    """The position of the best antecedent in the window, the nearest of equals."""
    best: tuple[float, int] | None = None
    for position, score in preferences(partition, index, antecedents(partition, index, speaker)):
        if score > (0.0 if best is None else best[0]):
            best = (score, position)
    return None if best is None else best[1]


def preferences(partition: Partition, index: int, positions: Iterable[int]) -> Iterator[tuple[int, float]]:
    """Each position, the nearest first, with how far its log-odds as antecedent are above what is asked of them."""
    pronoun = partition.candidates[index]
    threshold = _THRESHOLDS["plural" if pronoun.plural else "thing" if pronoun.label == "thing" else "person"]
    between: set[int] = set()
    for position in positions:
        chain = profile(partition, partition.roots[position])
        values = features(partition, index, position, chain, len(between - {chain.positions[0]}))
        between.add(chain.positions[0])
        yield position, sum([_WEIGHTS[name] * value for name, value in values.items()]) - threshold


def antecedents(partition: Partition, index: int, speaker: int | None) -> Iterator[int]:
    """Positions that the constraints allow, the nearest first; what the sentence goes on to be about comes last."""
    pronoun = partition.candidates[index]
    quoted = speaker is not None and partition.quoted[pronoun.head]
    earliest = partition.sentences[max(0, partition.sentence(pronoun) - _WINDOW)]
    before = range(index - 1, bisect_left(partition.starts, earliest) - 1, -1)
    for position in [*before, *_later_subject(partition, index)]:
        other, root = partition.candidates[position], partition.roots[position]
        if not may_be_meant(partition, position) or (quoted and root == speaker):
            continue
        if class_fits(pronoun, profile(partition, root)) and not is_bound(partition.doc, pronoun, other):
            yield position


def _later_subject(partition: Partition, index: int) -> list[int]:
    subject = later_subject(partition.doc[partition.candidates[index].head])
    position = None if subject is None else partition.heads.get(subject)
    return [position] if position is not None and partition.candidates[position].kind == "name" else []


def later_subject(pronoun: Token) -> int | None:
    """The subject of the clause that a fronted phrase with the pronoun opens: "In her speech, Berg said"."""
    for ancestor in pronoun.ancestors:
        subject = next((child for child in ancestor.lefts if child.dep_ in SUBJECTS), None)
        if subject is not None and subject.i > pronoun.i:
            return int(subject.i)
    return None


# --- constraints -------------------------------------------------------------------------------------------------


def class_fits(pronoun: Candidate, chain: Profile) -> bool:
    """Gender, number and class allow it; a name that only the recogniser classes may be a person's."""
    if pronoun.label == "thing":
        return not chain.plural and chain.coarse not in ("Person", "Group", "Role")
    if pronoun.plural:
        return chain.plural or chain.coarse in ("Organization", "Group")
    genders = (chain.gender, pronoun.gender)
    return (
        (chain.coarse == "Person" or chain.doubtful)
        and not chain.plural
        and ("unknown" in genders or genders[0] == genders[1])
    )


def is_bound(doc: Doc, pronoun: Mentioned, other: Mentioned) -> bool:
    """Binding: a plain pronoun and its antecedent are not two arguments of one verb, a reflexive and its are."""
    token, antecedent = doc[pronoun.head], doc[other.head]
    if other.start <= pronoun.start < other.end:
        return True
    if token.dep_ == "poss":
        return bool(token.head.i == antecedent.i or (antecedent.dep_ == "appos" and antecedent.head.i == token.head.i))
    same = _verb(token) == _verb(antecedent) and antecedent.dep_ not in _ADJUNCTS
    return not same if token.lower_.endswith(("self", "selves")) else same


def _verb(token: Token) -> int:
    """The token whose argument this one is, directly, coordinated or through a preposition."""
    while token.dep_ in ("conj", "pobj", "prep", "appos", "compound") and token.head.i != token.i:
        token = token.head
    return int(token.head.i)


# --- preferences -------------------------------------------------------------------------------------------------


def features(partition: Partition, index: int, position: int, chain: Profile, between: int) -> dict[str, float]:
    """What speaks for the candidate at `position` as antecedent of the pronoun at `index`, by name.

    `between` counts the other chains that might be meant and were mentioned since.
    """
    pronoun, other = partition.candidates[index], partition.candidates[position]
    token, antecedent = partition.doc[pronoun.head], partition.doc[other.head]
    distance = partition.sentence(pronoun) - partition.sentence(other)
    return {
        "sentences": float(distance),
        "tokens": min(pronoun.head - other.head, 100) / 50,
        "subject": float(antecedent.dep_ in SUBJECTS),
        "object": float(antecedent.dep_ in _OBJECTS),
        "adjunct": float(antecedent.dep_ in _ADJUNCTS),
        "same role": float(_role(token) == _role(antecedent)),
        "mentions": log(1 + bisect_left(chain.positions, index)),
        "same pronoun": float(other.kind == "pronoun" and _alike(pronoun, other)),
        "pronoun": float(other.kind == "pronoun"),
        "named": float(chain.named),
        "gender": float(chain.gender == pronoun.gender),
        "number": float(chain.plural and pronoun.plural),
        "governs": float(distance == 0 and _governs(antecedent, token)),
        "first": float(_is_first(partition, position)),
        "both speak": float({pronoun.head, other.head} <= partition.sources),
        "quotation": float(partition.quoted[pronoun.head] != partition.quoted[other.head]),
        "paragraph": float(partition.paragraph(pronoun.head) != partition.paragraph(other.head)),
        "possessor": float(token.dep_ == "poss" and distance == 0 and antecedent.dep_ in SUBJECTS),
        "country": float(chain.coarse == "Country"),
        "organization": float(chain.coarse == "Organization"),
        "place": float(chain.coarse in ("City", "Region", "Place")),
        "nominal": float(other.kind == "nominal"),
        "subordinate": float(antecedent.head.dep_ in ("advcl", "relcl", "acl", "pcomp")),
        "reports": float(pronoun.label == "thing" and chain.coarse in _AGENTS and _reports(antecedent, token)),
        "later": float(position > index),
        "doubtful": float(chain.doubtful),
        "between": min(between, 4) / 2,
        "relative": float(other.label == "relative" and distance == 0),
        "last subject": float(distance == 1 and antecedent.dep_ in SUBJECTS and antecedent.head.dep_ == "ROOT"),
        "beside": float(distance == 0 and antecedent.dep_ in SUBJECTS and _verb(token) == antecedent.head.i),
        "agent": float(antecedent.dep_ == "pobj" and antecedent.head.lower_ == "by"),
        "runs on": float(_runs_on(partition, pronoun, other)),
        "lead": float(partition.sentence(partition.candidates[chain.positions[0]]) < _LEAD),
    }


def _runs_on(partition: Partition, pronoun: Candidate, other: Candidate) -> bool:
    """The pronoun speaks, and the candidate is who spoke last before it."""
    if pronoun.head not in partition.sources or other.head not in partition.sources:
        return False
    return max((source for source in partition.sources if source < pronoun.head), default=None) == other.head


def _alike(left: Candidate, right: Candidate) -> bool:
    return left.gender == right.gender and left.plural == right.plural and left.label == right.label


def _role(token: Token) -> str:
    if token.dep_ in SUBJECTS:
        return "subject"
    return "object" if token.dep_ in _OBJECTS else token.dep_


def _governs(antecedent: Token, token: Token) -> bool:
    """The antecedent is the subject of a verb in whose clause or complement the pronoun stands."""
    return bool(antecedent.dep_ in SUBJECTS and antecedent.head.is_ancestor(token))


def _reports(antecedent: Token, token: Token) -> bool:
    """ "Acme said it would": the subject of what the antecedent says, thinks or wants."""
    clause = token.head if token.dep_ in SUBJECTS else token.head.head
    return bool(antecedent.dep_ in SUBJECTS and clause.dep_ == "ccomp" and clause.head.i == antecedent.head.i)


def _is_first(partition: Partition, position: int) -> bool:
    """No other candidate comes before it in its sentence."""
    if position == 0:
        return True
    return partition.sentence(partition.candidates[position - 1]) != partition.sentence(partition.candidates[position])
