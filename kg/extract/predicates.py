"""Verb -> the words of its predicate, with the verbs chained to it, and the phrase that it is said of."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.constituents import PLACE, Link, Tokens
from kg.tokens import Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
VERBAL = ("VERB", "AUX")
_NOT_PREDICATES = ("aux", "auxpass", "amod", "compound", "cc", "case", "prep", "advmod", "nmod")
_INHERITED: dict[str, Link] = {"conj": "coordinated", "advcl": "shared", "xcomp": "controlled"}


def is_predicate(token: Token) -> bool:
    return token.pos_ in VERBAL and token.dep_ not in _NOT_PREDICATES and not is_chained(token)


def is_chained(token: Token) -> bool:
    """Whether `token` continues the predicate of the verb above it: "wants to buy", "is able to leave"."""
    head = token.head
    if token.dep_ != "xcomp" or any(child.dep_ in _SUBJECTS for child in token.children):
        return False
    if head.dep_ == "acomp":
        return head.head.pos_ in VERBAL
    return head.pos_ in VERBAL and all(child.dep_ != "dobj" for child in head.children)


def _chained_to(verb: Token) -> Token:
    """The verb above a chained one, of "is able to leave" that of the adjective."""
    return verb.head.head if verb.head.dep_ == "acomp" else verb.head


def verb_chain(verb: Token) -> Iterator[Token]:
    yield verb
    following = next((child for child in verb.children if is_chained(child)), None)
    quality = next((child for child in verb.children if child.dep_ == "acomp"), None)
    if following is not None:
        yield from verb_chain(following)
    elif quality is not None and any(is_chained(child) for child in quality.children):
        yield from verb_chain(quality)


def shared_start(verb: Token) -> Tokens:
    """ "were able to take the hotel and hold it": what a coordinated verb shares with the chain of the first."""
    if verb.dep_ != "conj" or verb.tag_ != "VB" or not is_chained(verb.head):
        return ()
    first, above = verb.head, _chained_to(verb.head)
    able = () if first.head == above else (first.head,)
    marks = (child for child in first.children if child.lower_ == "to" and child.dep_ == "aux")
    return (*verb_group(above), *able, *marks)


def verb_group(verb: Token) -> Iterator[Token]:
    """Auxiliaries, negation, particles, the verb, and the adverbs among or right before them, in text order."""
    parts = [verb, *(child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt"))]
    adverbs = [child for child in verb.lefts if child.dep_ == "advmod" and not any(child.children)]
    for adverb in reversed(adverbs):
        first = min(part.i for part in parts)
        if adverb.i >= first - 1 and adverb.tag_ == "RB":
            parts.append(adverb)
    return iter(sorted(parts, key=PLACE))


def subject_of(verb: Token, depth: int = 0) -> tuple[Token, Link] | None:
    """The head of the phrase that `verb` is said of, and how it was found."""
    own = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    head = verb.head
    if own is not None and own.tag_ not in ("WDT", "WP"):
        return own, "own"
    if verb.dep_ == "relcl":
        return head, "infinitive" if verb.tag_ == "VB" and own is None and _is_infinitive(verb) else "relative"
    if own is not None or depth > 5:
        return None
    if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN"):
        return head, "participle"
    if is_chained(verb):
        return subject_of(_chained_to(verb), depth + 1)
    if head.pos_ not in VERBAL:
        return None
    controller = next((child for child in head.children if child.dep_ == "dobj"), None)
    if verb.dep_ == "xcomp" and controller is not None:
        return controller, "controlled"
    return _inherited(verb, depth)


def _is_infinitive(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _inherited(verb: Token, depth: int) -> tuple[Token, Link] | None:
    link = _INHERITED.get(verb.dep_)
    found = subject_of(verb.head, depth + 1) if link else None
    if found is None or link is None:
        return None
    return found[0], "infinitive" if _is_infinitive(verb) else link
