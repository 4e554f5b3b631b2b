"""spaCy components that work something out once for each word: its lemma, its attributes, its embedding.

What they know is what spaCy's own give, to the bit. They forget all when it becomes too much: memory stays flat over
any number of articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy.tokens
from numpy.typing import NDArray
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from thinc.api import Model

if TYPE_CHECKING:
    from spacy.strings import StringStore

type Kind = tuple[int, ...]  # what tells words apart
type Match = tuple[int, int, int, int]  # as of the attribute ruler: rule, its name, first token, token after the last

_MOST_KNOWN = 200_000  # words with their attributes: some 50 MB
_MOST_EMBEDDED = 50_000  # words with their embeddings: some 40 MB
_COLUMNS = frozenset(("ORTH", "LOWER", "NORM", "SHAPE", "TAG", "POS", "DEP", "IS_SPACE"))  # of a Doc, by these names
_WORDED = ("ORTH", "LOWER", "NORM", "SHAPE")  # those of them with more values than patterns name
_TESTS = frozenset(("IN", "NOT_IN", "REGEX"))  # that a pattern may make of a value
_UNNAMED = 2**64 - 1
_SPELLING = ("ORTH", "NORM", "SPACY")
_SPELLED = frozenset((*_SPELLING, "LOWER", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE"))  # what follows from the spelling
_WORD_BY_WORD = frozenset(  # layers that see no neighbours
    (
        "extract_features",
        "list2ragged",
        "ints-getitem",
        "hashembed",
        "static_vectors",
        "maxout",
        "layernorm",
        "dropout",
        "ragged2list",
    )
)
_TOGETHER = 32  # words embedded in one product: always as many, for rounding depends on the number


@dataclass(slots=True)
class _Known:
    """A row of numbers for each kind of word."""

    rows: NDArray[Any]  # with room for more
    most: int
    places: dict[Kind, int] = field(default_factory=dict)

    def new(self, kinds: Sequence[Kind]) -> dict[Kind, int]:
        """Kinds without a row, each with the number of a word of that kind."""
        if len(self.places) > self.most:
            self.places.clear()
        return {kind: index for index, kind in enumerate(kinds) if kind not in self.places}

    def add(self, kinds: Iterable[Kind], rows: NDArray[Any]) -> None:
        """Keep new rows."""
        start = len(self.places)
        while len(self.rows) < start + len(rows):
            self.rows = np.concatenate((self.rows, np.empty_like(self.rows)))
        self.rows[start : start + len(rows)] = rows
        self.places.update(zip(kinds, range(start, start + len(rows)), strict=True))

    def of(self, kinds: Sequence[Kind]) -> NDArray[Any]:
        """The row of each."""
        return self.rows[np.array([self.places[kind] for kind in kinds], dtype=np.int64)]


def _kinds(doc: spacy.tokens.Doc, attributes: Any) -> list[Kind]:
    return list(map(tuple, _columns(doc, attributes).tolist()))


def _columns(doc: spacy.tokens.Doc, attributes: Any) -> NDArray[np.uint64]:
    found: Any = doc.to_array(attributes)
    columns: NDArray[np.uint64] = found.reshape(len(doc), len(attributes))
    return columns


# --- lemmas ------------------------------------------------------------------------------------------------------


@Language.factory("kg_known_lemmas")
def _make_known_lemmas(nlp: Language, name: str) -> Callable[[spacy.tokens.Doc], spacy.tokens.Doc]:
    """The rule lemmatizer, asked once for each word with its part of speech and morphology: a sixth of its time."""
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    _index_words(lemmatizer)
    known: dict[Kind, int] = {}

    def lemmatize(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        lemmas: Any = doc.to_array(["LEMMA"])
        for index, word in enumerate(_kinds(doc, ("ORTH", "POS", "MORPH"))):
            if lemmas[index] and not lemmatizer.overwrite:
                continue
            if word not in known:
                if len(known) > _MOST_KNOWN:
                    known.clear()
                known[word] = doc.vocab.strings.add(lemmatizer.lemmatize(doc[index])[0])
            lemmas[index] = known[word]
        return doc.from_array(["LEMMA"], lemmas)

    return lemmatize


def _index_words(lemmatizer: Any) -> None:
    """Its tables list up to 57,528 words, which it looks through for every form: here it looks them up."""
    words = lemmatizer.lookups.get_table("lemma_index", {})
    words.update({part: dict.fromkeys(listed) for part, listed in words.items()})


# --- attributes --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Rules:
    """The attribute ruler's, and what those of one token write on tokens of each kind: 0 where none writes."""

    ruler: Any
    read: tuple[str, ...]
    named: dict[int, _Named]  # by place in `read`
    written: Any  # numbers of attributes
    first: Matcher  # by the first steps of rules of several tokens
    several: Matcher
    longest: int
    known: _Known  # what is written, and whether a rule of several tokens may begin here


