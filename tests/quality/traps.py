"""Traps of our own: names that two people share, and organisations, places, laws and ships named after others.

The articles stand in `traps/`, written for this set; `people.toml` says how they are marked. A trap passes when every
marked chain has exactly its names and a fitting coarse type. `links` are pairs of marked names in one chain: a wrong
join costs precision, a wrong split recall. `other mentions` are marked pronouns and nouns, right in the chain of their
names.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from kg.model import Extraction, Mention, Span
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import Record
from tests.quality.scores import Counts, Scores, total

FOLDER = Path(__file__).parent / "traps"

_MARK = re.compile(
    r"(?:\[(?P<name>[^]]+)\]|\{(?P<other>[^}]+)\})\((?P<chain>\w+)(?:~(?P<seat_of>\w+))?(?: (?P<types>[\w|]+))?\)"
)
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A chain: where its names and its other mentions stand, and the coarse types that fit.

    `seat_of` is the chain of a country that the names of its government's seat may be joined with.
    """

    key: str
    names: frozenset[Span]
    others: frozenset[Span]
    types: frozenset[str]
    seat_of: str | None = None


@dataclass(frozen=True, slots=True)
class Trap:
    """One article's kind of trap and its chains."""

    kind: str
    chains: tuple[Named, ...]


# --- the set -----------------------------------------------------------------------------------------------------


def read(folder: Path, split: str) -> list[Record]:
    """All traps, which are in the repository: `folder` and `split` are not looked at."""
    return [
        {"id": f"{path.stem}-{number}", "trap": entry["trap"], **parse(entry["text"].strip())}
        for path in sorted(FOLDER.glob("*.toml"))
        for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["article"], 1)
    ]


def parse(marked: str) -> Record:
    """A marked text as `text` and `mentions`."""
    pieces: list[str] = []
    mentions: list[Record] = []
    length = position = 0
    for mark in _MARK.finditer(marked):
        words = mark["name"] or mark["other"]
        pieces += (marked[position : mark.start()], words)
        length += mark.start() - position + len(words)
        position = mark.end()
        types = mark["types"].split("|") if mark["types"] else []
        mentions.append(
            {
                "start": length - len(words),
                "end": length,
                "name": bool(mark["name"]),
                "chain": mark["chain"],
                "seat_of": mark["seat_of"],
                "types": types,
            }
        )
    return {"text": "".join((*pieces, marked[position:])), "mentions": mentions}


def gold(record: Record) -> Trap:
    """The marked chains."""
    by_chain: dict[str, list[Record]] = {}
    for mention in record["mentions"]:
        by_chain.setdefault(mention["chain"], []).append(mention)
    return Trap(record["trap"], tuple(_marked(key, record["text"], found) for key, found in by_chain.items()))


def _marked(key: str, text: str, mentions: Sequence[Record]) -> Named:
    return Named(
        key,
        frozenset(_without_article(text, (m["start"], m["end"])) for m in mentions if m["name"]),
        frozenset((m["start"], m["end"]) for m in mentions if not m["name"]),
        frozenset(name for m in mentions for name in m["types"]),
        next((m["seat_of"] for m in mentions if m["seat_of"]), None),
    )


def answer(record: Record, found: Sequence[Extraction]) -> Trap:
    """Our chains that have names."""
    (extraction,) = found
    text = extraction.article.text
    by_chain: dict[str, list[Mention]] = {}
    for mention in extraction.mentions:
        by_chain.setdefault(mention.chain, []).append(mention)
    chains = (
        Named(
            chain.id,
            frozenset(_without_article(text, (m.start, m.end)) for m in by_chain[chain.id] if m.kind == "name"),
            frozenset((m.start, m.end) for m in by_chain[chain.id] if m.kind != "name"),
            frozenset((chain.type,)),
        )
        for chain in extraction.chains
    )
    return Trap(record["trap"], tuple(chain for chain in chains if chain.names))


def _without_article(text: str, span: Span) -> Span:
    leading = _ARTICLE.match(text, *span)
    return (leading.end() if leading else span[0], span[1])


# --- scores ------------------------------------------------------------------------------------------------------


