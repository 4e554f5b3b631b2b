"""What is known of all articles -> lines of N-Quads, each once, sorted, in parts that together are one sorted file.

Lines travel by subject: a row has a place in the order of lines and the lines that belong there, so that Spark sorts a
fifth as many rows as there are lines.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import msgspec
from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg import quads
from kg.disputes import ClaimLinks
from kg.model import Decision, Edge
from kg.ntriples import Line, data, in_graph, term
from kg.scale.desk import Desk
from kg.scale.identity import Identity, entity_of
from kg.scale.inference import inference_of
from kg.scale.rows import Row, mapped, mapped_by_group
from kg.scale.statements import Told, bare, told
from kg.terms import INFERRED, RESOLUTION
from kg.view import Views, inference_iri, inference_views

LINES = "place string, lines string"

_EDGE = ("subject", "predicate", "object")
_GROUNDED = (
    "subject string, predicate string, object string, rule string, premises array<string>, "
    "premise_subject string, premise_predicate string, premise_object string"
)
_PREMISE = tuple(f"premise_{name}" for name in _EDGE)
_LINKS = msgspec.json.Decoder(ClaimLinks)
_DECISION = msgspec.json.Decoder(Decision)
_TOGETHER = 10_000  # lines put in order before Spark does
_ENTITY = data("entity", "")[:-1]  # how a line begins whose subject is an entity


@dataclass(frozen=True, slots=True)
class Form:
    """How it is written: by which version of the program, whether relations reify their triple (RDF 1.2), and whether
    the whole dataset or the merged view alone.
    """

    version: str
    rdf12: bool = False
    whole: bool = True


def article_lines(notes: DataFrame, form: Form) -> DataFrame:
    """All that is said of articles and of what they say."""
    return mapped_by_group(notes, 1, functools.partial(_of_article, form), LINES)


def entity_lines(identity: Identity) -> DataFrame:
    """Entities, and where they are mentioned."""
    members = identity.members.where("kept").withColumn("article", sf.substring_index("name", "#", 1))
    mentioned = members.groupBy("entity", "article").agg(sf.sum("mentions").alias("mentions"))
    counts = mentioned.groupBy("entity").agg(
        sf.sum("mentions").alias("mentions"), sf.count("article").alias("articles")
    )
    entities = identity.entities.where("kept").withColumnRenamed("name", "entity")
    told = mapped(entities.join(counts, "entity").select("record", "mentions", "articles"), _of_entities, LINES)
    return told.unionByName(mapped(mentioned.select("entity", "article"), _mentioned, LINES))


def edge_lines(edges: DataFrame) -> DataFrame:
    """Plain edges."""
    return mapped(edges.select(*_EDGE).distinct(), _plain, LINES)


def decision_lines(decisions: DataFrame, given: Iterable[Decision], members: DataFrame) -> DataFrame:
    """What was decided, by kg or by a user, whose decisions may name what is not there."""
    named = {(each.left, each.right, each.by): each for each in sorted(given, key=repr, reverse=True)}
    sides = sorted({side for left, right, _ in named for side in (left, right)})
    spark = decisions.sparkSession
    asked = spark.createDataFrame([(side,) for side in sides], "name string")
    known = {row.name for row in members.join(asked, "name", "left_semi").select("name").collect()} if sides else set()
    given_lines = (line for each in named.values() for line in quads.decision_triples(each, known))
    lines = list(_rows(in_graph(given_lines, str(RESOLUTION))))
    return mapped(decisions, _decided, LINES).unionByName(spark.createDataFrame(lines, LINES))


def wording_lines(said: DataFrame) -> DataFrame:
    """The wordings outside the ontology, each IRI labelled with the least of its lemmas."""
    lemmas = said.where("kind = 'lemma'").groupBy("name").agg(sf.min("content").alias("lemma"))
    return mapped(lemmas.select("lemma"), _worded, LINES)


def agent_lines(like: DataFrame, form: Form) -> DataFrame:
    """The program as an agent."""
    lines = list(_rows(quads.agent_triples(form.version)))
    return like.sparkSession.createDataFrame(lines, LINES)


def inferred_lines(inferred: DataFrame, asserted: DataFrame, form: Form) -> DataFrame:
    """What follows, with the relations and inferences that it follows from. `asserted`: edges with a relation's IRI."""
    own = mapped(inferred.select(*_EDGE), _minted, "subject string, predicate string, object string, name string")
    grounds = asserted.select(*_EDGE, "name").unionByName(own)
    named = grounds.toDF(*_PREMISE, "name")
    wanted = mapped(inferred.select(*_EDGE, "rule", "premises"), _premises, _GROUNDED)
    grounded = wanted.join(named, list(_PREMISE)).select(*_EDGE, "rule", "premises", *_PREMISE, "name")
    return mapped_by_group(grounded, 3, functools.partial(_of_inference, form), LINES)


