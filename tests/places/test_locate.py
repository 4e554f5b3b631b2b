"""Places are told apart by what the article says around them, and linked only when one is likelier than all others."""

from __future__ import annotations

import pytest

from kg.gazetteer import gazetteer
from kg.model import Article, Chain, Extraction, Link, Mention
from kg.ontology import Ontology
from kg.places import locate

PARIS_IN_FRANCE = "https://sws.geonames.org/2988507/"
PARIS_IN_TEXAS = "https://sws.geonames.org/4717560/"
GEORGIA = "https://sws.geonames.org/614540/"
GEORGIA_IN_THE_STATES = "https://sws.geonames.org/4197000/"


def said(text: str, *names: tuple[str, str]) -> Extraction:
    """An article in which each (name, class) is mentioned where it first stands, as a chain of its own."""
    mentions, chains = [], []
    for number, (name, kind) in enumerate(names, 1):
        start = text.index(name)
        mentions.append(Mention(f"m{number}", start, start + len(name), "name", kind, f"c{number}"))
        chains.append(Chain(f"c{number}", kind, (kind,), name, (), (f"m{number}",)))
    return Extraction(Article("a", text), tuple(mentions), tuple(chains))


def links(extraction: Extraction, ontology: Ontology) -> list[tuple[Link, ...]]:
    """The links of each chain."""
    return [chain.links for chain in locate(extraction, ontology).chains]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Ministers met in Paris.", [("Paris", "City")], PARIS_IN_FRANCE),
        ("A barn burned in Paris, Texas.", [("Paris", "City")], PARIS_IN_TEXAS),
        ("A barn burned in Paris, Tex., on Monday.", [("Paris", "City")], PARIS_IN_TEXAS),
        ("A fair in Paris (Texas) drew crowds.", [("Paris", "City")], PARIS_IN_TEXAS),
        ("Georgia and Armenia signed.", [("Georgia", "Country"), ("Armenia", "Country")], GEORGIA),
        (
            "In the United States, Georgia voted.",
            [("Georgia", "Region"), ("United States", "Country")],
            GEORGIA_IN_THE_STATES,
        ),
    ],
)
def test_context_decides(text: str, names: list[tuple[str, str]], expected: str, ontology: Ontology) -> None:
    ((link, *_), *_) = links(said(text, *names), ontology)
    assert link.iri == expected
    assert link.reason


def test_a_link_tells_where_the_place_is(ontology: Ontology) -> None:
    ((link,),) = links(said("A barn burned in Paris, Texas.", ("Paris", "City")), ontology)
    texas, states = link.within
    assert link.name == "Paris"
    assert link.point == pytest.approx((33.66, -95.56), abs=0.01)
    assert gazetteer(ontology).at(texas).name == "Texas"
    assert gazetteer(ontology).at(states).name == "United States"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Paris Hilton sang.", "Paris", "Person"),
        ("The Paris sank.", "Paris", "Place"),
        ("They met in Qwertyville.", "Qwertyville", "City"),
        ("They met in Springfield.", "Springfield", "City"),
    ],
)
def test_what_is_no_certain_place_stays_without_link(text: str, name: str, kind: str, ontology: Ontology) -> None:
    assert links(said(text, (name, kind)), ontology) == [()]


def test_a_link_depends_on_its_article_alone(ontology: Ontology) -> None:
    alone = said("A barn burned in Paris, Texas.", ("Paris", "City"))
    before = locate(alone, ontology)
    locate(said("Ministers met in Paris, France.", ("Paris", "City")), ontology)
    assert locate(alone, ontology) == before


def test_names_of_an_own_ontology_are_known(ontology: Ontology) -> None:
    found = gazetteer(ontology).named("bavaria")
    assert [(place.kind, place.region) for place in found] == [("region", "DE-BY")]
