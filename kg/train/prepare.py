"""Benchmark folders -> arrays to train from: `python -m kg.train.prepare BENCH OUT --base FOLDER`.

Runs spaCy once over every text, so that the encoder learns from the tokens and features that it meets at run time.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.annotate import load_pipeline
from kg.encoder.features import FEATURE_SIZES, word_features
from kg.encoder.pairs import MENTION_SIZES, PAIR_SIZES, MentionTable, mention_table, pair_features
from kg.encoder.related import ROW_SIZES, related_rows
from kg.encoder.windows import WINDOW, Wordpieces, read_tokenizer, split, wordpieces
from kg.extract.lexicon import Gender, Lexicon, lexicon
from kg.extract.mentions import Candidate
from kg.model import Kind
from kg.ontology import Ontology, load
from kg.tokens import Doc, Span, read_doc
from kg.train.annotated import FACTUALITY, Annotated, Marked, annotated
from kg.train.arrays import POINTS, Row, write_rows

type Integers = NDArray[np.int64]

COARSE = [
    "Person",
    "Organization",
    "Country",
    "Region",
    "City",
    "Place",
    "Event",
    "Work",
    "Product",
    "Award",
    "Law",
    "Language",
    "Group",
    "Concept",
    "Role",
    "Time",
    "Money",
]
_RAREST = 5  # chains in training that a class needs to be learnt
_NEAREST = 40
_ALIKE = 60  # earlier mentions of like wording that are compared beyond the nearest
_LIKE = 2  # the least of `kg.encoder.pairs` for like wording: the last word
_RAREST_RELATION = 15  # in training
_SOURCES = ("dwie", "ewner", "gum", "litbank", "gap", "redocred", "knowledgenet", "polnear", *FACTUALITY)
_BUNDLED = 32  # sentences
_CHAINED = ("dwie", "gum", "litbank")  # sets whose chains are coreference worth learning
_TAGS = ("O", *(f"{mark}-{role}" for role in ("source", "cue", "content") for mark in "BI"))
_PLURAL_PRONOUNS = frozenset(["they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "ourselves"])
_FEMALE = frozenset(("she", "her", "hers", "herself"))
_MALE = frozenset(("he", "him", "his", "himself"))


@dataclass(frozen=True, slots=True)
class Labels:
    """The classes that heads tell apart, and the sets of name labels that words may have."""

    classes: tuple[str, ...]
    sets: dict[tuple[str, ...], int]
    relations: tuple[str, ...]  # "set label", those of a set together

    def set_number(self, names: Sequence[str]) -> int:
        """The number of a set of name labels, a new one if need be."""
        return self.sets.setdefault(tuple(sorted(names)), len(self.sets))


def prepare(folder: Path, out: Path, base: Path, limit: int | None = None) -> None:
    """Write one file of arrays for every set, and `labels.json`, into `out`."""
    ontology, nlp = load(), load_pipeline()
    tokenizer = read_tokenizer(base / "tokenizer.json")
    texts = _limited(list(annotated(folder, ontology)), limit)
    labels = Labels(_frequent(texts, ontology), {}, _frequent_relations(texts))
    rows: dict[str, list[Row]] = {source: [] for source in _SOURCES}
    sentences: list[Row] = []
    for text in texts:
        doc = read_doc(nlp(text.text))
        row = _row(text, doc, tokenizer, labels, ontology)
        rows[text.source].append(row)
        sentences += single_sentences(row, doc) if text.roles is not None and not text.dev else ()
    rows["polnear_sentences"] = bundles(sentences)
    for source, found in rows.items():
        write_rows(out / f"{source}.npz", found)
    names = ["O", *(f"{mark}-{name}" for name in COARSE for mark in "BI")]
    sets = [[names.index(name) for name in found] for found in labels.sets]
    sizes = {"features": FEATURE_SIZES, "single": MENTION_SIZES, "pairs": PAIR_SIZES, "rows": ROW_SIZES}
    heads = {"classes": labels.classes, "names": names, "relations": labels.relations, "tags": _TAGS}
    content = {**heads, "factuality": FACTUALITY, "sets": sets, **sizes}
    (out / "labels.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _limited(texts: Sequence[Annotated], limit: int | None) -> list[Annotated]:
    seen: Counter[tuple[str, bool]] = Counter()
    found = []
    for text in texts:
        seen[text.source, text.dev] += 1
        if limit is None or seen[text.source, text.dev] <= limit:
            found.append(text)
    return found


def _frequent(texts: Sequence[Annotated], ontology: Ontology) -> tuple[str, ...]:
    counts = Counter(
        name
        for text in texts
        if not text.dev
        for classes in (text.types or {}).values()
        for name in _with_ancestors(classes, ontology)
        if not ontology.is_a(name, "Value")
    )
    return tuple(sorted(name for name, count in counts.items() if count >= _RAREST))


def _frequent_relations(texts: Sequence[Annotated]) -> tuple[str, ...]:
    counts = Counter(f"{text.source} {found.label}" for text in texts if not text.dev for found in text.related or ())
    return tuple(sorted(name for name, count in counts.items() if count >= _RAREST_RELATION))


def _with_ancestors(classes: Sequence[str], ontology: Ontology) -> list[str]:
    found = {ancestor for name in classes for ancestor in ontology.classes[name].ancestors}
    return sorted(name for name in found if ontology.coarse(name) == ontology.coarse(classes[0]))


def _row(text: Annotated, doc: Doc, tokenizer: Wordpieces, labels: Labels, ontology: Ontology) -> Row:
    pieces, owner, first = wordpieces(doc, tokenizer)
    windows = split(len(pieces))
    if text.source == "knowledgenet":
        text = replace(text, marked=(*text.marked, *unrelated(text, doc)))
    found = located(text, doc, lexicon(ontology))
    table = mention_table(doc, [mention for mention, _ in found])
    numbers: dict[str, int] = {}
    chains = [numbers.setdefault(mark.chain or "", len(numbers)) for _, mark in found]
    left, right = _compared(text, [mention for mention, _ in found], table)
    rows = related_rows(table.spans, table.sentence, chains if text.related is not None else [0] * len(chains))
    starts = {token.idx: token.i for token in doc}
    types = [
        (numbers[chain], labels.classes.index(name))
        for chain, classes in (text.types or {}).items()
        if chain in numbers
        for name in _with_ancestors(classes, ontology)
        if name in labels.classes
    ]
    return {
        "dev": np.array([text.dev]),
        "complete": np.array([text.complete]),
        "pieces": pieces,
        "owner": owner,
        "rows": windows.rows.ravel(),
        "window": np.where(first < 0, 0, windows.window[first]),
        "place": np.where(first < 0, 0, windows.place[first]),
        "features": word_features(doc).ravel(),
        "names": _name_labels(text, doc, labels),
        "spans": table.spans.ravel(),
        "single": table.single.ravel(),
        "chains": np.array(chains, dtype=np.int64),
        "types": np.array(types, dtype=np.int64).ravel(),
        "left": left,
        "right": right,
        "pairs": pair_features(table, left, right).ravel(),
        "subject": rows.subject,
        "object": rows.object,
        "pair": rows.pair,
        "columns": rows.columns.ravel(),
        "between": rows.between.ravel(),
        "related": _related(text, numbers, rows.pairs, labels),
        "asked": _asked(text, labels),
        "tags": _tags(text, doc),
        "certain": np.array(
            [
                (starts[place], FACTUALITY.index(text.source), round(value * POINTS))
                for place, value in text.certain
                if place in starts
            ],
            dtype=np.int64,
        ).ravel(),
    }


# --- names -------------------------------------------------------------------------------------------------------


def _name_labels(text: Annotated, doc: Doc, labels: Labels) -> Integers:
    """For every token the number of the set of labels that it may have, -1 where nothing is known."""
    found = np.full(len(doc), -1, dtype=np.int64)
    if text.unmarked is None:
        return found
    also = [f"{mark}-{name}" for name in text.unmarked for mark in "BI"]
    found[:] = labels.set_number(["O", *also])
    for mark in reversed(text.marked):
        span = _tokens(doc, mark)
        if span is not None and not mark.coarse:
            found[span.start : span.end] = -1
        elif span is not None:
            soft = also if set(mark.coarse) <= set(text.unmarked) else []
            for token in span:
                names = [f"{'B' if token.i == span.start else 'I'}-{name}" for name in mark.coarse]
                found[token.i] = labels.set_number(["O", *soft] if soft else names)
    for start, end in text.ignored:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            found[span.start : span.end] = -1
    found[[token.i for token in doc if token.is_space]] = -1
    return found


def _tokens(doc: Doc, mark: Marked) -> Span | None:
    span = doc.char_span(*mark.span, alignment_mode="expand")
    while span is not None and len(span) > 1 and span[-1].is_space:
        span = span[:-1]
    return span


# --- mentions ----------------------------------------------------------------------------------------------------


def located(text: Annotated, doc: Doc, words: Lexicon) -> list[tuple[Candidate, Marked]]:
    """Mentions that belong to chains, in the form of the product's own mentions come, in text order."""
    found: dict[tuple[int, int], tuple[Candidate, Marked]] = {}
    for mark in text.marked:
        span = _tokens(doc, mark) if mark.chain is not None else None
        if span is not None:
            candidate = _candidate(doc, span, mark, words)
            found.setdefault((candidate.start, candidate.end), (candidate, mark))
    ordered = [found[key] for key in sorted(found)]
    return _with_surname_genders(doc, ordered)


