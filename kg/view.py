"""Extraction + the entities its chains were resolved to -> views: relations, claims and open statements of the graph.

A view joins what an article says with whom it is said of, and bears its IRI. IRIs are content hashes over the article
and its local chains, never over canonical entities, so that resolving anew never renames a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.model import Article, Claim, Edge, Entity, Extraction, Inference, Mention, Relation, Span, Statement
from kg.ontology import TIME
from kg.periods import moment_id, period_of
from kg.terms import address, digest

FORMER = "formerRoleIn"
GAP = " … "
_BESIDE = 5  # characters between the reporting words and a time that is theirs: "said on Thursday"

type FindEntity = Callable[[str], Entity | None]


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation between two entities of the graph, as one article words it.

    `contested_by` are relations that it contradicts and that stand in its place: then it asserts nothing.
    """

    iri: str
    article: Article
    relation: Relation
    subject: Entity
    object: Entity
    speaker: Entity | None
    inferred_from: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()

    @property
    def edge(self) -> Edge:
        """Which of its entities it links, and how."""
        return self.subject.id, self.relation.predicate, self.object.id

    @property
    def predicate(self) -> str:
        """Local name of the property in the ontology."""
        return self.relation.predicate

    @property
    def asserted(self) -> bool:
        """Whether the article says it in its own voice, as certain, positive and not future, and uncontested."""
        if self.contested_by:
            return False
        relation = self.relation
        own_voice = relation.asserted and self.speaker is None and relation.speaker is None
        return own_voice and (relation.certainty, relation.polarity, relation.future) == ("certain", "positive", False)

    @property
    def holds(self) -> bool:
        """Whether it makes a plain edge: asserted, not over, and not of an entity with itself."""
        over = self.relation.former and self.predicate != FORMER
        return self.asserted and not over and self.subject.id != self.object.id

    @property
    def span(self) -> Span:
        """Where the stretch that says it stands."""
        return self.relation.evidence.start, self.relation.evidence.end

    @property
    def quote(self) -> str:
        """The stretch that says it, usually a sentence."""
        return wording(self.article, [self.span])

    @property
    def cue(self) -> str:
        """The wording that carries the relation."""
        return wording(self.article, [self.relation.evidence.cue])


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in the graph: who says it, of whom it is, and which relations and statements it contains."""

    iri: str
    article: Article
    claim: Claim
    speaker: Entity | None
    about: tuple[Entity, ...] = ()
    contains: tuple[str, ...] = ()
    parent: str | None = None
    time: str | None = None  # ISO 8601, when it was said, where the text tells it beside the reporting words

    @property
    def span(self) -> Span:
        """From the first to the last character of source, cue and content."""
        return stretch((*self.claim.source, *self.claim.cue, *self.claim.content))

    @property
    def quote(self) -> str:
        """The stretch of text that `span` covers."""
        return wording(self.article, [self.span])

    @property
    def source(self) -> str:
        """Who says it, as worded; empty where the text names nobody."""
        return wording(self.article, self.claim.source).rstrip(" ,")

    @property
    def cue(self) -> str:
        """The reporting words."""
        return wording(self.article, self.claim.cue)

    @property
    def content(self) -> str:
        """What is claimed, as worded."""
        return wording(self.article, self.claim.content)


@dataclass(frozen=True, slots=True)
class StatementView:
    """An open statement in the graph; an argument that is no entity of the graph is its wording."""

    iri: str
    article: Article
    statement: Statement
    arguments: tuple[Entity | str, ...]
    claim: Claim | None = None
    speaker: Entity | None = None

    @property
    def asserted(self) -> bool:
        """Whether it stands in the article's own voice."""
        return self.statement.asserted and self.statement.claim is None

    @property
    def span(self) -> Span:
        """From the first to the last character of predicate and arguments."""
        spans = [span for argument in self.statement.arguments for span in argument]
        return stretch((*self.statement.spans, *spans))

    @property
    def quote(self) -> str:
        """The stretch of text that `span` covers."""
        return wording(self.article, [self.span])


