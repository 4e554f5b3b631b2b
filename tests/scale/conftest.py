"""A Spark session on two threads for the tests that need one; where Spark or Java is missing they skip, loudly."""

from __future__ import annotations

import importlib.util
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.scale.desk import Desk

HERE = Path(__file__).parent


def missing() -> str:
    """What keeps Spark from running here, nothing if it runs."""
    if any(importlib.util.find_spec(name) is None for name in ("pyspark", "pandas")):
        return "no Spark here: pip install --no-deps -r .spark.lock"
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return "" if java else "no Java here: apt-get install openjdk-17-jre-headless"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if reason := missing():
        for item in items:
            if HERE in item.path.parents and "spark" in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"NOT TESTED: {reason}"))


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Two threads."""
    from kg.scale.session import session

    os.environ["SPARK_CONF_DIR"] = str(HERE / "conf")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # sockets that Spark leaves to the garbage collector
        with session("local[2]") as found:
            yield found


@pytest.fixture
def desk(spark: SparkSession, tmp_path: Path) -> Desk:
    """An empty desk."""
    from kg.scale.desk import Desk

    return Desk(spark, f"file:{tmp_path / 'work'}")
