"""Views, extractions and decisions -> lines of RDF: merged view, article graphs and resolution graph.

The merged view (default graph) holds entities, plain edges for what is asserted, and a node for every relation, claim
and open statement. One named graph an article holds what was found where; one holds how chains became entities; one
what rules infer.
"""

from __future__ import annotations

import itertools
import urllib.parse
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from kg.disputes import ClaimLinks
from kg.model import Article, Chain, Claim, Decision, Entity, Factuality, Link, Mention, Relation, Span, Time
from kg.ntriples import (
    Line,
    Pair,
    Term,
    a,
    article_part,
    boolean,
    data,
    decimal,
    describe,
    integer,
    iri,
    optional_text,
    outside,
    pair,
    term,
    text,
    when,
)
from kg.periods import moment_of, period_of
from kg.terms import address, clean, digest, encode, sha256, slug
from kg.view import ClaimView, InferenceView, RelationView, StatementView, Views, stretch

ACCEPTED_LINK = 0.9  # what a linker must be sure of to say "the same"; below it is "a close match"
LINKS = ("kg:repeats", "kg:contradicts", "kg:claimants")  # what a claim's other claims add to it


def article_node(article: Article) -> Term:
    """The IRI of an article, and of the named graph of what was found in it."""
    return data("article", article.id)


def entity_node(entity: Entity) -> Term:
    """The IRI of an entity."""
    return data("entity", entity.id)


def object_term(entity: Entity) -> Term:
    """The object of an edge: an entity's IRI, or the typed literal of a time."""
    value = moment_of(entity.id)
    return entity_node(entity) if value is None else when(value) or text(value)


def optional_entity(entity: Entity | None) -> Term | None:
    """The IRI of an entity, or nothing for nobody."""
    return entity_node(entity) if entity else None


def local_node(article: Article, chain: str) -> Term:
    """The IRI of a local entity."""
    return article_part(article, "entity-" + encode(chain))


def relation_property(predicate: str) -> Term:
    """The IRI of an ontology property by its local name."""
    return term("kg:" + predicate)


# Merged view


def article_triples(article: Article, version: str, original: str | None = None) -> Iterator[Line]:
    """The article as a publication, and the one activity that read it. `original` is what it is a copy of."""
    yield from describe(
        article_node(article),
        a("schema:NewsArticle"),
        a("prov:Entity"),
        pair("rdfs:label", text(article.title or article.id)),
        pair("schema:headline", optional_text(article.title)),
        pair("schema:datePublished", when(article.published)),
        pair("schema:url", outside(article.url)),
        pair("schema:publisher", optional_text(article.source)),
        pair("schema:inLanguage", optional_text(article.language)),
        *(pair("schema:author", optional_text(name)) for name in article.authors),
        pair("schema:sha256", text(sha256(article.text))),
        pair("kg:copyOf", data("article", original) if original else None),
    )
    yield from describe(
        activity_node(article, version),
        a("prov:Activity"),
        pair("prov:used", article_node(article)),
        pair("prov:wasAssociatedWith", agent_node(version)),
    )


def activity_node(article: Article, version: str) -> Term:
    """The IRI of the reading of one article by one version of the program."""
    return data("activity", digest(article.id, version))


def agent_node(version: str) -> Term:
    """The IRI of the program in one version."""
    return data("agent", "kg-" + version)


def agent_triples(version: str) -> Iterator[Line]:
    """The program as an agent."""
    yield from describe(
        agent_node(version),
        a("prov:SoftwareAgent"),
        pair("rdfs:label", text("kg " + version)),
        pair("schema:softwareVersion", text(version)),
    )


def entity_triples(
    entity: Entity, counts: tuple[int, int], articles: Iterable[Article], edges: Iterable[tuple[str, Entity]]
) -> Iterator[Line]:
    """An entity: its types, names, (mention, article) counts, links, and its plain edges (predicate, object)."""
    mentions, sources = counts
    yield from describe(
        entity_node(entity),
        a("kg:Entity"),
        *(a("kg:" + name) for name in (entity.type, *entity.types)),
        pair("kg:coarseType", term("kg:" + entity.type)),
        *_name_pairs(entity.name, entity.aliases),
        pair("kg:named", boolean(entity.named)),
        pair("kg:mentionCount", integer(mentions)),
        pair("kg:articleCount", integer(sources)),
        *(pair("kg:mentionedIn", article_node(article)) for article in articles),
        *_identity_pairs(entity.links),
        *_place_pairs(entity),
        *((relation_property(predicate), object_term(target)) for predicate, target in edges),
    )
    yield from _geometry_triples(entity)