def _candidate(doc: Doc, span: Span, mark: Marked, words: Lexicon) -> Candidate:
    head = span.root
    kind: Kind = _kind(span, mark)
    start, end = span.start, span.end
    if kind == "nominal":
        end = head.i + 1
    elif kind == "name" and mark.coarse == () and head.ent_type_:
        inside = next(ent for ent in doc.ents if ent.start <= head.i < ent.end)
        start, end = max(start, inside.start), min(end, inside.end)
    plural = head.tag_ in ("NNS", "NNPS") or head.lower_ in _PLURAL_PRONOUNS
    gender = _gender(doc, start, end, head.i, kind, words)
    return Candidate(start, end, head.i, kind, "", "", plural, gender)


def _kind(span: Span, mark: Marked) -> Kind:
    if len(span) == 1 and span.root.pos_ in ("PRON", "DET"):
        return "pronoun"
    named = span.root.pos_ == "PROPN" if mark.name is None else mark.name
    return "name" if named else "nominal"


def _gender(doc: Doc, start: int, end: int, head: int, kind: Kind, words: Lexicon) -> Gender:
    word = doc[head].lower_
    if kind == "pronoun":
        return "female" if word in _FEMALE else "male" if word in _MALE else "unknown"
    if kind == "nominal":
        return words.genders.get(word, "unknown")
    titled = words.honorifics.get(doc[start - 1].text, "unknown") if start else "unknown"
    return titled if titled != "unknown" else words.given.get(doc[start].text, "unknown")


