"""What a user names -> a DataFrame of articles, each content once, and of what could not be read.

Tables and JSON lines are split among tasks by Spark; other files (WARC, archives, pages) are read by one task each, as
`kg.read` does it. Those on a file system that Python has no client for come through Spark, which holds them in memory.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from kg.model import Article
from kg.pipeline import Settings
from kg.read import ReadFailure
from kg.read.failure import ReadError
from kg.read.formats import articles_in
from kg.read.inflated import inflated
from kg.read.json_lines import article_of, article_of_line, check_fields
from kg.read.reader import articles_of, screen
from kg.read.source import LINES_SUFFIXES, STDIN, Source, sources, suffix_of
from kg.read.tables import PARQUET_SUFFIXES, dated
from kg.scale import ScaleError
from kg.scale.rows import Row, mapped, written

ARTICLES = "id string, record string, origin string, reason string"

_PACKED = (".warc", ".wet", ".zip", ".tar", ".tgz", ".tbz2", ".txz")  # one of these is work for a task
_PAGES = 64  # small files a task
LITERAL = str.maketrans({character: f"\\{character}" for character in "{}[]*?\\"})

type Found = Article | ReadFailure


@dataclass(frozen=True, slots=True)
class Named:
    """Files by the way they are read, and names that lead nowhere."""

    tables: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()  # others on file systems that Python has no client for
    failures: tuple[ReadFailure, ...] = ()


def named(spark: SparkSession, inputs: Iterable[str]) -> Named:
    """The files that the inputs name. Raises ScaleError for an address that Spark cannot list."""
    tables, lines, others, foreign = list[str](), list[str](), list[str](), list[str]()
    failures: list[ReadFailure] = []
    for path in _paths(spark, inputs):
        if isinstance(path, ReadFailure):
            failures.append(path)
        elif suffix_of(path) in PARQUET_SUFFIXES:
            tables.append(path)
        elif suffix_of(path) in LINES_SUFFIXES:
            lines.append(path)
        else:
            (others if _is_reached(path) else foreign).append(path)
    return Named(tuple(tables), tuple(lines), tuple(others), tuple(foreign), tuple(failures))


def articles(spark: SparkSession, files: Named, settings: Settings) -> DataFrame:
    """Articles by id, with the record as JSON; rows without id are failures.

    Of several of one content the first by record stands, so that order of files shows nowhere.
    """
    check_fields(settings.fields)
    parts = list(_parts(spark, files, settings))
    found = functools.reduce(DataFrame.unionByName, parts)
    read = found.where("id IS NOT NULL").groupBy("id").agg(sf.min("record").alias("record"))
    failed = found.where("id IS NULL").select("origin", "reason")
    return read.unionByName(failed, allowMissingColumns=True)


def _paths(spark: SparkSession, inputs: Iterable[str]) -> Iterator[str | ReadFailure]:
    for given in inputs:
        if given == STDIN:
            raise ScaleError("standard input is read by one process: name files, folders or addresses instead")
        if "://" in given:
            yield from _listed(spark, given)
            continue
        for source in sources([given]):
            yield f"file:{source.path.absolute()}" if isinstance(source, Source) and source.path else _failure(source)


def _failure(source: Source | ReadFailure) -> ReadFailure:
    if isinstance(source, ReadFailure):
        return source
    return ReadFailure(source.origin, "an address in a list: name it itself")


def _listed(spark: SparkSession, address: str) -> Iterator[str]:
    """All files at an address, which may be a folder or a glob, in order; their content is not read for it."""
    listing = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(address)
    yield from sorted(row.path for row in listing.select("path").toLocalIterator())


def _is_reached(path: str) -> bool:
    """Whether Python itself can open files of that file system."""
    import fsspec

    scheme, separator, _ = _address(path).partition("://")
    try:
        fsspec.get_filesystem_class(scheme if separator else "file")
    except (ImportError, ValueError):
        return False
    return True


def _address(path: str) -> str:
    """A path or address of Spark's as Python's clients write it: Hadoop calls S3 s3a, and files file:/."""
    scheme, _, rest = path.partition(":")
    if scheme == "file":
        return "/" + rest.lstrip("/")
    return f"s3:{rest}" if scheme in ("s3a", "s3n") else path


def _parts(spark: SparkSession, files: Named, settings: Settings) -> Iterator[DataFrame]:
    failures = [(None, None, failure.origin, failure.reason) for failure in files.failures]
    yield spark.createDataFrame(failures, ARTICLES)
    if files.tables:
        tables = spark.read.option("mergeSchema", "true").parquet(*(_literal(path) for path in files.tables))
        names = tuple(tables.columns)
        placed = tables.select("*", sf.input_file_name().alias("path of the file"))
        yield mapped(placed, functools.partial(_from_table, names, settings), ARTICLES)
    if files.lines:
        lines = spark.read.option("lineSep", "\n").text([_literal(path) for path in files.lines])
        raw = lines.select(sf.col("value").cast("binary"), sf.input_file_name())
        yield mapped(raw, functools.partial(_from_lines, settings), ARTICLES)
    if files.others:
        packed = sum(suffix_of(path) in _PACKED for path in files.others)
        tasks = packed + -(-(len(files.others) - packed) // _PAGES)
        paths = spark.createDataFrame([(path,) for path in files.others], "path string").repartition(tasks)
        yield mapped(paths, functools.partial(_from_files, settings), ARTICLES)
    if files.foreign:
        whole = spark.read.format("binaryFile").load([_literal(path) for path in files.foreign])
        yield mapped(whole.select("path", "content"), functools.partial(_from_content, settings), ARTICLES)


def _literal(path: str) -> str:
    """A path in which nothing is a pattern to Spark."""
    return path.translate(LITERAL)


def _from_table(names: Sequence[str], settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    for *values, origin in rows:
        record: dict[str, Any] = dated(dict(zip(names, values, strict=True)))
        yield _row(article_of(record, origin, settings.fields), settings)


def _from_lines(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    return (_row(article_of_line(raw, origin, settings.fields), settings) for raw, origin in rows if raw.strip())


def _from_files(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    for (path,) in rows:
        place = _address(path)
        source = Source(path, address=place) if "://" in place else Source(path, path=Path(place))
        yield from (_row(found, settings) for found in articles_of(source, settings.fields))


def _from_content(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    for path, content in rows:
        stream = inflated(io.BufferedReader(io.BytesIO(content)))
        read: Callable[[], Iterator[Found]] = functools.partial(
            articles_in, stream, path if suffix_of(path) else "", path, settings.fields
        )
        yield from (_row(found, settings) for found in _guarded(read, path))


def _guarded(read: Callable[[], Iterator[Found]], origin: str) -> Iterator[Found]:
    try:
        yield from read()
    except ReadError as error:
        yield ReadFailure(origin, str(error))
    except (OSError, EOFError) as error:
        yield ReadFailure(origin, f"damaged ({error}): fetch the file again")


def _row(found: Found, settings: Settings) -> Row:
    """A row of what was found, screened for text and language as the local reader does."""
    item = found if isinstance(found, ReadFailure) else screen(found, settings.language)
    if isinstance(item, ReadFailure):
        return None, None, item.origin, item.reason
    return item.id, written(item), None, None
