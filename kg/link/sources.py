"""A file of a knowledge base -> Known records, one by one: whatever its size, only one is in memory.

Wikidata (JSON dump or truthy N-Triples), RDF such as SKOS vocabularies, FollowTheMoney entities, and tables of names
and identifiers; each plain or packed with gzip or bzip2.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import orjson
import pyoxigraph as ox

from kg.link.records import Known
from kg.model import KgError
from kg.ontology import Ontology

_OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
_RDF = {
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_NAMES = ("skos/core#prefLabel", "rdf-schema#label", "schema.org/name", "foaf/0.1/name")
_ALIASES = ("skos/core#altLabel", "skos/core#hiddenLabel", "schema.org/alternateName")
_DESCRIPTIONS = ("schema.org/description", "skos/core#definition", "rdf-schema#comment", "skos/core#scopeNote")
_TYPES = ("22-rdf-syntax-ns#type", "prop/direct/P31")
_PRIORS = ("ontology#sitelinks", "kg.example/ns#mentionCount")
_LANGUAGES = ("en", "en-us", "en-gb", "mul", "")
_WIKIDATA = "http://www.wikidata.org/entity/"
_FOLLOW_THE_MONEY = "urn:followthemoney:"
_MOST_RELATED = 100
_COLUMNS = {
    "iri": ("iri", "uri", "id", "url", "qid"),
    "name": ("name", "label", "title", "caption"),
    "aliases": ("aliases", "alias", "altlabel", "names"),
    "type": ("type", "class", "schema", "kind"),
    "prior": ("prior", "count", "rank", "sitelinks", "weight"),
    "description": ("description", "comment", "definition", "summary"),
    "related": ("related",),
}

type Types = Mapping[str, str]  # what a class is called -> our coarse class


class SourceError(KgError):
    """A knowledge base that cannot be read; the message says where and how to mend it."""


@dataclass(slots=True)
class _Description:
    """What the triples about one subject say."""

    names: dict[str, str]
    aliases: list[str]
    types: list[str]
    descriptions: list[str]
    related: list[str]
    prior: float = 0.0
    statements: int = 0


def read_source(path: Path, ontology: Ontology) -> Iterator[Known]:
    """The entities of a file that have a name. Raises SourceError."""
    types = {word: kind for kind, words in ontology.cues["knowledge_bases"]["types"].items() for word in words}
    packed = path.suffix if path.suffix in _OPENERS else ""
    form = Path(path.name.removesuffix(packed)).suffix
    try:
        with _OPENERS.get(packed, open)(path, "rb") as file:
            yield from _read(file, form, types, path)
    except (OSError, EOFError) as error:
        raise SourceError(f"{path}: cannot be read ({error}): give another file") from error
    except (SyntaxError, ValueError) as error:
        raise SourceError(f"{path}: is not what its name says ({error}): mend or rename the file") from error


def _read(file: IO[bytes], form: str, types: Types, path: Path) -> Iterator[Known]:
    if form in _RDF:
        return _from_rdf(ox.parse(file, format=_RDF[form]), types)
    if form in (".csv", ".tsv"):
        return _from_table(file, "\t" if form == ".tsv" else ",", types, path)
    if form in (".json", ".jsonl", ".ndjson", ".ijson"):
        return _from_json(file, types)
    known = ", ".join((*_RDF, ".csv", ".tsv", ".json", ".jsonl"))
    raise SourceError(f"{path}: no knowledge base is called so: it ends in one of {known}, with .gz or .bz2 if packed")


# RDF


def _from_rdf(quads: Iterable[ox.Quad], types: Types) -> Iterator[Known]:
    """Triples about one subject stand together in what vocabularies and dumps look like."""
    for subject, about in itertools.groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, ox.NamedNode):
            known = _described(subject.value, about, types)
            if known is not None:
                yield known


def _described(iri: str, about: Iterable[ox.Quad], types: Types) -> Known | None:
    found = _Description({}, [], [], [], [])
    for quad in about:
        found.statements += 1
        _add(found, quad.predicate.value, quad.object)
    name = next((found.names[language] for language in _LANGUAGES if language in found.names), "")
    if not name:
        return None
    return Known(
        iri=iri,
        name=name,
        type=_coarse(found.types, types),
        aliases=dict.fromkeys(found.aliases, 1.0),
        prior=max(found.prior, 1.0) if found.prior else float(found.statements),
        description=" ".join(found.descriptions),
        related=tuple(dict.fromkeys(found.related))[:_MOST_RELATED],
    )


def _add(found: _Description, predicate: str, value: Any) -> None:
    if isinstance(value, ox.Literal):
        language = value.language or ""
        if predicate.endswith(_PRIORS):
            found.prior = float(value.value)
        elif language in _LANGUAGES:
            _add_text(found, predicate, value.value, language)
    elif isinstance(value, ox.NamedNode):
        (found.types if predicate.endswith(_TYPES) else found.related).append(value.value)


def _add_text(found: _Description, predicate: str, text: str, language: str) -> None:
    if predicate.endswith(_NAMES):
        found.names.setdefault(language, text)
        found.aliases.append(text)
    elif predicate.endswith(_ALIASES):
        found.aliases.append(text)
    elif predicate.endswith(_DESCRIPTIONS):
        found.descriptions.append(text)


def _coarse(names: Iterable[str], types: Types) -> str:
    """The first class that we know, by the last part of its IRI."""
    last = (name.replace("#", "/").rstrip("/").rpartition("/")[2] for name in names)
    return next((types[name] for name in last if name in types), "")


# JSON lines: Wikidata, FollowTheMoney


def _from_json(file: IO[bytes], types: Types) -> Iterator[Known]:
    for line in file:
        text = line.strip().rstrip(b",")
        if text and text not in (b"[", b"]"):
            record = orjson.loads(text)
            known = _wikidata(record, types) if "labels" in record else _followed(record, types)
            if known is not None:
                yield known


def _wikidata(record: Mapping[str, Any], types: Types) -> Known | None:
    """An item of Wikidata's JSON dump, with its English names."""
    name = _in_english(record.get("labels", {}))
    if not name or record.get("type") != "item":
        return None
    aliases = record.get("aliases", {})
    values = {prop: list(_entity_values(claims)) for prop, claims in record.get("claims", {}).items()}
    related = [_WIKIDATA + value for prop, found in values.items() if prop != "P31" for value in found]
    return Known(
        iri=_WIKIDATA + record["id"],
        name=name,
        type=_coarse(values.get("P31", ()), types),
        aliases={each["value"]: 1.0 for language in ("en", "mul") for each in aliases.get(language, ())},
        prior=float(len(record.get("sitelinks", ())) + 1),
        description=_in_english(record.get("descriptions", {})),
        related=tuple(dict.fromkeys(related))[:_MOST_RELATED],
    )


