"""The shapes: the small graph conforms, and every fault put into it is found and named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from kg.check import Report, Violation, check
from kg.ontology import OntologyError, default_folder, load
from kg.query import QueryError, open_graph
from kg.terms import PREFIXES

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(PREFIXES.items()))


@pytest.fixture
def store() -> ox.Store:
    """A copy of the small graph that a test may spoil."""
    return open_graph(HARBOUR)


def _spoiled(store: ox.Store, update: str) -> Report:
    before = len(store)
    store.update(PROLOGUE + update)
    assert len(store) != before or "DELETE" in update
    return check(store)


def _messages(results: Iterable[Violation]) -> set[str]:
    return {result.message for result in results}


def test_the_small_graph_conforms() -> None:
    report = check(HARBOUR)
    assert report.results == ()
    assert report.conforms
    assert report.nodes > 150


def test_quads_a_store_and_a_file_are_checked_alike(store: ox.Store) -> None:
    assert check(list(store)) == check(store) == check(str(HARBOUR))


def test_the_shapes_are_valid_shacl() -> None:
    shapes = rdflib.Graph().parse(default_folder() / "shapes.ttl")
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_an_empty_graph_conforms() -> None:
    assert check([]) == Report(True, (), 0)


def test_the_merged_view_alone_conforms(store: ox.Store) -> None:
    merged = [quad for quad in store if quad.graph_name == ox.DefaultGraph()]
    report = check(merged)
    assert report.conforms
    assert 0 < report.nodes < check(store).nodes


def test_rdf_12_reifiers_conform(store: ox.Store) -> None:
    spoken_of = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o"))
    relation = ox.NamedNode(PREFIXES["relation"] + "r1")
    store.add(ox.Quad(relation, ox.NamedNode(PREFIXES["rdf"] + "reifies"), spoken_of))
    assert check(store).conforms


IN_ARTICLE = "GRAPH article:a1"
SPAN = "<https://kg.example/id/article/a1#char=63,77>"
SELECTOR = "<https://kg.example/id/article/a1#select=63,77>"
LOCAL = "<https://kg.example/id/article/a1#entity-lindqvist>"
MENTION = "<https://kg.example/id/article/a1#mention-m2>"


def _without(subject: str, predicate: str) -> str:
    """The update that removes a property in the graph of the first article."""
    return f"DELETE WHERE {{ {IN_ARTICLE} {{ {subject} {predicate} ?x }} }}"


def _with(subject: str, predicate: str, value: str) -> str:
    """The update that adds a property in the graph of the first article."""
    return f"INSERT DATA {{ {IN_ARTICLE} {{ {subject} {predicate} {value} }} }}"


FAULTS = [
    # entities
    ("DELETE WHERE { entity:norland rdfs:label ?x }", "entity:norland", "exactly one label"),
    ('INSERT DATA { entity:norland rdfs:label "Nordland" }', "entity:norland", "exactly one label"),
    ('INSERT DATA { entity:norland skos:altLabel "Norland" }', "entity:norland", "an alias is a string other than"),
    ("DELETE WHERE { entity:norland kg:coarseType ?x }", "entity:norland", "exactly one coarse type"),
    (
        "DELETE WHERE { entity:helga-brandt kg:coarseType ?x } ; "
        "INSERT DATA { entity:helga-brandt kg:coarseType kg:Minister }",
        "entity:helga-brandt",
        "a class of the ontology's top level",
    ),
    ("DELETE DATA { entity:norland a kg:Country }", "entity:norland", "is typed as its coarse type"),
    ("INSERT DATA { entity:norland a kg:Kingdom }", "entity:norland", "only classes of the ontology"),
    ("DELETE WHERE { entity:norland kg:named ?x }", "entity:norland", "whether it is named"),
    ("DELETE WHERE { entity:norland kg:mentionedIn ?x }", "entity:norland", "is mentioned in one article at least"),
    ("DELETE DATA { entity:norland kg:mentionedIn article:a1 }", "entity:norland", "as many articles as it names"),
    ('INSERT DATA { entity:norland owl:sameAs "Norland" }', "entity:norland", "the same thing elsewhere is an IRI"),
    ('INSERT DATA { <x:norland> a kg:Entity ; rdfs:label "N" }', "x:norland", "an entity's IRI begins with"),
    ("INSERT DATA { entity:norland kg:sanctions entity:daily-tide }", "entity:norland", "a plain edge rests on"),
    ("INSERT DATA { entity:nordvik-energy kg:hacks entity:daily-tide }", "entity:nordvik-energy", "a plain edge rests"),
    # relations
    ("DELETE DATA { entity:helga-brandt kg:ministerOf entity:norland }", "relation:r3", "has its plain edge"),
    ("DELETE WHERE { relation:r3 rdf:subject ?x }", "relation:r3", "exactly one subject"),
    ("INSERT DATA { relation:r3 rdf:object entity:daily-tide }", "relation:r3", "exactly one object"),
    (
        "DELETE WHERE { relation:r5 rdf:predicate ?x } ; INSERT DATA { relation:r5 rdf:predicate kg:burgles }",
        "relation:r5",
        "a relation of the ontology",
    ),
    (
        'DELETE WHERE { relation:r5 kg:certainty ?x } ; INSERT DATA { relation:r5 kg:certainty "sure" }',
        "relation:r5",
        "certain, probable, possible or underspecified",
    ),
    ("DELETE WHERE { relation:r5 kg:polarity ?x }", "relation:r5", "exactly one polarity"),
    ("DELETE WHERE { relation:r5 kg:future ?x }", "relation:r5", "whether it lies in the future"),
    ("DELETE WHERE { relation:r5 kg:former ?x }", "relation:r5", "whether it is over"),
    ("DELETE WHERE { relation:r5 kg:cue ?x }", "relation:r5", "exactly one cue"),
    ("DELETE WHERE { relation:r5 kg:quote ?x }", "relation:r5", "exactly one quote"),
    ("DELETE WHERE { relation:r5 kg:article ?x }", "relation:r5", "exactly one article"),
    ("DELETE WHERE { relation:r5 prov:wasGeneratedBy ?x }", "relation:r5", "exactly one activity"),
    (
        "DELETE WHERE { relation:r5 kg:score ?x } ; INSERT DATA { relation:r5 kg:score 1.5 }",
        "relation:r5",
        "a decimal from 0 to 1",
    ),
    (
        "DELETE WHERE { relation:r5 kg:end ?x } ; INSERT DATA { relation:r5 kg:end 3 }",
        "relation:r5",
        "less than its end",
    ),
    (
        'DELETE WHERE { relation:r5 kg:quote ?x } ; INSERT DATA { relation:r5 kg:quote "shorter" }',
        "relation:r5",
        "a quote is as long as its offsets say",
    ),
    ("INSERT DATA { relation:r1 kg:speaker entity:norland }", "relation:r1", "is asserted only when certain"),
    (
        'DELETE WHERE { relation:r1 kg:polarity ?x } ; INSERT DATA { relation:r1 kg:polarity "negative" }',
        "relation:r1",
        "is asserted only when certain",
    ),
    ("DELETE WHERE { relation:r1 kg:support ?x }", "relation:r1", "then it counts its articles"),
    (
        "DELETE WHERE { relation:r1 kg:support ?x } ; INSERT DATA { relation:r1 kg:support 7 }",
        "relation:r1",
        "support is the number of articles",
    ),
    ("INSERT DATA { relation:r1 kg:confidence 0.5 }", "relation:r1", "closed"),
    ("INSERT DATA { relation:r1 kg:speaker article:a1 }", "relation:r1", "one speaker at most, an entity"),
    ("INSERT DATA { relation:r1 kg:inferredFrom relation:r77 }", "relation:r1", "something that the graph describes"),
    (_without("relation:r1", "kg:evidence"), "relation:r1", "as its evidence"),
    (_without("relation:r1", "kg:localSubject"), "relation:r1", "one local subject"),
    # claims
    ("DELETE WHERE { claim:c1 kg:act ?x }", "claim:c1", "a class of speech acts"),
    (
        "DELETE WHERE { claim:c1 kg:act ?x } ; INSERT DATA { claim:c1 kg:act kg:Person }",
        "claim:c1",
        "a class of speech acts",
    ),
    ("DELETE WHERE { claim:c1 kg:content ?x }", "claim:c1", "exactly one content"),
    ("DELETE WHERE { claim:c1 kg:quotation ?x }", "claim:c1", "direct, indirect or mixed"),
    ("INSERT DATA { claim:c1 kg:speaker entity:norland }", "claim:c1", "one speaker at most"),
    ("INSERT DATA { claim:c1 kg:contains entity:norland }", "claim:c1", "contains relations and open statements"),
    ("INSERT DATA { claim:c1 kg:contains relation:r3 }", "claim:c1", "between quotation marks"),
    ("INSERT DATA { claim:c1 kg:about claim:c2 }", "claim:c1", "is about entities"),
    ("INSERT DATA { claim:c3 kg:parentClaim claim:c4 }", "claim:c3", "reported inside itself"),
    ("DELETE DATA { claim:c1 a schema:Claim }", "claim:c1", "is a schema:Claim"),
    (_without("claim:c1", "kg:contentSpan"), "claim:c1", "the text of its content"),
    # open statements
    ("DELETE WHERE { statement:s1 rdf:predicate ?x }", "statement:s1", "exactly one predicate, an open one"),
    ("DELETE WHERE { statement:s1 kg:wording ?x }", "statement:s1", "exactly one wording"),
    ("INSERT DATA { statement:s1 rdf:object article:a1 }", "statement:s1", "an entity or its wording"),
    ("DELETE WHERE { open:hope-for rdfs:label ?x }", "open:hope-for", "exactly one label"),
    # articles, activities, agents
    ("DELETE WHERE { article:a1 schema:sha256 ?x }", "article:a1", "the hash of its text"),
    ('INSERT DATA { article:a1 schema:inLanguage "English" }', "article:a1", "one language at most"),
    ('INSERT DATA { article:a1 schema:url "a1.html" }', "article:a1", "one address at most, an IRI"),
    ("DELETE WHERE { ?x prov:used article:a1 }", None, "uses exactly one article"),
    (
        'INSERT { ?x prov:endedAtTime "2026-01-10T00:00:00Z"^^xsd:dateTime } WHERE { ?x prov:used article:a1 }',
        None,
        "tells no time of day",
    ),
    ("DELETE WHERE { ?x schema:softwareVersion ?y }", "agent:kg-0.1.0", "exactly one version"),
    # articles' own graphs
    (_without(LOCAL, "kg:coarseType"), "article:a1#entity-lindqvist", "coarse type"),
    (
        _with(LOCAL, "kg:gender", '"male?"'),
        "article:a1#entity-lindqvist",
        "female or male",
    ),
    (
        _without(MENTION, "kg:kind"),
        "article:a1#mention-m2",
        "name, nominal, pronoun or value",
    ),
    (
        _without(MENTION, "oa:hasBody"),
        "article:a1#mention-m2",
        "stands for exactly one",
    ),
    (
        _without(MENTION, "oa:hasTarget"),
        "article:a1#mention-m2",
        "points at exactly one",
    ),
    (
        _without(SPAN, "oa:hasSource"),
        "article:a1#char=63,77",
        "of exactly one article",
    ),
    (
        _without(SPAN, "oa:hasSelector"),
        "article:a1#char=63,77",
        "by position and by quote",
    ),
    (
        _without(SELECTOR, "oa:end") + " ; " + _with(SELECTOR, "oa:end", "60"),
        "article:a1#select=63,77",
        "less than its end",
    ),
    (
        _without(SELECTOR, "oa:exact") + " ; " + _with(SELECTOR, "oa:exact", '"Arvo"'),
        "article:a1#char=63,77",
        "of the same length",
    ),
    (
        _without(SELECTOR, "?p"),
        "article:a1#char=63,77",
        "something that the graph describes",
    ),
    # resolution
    (
        "DELETE WHERE { GRAPH ?g { decision:d1 kg:verdict ?x } } ; "
        'INSERT DATA { GRAPH <https://kg.example/id/resolution> { decision:d1 kg:verdict "perhaps" } }',
        "decision:d1",
        "positive, negative or unsure",
    ),
    (
        "DELETE WHERE { GRAPH ?g { decision:d1 kg:right ?x } } ; INSERT DATA "
        f"{{ GRAPH <https://kg.example/id/resolution> {{ decision:d1 kg:right {LOCAL} }} }}",
        "decision:d1",
        "exactly one other local entity on the right",
    ),
    (
        f"INSERT DATA {{ GRAPH <https://kg.example/id/resolution> {{ {LOCAL} kg:resolvedTo entity:norland }} }}",
        "article:a1#entity-lindqvist",
        "resolved to one entity at most",
    ),
    # anywhere
    ('INSERT DATA { entity:ghost rdfs:label "ghost" }', "entity:ghost", "says what it is"),
    ("INSERT DATA { entity:norland owl:sameAs [] }", "entity:norland", "blank nodes"),
]


@pytest.mark.parametrize(("update", "focus", "message"), FAULTS)
def test_a_fault_is_found_and_named(store: ox.Store, update: str, focus: str | None, message: str) -> None:
    report = _spoiled(store, update)
    assert not report.conforms
    found = [each for each in report.results if focus in (None, each.focus) and message in each.message]
    assert found, "\n".join(map(str, report.results))
    assert all(each.severity == "violation" for each in found)


def test_a_fault_is_told_in_one_line(store: ox.Store) -> None:
    report = _spoiled(
        store, 'DELETE WHERE { relation:r5 kg:certainty ?x } ; INSERT DATA { relation:r5 kg:certainty "sure" }'
    )
    assert [str(each) for each in report.results] == [
        'violation: relation:r5 kg:certainty "sure": has exactly one certainty: certain, probable, possible or '
        "underspecified (article:a1)"
    ]


def test_one_fault_is_reported_once(store: ox.Store) -> None:
    report = _spoiled(store, "DELETE WHERE { claim:c1 kg:quotation ?x }")
    assert len(report.results) == 1


def test_wrong_types_are_a_warning_and_the_graph_conforms(store: ox.Store) -> None:
    report = _spoiled(
        store,
        "DELETE DATA { entity:arvo-lindqvist a kg:Person, kg:Manager ; kg:coarseType kg:Person } ; "
        "INSERT DATA { entity:arvo-lindqvist a kg:City ; kg:coarseType kg:City }",
    )
    assert report.conforms
    assert _messages(report.results) == {
        "kg:accuses links Agent to Agent",
        "kg:leads links Person to Organization or Group or Event",
        "kg:formerRoleIn links Person to Organization or Location or Person or Group",
    }
    assert {each.severity for each in report.results} == {"warning"}


def test_results_come_in_one_order(store: ox.Store) -> None:
    store.update(PROLOGUE + "DELETE WHERE { ?claim kg:quotation ?x }")
    reports = [check(store), check(reversed(list(store)))]
    assert reports[0] == reports[1]
    assert [each.focus for each in reports[0].results] == [f"claim:c{number}" for number in range(1, 6)]


def test_portions_do_not_change_the_report(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.update(PROLOGUE + "DELETE WHERE { ?claim kg:quotation ?x } ; DELETE WHERE { ?relation kg:cue ?x }")
    whole = check(store)
    monkeypatch.setattr("kg.check._NODES_AT_ONCE", 10)
    assert check(store) == whole
    assert len(whole.results) == 14


def test_a_layer_adds_classes_and_shapes(store: ox.Store, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        "@prefix kg: <https://kg.example/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "kg:Kingdom a owl:Class ; rdfs:subClassOf kg:Country ."
    )
    (tmp_path / "shapes.ttl").write_text(
        "@prefix kg: <https://kg.example/ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<x:Claim> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path kg:speaker ; sh:minCount 1 ;\n"
        '    sh:message "is said by somebody" ; sh:severity sh:Warning ] .'
    )
    store.update(PROLOGUE + "INSERT DATA { entity:norland a kg:Kingdom } ; DELETE WHERE { claim:c1 kg:speaker ?x }")
    report = check(store, load(tmp_path))
    assert [str(each) for each in report.results] == ["warning: claim:c1 kg:speaker: is said by somebody (article:a1)"]
    assert report.conforms


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ("not Turtle", "shapes.ttl: not valid Turtle"),
        (
            '<x:S> <http://www.w3.org/ns/shacl#sparql> [ <http://www.w3.org/ns/shacl#select> "SELECT" ] .',
            "valid SPARQL",
        ),
    ],
)
def test_shapes_that_cannot_be_read_are_an_error(tmp_path: Path, shapes: str, message: str) -> None:
    (tmp_path / "shapes.ttl").write_text(shapes)
    with pytest.raises(OntologyError, match=message):
        check(HARBOUR, load(tmp_path))


def test_a_path_without_a_graph_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="does not exist"):
        check(tmp_path / "none.ttl")