@dataclass(frozen=True, slots=True)
class InferenceView:
    """An edge that rules make of others. `premises` are the IRIs of relations that assert them, or of inferences."""

    iri: str
    inference: Inference
    subject: Entity
    object: Entity
    premises: tuple[str, ...]

    @property
    def predicate(self) -> str:
        """Local name of the property in the ontology."""
        return self.inference.edge[1]


@dataclass(frozen=True, slots=True)
class Views:
    """All views of one extraction, each kind sorted by IRI."""

    extraction: Extraction
    relations: tuple[RelationView, ...]
    claims: tuple[ClaimView, ...]
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """IRIs by local id."""

    relations: dict[str, str]
    claims: dict[str, str]
    statements: dict[str, str]


def stretch(spans: Iterable[Span]) -> Span:
    """The span from the first start to the last end."""
    starts, ends = zip(*spans, strict=True)
    return min(starts), max(ends)


def wording(article: Article, spans: Iterable[Span]) -> str:
    """The text of the spans, with an ellipsis for what stands between them."""
    return GAP.join(article.text[start:end] for start, end in spans)


def views(extraction: Extraction, find_entity: FindEntity, rivals: Mapping[str, tuple[str, ...]]) -> Views:
    """The views of one extraction. `find_entity` gives a local chain's entity, None when the graph leaves it out.

    `rivals` has the IRIs of contested relations, and of those that they contradict.
    """
    names = _mint(extraction)
    return Views(
        extraction,
        _sorted(_relation_views(extraction, names, find_entity, rivals)),
        _sorted(_claim_views(extraction, names, find_entity)),
        _sorted(_statement_views(extraction, names, find_entity)),
    )


def _sorted[V: (RelationView, ClaimView, StatementView)](found: Iterator[V]) -> tuple[V, ...]:
    """By IRI, the first of several that say the same at the same place."""
    first: dict[str, V] = {}
    for view in found:
        first.setdefault(view.iri, view)
    return tuple(first[iri] for iri in sorted(first))


def inference_views(
    inferences: Iterable[Inference], entities: Mapping[str, Entity], asserted: Iterable[tuple[Edge, str]]
) -> tuple[InferenceView, ...]:
    """The inferences in their order. `entities` by id; `asserted`: edges to build on, with a relation's IRI."""
    grounds: dict[Edge, list[str]] = {}
    for edge, iri in asserted:
        grounds.setdefault(edge, []).append(iri)
    inferred = tuple(inferences)
    grounds |= {each.edge: [inference_iri(each.edge)] for each in inferred}
    return tuple(
        InferenceView(
            grounds[each.edge][0],
            each,
            entities[each.edge[0]],
            entities[each.edge[2]],
            tuple(dict.fromkeys(iri for premise in each.premises for iri in grounds[premise])),
        )
        for each in inferred
    )


def inference_iri(edge: Edge) -> str:
    """The IRI of the inference that makes an edge."""
    return address("inference", digest(*edge))


def _relation_views(
    extraction: Extraction, names: _Names, find_entity: FindEntity, rivals: Mapping[str, tuple[str, ...]]
) -> Iterator[RelationView]:
    for relation in extraction.relations:
        subject = find_entity(relation.subject)
        object_ = _moment(relation.value) if relation.value else find_entity(relation.object)
        if subject is None or object_ is None:
            continue
        yield RelationView(
            iri=names.relations[relation.id],
            article=extraction.article,
            relation=relation,
            subject=subject,
            object=object_,
            speaker=find_entity(relation.speaker) if relation.speaker else None,
            inferred_from=_known(names.relations, relation.inferred_from),
            contested_by=rivals.get(names.relations[relation.id], ()),
        )


def _moment(value: str) -> Entity:
    """A day, month or year in the place of an entity; it is resolved to nothing and known by its value alone."""
    return Entity(moment_id(value), TIME, (TIME,), value, (), ())


