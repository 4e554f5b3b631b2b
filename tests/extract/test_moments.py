"""Days, months and years as objects of relations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.extract.cues import compile_cues
from kg.graph import Graph
from kg.model import Extraction
from kg.ontology import OntologyError, load
from kg.resolve import resolve
from kg.settle import settle

CASES = {
    "Marta Kovel, who was born on 5 May 1940 in Aarhus, is a painter.": ["Marta Kovel | birthDate | 1940-05-05"],
    "Marta Kovel (5 May 1940 – 3 June 2001) was a painter in Denmark.": [
        "Marta Kovel | birthDate | 1940-05-05",
        "Marta Kovel | deathDate | 2001-06-03",
    ],
    "Jan Kovel (born May 7, 1964) runs a gallery in Denmark.": ["Jan Kovel | birthDate | 1964-05-07"],
    "Jan Kovel, (November 25, 1918 – November 8, 2005) was an editor.": ["Jan Kovel | deathDate | 2005-11-08"],
    "Lena Torp died Tuesday at her home in Bergen. She was 84.": ["Lena Torp | deathDate | 2024-05-14"],
    "In March 2009, Lena Torp died after a long illness.": ["Lena Torp | deathDate | 2009-03"],
    "After Lena Torp's death in 2007, her son took over.": ["Lena Torp | deathDate | 2007"],
    "Telnor Energy, established in 1911, is based in Oslo.": ["Telnor Energy | foundingDate | 1911"],
    "Anna Dahl founded Telnor Energy in 1911.": [
        "Telnor Energy | foundingDate | 1911",
        "Anna Dahl | founded | Telnor Energy",
    ],
    "The Green League was formed in 1980 and dissolved in 1999.": [
        "Green League | foundingDate | 1980",
        "Green League | dissolutionDate | 1999",
    ],
}
NEVER = [
    "Telnor Energy will be founded in 2031.",
    "Telnor Energy was not founded in 1911.",
    "Anna Dahl said that Lena Torp was born in 1960.",
    "Lena Torp was reportedly born in 1960.",
    "If Telnor Energy is dissolved in 2030, Anna Dahl will leave.",
    "Anna Dahl hopes that Telnor Energy was founded in 1911.",
    "Lena Torp (2009-2017) was followed as chancellor of Norway by Anna Dahl.",
]


def dated(extraction: Extraction) -> set[str]:
    """Asserted edges, those of dates by their values."""
    names = {chain.id: chain.name for chain in extraction.chains}
    return {
        f"{names[each.subject]} | {each.predicate} | {each.value or names[each.object]}"
        for each in extraction.relations
        if each.asserted
    }


@pytest.mark.model
@pytest.mark.parametrize("text", CASES)
def test_dates_that_an_article_tells_are_asserted(text: str, read_text: Callable[[str], Extraction]) -> None:
    assert set(CASES[text]) <= dated(read_text(text))


@pytest.mark.model
@pytest.mark.parametrize("text", NEVER)
def test_dates_that_it_does_not_vouch_for_are_not(text: str, read_text: Callable[[str], Extraction]) -> None:
    assert not [each for each in read_text(text).relations if each.value and each.asserted]


@pytest.mark.model
def test_the_object_is_the_chain_of_a_value_at_its_place(read_text: Callable[[str], Extraction]) -> None:
    text = "It rained. Marta Kovel was born on 5 May 1940."
    extraction = read_text(text)
    (born,) = [relation for relation in extraction.relations if relation.predicate == "birthDate"]
    (chain,) = [chain for chain in extraction.chains if chain.id == born.object]
    assert text[slice(*born.evidence.object)] == "5 May 1940"
    assert (chain.type, chain.named, born.time, born.value) == ("Time", False, "1940-05-05", "1940-05-05")
    mentions = [mention for mention in extraction.mentions if mention.chain == chain.id]
    assert [mention.kind for mention in mentions] == ["value"]


def _graph(*extractions: Extraction) -> Graph:
    resolution = resolve(extractions, load(), ())
    return settle(Graph(extractions, resolution.entities, resolution.decisions), load())


@pytest.mark.model
def test_a_date_is_a_typed_literal_and_no_entity(read_text: Callable[[str], Extraction]) -> None:
    graph = _graph(read_text("Marta Kovel was born on 5 May 1940. Telnor Energy was founded in 1911."))
    triples = {str(triple.object) for triple in graph.triples() if triple.predicate.value.endswith("Date")}
    assert triples == {
        '"1940-05-05"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"1911"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    }
    assert {entity.type for entity in graph.entities} == {"Person", "Organization"}
    assert {node.label: node.dates for node in graph.nodes()} == {
        "Marta Kovel": "birth date 1940-05-05",
        "Telnor Energy": "founding date 1911",
    }
    assert not [edge for edge in graph.edges() if edge.kind == "asserted"]


@pytest.mark.model
def test_two_birthdays_contradict_and_a_year_does_not(read_text: Callable[[str], Extraction]) -> None:
    day = read_text("Marta Kovel, the Danish painter, was born on 5 May 1940.")
    year = read_text("The Danish painter Marta Kovel was born in 1940 in Aarhus.")
    other = read_text("Danish painter Marta Kovel was born on 6 May 1940.")
    assert not _graph(day, year).contested
    assert len(_graph(day, other).contested) == 2


def test_a_property_of_dates_is_told_by_verbs_participles_and_nouns_alone(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "relations.toml").write_text('[birthDate]\nrole = ["newborn"]\n', encoding="utf-8")
    with pytest.raises(OntologyError, match=r"birthDate.*not role"):
        compile_cues(load(tmp_path))


def test_literals_of_other_kinds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "height.ttl").write_text(
        "@prefix kg: <https://kg.example/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'kg:height a owl:DatatypeProperty ; rdfs:label "height" ; rdfs:range xsd:decimal ; kg:family "lasting" .\n',
        encoding="utf-8",
    )
    with pytest.raises(OntologyError, match=r"kg:height.*kg:Date"):
        load(tmp_path)
