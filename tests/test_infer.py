"""What follows from asserted edges by the rules of the ontology: marked, grounded, and apart."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.card import cards, overview
from kg.check import check
from kg.cli import main
from kg.graph import Graph
from kg.infer import closure, infer, infer_within
from kg.library import KnowledgeGraph
from kg.model import Edge
from kg.ontology import KG, OWL, RDFS, Ontology, load
from kg.query import QueryError, query
from kg.store import Store
from kg.terms import INFERRED, PREFIXES, term
from tests.worded_graph import extraction_of, graph_of, said

CLASSES = {
    "ada": ("Person", "HeadOfGovernment"),
    "bo": ("Person",),
    "cy": ("Person",),
    "oslo": ("City",),
    "norway": ("Country",),
    "europe": ("Place", "Continent"),
    "sweden": ("Country",),
    "acme": ("Organization", "Company"),
    "cabinet": ("Organization", "Government"),
    "guard": ("Organization", "GovernmentAgency"),
    "union": ("Organization", "IntergovernmentalOrganization"),
    "reds": ("Organization", "SportsTeam"),
    "blues": ("Organization", "SportsTeam"),
    "fire": ("Organization", "Company"),
}
LOCATED = [("acme", "basedIn", "oslo"), ("oslo", "locatedIn", "norway")]


def _edges(graph: Graph) -> set[Edge]:
    return {each.edge for each in graph.inferences}


@pytest.mark.parametrize(
    ("edges", "conclusion"),
    [
        ([("ada", "parentOf", "bo")], ("bo", "childOf", "ada")),
        ([("ada", "meets", "bo")], ("bo", "meets", "ada")),
        ([("ada", "headOfState", "norway")], ("ada", "holdsOffice", "norway")),
        ([("ada", "headOfState", "norway")], ("ada", "affiliatedWith", "norway")),
        ([("ada", "headOfState", "norway")], ("ada", "citizenOf", "norway")),
        (LOCATED, ("acme", "basedIn", "norway")),
        ([("oslo", "capitalOf", "norway"), ("norway", "locatedIn", "europe")], ("oslo", "locatedIn", "europe")),
        ([("ada", "leads", "cabinet"), ("cabinet", "agencyOf", "norway")], ("ada", "headOfGovernment", "norway")),
        ([("guard", "agencyOf", "norway")], ("guard", "basedIn", "norway")),
        ([("oslo", "partOf", "norway")], ("oslo", "locatedIn", "norway")),
        ([("reds", "defeats", "blues")], ("blues", "opponentOf", "reds")),
        ([("ada", "childOf", "cy"), ("bo", "childOf", "cy")], ("ada", "siblingOf", "bo")),
    ],
)
def test_what_follows(edges: list[Edge], conclusion: Edge, ontology: Ontology) -> None:
    graph = infer(graph_of([edges], CLASSES), ontology)
    assert conclusion in _edges(graph)
    assert not _edges(graph) & set(edges)


@pytest.mark.parametrize(
    ("edges", "conclusion"),
    [
        ([("ada", "leads", "union")], ("ada", "citizenOf", "union")),
        ([("guard", "agencyOf", "union")], ("guard", "basedIn", "union")),
        ([("acme", "defeats", "fire")], ("acme", "opponentOf", "fire")),
        ([("ada", "siblingOf", "bo")], ("ada", "siblingOf", "ada")),
        ([("ada", "formerRoleIn", "norway")], ("ada", "affiliatedWith", "norway")),
        ([("acme", "partOf", "fire")], ("acme", "locatedIn", "fire")),
    ],
)
def test_what_does_not_follow(edges: list[Edge], conclusion: Edge, ontology: Ontology) -> None:
    assert conclusion not in _edges(infer(graph_of([edges], CLASSES), ontology))


@pytest.mark.parametrize(
    "doubt",
    [
        {"asserted": False},
        {"speaker": "bo"},
        {"certainty": "probable"},
        {"polarity": "negative"},
        {"future": True},
        {"former": True},
    ],
)
def test_nothing_follows_from_what_is_not_asserted(doubt: dict[str, object], ontology: Ontology) -> None:
    edges = [said(*LOCATED[0], **doubt), said(*LOCATED[1]), said("bo", "meets", "cy")]
    inferred = _edges(infer(graph_of([edges], CLASSES), ontology))
    assert inferred == {("cy", "meets", "bo")}


def test_what_would_contradict_an_article_is_not_inferred(ontology: Ontology) -> None:
    edges = [("bo", "bornIn", "oslo"), ("oslo", "locatedIn", "norway")]
    assert ("bo", "bornIn", "norway") in _edges(infer(graph_of([edges], CLASSES), ontology))
    elsewhere = [*edges, ("bo", "bornIn", "sweden")]
    assert ("bo", "bornIn", "norway") not in _edges(infer(graph_of([elsewhere], CLASSES), ontology))


def test_two_that_contradict_each_other_are_not_inferred(ontology: Ontology) -> None:
    edges = [("bo", "bornIn", "oslo"), ("oslo", "locatedIn", "norway"), ("oslo", "locatedIn", "sweden")]
    assert not {("bo", "bornIn", "norway"), ("bo", "bornIn", "sweden")} & _edges(
        infer(graph_of([edges], CLASSES), ontology)
    )


def test_it_is_said_from_what_and_by_which_rule(ontology: Ontology) -> None:
    graph = infer(graph_of([[*LOCATED, ("norway", "locatedIn", "europe")]], CLASSES), ontology)
    views = {view.inference.edge: view for view in graph.inferred}
    near, far = views["acme", "basedIn", "norway"], views["acme", "basedIn", "europe"]
    said_by = {relation.edge: relation.iri for relation in graph.relations}
    assert near.premises == tuple(said_by[edge] for edge in LOCATED)
    assert near.inference.rule == "based in + located in → based in"
    assert set(far.premises) <= {*said_by.values(), *(view.iri for view in graph.inferred)}
    assert near.iri != far.iri


def test_inferred_edges_stand_in_a_graph_of_their_own(ontology: Ontology) -> None:
    before = graph_of([LOCATED], CLASSES)
    after = infer(before, ontology)
    assert list(after.triples()) == list(before.triples())
    added = set(after.quads()) - set(before.quads())
    assert added
    assert {quad.graph_name for quad in added} == {INFERRED}
    ent, kg = PREFIXES["entity"], PREFIXES["kg"]
    edge = (ox.NamedNode(ent + "acme"), ox.NamedNode(kg + "basedIn"), ox.NamedNode(ent + "norway"))
    assert ox.Quad(*edge, INFERRED) in added


def test_it_conforms_and_a_leak_is_found(ontology: Ontology) -> None:
    graph = infer(graph_of([[*LOCATED, ("ada", "headOfState", "norway"), ("bo", "meets", "cy")]], CLASSES), ontology)
    assert check(graph.quads()).results == ()
    leak = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in graph.quads() if "basedIn" in str(quad)]
    spoiled = [quad for quad in graph.quads() if quad.graph_name != INFERRED] + leak
    assert not check(spoiled).conforms


def test_inferred_edges_are_marked_in_pictures(ontology: Ontology) -> None:
    graph = infer(graph_of([LOCATED], CLASSES), ontology)
    edge = graph.to_networkx().get_edge_data("acme", "norway")
    (inferred,) = edge.values()
    assert (inferred["kind"], inferred["label"], inferred["article"]) == ("inferred", "based in (inferred)", "")


def test_a_store_keeps_them(tmp_path: Path, ontology: Ontology) -> None:
    graph = infer(graph_of([LOCATED], CLASSES), ontology)
    with Store.write(tmp_path / "store", graph) as store:
        assert store.graph() == graph


def test_inferring_again_changes_nothing(ontology: Ontology) -> None:
    graph = infer(graph_of([LOCATED, [("oslo", "locatedIn", "norway")]], CLASSES), ontology)
    assert infer(graph, ontology) == graph


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(
        f"@prefix kg: <{KG}> .\n@prefix owl: <{OWL}> .\n@prefix rdfs: <{RDFS}> .\n"
        "kg:playsFor rdfs:subPropertyOf kg:worksFor .\nkg:worksFor owl:inverseOf kg:employs .\n"
        'kg:employs a owl:ObjectProperty ; rdfs:label "employs"@en ; owl:inverseOf kg:worksFor .\n',
        encoding="utf-8",
    )
    edges = [[("ada", "playsFor", "reds")]]
    assert ("reds", "employs", "ada") in _edges(infer(graph_of(edges, CLASSES), load(tmp_path)))
    assert ("reds", "employs", "ada") not in _edges(infer(graph_of(edges, CLASSES), load()))


def test_within_one_article(ontology: Ontology) -> None:
    extraction = infer_within(extraction_of("a1", LOCATED, CLASSES), ontology)
    (inferred,) = [relation for relation in extraction.relations if relation.inferred_from]
    assert (inferred.subject, inferred.predicate, inferred.object) == ("acme", "basedIn", "norway")
    assert inferred.inferred_from == ("r1", "r2")
    assert not inferred.asserted


_NAMES = st.sampled_from(("ada", "bo", "cy"))
_FAMILY = st.sampled_from(("parentOf", "childOf", "siblingOf", "spouseOf", "relativeOf"))
_SHUFFLED = st.lists(st.tuples(_NAMES, _FAMILY, _NAMES), max_size=8).flatmap(
    lambda edges: st.tuples(st.just(edges), st.permutations(edges))
)


@given(_SHUFFLED)
def test_it_ends_free_of_order_and_builds_on_what_is_known(orders: tuple[list[Edge], list[Edge]]) -> None:
    edges, shuffled = orders
    found = closure(edges, CLASSES, load())
    assert list(closure(shuffled, CLASSES, load()).items()) == list(found.items())
    known = set(edges)
    for edge, how in found.items():
        assert edge not in known
        assert set(how.premises) <= known
        known.add(edge)


def test_a_card_shows_what_no_article_links(ontology: Ontology) -> None:
    store = ox.Store()
    store.extend(infer(graph_of([LOCATED], CLASSES), ontology).quads())
    (card,) = cards(store, "acme")
    (inferred,) = card.inferred
    assert (inferred.subject, inferred.relation, inferred.object) == ("acme", "based in", "norway")
    assert [tie.object for tie in card.ties] == ["oslo"]
    assert overview(store).counts["inferred"] == "1"


def test_questions_count_it_in_only_when_asked(ontology: Ontology) -> None:
    graph = graph_of([LOCATED], CLASSES)
    question = "ASK { ent:acme kg:basedIn ent:norway }"
    inferred = KnowledgeGraph(graph).infer(ontology)
    store = ox.Store()
    store.extend(inferred.graph.quads())
    assert not query(store, question)
    assert query(store, question, inferred=True)
    assert not query(store, "ASK { ent:acme kg:basedIn ent:sweden }", inferred=True)
    plain = ox.Store()
    plain.extend(graph.quads())
    with pytest.raises(QueryError, match="run kg infer STORE"):
        query(plain, question, inferred=True)


def test_the_command_adds_to_a_store_what_follows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.write(tmp_path / "store", graph_of([LOCATED], CLASSES), rdf12=True).close()
    with pytest.raises(SystemExit) as stop:
        main(["infer", str(tmp_path / "store")])
    assert stop.value.code == 0
    assert "1 edges inferred" in capsys.readouterr().err
    with Store(tmp_path / "store") as store:
        (found,) = store.graph().inferences
        subject, predicate, target = (part.rsplit("-", 1)[0] for part in found.edge)
        assert (subject, predicate, target) == ("acme", "basedIn", "norway")
        assert store.dataset.contains_named_graph(INFERRED)
        assert any(quad.predicate == term("rdf:reifies") for quad in store)
