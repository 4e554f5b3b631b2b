"""Doc, chains, attributions -> Relations: what the cue tables find, checked, and asserted only where the text does so.

A relation is asserted when its wording stands outside all attributed content and is presented as certain, positive and
not future. What a noun phrase presupposes ("Russian President X") is the narrator's own wording in indirect speech too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.encoder import Encoding
from kg.extract import grammar
from kg.extract.arguments import Argument, Index, index
from kg.extract.attribution import Attribution, attributed
from kg.extract.candidates import Candidate
from kg.extract.constraints import settled
from kg.extract.constructions import constructions
from kg.extract.cues import Cues, compile_cues
from kg.extract.dates import dates
from kg.extract.doubts import doubts, is_misread
from kg.extract.factuality import Factuality, factuality
from kg.extract.frames import frames
from kg.extract.learned import learned
from kg.extract.nominals import nominals
from kg.extract.quotations import Quotation, quotations, quoted
from kg.extract.roles import roles
from kg.model import Chain, Evidence, Mention, Relation, Span, Time
from kg.ontology import Ontology
from kg.periods import OPEN, period_of
from kg.tokens import Doc, Token

_TELLING_NOTHING = ("punct", "cc", "conj", "neg", "appos")  # of which one of a kind a noun is
_PARTIES = ("Person", "Organization")
_PRESENT = ("VBZ", "VBP", "VBG", "VB")


def relations(
    doc: Doc,
    mentions: Sequence[Mention],
    chains: Sequence[Chain],
    attributions: tuple[Attribution, ...],
    times: Sequence[Time],
    ontology: Ontology,
    encoding: Encoding | None = None,
    moments: Sequence[Time] = (),
) -> tuple[Relation, ...]:
    """The typed relations of one article, one for each edge, voice and speaker, ids in text order.

    `moments` are the days, months and years that may be objects of relations.

    With an `encoding`, what its relation head finds beyond them is probable.
    """
    found = index(doc, mentions, chains, ontology, moments)
    quotes = quotations(doc.text)
    checked = (candidate for candidate in _candidates(doc, found, ontology) if _holds(candidate, found, ontology))
    specific = _most_specific(checked, ontology)
    voices = [_voice(candidate, attributions, quotes) for candidate in specific]
    drafts = [
        _relation(_unless_scare_quoted(candidate, voice, quotes), voice, found, attributions, times, ontology)
        for candidate, voice in zip(specific, voices, strict=True)
    ]
    drafts = _lowered(drafts, specific, encoding, ontology)
    if encoding is not None:
        drafts += learned(found, mentions, chains, drafts, attributions, ontology, encoding)
    best = settled(_best(drafts, ontology), chains, ontology)
    return tuple(replace(relation, id=f"r{number}") for number, relation in enumerate(best, start=1))


def _candidates(doc: Doc, found: Index, ontology: Ontology) -> Iterator[Candidate]:
    cues = _cues(ontology)
    for sentence in doc.sents:
        tokens = list(sentence)
        yield from roles(tokens, found, cues, ontology)
        for token in tokens:
            if token.lower_ in cues.triggers or token.lemma_.lower() in cues.triggers:
                yield from frames(token, found, cues)
                yield from nominals(token, found, cues, ontology)
            if token.i in found.heads or token.i in found.inside:
                yield from constructions(token, found, cues)
    yield from dates(found, cues)


_COMPILED: dict[int, tuple[Ontology, Cues]] = {}


def _cues(ontology: Ontology) -> Cues:
    """Cues compiled once for each ontology; the ontology is kept so that its identity is not reused."""
    if id(ontology) not in _COMPILED:
        _COMPILED[id(ontology)] = (ontology, compile_cues(ontology))
    return _COMPILED[id(ontology)][1]


def _holds(candidate: Candidate, found: Index, ontology: Ontology) -> bool:
    """Whether the types fit, the sides differ, and one has a name, or a name qualifies both sides of an event."""
    sides = candidate.subject, candidate.object
    subject, target = (side.chain for side in sides)
    return (
        subject.id != target.id
        and (subject.named or target.named or _are_qualified(candidate, found, ontology))
        and all(_may_take_part(side, candidate.predicate, found, ontology) for side in sides)
        and not _overlap(candidate.subject, candidate.object)
        and candidate.sides.take(subject, target, ontology)
    )


def _may_take_part(argument: Argument, predicate: str, found: Index, ontology: Ontology) -> bool:
    """Named, or somebody who acts: "a spokesman", "Afghan rebels"; "a city", "the people", "firms" say too little."""
    if argument.chain.named or argument.value:
        return True
    if argument.chain.type == "Person" and _is_bare(argument.token):
        return False
    is_event = ontology.properties[predicate].family == "event"
    if argument.chain.type in _PARTIES:
        return is_event or argument.token.tag_ != "NNS"
    return is_event and argument.chain.id in found.qualified


def _is_bare(token: Token) -> bool:
    """ "President, not king": one of a kind with no word that says which is a piece of a headline, and nobody."""
    return token.tag_ in ("NN", "NNP") and all(child.dep_ in _TELLING_NOTHING for child in token.children)


def _are_qualified(candidate: Candidate, found: Index, ontology: Ontology) -> bool:
    """ "Greek farmers" and "a bank in Athens": enough for what the ones do to the other."""
    sides = (candidate.subject.chain.id, candidate.object.chain.id)
    return ontology.properties[candidate.predicate].family == "event" and found.qualified.issuperset(sides)


def _overlap(left: Argument, right: Argument) -> bool:
    return left.span == right.span


def _most_specific(candidates: Iterable[Candidate], ontology: Ontology) -> list[Candidate]:
    """Without those that say less of the same sides in the same sentence than another does: leads < headOfState."""
    kept: dict[tuple[str, str, int], list[Candidate]] = {}
    for candidate in candidates:
        key = (candidate.subject.chain.id, candidate.object.chain.id, candidate.event.sent.start)
        group = kept.setdefault(key, [])
        if any(_implies(other.predicate, candidate.predicate, ontology) for other in group):
            continue
        group[:] = [other for other in group if not _implies(candidate.predicate, other.predicate, ontology)]
        group.append(candidate)
    return [candidate for group in kept.values() for candidate in group]


def _implies(predicate: str, general: str, ontology: Ontology) -> bool:
    return predicate != general and ontology.implies(predicate, general)


def _relation(
    candidate: Candidate,
    voice: int | None,
    found: Index,
    attributions: tuple[Attribution, ...],
    times: Sequence[Time],
    ontology: Ontology,
) -> Relation:
    sentence = candidate.event.sent
    stance = _stance(candidate, voice, attributions, ontology)
    time = candidate.object.value or _time(candidate, times)
    ended = _has_ended(candidate, time, ontology)
    former = candidate.former or (ended and candidate.construction == "role")
    score = _score(candidate, found, ontology)
    if not _is_sure(score, candidate, ontology):
        stance = stance.under(Factuality("probable"))
    return Relation(
        id="",
        subject=candidate.subject.chain.id,
        predicate="formerRoleIn" if former and _is_role(candidate, ontology) else candidate.predicate,
        object=candidate.object.chain.id,
        evidence=Evidence(
            sentence.start_char,
            _stripped_end(found.doc, sentence.end_char),
            candidate.subject.span,
            candidate.cue,
            candidate.object.span,
        ),
        certainty=stance.certainty,
        polarity=stance.polarity,
        future=stance.future,
        speaker=found.chain_at(attributions[voice].source_head) if voice is not None else None,
        asserted=voice is None and stance.asserted,
        score=score,
        role=candidate.role,
        found_by=candidate.construction,
        former=former or ended,
        time=time,
        value=candidate.object.value,
    )


def _lowered(
    drafts: Iterable[Relation], candidates: Sequence[Candidate], encoding: Encoding | None, ontology: Ontology
) -> list[Relation]:
    """The drafts of these candidates, those probable whose verbs the encoder doubts or that are misread."""
    doubted = doubts(encoding, (candidate.event for candidate in candidates if not candidate.definitional), ontology)
    return [
        replace(draft, certainty="probable", asserted=False)
        if draft.asserted and (candidate.event.i in doubted or is_misread(candidate.event, encoding))
        else draft
        for draft, candidate in zip(drafts, candidates, strict=True)
    ]


def _is_role(candidate: Candidate, ontology: Ontology) -> bool:
    return ontology.allows("formerRoleIn", candidate.subject.chain.types, candidate.object.chain.types)


def _voice(candidate: Candidate, attributions: tuple[Attribution, ...], quotes: tuple[Quotation, ...]) -> int | None:
    """Index of the attribution in whose content the wording stands; None in the narrator's voice.

    What a noun phrase presupposes is the narrator's wording in somebody's content too, unless it stands in quotation
    marks or is what the content ascribes: "described X as the leader of Y".
    """
    voice = attributed(attributions, candidate.cue)
    if voice is None or not candidate.definitional or quoted(quotes, candidate.cue):
        return voice
    ascribed = attributions[voice].predicate
    return voice if ascribed is not None and candidate.cue[0] >= ascribed else None


def _unless_scare_quoted(candidate: Candidate, voice: int | None, quotes: tuple[Quotation, ...]) -> Candidate:
    """Words in quotation marks that are nobody's reported speech are words that the narrator does not vouch for."""
    return replace(candidate, certain=False) if voice is None and quoted(quotes, candidate.cue) else candidate


