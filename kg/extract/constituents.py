"""The parts of clauses: phrases as token groups, in text order and without what only hangs on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from kg.tokens import Token

type Tokens = tuple[Token, ...]
type Construction = Literal[
    "object", "preposition", "content", "quality", "adverbial", "bare",
    "apposition", "place", "setting", "title", "possession",
]  # fmt: skip
type Link = Literal["own", "coordinated", "relative", "participle", "controlled", "shared", "infinitive", "none"]

PLACE = attrgetter("i")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
ASIDE = ("relcl", "appos", "parataxis", "preconj")
COORDINATED = ("conj", "cc")
ALONE = (*ASIDE, *COORDINATED)
BARE = (*ALONE, "prep", "acl")
_CLOSING = ("”", "''")
_STRAIGHT = '"'
_DEPTHS = {"“": 2, "``": 2, "`": 1, "”": -2, "''": -2}  # what a mark adds to those open: tokenisers cut "``" in two
_MARKS = frozenset((_STRAIGHT, *_DEPTHS))
_KEPT_START = ("``", '"', "“", "‘", "(", "[", "$", "€", "£", "`", "''")
_KEPT_END = ("''", '"', "”", "’", ")", "]", "%", "'")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in text order and the word that stands for it (of "in the old town": town)."""

    head: Token
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Clause:
    """One predication. `unsaid` is the verb that an apposition or a possessive leaves out."""

    construction: Construction
    link: Link  # how the subject was found
    cue: Token
    subject: Phrase
    predicate: Tokens
    arguments: tuple[Phrase, ...]
    unsaid: str = ""


def noun_phrase(head: Token, *, without: Token | None = None) -> Phrase:
    """The phrase that `head` heads, without relative clauses, appositions and insertions, nor the verb `without`."""
    return phrase_of(head, ASIDE, without)


def conjunct_phrase(head: Token) -> Phrase:
    """The phrase of one conjunct alone, or of the whole when nothing is coordinated with it."""
    named = any(child.dep_ == "conj" and _is_one_name(head, child) for child in head.rights)
    return phrase_of(head, ASIDE if named else ALONE)


def adjunct(child: Token) -> Phrase:
    return Phrase(complement_of(child) or child, phrase_of(child, ASIDE).tokens)


def complement_of(preposition: Token) -> Token | None:
    for child in preposition.children:  # asked so often that a generator would show
        if child.dep_ in ("pobj", "pcomp"):
            return child
    return None


def conjuncts(head: Token) -> Iterator[Token]:
    """What is coordinated with `head`, each on its own; a name with "and" in it stays whole."""
    yield head
    for child in head.rights:
        if child.dep_ == "conj" and child.pos_ in NOMINAL and not _is_one_name(head, child):
            yield from conjuncts(child)


def _is_one_name(head: Token, conjunct: Token) -> bool:
    return bool(head.ent_type_) and all(token.ent_iob_ == "I" for token in head.doc[head.i + 1 : conjunct.i + 1])


def phrase_of(head: Token, left_out: Collection[str], without: Token | None = None) -> Phrase:
    tokens = _subtree(head, left_out, without)
    start, end = 0, len(tokens)
    while start < end and _is_edge(tokens[start], _KEPT_START):
        start += 1
    while end > start and _is_edge(tokens[end - 1], _KEPT_END):
        end -= 1
    return Phrase(head, tuple(_with_quotes_paired(tokens[start:end])))


def _is_edge(token: Token, kept: Collection[str]) -> bool:
    return token.is_space or (token.is_punct and token.text not in kept)


def _with_quotes_paired(tokens: list[Token]) -> list[Token]:
    """The tokens with the mark that closes a quotation opened among them; a mark at an edge without its other goes."""
    marks = [token.text for token in tokens if token.text in _MARKS]
    if not marks:
        return tokens
    if marks.count(_STRAIGHT) % 2:
        return _with_straight_paired(tokens)
    opened = sum([_DEPTHS[mark] for mark in marks if mark in _DEPTHS])
    if opened > 0:
        following = _to_closing(tokens[-1], _CLOSING)
        return tokens + following if following else tokens[_DEPTHS.get(tokens[0].text, 0) > 0 :]
    return tokens[:-1] if opened < 0 and tokens[-1].text in _CLOSING else tokens


def _with_straight_paired(tokens: list[Token]) -> list[Token]:
    """The same for marks that open and close alike: "He must go," said X."""
    if tokens[0].text == _STRAIGHT:
        following = _to_closing(tokens[-1], (_STRAIGHT,))
        return tokens + following if following else tokens[1:]
    return tokens[:-1] if tokens[-1].text == _STRAIGHT else tokens


def _to_closing(last: Token, closing: Collection[str]) -> list[Token]:
    """The punctuation right after `last` up to a closing quotation mark, if there is one."""
    following = [token for token in last.doc[last.i + 1 : last.i + 3] if token.is_punct]
    end = next((index for index, token in enumerate(following, start=1) if token.text in closing), 0)
    return following[:end]


def _subtree(head: Token, left_out: Collection[str], without: Token | None) -> list[Token]:
    """The tokens below `head` in text order, without what hangs on it as one of `left_out`, nor `without`."""
    found = [head]
    for token in found:
        found.extend([child for child in token.children if child.dep_ not in left_out and child != without])
    return sorted(found, key=PLACE)


def role_of(head: Token) -> tuple[Tokens, Phrase] | None:
    of = next((child for child in head.rights if child.dep_ == "prep" and child.lower_ == "of"), None)
    complement = complement_of(of) if of is not None else None
    if of is None or complement is None or complement.pos_ != "PROPN":
        return None
    words = phrase_of(head, BARE)
    return (*words.tokens, of), noun_phrase(complement)
