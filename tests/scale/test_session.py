"""Sessions: what users say counts, masters of threads try again, and errors are told as kg tells its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kg.scale import ScaleError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.scale.rows import Row

pytestmark = pytest.mark.spark


def test_a_session_is_for_this_machine_alone_and_as_the_user_configured_it(spark: SparkSession) -> None:
    conf = spark.sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == conf.get("spark.driver.host") == "127.0.0.1"
    assert conf.get("spark.ui.enabled") == "false"
    assert conf.get("spark.master") == "local[2,4]"
    assert conf.get("spark.sql.adaptive.enabled") == "false"
    assert conf.get("spark.sql.shuffle.partitions") == "2"  # tests/scale/conf/spark-defaults.conf
    assert conf.get("spark.driver.extraJavaOptions").endswith("SerialGC")  # from there, too


@pytest.mark.parametrize(
    ("master", "number"), [("local", 1), ("local[3]", 3), ("local[3,4]", 3), ("local-cluster[2,1,1024]", 2)]
)
def test_masters_on_this_machine_say_how_many_threads_they_have(master: str, number: int) -> None:
    from kg.scale.session import threads

    assert threads(master) == number
    assert threads("local[*]") >= 1


def test_what_kg_says_on_a_worker_is_said_here(spark: SparkSession) -> None:
    from kg.resolve import DecisionError
    from kg.scale.rows import mapped
    from kg.scale.session import explained

    def contradict(_: Iterator[Row]) -> Iterator[Row]:
        raise DecisionError("both sides stand for one")

    with pytest.raises(ScaleError, match=r"^both sides stand for one$"), explained():
        mapped(spark.range(1), contradict, "name string").collect()


def test_rows_pass_in_arrow_batches_however_many_there_are(spark: SparkSession) -> None:
    from kg.scale.rows import mapped_by_group

    def count(key: Row, rows: Iterator[Row]) -> Iterator[Row]:
        yield key[0], sum(1 for _ in rows)

    frame = spark.range(5000).selectExpr("CAST(id % 7 AS string) AS key", "CAST(id AS int) AS number")
    found = mapped_by_group(frame, 1, count, "key string, number int").collect()
    assert sorted((row.key, row.number) for row in found) == [(str(key), 715 - (key > 1)) for key in range(7)]
