"""ECB+: the same entity and the same event across articles of a topic (Cybulska and Vossen 2014).

A record is a topic, so `--limit` counts topics. Given are the gold mentions of the selected sentences; asked is which
of them are one. Entities: participants and places, by the resolved entity of our mention that fits best. Events: by our
relation (its property and resolved ends) or our open statement (its lemma) whose wording holds the trigger. A mention
that we do not have is alone. Beside ours stands what comes of taking mentions with the same head lemma for one, the
baseline that papers on this set report.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from kg.annotate import load_pipeline
from kg.graph import Graph
from kg.model import Extraction, Span
from kg.ontology import load
from kg.pipeline import assemble
from tests.quality.benchmark import Benchmark, article, line, prefixed
from tests.quality.coreference import clusters, conll
from tests.quality.data import Record, read_split
from tests.quality.scores import Scores
from tests.quality.spans import best, overlaps

_EVENTS = ("event",)
_ENTITIES = ("participant", "loc")

type Place = tuple[str, str]  # article, mention
type Clusters = tuple[frozenset[Place], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Clusters over all articles of a topic; `baseline`: the same mentions by their head lemmas."""

    events: Clusters
    entities: Clusters
    baseline: Topic | None = None


def read(folder: Path, split: str) -> list[Record]:
    """One record a topic, holding its articles."""
    topics: dict[str, list[Record]] = {}
    for record in read_split(folder, split):
        topics.setdefault(str(record["topic"]), []).append(record)
    return [{"id": topic, "articles": topics[topic]} for topic in sorted(topics)]


def _mentions(record: Record, kinds: Sequence[str]) -> list[tuple[Place, Record]]:
    return [
        ((found["id"], mention["id"]), mention)
        for found in record["articles"]
        for mention in found["mentions"]
        if mention["in_selected"] and mention["kind"] in kinds
    ]


def gold(record: Record) -> Topic:
    """The set's annotation, and the baseline's answer to the same question."""
    heads = Topic(*(_grouped(_by_head(record, kinds)) for kinds in (_EVENTS, _ENTITIES)))
    return Topic(*(_grouped(_by_cluster(record, kinds)) for kinds in (_EVENTS, _ENTITIES)), baseline=heads)


def _by_cluster(record: Record, kinds: Sequence[str]) -> Iterator[tuple[Place, Hashable]]:
    return ((place, mention["cluster"]) for place, mention in _mentions(record, kinds))


def _by_head(record: Record, kinds: Sequence[str]) -> Iterator[tuple[Place, Hashable]]:
    texts = {found["id"]: found["text"] for found in record["articles"]}
    for place, mention in _mentions(record, kinds):
        yield place, head_lemma(texts[place[0]][mention["start"] : mention["end"]])


@functools.lru_cache(maxsize=100_000)
def head_lemma(words: str) -> str:
    """The lemma of the word that governs the others of a phrase."""
    (sentence, *_) = _nlp()(words).sents
    return sentence.root.lemma_.casefold()


@functools.cache
def _nlp() -> Language:
    return load_pipeline()


def _grouped(keys: Iterator[tuple[Place, Hashable]]) -> Clusters:
    groups: dict[Hashable, list[Place]] = {}
    for place, key in keys:
        groups.setdefault(key, []).append(place)
    return tuple(frozenset(places) for places in groups.values())


def answer(record: Record, found: Sequence[Extraction]) -> Topic:
    """Our clusters of the gold mentions."""
    by_article = {extraction.article.id: extraction for extraction in found}
    entity_of = _entities(assemble(found, load()))
    events = (
        (place, _event(by_article[place[0]], _span(mention), entity_of) or place)
        for place, mention in _mentions(record, _EVENTS)
    )
    entities = (
        (place, _entity(by_article[place[0]], _span(mention), entity_of) or place)
        for place, mention in _mentions(record, _ENTITIES)
    )
    return Topic(_grouped(events), _grouped(entities))


def _span(mention: Record) -> Span:
    return mention["start"], mention["end"]


def _entities(graph: Graph) -> dict[str, str]:
    """Chains ("article#chain") -> resolved entities."""
    return {member: entity.id for entity in graph.entities for member in entity.members}


def _entity(extraction: Extraction, span: Span, entity_of: dict[str, str]) -> Hashable | None:
    candidates = {mention.id: (mention.start, mention.end) for mention in extraction.mentions}
    mention = best(span, candidates)
    chain = next((m.chain for m in extraction.mentions if m.id == mention), None)
    return _resolved(extraction, chain, entity_of) if chain else None


def _resolved(extraction: Extraction, chain: str, entity_of: dict[str, str]) -> str:
    key = f"{extraction.article.id}#{chain}"
    return entity_of.get(key, key)


def _event(extraction: Extraction, span: Span, entity_of: dict[str, str]) -> Hashable | None:
    for relation in extraction.relations:
        if overlaps(relation.evidence.cue, span):
            ends = (_resolved(extraction, end, entity_of) for end in (relation.subject, relation.object))
            return (relation.predicate, *ends)
    for statement in extraction.statements:
        if any(overlaps(piece, span) for piece in statement.spans):
            return statement.lemma
    return None


def score(predicted: Sequence[Topic], true: Sequence[Topic]) -> Scores:
    """CoNLL scores of events and of entities; singletons count, as in what others report."""
    baseline = [topic.baseline for topic in true if topic.baseline]
    return {**_scores(predicted, true), **(prefixed("by head lemma:", _scores(baseline, true)) if baseline else {})}


def _scores(predicted: Sequence[Topic], true: Sequence[Topic]) -> Scores:
    events = conll([clusters(topic.events) for topic in predicted], [clusters(topic.events) for topic in true])
    entities = conll([clusters(topic.entities) for topic in predicted], [clusters(topic.entities) for topic in true])
    return {**prefixed("events", events), **prefixed("entities", entities)}


def write(record: Record, found: Topic) -> str:
    """Lines of the set's form, one an article, with our clusters for the mentions that were scored."""
    cluster_of = {
        place: f"{kind}{number}"
        for kind, groups in (("ACT", found.events), ("ENT", found.entities))
        for number, group in enumerate(groups)
        for place in group
    }
    return "\n".join(
        line(
            one,
            ("id", "topic", "subtopic", "text"),
            mentions=[
                {**mention, "cluster": cluster_of[one["id"], mention["id"]]}
                for mention in one["mentions"]
                if (one["id"], mention["id"]) in cluster_of
            ],
        )
        for one in record["articles"]
    )


BENCHMARK = Benchmark(
    name="ecbplus",
    dev="dev",
    read=read,
    articles=lambda record: [article(one) for one in record["articles"]],
    gold=gold,
    answer=answer,
    score=score,
    write=write,
)