def _name_pairs(name: str, aliases: Iterable[str]) -> Iterator[Pair]:
    yield pair("rdfs:label", text(name))
    yield from (pair("skos:altLabel", text(alias)) for alias in sorted(aliases) if clean(alias) != clean(name))


def _identity_pairs(links: Iterable[Link]) -> Iterator[Pair]:
    """Of each vocabulary the best link says "the same" if it is accepted: nothing is two things of one vocabulary."""
    same: set[str] = set()
    for link in links:
        vocabulary = urllib.parse.urlsplit(link.iri).netloc
        accepted = link.score >= ACCEPTED_LINK and vocabulary not in same
        same.add(vocabulary)
        yield pair("owl:sameAs" if accepted else "skos:closeMatch", outside(link.iri))


def place_of(entity: Entity) -> Link | None:
    """The accepted link that says where in the world an entity is."""
    return next((link for link in entity.links if link.point and link.score >= ACCEPTED_LINK), None)


def geometry_node(entity: str) -> Term:
    """The IRI of where an entity is, by the entity's id."""
    return iri(address("entity", entity) + "#geometry")


def _place_pairs(entity: Entity) -> Iterator[Pair]:
    """What a place lies in, and where it is (GeoSPARQL 1.1)."""
    link = place_of(entity)
    if link is not None:
        yield pair("geo:hasGeometry", geometry_node(entity.id))
        yield from (pair("schema:containedInPlace", outside(iri)) for iri in link.within)


def _geometry_triples(entity: Entity) -> Iterator[Line]:
    link = place_of(entity)
    if link is not None and link.point is not None:
        latitude, longitude = link.point
        point = f'"POINT({longitude:.5g} {latitude:.5g})"^^{term("geo:wktLiteral")}'
        yield from describe(geometry_node(entity.id), a("geo:Geometry"), pair("geo:asWKT", point))


def relation_triples(view: RelationView, version: str, support: int) -> Iterator[Line]:
    """The node of a relation. `support` is the number of sources that assert the same."""
    relation = view.relation
    yield from describe(
        iri(view.iri),
        a("kg:RelationStatement"),
        a("rdf:Statement"),
        pair("rdf:subject", entity_node(view.subject)),
        pair("rdf:predicate", relation_property(view.predicate)),
        pair("rdf:object", object_term(view.object)),
        pair("kg:speaker", optional_entity(view.speaker)),
        *_factuality_pairs(relation),
        pair("kg:asserted", boolean(view.asserted)),
        pair("kg:support", integer(support) if view.asserted else None),
        pair("kg:former", boolean(relation.former)),
        pair("kg:role", optional_text(relation.role)),
        *_time_pairs(relation.time),
        pair("kg:score", decimal(relation.score)),
        pair("kg:cue", text(view.cue)),
        pair("kg:foundBy", optional_text(relation.found_by)),
        *_evidence_pairs(view, version),
        *(pair("kg:inferredFrom", iri(other)) for other in view.inferred_from),
        *(pair("kg:contestedBy", iri(other)) for other in view.contested_by),
    )


def _time_pairs(value: str | None) -> Iterator[Pair]:
    """A time as the text gives it, and the days that it begins and ends on."""
    period = period_of(value)
    yield pair("kg:time", when(value))
    if period is not None:
        yield pair("kg:begins", when(period.first.isoformat()) if period.first else None)
        yield pair("kg:ends", when(period.last.isoformat()) if period.last else None)


def reification(view: RelationView) -> Line:
    """The triple that links a relation's node to the triple it speaks of, as RDF 1.2 has it."""
    spoken_of = edge_line(view.subject, view.predicate, view.object)
    return f"{iri(view.iri)} {term('rdf:reifies')} <<( {spoken_of} )>>"


def edge_line(subject: Entity, predicate: str, target: Entity) -> Line:
    """A plain edge."""
    return f"{entity_node(subject)} {relation_property(predicate)} {object_term(target)}"


