"""Functions over rows -> functions over DataFrames, in Arrow batches; rows are tuples in the order of the columns."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from kg.store.records import encoded

type Row = tuple[Any, ...]

_TOGETHER = 1024  # rows handed back at a time
_TYPES = {
    "string": pa.string(),
    "binary": pa.binary(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "double": pa.float64(),
    "array<string>": pa.list_(pa.string()),
    "array<binary>": pa.list_(pa.binary()),
}


def mapped(frame: DataFrame, work: Callable[[Iterator[Row]], Iterable[Row]], columns: str) -> DataFrame:
    """What `work` makes of the rows of each partition. `columns` are those of its rows, as "name type, name type"."""
    schema = _schema(columns)

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _batches(work(_rows(batches)), schema)

    return frame.mapInArrow(run, columns)


def mapped_by_group(
    frame: DataFrame, number: int, work: Callable[[Row, Iterator[Row]], Iterable[Row]], columns: str
) -> DataFrame:
    """What `work` makes of all rows that share their first `number` columns, which it is given, too.

    A partition's groups follow each other in one stream, since most have a row or two: `applyInArrow` would set up a
    batch for each.
    """
    names = frame.columns[:number]
    ordered = frame.repartition(*names).sortWithinPartitions(*names)
    return mapped(ordered, functools.partial(_by_group, number, work), columns)


def written(record: object) -> str:
    """A record as JSON, for a column of text."""
    return encoded(record).decode()


def _by_group(number: int, work: Callable[[Row, Iterator[Row]], Iterable[Row]], rows: Iterator[Row]) -> Iterator[Row]:
    for key, group in itertools.groupby(rows, itemgetter(slice(0, number))):
        yield from work(key, group)


def _schema(columns: str) -> pa.Schema:
    pairs = (column.split() for column in columns.split(", "))
    return pa.schema([(name, _TYPES[kind]) for name, kind in pairs])


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _batches(rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for some in itertools.batched(rows, _TOGETHER):
        columns = zip(*some, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
