"""Noun -> Clauses: what appositions, titles, possessives and prepositions between names say without a verb."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.constituents import (
    ALONE,
    ASIDE,
    BARE,
    Clause,
    Phrase,
    complement_of,
    conjunct_phrase,
    noun_phrase,
    phrase_of,
    role_of,
)
from kg.tokens import Token

_PLACES = ("GPE", "LOC")
_PLACED = ("GPE", "LOC", "FAC", "ORG")
_NAMED = (*_PLACED, "PERSON")
_SETTINGS = ("of", "by", "to", "between", "in", "at", "from", "with", "for", "on")
_TITLED = ("compound", "amod", "poss", "nmod", "det")


def nominal(noun: Token) -> Iterator[Clause]:
    if noun.dep_ == "appos" and noun.head.pos_ in ("NOUN", "PROPN") and noun.pos_ in ("NOUN", "PROPN"):
        yield _apposition(noun)
    elif noun.dep_ == "poss" and noun.pos_ in ("NOUN", "PROPN"):
        yield _possession(noun)
    if noun.ent_type_ == "PERSON" and noun.dep_ != "compound":
        yield from _title(noun)
    if noun.dep_ != "poss":
        yield from _settings(noun)


def _apposition(noun: Token) -> Clause:
    subject = conjunct_phrase(noun.head)
    if noun.ent_type_ in _PLACES and noun.head.ent_type_ in _PLACED:
        return Clause("place", "none", noun, subject, (), (conjunct_phrase(noun),), unsaid="place")
    words, argument = role_of(noun) or ((), noun_phrase(noun))
    return Clause("apposition", "none", noun, subject, words, (argument,), unsaid="identity")


def _possession(owner: Token) -> Clause:
    mark = tuple(child for child in owner.children if child.dep_ == "case")
    owned = phrase_of(owner.head, (*ALONE, "poss", "acl"))
    return Clause("possession", "none", owner, phrase_of(owner, (*ASIDE, "case")), mark, (owned,), unsaid="possession")


def _title(name: Token) -> Iterator[Clause]:
    """ "Chancellor Anna Vogt", "the firm's owner Jan Smit": the words before the name are what its bearer is."""
    words = [child for child in name.lefts if child.dep_ == "compound" and child.ent_type_ != "PERSON"]
    if not words:
        return
    bearer = (*(child for child in name.lefts if child.dep_ == "compound" and child.ent_type_ == "PERSON"), name)
    before = [child for child in name.lefts if child not in bearer and child.dep_ in _TITLED]
    title = tuple(token for child in before for token in child.subtree)
    yield Clause("title", "none", words[-1], Phrase(name, bearer), (), (Phrase(words[-1], title),), unsaid="identity")


def _settings(noun: Token) -> Iterator[Clause]:
    """ "a union hall in San Salvador", "the mayor of the town of Ghent": how what is named bears on something."""
    for preposition in noun.rights:
        if preposition.dep_ != "prep" or preposition.lower_ not in _SETTINGS:
            continue
        complement = complement_of(preposition)
        if complement is None or complement.dep_ != "pobj":
            continue
        subject, argument = phrase_of(noun, BARE), noun_phrase(complement)
        if any(token.ent_type_ in _NAMED for token in (*subject.tokens, *argument.tokens)):
            yield Clause("setting", "none", preposition, subject, (preposition,), (argument,), unsaid="identity")
