"""A Parquet file -> Articles: a row each, its columns found by the same names as the fields of JSON records."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any

from kg.model import Article
from kg.read.failure import ReadError, ReadFailure
from kg.read.json_lines import article_of

PARQUET_SUFFIXES = (".parquet", ".pq")
_SIGNATURE = b"PAR1"
_ROWS = 64  # read at a time
_LARGEST_GROUP = 4 * 2**30


def opens_parquet(head: bytes) -> bool:
    """Whether the first bytes of a file begin a Parquet file."""
    return head.startswith(_SIGNATURE)


def articles_from_parquet(stream: IO[bytes], origin: str, fields: Mapping[str, str]) -> Iterator[Article | ReadFailure]:
    """The articles of a Parquet file, row by row. Raises ReadError for a damaged one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
        _refuse_giants(table)
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield article_of(dated(row), f"{origin}: row {number}", fields)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"a damaged Parquet file ({error}): fetch it again") from error


def _refuse_giants(table: Any) -> None:
    groups = range(table.metadata.num_row_groups)
    if any(table.metadata.row_group(number).total_byte_size > _LARGEST_GROUP for number in groups):
        raise ReadError(f"a group of rows larger than {_LARGEST_GROUP // 2**30} GiB: write it in smaller groups")


def dated(row: dict[str, Any]) -> dict[str, Any]:
    """The row with dates as text, as JSON has them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
