"""What an article tells of each of its local entities: ages, other names, places."""

from __future__ import annotations

import re

import pytest
from handmade_articles import Local, article

from kg.model import Article, Chain, Extraction, Link, Mention
from kg.ontology import Ontology
from kg.resolve import Profile, Rules, profiles, resolve, rules

GEONAMES = "https://sws.geonames.org/{}/"


@pytest.fixture(scope="module")
def chosen(ontology: Ontology) -> Rules:
    return rules(ontology)


def told(text: str, chosen: Rules, published: str | None = "2015-06-01") -> Profile:
    """The profile of the one person that `text` mentions in [brackets] by name and in {braces} otherwise."""
    plain, mentions, position = "", [], 0
    for number, mark in enumerate(re.finditer(r"\[(.+?)\]|\{(.+?)\}", text)):
        plain += text[position : mark.start()]
        words = mark[1] or mark[2]
        kind = "name" if mark[1] else "pronoun" if words in ("He", "She") else "nominal"
        mentions.append(Mention(f"m{number}", len(plain), len(plain) + len(words), kind, "Person", "c0"))  # type: ignore[arg-type]
        plain += words
        position = mark.end()
    plain += text[position:]
    name = re.search(r"\[(.+?)\]", text)
    assert name
    chain = Chain("c0", "Person", ("Person",), name[1], (), tuple(mention.id for mention in mentions))
    found = Extraction(Article("a", plain, published=published), mentions=tuple(mentions), chains=(chain,))
    return next(profiles(found, chosen))


@pytest.mark.parametrize(
    "text",
    [
        "[Anna Berg], 34, said no.",
        "[Anna Berg] said no. {She} is 34.",
        "Judge [Anna Berg], who died on Monday aged 34.",
        "A 34-year-old baker, [Anna Berg], won.",
        "[Anna Berg] won. {The 34-year-old} smiled.",
    ],
)
def test_an_age_tells_the_year_of_birth(chosen: Rules, text: str) -> None:
    assert told(text, chosen).births == {1981}


@pytest.mark.parametrize("text", ["[Anna Berg] scored 34 points.", "A 34-year-old baker died. [Anna Berg] wept."])
def test_other_numbers_are_no_ages(chosen: Rules, text: str) -> None:
    assert not told(text, chosen).births


def test_an_undated_article_tells_no_year(chosen: Rules) -> None:
    assert not told("[Anna Berg], 34, said no.", chosen, None).births


@pytest.mark.parametrize(
    "text",
    [
        "[Anna Dahl], née Berg, said no.",
        "[Anna Dahl], formerly Anna Berg, said no.",
        "[Anna Dahl], who was known to viewers as Anna Berg, said no.",
    ],
)
def test_a_former_name_is_a_name(chosen: Rules, text: str) -> None:
    assert "anna berg" in {name.normal for name in told(text, chosen).forms}


def test_descriptions_are_head_nouns_that_not_anybody_bears(chosen: Rules) -> None:
    found = told("[Anna Berg] won. {the retired baker from Oslo} wept. {The woman} left.", chosen)
    assert found.descriptions == {"baker"}


def setting(chosen: Rules, *places: Local) -> frozenset[str]:
    return next(profiles(article("a", "Anna Berg", *places), chosen)).setting


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("Portland", "Oregon"), {"US", "US-OR"}),
        (("Portland", "Maine"), {"US", "US-ME"}),
        (("Dayton, Ohio",), {"US", "US-OH"}),
        (("Leeds, England",), {"GB"}),
        (("Richmond", "London"), {"GB"}),
        (("Atlanta", "Georgia"), {"US", "US-GA"}),
        (("Tbilisi", "Georgia"), {"GE"}),
    ],
)
def test_an_article_plays_where_its_places_are(chosen: Rules, names: tuple[str, ...], codes: set[str]) -> None:
    assert setting(chosen, *(Local(name, "City") for name in names)) == codes


def test_a_link_places_what_its_article_leaves_open(ontology: Ontology, chosen: Rules) -> None:
    linked = Chain("c0", "City", ("City",), "Valencia", (), (), links=(Link(GEONAMES.format(2509954), 0.9),))
    extraction = Extraction(Article("a", ""), chains=(linked,))
    assert next(profiles(extraction, chosen)).places == {"ES"}


@pytest.mark.parametrize(
    ("left", "right", "one"),
    [
        (("Han Ji-hoon", "Seoul"), ("Ji-hoon Han", "Seoul"), True),
        (("Helen Marchetti", "Boston"), ("Helen Marchetti Doyle", "Boston"), True),
        (("Olexander Tymchuk", "Kyiv"), ("Oleksandr Timchuk", "Kyiv"), True),
        (("Anna Berg", "Leeds, England"), ("Anna Berg", "Dayton, Ohio"), False),
        (("Berg", "Leeds, England"), ("Berg", "Dayton, Ohio"), False),
        (("Anna Berg", "Leeds, England"), ("Anna Berg", "Leeds, England"), True),
    ],
)
def test_names_and_places_together_tell_who_is_one(
    ontology: Ontology, left: tuple[str, str], right: tuple[str, str], one: bool
) -> None:
    corpus = [
        article(identity, name, Local(place, "City"))
        for identity, (name, place) in zip("ab", (left, right), strict=True)
    ]
    people = [entity.members for entity in resolve(corpus, ontology).entities if entity.type == "Person"]
    assert (("a#c0", "b#c0") in people) is one


def test_cities_of_one_name_stay_two(ontology: Ontology) -> None:
    portland = Local("Portland", "City")
    corpus = [article("a", portland, Local("Oregon", "Region")), article("b", portland, Local("Maine", "Region"))]
    found = [entity.members for entity in resolve(corpus, ontology).entities if entity.name == "Portland"]
    assert sorted(found) == [("a#c0",), ("b#c0",)]


@pytest.mark.parametrize(
    ("text", "code"), [("Windsor, Ontario", "CA"), ("Windsor (England)", "GB"), ("Ontario", "US-CA")]
)
def test_what_is_written_behind_a_place_says_where_both_are(chosen: Rules, text: str, code: str) -> None:
    names = re.findall(r"\w+", text)
    mentions = [
        Mention(f"m{number}", text.index(name), text.index(name) + len(name), "name", "Place", f"c{number}")
        for number, name in enumerate(names)
    ]
    chains = [Chain(f"c{n}", "Place", ("Place",), name, (), (f"m{n}",)) for n, name in enumerate(names)]
    found = profiles(Extraction(Article("a", text), mentions=tuple(mentions), chains=tuple(chains)), chosen)
    assert [profile.places for profile in found] == [{code}] * len(names)
