"""What ships in `ontology/news.ttl`, and what the loader makes of folders that users write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.ontology import KG, OWL, RDF_TYPE, RDFS, Ontology, OntologyError, default_folder, load

PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "DEMAND", "DISAPPROVE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "FIGHT", "INVESTIGATE", "OTHER"),
}
COARSE = {
    *("Person", "Organization", "Country", "Region", "City", "Place", "Event", "Work", "Product", "Award", "Law"),
    *("Language", "Group", "Concept", "Role", "Time", "Money", "Quantity", "Credit"),
}
OUTSIDE = ("schema.org", "w3.org/ns/org", "semanticweb.cs.vu.nl", "w3.org/ns/prov", "wikidata.org/prop/direct")

type Layer = Callable[..., Path]


@pytest.fixture(scope="module")
def triples() -> ox.Store:
    """The ontology as RDF."""
    store = ox.Store()
    store.load(path=str(default_folder() / "news.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture
def layer(tmp_path: Path) -> Layer:
    """Write a folder that goes on top of the ontology: Turtle, and the text of cue files by name."""

    def write(turtle: str = "", **cues: str) -> Path:
        prefixes = f"@prefix kg: <{KG}> .\n@prefix owl: <{OWL}> .\n@prefix rdfs: <{RDFS}> .\n"
        (tmp_path / "cues").mkdir()
        (tmp_path / "more.ttl").write_text(prefixes + turtle, encoding="utf-8")
        for name, text in cues.items():
            (tmp_path / "cues" / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def _declared(triples: ox.Store) -> list[ox.NamedNode]:
    kinds = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    quads = (quad for kind in kinds for quad in triples.quads_for_pattern(None, _RDF_TYPE, ox.NamedNode(OWL + kind)))
    return sorted({quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}, key=str)


_RDF_TYPE = ox.NamedNode(RDF_TYPE)


def test_it_has_the_classes_and_relations_that_were_promised(ontology: Ontology) -> None:
    families = [prop.family for prop in ontology.properties.values()]
    assert len(ontology.classes) >= 25
    assert families.count("lasting") >= 30
    assert families.count("event") >= 30
    assert len(families) >= 60


@pytest.mark.parametrize("predicate", ["label", "comment"])
def test_everything_declared_is_labelled_and_explained(triples: ox.Store, predicate: str) -> None:
    property_ = ox.NamedNode(RDFS + predicate)
    nodes = _declared(triples)
    assert len(nodes) > 300
    for node in nodes:
        texts = [quad.object for quad in triples.quads_for_pattern(node, property_, None)]
        assert len(texts) == 1, node
        assert isinstance(texts[0], ox.Literal)
        assert texts[0].language == "en", node
        assert texts[0].value.strip(), node


def test_every_relation_says_what_it_links(ontology: Ontology) -> None:
    for prop in ontology.properties.values():
        assert prop.domain, prop.name
        assert prop.range, prop.name
        assert set(prop.domain + prop.range) <= ontology.classes.keys(), prop.name
        assert prop.family in ("lasting", "event"), prop.name


def test_a_narrower_relation_links_nothing_that_its_parent_does_not(ontology: Ontology) -> None:
    for prop in ontology.properties.values():
        for parent in (ontology.properties[name] for name in prop.parents):
            for side, above in ((prop.domain, parent.domain), (prop.range, parent.range)):
                outside = [name for name in side if not any(ontology.is_a(name, allowed) for allowed in above)]
                assert not outside, f"{prop.name} below {parent.name}"
            assert prop.family == parent.family


def test_inverses_are_mutual_and_cross_over(ontology: Ontology) -> None:
    pairs = {prop.name: prop.inverse for prop in ontology.properties.values() if prop.inverse}
    assert pairs["parentOf"] == "childOf"
    assert pairs["defeats"] == "losesTo"
    for name, inverse in pairs.items():
        assert pairs[inverse] == name
        assert ontology.properties[name].domain == ontology.properties[inverse].range


def test_symmetric_relations_link_like_with_like(ontology: Ontology) -> None:
    symmetric = [prop for prop in ontology.properties.values() if prop.symmetric]
    assert {"spouseOf", "siblingOf", "meets", "allyOf", "drawsWith"} <= {prop.name for prop in symmetric}
    for prop in symmetric:
        assert set(prop.domain) <= set(prop.range), prop.name
        assert prop.inverse is None, prop.name


def test_every_event_has_its_plover_type_and_nothing_else_has(ontology: Ontology) -> None:
    for prop in ontology.properties.values():
        if prop.family == "event":
            assert prop.plover in PLOVER, prop.name
        else:
            assert prop.plover is None, prop.name
    assert ontology.properties["sanctions"].plover == "SANCTION"
    assert ontology.properties["meets"].plover == "CONSULT"


def test_entities_are_sorted_under_exactly_one_coarse_class(ontology: Ontology) -> None:
    assert {name for name, cls in ontology.classes.items() if cls.coarse} == COARSE
    above = {"Entity", "Agent", "Location", "Value"}
    for name, cls in ontology.classes.items():
        coarse = [ancestor for ancestor in cls.ancestors if ancestor in COARSE]
        if "Entity" in cls.ancestors and name not in above and "SpeechAct" not in cls.ancestors:
            assert len(coarse) == 1, name
            assert ontology.coarse(name) == coarse[0]


@pytest.mark.parametrize(
    ("name", "coarse"),
    [("HeadOfState", "Person"), ("Summit", "Event"), ("Island", "Place"), ("Country", "Country"), ("Agent", "Agent")],
)
def test_the_coarse_class_is_the_nearest(ontology: Ontology, name: str, coarse: str) -> None:
    assert ontology.coarse(name) == coarse


def test_a_class_that_nobody_declared_stands_for_itself(ontology: Ontology) -> None:
    assert ontology.coarse("Unheard") == "Unheard"
    assert ontology.is_a("Unheard", "Unheard")
    assert not ontology.is_a("Unheard", "Entity")


def test_speech_acts_are_no_relations(ontology: Ontology) -> None:
    acts = {name for name, cls in ontology.classes.items() if "SpeechAct" in cls.ancestors}
    assert len(acts) >= 25
    assert not acts & ontology.properties.keys()


def test_what_records_are_written_with_is_no_relation(ontology: Ontology) -> None:
    assert not {"speaker", "about", "article", "evidence", "resolvedTo"} & ontology.properties.keys()
    assert {"Claim", "RelationStatement", "OpenStatement", "Mention"} <= ontology.classes.keys()


@pytest.mark.parametrize(
    ("predicate", "subject", "object_", "allowed"),
    [
        ("leads", ("Manager", "Person"), ("Company", "Organization"), True),
        ("leads", ("Country",), ("Company", "Organization"), False),
        ("accuses", ("Country",), ("Person",), True),
        ("capitalOf", ("City",), ("Country",), True),
        ("capitalOf", ("Person",), ("Country",), False),
        ("spouseOf", ("Person",), ("Organization",), False),
        ("partOf", ("Work",), ("Concept",), True),
    ],
)
def test_domain_and_range_are_checked(
    ontology: Ontology, predicate: str, subject: tuple[str, ...], object_: tuple[str, ...], allowed: bool
) -> None:
    assert ontology.allows(predicate, subject, object_) is allowed


@pytest.mark.parametrize("vocabulary", OUTSIDE)
def test_it_is_aligned_with_outside_vocabularies(triples: ox.Store, vocabulary: str) -> None:
    aligned = {
        quad.subject for quad in triples if isinstance(quad.object, ox.NamedNode) and vocabulary in quad.object.value
    }
    assert len(aligned) >= 5


def test_wikidata_properties_are_properties(triples: ox.Store) -> None:
    iris = [quad.object.value for quad in triples if isinstance(quad.object, ox.NamedNode)]
    wikidata = [iri for iri in iris if "wikidata.org" in iri]
    assert len(wikidata) >= 50
    assert all(re.fullmatch(r"http://www\.wikidata\.org/prop/direct/P[1-9]\d*", iri) for iri in wikidata)


def test_every_cue_table_words_a_relation(ontology: Ontology) -> None:
    assert ontology.cues["relations"].keys() <= ontology.properties.keys()


def test_a_folder_on_top_adds_a_relation_without_python(layer: Layer) -> None:
    folder = layer(
        """
        kg:Ship a owl:Class ; rdfs:label "ship"@en ; rdfs:subClassOf kg:Vehicle .
        kg:captains a owl:ObjectProperty, owl:IrreflexiveProperty ;
            rdfs:label "captains"@en ;
            rdfs:domain [ a owl:Class ; owl:unionOf ( kg:Person kg:Group ) ] ;
            rdfs:range kg:Ship ;
            kg:family "lasting" .
        """,
        relations='[captains]\nverb = ["captain"]\n',
    )
    ontology = load(folder)
    captains = ontology.properties["captains"]
    assert (captains.domain, captains.range) == (("Person", "Group"), ("Ship",))
    assert captains.irreflexive
    assert ontology.coarse("Ship") == "Product"
    assert ontology.allows("captains", ("Person",), ("Ship",))
    assert ontology.cues["relations"]["captains"] == {"verb": ["captain"]}
    assert "captains" not in load().properties


def test_cues_on_top_are_added_to_those_below(layer: Layer) -> None:
    below = load().cues["relations"]["leads"]
    key, wordings = next((key, wordings) for key, wordings in below.items() if isinstance(wordings, list))
    folder = layer(relations=f'[leads]\n{key} = ["helm"]\n')
    assert load(folder).cues["relations"]["leads"][key] == [*wordings, "helm"]
    assert load().cues["relations"]["leads"][key] == wordings


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("kg:Yacht a owl:Class ; rdfs:subClassOf kg:Boat .", "kg:Yacht, rdfs:subClassOf: Boat is not in the ontology"),
        ("kg:sails a owl:ObjectProperty ; rdfs:domain kg:Persn .", "rdfs:domain: Persn .* did you mean Person"),
        ("kg:sails a owl:ObjectProperty ; rdfs:range kg:Boat .", "rdfs:range: Boat is not in the ontology"),
        ("kg:sails a owl:ObjectProperty ; rdfs:subPropertyOf kg:moves .", "rdfs:subPropertyOf: moves"),
        ("kg:sails a owl:ObjectProperty ; owl:inverseOf kg:sailedBy .", "owl:inverseOf: sailedBy"),
        ("kg:sails a owl:ObjectProperty ; rdfs:domain kg:Person, kg:Group .", "join them with owl:unionOf"),
        ('kg:sails a owl:ObjectProperty ; kg:family "often" .', 'family "often" is unknown'),
        ("kg:sails a owl:ObjectProperty", "not valid Turtle"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_it(layer: Layer, turtle: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        load(layer(turtle))


def test_cues_for_a_relation_that_does_not_exist_are_an_error(layer: Layer) -> None:
    with pytest.raises(OntologyError, match=r"cues/relations\.toml, table: leeds .* did you mean leads"):
        load(layer(relations='[leeds]\nverb = ["leed"]\n'))


def test_cues_that_are_not_toml_are_an_error(layer: Layer) -> None:
    with pytest.raises(OntologyError, match=r"relations\.toml: not valid TOML"):
        load(layer(relations="[leads\n"))


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="does not exist"):
        load(tmp_path / "nowhere")


def test_a_class_in_a_circle_is_read(layer: Layer) -> None:
    folder = layer("kg:Egg a owl:Class ; rdfs:subClassOf kg:Hen . kg:Hen a owl:Class ; rdfs:subClassOf kg:Egg .")
    assert load(folder).classes["Egg"].ancestors == ("Egg", "Hen")
