"""Event nouns of the cue tables -> Candidates: "the arrest of X by Y", "X's visit to Y", "held talks with Y"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract import grammar
from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import CLAUSE, Cues, Pattern
from kg.ontology import Ontology
from kg.tokens import Token

_DOERS = ("by", "from")
_SETTINGS = ("in", "during", "at", "after", "following")


def nominals(token: Token, index: Index, cues: Cues, ontology: Ontology) -> Iterator[Candidate]:
    """Candidates whose cue is the noun `token`."""
    if token.pos_ != "NOUN" or token.i in index.inside:
        return
    for pattern in cues.patterns["noun"].get(token.lemma_.lower(), ()):
        if all(any(child.lower_ in words for child in token.lefts) for words in pattern.words):
            yield from _between(pattern, token, index, ontology)
            yield from _directed(pattern, token, index, ontology)


def _between(pattern: Pattern, token: Token, index: Index, ontology: Ontology) -> Iterator[Candidate]:
    """ "a meeting between X and Y"."""
    if not ontology.properties[pattern.sides.predicate].symmetric:
        return
    target = grammar.behind_preposition((token,), "between") or grammar.behind_preposition((token,), "of")
    if target is None:
        return
    for left, right in combinations(index.all(target), 2):
        yield Candidate(pattern.sides, left, right, token_span(token), token, "noun")


def _directed(pattern: Pattern, token: Token, index: Index, ontology: Ontology) -> Iterator[Candidate]:
    light = _light_verb(token, ontology)
    target = _target(pattern, token, light)
    if target is None:
        return
    doers, undergoers = _doers(pattern, token, light, index), index.all(target)
    subjects, objects = (undergoers, doers) if pattern.inverse else (doers, undergoers)
    event = light if light is not None else token
    for subject in subjects:
        for found in objects:
            yield Candidate(pattern.sides, subject, found, token_span(token), event, "noun")


def _target(pattern: Pattern, token: Token, light: Token | None) -> Token | None:
    """Head of whom the event is done to."""
    if pattern.prepositions == (CLAUSE,):
        return _subject_of_clause(token)
    heads = (token,) if light is None else (token, light)
    behind = (grammar.behind_preposition(heads, word) for word in pattern.prepositions if word != "between")
    found = next((target for target in behind if target is not None), None)
    if found is None and "of" in pattern.prepositions and _doer_phrase(token, pattern) is not None:
        return _possessor(token)
    return found


def _subject_of_clause(token: Token) -> Token | None:
    """Who is to do it: "its demand that Y leave"."""
    clauses = (child for child in token.rights if child.dep_ in ("acl", "ccomp") and child.tag_ in ("VB", "VBP", "VBZ"))
    subjects = (grammar.own_subject(clause) for clause in clauses)
    return next((subject for subject in subjects if subject is not None and subject.dep_ == "nsubj"), None)


def _doers(pattern: Pattern, token: Token, light: Token | None, index: Index) -> list[Argument]:
    """Who does it: "by" phrase, possessor, subject of a light verb, a modifier, or who speaks in its setting."""
    phrase = _doer_phrase(token, pattern)
    if phrase is None and "of" not in pattern.prepositions:
        phrase = grammar.behind_preposition((token,), "of")
    possessor = _possessor(token)
    if phrase is not None:
        return index.all(phrase)
    if possessor is not None:
        return index.all(possessor)
    if light is not None:
        doer = grammar.agent(light) if grammar.is_passive(light) else grammar.subject(light)
        return index.all(doer) if doer is not None else []
    modifier = next(index.modifiers(token), None)
    if modifier is not None:
        return [modifier]
    return _participants(pattern, token, index)


def _participants(pattern: Pattern, token: Token, index: Index) -> list[Argument]:
    """ "X said in an interview with Y": the subject of the clause takes part in the event that is its setting."""
    preposition = token.head
    if "with" not in pattern.prepositions or token.dep_ != "pobj" or preposition.lower_ not in _SETTINGS:
        return []
    if preposition.head.pos_ not in ("VERB", "AUX"):
        return []
    doer = grammar.subject(preposition.head)
    return index.all(doer) if doer is not None else []


def _doer_phrase(token: Token, pattern: Pattern) -> Token | None:
    """Who does it in "a visit by X", "an attack from X"; not X in "withdrawal from X", "the expulsion of Y from X"."""
    undergone = "of" in pattern.prepositions and grammar.behind_preposition((token,), "of") is not None
    words = (word for word in _DOERS if word not in pattern.prepositions and not (undergone and word == "from"))
    return next((found for word in words if (found := grammar.behind_preposition((token,), word)) is not None), None)


def _possessor(token: Token) -> Token | None:
    return next((child for child in token.lefts if child.dep_ == "poss"), None)


def _light_verb(token: Token, ontology: Ontology) -> Token | None:
    """The verb of "hold talks", "launch an attack", which says no more than that the event takes place."""
    light = ontology.cues["constructions"]["words"]["light"]
    verb = token.head
    if token.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in light:
        return verb
    return None
