"""Mentions in a Doc -> numbers that a pair scorer reads beside the encoder's vectors.

What concerns one mention alone is computed once a mention; what concerns two is compared column by column, so that
thousands of pairs cost a few array operations.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.encoder.features import ENTITY_LABELS, entity_index

if TYPE_CHECKING:
    from kg.tokens import Doc, Token

type Integers = NDArray[np.int64]


class Mentioned(Protocol):
    """What a mention must tell: tokens `[start, end)`, its head token, and what is known of it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def head(self) -> int: ...
    @property
    def kind(self) -> Literal["name", "nominal", "pronoun", "value"]: ...
    @property
    def gender(self) -> Literal["female", "male", "unknown"]: ...
    @property
    def plural(self) -> bool: ...


_KINDS = ("name", "nominal", "pronoun", "value")
_GENDERS = ("unknown", "female", "male")
_PRONOUNS = (
    ("he", "him", "his", "himself"),
    ("she", "her", "hers", "herself"),
    ("it", "its", "itself"),
    ("they", "them", "their", "theirs", "themselves"),
    ("i", "me", "my", "mine", "myself"),
    ("we", "us", "our", "ours", "ourselves"),
    ("you", "your", "yours", "yourself", "yourselves"),
    ("who", "whom", "whose", "which"),
    ("this", "that", "these", "those"),
)
_PRONOUN_INDEX = {word: index for index, words in enumerate(_PRONOUNS) for word in words}
_ROLES = (
    ("nsubj", "nsubjpass", "csubj"),
    ("dobj", "dative", "iobj"),
    ("pobj",),
    ("poss",),
    ("compound", "amod", "nmod"),
    ("appos",),
    ("attr", "acomp"),
    ("conj",),
)
_ROLE_INDEX = {label: index for index, labels in enumerate(_ROLES) for label in labels}
_DETERMINERS = (("the",), ("a", "an"), ("this", "that", "these", "those"), ("his", "her", "its", "their", "my", "our"))
_DETERMINER_INDEX = {word: index for index, words in enumerate(_DETERMINERS) for word in words}
_LENGTHS = (1, 2, 3, 4, 6)
_TOKENS = np.array((3, 6, 12, 20, 35, 60, 100, 200, 400, 800))
_SENTENCES = np.array((0, 1, 2, 3, 5, 8, 15, 30))

# Sizes of the embedding tables, in the order of the columns.
MENTION_SIZES = (
    len(_KINDS),
    len(_PRONOUNS) + 1,
    len(_GENDERS),
    2,
    len(ENTITY_LABELS) + 1,
    len(_ROLES) + 1,
    len(_DETERMINERS) + 1,
    len(_LENGTHS) + 1,
    2,
)
_STRINGS = 6  # none, same first word, same last word, acronym, same head, same text
PAIR_SIZES = (len(_TOKENS) + 1, len(_SENTENCES) + 1, _STRINGS, 4, 3, 2, 2, 3, 2)


@dataclass(frozen=True, slots=True)
class MentionTable:
    """Mentions as columns. Strings are numbered: equal numbers are equal strings, -1 equals nothing."""

    spans: Integers  # start, last and head token
    single: Integers  # one row a mention, one column an embedding of MENTION_SIZES
    end: Integers
    sentence: Integers
    verb: Integers
    text: Integers
    head: Integers
    first: Integers
    last: Integers
    letters: Integers  # the initials of a name of several words, numbered with the texts


def mention_table(doc: Doc, mentions: Sequence[Mentioned]) -> MentionTable:
    """The columns of `mentions`, which may come in any order."""
    sentences = np.cumsum([bool(token.is_sent_start) for token in doc])
    numbers: dict[str, int] = {}
    strings = np.array([_strings(doc, mention, numbers) for mention in mentions], dtype=np.int64).reshape(-1, 5)
    spans = np.array([(found.start, found.end - 1, found.head) for found in mentions], dtype=np.int64).reshape(-1, 3)
    single = [_single(doc, mention) for mention in mentions]
    return MentionTable(
        spans=spans,
        single=np.array(single, dtype=np.int64).reshape(-1, len(MENTION_SIZES)),
        end=spans[:, 1] + 1,
        sentence=sentences[spans[:, 2]] if len(spans) else spans[:, 2],
        verb=np.array([_verb(doc[mention.head]) for mention in mentions], dtype=np.int64),
        text=strings[:, 0],
        head=strings[:, 1],
        first=strings[:, 2],
        last=strings[:, 3],
        letters=strings[:, 4],
    )


