"""Articles -> what each says: Extractions in Parquet, with what finding versions and copies of an article needs.

A worker process loads its models with its first article, and keeps them for all its tasks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.copies import Imprint, bands
from kg.disputes import publisher_of
from kg.model import Article, Extraction
from kg.pipeline import Settings, work
from kg.read import ReadFailure
from kg.read.versions import published_at, story_of
from kg.scale.desk import Desk
from kg.scale.rows import Row, mapped, written
from kg.store.records import bare

EXTRACTIONS = (
    "id string, story string, published string, dated string, publisher string, signature binary, "
    "bands array<binary>, record string, origin string, reason string"
)
_MOST = 400  # articles a task: a minute or two, which is what a killed worker costs
_TASKS = 4  # for each worker, so that all end at about the same time
_MOST_TASKS = 100_000  # what the driver can keep account of
_ARTICLE = msgspec.json.Decoder(Article)
_EXTRACTION = msgspec.json.Decoder(Extraction)


def extracted(articles: DataFrame, settings: Settings) -> DataFrame:
    """A row an article with its Extraction as JSON; rows without id are failures, those of reading among them."""
    read = articles.where("id IS NOT NULL").select("record")
    workers = articles.sparkSession.sparkContext.defaultParallelism
    tasks = max(workers * _TASKS, min(-(-read.count() // _MOST), _MOST_TASKS))
    said = mapped(read.repartition(tasks), functools.partial(_rows, settings), EXTRACTIONS)
    failed = articles.where("id IS NULL").select("origin", "reason")
    return said.unionByName(failed, allowMissingColumns=True)


def latest(desk: Desk, extractions: DataFrame) -> DataFrame:
    """The extractions of articles of which no newer version is among them."""
    said = extractions.where("id IS NOT NULL")
    stories = said.where("story IS NOT NULL").select("id", "story", "published")
    newest = stories.groupBy("story").agg(sf.max("published").alias("newest"))
    old = desk.kept("superseded", lambda: stories.join(newest, "story").where("published < newest").select("id"))
    return said.join(old, "id", "left_anti")


def extraction_of(record: str) -> Extraction:
    """The Extraction of a row."""
    return _EXTRACTION.decode(record)


def _rows(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    for (record,) in rows:
        (found,) = work([_ARTICLE.decode(record)], settings)
        yield row_of(found)


def row_of(found: Extraction | ReadFailure) -> Row:
    """The row of what was found in an article."""
    if isinstance(found, ReadFailure):
        return *(None,) * 8, found.origin, found.reason
    article = found.article
    imprint = Imprint.of(article)
    known = (article.id, story_of(article), published_at(article), imprint.published, publisher_of(article))
    return *known, imprint.signature, bands(imprint.signature), written(bare(found)), None, None
