"""Claims of several articles: who says the same, who the opposite, and who was first."""

from __future__ import annotations

from dataclasses import replace

from kg.disputes import ClaimLinks, claim_links
from kg.graph import Graph
from kg.model import (
    Article,
    Certainty,
    Chain,
    Claim,
    Entity,
    Evidence,
    Extraction,
    Mention,
    Polarity,
    Relation,
    Span,
    Statement,
)

NAMES = ("Kovar", "Holub", "Norlund", "Arland")


def _article(name: str, day: str, speaker: str, polarity: Polarity, certainty: Certainty = "certain") -> Extraction:
    """An article in which `speaker` says that Norlund bribed Arland, or that it did not."""
    text = f"{speaker} told us once more: Norlund bribed Arland."
    present = [each for each in NAMES if each in text]

    def at(words: str) -> Span:
        return text.index(words), text.index(words) + len(words)

    content = at("Norlund bribed Arland")
    bribed = Relation(
        "r1",
        "Norlund",
        "funds",
        "Arland",
        Evidence(*content, subject=at("Norlund"), cue=at("bribed"), object=at("Arland")),
        certainty=certainty,
        polarity=polarity,
        speaker=speaker,
    )
    claim = Claim(
        "k1",
        speaker,
        (at(speaker),),
        (at("told"),),
        (content,),
        "indirect",
        "Saying",
        certainty,
        polarity,
        relations=("r1",),
    )
    return Extraction(
        article=Article(name, text, published=day, source=f"Paper {name}"),
        mentions=tuple(Mention(f"m{each}", *at(each), "name", "Organization", each) for each in present),
        chains=tuple(Chain(each, "Organization", ("Organization",), each, (), (f"m{each}",)) for each in present),
        relations=(bribed,),
        claims=(claim,),
    )


def _links(*extractions: Extraction) -> list[ClaimLinks | None]:
    """The links of each article's claim, with ids of articles for IRIs."""
    members = {
        name: tuple(
            f"{each.article.id}#{name}" for each in extractions if any(chain.id == name for chain in each.chains)
        )
        for name in NAMES
    }
    entities = tuple(
        Entity(name, "Organization", ("Organization",), name, (), found) for name, found in members.items() if found
    )
    graph = Graph(extractions, entities)
    articles = {view.iri: view.article.id for view in graph.claims}
    links = {articles[iri]: each for iri, each in claim_links(graph.views).items()}

    def named(found: ClaimLinks) -> ClaimLinks:
        repeats, contradicts = (
            tuple(sorted(articles[iri] for iri in iris)) for iris in (found.repeats, found.contradicts)
        )
        return ClaimLinks(repeats, contradicts, found.claimants)

    return [named(links[each.article.id]) if each.article.id in links else None for each in extractions]


def test_a_later_claim_of_the_same_repeats_the_first() -> None:
    late, early = _article("a", "2024-05-02", "Holub", "positive"), _article("b", "2024-05-01", "Kovar", "positive")
    assert _links(late, early) == [ClaimLinks(("b",), (), 2), ClaimLinks((), (), 2)]


def test_a_source_quoted_twice_is_one_source() -> None:
    both = [_article(name, "2024-05-01", "Kovar", "positive") for name in ("a", "b")]
    assert _links(*both) == [None, ClaimLinks(("a",), (), 1)]


def test_a_denial_contradicts_the_first_claim_and_the_claim_the_first_denial() -> None:
    said = _article("a", "2024-05-01", "Kovar", "positive")
    denials = [_article(name, day, "Holub", "negative") for name, day in (("b", "2024-05-03"), ("c", "2024-05-02"))]
    claimed, later, earlier = _links(said, *denials)
    assert claimed == ClaimLinks((), ("c",), 1)
    assert later == ClaimLinks(("c",), ("a",), 1)
    assert earlier == ClaimLinks((), ("a",), 1)


def test_nobody_contradicts_himself_and_what_is_open_contradicts_nobody() -> None:
    said = _article("a", "2024-05-01", "Kovar", "positive")
    assert _links(said, _article("b", "2024-05-02", "Kovar", "negative")) == [None, None]
    assert _links(said, _article("b", "2024-05-02", "Holub", "negative", "underspecified")) == [None, None]


def _worded(name: str, speaker: str, lemma: str, act: str, polarity: Polarity) -> Extraction:
    """An article in which `speaker` makes a claim that holds an open statement of Norlund and Arland."""
    said = _article(name, f"2024-05-0{ord(name) - 96}", speaker, polarity)
    claim = replace(said.claims[0], act=act, relations=())
    at = {each.chain: (each.start, each.end) for each in said.mentions}
    statement = Statement(
        id="s1",
        predicate=lemma,
        spans=said.claims[0].content,
        lemma=lemma,
        arguments=((at["Norlund"],), (at["Arland"],)),
        chains=("Norlund", "Arland"),
        confidence=0.9,
        claim="k1",
    )
    return replace(said, relations=(), claims=(claim,), statements=(statement,))


def test_not_in_the_wording_and_in_the_speech_act_deny_the_same() -> None:
    said = _worded("a", "Kovar", "bribe", "Saying", "positive")
    not_said = _worded("b", "Holub", "not bribe", "Saying", "negative")
    denied = _worded("c", "Holub", "bribe", "Denial", "negative")
    assert [each and each.contradicts for each in _links(said, not_said)] == [("b",), ("a",)]
    assert [each and each.contradicts for each in _links(said, denied)] == [("c",), ("a",)]
    assert [each and each.repeats for each in _links(not_said, denied)] == [None, ("b",)]


def test_denying_that_it_was_not_so_affirms_it() -> None:
    said = _worded("a", "Kovar", "bribe", "Saying", "positive")
    assert [
        each and each.repeats for each in _links(said, _worded("b", "Holub", "not bribe", "Denial", "positive"))
    ] == [
        (),
        ("a",),
    ]


def test_a_not_elsewhere_in_what_is_said_leaves_the_statement_alone() -> None:
    said = _worded("a", "Kovar", "bribe", "Saying", "positive")
    assert _links(said, _worded("b", "Holub", "bribe", "Saying", "negative")) == [None, None]


def test_alone_a_claim_has_no_links() -> None:
    assert _links(_article("a", "2024-05-01", "Kovar", "positive")) == [None]
