"""The graph model: what becomes a plain edge, what IRIs depend on, and that order of input never shows."""

from __future__ import annotations

import dataclasses
import itertools

import networkx as nx
import pyoxigraph as ox
import pytest
import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import Graph, GraphError
from kg.model import Certainty, Polarity
from kg.ntriples import decimal, outside, parsed, when
from kg.ontology import KG
from kg.terms import RESOLUTION, clean, data, slug, term

HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)


def plain_edges(graph: Graph) -> set[tuple[str, str, str]]:
    """Subject, predicate and object of all triples between entities, as local names."""
    entities = {data("entity", entity.id).value for entity in graph.entities}
    return {
        (each.subject.value.rsplit("/")[-1], each.predicate.value.removeprefix(KG), each.object.value.rsplit("/")[-1])
        for each in graph.triples()
        if each.subject.value in entities and isinstance(each.object, ox.NamedNode) and each.object.value in entities
    }


def with_relation(**changes: object) -> Graph:
    """The sample's first article with only its first relation ("leads"), changed."""
    extraction = sample_graph.first()
    relation = dataclasses.replace(extraction.relations[0], **changes)
    extraction = dataclasses.replace(extraction, relations=(relation,), claims=(), statements=())
    return Graph((extraction,), sample_graph.entities())


def test_plain_edges_are_exactly_what_is_asserted_and_not_over() -> None:
    assert plain_edges(sample_graph.sample()) == {
        ("mara-lindqvist", "leads", "norvik-energy"),
        ("arland", "accuses", "norvik-energy"),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"asserted": False},
        {"certainty": "probable"},
        {"polarity": "negative"},
        {"future": True},
        {"speaker": "c3"},
        {"former": True},
        {"object": "c1"},
    ],
)
def test_no_plain_edge_without_the_articles_own_certain_word(changes: dict[str, object]) -> None:
    assert plain_edges(with_relation(**changes)) == set()


def test_a_former_role_is_a_plain_edge_only_as_former_role() -> None:
    graph = with_relation(former=True, predicate="formerRoleIn")
    assert plain_edges(graph) == {("mara-lindqvist", "formerRoleIn", "norvik-energy")}


@settings(derandomize=True, deadline=None)
@given(
    asserted=st.booleans(),
    certainty=st.sampled_from(["certain", "probable", "possible", "underspecified"]),
    polarity=st.sampled_from(["positive", "negative"]),
    future=st.booleans(),
    speaker=st.sampled_from([None, "c3"]),
)
def test_every_plain_edge_has_a_relation_that_asserts_it(
    asserted: bool, certainty: Certainty, polarity: Polarity, future: bool, speaker: str | None
) -> None:
    graph = with_relation(asserted=asserted, certainty=certainty, polarity=polarity, future=future, speaker=speaker)
    said = {(each.subject.id, each.predicate, each.object.id) for each in graph.relations if each.asserted}
    assert plain_edges(graph) == said
    assert bool(said) == (asserted and certainty == "certain" and polarity == "positive" and not future and not speaker)
    assert {edge.kind for edge in graph.edges()} == {"asserted" if said else "claim"}


def test_order_of_input_never_shows() -> None:
    extractions = (sample_graph.first(), sample_graph.second())
    reference = list(sample_graph.sample().quads())
    for entities in itertools.islice(itertools.permutations(sample_graph.entities()), 0, None, 500):
        graph = Graph(extractions[::-1], entities, sample_graph.decisions()[::-1], version="1.0")
        assert list(graph.quads()) == reference
        assert list(graph.edges()) == list(sample_graph.sample().edges())


def test_no_quad_twice() -> None:
    quads = list(sample_graph.sample().quads(rdf12=True))
    assert len(quads) == len(set(quads))


def test_resolving_anew_renames_no_relation_claim_or_statement() -> None:
    graph = sample_graph.sample()
    renamed = tuple(dataclasses.replace(each, id="other-" + each.id) for each in sample_graph.entities())
    again = Graph(graph.extractions, renamed, version="1.0")
    for part in ("relations", "claims", "statements"):
        assert [each.iri for each in getattr(again, part)] == [each.iri for each in getattr(graph, part)]
        assert getattr(graph, part)


def test_renumbering_local_ids_renames_nothing() -> None:
    extraction = sample_graph.first()
    relations = tuple(dataclasses.replace(each, id="x" + each.id, inferred_from=()) for each in extraction.relations)
    other = dataclasses.replace(extraction, relations=relations, claims=())
    iris = {each.iri for each in Graph((other,), sample_graph.entities()).relations}
    assert iris == {each.iri for each in Graph((extraction,), sample_graph.entities()).relations}


