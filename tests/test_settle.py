"""Articles that contradict each other: the better supported edge stands, the other is contested."""

from __future__ import annotations

from pathlib import Path

from kg.check import check
from kg.graph import Graph
from kg.infer import infer
from kg.ontology import Ontology
from kg.settle import settle
from kg.store import Store
from tests.worded_graph import graph_of, said

CLASSES = {
    "bo": ("Person",),
    "oslo": ("City",),
    "bergen": ("City",),
    "norway": ("Country",),
}
OSLO, BERGEN = ("bo", "bornIn", "oslo"), ("bo", "bornIn", "bergen")


def _holding(graph: Graph) -> set[str]:
    return {relation.object.id for relation in graph.relations if relation.holds and relation.predicate == "bornIn"}


def test_more_articles_win(ontology: Ontology) -> None:
    graph = settle(graph_of([[said(*OSLO, 0.8)], [said(*BERGEN, 0.95)], [said(*OSLO, 0.8)]], CLASSES), ontology)
    assert _holding(graph) == {"oslo"}
    (lost,) = [relation for relation in graph.relations if relation.object.id == "bergen"]
    winners = {relation.iri for relation in graph.relations if relation.object.id == "oslo"}
    assert set(lost.contested_by) == winners
    assert not lost.asserted
    assert check(graph.quads()).results == ()


def test_of_equals_neither_is_asserted(ontology: Ontology) -> None:
    graph = settle(graph_of([[OSLO], [BERGEN]], CLASSES), ontology)
    assert _holding(graph) == set()
    assert all(relation.contested_by for relation in graph.relations)


def test_what_agrees_is_left_as_it_is(ontology: Ontology) -> None:
    graph = graph_of([[OSLO], [("oslo", "capitalOf", "norway"), ("bo", "bornIn", "norway")]], CLASSES)
    assert settle(graph, ontology) is graph


def test_a_claim_contests_nothing(ontology: Ontology) -> None:
    graph = settle(graph_of([[OSLO], [said(*BERGEN, asserted=False), said(*BERGEN, former=True)]], CLASSES), ontology)
    assert _holding(graph) == {"oslo"}


def test_settling_again_changes_nothing_and_no_name(ontology: Ontology) -> None:
    before = graph_of([[said(*OSLO, 0.8)], [said(*BERGEN, 0.95)]], CLASSES)
    graph = settle(before, ontology)
    assert settle(graph, ontology) == graph
    assert [relation.iri for relation in graph.relations] == [relation.iri for relation in before.relations]


def test_a_store_keeps_it_and_nothing_follows_from_it(tmp_path: Path, ontology: Ontology) -> None:
    articles = [[said(*OSLO, 0.8), ("oslo", "locatedIn", "norway")], [said(*BERGEN, 0.95)]]
    graph = settle(graph_of(articles, CLASSES), ontology)
    with Store.write(tmp_path / "store", graph) as store:
        assert store.graph() == graph
    assert ("bo", "bornIn", "norway") not in {each.edge for each in infer(graph, ontology).inferences}
