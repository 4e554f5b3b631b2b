"""Rows of ragged integer arrays <-> one compressed file. Shared by both ends of training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Row = Mapping[str, NDArray[np.int64]]
POINTS = 1000  # of a factuality value, kept as a whole number


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Every column end to end with the lengths of its parts. All rows have the same columns."""
    columns: dict[str, NDArray[np.int32]] = {}
    for name in rows[0]:
        columns[name] = np.concatenate([row[name] for row in rows]).astype(np.int32)
        columns[name + ":length"] = np.array([len(row[name]) for row in rows], dtype=np.int32)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **columns)  # type: ignore[arg-type]


def read_rows(path: Path) -> Iterator[dict[str, NDArray[np.int64]]]:
    """The rows as they were written."""
    with np.load(path) as file:
        names = [name for name in file.files if not name.endswith(":length")]
        parts = {name: np.split(file[name].astype(np.int64), np.cumsum(file[name + ":length"])[:-1]) for name in names}
    for index in range(len(parts[names[0]])):
        yield {name: parts[name][index] for name in names}
