"""Shipped weights against spaCy's names, on the dev parts: `python -m kg.train.evaluate BENCH [--weights FOLDER]`.

Writes JSON. Names count where span and type are exact; countries, cities, regions and places are one type where both
are compared, since spaCy does not tell them apart. `trimmed` takes the article and the possessive off spaCy's names.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from kg.annotate import load_pipeline
from kg.encoder import Encoder, Encoding, compare, encode, load_encoder, name_spans, pair_scores, type_scores
from kg.extract.lexicon import lexicon
from kg.extract.mentions import Candidate
from kg.ontology import Ontology, load
from kg.tokens import Doc, read_doc
from kg.train.annotated import Annotated, annotated
from kg.train.prepare import located

type Name = tuple[int, int, str]

_LOCATIONS = frozenset(("Country", "City", "Region", "Place"))
_SETS = frozenset(("dwie", "ewner", "gum", "gap"))  # what it is asked of; relations are `calibrate`'s
_VALUES = frozenset(("Role", "Time", "Money"))
_MISCELLANEOUS = frozenset(("Event", "Work", "Product", "Award", "Law", "Language", "Concept"))
_SPACY = {
    "PERSON": "Person",
    "NORP": "Group",
    "FAC": "Place",
    "ORG": "Organization",
    "GPE": "Country",
    "LOC": "Place",
    "PRODUCT": "Product",
    "EVENT": "Event",
    "WORK_OF_ART": "Work",
    "LAW": "Law",
    "LANGUAGE": "Language",
}


def evaluate(folder: Path, encoder: Encoder, limit: int | None = None) -> dict[str, float]:
    """All scores by name."""
    ontology, nlp = load(), load_pipeline()
    counts: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in annotated(folder, ontology):
        seen[text.source] += text.dev
        if text.dev and text.source in _SETS and (limit is None or seen[text.source] <= limit):
            doc = read_doc(nlp(text.text))
            encoding = encode(doc, encoder)
            _count_names(text, doc, encoding, counts)
            _count_chains(text, doc, encoding, ontology, counts)
    keys = sorted({key.rsplit("/", 1)[0] for key in counts})
    return {key: round(_f1(counts, key), 4) for key in keys}


def _f1(counts: Counter[str], key: str) -> float:
    return 2 * counts[f"{key}/right"] / max(1, counts[f"{key}/found"] + counts[f"{key}/true"])


# --- names -------------------------------------------------------------------------------------------------------


def _count_names(text: Annotated, doc: Doc, encoding: Encoding, counts: Counter[str]) -> None:
    if text.unmarked is None:
        return
    true = {mark.span: mark.coarse for mark in text.marked if mark.coarse and _VALUES.isdisjoint(mark.coarse)}
    ours = [(doc[name.start].idx, _end(doc, name.end), name.type) for name in name_spans(encoding)]
    systems = {
        "ours": ours,
        "spacy": list(_spacy_names(doc, trim=False)),
        "trimmed": list(_spacy_names(doc, trim=True)),
    }
    for system, found in systems.items():
        kept = [name for name in found if name[2] not in _VALUES and not _is_ignored(name, text)]
        right = [name for name in kept if name[:2] in true]
        merged = [name for name in right if _merged(name[2], text) in {_merged(kind, text) for kind in true[name[:2]]}]
        exact = [name for name in right if name[2] in true[name[:2]]]
        for measure, hits in (("boundaries", right), ("names", merged), ("types", exact)):
            key = f"{text.source} {measure} {system}"
            counts[f"{key}/found"] += len(kept)
            counts[f"{key}/true"] += len(true)
            counts[f"{key}/right"] += len(hits)
        _count_accuracy(f"{text.source} type accuracy {system}", len(right), len(merged), counts)


def _count_accuracy(key: str, asked: int, right: int, counts: Counter[str]) -> None:
    counts[f"{key}/found"] += asked
    counts[f"{key}/true"] += asked
    counts[f"{key}/right"] += right


def _end(doc: Doc, end: int) -> int:
    return int(doc[end - 1].idx + len(doc[end - 1]))


def _merged(name: str, text: Annotated) -> str:
    if name in _LOCATIONS:
        return "Location"
    return "Misc" if text.source == "ewner" and name in _MISCELLANEOUS else name


def _is_ignored(name: Name, text: Annotated) -> bool:
    return any(start < name[1] and name[0] < end for start, end in text.ignored)


def _spacy_names(doc: Doc, *, trim: bool) -> Iterator[Name]:
    for ent in doc.ents:
        start, end = ent.start, ent.end
        if trim and end - start > 1 and doc[start].lower_ in ("the", "a", "an"):
            start += 1
        while trim and end - start > 1 and doc[end - 1].text in ("'s", "’s", "'", "’"):
            end -= 1
        if ent.label_ in _SPACY:
            yield doc[start].idx, _end(doc, end), _SPACY[ent.label_]


# --- chains ------------------------------------------------------------------------------------------------------


def _count_chains(text: Annotated, doc: Doc, encoding: Encoding, ontology: Ontology, counts: Counter[str]) -> None:
    found = located(text, doc, lexicon(ontology))
    mentions = [mention for mention, _ in found]
    chains = [mark.chain for _, mark in found]
    for chain, classes in (text.types or {}).items():
        members = [mention for mention, name in zip(mentions, chains, strict=True) if name == chain]
        if members and classes:
            _count_types(classes, type_scores(encoding, [members])[0], ontology, counts)
    if text.choices is not None:
        _count_choice(chains, encoding, mentions, counts)
    elif found:
        _count_antecedents(text.source, chains, encoding, mentions, counts)


def _count_types(classes: Sequence[str], scores: Mapping[str, float], ontology: Ontology, counts: Counter[str]) -> None:
    true = {name for kind in classes for name in ontology.classes[kind].ancestors if name in scores}
    found = {name for name, score in scores.items() if score > 0.5}
    counts["dwie chain classes/found"] += len(found)
    counts["dwie chain classes/true"] += len(true)
    counts["dwie chain classes/right"] += len(found & true)
    coarse = max((name for name in scores if ontology.classes[name].coarse), key=lambda name: scores[name])
    _count_accuracy("dwie chain coarse accuracy", 1, coarse == ontology.coarse(classes[0]), counts)


def _count_choice(
    chains: Sequence[str | None], encoding: Encoding, mentions: Sequence[Candidate], counts: Counter[str]
) -> None:
    """GAP: the better of both names where it is likelier than none."""
    kinds = [mention.kind for mention in mentions]
    pronoun = kinds.index("pronoun") if "pronoun" in kinds else 0
    names = [index for index in range(len(kinds)) if index != pronoun]
    scores = pair_scores(compare(encoding, mentions), names, pronoun)
    best = int(np.argmax(scores))
    counts["gap/found"] += int(scores[best] > 0)
    counts["gap/true"] += sum(chains[index] == chains[pronoun] for index in names)
    counts["gap/right"] += int(scores[best] > 0 and chains[names[best]] == chains[pronoun])


def _count_antecedents(
    source: str, chains: Sequence[str | None], encoding: Encoding, mentions: Sequence[Candidate], counts: Counter[str]
) -> None:
    """The best earlier mention: found where likelier than none, right where of the same chain."""
    compared = compare(encoding, mentions)
    for later in range(1, len(chains)):
        earlier = list(range(max(0, later - 100), later))
        scores = pair_scores(compared, earlier, later)
        best = int(np.argmax(scores))
        same = [chains[index] == chains[later] for index in earlier]
        key = f"{source} antecedents of {mentions[later].kind}s"
        counts[f"{key}/found"] += int(scores[best] > 0)
        counts[f"{key}/true"] += any(same)
        counts[f"{key}/right"] += int(scores[best] > 0 and same[best])
        if any(same):
            _count_accuracy(f"{key}, accuracy where there is one", 1, same[best], counts)


def main() -> None:
    """Parse, evaluate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    encoder = load_encoder(given.weights)
    if encoder is None:
        parser.error("no weights: export them first, or name their folder with --weights")
    sys.stdout.write(json.dumps(evaluate(given.bench, encoder, given.limit), indent=1) + "\n")


if __name__ == "__main__":
    main()
