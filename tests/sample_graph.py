"""Graphs made by hand for the tests of graph, store and exports: two articles with statements of all kinds."""

from __future__ import annotations

from kg.graph import Graph
from kg.model import (
    Article,
    Chain,
    Claim,
    Decision,
    Entity,
    Evidence,
    Extraction,
    Link,
    Mention,
    Relation,
    Span,
    Statement,
    Time,
)

FIRST = (
    "Mara Lindqvist leads Norvik Energy. Her spokesman Tom Adeyemi denied that Norvik Energy bribed Arland. "
    "Arland accused Norvik Energy of spying. "
    "Lindqvist, who formerly worked for Harbour Bank, hopes for a deal with Arland."
)
TITLE = "Norvik <denies> & 'smiles'"
SECOND = "On Tuesday Arland accused Norvik Energy again. Lindqvist is the chief executive of Norvik Energy."


def find(text: str, phrase: str, occurrence: int = 0) -> Span:
    """Where the phrase stands."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(phrase, start + 1)
    return start, start + len(phrase)


def article(name: str, text: str, **fields: str) -> Article:
    return Article(id=name, text=text, **fields)


def mention(text: str, number: int, phrase: str, chain: str, type_: str, occurrence: int = 0) -> Mention:
    start, end = find(text, phrase, occurrence)
    return Mention(id=f"m{number}", start=start, end=end, kind="name", type=type_, chain=chain)


def evidence(text: str, sentence: str, subject: str, cue: str, object_: str) -> Evidence:
    start, end = find(text, sentence)
    inside = text[start:end]
    spans = [find(inside, phrase) for phrase in (subject, cue, object_)]
    moved = [(start + left, start + right) for left, right in spans]
    return Evidence(start, end, *moved)


def first() -> Extraction:
    text = FIRST
    denial = "Her spokesman Tom Adeyemi denied that Norvik Energy bribed Arland."
    accusation = "Arland accused Norvik Energy of spying."
    past = "Lindqvist, who formerly worked for Harbour Bank, hopes for a deal with Arland."
    return Extraction(
        article=article(
            "a1",
            text,
            title=TITLE,
            url="https://news.example/a?b=1&c=ä",
            published="2024-03-05",
            source='The "Example" Post',
            language="en",
        ),
        mentions=(
            mention(text, 1, "Mara Lindqvist", "c1", "Person"),
            mention(text, 2, "Norvik Energy", "c2", "Organization"),
            mention(text, 3, "Tom Adeyemi", "c3", "Person"),
            mention(text, 4, "Arland", "c4", "Country"),
            mention(text, 5, "Harbour Bank", "c5", "Organization"),
            mention(text, 6, "a deal", "c6", "Event"),
            Mention("m7", *find(text, "spokesman"), kind="value", type="Role", chain="c7"),
        ),
        chains=(
            Chain("c1", "Person", ("BusinessPerson", "Person"), "Mara Lindqvist", ("Lindqvist",), ("m1",), "female"),
            Chain("c2", "Organization", ("Company", "Organization"), "Norvik Energy", ("Norvik",), ("m2",)),
            Chain("c3", "Person", ("Spokesperson",), "Tom Adeyemi", (), ("m3",)),
            Chain("c4", "Country", ("Country",), "Arland", (), ("m4",), links=(Link("https://geo.example/1", 0.95),)),
            Chain("c5", "Organization", ("Company",), "Harbour Bank", (), ("m5",)),
            Chain("c6", "Event", ("Event",), "a deal", (), ("m6",), named=False),
            Chain("c7", "Role", ("Role",), "spokesman", (), ("m7",)),
        ),
        relations=(
            Relation(
                "r1",
                "c1",
                "leads",
                "c2",
                asserted=True,
                role="head",
                evidence=evidence(
                    text, "Mara Lindqvist leads Norvik Energy.", "Mara Lindqvist", "leads", "Norvik Energy"
                ),
            ),
            Relation(
                "r2",
                "c2",
                "bribes",
                "c4",
                polarity="negative",
                speaker="c3",
                evidence=evidence(text, denial, "Norvik Energy", "bribed", "Arland"),
            ),
            Relation(
                "r3",
                "c4",
                "accuses",
                "c2",
                asserted=True,
                evidence=evidence(text, accusation, "Arland", "accused", "Norvik Energy"),
            ),
            Relation(
                "r4",
                "c2",
                "spiesOn",
                "c4",
                speaker="c4",
                certainty="underspecified",
                inferred_from=("r3",),
                evidence=evidence(text, accusation, "Norvik Energy", "spying", "Arland"),
            ),
            Relation(
                "r5",
                "c1",
                "worksFor",
                "c5",
                asserted=True,
                former=True,
                score=0.875,
                evidence=evidence(text, past, "Lindqvist", "worked for", "Harbour Bank"),
            ),
        ),
        claims=(
            Claim(
                "q1",
                "c3",
                source=(find(text, "Tom Adeyemi"),),
                cue=(find(text, "denied"),),
                content=(find(text, "Norvik Energy bribed Arland"),),
                quote="indirect",
                act="Denial",
                polarity="negative",
                relations=("r2",),
                about=("c2", "c4"),
            ),
            Claim(
                "q2",
                "c4",
                source=(find(text, "Arland", 1),),
                cue=(find(text, "accused"),),
                content=(find(text, "spying"),),
                quote="indirect",
                act="Accusation",
                certainty="underspecified",
                relations=("r4",),
                about=("c2",),
                parent="q1",
            ),
        ),
        statements=(
            Statement(
                "s1",
                "hopes for a deal with",
                (find(text, "hopes for"),),
                "hope for",
                arguments=((find(text, "Lindqvist", 1),), (find(text, "a deal"),), (find(text, "Arland", 2),)),
                chains=("c1", "c6", "c4"),
                confidence=0.5,
            ),
            Statement(
                "s2",
                "hopes for a deal with",
                (find(text, "hopes for a deal with"),),
                "hope for deal with",
                arguments=((find(text, "Lindqvist", 1),), (find(text, "Arland", 2),)),
                chains=("c1", "c4"),
                confidence=0.61,
                asserted=True,
            ),
        ),
    )


def second() -> Extraction:
    text = SECOND
    again = "On Tuesday Arland accused Norvik Energy again."
    leads = "Lindqvist is the chief executive of Norvik Energy."
    return Extraction(
        article=article("a2", text, published="2024-03-07T09:30:00+00:00"),
        mentions=(
            mention(text, 1, "Arland", "c1", "Country"),
            mention(text, 2, "Norvik Energy", "c2", "Organization"),
            mention(text, 3, "Lindqvist", "c3", "Person"),
        ),
        chains=(
            Chain("c1", "Country", ("Country",), "Arland", (), ("m1",)),
            Chain("c2", "Organization", ("Organization",), "Norvik Energy", (), ("m2",)),
            Chain("c3", "Person", ("Person",), "Lindqvist", (), ("m3",)),
        ),
        relations=(
            Relation(
                "r1",
                "c1",
                "accuses",
                "c2",
                asserted=True,
                time="2024-03-05",
                evidence=evidence(text, again, "Arland", "accused", "Norvik Energy"),
            ),
            Relation(
                "r2",
                "c3",
                "leads",
                "c2",
                asserted=True,
                role="chief executive",
                evidence=evidence(text, leads, "Lindqvist", "chief executive of", "Norvik Energy"),
            ),
        ),
        times=(Time(*find(text, "Tuesday"), value="2024-03-05", granularity="day"),),
    )


def entities() -> tuple[Entity, ...]:
    geo = (Link("https://geo.example/1", 0.95), Link("https://wiki.example/Q 1", 0.4))
    return (
        Entity(
            "mara-lindqvist",
            "Person",
            ("BusinessPerson", "Person"),
            "Mara Lindqvist",
            ("Lindqvist",),
            ("a1#c1", "a2#c3"),
        ),
        Entity(
            "norvik-energy",
            "Organization",
            ("Company", "Organization"),
            "Norvik Energy",
            ("Norvik",),
            ("a1#c2", "a2#c2"),
        ),
        Entity("tom-adeyemi", "Person", ("Spokesperson", "Person"), "Tom Adeyemi", (), ("a1#c3",)),
        Entity("arland", "Country", ("Country",), "Arland", ("Arland",), ("a1#c4", "a2#c1"), links=geo),
        Entity("harbour-bank", "Organization", ("Company",), "Harbour Bank", (), ("a1#c5",)),
        Entity("a-deal", "Event", ("Event",), "a deal", (), ("a1#c6",), named=False),
        Entity("spokesman", "Role", ("Role",), "spokesman", (), ("a1#c7",)),
    )


def decisions() -> tuple[Decision, ...]:
    return (
        Decision("a1#c1", "a2#c3", "positive", 0.93, ("the surname is in the name", "same organisation")),
        Decision("a1#c3", "a2#c3", "negative", 0.02, ("given names differ",), by="user"),
    )


def sample() -> Graph:
    """Both articles."""
    return Graph((first(), second()), entities(), decisions(), version="1.0")


def hostile(text: str) -> Graph:
    """A graph in which `text` is every name, quotation and title."""
    body = f"{text} met {text}."
    size = len(text)
    met = (size + 1, size + 4)
    left, right = (0, size), (size + 5, size + 5 + size)
    chains = [Chain(name, "Person", ("Person",), text, (text + "x",), (), "unknown") for name in ("c1", "c2")]
    mentions = [
        Mention(f"m{number}", *span, kind="name", type="Person", chain=chain.id)
        for number, (span, chain) in enumerate(zip((left, right), chains, strict=True))
    ]
    relation = Relation(
        "r1", "c1", "meets", "c2", Evidence(0, len(body), left, met, right), speaker="c2", role=text, time=text
    )
    claim = Claim("q1", "c2", (right,), (met,), (left,), "direct", "Saying", relations=("r1",), about=("c1",))
    statement = Statement("s1", text, (met,), text, ((left,), (right,)), ("c1", "c2"), 0.5)
    origin = Article(
        "a" * 8, body, title=text, url="https://x.example/" + text, published=text, source=text, authors=(text,)
    )
    extraction = Extraction(origin, tuple(mentions), tuple(chains), (relation,), (claim,), (statement,))
    people = [
        Entity(
            f"p{number}-{text}",
            "Person",
            ("Person",),
            text,
            (text + "x",),
            (f"{origin.id}#c{number}",),
            links=(Link("https://y.example/" + text, 0.5),),
        )
        for number in (1, 2)
    ]
    return Graph(
        (extraction,), tuple(people), (Decision(f"{origin.id}#c1", f"{origin.id}#c2", "negative", 0.1, (text,)),), "1.0"
    )