class _Named(dict[int, int]):
    """Values of a column of words: those that patterns name stand for themselves, all others for one and the same."""

    def __init__(self, strings: StringStore, tests: Iterable[Any]) -> None:
        self.strings = strings
        self.words: set[str] = set()
        self.expressions: list[re.Pattern[str]] = []
        for test in tests:
            asked: dict[str, Any] = test if isinstance(test, dict) else {"IN": [test]}
            self.words.update(asked.get("IN", ()), asked.get("NOT_IN", ()))
            self.expressions += [re.compile(asked["REGEX"])] if "REGEX" in asked else []

    def __missing__(self, value: int) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        word = self.strings[value]
        named = word in self.words or any(expression.search(word) for expression in self.expressions)
        self[value] = value if named else _UNNAMED
        return self[value]


def reads_columns(ruler: object) -> bool:
    """Whether this is spaCy's attribute ruler, its patterns are steps that each read one token's columns of a Doc."""
    if not isinstance(ruler, AttributeRuler) or not ruler.attrs:
        return False
    steps = _steps(ruler)
    tests = [test for step in steps for test in step.values() if isinstance(test, dict)]
    return (
        all(_COLUMNS.issuperset(step) for step in steps)
        and all(_TESTS.issuperset(test) for test in tests)
        and all(all(each.values()) for each in ruler.attrs)
    )


def _patterns(ruler: Any) -> Iterator[list[dict[str, Any]]]:
    return (pattern for entry in ruler.patterns for pattern in entry["patterns"])


def _steps(ruler: Any) -> list[dict[str, Any]]:
    return [step for pattern in _patterns(ruler) for step in pattern]


