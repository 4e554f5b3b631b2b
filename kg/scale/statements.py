"""Extractions + who is who -> what articles assert, claim and word, in rows; who else asserts and claims the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.disputes import ClaimLinks, Content, Utterance, link, sides, utterance
from kg.model import Entity
from kg.ntriples import address_of
from kg.quads import open_predicate
from kg.scale.extracting import extraction_of
from kg.scale.rows import Row, mapped_by_group, written
from kg.store.records import encoded
from kg.view import Views, views

NOTES = "article string, kind string, name string, other string, number int, record string"
_ROWS = (
    "kind string, name string, article string, subject string, predicate string, object string, former boolean, "
    "holds boolean, score double, content string, so boolean, published string, start int, source string"
)
_LINKED = "article string, kind string, name string, record string"
_SAID = ("subject", "predicate", "object", "former")
_SAYING = ("published", "article", "start", "source")  # what an Utterance is made of besides the claim's IRI


@dataclass(slots=True)
class Told:
    """All that is known of one article: its record, and what other stages noted of it."""

    record: str = ""
    shown: dict[str, Entity] = field(default_factory=dict)  # by "article id#chain id"
    original: str | None = None
    publishers: dict[str, str] = field(default_factory=dict)  # who vouches for it, when it is a copy
    rivals: dict[str, set[str]] = field(default_factory=dict)  # by IRI of a relation
    support: dict[str, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # by IRI of a claim

    def views(self) -> Views:
        """The views of the article, with entities that know their id and nothing else: quads name them so."""
        extraction = extraction_of(self.record)
        prefix = extraction.article.id + "#"
        rivals = {iri: tuple(sorted(found)) for iri, found in self.rivals.items()}
        return views(extraction, lambda chain: self.shown.get(prefix + chain), rivals)


def bare(entity: str) -> Entity:
    """An entity of which the id alone matters."""
    return Entity(entity, "", (), "", (), ())


def told(article: str, notes: Iterator[Row]) -> Told:
    """What the notes on one article say."""
    found = Told()
    for _, kind, name, other, number, record in notes:
        match kind:
            case "record":
                found.record = record
            case "shown":
                found.shown[name] = bare(other)
            case "copy":
                found.original, found.publishers[article] = other, name
            case "rival":
                found.rivals.setdefault(name, set()).add(other)
            case "support":
                found.support[name] = number
            case "links":
                found.links[name] = record
    return found


def noted(frame: DataFrame, kind: str, **columns: str) -> DataFrame:
    """Notes of one kind: columns of NOTES, each with what it is made of."""
    pairs = (column.split() for column in NOTES.split(", ")[2:])
    values = (sf.expr(f"CAST({columns.get(name, 'NULL')} AS {form})").alias(name) for name, form in pairs)
    return frame.select(sf.expr(columns["article"]).alias("article"), sf.lit(kind).alias("kind"), *values)


def stated(extractions: DataFrame, members: DataFrame, copies: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Rows of what articles say, and the notes that they were made of."""
    shown = members.where("kept").withColumn("article", sf.substring_index("name", "#", 1))
    notes = (
        noted(extractions, "record", article="id", record="record")
        .unionByName(noted(shown, "shown", article="article", name="name", other="entity"))
        .unionByName(noted(copies, "copy", article="article", name="publisher", other="original"))
    )
    return mapped_by_group(notes, 1, _state, _ROWS), notes


def sourced(said: DataFrame, copies: DataFrame) -> DataFrame:
    """What is asserted, each with the article that counts as its source: the first of all copies."""
    relations = said.where("kind = 'relation'").select("name", "article", *_SAID, "holds", "score")
    return relations.join(copies.select("article", "original"), "article", "left").withColumn(
        "origin", sf.coalesce("original", "article")
    )


def supported(relations: DataFrame) -> DataFrame:
    """Notes on how many sources assert the same as a relation; of relations that nothing contradicts."""
    counts = relations.groupBy(*_SAID).agg(sf.countDistinct("origin").alias("support"))
    return noted(relations.join(counts, list(_SAID)), "support", article="article", name="name", number="support")


def linked(said: DataFrame) -> DataFrame:
    """Notes on the claims that say the same as others, or the opposite."""
    voices = said.where("kind = 'voice'")
    saying = sf.struct("published", "article", "start", "name", "source")
    taken = voices.groupBy("content", "so").agg(
        sf.min(saying).alias("first"), sf.countDistinct("source").cast("int").alias("count")
    )
    opposite = taken.select("content", (~sf.col("so")).alias("so"), sf.col("first").alias("opposed"))
    sides = taken.join(opposite, ["content", "so"], "left")
    met = voices.select("name", "content", "so", *_SAYING).join(sides, ["content", "so"])
    by_claim = met.selectExpr("name", "content", "so", "count", *_SAYING, *_fields("first"), *_fields("opposed"))
    found = mapped_by_group(by_claim, 1, _link, _LINKED)
    return noted(found, "links", article="article", name="name", record="record")


def _fields(struct: str) -> list[str]:
    return [f"{struct}.{name} AS {struct}_{name}" for name in ("published", "article", "start", "name", "source")]


def _state(key: Row, notes: Iterator[Row]) -> Iterator[Row]:
    (article,) = key
    known = told(article, notes)
    found = known.views()
    yield from _relations(found)
    for view in found.claims:
        yield _row("claim", view.iri, article)
        each = utterance(view, known.publishers)
        for content, so in sides(view, found):
            place = {"published": each.published, "start": each.start, "source": each.source}
            yield _row("voice", each.iri, article, content=_hashed(content), so=so, **place)
    for lemma in sorted({each.statement.lemma for each in found.statements}):
        yield _row("lemma", address_of(open_predicate(lemma)), article, content=lemma)
    yield from (_row("statement", each.iri, article) for each in found.statements)


def _relations(found: Views) -> Iterator[Row]:
    """What is asserted with all that it says; of other relations that there are some."""
    for view in found.relations:
        if view.asserted:
            subject, predicate, target = view.edge
            ends = {"subject": subject, "predicate": predicate, "object": target, "former": view.relation.former}
            scored = {"holds": view.holds, "score": view.relation.score}
            yield _row("relation", view.iri, view.article.id, **ends, **scored)
        else:
            yield _row("other", view.iri, view.article.id)


def _hashed(content: Content) -> str:
    return hashlib.blake2b(encoded(content), digest_size=16).hexdigest()


_COLUMNS = tuple(column.split()[0] for column in _ROWS.split(", "))


def _row(kind: str, name: str, article: str, **values: object) -> Row:
    return kind, name, article, *(values.get(column) for column in _COLUMNS[3:])


def _link(key: Row, rows: Iterator[Row]) -> Iterator[Row]:
    """The links of one claim, by all sides that it takes."""
    (iri,) = key
    about, first, counts = [], {}, {}
    claim: Utterance | None = None
    for _, content, so, count, published, article, start, source, *firsts in rows:
        claim = Utterance(published, article, start, iri, source)
        about.append((content, so))
        first[content, so], counts[content, so] = Utterance(*firsts[:5]), count
        if firsts[5] is not None:
            first[content, not so] = Utterance(*firsts[5:])
    if claim is not None:
        links = link(claim, sorted(about), first, counts)
        if links != ClaimLinks():
            yield claim.article, "links", iri, written(links)
