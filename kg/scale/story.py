"""The whole story in order, as `kg.pipeline` tells it of one machine: read -> extract -> resolve -> settle -> write."""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from kg.archive import Outputs, Report
from kg.graph import program_version
from kg.pipeline import Settings, StrictError, plan
from kg.read import ReadFailure
from kg.resolve import read_decisions
from kg.scale import VIEW
from kg.scale.contests import contested
from kg.scale.copying import copied
from kg.scale.desk import Desk
from kg.scale.extracting import extracted, latest
from kg.scale.identity import Identity, Judging, resolved
from kg.scale.inference import inferred
from kg.scale.reading import LITERAL, Named, articles, named
from kg.scale.session import session
from kg.scale.statements import linked, noted, sourced, stated, supported
from kg.scale.writing import (
    Form,
    agent_lines,
    article_lines,
    decision_lines,
    edge_lines,
    entity_lines,
    inferred_lines,
    wording_lines,
    write,
)

_log = logging.getLogger(__name__)

_SHOWN = 100  # failures that are reported one by one; all are in the folder `failures`
_KEPT = ("graph.nq", "graph.nt", "failures", "extractions")  # of what the desk holds; what took longest goes last


def run(inputs: Sequence[str], out: str, settings: Settings, outputs: Outputs, master: str) -> Report:
    """As `kg.scale.build`."""
    given = read_decisions(settings.decisions) if settings.decisions else ()
    judging = Judging(settings.ontology, tuple(each for each in given if each.by == "user"))
    report = Report()
    with session(master) as spark:
        desk = Desk(spark, f"{_place(out)}/work")
        files = named(spark, inputs)
        _begin(desk, files, settings, judging, outputs)
        extractions = _extractions(desk, files, settings, report)
        if report.read:
            graph(desk, extractions, judging, outputs, report)
            report.files = _publish(desk, out)
        desk.drop("")
    return report


def _place(out: str) -> str:
    """A folder as Spark names it: what is no address is a folder of this machine, or mounted by all."""
    return out.rstrip("/") if "://" in out else f"file:{Path(out).absolute()}"


def _begin(desk: Desk, files: Named, settings: Settings, judging: Judging, outputs: Outputs) -> None:
    """Go on with what lies there if it was made of the same files in the same way; otherwise clear the desk."""
    made = (
        plan(settings),
        settings.fields,
        repr(judging),
        outputs.rdf12,
        outputs.infer,
        outputs.formats,
        _stamps(desk.spark, files),
    )
    told = hashlib.sha256(json.dumps(made).encode()).hexdigest()
    if desk.noted("plan") != told:
        desk.drop("")
        desk.note("plan", told)


def _stamps(spark: SparkSession, files: Named) -> Sequence[object]:
    """What changes when a file does: all names, the size of all together, and the time of the last change."""
    paths = [*files.tables, *files.lines, *files.others, *files.foreign]
    if not paths:
        return paths
    listing = spark.read.format("binaryFile").load([path.translate(LITERAL) for path in paths])
    sums = listing.agg(sf.sum("length"), sf.max("modificationTime").cast("string")).first()
    return *paths, *(sums or ())


def _extractions(desk: Desk, files: Named, settings: Settings, report: Report) -> DataFrame:
    """What all articles say, in their newest versions. Failures are counted; in a strict run, one is too many."""
    with report.timed("read"):
        read = desk.kept("articles", lambda: articles(desk.spark, files, settings))
    with report.timed("extract"):
        said = desk.kept("extractions", lambda: extracted(read, settings))
    told = {row.came: row["count"] for row in said.groupBy(sf.col("id").isNotNull().alias("came")).count().collect()}
    report.read = told.get(True, 0)
    if False in told:
        failed = said.where("id IS NULL").select("origin", "reason")
        report.failures = tuple(_failures(failed))
        failed.coalesce(1).write.mode("overwrite").json(f"{desk.place}/failures")
        if settings.strict:
            raise StrictError(str(report.failures[0]))
    return latest(desk, said)


def _failures(failed: DataFrame) -> Iterator[ReadFailure]:
    for row in failed.orderBy("origin", "reason").limit(_SHOWN).toLocalIterator():
        failure = ReadFailure(row.origin, row.reason)
        _log.warning("%s", failure)
        yield failure


def graph(desk: Desk, extractions: DataFrame, judging: Judging, outputs: Outputs, report: Report) -> None:
    """Lay down the graph of what articles say, in their newest versions, on the desk as `graph.nq` or `graph.nt`."""
    with report.timed("resolve"):
        copies = copied(desk, extractions)
        identity = resolved(desk, extractions, judging)
    with report.timed("settle"):
        rows, notes = stated(extractions, identity.members, copies)
        said = desk.kept("said", lambda: rows)
        relations = sourced(said, copies)
        lost = contested(desk, relations, identity.entities, judging.ontology)
        standing = relations.join(lost.select(sf.col("relation").alias("name")), "name", "left_anti")
        added = (
            noted(lost, "rival", article="article", name="relation", other="rival")
            .unionByName(supported(standing))
            .unionByName(linked(said))
        )
        counts = _counts(said, identity, extractions, lost)
    whole = outputs.formats != VIEW
    form = Form(program_version(), outputs.rdf12, whole)
    holding = standing.where("holds")
    frames = [
        agent_lines(said, form),
        article_lines(notes.unionByName(added), form),
        entity_lines(identity),
        edge_lines(holding),
        wording_lines(said),
    ]
    if whole:
        frames.append(decision_lines(identity.decisions, judging.decisions, identity.members))
    if outputs.infer:
        with report.timed("infer"):
            follows = inferred(desk, holding, identity.entities, judging.ontology)
            frames += [inferred_lines(follows, holding, form)] if whole else []
            number = follows.count()
            counts |= {"inferred": number} if number else {}
    report.counts, report.came = counts, counts["articles"]
    with report.timed("write"):
        write(desk, frames, "graph.nq" if whole else "graph.nt")


def _counts(said: DataFrame, identity: Identity, extractions: DataFrame, lost: DataFrame) -> dict[str, int]:
    """How much there is of everything."""
    parts = (
        said.select("kind"),
        _each("article", extractions),
        _each("entity", identity.entities.where("kept")),
        _each("contested", lost.select("relation").distinct()),
    )
    found = functools.reduce(DataFrame.unionByName, parts).groupBy("kind").count().collect()
    kinds = Counter({row.kind: row["count"] for row in found})
    return {
        "articles": kinds["article"],
        "entities": kinds["entity"],
        "relations": kinds["relation"] + kinds["other"],
        "asserted": kinds["relation"] - kinds["contested"],
        "claims": kinds["claim"],
        "statements": kinds["statement"],
    }


def _each(kind: str, frame: DataFrame) -> DataFrame:
    return frame.select(sf.lit(kind).alias("kind"))


def _publish(desk: Desk, out: str) -> tuple[Path, ...]:
    """Move what is to stay out of the desk, and say where it is. Failures of a run before go."""
    desk.drop("../failures")
    made = [name for name in _KEPT if desk.has(name)]
    for name in made:
        desk.move(name, f"../{name}")
    return tuple(Path(out) / name for name in sorted(made))
