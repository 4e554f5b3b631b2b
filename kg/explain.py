"""A store + an edge, an IRI or a name -> why it is there: the words of articles, the cue, who was taken for whom.

What is inferred is followed back to what articles say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.card import reservation
from kg.facts import Facts, facts_of, first, label, local_name, subjects, whole, wording
from kg.lookup import NothingFoundError, lookup
from kg.network import readable

_SPAN = re.compile(r"#char=(\d+),(\d+)$")
_PARTS = {
    "kg:subjectSpan": "subject",
    "kg:objectSpan": "object",
    "kg:sourceSpan": "source",
    "kg:cueSpan": "cue",
    "kg:contentSpan": "content",
    "kg:argumentSpan": "argument",
}
_ENDS = {
    "subject": ("kg:localSubject", "kg:subjectSpan"),
    "object": ("kg:localObject", "kg:objectSpan"),
    "speaker": ("kg:localSpeaker", "kg:sourceSpan"),
    "argument": ("kg:localArgument", ""),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an article and what part it plays: subject, cue, object, source, content or argument."""

    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision that this name in this article is that name in that article."""

    name: str
    article: str
    other_name: str
    other_article: str
    score: str
    reasons: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is meant by the words of one end: `called` is what the article calls it at best."""

    part: str
    words: str
    called: str
    entity: str
    iri: str
    joined: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What one article says: a relation, a claim or an open statement, with its place and how it was found.

    `reservation` is empty when the article asserts it; `quote` begins at `start`.
    """

    iri: str
    kind: str
    says: str
    reservation: str
    role: str
    cue: str
    found_by: str
    score: str
    quote: str
    start: int
    marks: tuple[Mark, ...]
    article: str
    date: str
    identities: tuple[Identity, ...]
    contested_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a rule of the ontology makes of other edges."""

    iri: str
    says: str
    rule: str
    premises: tuple[Ground | Derived, ...]
    kind: str = "inference"


