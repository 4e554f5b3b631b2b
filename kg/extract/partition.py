"""The state of coreference in one article: candidates, and which of them stand for the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.encoder import Encoding
from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.layout import Layout
from kg.ontology import Ontology
from kg.tokens import Doc

_MARKS = frozenset(('"', "“", "”", "``", "''"))


@dataclass(frozen=True, slots=True)
class Profile:
    """What the article says of a chain: classes, gender, number, roles and the countries of its roles."""

    coarse: str
    classes: tuple[str, ...]  # most telling first, the coarse class last
    gender: Gender
    plural: bool
    named: bool
    roles: frozenset[str]
    countries: frozenset[str]
    words: frozenset[str]  # of its names, titles and nominals, in small letters
    positions: tuple[int, ...]  # of its candidates, in text order
    doubtful: bool = False  # a name that only the recogniser classes, so that "he" may mean it all the same


@dataclass(slots=True)
class Partition:
    """Disjoint sets over the positions in `candidates`. `classes` holds the class of every name by its key."""

    doc: Doc
    words: Lexicon
    ontology: Ontology
    candidates: list[Candidate]
    classes: dict[str, str]
    layout: Layout
    sources: frozenset[int]  # head tokens to which something is attributed
    encoding: Encoding | None = None  # of the Doc; without it, rules decide alone
    hollow: set[int] = field(init=False, default_factory=set)  # predicates that stand for nobody: "as a leader"
    roots: list[int] = field(init=False)
    members: dict[int, list[int]] = field(init=False)  # root -> positions, in text order
    chances: dict[int, float] = field(init=False, default_factory=dict)  # of pronouns: to mean their chain
    profiles: dict[int, Profile] = field(init=False, default_factory=dict)  # of sets not changed since
    sentences: list[int] = field(init=False)  # first tokens
    starts: list[int] = field(init=False)  # of candidates
    heads: dict[int, int] = field(init=False)  # head token -> position, values left out
    paragraphs: list[int] = field(init=False)  # first characters
    quoted: list[bool] = field(init=False)  # of tokens: whether they stand in quotation marks

    def __post_init__(self) -> None:
        self.roots = list(range(len(self.candidates)))
        self.members = {index: [index] for index in self.roots}
        self.sentences = [sentence.start for sentence in self.doc.sents]
        self.starts = [candidate.start for candidate in self.candidates]
        self.heads = {each.head: index for index, each in enumerate(self.candidates) if each.kind != "value"}
        self.paragraphs = [start for start, _ in self.layout.paragraphs]
        self.quoted = _quoted(self.doc)

    def join(self, left: int, right: int) -> None:
        """Make one set of the two that hold these positions."""
        first, second = sorted((self.roots[left], self.roots[right]))
        if first != second:
            for index in self.members[second]:
                self.roots[index] = first
            self.members[first] = sorted(self.members[first] + self.members.pop(second))
            self.profiles.pop(first, None)
            self.profiles.pop(second, None)

    def join_all(self, indices: Sequence[int]) -> None:
        """Make one set of all sets that hold these positions."""
        for index in indices[1:]:
            self.join(indices[0], index)

    def text(self, index: int) -> str:
        """The candidate as written."""
        candidate = self.candidates[index]
        return str(self.doc[candidate.start : candidate.end].text)

    def coarse(self, name: str) -> str:
        """The coarse type of a class."""
        return self.ontology.coarse(name)

    def sentence(self, candidate: Candidate) -> int:
        """The number of the sentence in which the candidate stands."""
        return bisect_right(self.sentences, candidate.head) - 1

    def paragraph(self, token: int) -> int:
        """The number of the paragraph in which the token stands."""
        return bisect_right(self.paragraphs, self.doc[token].idx)

    def in_headline(self, candidate: Candidate) -> bool:
        """Whether it stands in the headline."""
        return self.layout.headline is not None and self.doc[candidate.head].idx < self.layout.headline[1]

    def in_dateline(self, candidate: Candidate) -> bool:
        """Whether it stands in the dateline."""
        return self.layout.dateline is not None and (
            self.layout.dateline.span[0] <= self.doc[candidate.head].idx < self.layout.dateline.span[1]
        )

    def names_within(self, start: int, end: int) -> list[Candidate]:
        """The names in these tokens."""
        found = self.candidates[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return [candidate for candidate in found if candidate.kind == "name" and candidate.end <= end]


def _quoted(doc: Doc) -> list[bool]:
    """Whether an odd number of quotation marks stands before each token in its paragraph."""
    found: list[bool] = []
    inside = False
    for token in doc:
        if token.is_space and "\n" in token.text:
            inside = False
        elif token.text in _MARKS:
            inside = not inside
        found.append(inside)
    return found