def test_two_relations_of_one_group_in_one_place_are_two() -> None:
    extraction = sample_graph.first()
    relation = extraction.relations[0]
    both = (relation, dataclasses.replace(relation, id="r9", subject="c3"))
    graph = Graph((dataclasses.replace(extraction, relations=both, claims=()),), sample_graph.entities())
    assert len(graph.relations) == 2
    assert len({each.iri for each in graph.relations}) == 2


def test_the_same_relation_twice_is_one_node() -> None:
    extraction = sample_graph.first()
    relation = extraction.relations[0]
    both = (relation, dataclasses.replace(relation, id="r9", score=0.5))
    graph = Graph((dataclasses.replace(extraction, relations=both, claims=()),), sample_graph.entities())
    assert [each.relation.score for each in graph.relations] == [1.0]


def test_entities_are_those_that_are_named_or_spoken_of() -> None:
    assert {entity.id for entity in sample_graph.sample().entities} == {
        "mara-lindqvist",
        "norvik-energy",
        "tom-adeyemi",
        "arland",
        "harbour-bank",
    }


def test_an_unnamed_entity_stays_when_a_relation_speaks_of_it() -> None:
    assert "a-deal" in {entity.id for entity in with_relation(object="c6").entities}


def test_a_chain_without_entity_is_an_error_that_names_it() -> None:
    with pytest.raises(GraphError, match="article a1: chain c2"):
        Graph((sample_graph.first(),), tuple(each for each in sample_graph.entities() if each.id != "norvik-energy"))


def test_support_counts_articles() -> None:
    graph = sample_graph.sample()
    support = {
        each.subject.value: each.object.value for each in graph.triples() if each.predicate == term("kg:support")
    }
    found = {(each.predicate, each.subject.id): support.get(each.iri) for each in graph.relations}
    assert found == {
        ("leads", "mara-lindqvist"): "2",
        ("accuses", "arland"): "2",
        ("worksFor", "mara-lindqvist"): "1",
        ("bribes", "norvik-energy"): None,
        ("spiesOn", "norvik-energy"): None,
    }


def test_claims_know_speaker_content_and_what_they_contain() -> None:
    claims = {each.claim.act: each for each in sample_graph.sample().claims}
    denial = claims["Denial"]
    assert denial.speaker is not None
    assert denial.speaker.name == "Tom Adeyemi"
    assert denial.content == "Norvik Energy bribed Arland"
    assert [entity.id for entity in denial.about] == ["norvik-energy", "arland"]
    assert claims["Accusation"].parent == denial.iri
    (bribe,) = (each for each in sample_graph.sample().relations if each.predicate == "bribes")
    assert denial.contains == (bribe.iri,)


def test_every_offset_quotes_its_text() -> None:
    graph = sample_graph.sample()
    texts = {data("article", article.id).value: article.text for article in graph.articles}
    about: dict[str, dict[str, str]] = {}
    for quad in graph.quads():
        about.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    quoted = [node for node in about.values() if KG + "quote" in node]
    assert len(quoted) == len(graph.relations) + len(graph.claims) + len(graph.statements)
    for node in quoted:
        text = texts[node[KG + "article"]]
        assert text[int(node[KG + "start"]) : int(node[KG + "end"])] == node[KG + "quote"]
    oa = "http://www.w3.org/ns/oa#"
    selected = {iri: node for iri, node in about.items() if oa + "exact" in node}
    assert len(selected) > 20
    for iri, node in selected.items():
        article, _, span = iri.partition("#select=")
        start, end = map(int, span.split(","))
        text = texts[article]
        assert (node[oa + "start"], node[oa + "end"]) == (str(start), str(end))
        assert node[oa + "exact"] == text[start:end]


def test_named_graphs_are_one_an_article_and_one_of_resolution() -> None:
    graphs = {str(quad.graph_name) for quad in sample_graph.sample().quads()}
    articles = {str(data("article", name)) for name in ("a1", "a2")}
    assert graphs == {str(ox.DefaultGraph()), str(RESOLUTION), *articles}


def test_nothing_canonical_in_an_articles_graph() -> None:
    for quad in sample_graph.sample().quads():
        if quad.graph_name in (data("article", "a1"), data("article", "a2")):
            assert "/id/entity/" not in str(quad)