def write(desk: Desk, frames: Sequence[DataFrame], place: str) -> None:
    """Lay the lines down as `place`/part-00000.nq and so on, with the suffix of `place`."""
    suffix = place.rpartition(".")[2]
    lines = desk.kept("lines", lambda: functools.reduce(DataFrame.unionByName, frames))
    ordered = lines.repartitionByRange("place").sortWithinPartitions("place")
    mapped(ordered, _distinct, "lines string").write.mode("overwrite").text(f"{desk.place}/{place}")
    for number, name in enumerate(desk.names(place)):
        desk.move(f"{place}/{name}", f"{place}/part-{number:05}.{suffix}")


def _distinct(rows: Iterator[Row]) -> Iterator[Row]:
    """The lines of each place, each once, in order."""
    for _, here in itertools.groupby(rows, itemgetter(0)):
        yield (_joined(lines for _, lines in here),)


def _joined(rows: Iterator[str]) -> str:
    """The lines of several rows as those of one."""
    first = next(rows)
    others = {line for lines in rows for line in lines.split("\n")}
    return "\n".join(sorted(others.union(first.split("\n")))) if others else first


def _rows(lines: Iterable[Line]) -> Iterator[Row]:
    """Lines by place, in rows of LINES."""
    for some in itertools.batched((f"{line} ." for line in lines), _TOGETHER):
        for place, here in itertools.groupby(sorted(set(some)), _place):
            yield place, "\n".join(here)


def _place(line: str) -> str:
    """What lines are ordered by first: their subject; those of an entity, of which there may be any number, by all."""
    return line if line.startswith(_ENTITY) else line[: line.index(" ")]


def _of_article(form: Form, key: Row, notes: Iterator[Row]) -> Iterator[Row]:
    known = told(key[0], notes)
    found = known.views()
    article = found.extraction.article
    yield from _rows(quads.article_triples(article, form.version, known.original))
    yield from _rows(_said(found, known, form))
    if form.whole:
        yield from _rows(in_graph(quads.local_triples(found), quads.article_node(article)))
        yield from _rows(in_graph(_meant(known), str(RESOLUTION)))


def _meant(known: Told) -> Iterator[Line]:
    """Which local entity became which entity."""
    for member, entity in known.shown.items():
        yield quads.resolved_line(member, entity.id)


def _said(found: Views, known: Told, form: Form) -> Iterator[Line]:
    """The nodes of what an article says, with what other articles add to them."""
    for relation in found.relations:
        yield from quads.relation_triples(relation, form.version, known.support.get(relation.iri, 0))
        yield from (quads.reification(relation),) if form.rdf12 else ()
    for claim in found.claims:
        links = known.links.get(claim.iri)
        yield from quads.claim_triples(claim, form.version, _LINKS.decode(links) if links else None)
    for statement in found.statements:
        yield from quads.statement_triples(statement, form.version)


def _of_entities(rows: Iterator[Row]) -> Iterator[Row]:
    for record, mentions, articles in rows:
        yield from _rows(quads.entity_triples(entity_of(record), (mentions, articles), (), ()))


def _mentioned(rows: Iterator[Row]) -> Iterator[Row]:
    mentioned = term("kg:mentionedIn")
    return _rows(f"{data('entity', name)} {mentioned} {data('article', article)}" for name, article in rows)


def _plain(rows: Iterator[Row]) -> Iterator[Row]:
    return _rows(quads.edge_line(bare(subject), name, bare(target)) for subject, name, target in rows)


def _decided(rows: Iterator[Row]) -> Iterator[Row]:
    for (record,) in rows:
        decision = _DECISION.decode(record)
        known = (decision.left, decision.right)
        yield from _rows(in_graph(quads.decision_triples(decision, known), str(RESOLUTION)))


def _worded(rows: Iterator[Row]) -> Iterator[Row]:
    for (lemma,) in rows:
        yield from _rows(quads.open_predicate_triples(lemma))


def _minted(rows: Iterator[Row]) -> Iterator[Row]:
    return ((*edge, inference_iri((edge[0], edge[1], edge[2]))) for edge in rows)


def _premises(rows: Iterator[Row]) -> Iterator[Row]:
    for subject, predicate, target, rule, premises in rows:
        inference = inference_of((subject, predicate, target), rule, premises)
        for premise in dict.fromkeys(inference.premises):
            yield subject, predicate, target, rule, premises, *premise


def _of_inference(form: Form, edge: Row, rows: Iterator[Row]) -> Iterator[Row]:
    grounds: list[tuple[Edge, str]] = []
    told: tuple[str, list[str]] = ("", [])
    for _, _, _, rule, premises, subject, predicate, target, iri in rows:
        told = rule, premises
        grounds.append(((subject, predicate, target), iri))
    inference = inference_of((edge[0], edge[1], edge[2]), *told)
    found = inference_views([inference], {edge[0]: bare(edge[0]), edge[2]: bare(edge[2])}, sorted(grounds))
    yield from _rows(in_graph(quads.inferred_triples(found, form.version), str(INFERRED)))
