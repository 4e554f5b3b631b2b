"""spaCy Doc -> Doc: tokens, parse and names as plain records, under spaCy's own names for them.

spaCy computes an attribute anew each time it is asked for (`children` walks the phrase, `dep_` looks up a string), and
rules ask for each many times. Read once, the same rules take a fraction of the time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise, repeat
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    import spacy.tokens
    from spacy.strings import StringStore

type Alignment = Literal["contract", "expand"]

_WORDINGS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE")
_FLAGS = ("IS_SPACE", "IS_PUNCT", "IS_ALPHA", "IS_QUOTE")
_IOB = ("", "I", "O", "B")
_SPACES = ("", " ")
_SENTENCE_STARTS = {1: True, 0: None}  # any other number: known to start none


@dataclass(slots=True, eq=False, repr=False)
class Token:
    """A word or mark of a Doc with what the parse says of it; `children` are the `lefts` and then the `rights`."""

    doc: Doc
    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    is_space: bool
    is_punct: bool
    is_alpha: bool
    is_quote: bool
    is_sent_start: bool | None
    head: Token = field(init=False)
    lefts: tuple[Token, ...] = field(init=False)
    rights: tuple[Token, ...] = field(init=False)
    children: tuple[Token, ...] = field(init=False)
    left_edge: Token = field(init=False)
    right_edge: Token = field(init=False)
    sent: Span = field(init=False)

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        """The word with the space behind it, if there is one."""
        return self.text + self.whitespace_

    @property
    def ancestors(self) -> Iterator[Token]:
        """The heads above, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all that hangs on it, in text order."""
        found: list[Token] = []
        _gather(self, found)
        return iter(found)

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The other tokens that this one is coordinated with, from the first on."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:
            found.extend(child for child in token.rights if child.dep_ == "conj")
        return tuple(token for token in found if token is not self)

    def is_ancestor(self, other: Token) -> bool:
        """Whether `other` hangs somewhere below this token."""
        return any(head is self for head in other.ancestors)

    def nbor(self, distance: int = 1) -> Token:
        """The token that many places on. Raises IndexError beyond the ends."""
        if not 0 <= self.i + distance < len(self.doc.tokens):
            raise IndexError(f"no token at {distance:+d} from token {self.i}")
        return self.doc.tokens[self.i + distance]


@dataclass(slots=True)
class Span:
    """Neighbouring tokens, from `start` up to `end`."""

    doc: Doc = field(repr=False)
    start: int
    end: int
    label_: str = ""

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __len__(self) -> int:
        return self.end - self.start

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> Span: ...
    def __getitem__(self, place: int | slice) -> Token | Span:
        if isinstance(place, slice):
            start, end, _ = place.indices(len(self))
            return Span(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][place]

    @property
    def start_char(self) -> int:
        """Where the first token begins."""
        return self.doc.tokens[self.start].idx if self.start < len(self.doc.tokens) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        """Where the last token ends."""
        if self.start == self.end:
            return self.start_char
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """The wording, without a space behind it."""
        if self.start >= self.end:
            return ""
        first, last = self.doc.tokens[self.start], self.doc.tokens[self.end - 1]
        return self.doc.text[first.idx : last.idx + len(last.text)]

    @property
    def ents(self) -> tuple[Span, ...]:
        """The named entities that lie inside."""
        return tuple(ent for ent in self.doc.ents if self.start <= ent.start and ent.end <= self.end)

    @property
    def root(self) -> Token:
        """The head of the phrase: the token nearest to the root of the sentence, the first of several."""
        heads = []
        for token in self:
            if token.head is token:
                return token
            if not self.start <= token.head.i < self.end:
                heads.append(token)
        if len(heads) == 1:
            return heads[0]
        return min(heads, key=_distance, default=self.doc.tokens[self.start])


@dataclass(slots=True, eq=False, repr=False)
class Doc:
    """The tokens of a text, with its sentences and named entities in text order."""

    text: str
    starts: list[int]  # of the tokens, in characters
    tokens: list[Token] = field(default_factory=list)
    sents: tuple[Span, ...] = ()
    ents: tuple[Span, ...] = ()

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> Span: ...
    def __getitem__(self, place: int | slice) -> Token | Span:
        if type(place) is int:
            return self.tokens[place]
        if isinstance(place, slice):
            start, end, _ = place.indices(len(self.tokens))
            return Span(self, start, end if end > start else start)
        return self.tokens[place]

    def char_span(self, start: int, end: int, alignment_mode: Alignment) -> Span | None:
        """The tokens of a stretch of text: all that it touches ("expand"), or all that lie inside it ("contract")."""
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        before, after = first.i, last.i + 1
        if alignment_mode == "contract":
            before += first.idx < start
            after -= end < last.idx + len(last.text)
            return Span(self, before, after) if before < after else None
        before += start == first.idx + len(first.text)
        return Span(self, before, after)

    def has_annotation(self, attribute: Literal["DEP"]) -> bool:
        """Whether the text was parsed."""
        return any(token.dep_ for token in self.tokens) or not self.tokens

    def _at(self, character: int) -> Token | None:
        """The token that holds a character or stands before the space that is one."""
        place = bisect_right(self.starts, character) - 1
        if place < 0:
            return None
        token = self.tokens[place]
        return token if character < token.idx + len(token.text) + len(token.whitespace_) else None


def _gather(token: Token, found: list[Token]) -> None:
    """Add the token and all that hangs on it, in text order."""
    for child in token.lefts:
        _gather(child, found)
    found.append(token)
    for child in token.rights:
        _gather(child, found)


def read_doc(doc: spacy.tokens.Doc) -> Doc:
    """What spaCy found in a text."""
    read = Doc(doc.text, _column(doc, "IDX"))
    read.tokens.extend(_tokens(doc, read))
    _hang(read.tokens, doc)
    read.ents = tuple(Span(read, ent.start, ent.end, ent.label_) for ent in doc.ents)
    read.sents = tuple(_sentences(read))
    return read


def _tokens(doc: spacy.tokens.Doc, read: Doc) -> Iterator[Token]:
    wordings = (_named(_column(doc, name), doc.vocab.strings) for name in _WORDINGS)
    iob = map(_IOB.__getitem__, _column(doc, "ENT_IOB"))
    spaces = map(_SPACES.__getitem__, _column(doc, "SPACY"))
    flags = (map(bool, _column(doc, name)) for name in _FLAGS)
    starts = (_SENTENCE_STARTS.get(code, False) for code in _column(doc, "SENT_START"))
    return map(Token, repeat(read), count(), read.starts, *wordings, iob, spaces, *flags, starts)


def _column(doc: spacy.tokens.Doc, attribute: str) -> list[int]:
    values: list[int] = doc.to_array(attribute).tolist()
    return values


def _named(codes: Sequence[int], strings: StringStore) -> Iterator[str]:
    names = {code: strings[code] for code in set(codes)}
    return map(names.__getitem__, codes)


def _hang(tokens: Sequence[Token], doc: spacy.tokens.Doc) -> None:
    """Heads, children and edges. As in spaCy, a child beyond the edges of a crossing parse is no child."""
    lefts: dict[int, list[Token]] = {}
    rights: dict[int, list[Token]] = {}
    parsed = doc.has_annotation("DEP")  # without a parse, spaCy's edges may point anywhere
    for token, source in zip(tokens, doc, strict=True):
        if not parsed:
            token.head = token.left_edge = token.right_edge = token
            continue
        token.head = tokens[source.head.i]
        token.left_edge, token.right_edge = tokens[source.left_edge.i], tokens[source.right_edge.i]
    for token in tokens:
        head = token.head
        if head.left_edge.i <= token.i < head.i:
            lefts.setdefault(head.i, []).append(token)
        elif head.i < token.i <= head.right_edge.i:
            rights.setdefault(head.i, []).append(token)
    for token in tokens:
        token.lefts, token.rights = tuple(lefts.get(token.i, ())), tuple(rights.get(token.i, ()))
        token.children = token.lefts + token.rights


def _sentences(read: Doc) -> Iterator[Span]:
    starts = [0, *(token.i for token in read.tokens[1:] if token.is_sent_start), len(read.tokens)]
    for start, end in pairwise(starts):
        sentence = Span(read, start, end)
        for token in sentence:
            token.sent = sentence
        if start < end:
            yield sentence


def _distance(token: Token) -> int:
    """Steps to the root; a mark or space that nothing hangs on stands last."""
    if (token.is_space or token.is_punct) and not token.children:
        return len(token.doc.tokens) - 1
    return sum(1 for _ in token.ancestors)
