"""Relations between gold mentions and chains: what the relation stage does by itself.

`dwie-chains` puts the set's named entities in the place of ours and runs attribution, cues and encoder on them; what
they find goes the way of `dwie`. `redocred-chains` asks the encoder's head alone, in the set's own properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from kg.annotate import load_pipeline
from kg.encoder import Encoding, encode, load_encoder
from kg.encoder.relations import Placed, project, relate, sentence_numbers
from kg.extract.attribution import attributions
from kg.extract.relations import relations
from kg.extract.times import times
from kg.extract.types import all_types
from kg.model import Article, Chain, Extraction, Mention, Span
from kg.ontology import Ontology, load
from kg.pipeline import Settings
from kg.tokens import Doc, read_doc
from tests.quality import dwie, redocred
from tests.quality.benchmark import Benchmark, article, prefixed
from tests.quality.data import Record
from tests.quality.demonyms import demonyms
from tests.quality.mapping import read_table
from tests.quality.scores import Scores

_VALUES = ("time", "money", "role", "value", "footer", "skip", "none")
_OF_PLACE = ("gpe0", "gpe1", "gpe2")  # demonym -> place


@dataclass(frozen=True, slots=True)
class Given(Article):
    """An article with what is annotated in it."""

    record: Record = field(default_factory=dict)


def _given(record: Record) -> list[Article]:
    plain = article(record)
    return [Given(id=plain.id, text=plain.text, language="en", origin=plain.id, record=record)]


type Stage[Found] = Callable[[Given, Doc, Ontology, Encoding | None], Found]


def _on_gold[Found](stage: Stage[Found]) -> Callable[[Iterable[Article], Settings], Iterator[Found]]:
    """A stage that is run on each article as it is annotated."""

    def run(items: Iterable[Article], settings: Settings) -> Iterator[Found]:
        nlp, ontology = load_pipeline(settings.pipeline), load(*settings.ontology)
        encoder = None if settings.fast else load_encoder()
        for item in items:
            assert isinstance(item, Given)
            doc = read_doc(nlp(item.text))
            yield stage(item, doc, ontology, encode(doc, encoder) if encoder else None)

    return run


# --- DWIE ---


def _extraction(item: Given, doc: Doc, ontology: Ontology, encoding: Encoding | None) -> Extraction:
    """The gold chains, with the relations that we find between them."""
    mentions, chains = _gold_chains(item.record, ontology)
    said = attributions(doc, ontology)
    found = relations(doc, mentions, chains, said, times(doc, item, ontology), ontology, encoding)
    return Extraction(item, mentions, chains, found)


def _gold_chains(record: Record, ontology: Ontology) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    """The annotated entities; a demonym is a mention of its place, as in our chains."""
    spans = {mention["id"]: (mention["start"], mention["end"]) for mention in record["mentions"]}
    classes = {label: name for name, labels in reversed(read_table("dwie").types.items()) for label in labels}
    places = {each["s"]: each["o"] for each in record["relations"] if each["p"] in _OF_PLACE}
    places = {word: place for word, place in places.items() if any(_held(place, record))}
    mentions: list[Mention] = []
    chains: list[Chain] = []
    for entity in record["entities"]:
        types = _types(entity, record["text"], spans, classes, ontology)
        if entity["id"] in places or not types or not entity["mentions"]:
            continue
        identifier, coarse = f"c{entity['id']}", ontology.coarse(types[0])
        words = [word for word, place in places.items() if place == entity["id"]]
        held = [*entity["mentions"], *(mention for word in words for mention in _held(word, record))]
        own = [Mention(f"{identifier}m{n}", *spans[n], "name", coarse, identifier) for n in held]
        mentions += own
        names = tuple(record["text"][mention.start : mention.end] for mention in own)
        chains.append(Chain(identifier, coarse, types, names[0], names, tuple(mention.id for mention in own)))
    return tuple(sorted(mentions, key=lambda mention: mention.start)), tuple(chains)


def _held(entity: int, record: Record) -> list[int]:
    """Ids of the mentions of an entity."""
    return next((list(each["mentions"]) for each in record["entities"] if each["id"] == entity), [])


def _types(
    entity: Mapping[str, Any],
    text: str,
    spans: Mapping[int, Span],
    classes: Mapping[str, str],
    ontology: Ontology,
) -> tuple[str, ...]:
    """Classes of one coarse type, the most specific first; none for values. A demonym has those of its place."""
    labels = entity["types"]
    if not set(_VALUES).isdisjoint(labels):
        return ()
    if any(label.endswith("-x") for label in labels):
        words = (demonyms().get(text[slice(*spans[mention])]) for mention in entity["mentions"])
        origin = next((found for found in words if found is not None), None)
        return all_types([origin.type if origin else "Nationality"], ontology)
    found = [name for label in labels if (name := classes.get(label)) and not name.startswith("demonym")]
    found.sort(key=lambda name: -len(ontology.classes[name].ancestors))
    top = ontology.coarse(found[0]) if found else ""
    return all_types([name for name in found if ontology.coarse(name) == top], ontology) if found else ()


def _relations_only(predicted: Any, true: Any) -> Scores:
    scores = dwie.score(predicted, true)
    return {name: value for name, value in scores.items() if name.startswith("relations")}


# --- Re-DocRED ---


def _triples(item: Given, doc: Doc, ontology: Ontology, encoding: Encoding | None) -> frozenset[redocred.Triple]:
    if encoding is None:
        return frozenset()
    record = item.record
    places = sentence_numbers(doc)
    placed = [_placed(doc, mention, places) for mention in record["mentions"]]
    relating = relate(project(encoding, placed))
    labels = encoding.encoder.relations
    pairs, columns = np.nonzero(relating.odds > 0)
    return frozenset(
        (str(subject), labels[column].split()[1], str(target))
        for (subject, target), column in zip(relating.rows.pairs[pairs].tolist(), columns.tolist(), strict=True)
        if labels[column].startswith("redocred ")
    )


def _placed(doc: Doc, mention: Mapping[str, Any], places: Mapping[int, int]) -> Placed:
    span = doc.char_span(mention["start"], mention["end"], alignment_mode="expand")
    assert span is not None
    return Placed(span.start, span.end - 1, span.root.i, places[span.root.sent.start], mention["entity"])


DWIE: Benchmark[Any] = replace(
    dwie.BENCHMARK,
    name="dwie-chains",
    folder="dwie",
    articles=_given,
    extract=_on_gold(_extraction),
    score=_relations_only,
)
REDOCRED: Benchmark[Any] = replace(
    redocred.BENCHMARK,
    name="redocred-chains",
    folder="redocred",
    articles=_given,
    extract=_on_gold(_triples),
    answer=lambda record, found: redocred.Triples(found[0]),
    score=lambda predicted, true: prefixed("gold entities", {"F1": redocred.score(predicted, true)["end to end"]}),
)