def claim_triples(view: ClaimView, version: str, links: ClaimLinks | None = None) -> Iterator[Line]:
    """The node of a claim, with links to the first of those that say the same and of those that say the opposite."""
    claim = view.claim
    yield from describe(
        iri(view.iri),
        a("kg:Claim"),
        a("schema:Claim"),
        pair("kg:act", term("kg:" + claim.act)),
        pair("kg:speaker", optional_entity(view.speaker)),
        pair("kg:sourceText", optional_text(view.source)),
        *_factuality_pairs(claim),
        *_stand_pairs("narrator", claim.narrator),
        *itertools.chain.from_iterable(_stand_pairs("parent", stand) for stand in claim.between[-1:]),
        pair("kg:quotation", text(claim.quote)),
        *_time_pairs(view.time),
        pair("kg:cue", optional_text(view.cue)),
        pair("kg:content", text(view.content)),
        *_evidence_pairs(view, version),
        *(pair("kg:about", entity_node(entity)) for entity in view.about),
        *(pair("kg:contains", iri(other)) for other in view.contains),
        pair("kg:parentClaim", iri(view.parent) if view.parent else None),
        *_link_pairs(links),
    )


def support_triples(relation: str, support: int) -> Iterator[Line]:
    """What `relation_triples` says of support, for a relation by its IRI."""
    yield from describe(iri(relation), pair("kg:support", integer(support)))


def link_triples(claim: str, links: ClaimLinks) -> Iterator[Line]:
    """What `claim_triples` says of links, for a claim by its IRI."""
    yield from describe(iri(claim), *_link_pairs(links))


def _link_pairs(links: ClaimLinks | None) -> Iterator[Pair]:
    if links is not None:
        yield from (pair("kg:repeats", iri(other)) for other in links.repeats)
        yield from (pair("kg:contradicts", iri(other)) for other in links.contradicts)
        yield pair("kg:claimants", integer(links.claimants))


def statement_triples(view: StatementView, version: str) -> Iterator[Line]:
    """The node of an open statement."""
    statement = view.statement
    values = [argument_value(argument) for argument in view.arguments]
    subject = values[0] if values and values[0].startswith("<") else None
    worded = [text(_worded(view, number)) for number in range(len(statement.arguments[:2]))]
    yield from describe(
        iri(view.iri),
        a("kg:OpenStatement"),
        a("rdf:Statement"),
        pair("rdf:subject", subject),
        pair("rdf:predicate", open_predicate(statement.lemma)),
        pair("rdf:object", values[1] if len(values) > 1 else None),
        *((term(name), value) for name, value in zip(("kg:subjectText", "kg:objectText"), worded, strict=False)),
        *(pair("kg:argument", value) for value in values[2:]),
        pair("kg:wording", text(statement.predicate)),
        pair("kg:score", decimal(statement.confidence)),
        pair("kg:asserted", boolean(view.asserted)),
        *_evidence_pairs(view, version),
    )


def argument_value(argument: Entity | str) -> Term:
    """An argument of an open statement: an entity, or its wording."""
    return entity_node(argument) if isinstance(argument, Entity) else text(argument)


def _worded(view: StatementView, number: int) -> str:
    start, end = stretch(view.statement.arguments[number] or [(0, 0)])
    return view.article.text[start:end]


def open_predicate(lemma: str) -> Term:
    """The IRI that is minted for a wording outside the ontology."""
    return data("open", slug(lemma))


def open_predicate_triples(lemma: str) -> Iterator[Line]:
    """A wording outside the ontology as a property."""
    yield from describe(
        open_predicate(lemma), a("kg:OpenPredicate"), a("rdf:Property"), pair("rdfs:label", text(lemma))
    )


def _factuality_pairs(said: Relation | Claim) -> Iterator[Pair]:
    yield pair("kg:certainty", text(said.certainty))
    yield pair("kg:polarity", text(said.polarity))
    yield pair("kg:future", boolean(said.future))


def _stand_pairs(side: str, stand: Factuality) -> Iterator[Pair]:
    """How the narrator, or the source of the parent claim, presents a content; of who takes no stand, only that."""
    yield pair(f"kg:{side}Certainty", text(stand.certainty))
    if stand.certainty != "underspecified":
        yield pair(f"kg:{side}Polarity", text(stand.polarity))
        yield pair(f"kg:{side}Future", boolean(stand.future))


def _evidence_pairs(view: RelationView | ClaimView | StatementView, version: str) -> Iterator[Pair]:
    start, end = view.span
    yield pair("kg:quote", text(view.quote))
    yield pair("kg:article", article_node(view.article))
    yield pair("kg:start", integer(start))
    yield pair("kg:end", integer(end))
    yield pair("prov:wasGeneratedBy", activity_node(view.article, version))


# Named graph of an article


