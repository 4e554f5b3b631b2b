"""Extraction -> one line of JSON: the contract by which others read, store and measure what an article says.

Fields are added, never renamed. Offsets are code points of the article's text, half-open.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from kg.model import Chain, Claim, Extraction, Factuality, Link, Mention, Reference, Relation, Statement, Time


def to_json(extraction: Extraction) -> bytes:
    """One JSON object without a line break."""
    return orjson.dumps(to_dict(extraction))


def to_dict(extraction: Extraction) -> dict[str, Any]:
    """The same as plain dicts and lists."""
    text = extraction.article.text
    return {
        "article": _article(extraction),
        "mentions": [_mention(mention, text) for mention in extraction.mentions],
        "entities": [_entity(chain) for chain in extraction.chains],
        "relations": [_relation(relation) for relation in extraction.relations],
        "claims": [_claim(claim) for claim in extraction.claims],
        "statements": [_statement(statement) for statement in extraction.statements],
        "times": [_time(time, text) for time in extraction.times],
        "references": [_reference(reference) for reference in extraction.references],
    }


def _article(extraction: Extraction) -> dict[str, Any]:
    article = extraction.article
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "language": article.language,
        "authors": article.authors,
        "text_sha256": hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
    }


def _mention(mention: Mention, text: str) -> dict[str, Any]:
    return {
        "id": mention.id,
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "kind": mention.kind,
        "type": mention.type,
        "entity": mention.chain,
    }


def _link(link: Link) -> dict[str, Any]:
    return {"iri": link.iri, "score": link.score, "name": link.name, "reason": link.reason}


def _entity(chain: Chain) -> dict[str, Any]:
    return {
        "id": chain.id,
        "type": chain.type,
        "types": chain.types,
        "name": chain.name,
        "aliases": chain.aliases,
        "links": [_link(link) for link in chain.links],
        "named": chain.named,
        "gender": chain.gender,
        "members": chain.members,
    }


def _relation(relation: Relation) -> dict[str, Any]:
    evidence = relation.evidence
    return {
        "id": relation.id,
        "subject": relation.subject,
        "predicate": relation.predicate,
        "object": relation.object,
        "evidence": {
            "start": evidence.start,
            "end": evidence.end,
            "subject": evidence.subject,
            "cue": evidence.cue,
            "object": evidence.object,
        },
        "certainty": relation.certainty,
        "polarity": relation.polarity,
        "future": relation.future,
        "speaker": relation.speaker,
        "asserted": relation.asserted,
        "inferred_from": relation.inferred_from,
        "found_by": relation.found_by,
        "score": relation.score,
        "role": relation.role,
        "former": relation.former,
        "time": relation.time,
        "value": relation.value,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "speaker": claim.speaker,
        "source": claim.source,
        "cue": claim.cue,
        "content": claim.content,
        "quote": claim.quote,
        "act": claim.act,
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "future": claim.future,
        "relations": claim.relations,
        "about": claim.about,
        "parent": claim.parent,
        "narrator": _factuality(claim.narrator),
        "between": [_factuality(each) for each in claim.between],
    }


def _factuality(presented: Factuality) -> dict[str, Any]:
    return {"certainty": presented.certainty, "polarity": presented.polarity, "future": presented.future}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "predicate": {"text": statement.predicate, "spans": statement.spans},
        "lemma": statement.lemma,
        "arguments": statement.arguments,
        "entities": statement.chains,
        "confidence": statement.confidence,
        "asserted": statement.asserted,
        "claim": statement.claim,
    }


def _time(time: Time, text: str) -> dict[str, Any]:
    return {
        "start": time.start,
        "end": time.end,
        "text": text[time.start : time.end],
        "value": time.value,
        "granularity": time.granularity,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "start": reference.start,
        "end": reference.end,
        "kind": reference.kind,
        "referent": reference.referent,
        "describes": reference.describes,
    }
