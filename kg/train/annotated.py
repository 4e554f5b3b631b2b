"""Benchmark folders -> texts with what is annotated in them, in one form for all sets.

DWIE: names with fine types and chains; EWNER: names with coarse types; GUM and LitBank: chains of names, nominals and
pronouns; GAP: one pronoun and two names. What a set leaves unmarked is left out of the loss, never taken as absent.
"""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import Span
from kg.ontology import Ontology

_TABLES = Path(__file__).parent
_DWIE_DEV = 100
_EWNER_STEP = 5  # as tests/quality chooses its dev part
_VALUES = frozenset(("Role", "Time", "Money"))


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked stretch: what it may be (coarse classes, empty where unknown), its chain, and whether it is a name."""

    span: Span
    coarse: tuple[str, ...] = ()
    chain: str | None = None
    name: bool | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """One text. `unmarked` holds the coarse classes that an unmarked word may have, None where names are unmarked."""

    source: str
    id: str
    text: str
    dev: bool
    marked: tuple[Marked, ...]
    unmarked: tuple[str, ...] | None = None
    types: Mapping[str, tuple[str, ...]] | None = None  # chain -> classes
    ignored: tuple[Span, ...] = ()
    choices: tuple[Span, Span, Span] | None = None  # GAP: the pronoun and its two candidates


def annotated(folder: Path, ontology: Ontology) -> Iterator[Annotated]:
    """All texts of all sets, set by set, each in the order of its ids."""
    yield from _dwie(folder / "dwie", ontology)
    yield from _ewner(folder / "ewner")
    yield from _coreference(folder / "gum" / "train.jsonl.gz", "gum", dev=False)
    yield from _coreference(folder / "gum" / "dev.jsonl.gz", "gum", dev=True)
    yield from _coreference(folder / "litbank" / "all.jsonl.gz", "litbank", dev=False)
    yield from _gap(folder / "gap" / "development.tsv", dev=False)
    yield from _gap(folder / "gap" / "validation.tsv", dev=True)


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return sorted((json.loads(line) for line in lines), key=lambda record: str(record["id"]))


def _dwie(folder: Path, ontology: Ontology) -> Iterator[Annotated]:
    table = tomllib.loads((_TABLES / "dwie.toml").read_text(encoding="utf-8"))
    records = _lines(folder / "train.jsonl.gz")
    for number, record in enumerate(records):
        spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
        entities = [entity for entity in record["entities"] if set(table["ignored"]).isdisjoint(entity["types"])]
        classes = {str(entity["id"]): _classes(entity["types"], table["classes"], ontology) for entity in entities}
        marked = [
            _dwie_mention(spans[index], str(entity["id"]), classes[str(entity["id"])], ontology)
            for entity in entities
            for index in entity["mentions"]
        ]
        ignored = [
            spans[index]
            for entity in record["entities"]
            if str(entity["id"]) not in classes
            for index in entity["mentions"]
        ]
        dev = number >= len(records) - _DWIE_DEV
        named = tuple(sorted(marked, key=lambda found: found.span))
        yield Annotated("dwie", record["id"], record["text"], dev, named, (), classes, tuple(ignored))


def _classes(labels: list[str], table: Mapping[str, str], ontology: Ontology) -> tuple[str, ...]:
    """Classes of one coarse type, the most specific first; "misc" and "location" say least."""
    found = sorted({table[label] for label in labels if label in table})
    found.sort(key=lambda name: (name in ("Concept", "Place"), -len(ontology.classes[name].ancestors)))
    top = ontology.coarse(found[0]) if found else ""
    return tuple(name for name in found if ontology.coarse(name) == top)


def _dwie_mention(span: Span, chain: str, classes: tuple[str, ...], ontology: Ontology) -> Marked:
    coarse = tuple(dict.fromkeys(ontology.coarse(name) for name in classes))
    is_value = not _VALUES.isdisjoint(coarse)
    return Marked(span, coarse, None if is_value else chain, name=not is_value)


def _ewner(folder: Path) -> Iterator[Annotated]:
    table = tomllib.loads((_TABLES / "ewner.toml").read_text(encoding="utf-8"))
    for number, record in enumerate(_lines(folder / "train.jsonl.gz")):
        marked = tuple(
            Marked((mention["start"], mention["end"]), tuple(table["classes"][mention["type"]]), name=True)
            for mention in record["mentions"]
        )
        dev = number % _EWNER_STEP == 0
        yield Annotated("ewner", record["id"], record["text"], dev, marked, tuple(table["also"]))


def _coreference(path: Path, source: str, *, dev: bool) -> Iterator[Annotated]:
    for record in _lines(path):
        chains = {index: chain for chain, indices in record["clusters"].items() for index in indices}
        marked = tuple(
            Marked((m["start"], m["end"]), (), str(chains.get(m["id"], f"alone {m['id']}")), m.get("named"))
            for m in record["mentions"]
        )
        yield Annotated(source, record["id"], record["text"], dev, marked)


def _gap(path: Path, *, dev: bool) -> Iterator[Annotated]:
    with path.open(encoding="utf-8", newline="") as lines:
        for record in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            pronoun = _stretch(record, "Pronoun")
            names = (_stretch(record, "A"), _stretch(record, "B"))
            same = [record["A-coref"].upper() == "TRUE", record["B-coref"].upper() == "TRUE"]
            marked = [Marked(pronoun, (), "meant", name=False)]
            marked += [
                Marked(span, (), "meant" if meant else f"other {number}", name=True)
                for number, (span, meant) in enumerate(zip(names, same, strict=True))
            ]
            yield Annotated("gap", record["ID"], record["Text"], dev, tuple(marked), choices=(pronoun, *names))


def _stretch(record: Mapping[str, str], column: str) -> Span:
    start = int(record[f"{column}-offset"])
    return start, start + len(record[column])
