"""Benchmark folders -> texts with what is annotated in them, in one form for all sets.

DWIE: names with fine types and chains; EWNER: names with coarse types; GUM and LitBank: chains of names, nominals and
pronouns; GAP: one pronoun and two names; PolNeAR: sources, cues and contents; UW, UDS and MEANTIME: how certain events
are; Re-DocRED and KnowledgeNet: relations. What a set leaves unmarked is left out of the loss, never taken as absent.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
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
_REDOCRED_STEP = 5  # as tests/quality chooses its dev part
_KNOWLEDGENET_DEV = 3  # its fold
_BY_RULE = re.compile(r"gpe\d|.*-x")  # relations that DWIE derives from demonyms and kinds of places
FACTUALITY = ("uw", "uds_ih2", "meantime")


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked stretch: what it may be (coarse classes, empty where unknown), its chain, and whether it is a name."""

    span: Span
    coarse: tuple[str, ...] = ()
    chain: str | None = None
    name: bool | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A relation between two chains, under the set's own name for it."""

    subject: str
    label: str
    object: str


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
    related: tuple[Related, ...] | None = None
    complete: bool = True  # whether every relation that the text tells is annotated
    asked: tuple[str, ...] | None = None  # the relations that are annotated here, None for all of the set
    roles: tuple[tuple[Span, str], ...] | None = None  # PolNeAR: spans of source, cue and content
    certain: tuple[tuple[int, float], ...] = ()  # where an event's word starts, and its value from -3 to 3


def annotated(folder: Path, ontology: Ontology) -> Iterator[Annotated]:
    """All texts of all sets, set by set, each in the order of its ids."""
    yield from _dwie(folder / "dwie", ontology)
    yield from _ewner(folder / "ewner")
    yield from _coreference(folder / "gum" / "train.jsonl.gz", "gum", dev=False)
    yield from _coreference(folder / "gum" / "dev.jsonl.gz", "gum", dev=True)
    yield from _coreference(folder / "litbank" / "all.jsonl.gz", "litbank", dev=False)
    yield from _gap(folder / "gap" / "development.tsv", dev=False)
    yield from _gap(folder / "gap" / "validation.tsv", dev=True)
    yield from _redocred(folder / "redocred")
    yield from _knowledgenet(folder / "knowledgenet")
    yield from _polnear(folder / "polnear" / "train.jsonl.gz", dev=False)
    yield from _polnear(folder / "polnear" / "dev.jsonl.gz", dev=True)
    for corpus in FACTUALITY:
        yield from _factuality(folder / "factuality" / f"{corpus}-train.jsonl.gz", corpus, dev=False)
        yield from _factuality(folder / "factuality" / f"{corpus}-dev.jsonl.gz", corpus, dev=True)


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
        yield Annotated(
            "dwie",
            record["id"],
            record["text"],
            dev,
            named,
            (),
            classes,
            tuple(ignored),
            related=_related(record, skipped=_BY_RULE),
        )


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


def _related(record: Mapping[str, Any], skipped: re.Pattern[str] | None = None) -> tuple[Related, ...]:
    return tuple(
        Related(str(found["s"]), found["p"], str(found["o"]))
        for found in record["relations"]
        if skipped is None or not skipped.fullmatch(found["p"])
    )


def _redocred(folder: Path) -> Iterator[Annotated]:
    records = [*_lines(folder / "train.jsonl.gz"), *_lines(folder / "extra_docred_unrevised.jsonl.gz")]
    for number, record in enumerate(records):
        marked = tuple(
            Marked((m["start"], m["end"]), (), str(m["entity"]), name=m["type"] not in ("TIME", "NUM"))
            for m in record["mentions"]
        )
        revised = record["id"].startswith("redocred")
        dev = revised and number % _REDOCRED_STEP == 0
        related = _related(record)
        yield Annotated("redocred", record["id"], record["text"], dev, marked, related=related, complete=revised)


def _knowledgenet(folder: Path) -> Iterator[Annotated]:
    """Every passage is a text: relations are annotated within it, for the relations that it was read for."""
    for record in _lines(folder / "train.jsonl.gz"):
        for number, passage in enumerate(record["passages"]):
            start, end = passage["start"], passage["end"]
            inside = [fact for fact in record["facts"] if _within(fact, start, end)]
            spans = sorted({(a - start, b - start) for fact in inside for a, b in (fact["s"], fact["o"])})
            names = {span: f"{span[0]}-{span[1]}" for span in spans}
            related = tuple(
                Related(
                    *(names[fact["s"][0] - start, fact["s"][1] - start], fact["property"]),
                    names[fact["o"][0] - start, fact["o"][1] - start],
                )
                for fact in inside
            )
            yield Annotated(
                "knowledgenet",
                f"{record['id']}-{number}",
                record["text"][start:end],
                record["fold"] == _KNOWLEDGENET_DEV,
                tuple(Marked(span, (), name) for span, name in names.items()),
                related=related,
                asked=tuple(passage["annotated_properties"]),
            )


def _within(fact: Mapping[str, Any], start: int, end: int) -> bool:
    return all(start <= place[0] and place[1] <= end for place in (fact["s"], fact["o"]))


def _polnear(path: Path, *, dev: bool) -> Iterator[Annotated]:
    for record in _lines(path):
        roles = tuple(
            ((start, end), role)
            for found in record["attributions"]
            for role in ("source", "cue", "content")
            for start, end in found[role]
        )
        yield Annotated("polnear", record["id"], record["text"], dev, (), roles=roles)


def _factuality(path: Path, corpus: str, *, dev: bool) -> Iterator[Annotated]:
    for record in _lines(path):
        certain = tuple((event["start"], event["factuality"]) for event in record["events"])
        if certain:
            yield Annotated(corpus, record["id"], record["text"], dev, (), certain=certain)