def _with_surname_genders(doc: Doc, found: list[tuple[Candidate, Marked]]) -> list[tuple[Candidate, Marked]]:
    """A surname alone has the gender of the full names in the text, where those agree."""
    known: dict[str, set[Gender]] = {}
    for name, _ in found:
        if name.kind == "name" and name.gender != "unknown":
            known.setdefault(doc[name.end - 1].text, set()).add(name.gender)
    return [(_gendered(doc, name, known), mark) for name, mark in found]


def _gendered(doc: Doc, name: Candidate, known: Mapping[str, set[Gender]]) -> Candidate:
    genders = known.get(doc[name.end - 1].text, set())
    if name.kind == "name" and name.gender == "unknown" and len(genders) == 1:
        return replace(name, gender=next(iter(genders)))
    return name


# --- pairs -------------------------------------------------------------------------------------------------------


def _compared(text: Annotated, mentions: Sequence[Candidate], table: MentionTable) -> tuple[Integers, Integers]:
    """Positions of antecedent and anaphor of every pair to learn from; in GAP a name may follow its pronoun."""
    if text.source not in _CHAINED and text.choices is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if text.choices is not None:
        pronoun = next((index for index, mention in enumerate(mentions) if mention.kind == "pronoun"), 0)
        names = np.array([index for index in range(len(mentions)) if index != pronoun], dtype=np.int64)
        return names, np.full(len(names), pronoun)
    chosen = [_earlier(later, table) for later in range(1, len(mentions))]
    later = [np.full(len(earlier), number) for number, earlier in enumerate(chosen, 1)]
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *chosen]), np.concatenate([empty, *later])


def _earlier(later: int, table: MentionTable) -> Integers:
    """The nearest mentions before one, and those of like wording."""
    earlier = np.arange(later)
    like = pair_features(table, earlier, np.full(later, later))[:, 2] >= _LIKE
    return earlier[(earlier >= later - _NEAREST) | (like & (np.cumsum(like[::-1])[::-1] <= _ALIKE))]


# --- relations, attribution --------------------------------------------------------------------------------------


