"""What the JSON API answers with. These records are the contract: `/api/openapi.json` is made of them.

Ids are the last parts of IRIs: an entity's `astrid-halvorsen-fe4c582d`; what is said bears its kind as well, as in
`relation/3f2a…`, `claim/…`, `statement/…`, `inference/…`. Offsets are Unicode code points of the article's text,
half-open (in JavaScript: of `Array.from(text)`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.explain import Identity, Mark
from kg.network import Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer: what, where, and how to mend it."""

    status: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Page[Item]:
    """Some of many. `next` is the cursor of the page that follows, null on the last one."""

    items: tuple[Item, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity by id, name and coarse type. `id` is null for words that stand for no entity of the graph."""

    id: str | None
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Publication:
    """An article. `published` is an ISO 8601 date or date and time."""

    id: str
    title: str
    published: str | None
    source: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A class or property of the ontology, with how many there are of it."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the graph, and what can be filtered by. `relations` are the predicates of asserted and claimed
    edges."""

    version: str
    articles: int
    entities: int
    claims: int
    statements: int
    inferences: int
    types: tuple[Named, ...]
    relations: tuple[Named, ...]
    acts: tuple[Named, ...]
    sources: tuple[Named, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that a search found. `matched` is the name or alias that fits, `score` how well (0 to 100)."""

    id: str
    name: str
    type: str
    matched: str
    score: float
    mentions: int
    articles: int


@dataclass(frozen=True, slots=True)
class Role:
    """An office or function as the articles word it, in or of another entity."""

    role: str
    of: Ref
    former: bool
    asserted: bool
    edge: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of an outside vocabulary: accepted as the same, or only a close match."""

    iri: str
    same: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Coordinates in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class EntityCard:
    """Who or what an entity is. `first` and `last` are the publication dates of the articles that mention it."""

    id: str
    iri: str
    name: str
    type: str
    types: tuple[Named, ...]
    aliases: tuple[str, ...]
    named: bool
    mentions: int
    articles: int
    first: str | None
    last: str | None
    roles: tuple[Role, ...]
    links: tuple[Identifier, ...]
    place: Place | None
    edges: int
    claims_by: int
    claims_about: int


@dataclass(frozen=True, slots=True)
class Edge:
    """All statements of one wording by one speaker between the same two, the earliest of them quoted.

    `label` is safe to read alone: it says when something is denied, claimed by somebody, expected or over. `name` is
    the bare wording. `grounds` are the ids of all that say it, for `/api/evidence/ID`; `id` is the first of them.
    `role` has all offices as worded, with "; " between. Of an inferred edge, `quote` is the rule that it follows by and
    there is no article.
    """

    id: str
    kind: Kind
    predicate: str
    predicate_iri: str
    name: str
    label: str
    subject: Ref
    object: Ref
    speaker: Ref | None
    certainty: str
    polarity: str
    future: bool
    former: bool
    asserted: bool
    role: str | None
    time: str | None
    quote: str
    article: Publication | None
    articles: int
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """How many edges of one kind, wording and direction (as seen from the entity asked for) there are."""

    kind: Kind
    predicate: str
    name: str
    outgoing: bool
    count: int


@dataclass(frozen=True, slots=True)
class Edges:
    """A page of an entity's edges in the order of their groups: asserted, claim, open, inferred; then by wording."""

    groups: tuple[Group, ...]
    items: tuple[Edge, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """How sure somebody is of what another claims, and whether they present it as not so, or as still to come."""

    certainty: str
    polarity: str
    future: bool


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """Who says what, by which act, how sure, and whether it was negated. Nothing in it is asserted by the article.

    `source` is the speaker as worded. `narrator` is how the article presents the content, `reporter` how the source of
    the parent claim does; null for who takes no stand.
    """

    id: str
    act: str
    speaker: Ref | None
    content: str
    cue: str | None
    quotation: str
    certainty: str
    polarity: str
    future: bool
    source: str | None
    narrator: Stand | None
    reporter: Stand | None
    about: tuple[Ref, ...]
    contains: tuple[str, ...]
    parent: str | None
    repeats: tuple[str, ...]
    contradicts: tuple[str, ...]
    claimants: int
    quote: str
    start: int
    end: int
    article: Publication


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline: an asserted edge or a claim. `date` is when it happened if the text says so, else null."""

    date: str | None
    published: str | None
    edge: Edge | None
    claim: ClaimItem | None


@dataclass(frozen=True, slots=True)
class MentionItem:
    """A stretch of an article that stands for an entity, or for a value or somebody whom the graph leaves out
    (null)."""

    start: int
    end: int
    kind: str
    type: str
    entity: Ref | None


@dataclass(frozen=True, slots=True)
class Said:
    """A claim or an edge of one article, with its places in the text."""

    marks: tuple[Mark, ...]
    start: int
    end: int
    edge: Edge | None
    claim: ClaimItem | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with all that was found in it, in the order of the text."""

    article: Publication
    iri: str
    authors: tuple[str, ...]
    language: str | None
    text: str
    mentions: tuple[MentionItem, ...]
    claims: tuple[Said, ...]
    edges: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class CanvasNode:
    """An entity on the canvas. `degree` is how many others it is linked with in the whole graph, under these filters;
    null where that was not counted (any node but those asked for)."""

    id: str
    name: str
    type: str
    mentions: int
    articles: int
    degree: int | None


@dataclass(frozen=True, slots=True)
class CanvasEdge:
    """An edge on the canvas: what is needed to draw and filter it; `/api/evidence/ID` has the rest.

    `speaker` is the name of who claims it. `date` is when the earliest article was published.
    """

    id: str
    source: str
    target: str
    kind: Kind
    predicate: str
    name: str
    label: str
    speaker: str | None
    certainty: str
    polarity: str
    future: bool
    former: bool
    date: str | None
    publisher: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The entities asked for with their neighbours, and the edges among all of these. `hidden` counts the neighbours
    that were left out; ask for more with `limit`."""

    nodes: tuple[CanvasNode, ...]
    edges: tuple[CanvasEdge, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Step:
    """From one entity to the next, with the edges that link them, in either direction."""

    source: Ref
    target: Ref
    edges: tuple[CanvasEdge, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest paths between two entities; none when there is none of the length asked for.

    `exhausted` is false when the search stopped at its bound before all had been looked at.
    """

    paths: tuple[tuple[Step, ...], ...]
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """One content that some affirm and others deny. An edge without speaker is the article's own word."""

    content: str
    affirmed: tuple[Voice, ...]
    denied: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who affirms or denies, with which words, in which article. `id` is that of a claim or a relation."""

    id: str
    speaker: Ref | None
    act: str | None
    certainty: str
    quote: str
    article: Publication


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """What a named query can be asked with."""

    name: str
    kind: str
    description: str
    required: bool
    default: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryItem:
    """A named query: what it answers, and its SPARQL, ready for `/sparql`."""

    name: str
    description: str
    parameters: tuple[QueryParameter, ...]
    sparql: str


@dataclass(frozen=True, slots=True)
class Queries:
    """The named queries, and the prefixes that need no declaration at `/sparql`."""

    items: tuple[QueryItem, ...]
    prefixes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something is in the graph: the words that say so.

    The text of the article is `before` + `quote` + `after` around `start`; `marks` lie mostly inside the quote. `edge`
    or `claim` is what they say. `identities` say who was taken for whom. An inference has no words: `rule` and
    `premises` (ids of what it was derived from) take their place.
    """

    id: str
    edge: Edge | None
    claim: ClaimItem | None
    article: Publication | None
    before: str
    quote: str
    after: str
    start: int
    end: int
    marks: tuple[Mark, ...]
    found_by: str | None
    score: float | None
    identities: tuple[Identity, ...]
    contested_by: tuple[str, ...]
    rule: str | None
    premises: tuple[str, ...]