@Language.factory("kg_known_attributes")
def _make_known_attributes(nlp: Language, name: str) -> Callable[[spacy.tokens.Doc], spacy.tokens.Doc]:
    """The attribute ruler, asked once for all tokens that are alike to its patterns: a tenth of its time.

    Patterns of several tokens, a few in a hundred, are matched where their first step may stand.
    """
    rules = _rules(nlp.get_pipe("attribute_ruler"))

    def set_attributes(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        kinds = _alike(rules, doc)
        for kind, index in rules.known.new(kinds).items():
            rules.known.add((kind,), _outcome(rules, doc, index))
        found = rules.known.of(kinds)
        matches = sorted(set(_mixed(rules, doc, np.flatnonzero(found[:, -1]).tolist())))
        values: Any = np.where(found[:, :-1] > 0, found[:, :-1], _columns(doc, rules.written))
        doc.from_array(rules.written, values)
        rules.ruler.set_annotations(doc, matches)  # later rules have precedence
        return doc

    return set_attributes


def _rules(ruler: Any) -> _Rules:
    first, several = Matcher(ruler.vocab), Matcher(ruler.vocab)
    for number, entry in enumerate(ruler.patterns):
        longer = [pattern for pattern in entry["patterns"] if len(pattern) > 1]
        if longer:
            several.add(str(number), longer)
            first.add(str(number), [pattern[:1] for pattern in longer])
    written = tuple(sorted({attribute for attributes in ruler.attrs for attribute in attributes}))
    steps = _steps(ruler)
    read = tuple(sorted({name for step in steps for name in step}))
    tests = {place: [step[name] for step in steps if name in step] for place, name in enumerate(read)}
    return _Rules(
        ruler,
        read,
        {place: _Named(ruler.vocab.strings, tests[place]) for place, name in enumerate(read) if name in _WORDED},
        written,
        first,
        several,
        max(map(len, _patterns(ruler))),
        _Known(np.zeros((256, len(written) + 1), dtype=np.uint64), _MOST_KNOWN),
    )


def _alike(rules: _Rules, doc: spacy.tokens.Doc) -> list[Kind]:
    """The same for all tokens that no pattern tells apart."""
    columns: list[list[int]] = _columns(doc, rules.read).T.tolist()
    for place, named in rules.named.items():
        columns[place] = list(map(named.__getitem__, columns[place]))
    return list(zip(*columns, strict=True))


def _alone(rules: _Rules, doc: spacy.tokens.Doc, index: int) -> list[tuple[int, int]]:
    """The rules that a token fulfils by itself, in the order of precedence, each with its name."""
    return [(rule, label) for rule, label, *_ in rules.ruler.match(doc[index : index + 1])]


def _outcome(rules: _Rules, doc: spacy.tokens.Doc, index: int) -> NDArray[np.uint64]:
    values: dict[int, int] = {}
    for rule, _ in _alone(rules, doc, index):
        values.update(rules.ruler.attrs[rule])
    begins = bool(rules.first(doc[index : index + 1], allow_missing=True))
    return np.array([[*(values.get(name, 0) for name in rules.written), begins]], dtype=np.uint64)


def _mixed(rules: _Rules, doc: spacy.tokens.Doc, starts: Iterable[int]) -> Iterator[Match]:
    """All matches for the tokens that rules of several tokens write on; these begin at some of `starts`."""
    for start in starts:
        for label, first, end in rules.several(doc[start : start + rules.longest], allow_missing=True):
            if first == 0:
                rule = int(doc.vocab.strings[label])
                place = rules.ruler.indices[rule]
                index = start + (place if place >= 0 else end + place)
                yield from ((alone, name, index, index + 1) for alone, name in _alone(rules, doc, index))
                yield rule, label, start, start + end


# --- embeddings --------------------------------------------------------------------------------------------------


def know_embeddings(component: object) -> None:
    """Have the model of a component embed each word once, as long as it is written the same: a tenth of its time.

    Such embeddings know no neighbours.
    """
    model = getattr(component, "model", None)
    if not isinstance(model, Model):
        return
    for node in list(model.walk()):
        embed = node.get_ref("embed") if node.has_ref("embed") is True else None
        if embed is not None and _embeds_spelling(embed):
            model.replace_node(embed, _with_memory(embed))


def _embeds_spelling(embed: Model[Any, Any]) -> bool:
    """Whether the model reads nothing but how each word is written."""
    layers = [layer for layer in embed.walk() if not layer.layers]
    read = {name for layer in layers for name in layer.attrs.get("columns", ())}
    return _WORD_BY_WORD.issuperset(layer.name for layer in layers) and _SPELLED.issuperset(read)


def _with_memory(embed: Model[Any, Any]) -> Model[Any, Any]:
    width = embed.get_dim("nO")
    known = _Known(np.zeros((_TOGETHER, width), dtype=np.float32), _MOST_EMBEDDED)

    def embedded(doc: spacy.tokens.Doc) -> NDArray[np.float32]:
        kinds = _kinds(doc, _SPELLING)
        for new in batched(known.new(kinds).items(), _TOGETHER):
            indices = [index for _, index in new]
            padded = indices + indices[:1] * (_TOGETHER - len(indices))
            known.add((kind for kind, _ in new), embed.predict([_words(doc, padded)])[0][: len(new)])
        return known.of(kinds)

    def forward(model: Any, docs: list[spacy.tokens.Doc], is_train: bool) -> tuple[list[NDArray[np.float32]], Any]:
        return [embedded(doc) for doc in docs], None

    return Model("kg_known_embeddings", forward, dims={"nO": width})


def _words(doc: spacy.tokens.Doc, indices: Sequence[int]) -> spacy.tokens.Doc:
    """A Doc of some words of another."""
    words = [doc[index] for index in indices]
    spaces = [bool(word.whitespace_) for word in words]
    made = spacy.tokens.Doc(doc.vocab, words=[word.text for word in words], spaces=spaces)
    norms: Any = np.array([[word.norm] for word in words], dtype=np.uint64)
    return made.from_array(["NORM"], norms)
