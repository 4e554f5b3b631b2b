"""ECB+: the same entity and the same event across articles of a topic (Cybulska and Vossen 2014).

A record is a topic, so `--limit` counts topics. Given are the gold mentions of the selected sentences; asked is which
of them are one. Entities: participants and places, by the resolved entity of our mention with the same head. Events: by
our relation (its property and resolved ends) or our open statement (its lemma) whose wording holds the trigger. A
mention that we do not have is alone.

"given" is the protocol of papers on this set, whose systems are told the mentions: a gold mention that is none of ours
is added to its article before resolving, in the chain of our reference with the same head, or of those with its head
lemma. Beside ours stands what comes of taking mentions with the same head lemma for one, the baseline that these papers
report, which is told the mentions too.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language

from kg.annotate import load_pipeline
from kg.model import Chain, Extraction, Kind, Mention, Span
from kg.ontology import load
from kg.resolve import resolve
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
    """Clusters over all articles of a topic; `given`: entities with gold mentions told; `baseline`: by head lemmas."""

    events: Clusters
    entities: Clusters
    given: Clusters = ()
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
    events, entities = (_grouped(_by_cluster(record, kinds)) for kinds in (_EVENTS, _ENTITIES))
    return Topic(events, entities, given=entities, baseline=heads)


def _by_cluster(record: Record, kinds: Sequence[str]) -> Iterator[tuple[Place, Hashable]]:
    return ((place, mention["cluster"]) for place, mention in _mentions(record, kinds))


def _by_head(record: Record, kinds: Sequence[str]) -> Iterator[tuple[Place, Hashable]]:
    texts = {found["id"]: found["text"] for found in record["articles"]}
    for place, mention in _mentions(record, kinds):
        yield place, head_lemma(texts[place[0]][mention["start"] : mention["end"]])


def head_lemma(words: str) -> str:
    """The lemma of the word that governs the others of a phrase."""
    return _head(words)[0]


@functools.lru_cache(maxsize=100_000)
def _head(words: str) -> tuple[str, int, Kind]:
    """Of the word that governs the others (hut in "in the hut"): its lemma, where it begins, and its kind."""
    (sentence, *_) = _nlp()(words).sents
    root = sentence.root
    if root.pos_ == "ADP":
        root = next((child for child in root.children if child.dep_ == "pobj"), root)
    return root.lemma_.casefold(), root.idx, "pronoun" if root.pos_ == "PRON" else "nominal"


def _head_start(span: Span, text: str) -> int:
    return span[0] + _head(text[slice(*span)])[1]


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
    entity_of = _entities(found)
    events = (
        (place, _event(by_article[place[0]], _span(mention), entity_of) or place)
        for place, mention in _mentions(record, _EVENTS)
    )
    entities = (
        (place, _entity(by_article[place[0]], _span(mention), entity_of) or place)
        for place, mention in _mentions(record, _ENTITIES)
    )
    return Topic(_grouped(events), _grouped(entities), _grouped(_given(record, by_article)))


def _given(record: Record, found: Mapping[str, Extraction]) -> Iterator[tuple[Place, Hashable]]:
    """Gold mentions with their entities, when all of them are told before articles are resolved."""
    places: dict[str, list[Span]] = {}
    for place, mention in _mentions(record, _ENTITIES):
        places.setdefault(place[0], []).append(_span(mention))
    told = {name: completed(extraction, places.get(name, ())) for name, extraction in found.items()}
    entity_of = _entities(told.values())
    for place, mention in _mentions(record, _ENTITIES):
        yield place, _entity(told[place[0]], _span(mention), entity_of) or place


def completed(extraction: Extraction, spans: Iterable[Span]) -> Extraction:
    """The Extraction with a chain for every span that is no mention of ours."""
    missing = [span for span in sorted(set(spans)) if not _mention(extraction, span)]
    ours = {chain.id: chain for chain in extraction.chains}
    told: list[Mention] = []
    for span in missing:
        lemma, _, kind = _head(extraction.article.text[slice(*span)])
        referent = _reference(extraction, span) or f"{lemma} alone"
        chain = referent if referent in ours else f"told {referent}"
        told.append(Mention(f"told{span[0]}-{span[1]}", *span, kind, "Group", chain))
    added: dict[str, list[Mention]] = {}
    for mention in told:
        added.setdefault(mention.chain, []).append(mention)
    return replace(
        extraction,
        mentions=(*extraction.mentions, *told),
        chains=(*extraction.chains, *(_told(extraction, *each) for each in added.items() if each[0] not in ours)),
    )


def _told(extraction: Extraction, name: str, mentions: Sequence[Mention]) -> Chain:
    longest = max((extraction.article.text[one.start : one.end] for one in mentions), key=len)
    return Chain(name, "Group", ("Group",), longest, (), tuple(one.id for one in mentions), named=False)


def _reference(extraction: Extraction, span: Span) -> str | None:
    """What our reference with the same head refers to: a chain that is no value, or what no chain of ours is of."""
    values = {mention.chain for mention in extraction.mentions if mention.kind == "value"}
    spans = {str(number): (each.start, each.end) for number, each in enumerate(extraction.references)}
    found = _fitting(extraction, span, spans)
    referent = extraction.references[int(found)].referent if found else None
    return referent if referent not in values else None


def _span(mention: Record) -> Span:
    return mention["start"], mention["end"]


def _entities(extractions: Iterable[Extraction]) -> dict[str, str]:
    """Chains ("article#chain") -> resolved entities, those too that the graph leaves out for want of any edge."""
    found = resolve(extractions, load()).entities
    return {member: entity.id for entity in found for member in entity.members}


def _entity(extraction: Extraction, span: Span, entity_of: dict[str, str]) -> Hashable | None:
    mention = _mention(extraction, span)
    return _resolved(extraction, mention.chain, entity_of) if mention else None


def _mention(extraction: Extraction, span: Span) -> Mention | None:
    mentions = {mention.id: mention for mention in extraction.mentions if mention.kind != "value"}
    found = _fitting(extraction, span, {name: (one.start, one.end) for name, one in mentions.items()})
    return mentions[found] if found else None


def _fitting(extraction: Extraction, span: Span, candidates: Mapping[str, Span]) -> str | None:
    """The candidate that overlaps a span best, of those with the same head."""
    text = extraction.article.text
    near = {name: other for name, other in candidates.items() if overlaps(span, other)}
    head = _head_start(span, text) if near else 0
    return best(span, {name: other for name, other in near.items() if _head_start(other, text) == head})


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
    told = conll([clusters(topic.given) for topic in predicted], [clusters(topic.entities) for topic in true])
    ours = {**_scores(predicted, true), **prefixed("given: entities", told)}
    return {**ours, **(prefixed("by head lemma:", _scores(baseline, true)) if baseline else {})}


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