def test_accepted_links_are_the_same_and_others_close() -> None:
    of_links = (term("owl:sameAs"), term("skos:closeMatch"))
    found = (each for each in sample_graph.sample().triples() if each.predicate in of_links)
    links = {(str(each.predicate), str(each.object)) for each in found}
    assert links == {
        (str(term("owl:sameAs")), "<https://geo.example/1>"),
        (str(term("skos:closeMatch")), "<https://wiki.example/Q%201>"),
    }


def test_rdf12_only_adds_reifiers() -> None:
    graph = sample_graph.sample()
    added = set(graph.triples(rdf12=True)) - set(graph.triples())
    assert {each.subject.value for each in added} == {relation.iri for relation in graph.relations}
    assert {each.predicate for each in added} == {term("rdf:reifies")}
    assert set(graph.triples()) < set(graph.triples(rdf12=True))


def test_networkx_keeps_parallel_edges_of_all_kinds() -> None:
    graph = sample_graph.sample().to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.nodes) == {entity.id for entity in sample_graph.sample().entities}
    kinds = sorted(kind for _, _, kind in graph.edges(data="kind"))
    assert kinds == ["asserted", "asserted", "asserted", "claim", "claim", "open"]
    (accuses,) = graph["arland"]["norvik-energy"].values()
    assert accuses["weight"] == 2
    assert accuses["date"] == "2024-03-05"
    assert accuses["quote"] == "Arland accused Norvik Energy of spying."
    labels = {edge["label"] for edge in graph["norvik-energy"]["arland"].values()}
    assert labels == {"not bribes (says Tom Adeyemi)", "spies on (says Arland)"}


def test_no_label_of_an_unasserted_edge_can_be_read_as_a_fact() -> None:
    for edge in sample_graph.sample().edges():
        assert (edge.kind == "asserted" and not edge.former) == (edge.label == edge.name) or edge.kind == "open"


def test_empty_graph() -> None:
    graph = Graph()
    assert list(graph.quads()) == []
    assert list(graph.edges()) == []
    assert len(graph.to_networkx()) == 0


def test_article_twice_is_once() -> None:
    once, twice = (Graph((sample_graph.second(),) * count, sample_graph.entities(), version="1") for count in (1, 2))
    assert list(once.quads()) == list(twice.quads())


@settings(derandomize=True, deadline=None, max_examples=60)
@given(HOSTILE)
def test_hostile_text_makes_valid_terms(text: str) -> None:
    lines = list(sample_graph.hostile(text).all_lines())
    assert [str(quad) for quad in parsed(lines)] == lines


@given(HOSTILE)
@settings(derandomize=True)
def test_clean_keeps_length(text: str) -> None:
    assert len(clean(text)) == len(text)


@pytest.mark.parametrize(
    ("value", "datatype", "written"),
    [
        ("2024-02-29", "date", "2024-02-29"),
        ("2023-02-29", "string", "2023-02-29"),
        ("2024-02", "gYearMonth", "2024-02"),
        ("2024", "gYear", "2024"),
        ("2024-02-29T10:00:00+00:00", "dateTime", "2024-02-29T10:00:00Z"),
        ("2024-02-29T10:00:00.500Z", "dateTime", "2024-02-29T10:00:00.5Z"),
        ("2024-02-29T10:00", "dateTime", "2024-02-29T10:00:00"),
        ("2024-W09", "string", "2024-W09"),
        ("last week", "string", "last week"),
    ],
)
def test_dates_are_typed_by_their_form(value: str, datatype: str, written: str) -> None:
    literal = when(value)
    assert literal == str(ox.Literal(written, datatype=term("xsd:" + datatype)))


def test_decimals_are_canonical() -> None:
    digits = [decimal(value).split('"')[1] for value in (1.0, 0.0, 0.87, 0.123456, -0.00001)]
    assert digits == ["1", "0", "0.87", "0.1235", "0"]


def test_open_predicates_are_xml_names() -> None:
    slugs = [slug(each) for each in ("hope for", "Hope  for!", "2 do", "élire à")]
    assert slugs == ["hope-for", "hope-for", "_2-do", "élire-à"]
    assert slug("???") != slug("!!!")
    assert slug("???").startswith("_")


def test_addresses_that_are_no_iri_are_left_out() -> None:
    assert outside(None) is None
    assert outside("no address") is None
    assert outside('https://x.example/a b"<>\n') == "<https://x.example/a%20b%22%3C%3E%0A>"


def test_decision_is_kept_whoever_comes_first() -> None:
    decisions = sample_graph.decisions()
    doubled = (dataclasses.replace(decisions[0], score=0.1), *decisions)
    one, other = (Graph((), (), order) for order in (doubled, doubled[::-1]))
    assert one.decisions == other.decisions
    assert len(one.decisions) == 2
