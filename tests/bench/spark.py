"""Apache Spark on two threads beside two processes of our own: the same articles, from files to sorted N-Quads.

The times leave out the start of Java; both sides begin with no model loaded. A few hundred articles are needed: what
Spark takes to plan its fifty small jobs is the same for ten articles and for ten thousand.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import orjson

from kg import archive, scale
from kg.archive import Outputs, Report
from kg.model import Article
from kg.pipeline import Settings
from tests.bench.comparing import Options, Row, Target

_TARGET = Target("<=", 1.2)


def rows(options: Options) -> Iterator[Row]:
    """The whole build, and what of it is reading and extracting."""
    found = [_both(options.read()) for _ in range(options.rounds)]
    ours, local = (min(side, key=_seconds) for side in zip(*found, strict=True))
    name = f"Spark local[2] / local 2 workers, after start-up ({ours.came:,} articles)"
    yield Row(name, _seconds(ours), _seconds(local), target=_TARGET)
    reading = ours.seconds["read"] + ours.seconds["extract"]
    yield Row("the same, read and extracted", reading, local.seconds["read and extract"])


def _seconds(report: Report) -> float:
    return sum(report.seconds.values())


def _both(articles: Sequence[Article]) -> tuple[Report, Report]:
    """What both say of the same articles, one after the other."""
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as name:
        folder = Path(name)
        source = folder / "articles.jsonl"
        source.write_bytes(b"".join(orjson.dumps(asdict(article)) + b"\n" for article in articles))
        try:
            ours = scale.build([source], str(folder / "spark"), Settings(), master="local[2]")
        except scale.ScaleError as error:
            sys.exit(f"NOT MEASURED: {error}")
        (folder / "local").mkdir()
        local = archive.build_files([source], Settings(workers=2), Outputs(folder / "local", ("nq",)))
        return ours, local