@dataclass(frozen=True, slots=True)
class Appearance:
    """An entity in one article: what it is called there, and how often it is mentioned."""

    article: str
    date: str
    called: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Of what an entity is made: its names, its articles and the decisions that joined them."""

    iri: str
    name: str
    types: tuple[str, ...]
    aliases: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    joined: tuple[Judgement, ...]
    kind: str = "entity"


type Explanation = Ground | Derived | Origin


def explain(store: ox.Store, what: str) -> tuple[Explanation, ...]:
    """Why `what` is in the graph: all that it may mean, as `kg.lookup` reads it. Raises NothingFoundError."""
    return tuple(_explained(store, iri) for iri in lookup(store, what))


def _explained(store: ox.Store, iri: str) -> Explanation:
    facts = facts_of(store, iri)
    if entity := first(facts, "kg:resolvedTo"):
        return _explained(store, whole(entity))
    for kind, explained in _EXPLAINED.items():
        if kind in facts["rdf:type"]:
            return explained(store, iri, facts)
    kind = local_name(first(facts, "rdf:type"))
    raise NothingFoundError(f"{iri} is a {readable(kind)}: edges, claims and entities can be explained")


def _relation(store: ox.Store, iri: str, facts: Facts) -> Ground:
    asserted = first(facts, "kg:asserted") == "true"
    return _ground(store, iri, facts, "relation", _edge(store, facts), "" if asserted else _reserved(store, facts))


def _edge(store: ox.Store, facts: Facts) -> str:
    """An edge in words."""
    ends = [_end(store, facts, side) for side in ("subject", "object")]
    over = "formerly " if first(facts, "kg:former") == "true" else ""
    return f"{ends[0]} — {over}{wording(facts)} — {ends[1]}"


def _end(store: ox.Store, facts: Facts, side: str) -> str:
    end = first(facts, f"rdf:{side}")
    return label(store, end) or first(facts, f"kg:{side}Text") or end


def _claim(store: ox.Store, iri: str, facts: Facts) -> Ground:
    act = readable(local_name(first(facts, "kg:act")))
    says = f"{label(store, first(facts, 'kg:speaker')) or '?'} — {act} — {first(facts, 'kg:content')}"
    return _ground(store, iri, facts, "claim", says, "claimed")


def _statement(store: ox.Store, iri: str, facts: Facts) -> Ground:
    asserted = first(facts, "kg:asserted") == "true"
    return _ground(store, iri, facts, "open statement", _edge(store, facts), "" if asserted else "unconfirmed")


def _ground(store: ox.Store, iri: str, facts: Facts, kind: str, says: str, reserved: str) -> Ground:
    article = facts_of(store, first(facts, "kg:article"))
    return Ground(
        iri=iri,
        kind=kind,
        says=" ".join(says.split()),
        reservation=reserved,
        role=first(facts, "kg:role"),
        cue=first(facts, "kg:cue"),
        found_by=first(facts, "kg:foundBy"),
        score=first(facts, "kg:score"),
        quote=first(facts, "kg:quote"),
        start=int(first(facts, "kg:start")),
        marks=_marks(store, facts),
        article=first(article, "rdfs:label"),
        date=first(article, "schema:datePublished"),
        identities=tuple(_identities(store, facts)),
        contested_by=tuple(facts.get("kg:contestedBy", ())),
    )


def _reserved(store: ox.Store, facts: Facts) -> str:
    """Why a relation is not asserted."""
    if "kg:contestedBy" in facts:
        return "contested"
    row = {name: first(facts, f"kg:{name}") for name in ("polarity", "certainty", "future")}
    return reservation({**row, "speaker": label(store, first(facts, "kg:speaker"))})


def _marks(store: ox.Store, facts: Facts) -> tuple[Mark, ...]:
    spans = [(part, span) for name, part in _PARTS.items() for span in facts.get(name, ())]
    marks = [Mark(part, *_place(span), _exact(store, facts, span)) for part, span in spans]
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.part)))


def _place(span: str) -> tuple[int, int]:
    ((start, end),) = _SPAN.findall(span)
    return int(start), int(end)


def _exact(store: ox.Store, facts: Facts, span: str) -> str:
    """The text of a stretch: from what is quoted where it lies in that, else from its selector."""
    (start, end), offset, quote = _place(span), int(first(facts, "kg:start")), first(facts, "kg:quote")
    if offset <= start and end <= offset + len(quote):
        return quote[start - offset : end - offset]
    return first(facts_of(store, first(facts_of(store, span), "oa:hasSelector")), "oa:exact")


def _identities(store: ox.Store, facts: Facts) -> Iterator[Identity]:
    for part, (local, span) in _ENDS.items():
        for iri in facts.get(local, ()):
            chain = facts_of(store, iri)
            entity = first(chain, "kg:resolvedTo")
            if first(chain, "kg:coarseType") == "kg:Time":
                continue
            yield Identity(
                part=part,
                words=" … ".join(_exact(store, facts, each) for each in facts.get(span, ())),
                called=first(chain, "rdfs:label"),
                entity=label(store, entity),
                iri=whole(entity),
                joined=_judgements(store, [iri]),
            )


def _judgements(store: ox.Store, chains: Iterable[str]) -> tuple[Judgement, ...]:
    """The decisions that took one of these local entities for another one, the surest first."""
    sides = ("kg:left", "kg:right")
    found = {decision for chain in chains for side in sides for decision in subjects(store, side, chain)}
    told = [(iri, facts_of(store, iri)) for iri in found]
    joined = [(iri, facts) for iri, facts in told if first(facts, "kg:verdict") == "positive"]
    ordered = sorted(joined, key=lambda each: (-float(first(each[1], "kg:score")), each[0]))
    return tuple(_judgement(store, facts) for _, facts in ordered)


def _judgement(store: ox.Store, facts: Facts) -> Judgement:
    (name, article), (other_name, other_article) = (_side(store, facts, side) for side in ("left", "right"))
    return Judgement(
        name=name,
        article=article,
        other_name=other_name,
        other_article=other_article,
        score=first(facts, "kg:score"),
        reasons=tuple(facts.get("kg:reason", ())),
        by=first(facts, "kg:by"),
    )


def _side(store: ox.Store, facts: Facts, side: str) -> tuple[str, str]:
    """The name and the article of one side of a decision."""
    iri = first(facts, f"kg:{side}")
    return label(store, iri) or first(facts, f"kg:{side}Name"), label(store, iri.partition("#")[0])


def _inference(store: ox.Store, iri: str, facts: Facts) -> Derived:
    premises = [_explained(store, whole(ground)) for ground in facts.get("prov:wasDerivedFrom", ())]
    grounds = (premise for premise in premises if not isinstance(premise, Origin))
    ordered = tuple(sorted(grounds, key=lambda ground: (ground.says, ground.iri)))
    return Derived(iri, _edge(store, facts), first(facts, "kg:rule"), ordered)


def _origin(store: ox.Store, iri: str, facts: Facts) -> Origin:
    chains = subjects(store, "kg:resolvedTo", iri)
    coarse = first(facts, "kg:coarseType")
    kinds = [coarse, *(name for name in facts["rdf:type"] if name not in ("kg:Entity", coarse))]
    appearances = (_appearance(store, chain) for chain in chains)
    return Origin(
        iri=iri,
        name=first(facts, "rdfs:label"),
        types=tuple(map(local_name, kinds)),
        aliases=tuple(facts.get("skos:altLabel", ())),
        appearances=tuple(sorted(appearances, key=lambda each: (each.date, each.article, each.called))),
        joined=_judgements(store, chains),
    )


def _appearance(store: ox.Store, chain: str) -> Appearance:
    article = facts_of(store, chain.partition("#")[0])
    mentions = len(subjects(store, "oa:hasBody", chain))
    return Appearance(
        first(article, "rdfs:label"), first(article, "schema:datePublished"), label(store, chain), mentions
    )


_EXPLAINED: dict[str, Callable[[ox.Store, str, Facts], Explanation]] = {
    "kg:RelationStatement": _relation,
    "kg:Claim": _claim,
    "kg:OpenStatement": _statement,
    "kg:Inference": _inference,
    "kg:Entity": _origin,
}
