"""The library's face."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from spacy.language import Language

import kg

TEXT = "Maria Lopez, the president of Peru, met John Harding in Lima. Harding said <b>Chile</b> had accused Peru."


@pytest.fixture(scope="module")
def graph(nlp: Language) -> kg.KnowledgeGraph:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.annotate.load_pipeline", lambda name=None, *, names=True: nlp)
        return kg.build(kg.make_article(TEXT))


@pytest.mark.model
def test_entities_relations_and_claims(graph: kg.KnowledgeGraph) -> None:
    assert {"Maria Lopez", "John Harding", "Peru"} <= {entity.name for entity in graph.entities}
    found = {
        (relation.subject.name, relation.predicate, relation.object.name)
        for relation in graph.relations
        if relation.asserted
    }
    assert ("Maria Lopez", "headOfState", "Peru") in found
    assert not any(predicate == "accuses" for _, predicate, _ in found)
    assert [claim.speaker.name for claim in graph.claims if claim.speaker] == ["John Harding"]
    assert repr(graph).startswith("<KnowledgeGraph of 1 articles:")


@pytest.mark.model
def test_query_by_name_and_by_sparql(graph: kg.KnowledgeGraph) -> None:
    assert any("headOfState" in row for row in graph.query("relations-of", name="Lopez"))
    assert len(list(graph.query("SELECT ?s WHERE { ?s kg:headOfState ?o }"))) == 1


@pytest.mark.model
def test_conversions(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    network = graph.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert any(data["label"] == "head of state" for _, _, data in network.edges(data=True))
    assert len(graph.to_rdflib()) == len(set(graph.graph.quads()))
    graph.save(tmp_path, ["ttl", "graphml"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.graphml", "graph.ttl"]


@pytest.mark.model
def test_what_is_saved_is_opened(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    assert graph.save(store=tmp_path / "store") == ()
    opened = kg.open(tmp_path / "store")
    assert opened.graph == graph.graph
    assert list(opened.query("relations-of", name="Lopez")) == list(graph.query("relations-of", name="Lopez"))
    opened.save(tmp_path / "opened")
    graph.save(tmp_path / "saved")
    for path in (tmp_path / "saved").rglob("graph.*"):
        assert (tmp_path / "opened" / path.name).read_bytes() == path.read_bytes()


def test_what_is_no_store_is_an_error_of_kg(tmp_path: Path) -> None:
    with pytest.raises(kg.KgError, match="not a store"):
        kg.open(tmp_path)


@pytest.mark.model
def test_a_notebook_shows_it_escaped(graph: kg.KnowledgeGraph) -> None:
    shown = graph._repr_html_()
    assert "<td>Maria Lopez</td>" in shown
    assert "<b>" not in shown


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018
