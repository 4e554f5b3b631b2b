"""The records every stage passes on. Imports nothing of ours; every record is immutable.

Offsets everywhere are Unicode code points into `Article.text`, half-open `(start, end)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Span = tuple[int, int]
type Kind = Literal["name", "nominal", "pronoun", "value"]
type Certainty = Literal["certain", "probable", "possible", "underspecified"]
type Polarity = Literal["positive", "negative"]
type Quote = Literal["direct", "indirect", "mixed"]
type Edge = tuple[str, str, str]  # subject, property, object, by their ids and local name
type Verdict = Literal["positive", "negative", "unsure"]

_RANKS: tuple[Certainty, ...] = ("underspecified", "possible", "probable", "certain")


class KgError(Exception):
    """What keeps `kg` from doing what it was asked; the message says what, where, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article. `id` is a content hash (`kg.read.article` makes it), so equal content is equal id."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None  # ISO 8601, date or date and time
    source: str | None = None
    language: str | None = None  # ISO 639-1
    authors: tuple[str, ...] = ()
    origin: str = ""  # where it was read, for messages only; never written to the graph


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that stands for an entity (or a value such as a role title)."""

    id: str
    start: int
    end: int
    kind: Kind
    type: str  # coarse class of the ontology: Person, Organization, Country, ...
    chain: str
    score: float = 1.0  # how likely a pronoun means this chain rather than another; 1 where rules decided


@dataclass(frozen=True, slots=True)
class Link:
    """An identifier of an outside vocabulary, with how sure we are of it (0..1), why, and what it identifies."""

    iri: str
    score: float
    reason: str = ""
    name: str = ""  # as the vocabulary has it
    point: tuple[float, float] | None = None  # latitude and longitude of a place
    within: tuple[str, ...] = ()  # IRIs of the places that hold a place, the smallest first


@dataclass(frozen=True, slots=True)
class Chain:
    """All mentions of one entity in one article; the article's local entity."""

    id: str
    type: str  # coarse class: one of ontology's top level
    types: tuple[str, ...]  # every class that holds, most specific first
    name: str  # best name, or the longest nominal when it is never named
    aliases: tuple[str, ...]
    mentions: tuple[str, ...]
    gender: Literal["female", "male", "unknown"] = "unknown"
    named: bool = True  # False when only nominals and pronouns mention it
    members: tuple[str, ...] = ()  # chains that a group ("the two leaders") consists of
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a relation stands: the stretch that says it, both arguments and the wording that carries it."""

    start: int
    end: int
    subject: Span
    cue: Span
    object: Span


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed edge between two chains, as the text presents it. `asserted` is the narrator's own word for it.

    The object of a property that takes times ("born in 1960") is the chain of a value, and `value` what it stands for.
    """

    id: str
    subject: str
    predicate: str  # local name of a property in the ontology
    object: str
    evidence: Evidence
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False
    speaker: str | None = None
    asserted: bool = False
    inferred_from: tuple[str, ...] = ()
    score: float = 1.0
    role: str | None = None  # the office or function as worded: "chairman of the board"
    former: bool = False
    time: str | None = None  # ISO 8601 date of the event or state, when the text says it
    found_by: str = ""  # the kind of cue ("verb", "role", "possessor"), or the model, that found it
    value: str | None = None  # ISO 8601, of an object that is a time


@dataclass(frozen=True, slots=True)
class Factuality:
    """How somebody presents an event: the narrator asserts it only when it is certain, positive and not future."""

    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False

    @property
    def asserted(self) -> bool:
        """Whether whoever speaks presents the event as a fact."""
        return self.certainty == "certain" and self.polarity == "positive" and not self.future

    def under(self, other: Factuality) -> Factuality:
        """This standing seen through another: the weaker certainty, polarities multiplied, future if either is."""
        certainty = min(self.certainty, other.certainty, key=_RANKS.index)
        polarity: Polarity = "positive" if self.polarity == other.polarity else "negative"
        return Factuality(certainty, polarity, self.future or other.future)


OPEN = Factuality("underspecified")


@dataclass(frozen=True, slots=True)
class Claim:
    """Content that somebody is said to say, think or want. Nothing in it is asserted by the article.

    `certainty`, `polarity` and `future` are the source's; every other who reports it has values of their own (Saurí and
    Pustejovsky 2009). Whoever takes no stand is `OPEN`, and polarity and future then say nothing.
    """

    id: str
    speaker: str | None  # chain id
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    quote: Quote
    act: str  # class of the ontology: Saying, Denial, Accusation, ...
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False
    relations: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # chains mentioned in the content, in order of first mention
    parent: str | None = None  # the claim inside which this one is reported
    narrator: Factuality = OPEN  # how the article itself presents the content
    between: tuple[Factuality, ...] = ()  # how the sources of the claims around it do, the outermost first


@dataclass(frozen=True, slots=True)
class Statement:
    """An open statement: the article's wording where the ontology has none."""

    id: str
    predicate: str  # the wording
    spans: tuple[Span, ...]
    lemma: str  # normal form an IRI can be minted from: "hope for"
    arguments: tuple[tuple[Span, ...], ...]
    chains: tuple[str | None, ...]  # one an argument: the chain it stands for
    confidence: float
    asserted: bool = False
    claim: str | None = None  # the claim in whose content it stands


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression and its ISO 8601 value, None when it cannot be anchored."""

    start: int
    end: int
    value: str | None
    granularity: str  # year, month, day, time, duration, relative, ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A noun phrase or pronoun, with all that belongs to it, and what it refers to.

    `referent` is a chain's id, or one of its own for what is no entity ("the plan … it") and no part of the graph.
    """

    start: int
    end: int
    kind: Kind
    referent: str
    describes: bool = False  # a predicate or apposition, which says what something is


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one article says: the unit of work, of caching and of parallelism."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    chains: tuple[Chain, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    statements: tuple[Statement, ...] = ()
    times: tuple[Time, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded judgement on whether two local entities are one, replayable and overridable."""

    left: str  # "article id#chain id"
    right: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    by: str = "kg"  # "user" when the user's file says so


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something in the world: the union of local entities judged to be one."""

    id: str  # last part of its IRI
    type: str
    types: tuple[str, ...]
    name: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]  # "article id#chain id", sorted
    named: bool = True
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Contested:
    """A relation that cannot be true beside others of the graph, which are better supported or as well."""

    relation: str  # IRI
    rivals: tuple[str, ...]  # IRIs


@dataclass(frozen=True, slots=True)
class Inference:
    """An edge between two entities that a rule of the ontology makes of others. No article says it."""

    edge: Edge
    rule: str  # in words: "based in + located in -> based in"
    premises: tuple[Edge, ...]  # asserted by articles, or inferred themselves


@dataclass(frozen=True, slots=True)
class Copy:
    """An article with, but for a few edits, the text of one that was published before: the two are one source."""

    article: str
    original: str  # id of the first of all its copies
