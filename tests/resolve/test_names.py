"""How names are read and compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import Ontology
from kg.resolve.names import Lexicon, acronyms, lexicon, normal_form, read_name, same_given, slug


@pytest.fixture(scope="module")
def words(ontology: Ontology) -> Lexicon:
    return lexicon(ontology)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("President Vladimir Putin", "vladimir putin"),
        ("Foreign Minister Sergei Lavrov", "sergei lavrov"),
        ("Dean Martin", "dean martin"),
        ("Gerhard Schröder’s", "gerhard schroder"),
        ("Kim Jong-un", "kim jong un"),
        ("President", "president"),
    ],
)
def test_titles_and_accents_are_no_part_of_a_name(words: Lexicon, text: str, normal: str) -> None:
    assert read_name(text, "Person", words).normal == normal


@pytest.mark.parametrize("text", ["Putin", "V. Putin", "von der Leyen", "al-Assad", "Pope Francis", "Berg-Dahl"])
def test_partial_names(words: Lexicon, text: str) -> None:
    assert read_name(text, "Person", words).partial


@pytest.mark.parametrize(
    "text", ["Vladimir Putin", "Ursula von der Leyen", "Bob Dole", "George W. Bush", "Jean-Claude"]
)
def test_full_names(words: Lexicon, text: str) -> None:
    assert not read_name(text, "Person", words).partial


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Acme Inc.", "acme"),
        ("The Coca-Cola Company", "coca cola"),
        ("W.T.O.", "wto"),
        ("The Company", "company"),
        ("FC Aune", "aune"),
    ],
)
def test_articles_and_legal_forms_are_no_part_of_a_name(words: Lexicon, text: str, normal: str) -> None:
    assert read_name(text, "Organization", words).normal == normal


@pytest.mark.parametrize(
    ("text", "coarse", "generic"),
    [
        ("Daily Sentinel", "Organization", True),
        ("Sentinel of Aune", "Organization", False),
        ("Black River", "Place", True),
        ("Black River", "Organization", False),
        ("Aune River", "Place", False),
    ],
)
def test_names_that_many_bear(words: Lexicon, text: str, coarse: str, generic: bool) -> None:
    assert read_name(text, coarse, words).generic is generic


@pytest.mark.parametrize("text", ["Dayton, Ohio", "DAYTON", "Dayton DC", "Dayton, D.C."])
def test_a_city_is_named_without_its_state(words: Lexicon, text: str) -> None:
    assert read_name(text, "City", words).normal == "dayton"


def test_countries_are_known_by_every_name(words: Lexicon) -> None:
    names = ("U.S.", "the United States", "America", "USA")
    assert {read_name(name, "Country", words).normal for name in names} == {"country us"}


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [
        ("bill", "william", "nickname"),
        ("aleksandr", "alexander", "same"),
        ("muhammad", "mohamed", "same"),
        ("v", "vladimir", "initial"),
        ("sergey", "sergei", "same"),
        ("bill", "hillary", None),
        ("jan", "anna", None),
    ],
)
def test_given_names_agree(words: Lexicon, left: str, right: str, agreement: str | None) -> None:
    assert same_given(left, right, words) == same_given(right, left, words) == agreement


def test_acronyms_with_and_without_small_words(words: Lexicon) -> None:
    assert acronyms("bank of america", words) == {"boa", "ba"}
    assert acronyms("acme", words) == frozenset()


@given(text=st.text())
def test_normal_form_is_stable(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


@given(text=st.text())
def test_slugs_are_ascii_and_never_empty(text: str) -> None:
    assert slug(text)
    assert slug(text).isascii()


@given(text=st.text(), coarse=st.sampled_from(["Person", "Organization", "Country", "City"]))
def test_any_text_can_be_read(words: Lexicon, text: str, coarse: str) -> None:
    name = read_name(text, coarse, words)
    assert bool(name.normal) or not name.given