def pair_features(table: MentionTable, left: Integers, right: Integers) -> Integers:
    """One row a pair of positions in the table, `left` the antecedent; one column an embedding of PAIR_SIZES."""
    gender = (table.single[left, 2], table.single[right, 2])
    known = (gender[0] > 0) & (gender[1] > 0)
    columns = (
        np.searchsorted(_TOKENS, np.abs(table.spans[right, 0] - table.spans[left, 0])),
        np.searchsorted(_SENTENCES, np.abs(table.sentence[right] - table.sentence[left])),
        _match(table, left, right),
        np.where(known, np.where(gender[0] == gender[1], 1, 2), np.where((gender[0] > 0) | (gender[1] > 0), 3, 0)),
        table.single[left, 3] + table.single[right, 3],
        (table.verb[left] == table.verb[right]).astype(np.int64),
        (table.single[left, 5] == table.single[right, 5]).astype(np.int64),
        _kinship(table, left, right),
        ((table.spans[left, 0] < table.end[right]) & (table.spans[right, 0] < table.end[left])).astype(np.int64),
    )
    return np.stack(columns, axis=1)


def _match(table: MentionTable, left: Integers, right: Integers) -> Integers:
    """How much of the wording is the same, the strongest that holds."""
    found = np.zeros(len(left), dtype=np.int64)
    found[_same(table.first[left], table.first[right])] = 1
    found[_same(table.last[left], table.last[right])] = 2
    found[_same(table.letters[left], table.text[right]) | _same(table.text[left], table.letters[right])] = 3
    found[_same(table.head[left], table.head[right])] = 4
    found[_same(table.text[left], table.text[right])] = 5
    return found


def _same(left: Integers, right: Integers) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (left == right) & (left >= 0)
    return found


def _kinship(table: MentionTable, left: Integers, right: Integers) -> Integers:
    """Whether both are pronouns of one kind, of two, or not both pronouns."""
    none = len(_PRONOUNS)
    both = (table.single[left, 1] < none) & (table.single[right, 1] < none)
    return np.where(both, np.where(table.single[left, 1] == table.single[right, 1], 1, 2), 0)


def _single(doc: Doc, mention: Mentioned) -> tuple[int, ...]:
    head = doc[mention.head]
    first = doc[mention.start]
    pronoun = _PRONOUN_INDEX.get(head.lower_, len(_PRONOUNS)) if mention.kind == "pronoun" else len(_PRONOUNS)
    return (
        _KINDS.index(mention.kind),
        pronoun,
        _GENDERS.index(mention.gender),
        int(mention.plural),
        entity_index(head.ent_type_),
        _ROLE_INDEX.get(head.dep_, len(_ROLES)),
        _DETERMINER_INDEX.get(first.lower_, len(_DETERMINERS)) if mention.kind == "nominal" else len(_DETERMINERS),
        bisect_left(_LENGTHS, mention.end - mention.start),
        int(mention.start - head.sent.start <= 1),
    )


def _strings(doc: Doc, mention: Mentioned, numbers: dict[str, int]) -> tuple[int, int, int, int, int]:
    """Numbers of text, head, first and last word and initials; a pronoun's wording says nothing."""
    if mention.kind == "pronoun":
        return (-1, -1, -1, -1, -1)
    words = [token for token in doc[mention.start : mention.end] if not (token.is_space or token.pos_ == "DET")]
    words = words or [doc[mention.head]]
    initials = "".join([token.text[0] for token in words if token.text[0].isupper()])
    texts = (
        " ".join([token.lower_ for token in words]).replace(".", ""),
        "=" + doc[mention.head].lemma_.lower(),
        "<" + words[0].lower_,
        ">" + words[-1].lower_,
    )
    letters = numbers.setdefault(initials.lower(), len(numbers)) if len(words) > 1 and len(initials) > 1 else -1
    text, head, first, last = (numbers.setdefault(string, len(numbers)) for string in texts)
    return text, head, first, last, letters


def _verb(token: Token) -> int:
    """The token whose argument this one is, directly, coordinated or through a preposition."""
    while token.dep_ in ("conj", "pobj", "prep", "appos", "compound") and token.head.i != token.i:
        token = token.head
    return int(token.head.i)
