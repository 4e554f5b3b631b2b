"""Verbs, participles and adjectives of the cue tables -> Candidates: "X accused Y", "X, based in Y", "X and Y met"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract import grammar
from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import Cues, Pattern
from kg.tokens import Token

_LINKING = ("be", "become", "remain", "stay", "grow", "get")
_COMPLETING = ("prt", "dobj", "nsubjpass", "advmod", "prep", "acomp", "attr", "oprd", "amod", "compound")

type Filled = tuple[list[Argument], list[Argument], tuple[Token, ...]]


def frames(token: Token, index: Index, cues: Cues) -> Iterator[Candidate]:
    """Candidates whose cue is `token`."""
    if token.pos_ in ("VERB", "AUX"):
        for pattern in cues.patterns["verb"].get(token.lemma_.lower(), ()):
            yield from _candidates(pattern, token, "verb", _verb_sides(pattern, token, index))
        for pattern in cues.patterns["pair"].get(token.lemma_.lower(), ()):
            yield from _pairs(pattern, token, index)
    for pattern in cues.patterns["participle"].get(token.lower_, ()):
        yield from _candidates(pattern, token, "participle", _participle_sides(pattern, token, index))
    if token.pos_ in ("ADJ", "VERB", "ADV"):
        for pattern in cues.patterns["adjective"].get(token.lower_, ()):
            yield from _candidates(pattern, token, "adjective", _adjective_sides(pattern, token, index))


def _candidates(pattern: Pattern, token: Token, construction: str, sides: Filled | None) -> Iterator[Candidate]:
    if sides is None:
        return
    subjects, objects, words = sides
    if pattern.inverse:
        subjects, objects = objects, subjects
    for subject in subjects:
        for target in objects:
            yield Candidate(pattern.sides, subject, target, token_span(token, *words), token, construction)


def _verb_sides(pattern: Pattern, verb: Token, index: Index) -> Filled | None:
    """Who stands on either side of the verb, and the words that complete the cue."""
    words = _completion(pattern, verb)
    if words is None:
        return None
    passive = grammar.is_passive(verb)
    particle = _particle(pattern, verb)
    if pattern.preposition is None or particle:  # the verb, with its particle if any, takes a direct object
        if passive:
            return _sides(grammar.agent(verb), grammar.subject(verb), (*words, *particle), index)
        return _sides(grammar.subject(verb), grammar.direct_object(verb), (*words, *particle), index)
    if passive and not any(word.dep_ == "nsubjpass" for word in words):
        return None
    doer = grammar.agent(verb) if passive else grammar.subject(verb)
    return _sides(doer, _object_behind(pattern, verb, words), words, index)


def _particle(pattern: Pattern, verb: Token) -> tuple[Token, ...]:
    """The last word of the cue where the parse has it as the verb's particle ("round up X"), not as a preposition."""
    return tuple(child for child in verb.children if child.dep_ == "prt" and child.lower_ == pattern.preposition)[:1]


def _sides(doer: Token | None, undergoer: Token | None, words: tuple[Token, ...], index: Index) -> Filled | None:
    if doer is None or undergoer is None:
        return None
    return index.all(doer), index.all(undergoer), words


def _object_behind(pattern: Pattern, verb: Token, words: tuple[Token, ...]) -> Token | None:
    if pattern.preposition is None:
        return grammar.direct_object(verb)
    return grammar.behind_preposition((verb, *words), pattern.preposition)


def _completion(pattern: Pattern, verb: Token) -> tuple[Token, ...] | None:
    """The tokens that fill the cue's further words, or None when one is missing."""
    found: list[Token] = []
    for word in pattern.words:
        forms = ((token, (token.lower_, token.lemma_.lower())) for token in _dependents(verb, found))
        match = next((token for token, written in forms if word in written), None)
        if match is None:
            return None
        found.append(match)
    return tuple(found)


def _dependents(verb: Token, found: list[Token]) -> Iterator[Token]:
    for head in (verb, *found):
        for child in head.children:
            if child.dep_ in _COMPLETING:
                yield child
            if child.dep_ == "prep":
                yield from (inner for inner in child.children if inner.dep_ == "pobj")


def _participle_sides(pattern: Pattern, token: Token, index: Index) -> Filled | None:
    """ "is based in X", "a firm based in X", "X-based firm"."""
    words = _completion(pattern, token)
    if words is None:
        return None
    hyphenated = _hyphenated(token)
    if hyphenated is not None:
        return index.all(token.head), index.all(hyphenated), words
    if not (grammar.is_passive(token) or token.dep_ in ("acomp", "amod", "acl") or token.tag_ == "VBN"):
        return None
    holder = token.head if token.dep_ in ("amod", "acl") else _copula_subject(token) or grammar.subject(token)
    return _sides(holder, _object_behind(pattern, token, words), words, index)


def _hyphenated(token: Token) -> Token | None:
    """ "Berlin" in "Berlin-based firm"."""
    if token.i < 2 or token.nbor(-1).text not in ("-", "‑", "–") or token.dep_ != "amod":
        return None
    return token.nbor(-2)


def _adjective_sides(pattern: Pattern, token: Token, index: Index) -> Filled | None:
    words = _completion(pattern, token)
    if words is None:
        return None
    holder = token.head if token.dep_ in ("amod", "acl") else _copula_subject(token)
    return _sides(holder, _object_behind(pattern, token, words), words, index)


def _copula_subject(token: Token) -> Token | None:
    """Of what "is close to" is said; the object where a verb like "call" puts the adjective on it."""
    verb = token.head
    if token.dep_ not in ("acomp", "attr", "oprd") or verb.pos_ not in ("AUX", "VERB"):
        return None
    return grammar.subject(verb) if verb.lemma_.lower() in _LINKING else grammar.direct_object(verb)


def _pairs(pattern: Pattern, verb: Token, index: Index) -> Iterator[Candidate]:
    """Coordinated subjects that do it to each other: "X and Y met". An object of its own makes it no pair."""
    words = _completion(pattern, verb)
    doer = grammar.subject(verb)
    if words is None or doer is None or grammar.is_passive(verb):
        return
    if not words and grammar.direct_object(verb) is not None:
        return
    if grammar.behind_preposition((verb, *words), "with") is not None:
        return
    for left, right in combinations(index.all(doer), 2):
        yield Candidate(pattern.sides, left, right, token_span(verb, *words), verb, "pair")
