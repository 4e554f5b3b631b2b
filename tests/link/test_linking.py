"""Names are linked by prior, type, context and company; where nobody fits, to nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.link import Index, KbIndexError, Known, build_index, link
from kg.link.records import look_up_form, without_initials
from kg.model import Article, Chain, Extraction, Link, Mention

MAYOR, PAINTER, HARBOUR, TOWN = (f"https://kb.example/{name}" for name in ("mayor", "painter", "harbour", "town"))
KNOWN = (
    Known(MAYOR, "Lena Ortiz", "Person", {"Ortiz": 5.0}, 40, "mayor politician council", (TOWN,)),
    Known(PAINTER, "Lena Ortiz", "Person", {}, 30, "painter museum portrait"),
    Known(TOWN, "Harrow Bay", "City", {"Harrow": 1.0}, 20, "ferry town"),
    Known(HARBOUR, "Quillon", "Organization", {"Quillon Motors": 3.0}, 10),
    Known("https://kb.example/boxer", "Jörg B. Müller", "Person", {}, 5),
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """The index of a small knowledge base."""
    build_index(KNOWN, tmp_path / "kb")
    return Index(tmp_path / "kb")


def named(text: str, *names: tuple[str, str]) -> Extraction:
    """An article in which each (name, class) is a chain of its own."""
    chains = (Chain(f"c{n}", kind, (kind,), name, (), (f"m{n}",)) for n, (name, kind) in enumerate(names, 1))
    mentions = (Mention(f"m{n}", 0, 1, "name", kind, f"c{n}") for n, (_, kind) in enumerate(names, 1))
    return Extraction(Article("a", text), tuple(mentions), tuple(chains))


def linked(extraction: Extraction, index: Index) -> list[str]:
    """The best link of each chain, "" for none."""
    return [chain.links[0].iri if chain.links else "" for chain in link(extraction, index).chains]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor told the council of her plans. A politician, she is Lena Ortiz.", MAYOR),
        ("The museum shows a portrait by the painter Lena Ortiz.", PAINTER),
    ],
)
def test_context_decides_between_namesakes(text: str, expected: str, index: Index) -> None:
    assert linked(named(text, ("Lena Ortiz", "Person")), index) == [expected]


def test_company_decides_between_namesakes(index: Index) -> None:
    extraction = named("Lena Ortiz spoke in Harrow Bay.", ("Lena Ortiz", "Person"), ("Harrow Bay", "City"))
    assert linked(extraction, index) == [MAYOR, TOWN]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Tom Ortiz", "Person"), ("Nobody Known", "Person"), ("Quillon", "Person")],
)
def test_nobody_is_linked_when_nobody_fits(name: str, kind: str, index: Index) -> None:
    assert linked(named("They spoke.", (name, kind)), index) == [""]


def test_a_link_says_why(index: Index) -> None:
    (chain,) = link(named("Quillon Motors closed.", ("Quillon Motors", "Organization")), index).chains
    (found,) = chain.links
    assert (found.iri, found.name) == (HARBOUR, "Quillon")
    assert 0.5 <= found.score <= 1
    assert found.reason == "by its name, a Organization, 100% of its uses"


def test_other_links_stay(index: Index) -> None:
    place = Link("https://sws.geonames.org/1/", 0.3)
    extraction = named("Harrow Bay voted.", ("Harrow Bay", "City"))
    (chain,) = extraction.chains
    kept = replace(extraction, chains=(replace(chain, links=(place,)),))
    assert [each.iri for each in link(kept, index).chains[0].links] == [TOWN, place.iri]


def test_spelling_does_not_matter(index: Index) -> None:
    for name in ("Jörg B. Müller", "Joerg Mueller", "JORG MULLER"):
        assert [each.name for each in index.candidates(name)] == ["Jörg B. Müller"]


def test_forms_of_names() -> None:
    assert look_up_form("The  Six-Day War's") == "six day war"
    assert look_up_form("Bronisław") == "bronislaw"
    assert without_initials("stanley a. mcchrystal") == "stanley mcchrystal"
    assert without_initials("ortiz") == "ortiz"


def test_no_index_is_explained(tmp_path: Path) -> None:
    with pytest.raises(KbIndexError, match="make it with kg link"):
        Index(tmp_path / "missing")
    (tmp_path / "other").write_text("not an index at all, but long enough to be read as one", encoding="utf-8")
    with pytest.raises(KbIndexError, match="make it anew"):
        Index(tmp_path / "other")


def test_nothing_stands_in_the_place_of_an_index_that_was_not_finished(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        build_index((Known("x", str(1 // number)) for number in (1, 0)), tmp_path / "kb")
    assert not (tmp_path / "kb").exists()