def local_triples(found: Views) -> Iterator[Line]:
    """All that was found in one article, with its places in the text; nothing canonical."""
    extraction = found.extraction
    article = extraction.article
    for chain in sorted(extraction.chains, key=lambda chain: chain.id):
        yield from _chain_triples(article, chain)
    for mention in sorted(extraction.mentions, key=lambda mention: (mention.start, mention.end, mention.id)):
        yield from _mention_triples(article, mention)
    yield from dict.fromkeys(triple for time in extraction.times for triple in _time_triples(article, time))
    for relation in found.relations:
        yield from _relation_evidence(relation)
    for claim in found.claims:
        yield from _claim_evidence(claim)
    for statement in found.statements:
        yield from _statement_evidence(statement)
    for span in sorted(_spans(found)):
        yield from _span_triples(article, span)


def _chain_triples(article: Article, chain: Chain) -> Iterator[Line]:
    yield from describe(
        local_node(article, chain.id),
        a("kg:LocalEntity"),
        *_name_pairs(chain.name, chain.aliases),
        pair("kg:coarseType", term("kg:" + chain.type)),
        *(pair("kg:entityType", term("kg:" + name)) for name in chain.types),
        pair("kg:named", boolean(chain.named)),
        pair("kg:gender", text(chain.gender) if chain.gender != "unknown" else None),
        *(pair("kg:hasMember", local_node(article, member)) for member in chain.members),
        *(pair("skos:closeMatch", outside(link.iri)) for link in chain.links),
    )


def _mention_triples(article: Article, mention: Mention) -> Iterator[Line]:
    yield from describe(
        article_part(article, "mention-" + encode(mention.id)),
        a("kg:Mention"),
        a("oa:Annotation"),
        pair("kg:kind", text(mention.kind)),
        pair("kg:coarseType", term("kg:" + mention.type)),
        pair("oa:hasBody", local_node(article, mention.chain)),
        pair("oa:hasTarget", _span_node(article, (mention.start, mention.end))),
    )


def _time_triples(article: Article, time: Time) -> Iterator[Line]:
    yield from describe(
        article_part(article, f"time-{time.start}-{time.end}"),
        a("kg:TimeExpression"),
        a("oa:Annotation"),
        pair("kg:granularity", text(time.granularity)),
        pair("kg:value", optional_text(time.value)),
        pair("oa:hasTarget", _span_node(article, (time.start, time.end))),
        *_interval_pairs(time.value),
    )
    yield from _instants(time.value)


def _interval_pairs(value: str | None) -> Iterator[Pair]:
    """A time as an interval of OWL-Time between two days."""
    period = period_of(value)
    if period is not None:
        yield a("time:TemporalEntity")
        yield pair("time:hasBeginning", _day_node(period.first) if period.first else None)
        yield pair("time:hasEnd", _day_node(period.last) if period.last else None)


def _instants(value: str | None) -> Iterator[Line]:
    period = period_of(value)
    for day in (period.first, period.last) if period is not None else ():
        if day is not None:
            yield from describe(_day_node(day), a("time:Instant"), pair("time:inXSDDate", when(day.isoformat())))


def _day_node(day: date) -> Term:
    return data("day", day.isoformat())


def _relation_evidence(view: RelationView) -> Iterator[Line]:
    evidence, relation = view.relation.evidence, view.relation
    yield from describe(
        iri(view.iri),
        pair("kg:evidence", _span_node(view.article, view.span)),
        pair("kg:subjectSpan", _span_node(view.article, evidence.subject)),
        pair("kg:cueSpan", _span_node(view.article, evidence.cue)),
        pair("kg:objectSpan", _span_node(view.article, evidence.object)),
        pair("kg:localSubject", local_node(view.article, relation.subject)),
        pair("kg:localObject", local_node(view.article, relation.object)),
        pair("kg:localSpeaker", local_node(view.article, relation.speaker) if relation.speaker else None),
    )


def _claim_evidence(view: ClaimView) -> Iterator[Line]:
    claim, article = view.claim, view.article
    yield from describe(
        iri(view.iri),
        *(pair("kg:sourceSpan", _span_node(article, span)) for span in claim.source),
        *(pair("kg:cueSpan", _span_node(article, span)) for span in claim.cue),
        *(pair("kg:contentSpan", _span_node(article, span)) for span in claim.content),
        pair("kg:localSpeaker", local_node(article, claim.speaker) if claim.speaker else None),
        *(pair("kg:localAbout", local_node(article, chain)) for chain in claim.about),
    )