def _stance(
    candidate: Candidate, voice: int | None, attributions: tuple[Attribution, ...], ontology: Ontology
) -> Factuality:
    """How the relation is presented: by the narrator, or by the speaker in whose content it stands."""
    if candidate.definitional:
        stance = Factuality()
    else:
        stance = factuality(candidate.event, ontology, top=_content_root(candidate.event, voice, attributions))
    if candidate.future:
        stance = replace(stance, future=True)
    sides = candidate.subject.token, candidate.object.token
    if any(grammar.is_denied(side) for side in sides):
        stance = stance.under(Factuality(polarity="negative"))
    if any(grammar.is_alternative(side) for side in sides) or not candidate.certain:
        stance = replace(stance, certainty="underspecified")
    if voice is None:
        return stance
    source = attributions[voice]
    return stance.under(Factuality(source.certainty, source.polarity, source.future))


def _content_root(event: Token, voice: int | None, attributions: tuple[Attribution, ...]) -> Token | None:
    """The topmost token above `event` that is still inside the content of the attribution `voice`."""
    if voice is None:
        return None
    spans = attributions[voice].content
    top = event
    for ancestor in event.ancestors:
        if ancestor.sent.start != event.sent.start or not any(start <= ancestor.idx < end for start, end in spans):
            break
        top = ancestor
    return top


