"""What names tell of where something lies or belongs."""

from __future__ import annotations

import pytest

from kg.extract.learned import Found, _home, _in_one_country, _is_abroad, _known
from kg.extract.lexicon import lexicon
from kg.extract.whereabouts import body_above, own_name, whereabouts
from kg.model import Chain, Mention
from kg.ontology import load


def chain(name: str, coarse: str, *aliases: str) -> Chain:
    return Chain(name, coarse, (coarse,), name, (name, *aliases), ("m1",))


@pytest.mark.parametrize(
    ("name", "coarse", "likeliest"),
    [
        ("Oslo", "City", "Norway"),
        ("Birmingham", "City", "United Kingdom"),
        ("Odisha", "Region", "India"),
        ("Knesset", "Organization", "Israel"),
        ("Danish Farmers Association", "Organization", "Denmark"),
        ("University of Zagreb", "Organization", "Croatia"),
    ],
)
def test_the_likeliest_country_comes_first(name: str, coarse: str, likeliest: str) -> None:
    assert whereabouts(chain(name, coarse), lexicon(load()))[0] == likeliest


@pytest.mark.parametrize(
    ("name", "coarse"), [("Nobody's Corner", "City"), ("Sunrise Ltd", "Organization"), ("Oslo", "Person")]
)
def test_of_most_names_nothing_is_known(name: str, coarse: str) -> None:
    assert whereabouts(chain(name, coarse), lexicon(load())) == ()


def test_a_city_name_of_many_countries_rules_none_of_them_out() -> None:
    countries = whereabouts(chain("Valencia", "City"), lexicon(load()))
    assert {"Spain", "Venezuela"} <= set(countries)


def test_organs_of_a_body() -> None:
    words = lexicon(load())
    assert body_above(chain("Security Council", "Organization"), words) == own_name(chain("UN", "Organization"), words)
    assert own_name(chain("Republic of Elsewhere", "Country"), words) is None


def test_what_is_known_of_two_chains() -> None:
    named = [chain("Oslo", "City"), chain("Norway", "Country"), chain("Peru", "Country"), chain("Ann", "Person")]
    known = _known({each.id: each for each in named}, load())
    assert known == {("Oslo", "Norway"): True, ("Oslo", "Peru"): False}


NORWAY, DENMARK = (
    Chain(name, "Country", ("Country", "Location", "Agent"), name, (name,), ("m",)) for name in ("Norway", "Denmark")
)
VOGT = Chain("Anna Vogt", "Person", ("Minister", "Politician", "Person"), "Anna Vogt", ("Anna Vogt",), ("m",))
PLACES = {each.name: each for each in (NORWAY, DENMARK, VOGT)}


@pytest.mark.parametrize(
    ("named", "home"),
    [
        (("Norway", "Norway", "Denmark", "Anna Vogt"), {("Anna Vogt", "Norway")}),
        (("Anna Vogt",), set()),
    ],
)
def test_offices_are_most_likely_of_the_country_that_is_named_most(named: tuple[str, ...], home: set[object]) -> None:
    mentions = [Mention(f"m{number}", 0, 1, "name", PLACES[name].type, name) for number, name in enumerate(named)]
    assert _home(mentions, PLACES, load()) == home


@pytest.mark.parametrize(
    ("told", "abroad"),
    [
        (("Anna Vogt", "headOfState", "Denmark"), True),
        (("Anna Vogt", "citizenOf", "Denmark"), True),
        (("Anna Vogt", "ministerOf", "Norway"), False),
        (("Anna Vogt", "visits", "Denmark"), False),
    ],
)
def test_nobody_is_taken_to_hold_office_in_a_second_country(told: tuple[str, str, str], *, abroad: bool) -> None:
    countries = {name for name, place in PLACES.items() if "Country" in place.types}
    assert _is_abroad(("Anna Vogt", "represents", "Norway"), {told}, countries, load()) == abroad


def test_what_lies_in_one_country_lies_in_no_other() -> None:
    countries = {"Norland", "Suda"}
    mention = Mention("m1", 0, 4, "name", "City", "Lund")
    edges = [("Lund", "locatedIn", "Norland"), ("Lund", "locatedIn", "Suda"), ("Lund", "twinnedWith", "Suda")]
    found = {edge: Found(edge, score, mention, mention) for edge, score in zip(edges, (0.9, 0.8, 0.7), strict=True)}
    assert list(_in_one_country(found, [], countries, load())) == [edges[0], edges[2]]
    assert list(_in_one_country(found, [edges[1]], countries, load())) == [edges[1], edges[2]]