def _statement_evidence(view: StatementView) -> Iterator[Line]:
    statement, article = view.statement, view.article
    yield from describe(
        iri(view.iri),
        *(pair("kg:cueSpan", _span_node(article, span)) for span in statement.spans),
        *(pair("kg:argumentSpan", _span_node(article, span)) for spans in statement.arguments for span in spans),
        *(pair("kg:localArgument", local_node(article, chain)) for chain in statement.chains if chain),
    )


def _spans(found: Views) -> set[Span]:
    """The stretches that are selected: those of open statements are many, and their IRIs alone say where they are."""
    extraction = found.extraction
    spans = {(mention.start, mention.end) for mention in extraction.mentions}
    spans.update((time.start, time.end) for time in extraction.times)
    for relation in found.relations:
        evidence = relation.relation.evidence
        spans.update((relation.span, evidence.subject, evidence.cue, evidence.object))
    for claim in found.claims:
        spans.update((*claim.claim.source, *claim.claim.cue, *claim.claim.content))
    return spans


def _span_node(article: Article, span: Span) -> Term:
    """A stretch of text as RFC 5147 names it: by the places between characters where it begins and ends."""
    return article_part(article, "char={},{}".format(*span))


def _span_triples(article: Article, span: Span) -> Iterator[Line]:
    """A stretch of text by position and by quotation at once (Web Annotation Data Model, 4.2.4 and 4.2.5)."""
    start, end = span
    selector = article_part(article, f"select={start},{end}")
    yield from describe(
        _span_node(article, span),
        a("oa:SpecificResource"),
        pair("oa:hasSource", article_node(article)),
        pair("oa:hasSelector", selector),
    )
    yield from describe(
        selector,
        a("oa:TextPositionSelector"),
        a("oa:TextQuoteSelector"),
        pair("oa:start", integer(start)),
        pair("oa:end", integer(end)),
        pair("oa:exact", text(article.text[start:end])),
    )


# Named graph of inferences


def inferred_triples(inferred: Iterable[InferenceView], version: str) -> Iterator[Line]:
    """What rules infer: plain edges, and a node for each that says from what it was inferred."""
    views = tuple(inferred)
    for view in views:
        yield edge_line(view.subject, view.predicate, view.object)
    for view in views:
        yield from describe(
            iri(view.iri),
            a("kg:Inference"),
            a("rdf:Statement"),
            pair("rdf:subject", entity_node(view.subject)),
            pair("rdf:predicate", relation_property(view.predicate)),
            pair("rdf:object", entity_node(view.object)),
            pair("kg:rule", text(view.inference.rule)),
            *(pair("prov:wasDerivedFrom", iri(ground)) for ground in view.premises),
            pair("prov:wasAttributedTo", agent_node(version)),
        )


# Named graph of resolution


def resolution_triples(resolved: Mapping[str, Entity | None], decisions: Iterable[Decision]) -> Iterator[Line]:
    """Which local entity ("article id#chain id") became which entity, and the decisions that led there.

    `resolved` has all local entities, those too of which nothing is said (None).
    """
    for member, entity in sorted(resolved.items()):
        if entity is not None:
            yield resolved_line(member, entity.id)
    for decision in decisions:
        yield from decision_triples(decision, resolved)


def resolved_line(member: str, entity: str) -> Line:
    """Which entity a local entity named "article id#chain id" stands for."""
    return f"{member_node(member)} {term('kg:resolvedTo')} {data('entity', entity)}"


def member_node(member: str) -> Term:
    """The IRI of a local entity named "article id#chain id"."""
    article, _, chain = member.rpartition("#")
    return iri(f"{address('article', article)}#entity-{encode(chain)}")


def decision_node(left: str, right: str, by: str) -> Term:
    """The IRI of a decision on two sides."""
    return data("decision", digest(left, right, by))


def decision_triples(decision: Decision, known: Collection[str]) -> Iterator[Line]:
    """A decision. `known` are the local entities that there are."""
    yield from describe(
        decision_node(decision.left, decision.right, decision.by),
        a("kg:Decision"),
        _side("left", decision.left, known),
        _side("right", decision.right, known),
        pair("kg:verdict", text(decision.verdict)),
        pair("kg:score", decimal(decision.score)),
        *(pair("kg:reason", text(reason)) for reason in decision.reasons),
        pair("kg:by", text(decision.by)),
    )


def _side(side: str, member: str, known: Collection[str]) -> Pair:
    """A local entity of the graph; otherwise (a name, an article that is not there) as the user wrote it."""
    if member in known:
        return pair(f"kg:{side}", member_node(member))
    return pair(f"kg:{side}Name", text(member))