def score(predicted: Sequence[Trap], true: Sequence[Trap]) -> Scores:
    """The share of traps passed and the links, for all and for each kind of trap."""
    pairs = [(ours, _settled(ours, theirs)) for ours, theirs in zip(predicted, true, strict=True)]
    scores: Scores = {
        "passed": _share(pairs),
        "links": total(_links(*pair) for pair in pairs).score,
        "other mentions": total(_others(*pair) for pair in pairs).score,
    }
    for kind in dict.fromkeys(theirs.kind for _, theirs in pairs):
        of_kind = [pair for pair in pairs if pair[1].kind == kind]
        scores[f"{kind}: passed"] = _share(of_kind)
        scores[f"{kind}: links"] = total(_links(*pair) for pair in of_kind).score
    return scores


def _share(pairs: Sequence[tuple[Trap, Trap]]) -> float:
    return sum(not failures(ours, theirs) for ours, theirs in pairs) / len(pairs)


def _settled(predicted: Trap, true: Trap) -> Trap:
    """The gold chains, the seat of a government joined with its country where the prediction has joined them."""
    chains = {chain.key: chain for chain in true.chains}
    for seat in true.chains:
        country = chains.get(seat.seat_of or "")
        if country and any(ours.names & seat.names and ours.names & country.names for ours in predicted.chains):
            chains[country.key] = replace(
                country, names=country.names | seat.names, others=country.others | seat.others
            )
            del chains[seat.key]
    return replace(true, chains=tuple(chains.values()))


def failures(predicted: Trap, true: Trap) -> list[Named]:
    """The gold chains with names that are not exactly there, or are there as something else."""
    types = {chain.names: chain.types for chain in predicted.chains}
    return [chain for chain in true.chains if chain.names and not types.get(chain.names, frozenset()) & chain.types]


def _links(predicted: Trap, true: Trap) -> Counts:
    joined, gold_pairs = _pairs(predicted, _names(true)), _pairs(true, _names(true))
    both = len(joined & gold_pairs)
    return Counts(both, len(joined), both, len(gold_pairs))


def _names(trap: Trap) -> frozenset[Span]:
    return frozenset().union(*(chain.names for chain in trap.chains))


def _pairs(trap: Trap, among: frozenset[Span]) -> frozenset[tuple[Span, Span]]:
    return frozenset(pair for chain in trap.chains for pair in combinations(sorted(chain.names & among), 2))


def _others(predicted: Trap, true: Trap) -> Counts:
    """Marked pronouns and nouns, each right in a chain that has a name of its own chain."""
    marked = [(span, chain) for chain in true.chains for span in chain.others]
    owners = {span: chain for chain in predicted.chains for span in chain.others}
    found = [(owners[span], chain) for span, chain in marked if span in owners]
    right = sum(bool(ours.names & chain.names) for ours, chain in found)
    return Counts(right, len(found), right, len(marked))


# --- what went wrong ---------------------------------------------------------------------------------------------


def write(record: Record, found: Trap) -> str:
    """A line with what we found and what is wrong with it."""
    text, true = record["text"], _settled(found, gold(record))
    joined, expected = _pairs(found, _names(true)), _pairs(true, _names(true))
    fields = {
        "id": record["id"],
        "trap": record["trap"],
        "passed": not failures(found, true),
        "wrong_joins": _worded(text, joined - expected),
        "wrong_splits": _worded(text, expected - joined),
        "expected": [_shown(text, chain) for chain in failures(found, true)],
        "found": [_shown(text, chain) for chain in found.chains],
    }
    return json.dumps(fields, ensure_ascii=False)


def _worded(text: str, pairs: Iterable[tuple[Span, Span]]) -> list[list[str]]:
    return [[_placed(text, left), _placed(text, right)] for left, right in sorted(pairs)]


def _shown(text: str, chain: Named) -> dict[str, list[str]]:
    return {"names": list(_ordered(text, chain.names)), "types": sorted(chain.types)}


def _ordered(text: str, spans: Iterable[Span]) -> Iterator[str]:
    return (_placed(text, span) for span in sorted(spans))


def _placed(text: str, span: Span) -> str:
    return f"{text[slice(*span)]}@{span[0]}"


BENCHMARK = Benchmark(
    name="traps",
    dev="all, in the repository",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    own=True,
)
