"""What is never named: phrases, stories, and which of them join across articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kg.model import Article, Chain, Extraction, Mention
from kg.ontology import Ontology
from kg.resolve import Profile, Rules, keys, profiles, resolve, rules
from kg.resolve.stories import phrase, same_story, signals

_MARK = re.compile(r"\[([^|\]]+)\|(\w+)\]")
SCENE = "Detectives found a crossbow and a torn glove beside the greenhouse of the orchid grower."
FIRST = f"[Marta Quill|Person] was shot in [Ellersby|City]. [The 34-year-old gunman|unnamed] fled on a moped. {SCENE}"
SECOND = f"{SCENE} [A gunman|unnamed] shot [Marta Quill|Person], a florist of [Ellersby|City]."


@pytest.fixture(scope="module")
def chosen(ontology: Ontology) -> Rules:
    return rules(ontology)


def told(identity: str, marked: str, published: str | None = "2015-03-02") -> Extraction:
    """An article whose [words|class] are chains c0, c1, ... of their own; those that are "unnamed" are persons."""
    text, chains, mentions = "", [], []
    rest = 0
    for number, mark in enumerate(_MARK.finditer(marked)):
        text += marked[rest : mark.start()]
        named, coarse = mark[2] != "unnamed", mark[2] if mark[2] != "unnamed" else "Person"
        kind = "name" if named else "nominal"
        mentions.append(Mention(f"m{number}", len(text), len(text) + len(mark[1]), kind, coarse, f"c{number}"))  # type: ignore[arg-type]
        chains.append(Chain(f"c{number}", coarse, (coarse,), mark[1], (), (f"m{number}",), named=named))
        text += mark[1]
        rest = mark.end()
    article = Article(identity, text + marked[rest:], published=published)
    return Extraction(article, mentions=tuple(mentions), chains=tuple(chains))


def unnamed(extraction: Extraction, chosen: Rules) -> Profile:
    return next(profile for profile in profiles(extraction, chosen) if not profile.names)


def groups(ontology: Ontology, *extractions: Extraction) -> Sequence[tuple[str, ...]]:
    """The members of entities that are never named."""
    return [entity.members for entity in resolve(extractions, ontology).entities if not entity.named]


@pytest.mark.parametrize(
    ("words", "head", "modifiers"),
    [
        ("the 34-year-old gunman", "gunman", {"34-year-old"}),
        ("a church in Mississippi", "church", {"mississippi"}),
        ("the driver of the truck", "driver", {"truck"}),
        ("two suspects who fled", "suspects", {"two"}),
    ],
)
def test_a_phrase_is_a_noun_and_what_is_said_of_it(chosen: Rules, words: str, head: str, modifiers: set[str]) -> None:
    found = phrase(Mention("m", 0, len(words), "nominal", "Person", "c"), words, chosen)
    assert found is not None
    assert (found.head, found.modifiers) == (head, modifiers)


@pytest.mark.parametrize("words", ["his wife", "people", "other suspects", "the officials"])
def test_what_only_its_article_can_explain_is_no_phrase(chosen: Rules, words: str) -> None:
    assert phrase(Mention("m", 0, len(words), "nominal", "Person", "c"), words, chosen) is None


def test_one_phrase_in_two_articles_on_one_story_is_one_with_reasons(ontology: Ontology) -> None:
    corpus = (told("a", FIRST), told("b", SECOND, "2015-03-04"))
    assert groups(ontology, *corpus) == [("a#c2", "b#c0")]
    (decision,) = (one for one in resolve(corpus, ontology).decisions if {one.left, one.right} == {"a#c2", "b#c0"})
    assert decision.verdict == "positive"
    assert any(reason.startswith("shared words: ") for reason in decision.reasons)


@pytest.mark.parametrize(
    ("other", "published"),
    [
        (SECOND, "2015-06-04"),
        (SECOND.replace("Marta Quill", "Olaf Stern").replace("Ellersby", "Brackwater"), "2015-03-04"),
        (SECOND.replace(SCENE, "It rained."), "2015-03-04"),
        (SECOND.replace("A gunman", "Two gunmen"), "2015-03-04"),
        (SECOND.replace("A gunman", "The 19-year-old gunman"), "2015-03-04"),
    ],
)
def test_other_days_other_names_other_matters_and_other_numbers_keep_two_apart(
    ontology: Ontology, other: str, published: str
) -> None:
    assert len(groups(ontology, told("a", FIRST), told("b", other, published))) == 2


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("A man", "A man", 2),
        ("A ballot", "A ballot", 2),
        ("A final ballot", "The procedural ballot", 2),
        ("A bearded man", "The bearded man", 1),
        ("The gunman", "A gunman", 1),
    ],
)
def test_what_is_new_in_two_articles_that_are_related_is_two(
    ontology: Ontology, first: str, second: str, count: int
) -> None:
    related = SECOND.replace(SCENE, "Mourners, dealers, botanists, violinists and beekeepers spoke of a crossbow.")
    one = told("a", f"{FIRST.replace('The 34-year-old gunman', first)} Gardeners and joggers wept.")
    assert len(groups(ontology, one, told("b", related.replace("A gunman", second)))) == count


def test_what_is_new_in_two_articles_that_tell_the_same_is_one(ontology: Ontology) -> None:
    first, second = FIRST.replace("The 34-year-old gunman", "A man"), SECOND.replace("A gunman", "A man")
    assert len(groups(ontology, told("a", first), told("b", second))) == 1


NAMED = f"{FIRST.replace('[The 34-year-old gunman|unnamed]', '[Olaf Stern|Person]')} The gunman is known to the police."


def named_gunman(marked: str = NAMED) -> Extraction:
    """An article that names somebody whom it calls "the gunman" as well."""
    found = told("a", marked)
    start = found.article.text.index("The gunman is")
    phrase_ = Mention("m9", start, start + len("The gunman"), "nominal", "Person", "c2")
    chains = [replace(chain, mentions=(*chain.mentions, "m9")) if chain.id == "c2" else chain for chain in found.chains]
    return replace(found, mentions=(*found.mentions, phrase_), chains=tuple(chains))


def of(member: str, ontology: Ontology, *extractions: Extraction) -> tuple[str, ...]:
    """All that is one with a local entity."""
    return next(one.members for one in resolve(extractions, ontology).entities if member in one.members)


def test_what_one_article_calls_alike_and_another_names_is_one(ontology: Ontology) -> None:
    assert of("b#c0", ontology, named_gunman(), told("b", SECOND)) == ("a#c2", "b#c0")
    assert of("b#c0", ontology, told("b", SECOND), named_gunman()) == ("a#c2", "b#c0")
    elsewhere = SECOND.replace("Marta Quill", "Ada Finch").replace("Ellersby", "Brackwater")
    assert of("b#c0", ontology, named_gunman(), told("b", elsewhere)) == ("b#c0",)


def test_an_article_that_names_one_brings_up_another(ontology: Ontology) -> None:
    beside = f"{SECOND} [Olaf Stern|Person] saw it."
    assert "b#c0" not in of("a#c2", ontology, named_gunman(), told("b", beside))


def test_a_phrase_that_fits_two_who_are_named_is_neither(ontology: Ontology) -> None:
    other = replace(named_gunman(NAMED.replace("Olaf Stern", "Ivo Brandt")), article=told("c", NAMED).article)
    other = replace(other, article=replace(other.article, text=other.article.text.replace("Olaf Stern", "Ivo Brandt")))
    assert of("b#c0", ontology, named_gunman(), other, told("b", SECOND)) == ("b#c0",)


def test_two_of_one_article_stay_two(ontology: Ontology) -> None:
    twice = told("a", f"{FIRST} Police sought [a gunman|unnamed].")
    found = groups(ontology, twice, told("b", SECOND))
    assert sorted(map(len, found)) == [1, 2]
    assert not any({"a#c2", "a#c3"} <= set(members) for members in found)


@pytest.mark.parametrize(
    ("again", "groups_of"),
    [
        ("The gunman", [3]),
        ("A gunman", [1, 2]),
        ("The second gunman", [1, 1, 1]),
        ("The 19-year-old gunman", [1, 1, 1]),
    ],
)
def test_what_goes_on_in_one_article_is_one_when_another_article_shows_it(
    ontology: Ontology, again: str, groups_of: list[int]
) -> None:
    twice = told("a", f"{FIRST} Police sought [{again}|unnamed].")
    assert sorted(map(len, groups(ontology, twice, told("b", SECOND)))) == groups_of
    assert sorted(map(len, groups(ontology, twice))) == [1, 1]


def test_a_headline_goes_on_below(ontology: Ontology) -> None:
    below = told("a", f"[Gunman|unnamed] at large in [Ellersby|City]. {FIRST.replace('The 34-year-old', 'A')}")
    assert sorted(map(len, groups(ontology, below, told("b", SECOND)))) == [3]


def test_articles_on_one_story_share_keys_and_others_none(chosen: Rules) -> None:
    first, second = unnamed(told("a", FIRST), chosen), unnamed(told("b", SECOND, "2015-03-07"), chosen)
    later = unnamed(told("c", SECOND, "2015-09-04"), chosen)
    assert same_story(first, second, chosen)
    assert keys(first, chosen) & keys(second, chosen)
    assert not same_story(first, later, chosen)
    assert not keys(first, chosen) & keys(later, chosen)
    assert keys(unnamed(told("d", FIRST, None), chosen), chosen) & keys(
        unnamed(told("e", SECOND, None), chosen), chosen
    )


def test_a_story_is_looked_for_by_what_is_rare() -> None:
    names = ["country no", "person berg", "oslo", "ab", "bc"]
    assert signals(names, ["moped"], dated=True) == {"person berg", "oslo", "ab", "word moped"}
    assert signals(names, ["moped"], dated=False) == {"person berg", "oslo", "ab", "bc", "word moped"}
