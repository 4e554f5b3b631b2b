"""Links of DWIE to Wikipedia, end to end.

The knowledge base has the titles of the set, each by its name, and for those of train outside the measured part what
can be counted there: wordings, classes, companions, words around. `links` are name mentions with the right title,
`links by prior` those when each gets the title that its wording is most used for. `unlinked that have no entry` is how
much of what we leave alone has no title; `without entry that stay unlinked` how much of what has none we leave alone.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.link import Index, Known, build_index, link
from kg.model import Article, Extraction, Span
from kg.pipeline import Settings
from tests.quality import dwie
from tests.quality.benchmark import Benchmark, article, extractions
from tests.quality.data import Record
from tests.quality.scores import Counts, Scores, total

_PREFIX = "https://en.wikipedia.org/wiki/"
_TYPES = {
    "gpe0": "Country",
    "gpe1": "Region",
    "gpe2": "City",
    "person": "Person",
    "organization": "Organization",
    "event": "Event",
    "location": "Place",
    "work_of_art": "Work",
}
_DESCRIBING = 40  # words that set the articles on something apart from others
_RELATED = 40
_counted: list[Record] = []
_named: list[Record] = []


@dataclass(frozen=True, slots=True)
class Linked:
    """Titles of mentions by span: the true or ours, and by prior alone; and the true ones that train has."""

    titles: dict[Span, str]
    by_prior: dict[Span, str]
    known: frozenset[str] = frozenset()


def read(folder: Path, split: str) -> list[Record]:
    """Records of a split; all others of train are what the knowledge base is counted in."""
    records = dwie.read(folder, split)
    names = {record["id"] for record in records}
    _counted[:] = [record for record in dwie.read(folder, "train") if record["id"] not in names]
    _named[:] = records
    _index.cache_clear()
    return records


@cache
def _index() -> tuple[Index, frozenset[str]]:
    """The knowledge base, and all titles in it."""
    counted = knowledge(_counted)
    path = Path(tempfile.mkdtemp(prefix="kg-links-")) / "kb.sqlite"
    titles = {each.iri for each in counted}
    new = sorted({_PREFIX + entity["link"] for record in _named for entity, _ in _entities(record)} - titles)
    build_index([*counted, *(Known(iri, _name(iri)) for iri in new)], path)
    return Index(path), frozenset(iri.removeprefix(_PREFIX) for iri in titles.union(new))


def _name(iri: str) -> str:
    """What a title calls something: without the words in brackets that tell it from others."""
    return iri.removeprefix(_PREFIX).replace("_", " ").partition(" (")[0]


def _entities(record: Record) -> Iterator[tuple[Record, list[str]]]:
    """Entities with a title and the wordings of their mentions."""
    spans = {mention["id"]: record["text"][mention["start"] : mention["end"]] for mention in record["mentions"]}
    for entity in record["entities"]:
        if entity.get("link") and entity["mentions"] and not entity["link"].startswith("wikidata:"):
            yield entity, [spans[i] for i in entity["mentions"]]


def knowledge(records: Sequence[Record]) -> list[Known]:
    """What can be counted: wordings, classes, companions, and the words of the articles that speak of something."""
    aliases: dict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    companions: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, Counter[str]] = defaultdict(Counter)
    frequency: Counter[str] = Counter()
    for record in records:
        found = list(_entities(record))
        used = {word for word in record["text"].casefold().split() if word.isalpha() and len(word) > 3}
        frequency.update(used)
        titles = {entity["link"] for entity, _ in found}
        for entity, forms in found:
            aliases[entity["link"]].update(forms)
            types[entity["link"]].update(_TYPES[name] for name in _TYPES if name in entity["types"])
            companions[entity["link"]].update(titles - {entity["link"]})
            words[entity["link"]].update(used)
    return [
        Known(
            iri=_PREFIX + title,
            name=_name(title),
            type=next((name for name, _ in _first(types[title], 1)), ""),
            aliases={form: float(count) for form, count in sorted(aliases[title].items())},
            description=" ".join(_telling(words[title], frequency, len(records))),
            related=tuple(_PREFIX + other for other, _ in _first(companions[title], _RELATED)),
        )
        for title in sorted(aliases)
    ]


def _telling(words: Counter[str], frequency: Counter[str], articles: int) -> list[str]:
    weights = Counter({word: count * math.log(articles / frequency[word]) for word, count in words.items()})
    return [word for word, _ in _first(weights, _DESCRIBING)]


def _first[N: (int, float)](counts: Counter[str], number: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:number]


def extract_and_link(articles: Iterable[Article], settings: Settings) -> Iterator[Extraction]:
    """Extractions with links to the knowledge base of train."""
    for extraction in extractions(articles, settings):
        yield link(extraction, _index()[0])


def gold(record: Record) -> Linked:
    """Mentions with their titles, "" for those without."""
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    titles = {
        spans[i]: entity.get("link") or ""
        for entity in record["entities"]
        if not {"value", "none", "skip"} & set(entity["types"]) and not _is_demonym(entity)
        for i in entity["mentions"]
    }
    known = _index()[1]
    return Linked(titles, titles, frozenset(title for title in titles.values() if title in known))


def _is_demonym(entity: Record) -> bool:
    """Demonyms are entities of their own in this set, without a title: they are left out on both sides."""
    return any(name.endswith("-x") for name in entity["types"])


def answer(record: Record, found: Sequence[Extraction]) -> Linked:
    """Titles of our name mentions: those we link to, and by prior alone; "" for those without."""
    (extraction,) = found
    index, _ = _index()
    titles = {
        chain.id: next((each.iri.removeprefix(_PREFIX) for each in chain.links if each.iri.startswith(_PREFIX)), "")
        for chain in extraction.chains
    }
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    demonyms = {spans[i] for entity in record["entities"] if _is_demonym(entity) for i in entity["mentions"]}
    named = [m for m in extraction.mentions if m.kind == "name" and (m.start, m.end) not in demonyms]
    return Linked(
        {(mention.start, mention.end): titles[mention.chain] for mention in named},
        {(m.start, m.end): _most_used(index, record["text"][m.start : m.end]) for m in named},
    )


def _most_used(index: Index, wording: str) -> str:
    return next((each.iri.removeprefix(_PREFIX) for each in index.candidates(wording)), "")


def score(predicted: Sequence[Linked], true: Sequence[Linked]) -> Scores:
    """Links of mentions, those by prior alone, and what we leave alone."""
    pairs = list(zip(predicted, true, strict=True))
    silent = [(span, theirs) for ours, theirs in pairs for span in _alone(ours) if span in theirs.titles]
    unseen = [
        ours.titles.get(span, "") == ""
        for ours, theirs in pairs
        for span, title in theirs.titles.items()
        if span in ours.titles and (not title or title not in theirs.known)
    ]
    return {
        "links": total(_counts(ours.titles, theirs.titles) for ours, theirs in pairs).score,
        "links by prior": total(_counts(ours.by_prior, theirs.titles) for ours, theirs in pairs).score,
        "unlinked that have no entry": sum(theirs.titles[span] not in theirs.known for span, theirs in silent)
        / max(len(silent), 1),
        "without entry that stay unlinked": sum(unseen) / max(len(unseen), 1),
    }


def _alone(linked: Linked) -> list[Span]:
    return [span for span, title in linked.titles.items() if not title]


def _counts(ours: dict[Span, str], theirs: dict[Span, str]) -> Counts:
    right = sum(bool(title) and theirs.get(span) == title for span, title in ours.items())
    return Counts(right, sum(map(bool, ours.values())), right, sum(map(bool, theirs.values())))


def write(record: Record, found: Linked) -> str:
    """A line with the mentions whose title is wrong or missing."""
    true = gold(record).titles
    wrong = [
        {
            "text": record["text"][slice(*span)],
            "true": true[span],
            "ours": found.titles[span],
            "by prior": found.by_prior[span],
        }
        for span in sorted(found.titles.keys() & true.keys())
        if found.titles[span] != true[span]
    ]
    return json.dumps({"id": record["id"], "wrong": wrong}, ensure_ascii=False)


BENCHMARK = Benchmark(
    name="links",
    dev="the last 100 ids of train",
    read=read,
    articles=lambda record: [article(record)],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
    extract=extract_and_link,
    folder="dwie",
)