def _in_english(texts: Mapping[str, Any]) -> str:
    return next((str(texts[language]["value"]) for language in _LANGUAGES if language in texts), "")


def _entity_values(claims: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for claim in claims:
        value = claim.get("mainsnak", {}).get("datavalue", {})
        if value.get("type") == "wikibase-entityid" and "id" in value["value"]:
            yield str(value["value"]["id"])


def _followed(record: Mapping[str, Any], types: Types) -> Known | None:
    """An entity of FollowTheMoney; one that knows its item of Wikidata is called as it is there."""
    properties = cast("Mapping[str, list[str]]", record.get("properties", {}))
    names = [*properties.get("name", ()), *properties.get("alias", ()), *properties.get("weakAlias", ())]
    if not names or "id" not in record:
        return None
    wikidata = next(iter(properties.get("wikidataId", ())), "")
    described = itertools.chain.from_iterable(properties.get(each, ()) for each in ("description", "summary", "notes"))
    return Known(
        iri=_WIKIDATA + wikidata if wikidata else _FOLLOW_THE_MONEY + str(record["id"]),
        name=str(record.get("caption") or names[0]),
        type=types.get(str(record.get("schema", "")), ""),
        aliases=dict.fromkeys(names, 1.0),
        description=" ".join((*described, *properties.get("position", ()))),
        related=tuple(_FOLLOW_THE_MONEY + each for each in properties.get("parent", ())),
    )


# Tables


def _from_table(file: IO[bytes], delimiter: str, types: Types, path: Path) -> Iterator[Known]:
    rows = csv.DictReader((line.decode("utf-8") for line in file), delimiter=delimiter)
    given = {name.strip("\ufeff ").casefold(): name for name in rows.fieldnames or ()}
    columns = {field: next((given[name] for name in names if name in given), "") for field, names in _COLUMNS.items()}
    if not columns["iri"] or not columns["name"]:
        raise SourceError(f"{path}: has no columns for names and identifiers: call them name and id in the first line")
    for row in rows:
        told = {field: (row.get(column) or "").strip() for field, column in columns.items()}
        if told["iri"] and told["name"]:
            yield _tabled(told, types)


def _tabled(told: Mapping[str, str], types: Types) -> Known:
    iri = told["iri"]
    if ":" not in iri:
        iri = _WIKIDATA + iri if iri[:1] == "Q" and iri[1:].isdigit() else f"urn:kb:{iri}"
    return Known(
        iri=iri,
        name=told["name"],
        type=types.get(told["type"], ""),
        aliases=dict.fromkeys(_several(told["aliases"]), 1.0),
        prior=float(told["prior"] or 1),
        description=told["description"],
        related=tuple(_several(told["related"])),
    )


def _several(cell: str) -> list[str]:
    """The values of a cell, which | or ; divides."""
    return [value.strip() for value in cell.replace(";", "|").split("|") if value.strip()]
