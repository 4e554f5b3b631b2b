"""Cue word -> Source: who says it. Subjects are shared by coordinated, participial and infinitive clauses."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.contents import is_infinitive, is_passive
from kg.extract.speech import Lexicon
from kg.tokens import Token

_SUBJECTS = frozenset(("nsubj", "csubj"))
_VERBS = frozenset(("VERB", "AUX"))
_NOUNS = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
_RELATIVES = frozenset(("who", "which", "that", "whom"))
_CLIMBS = frozenset(
    (
        "conj",
        "xcomp",
        "advcl",
        "ccomp",
        "dep",
        "pcomp",
        "prep",
        "acl",
        "relcl",
        "acomp",
        "attr",
        "oprd",
        "pobj",
        "dobj",
        "amod",
        "appos",
    )
)
_ANSWERS = frozenset(("Denial", "Criticism", "Doubt", "Agreement", "Praise"))
_LIMIT = 8  # clauses between a cue and the subject it shares; deeper ones are errors of the parse


@dataclass(frozen=True, slots=True)
class Source:
    """The head of the phrase that names the source, the word that the phrase must end before, and the speaker's word.

    For a relative pronoun the phrase is the pronoun and the speaker its antecedent.
    """

    phrase: Token
    speaker: Token
    before: Token | None = None


def source(cue: Token, words: Lexicon) -> Source | None:
    """Who is said to say what `cue` reports: its subject, the agent of a passive, or the subject it shares."""
    if is_passive(cue):
        return _agent(cue)
    return _subject(cue) or _shared(cue, words)


def possessor(noun: Token, words: Lexicon) -> Source | None:
    """Whose claim a noun is: "Moscow's denial", "the denial by Moscow", "Moscow made the claim", "in a statement"."""
    named = _possessor(noun)
    if named:
        return named
    verb = noun.head
    if noun.dep_ == "pobj" and verb.lower_ == "in" and "clause" in (words.frames(verb.head) or ()):
        return source(verb.head, words)
    if noun.dep_ == "dobj" and verb.pos_ == "VERB" and not _answers(verb, words):
        return source(verb, words)
    return None


def _answers(verb: Token, words: Lexicon) -> bool:
    """ "Rejected the claim", "denied the charge": what somebody else said."""
    act = (words.frames(verb) or {}).get("object")
    return act is not None and act.name in _ANSWERS


def _possessor(noun: Token) -> Source | None:
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    if owner is not None:
        return Source(owner, owner)
    for child in noun.rights:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
            return next((Source(word, word) for word in child.children if word.dep_ == "pobj"), None)
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
    misread = next((child for child in verb.lefts if child.dep_ == "compound" and child.tag_ == "NNS"), None)
    return Source(misread, misread) if misread is not None and verb.tag_ == "VBP" else None


def _named(subject: Token, verb: Token) -> Source | None:
    if subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
        return Source(subject, verb.head)
    if subject.lower_ in ("it", "there") and subject.dep_ == "expl":
        return None
    return Source(subject, subject)


def _shared(cue: Token, words: Lexicon) -> Source | None:
    node = cue
    for _ in range(_LIMIT):
        head = node.head
        if head == node or node.dep_ not in _CLIMBS:
            return None
        shared = _above(node, head, words)
        if shared:
            return shared
        node = head
    return None


def _above(node: Token, head: Token, words: Lexicon) -> Source | None:
    """The source that the word above offers: a verb its subject or object, a noun itself or its possessor."""
    if head.pos_ in _VERBS:
        return _controller(node, head, words) or _subject(head)
    if head.pos_ not in _NOUNS:
        return None
    if node.dep_ == "acl" and not is_infinitive(node):
        return Source(head, head, before=node.left_edge)
    return _possessor(head) if node.dep_ in ("acl", "relcl", "prep") else None


def _controller(clause: Token, verb: Token, words: Lexicon) -> Source | None:
    """ "It urged voters to say", "It blamed voters for saying": the object of the higher verb speaks."""
    if clause.dep_ == "prep":
        controls = f"object_{clause.lower_}" in words.verbs.get(verb.lemma_, ())
    else:
        controls = verb.lemma_ in words.object_control and is_infinitive(clause)
    if not controls:
        return None
    objects = (child for child in verb.children if child.dep_ in ("dobj", "nsubjpass") and child.i < clause.i)
    return next((Source(child, child) for child in objects), None)
