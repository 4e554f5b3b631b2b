"""Articles as a DataFrame are those that one machine reads, from files of every kind, by path and by address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.model import Article
from kg.pipeline import Settings
from kg.read import read
from tests.scale.articles import write_files

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark


def found(frame: DataFrame) -> tuple[set[str], set[str]]:
    """The ids of articles, and why there are no others."""
    rows = frame.collect()
    return {row.id for row in rows if row.id}, {row.reason for row in rows if not row.id}


def expected(*paths: Path) -> tuple[set[str], set[str]]:
    """The same of one machine."""
    items = list(read(paths))
    read_ = {item.id for item in items if isinstance(item, Article)}
    return read_, {item.reason for item in items if not isinstance(item, Article)}


def test_files_of_every_kind_by_path_and_by_address(spark: SparkSession, tmp_path: Path) -> None:
    from kg.scale.reading import articles, named

    folder = write_files(tmp_path / "in")
    nowhere = str(tmp_path / "nowhere.txt")
    by_path = named(spark, [str(folder), nowhere])
    by_address = named(spark, [f"file://{folder}"])
    assert [len(files) for files in (by_path.tables, by_path.lines, by_path.others)] == [1, 1, 3]
    assert found(articles(spark, by_path, Settings())) == expected(folder, Path(nowhere))
    assert found(articles(spark, by_address, Settings())) == expected(folder)


def test_files_that_python_cannot_reach_come_through_spark(spark: SparkSession, tmp_path: Path) -> None:
    from kg.scale.reading import Named, articles

    folder = write_files(tmp_path / "in")
    paths = (folder / "crawl.warc", folder / "copy [1].txt")
    foreign = Named(foreign=tuple(f"file:{path}" for path in paths))
    assert found(articles(spark, foreign, Settings())) == expected(*paths)


def test_fields_and_language_are_as_the_user_says(spark: SparkSession, tmp_path: Path) -> None:
    from kg.scale.reading import articles, named

    source = tmp_path / "some.jsonl"
    source.write_text('{"news": {"words": "Der Rat tagte gestern in Bergen und beschloss den Haushalt der Stadt."}}\n')
    settings = Settings(fields={"text": "news.words"}, language="de")
    (row,) = articles(spark, named(spark, [str(source)]), settings).collect()
    assert row.id
    assert '"language":"de"' in row.record