def _stripped_end(doc: Doc, end: int) -> int:
    return len(doc.text[:end].rstrip())


def _score(candidate: Candidate, found: Index, ontology: Ontology) -> float:
    """Prior of the construction, lowered for each argument that coreference had to find."""
    scores = ontology.cues["constructions"]["scores"]
    score = scores[candidate.construction]
    for argument in (candidate.subject, candidate.object):
        score *= min(scores[_reference(argument, found)], argument.score)
    return round(float(score), 3)


def _is_sure(score: float, candidate: Candidate, ontology: Ontology) -> bool:
    """Whether the wording is sure enough to assert, and so is whom its pronouns mean."""
    least = ontology.cues["constructions"]["scores"]
    meant = min(candidate.subject.score, candidate.object.score)
    return candidate.sides.sure and score >= float(least["asserted"]) and meant >= float(least["meant"])


def _reference(argument: Argument, found: Index) -> str:
    """How the argument is referred to: a name is sure, "they" is not."""
    if argument.kind == "pronoun" and argument.chain.type != "Person":
        return "pronoun_thing"
    if argument.kind == "pronoun" and argument.token.lower_ in ("they", "them", "their", "theirs"):
        return "pronoun_thing"
    if argument.kind != "nominal" or not argument.chain.named:
        return argument.kind
    return "name" if _is_apposed(argument, found) else "described"


def _is_apposed(argument: Argument, found: Index) -> bool:
    """ "the owner of the ship, Acme": the name stands beside the description."""
    beside = [inner for inner in argument.token.subtree if inner.dep_ == "appos"]
    if argument.token.dep_ == "appos":
        beside.append(argument.token.head)
    others = (found.at(token) for token in beside)
    return any(other is not None and other.kind == "name" and other.chain == argument.chain for other in others)


def _has_ended(candidate: Candidate, time: str | None, ontology: Ontology) -> bool:
    """ "worked for X from 2010 to 2014": what has an end is over, but where it is told in the present or future."""
    ended = time is not None and "/" in time and not time.endswith(OPEN)
    present = candidate.event.tag_ in _PRESENT or candidate.future
    return ended and not present and ontology.implies(candidate.predicate, "affiliatedWith")


def _time(candidate: Candidate, times: Sequence[Time]) -> str | None:
    """The date that modifies the verb, or that stands behind a role and hangs on either side, if it can be anchored."""
    own = _time_beside(candidate.event, times)
    if own is not None or candidate.construction != "role":
        return own
    behind = [time for time in times if time.start >= candidate.cue[1]]
    sides = (candidate.object.token, candidate.subject.token) if behind else ()
    return next((value for token in sides if (value := _time_beside(token, behind))), None)


def _time_beside(head: Token, times: Sequence[Time]) -> str | None:
    for child in head.children:
        inner = [child] if child.dep_ == "npadvmod" else [kid for kid in child.children if child.dep_ == "prep"]
        for token in inner:
            found = next((time for time in times if time.start <= token.idx < time.end), None)
            if found is not None and found.granularity != "fiscal year" and period_of(found.value):
                return found.value
    return None


def _best(drafts: Iterable[Relation], ontology: Ontology) -> list[Relation]:
    """One relation for each edge in each voice, the best scored; both directions of a symmetric one are the same."""
    kept: dict[tuple[object, ...], Relation] = {}
    for draft in drafts:
        ends = (draft.subject, draft.value or draft.object)
        if ontology.properties[draft.predicate].symmetric:
            ends = (min(ends), max(ends))
        key = (draft.predicate, ends, draft.speaker, draft.asserted, draft.polarity, draft.certainty, draft.future)
        if key not in kept or draft.score > kept[key].score:
            kept[key] = draft
    return sorted(kept.values(), key=_place)


def _place(relation: Relation) -> tuple[Span, Span, str, Span]:
    evidence = relation.evidence
    return evidence.cue, evidence.subject, relation.predicate, evidence.object
