"""`python -m tests.quality SET --data DIR`: measures the extraction on a benchmark, for people or as JSON.

    python -m tests.quality dwie --data bench --limit 20            one set, a quick look
    python -m tests.quality carb --data bench --predictions out.tsv what was scored, in the set's own form
    python -m tests.quality traps                                   our own set, which is in the repository
    python -m tests.quality all --data bench --floors               exit code 1 when a score is below its floor

A set without data is skipped with a warning; exit code 2 when that was the only one asked for.

DIR holds one folder a set, each with `train`, `dev` or `test` as `.jsonl` or `.jsonl.gz` (`.tsv` for gap and carb); it
may also be that one folder.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from kg.pipeline import Settings
from tests.quality import (
    carb,
    chains,
    dwie,
    ecbplus,
    ewner,
    factuality,
    gap,
    gum,
    knowledgenet,
    links,
    namesakes,
    plover,
    polnear,
    redocred,
    times,
    toponyms,
    traps,
)
from tests.quality.benchmark import Benchmark, Measurement, measure
from tests.quality.data import NoDataError
from tests.quality.scores import Score

BENCHMARKS: dict[str, Benchmark[Any]] = {
    module.BENCHMARK.name: module.BENCHMARK
    for module in (
        dwie,
        gum,
        gap,
        ewner,
        polnear,
        knowledgenet,
        redocred,
        carb,
        plover,
        factuality,
        ecbplus,
        times,
        toponyms,
        links,
        traps,
        namesakes,
    )
}
BENCHMARKS |= {benchmark.name: benchmark for benchmark in (chains.DWIE, chains.REDOCRED)}
FLOORS = Path(__file__).parent / "floors.json"

_console = Console()
_warnings = Console(stderr=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for and returns the exit code."""
    options = _options(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if options.floors else {}
    names = list(BENCHMARKS) if options.set == "all" else [options.set]
    if options.floors:
        names = [name for name in names if floors.get(name)]
    outcomes = [_run(BENCHMARKS[name], floors.get(name) or {}, options) for name in names]
    for failure in (failure for outcome in outcomes for failure in outcome or ()):
        _warnings.print(f"[red]below the floor:[/] {failure}")
    if any(outcomes):
        return 1
    return 2 if outcomes == [None] and options.set != "all" else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description="Measure quality on a benchmark.")
    parser.add_argument("set", choices=[*BENCHMARKS, "all"])
    parser.add_argument("--data", type=Path, help="folder of the benchmarks, or of the one set")
    parser.add_argument("--split", default="dev", help="dev, train, test or another file of the set")
    parser.add_argument("--limit", type=int, help="measure at most this many records, evenly spaced")
    parser.add_argument("--predictions", type=Path, help="write what was scored, in the set's own form")
    parser.add_argument("--json", action="store_true", help="one JSON object a set on stdout")
    parser.add_argument("--fast", action="store_true", help="measure the rules alone, without the encoder")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--floors", action="store_true", help="compare with floors.json, on the records it names")
    options = parser.parse_args(arguments)
    if options.set == "all" and options.predictions:
        parser.error("--predictions writes the form of one set: name that set instead of all")
    if options.data is None and (options.set == "all" or not BENCHMARKS[options.set].own):
        parser.error("--data is needed: the folder of the benchmarks, or of the one set")
    return options


def _run(benchmark: Benchmark[Any], floor: dict[str, Any], options: argparse.Namespace) -> list[str] | None:
    """Measures one set, shows the result and returns the scores that are below their floor; None without data."""
    folder = _folder(benchmark, options.data)
    limit = options.limit or floor.get("limit")
    settings = Settings(fast=options.fast, workers=options.workers)
    try:
        result = measure(benchmark, folder, options.split, limit, settings)
    except NoDataError as error:
        _warnings.print(f"[yellow]SKIPPED {benchmark.name}:[/] {error}")
        return None
    if options.predictions:
        lines = [text for text in result.predictions if text]
        options.predictions.write_text("".join(text + "\n" for text in lines), encoding="utf-8")
    _show(benchmark, result, options)
    values = _values(result)
    return [
        f"{benchmark.name} {name}: {values[name]:.4f} < {least:.4f}"
        for name, least in floor.get("scores", {}).items()
        if values[name] < least
    ]


def _folder(benchmark: Benchmark[Any], data: Path | None) -> Path:
    """The folder of one set: within that of all sets, or that one itself."""
    if data is None:
        return Path()
    return folder if (folder := data / (benchmark.folder or benchmark.name)).is_dir() else data


def _show(benchmark: Benchmark[Any], result: Measurement, options: argparse.Namespace) -> None:
    if options.json:
        scores = {
            name: {"precision": score.precision, "recall": score.recall, "f1": score.f1}
            if isinstance(score, Score)
            else score
            for name, score in result.scores.items()
        }
        record = {"set": benchmark.name, "split": options.split, "records": result.records, "scores": scores}
        sys.stdout.write(json.dumps(record) + "\n")
        return
    split = f"{options.split} ({benchmark.dev})" if options.split == "dev" != benchmark.dev else options.split
    table = Table(title=f"{benchmark.name} · {split} · {result.records} records", title_justify="left")
    for heading in ("", "precision", "recall", "F1 or value"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, score in result.scores.items():
        cells = (score.precision, score.recall, score.f1) if isinstance(score, Score) else (None, None, score)
        table.add_row(name, *("" if cell is None else f"{cell:.3f}" for cell in cells))
    _console.print(table)


def _values(result: Measurement) -> dict[str, float]:
    return {name: score.f1 if isinstance(score, Score) else score for name, score in result.scores.items()}


if __name__ == "__main__":
    sys.exit(main())
