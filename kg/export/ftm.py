"""Graph -> FollowTheMoney entities as JSON lines, for Aleph and its kin: who is who, and what articles assert.

Claims stay out: FollowTheMoney cannot say that somebody merely says something. Articles are documents; every relation
names the one that proves it, and quotes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import orjson

from kg.export.drawing import Drawing
from kg.export.source import Source
from kg.model import Article, Entity
from kg.network import node_id, readable
from kg.ontology import load
from kg.quads import ACCEPTED_LINK
from kg.terms import clean, digest, is_date
from kg.view import RelationView

_WIKIDATA = "http://www.wikidata.org/entity/"
_NATIONALITY = "citizenOf"

type Record = dict[str, Any]


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write articles, entities and asserted relations, one a line."""
    for record in records(drawing.source, load().cues["followthemoney"], _country_codes()):
        file.write(orjson.dumps(record) + b"\n")


def records(graph: Source, cues: Mapping[str, Any], codes: Mapping[str, str]) -> Iterator[Record]:
    """The entities of FollowTheMoney; `codes` are those of countries by name."""
    schemas = {entity.id: schema for entity in graph.entities if (schema := _schema(entity, cues["classes"]))}
    asserted = [view for found in graph.views for view in found.relations if view.asserted]
    nationalities, dates = _nationalities(asserted, codes), _dates(asserted, schemas, cues)
    yield from (_document(article) for article in graph.articles)
    for entity in graph.entities:
        if entity.id in schemas:
            yield _entity(entity, schemas[entity.id], nationalities.get(entity.id, ()), dates.get(entity.id, {}))
    yield from _relations(asserted, schemas, cues)


def _schema(entity: Entity, classes: Mapping[str, str]) -> str:
    """The schema of the most specific class that has one."""
    return next((classes[name] for name in (*entity.types, entity.type) if name in classes), "")


def _record(name: str, schema: str, properties: Mapping[str, Iterable[str]]) -> Record:
    kept = {key: list(dict.fromkeys(filter(None, values))) for key, values in properties.items()}
    return {"id": name, "schema": schema, "properties": {key: values for key, values in kept.items() if values}}


def _document(article: Article) -> Record:
    return _record(
        _document_id(article),
        "Article",
        {
            "title": [clean(article.title or "")],
            "publishedAt": [clean(article.published or "")],
            "sourceUrl": [clean(article.url or "")],
            "publisher": [clean(article.source or "")],
            "author": map(clean, article.authors),
            "language": [article.language or ""],
        },
    )


def _document_id(article: Article) -> str:
    return f"article-{article.id}"


def _entity(entity: Entity, schema: str, countries: Sequence[str], dates: Mapping[str, Iterable[str]]) -> Record:
    accepted = [link.iri for link in entity.links if link.score >= ACCEPTED_LINK]
    return _record(
        node_id(entity),
        schema,
        {
            "name": [clean(entity.name)],
            "alias": [clean(alias) for alias in sorted(entity.aliases) if alias != entity.name],
            "wikidataId": [iri.removeprefix(_WIKIDATA) for iri in accepted if iri.startswith(_WIKIDATA)][:1],
            "nationality" if schema == "Person" else "country": countries,
            **{name: sorted(told) for name, told in sorted(dates.items())},
            "proof": sorted({f"article-{member.rpartition('#')[0]}" for member in entity.members}),
        },
    )


def _nationalities(asserted: Iterable[RelationView], codes: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for view in asserted:
        if view.predicate == _NATIONALITY and view.object.name in codes:
            found.setdefault(view.subject.id, []).append(codes[view.object.name].lower())
    return {name: sorted(set(countries)) for name, countries in found.items()}


def _dates(
    asserted: Iterable[RelationView], schemas: Mapping[str, str], cues: Mapping[str, Any]
) -> dict[str, dict[str, set[str]]]:
    """Ids of entities -> names of properties -> days, months or years, where the schema has such a property."""
    found: dict[str, dict[str, set[str]]] = {}
    for view in asserted:
        kind, name = cues["dates"].get(view.predicate, ("", ""))
        schema = schemas.get(view.subject.id)
        if schema and view.relation.value and kind in cues["kinds"][schema]:
            found.setdefault(view.subject.id, {}).setdefault(name, set()).add(view.relation.value)
    return found


def _country_codes() -> dict[str, str]:
    return {row["name"]: row["code"] for row in load().cues["countries"]}


def _relations(
    asserted: Iterable[RelationView], schemas: Mapping[str, str], cues: Mapping[str, Any]
) -> Iterator[Record]:
    """One interval for all that say the same, with every article that says so."""
    same: dict[tuple[str, str, str, bool], list[RelationView]] = {}
    for view in asserted:
        if view.subject.id in schemas and view.object.id in schemas and view.subject.id != view.object.id:
            same.setdefault((*view.edge, view.relation.former), []).append(view)
    for edge in sorted(same):
        record = _interval(same[edge], schemas, cues)
        if record is not None:
            yield record


def _interval(views: Sequence[RelationView], schemas: Mapping[str, str], cues: Mapping[str, Any]) -> Record | None:
    first, unknown = views[0], ["UnknownLink", "subject", "object", "role"]
    ends = schemas[first.subject.id], schemas[first.object.id]
    told = (cues["relations"].get(first.predicate, unknown), unknown)
    chosen = next((each for each in told if _fits(each[0], ends, cues)), None)
    if chosen is None:
        return None
    schema, subject, target, role = chosen
    former = "formerly " if first.relation.former else ""
    wordings = [clean(view.relation.role or "") for view in views]
    return _record(
        f"relation-{digest(first.edge, first.relation.former)}",
        schema,
        {
            subject: [node_id(first.subject)],
            target: [node_id(first.object)],
            role: [former + (next(filter(None, wordings), "") or readable(first.predicate))],
            "status": ["former"] if former else [],
            "date": [view.relation.time for view in views if view.relation.time and is_date(view.relation.time)],
            "summary": [clean(view.quote) for view in views],
            "proof": [_document_id(view.article) for view in views],
        },
    )


def _fits(schema: str, ends: tuple[str, str], cues: Mapping[str, Any]) -> bool:
    """Whether both ends are of the kinds that a schema links."""
    return all(kind in cues["kinds"][end] for kind, end in zip(cues["sides"][schema], ends, strict=True))
