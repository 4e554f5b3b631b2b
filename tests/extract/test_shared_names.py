"""Names that two bear: family names, and what else is called like a person, a city or a country."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Extraction

pytestmark = pytest.mark.model

type Read = Callable[[str], Extraction]


def chains(found: Extraction, *kinds: str) -> list[tuple[str, ...]]:
    """The names of every chain of one of these coarse types, in text order."""
    text = found.article.text
    spans = {mention.id: text[mention.start : mention.end] for mention in found.mentions if mention.kind == "name"}
    named = (tuple(spans[m] for m in chain.mentions if m in spans) for chain in found.chains if chain.type in kinds)
    return [names for names in named if names]


def test_who_was_called_so_goes_on_to_be(read_text: Read) -> None:
    found = read_text(
        "Omar Haddad met Anna Lind in Oslo. Haddad was tired. His uncle, Karim Haddad, was ill. Haddad left early."
    )
    assert chains(found, "Person") == [("Omar Haddad", "Haddad", "Haddad"), ("Anna Lind",), ("Karim Haddad",)]


def test_kin_by_possessive_come_after_whose_kin_they_are(read_text: Read) -> None:
    found = read_text("Omar Haddad thanked his uncle, Karim Haddad, on Monday. Haddad then left for Oslo.")
    assert chains(found, "Person") == [("Omar Haddad", "Haddad"), ("Karim Haddad",)]


def test_a_noun_beside_the_name_tells_the_gender(read_text: Read) -> None:
    found = read_text(
        "Ngaio Parata and her husband, Tiwa Parata, were sentenced on Monday. "
        "Mr. Parata wept in court. Mrs. Parata said that she would appeal."
    )
    assert chains(found, "Person") == [("Ngaio Parata", "Parata"), ("Tiwa Parata", "Parata")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("George W. Bush", "George H.W. Bush"),
        ("Peter Berg", "Anna Berg"),
    ],
)
def test_names_of_two_people(first: str, second: str, read_text: Read) -> None:
    found = read_text(f"{first} said on Friday that he would stay. {second} said on Monday that it was time to go.")
    assert len(chains(found, "Person")) == 2


def test_a_middle_name_may_be_left_out(read_text: Read) -> None:
    found = read_text("Maria L. Weber said on Friday that she would stay. Maria Weber said it again on Monday.")
    assert len(chains(found, "Person")) == 1


def test_a_country_and_a_man_of_its_name(read_text: Read) -> None:
    found = read_text("Michael Jordan flew to Jordan on Friday. Jordan, who retired in 2003, stayed for a week.")
    assert chains(found, "Person") == [("Michael Jordan", "Jordan")]
    assert chains(found, "Country") == [("Jordan",)]


def test_a_company_and_its_founder(read_text: Read) -> None:
    found = read_text(
        "Giorgio Armani died in Milan on Thursday. Shares in Armani fell. Armani employs nine thousand people. "
        "Giorgio Armani had no children."
    )
    assert chains(found, "Person") == [("Giorgio Armani", "Giorgio Armani")]
    assert ("Armani", "Armani") in chains(found, "Organization")


def test_a_known_name_is_short_for_a_longer_one_of_its_class(read_text: Read) -> None:
    found = read_text("Ford will close a plant in Spain. Ford Motor Company said so on Friday.")
    assert ("Ford", "Ford Motor Company") in chains(found, "Organization")


def test_a_language_is_no_country(read_text: Read) -> None:
    found = read_text("Thousands of Kenyan students learn Chinese. China pays for it, and Chinese firms hire them.")
    assert chains(found, "Country")[1:] == [("China", "Chinese")]
    assert ("Chinese",) in chains(found, "Language")


def test_a_people_behind_an_article_is_not_its_country(read_text: Read) -> None:
    found = read_text("The Dutch have voted. A Dutch newspaper wrote that the Netherlands will change.")
    assert ("Dutch", "Netherlands") in chains(found, "Country")


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("A research team found bones in Kenya. The team was surprised.", "Organization"),
        ("Her legal team will appeal.", "Organization"),
        ("The striker scored before halftime, and the team won the match in the league.", "SportsTeam"),
    ],
)
def test_not_every_team_plays(text: str, fine: str, read_text: Read) -> None:
    found = read_text(text)
    teams = [chain for chain in found.chains if "team" in chain.name.lower()]
    assert teams
    assert all(("SportsTeam" in chain.types) == (fine == "SportsTeam") for chain in teams)


def test_the_coach_of_a_team_and_the_city_it_plays_in(read_text: Read) -> None:
    found = read_text(
        "Valencia won 2-0 in Seville. The striker scored twice. The coach of Valencia praised his goalkeeper. "
        "Fans had travelled to Seville by train."
    )
    assert chains(found, "Organization") == [("Valencia", "Valencia")]
    assert chains(found, "City") == [("Seville", "Seville")]


def test_a_company_is_what_the_noun_before_its_name_says(read_text: Read) -> None:
    found = read_text("The Finnish paper maker Talvora returned to profit last year. Talvora paid a dividend.")
    assert chains(found, "Organization") == [("Talvora", "Talvora")]


def test_initials_belong_to_the_name(read_text: Read) -> None:
    found = read_text("The chemist M. Oyelowa was cleared. Prof. Oyelowa said that she would go on.")
    assert chains(found, "Person") == [("M. Oyelowa", "Oyelowa")]
    assert [chain.gender for chain in found.chains if chain.type == "Person"] != ["male"]


def test_one_name_with_a_plural_verb_is_a_team(read_text: Read) -> None:
    found = read_text(
        "Torvora are going up. Two goals by Jonas Lind on the last day of the season saved the football club."
    )
    assert chains(found, "Organization") == [("Torvora",)]


def test_a_person_with_initials_is_no_award(read_text: Read) -> None:
    found = read_text("A new method has won R. K. Oyelowa the Indra Medal. Dr. Oyelowa is a geologist.")
    assert chains(found, "Person") == [("R. K. Oyelowa", "Oyelowa")]


def test_a_body_may_be_called_after_its_country(read_text: Read) -> None:
    found = read_text("The Kenya Flower Growers' Union said on Monday that it had won. The KFGU has 300 members.")
    assert chains(found, "Organization") == [("Kenya Flower Growers' Union", "KFGU")]


def test_a_house_is_not_the_white_house(read_text: Read) -> None:
    found = read_text(
        "The White House criticized the bill. The House passed it on Monday after a debate in the Senate."
    )
    assert ("White House", "House") not in chains(found, "Organization", "Place")


def test_a_dateline_says_nothing_and_its_capitals_are_no_name(read_text: Read) -> None:
    found = read_text("OSLO, Norway, 14 May 2024 - Peter Lind said on Tuesday that the plan would fail.")
    assert [chain.name for chain in found.chains if chain.named] == ["Oslo", "Norway", "Peter Lind"]
    speakers = {claim.speaker for claim in found.claims}
    assert [chain.name for chain in found.chains if chain.id in speakers] == ["Peter Lind"]


def test_several_senators_are_no_part_of_a_name(read_text: Read) -> None:
    found = read_text(
        "Senators Anna Lind (D-OH) and Peter Berg (R-TX), Jr. met in Oslo. Attorney General Omar Haddad came."
    )
    assert chains(found, "Person") == [("Anna Lind",), ("Peter Berg",), ("Omar Haddad",)]
    assert chains(found, "Organization") == []


def test_a_heading_in_capitals_gives_no_name(read_text: Read) -> None:
    found = read_text("BERG VISITS OSLO\n\nPeter Berg went to Oslo on Monday. BERG was tired, and Berg slept.")
    assert [chain.aliases for chain in found.chains if chain.type == "Person"] == [("Peter Berg", "Berg")]


def test_a_capital_with_its_district_is_one_city(read_text: Read) -> None:
    found = read_text("Peter Lind lives in Washington, D.C. with his wife. He was born in New Mexico in 1960.")
    assert chains(found, "City") == [("Washington, D.C.",)]
    assert chains(found, "Region") == [("New Mexico",)]


def test_who_speaks_as_it_is_no_person(read_text: Read) -> None:
    found = read_text("Stellora, the brewer, was fined on Monday for fixing prices. Stellora said it would appeal.")
    assert chains(found, "Organization") == [("Stellora", "Stellora")]
