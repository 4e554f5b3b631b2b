"""Inputs -> the same graph, on Apache Spark: articles, extractions and identity as DataFrames, N-Quads in parts.

Every stage is the function that the local build calls for one article, one component, one edge; here they are told
which rows belong together. Nothing that grows with the corpus comes to the driver. PLANNING.md says what it takes.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from kg.archive import Outputs, Report
from kg.model import KgError
from kg.pipeline import Settings

LOCAL = "local[*]"
VIEW = ("nt",)  # the format of the merged view alone


class ScaleError(KgError):
    """Spark cannot be used, or could not do it; the message says what to do."""


def build(
    inputs: Iterable[str | Path],
    out: str,
    settings: Settings | None = None,
    outputs: Outputs | None = None,
    master: str = LOCAL,
) -> Report:
    """Write the graph of all articles as sorted N-Quads to `out`/graph.nq, and the Extractions to `out`/extractions.

    The parts of graph.nq, in the order of their names, are together the file that `kg build` writes; with the format
    nt, those of graph.nt. `out` is a folder on any file system that Spark knows; `master` is a Spark master's address.
    A run that was ended is gone on with by the same call.

    Raises ScaleError, StrictError in a strict run, and what is wrong with settings as `kg.pipeline.build` does.
    """
    _check_installed()
    from kg.scale.story import run

    return run(tuple(map(str, inputs)), out, settings or Settings(), outputs or Outputs(), master)


def _check_installed() -> None:
    missing = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
    if missing:
        raise ScaleError(f"{' and '.join(missing)} not installed: install Spark with pip install 'newskg[spark]'")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise ScaleError("no Java found: install Java 17 or later (Debian: openjdk-17-jre-headless), or set JAVA_HOME")
