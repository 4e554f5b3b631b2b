"""Cue word -> Source: who says it. Subjects are shared by coordinated, participial and infinitive clauses."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.contents import is_infinitive, is_passive

_SUBJECTS = frozenset(("nsubj", "csubj"))
_RELATIVES = frozenset(("who", "which", "that", "whom"))
_CLIMBS = frozenset(("conj", "xcomp", "advcl", "ccomp", "dep", "pcomp", "prep", "acl", "relcl"))
_LIMIT = 8  # clauses between a cue and the subject it shares; deeper ones are errors of the parse


@dataclass(frozen=True, slots=True)
class Source:
    """The head of the phrase that names the source, the word that the phrase must end before, and the speaker's word.

    For a relative pronoun the phrase is the pronoun and the speaker its antecedent.
    """

    phrase: Token
    speaker: Token
    before: Token | None = None


def source(cue: Token) -> Source | None:
    """Who is said to say what `cue` reports: its subject, the agent of a passive, or the subject it shares."""
    if is_passive(cue):
        return _agent(cue)
    return _subject(cue) or _shared(cue)


def possessor(noun: Token) -> Source | None:
    """Whose claim, promise or denial a noun is: "Moscow's denial", "the denial by Moscow", "Moscow made the claim"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return Source(child, child)
    by = next((child for child in noun.children if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from")), None)
    if by is not None:
        return next((Source(child, child) for child in by.children if child.dep_ == "pobj"), None)
    verb = noun.head
    if noun.dep_ == "dobj" and verb.pos_ == "VERB" and not is_passive(verb):
        return source(verb)
    return None


def _agent(cue: Token) -> Source | None:
    for child in cue.children:
        if child.dep_ in ("agent", "prep") and child.lower_ == "by":
            return next((Source(word, word) for word in child.children if word.dep_ == "pobj"), None)
    return None


def _subject(verb: Token) -> Source | None:
    for child in verb.children:
        if child.dep_ in _SUBJECTS or (child.dep_ == "nsubjpass" and child.pos_ != "VERB"):
            return _named(child, verb)
    return None


def _named(subject: Token, verb: Token) -> Source | None:
    if subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
        return Source(subject, verb.head)
    if subject.lower_ in ("it", "there") and subject.dep_ == "expl":
        return None
    return Source(subject, subject)


def _shared(cue: Token) -> Source | None:
    node = cue
    for _ in range(_LIMIT):
        head = node.head
        if head == node or node.dep_ not in _CLIMBS:
            return None
        if head.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and node.dep_ in ("acl", "relcl", "prep", "pcomp"):
            return _of_noun(node, head)
        if head.pos_ in ("VERB", "AUX"):
            shared = _controller(node, head) or _subject(head)
            if shared:
                return shared
        node = head
    return None


def _of_noun(clause: Token, noun: Token) -> Source | None:
    """ "A letter urging restraint" is the letter's; "an effort to blame him" that of whoever makes the effort."""
    if clause.dep_ == "acl" and not is_infinitive(clause):
        return Source(noun, noun, before=clause.left_edge)
    return possessor(noun) or (_shared_by(noun) if noun.dep_ in ("pobj", "dobj") else None)


def _shared_by(noun: Token) -> Source | None:
    return _shared(noun) if noun.dep_ in _CLIMBS else _subject(noun.head) if noun.head.pos_ == "VERB" else None


def _controller(clause: Token, verb: Token) -> Source | None:
    """ "It urged voters to say": the object of the higher verb speaks."""
    if clause.dep_ != "xcomp" or not is_infinitive(clause):
        return None
    return next((Source(child, child) for child in verb.children if child.dep_ == "dobj" and child.i < clause.i), None)
