"""A Spark master's address -> a SparkSession, with what kg needs where the user's own configuration does not say."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator

from py4j.protocol import Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from kg.scale import ScaleError

_OURS = {"spark.app.name": "kg build", "spark.ui.showConsoleProgress": "false"}  # pyspark sets them as for a shell
_DEFAULTS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500",  # extractions of long articles are a megabyte each
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
}
_LOOPBACK = "127.0.0.1"
# On one machine Python does four fifths of the work: to plan again on the way, and to compile what Java does, takes
# longer than it saves.
_ON_ONE_MACHINE = {
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.host": _LOOPBACK,
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
}
_JAVA_ON_ONE_MACHINE = {"spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1"}
_PARTITIONS = 2  # for each thread
_RETRIES = 4  # as clusters do; without it, a master of threads ends with its first killed worker
_THREADS = re.compile(r"local(?:\[(\d+|\*)\])?")
_OWN_ERROR = re.compile(r"^kg\.[\w.]+Error: (.*)$", re.MULTILINE)


@contextlib.contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """A session that lasts as long as the block. What goes wrong on a worker is raised as ScaleError."""
    with explained():
        spark = SparkSession.builder.config(conf=_configured(master)).master(_retrying(master)).getOrCreate()
        try:
            yield spark
        finally:
            spark.stop()


def _configured(master: str) -> SparkConf:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one process, one thread; workers on this machine inherit it
    chosen, java = dict(_DEFAULTS), SparkConf(loadDefaults=False)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
        chosen |= _ON_ONE_MACHINE | {"spark.sql.shuffle.partitions": str(_PARTITIONS * threads(master))}
        java.setAll(list(_JAVA_ON_ONE_MACHINE.items()))
    SparkContext._ensure_initialized(conf=java)  # starts Java, which reads the user's spark-defaults.conf
    conf = SparkConf()
    for name, value in chosen.items():
        if not conf.contains(name):
            conf.set(name, value)
    return conf.setAll(list(_OURS.items()))


def threads(master: str) -> int:
    """How many threads (or executors) a master on this machine has."""
    number = re.search(r"\d+|\*", master)
    if number is None:
        return 1
    return int(number[0]) if number[0].isdigit() else os.cpu_count() or 1


def _retrying(master: str) -> str:
    found = _THREADS.fullmatch(master)
    return f"local[{found[1] or 1},{_RETRIES}]" if found else master


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Errors of Spark in a line; of what kg raised on a worker, its message."""
    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        told = str(error)
        own = _OWN_ERROR.search(told)
        raise ScaleError(own[1] if own else f"Spark could not do it: {told.strip().splitlines()[-1]}") from error
