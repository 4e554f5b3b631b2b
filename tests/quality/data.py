"""Folder of a benchmark -> its records, from JSON lines or tab-separated files, plain or gzipped."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

type Record = dict[str, Any]

_SUFFIXES = (".jsonl", ".jsonl.gz", ".tsv", ".tsv.gz")


class NoDataError(Exception):
    """A benchmark's folder has no file of the split that was asked for."""


def find(folder: Path, split: str) -> Path | None:
    """The file of a split: `test.jsonl`, `test.jsonl.gz`, `test.tsv` or `test.tsv.gz`."""
    paths = [folder / f"{split}{suffix}" for suffix in _SUFFIXES]
    return next((path for path in paths if path.is_file()), None)


def read_split(folder: Path, split: str) -> list[Record]:
    """All records of a split; those of a tab-separated file are keyed by its first line. Raises NoDataError."""
    path = find(folder, split)
    if path is None:
        raise NoDataError(f"{folder} has no {split}.jsonl, {split}.jsonl.gz or {split}.tsv")
    return read_rows(path) if ".tsv" in path.suffixes else read_lines(path)


def read_lines(path: Path) -> list[Record]:
    """Records of JSON lines."""
    with _open(path) as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_rows(path: Path) -> list[Record]:
    """Records of a tab-separated file without quoting, keyed by its first line."""
    with _open(path) as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_cells(path: Path) -> Iterator[list[str]]:
    """Cells of each line of a tab-separated file that has no header."""
    with _open(path) as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\n").split("\t")


def every(records: Sequence[Record], step: int) -> list[Record]:
    """Each `step`-th record by id: a dev part that has all sorts of records in it."""
    return sorted(records, key=lambda record: str(record["id"]))[::step]


def sample(records: Sequence[Record], limit: int | None) -> list[Record]:
    """At most `limit` records, evenly spaced, so that a short run sees all sorts of them."""
    if limit is None or limit >= len(records):
        return list(records)
    return [records[number * len(records) // limit] for number in range(limit)]


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
