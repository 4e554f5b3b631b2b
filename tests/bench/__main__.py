"""`python -m tests.bench`: how fast the program is, as ratios from one run with their targets, for people or as JSON.

    python -m tests.bench                                     what takes minutes, on the articles that come along
    python -m tests.bench --articles news.jsonl --limit 200   on yours: whatever `kg build` reads
    python -m tests.bench --rows queries                      one group of rows; `--all` takes every group

Each row compares two ways to do the same on the same machine in the same minutes. Absolute times tell of the machine,
ratios of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for both sides: one process, one thread

from rich.console import Console
from rich.table import Table

from tests.bench import building, exports, language, queries, spark
from tests.bench.comparing import Group, Options, Row

QUICK: dict[str, Group] = {"language": language.rows, "exports": exports.rows}
# Groups that take long or much room: only when named, or with `--all`.
HEAVY: dict[str, Group] = {"building": building.rows, "spark": spark.rows, "queries": queries.rows}
GROUPS = QUICK | HEAVY


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for; the exit code is 0 whatever the ratios are."""
    asked = _asked(arguments)
    names = asked.rows or (GROUPS if asked.all else QUICK)
    options = Options(asked.articles, asked.limit, asked.rounds, asked.claims)
    found = list(_measured([GROUPS[name] for name in names], options))
    if asked.json:
        record = {"load": os.getloadavg()[0], "rows": [_record(row) for row in found]}
        sys.stdout.write(json.dumps(record) + "\n")
    else:
        _show(found, f"load of the machine {os.getloadavg()[0]:.1f}")
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed as ratios.")
    parser.add_argument("--articles", type=Path, help="file or folder of articles (default: the samples, repeated)")
    parser.add_argument("--limit", type=int, help="at most this many articles")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is timed (default: 3)")
    parser.add_argument("--claims", type=int, help="claims of the graph that is asked (default: a million)")
    parser.add_argument("--rows", nargs="+", choices=GROUPS, metavar="NAME", help=f"groups: {', '.join(GROUPS)}")
    parser.add_argument("--all", action="store_true", help="all groups, those too that take long")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser.parse_args(arguments)


def _measured(groups: Sequence[Group], options: Options) -> Iterator[Row]:
    """The rows of all groups; each is also told on stderr as it comes, for all of them take long."""
    told = Console(stderr=True)
    for measure in groups:
        for row in measure(options):
            told.print(f"{row.name}: {row.value:.3g}", highlight=False)
            yield row


def _record(row: Row) -> dict[str, Any]:
    return {**asdict(row), "value": row.value, "target": str(row.target) if row.target else None, "met": row.met}


def _show(found: list[Row], title: str) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    for heading in ("ours", "other", "unit", "ratio", "target", ""):
        table.add_column(heading, justify="right")
    for row in found:
        other, ratio = (f"{row.other:,.2f}", f"{row.value:.2f}") if row.other else ("", "")
        verdict = {True: "met", False: "missed", None: ""}[row.met]
        target = str(row.target) if row.target else ""
        table.add_row(row.name, f"{row.ours:,.2f}", other, row.unit, ratio, target, verdict)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