def unrelated(text: Annotated, doc: Doc) -> list[Marked]:
    """Names and pronouns that take part in no relation, each in a chain of its own."""
    taken = {place for mark in text.marked for place in range(*mark.span)}
    spans = [(ent.start_char, ent.end_char) for ent in doc.ents]
    spans += [(token.idx, token.idx + len(token)) for token in doc if token.pos_ == "PRON" and not token.ent_type_]
    return [Marked(span, (), f"{span[0]}-{span[1]}") for span in spans if taken.isdisjoint(range(*span))]


def _related(text: Annotated, numbers: Mapping[str, int], pairs: Integers, labels: Labels) -> Integers:
    """(pair of chains, relation) of every relation whose ends are both mentioned."""
    places = {(subject, object_): number for number, (subject, object_) in enumerate(pairs.tolist())}
    found = []
    for relation in text.related or ():
        place = places.get((numbers.get(relation.subject, -1), numbers.get(relation.object, -1)))
        name = f"{text.source} {relation.label}"
        if place is not None and name in labels.relations:
            found.append((place, labels.relations.index(name)))
    return np.array(sorted(set(found)), dtype=np.int64).ravel()


def _asked(text: Annotated, labels: Labels) -> Integers:
    """The relations that this text tells of, held or not."""
    names = [name for name in labels.relations if name.split()[0] == text.source]
    if text.asked is not None:
        names = [name for name in names if name.split()[1] in text.asked]
    return np.array([labels.relations.index(name) for name in names if text.related is not None], dtype=np.int64)


def _tags(text: Annotated, doc: Doc) -> Integers:
    """For every token its role in an attribution, -1 where nothing is known; where roles overlap the shorter holds."""
    found = np.full(len(doc), -1 if text.roles is None else 0, dtype=np.int64)
    for (start, end), role in sorted(text.roles or (), key=lambda marked: marked[0][0] - marked[0][1]):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            found[span.start : span.end] = _TAGS.index(f"I-{role}")
            found[span.start] = _TAGS.index(f"B-{role}")
    found[[token.i for token in doc if token.is_space]] = -1
    return found


# --- sentences alone ---------------------------------------------------------------------------------------------


def single_sentences(row: Row, doc: Doc) -> list[Row]:
    """Every sentence of a text as a text of its own, so that attribution is learnt without its context too."""
    features = row["features"].reshape(len(doc), -1)
    found: list[Row] = []
    for sentence in doc.sents:
        inside = (row["owner"] >= sentence.start) & (row["owner"] < sentence.end)
        if 0 < inside.sum() <= WINDOW:
            found.append(
                {
                    **{name: column[:0] for name, column in row.items()},
                    "pieces": row["pieces"][inside],
                    "owner": row["owner"][inside] - sentence.start,
                    "features": features[sentence.start : sentence.end].ravel(),
                    "tags": row["tags"][sentence.start : sentence.end],
                }
            )
    return found


def bundles(sentences: Sequence[Row]) -> list[Row]:
    """Sentences of like length together as one text, each in a window of its own."""
    ordered = sorted(sentences, key=lambda row: len(row["pieces"]))
    return [_bundle(ordered[start : start + _BUNDLED]) for start in range(0, len(ordered), _BUNDLED)]


def _bundle(sentences: Sequence[Row]) -> Row:
    length = max(len(row["pieces"]) for row in sentences)
    rows = np.full((len(sentences), length + 2), -1, dtype=np.int64)
    windows, places, owners = [], [], []
    pieces = tokens = 0
    for number, row in enumerate(sentences):
        count, words = len(row["pieces"]), len(row["tags"])
        rows[number, 1 : count + 1] = np.arange(pieces, pieces + count)
        place = np.zeros(words, dtype=np.int64)
        place[row["owner"][::-1]] = np.arange(count, 0, -1)
        windows.append(np.full(words, number))
        places.append(place)
        owners.append(row["owner"] + tokens)
        pieces, tokens = pieces + count, tokens + words
    joined = {name: np.concatenate([row[name] for row in sentences]) for name in ("pieces", "features", "tags")}
    return {
        **sentences[0],
        **joined,
        "dev": np.array([False]),
        "complete": np.array([True]),
        "names": np.full(tokens, -1),
        "owner": np.concatenate(owners),
        "rows": rows.ravel(),
        "window": np.concatenate(windows),
        "place": np.concatenate(places),
    }


def main() -> None:
    """Parse and prepare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--limit", type=int, help="texts a set and part, for a trial")
    given = parser.parse_args()
    prepare(given.bench, given.out, given.base, given.limit)


if __name__ == "__main__":
    main()
