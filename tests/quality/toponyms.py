"""Places of DWIE that carry a Wikipedia link: whether ours is the place that the article of that title is about.

`accuracy` is the share of linked places whose name agrees with the title, `coverage` how many of the places that have a
title we link at all. A title's words in brackets or behind a comma ("Paris, Texas") must be what our place lies in.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.gazetteer import Gazetteer, Place, gazetteer
from kg.model import Chain, Extraction, Span
from kg.ontology import load
from tests.quality import dwie
from tests.quality.benchmark import Benchmark, article
from tests.quality.data import Record
from tests.quality.scores import Scores

_POLITICAL = frozenset(("gpe0", "gpe1", "gpe2"))
_TRUE = "true"
_APART = re.compile(r"(?P<name>[^,(]+?)(?:(?:, | \()(?P<around>[^)]*)\)?)?")
_KINDS = {"country": "country", "continent": "continent", "city": "city"} | dict.fromkeys(
    ("u.s. state", "state", "province", "region", "district"), "region"
)


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place's spans and title; ours has the IRI of the place we link it to, a true one the word `true` for it."""

    spans: tuple[Span, ...]
    title: str
    political: bool  # a country, a part of one, or a city
    iri: str = ""


def gold(record: Record) -> tuple[Toponym, ...]:
    """Places with a title, where they are named; demonyms are places of their own there and left out."""
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    return tuple(
        Toponym(
            tuple(spans[i] for i in entity["mentions"]),
            entity["link"].replace("_", " "),
            bool(_POLITICAL & types),
            _TRUE,
        )
        for entity in record["entities"]
        if (types := set(entity["types"])) and entity.get("link") and entity["mentions"] and _is_place(types)
    )


def _is_place(types: set[str]) -> bool:
    return "location" in types and not any(name.endswith("-x") for name in types)


def answer(record: Record, found: Sequence[Extraction]) -> tuple[Toponym, ...]:
    """The places that we link, in the order of the gold ones, each by the chain that has most of its mentions."""
    (extraction,) = found
    owners = {(mention.start, mention.end): mention.chain for mention in extraction.mentions}
    chains = {chain.id: chain for chain in extraction.chains}
    return tuple(
        replace(each, iri=_iri(chains, [owners[span] for span in each.spans if span in owners]))
        for each in gold(record)
    )


def _iri(chains: dict[str, Chain], owners: Sequence[str]) -> str:
    links = [chains[name].links for name, _ in Counter(owners).most_common(1)]
    return links[0][0].iri if links and links[0] else ""


def score(predicted: Sequence[tuple[Toponym, ...]], true: Sequence[tuple[Toponym, ...]]) -> Scores:
    """Accuracy, coverage, and the accuracy of cities alone, which are the hardest."""
    places = gazetteer(load())
    named = [each for ours in predicted for each in ours]
    linked = [each for each in named if each.iri]
    political = [each for each in named if each.political]
    cities = [each for each in linked if each.iri != _TRUE and places.at(each.iri).kind == "city"]
    return {
        "accuracy": _share_right(linked, places),
        "coverage": len(linked) / max(len(named), 1),
        "coverage of countries, regions and cities": sum(bool(each.iri) for each in political) / max(len(political), 1),
        "accuracy of cities": _share_right(cities, places),
    }


def _share_right(linked: Sequence[Toponym], places: Gazetteer) -> float:
    """Of none, all are right."""
    wrong = [each for each in linked if each.iri != _TRUE and not agrees(each.title, places.at(each.iri), places)]
    return 1.0 - len(wrong) / max(len(linked), 1)


def agrees(title: str, place: Place, places: Gazetteer) -> bool:
    """Whether a title names a place, and what it lies in where it says so."""
    match = _APART.fullmatch(title)
    if match is None or place not in places.named(match["name"].strip()):
        return _folded(title) == _folded(place.name)
    around = match["around"] or ""
    if not around or around.casefold() in _KINDS:
        return _KINDS.get(around.casefold(), place.kind) == place.kind
    return any(outer in places.named(around) for outer in places.around(place))


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def write(record: Record, found: tuple[Toponym, ...]) -> str:
    """A line with the places that are wrong or not linked."""
    places = gazetteer(load())
    wrong = [
        {
            "text": record["text"][slice(*each.spans[0])],
            "title": each.title,
            "iri": each.iri,
            "ours": _shown(each, places),
        }
        for each in found
        if not each.iri or not agrees(each.title, places.at(each.iri), places)
    ]
    return json.dumps({"id": record["id"], "wrong": wrong}, ensure_ascii=False)


def _shown(each: Toponym, places: Gazetteer) -> str:
    place = places.at(each.iri)
    return f"{place.name} ({place.kind}, {place.region or place.country})" if place else ""


BENCHMARK = Benchmark(
    name="toponyms",
    dev="the last 100 ids of train",
    read=dwie.read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    folder="dwie",
)