def _claim_views(extraction: Extraction, names: _Names, find_entity: FindEntity) -> Iterator[ClaimView]:
    for claim in extraction.claims:
        if claim.id not in names.claims:
            continue
        stated = [statement.id for statement in extraction.statements if statement.claim == claim.id]
        about = [entity for chain in claim.about if (entity := find_entity(chain))]
        yield ClaimView(
            iri=names.claims[claim.id],
            article=extraction.article,
            claim=claim,
            speaker=find_entity(claim.speaker) if claim.speaker else None,
            about=tuple({entity.id: entity for entity in about}.values()),
            contains=_known(names.relations, claim.relations) + _known(names.statements, stated),
            parent=names.claims.get(claim.parent or ""),
            time=_time_of_saying(extraction, claim),
        )


def _time_of_saying(extraction: Extraction, claim: Claim) -> str | None:
    """The first time between the reporting words and what is said, or right behind them."""
    if not claim.cue:
        return None
    start, end = stretch((*claim.source, *claim.cue))
    spans = sorted((time.start, time.end, time.value) for time in extraction.times if period_of(time.value))
    for first, last, value in spans:
        inside = any(left < last and first < right for left, right in claim.content)
        if not inside and start <= first <= end + _BESIDE:
            return value
    return None


def _statement_views(extraction: Extraction, names: _Names, find_entity: FindEntity) -> Iterator[StatementView]:
    claims = {claim.id: claim for claim in extraction.claims}
    for statement in extraction.statements:
        if statement.id not in names.statements:
            continue
        claim = claims.get(statement.claim or "")
        speaker = find_entity(claim.speaker) if claim and claim.speaker else None
        worded = [wording(extraction.article, spans) for spans in statement.arguments]
        chains = (*statement.chains, *(None for _ in worded[len(statement.chains) :]))
        found = [find_entity(chain) if chain else None for chain in chains]
        arguments = tuple(entity or words for entity, words in zip(found, worded, strict=False))
        yield StatementView(names.statements[statement.id], extraction.article, statement, arguments, claim, speaker)


def _known(names: dict[str, str], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[each] for each in ids if each in names))


def _mint(extraction: Extraction) -> _Names:
    """IRIs of all that can be pointed at; a claim or statement without any span gets none, and so leaves the graph."""
    anchors = _anchors(extraction)
    article = extraction.article.id
    return _Names(
        {relation.id: _mint_relation(article, relation, anchors) for relation in extraction.relations},
        {claim.id: _mint_claim(article, claim, anchors) for claim in extraction.claims if _has_spans(claim)},
        {each.id: _mint_statement(article, each) for each in extraction.statements if each.spans},
    )


def _has_spans(claim: Claim) -> bool:
    return bool(claim.source or claim.cue or claim.content)


def _mint_relation(article: str, relation: Relation, anchors: dict[str, object]) -> str:
    evidence = relation.evidence
    place = (evidence.start, evidence.end, evidence.subject, evidence.cue, evidence.object)
    factuality = (relation.certainty, relation.polarity, relation.future, relation.former, relation.role, relation.time)
    chains = (relation.subject, relation.object, relation.speaker)
    local = tuple(anchors.get(chain or "") for chain in chains)
    return address("relation", digest(article, relation.predicate, place, factuality, local))


def _mint_claim(article: str, claim: Claim, anchors: dict[str, object]) -> str:
    place = (claim.source, claim.cue, claim.content)
    factuality = (claim.certainty, claim.polarity, claim.future, claim.quote)
    return address("claim", digest(article, claim.act, place, factuality, anchors.get(claim.speaker or "")))


def _mint_statement(article: str, statement: Statement) -> str:
    return address("statement", digest(article, statement.lemma, statement.spans, statement.arguments))


def _anchors(extraction: Extraction) -> dict[str, object]:
    """What tells local chains apart whatever their ids: the place of the first mention, or else name and type."""
    first: dict[str, Mention] = {}
    for mention in sorted(extraction.mentions, key=lambda mention: (mention.start, mention.end)):
        first.setdefault(mention.chain, mention)
    return {
        chain.id: (first[chain.id].start, first[chain.id].end) if chain.id in first else (chain.name, chain.type)
        for chain in extraction.chains
    }
