"""What is compared with what: keys of one profile, components, and how far one article can reach."""

from __future__ import annotations

import msgspec
import pytest
from handmade_articles import Local, article

from kg.model import Decision, Extraction
from kg.ontology import Ontology
from kg.resolve import Profile, Rules, components, keys, profiles, resolve, resolve_component, rules


@pytest.fixture(scope="module")
def chosen(ontology: Ontology) -> Rules:
    return rules(ontology)


def everyone(chosen: Rules, *extractions: Extraction) -> list[Profile]:
    return [profile for extraction in extractions for profile in profiles(extraction, chosen)]


def keys_of(chosen: Rules, local: Local) -> frozenset[str]:
    return keys(next(profiles(article("a", local), chosen)), chosen)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Local("Viktor Yanukovych"), Local("Yanukovich")),
        (Local("Muammar Gaddafi"), Local("Moammar Khadafy")),
        (Local("Robert Lewandowski"), Local("Robert Levandovsky")),
        (Local("William Kadare"), Local("Bill Khadare")),
        (Local("Ann Berg"), Local("Ann Berg Dahl")),
        (Local("J. Kerry"), Local("Jan Kerry")),
        (Local("World Trade Organization", "Organization"), Local("WTO", "Organization")),
        (Local("Department of Justice", "Organization"), Local("DOJ", "Organization")),
        (Local("Chernobyl", "City"), Local("Chernobyl", "Place")),
        (Local("ARMY", "Organization"), Local("Army", "Organization")),
    ],
)
def test_what_may_be_one_shares_a_key(chosen: Rules, left: Local, right: Local) -> None:
    assert keys_of(chosen, left) & keys_of(chosen, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Local("Anna Berg"), Local("Anna Smit")),
        (Local("Bas Kerry"), Local("Jan Corey")),
        (Local("Jan Reed"), Local("Jan Rowe")),
        (Local("Ann R. Berg"), Local("Jan R.")),
        (Local("John Berg", aliases=("John",)), Local("John Smit", aliases=("John",))),
        (Local("Ministry of Justice", "Organization"), Local("Ministry of Defence", "Organization")),
        (Local("European Union", "Organization"), Local("Energy Utility", "Organization")),
    ],
)
def test_what_cannot_be_one_shares_none(chosen: Rules, left: Local, right: Local) -> None:
    assert not keys_of(chosen, left) & keys_of(chosen, right)


def test_the_never_named_has_no_key_unless_a_user_speaks_of_it(ontology: Ontology, chosen: Rules) -> None:
    aide = Local("the aide", named=False)
    assert not keys_of(chosen, aide)
    spoken_of = rules(ontology, [Decision("a#c0", "b#c0", "positive", 1.0, (), "user")])
    assert keys_of(spoken_of, aide)


def test_an_article_changes_only_the_components_it_joins(ontology: Ontology, chosen: Rules) -> None:
    before = [article("a", "Anna Berg", "Jan Smit"), article("b", "A. Berg"), article("c", "Smit")]
    after = [*before, article("d", Local("Anna Berg", country="Norway"))]
    touched = keys_of(chosen, Local("Anna Berg"))
    smits = [part for part in components(everyone(chosen, *after), chosen) if not keys(part[0], chosen) & touched]
    kept = {entity for part in smits for entity in resolve_component(part, chosen).entities}
    assert {entity.name for entity in kept} == {"Jan Smit", "Norway"}
    assert {entity for entity in kept if entity.name == "Jan Smit"} <= set(resolve(before, ontology).entities)


def test_components_resolved_one_by_one_are_the_whole(ontology: Ontology, chosen: Rules) -> None:
    corpus = [article("a", "Anna Berg", Local("WTO", "Organization")), article("b", "Berg", "Jan Smit")]
    parts = [resolve_component(part, chosen) for part in components(everyone(chosen, *corpus), chosen)]
    whole = resolve(corpus, ontology)
    assert {entity for part in parts for entity in part.entities} == set(whole.entities)
    assert {decision for part in parts for decision in part.decisions} == set(whole.decisions)


def test_a_profile_can_be_stored(chosen: Rules) -> None:
    for profile in everyone(chosen, article("a", Local("Anna Berg", country="Norway", role="mayor"))):
        assert msgspec.json.decode(msgspec.json.encode(profile), type=Profile) == profile
