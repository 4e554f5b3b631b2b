"""Every RDF file holds the same graph, read by Oxigraph, by rdflib and by rapper; RDF 1.2 only adds to it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import jsonld, nquads, ntriples, rdfxml, trig, turtle, write
from kg.export.statements import parts_in, set_aside
from kg.graph import Graph
from kg.terms import term

TRIPLE_WRITERS = {"ttl": turtle.write, "nt": ntriples.write, "rdf": rdfxml.write}
QUAD_WRITERS = {"trig": trig.write, "nq": nquads.write, "jsonld": jsonld.write}
WRITERS = TRIPLE_WRITERS | QUAD_WRITERS
RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
RAPPER_NAMES = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}
HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)
NASTY = '<script>\x00\x1f\r\n\t\ud800\ufffe\u2028"\'\'\'"""\\u0041 ]]> ^^ @en {}|&amp; \u202e\U0001f600 '
GRAPHS = pytest.mark.parametrize("graph", [sample_graph.sample(), sample_graph.hostile(NASTY)], ids=["sample", "nasty"])

# rdflib's own parsers use what rdflib 7.6 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated, use Dataset:DeprecationWarning")

type Statements = set[tuple[str, str, str, str]]


def written(graph: Graph, name: str, *, rdf12: bool = False) -> bytes:
    """The bytes of a format."""
    file = io.BytesIO()
    with tempfile.TemporaryDirectory() as room:
        WRITERS[name](set_aside(graph, parts_in(Path(room), named=True), rdf12=rdf12), file)
    return file.getvalue()


def oxigraph_reads(content: bytes, name: str) -> set[ox.Quad]:
    """What Oxigraph finds in the file."""
    form = ox.RdfFormat.from_extension(name)
    assert form is not None
    return set(ox.parse(content, format=form))


def rdflib_reads(content: bytes, name: str) -> Statements:
    """What rdflib finds in the file: subject, predicate, object and graph in N-Triples."""
    dataset = rdflib.Dataset()
    dataset.parse(data=content, format=RDFLIB_NAMES[name], publicID="https://base.example/")
    quads = ((*(each.n3() for each in quad[:3]), graph_name(quad[3])) for quad in dataset.quads())
    return {(subject, predicate, object_, graph) for subject, predicate, object_, graph in quads}


def graph_name(graph: object) -> str:
    """The IRI of a named graph, nothing for a default graph (rdflib names it after the base in some formats)."""
    name = str(graph or "")
    return "" if name in ("urn:x-rdflib:default", "https://base.example/") else name


@GRAPHS
@pytest.mark.parametrize("name", WRITERS)
def test_oxigraph_reads_what_the_graph_holds(graph: Graph, name: str) -> None:
    expected = set(graph.quads())
    if name in TRIPLE_WRITERS:
        expected = {quad for quad in expected if isinstance(quad.graph_name, ox.DefaultGraph)}
    assert oxigraph_reads(written(graph, name), name) == expected


@GRAPHS
def test_rdflib_reads_one_dataset_from_all_formats(graph: Graph) -> None:
    found = {name: rdflib_reads(written(graph, name), name) for name in WRITERS}
    for name in QUAD_WRITERS:
        assert found[name] == found["nq"]
    merged = {quad for quad in found["nq"] if not quad[3]}
    assert set() < merged < found["nq"]
    for name in TRIPLE_WRITERS:
        assert found[name] == merged


@GRAPHS
def test_rdflib_finds_triple_files_isomorphic(graph: Graph) -> None:
    read = [rdflib.Graph().parse(data=written(graph, name), format=RDFLIB_NAMES[name]) for name in TRIPLE_WRITERS]
    assert all(rdflib.compare.isomorphic(read[0], other) for other in read[1:])
    assert len(read[0]) == len(list(graph.triples()))


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed: apt install it")
@GRAPHS
@pytest.mark.parametrize("name", RAPPER_NAMES)
def test_rapper_counts_every_statement(graph: Graph, name: str, tmp_path: Path) -> None:
    file = tmp_path / f"graph.{name}"
    file.write_bytes(written(graph, name))
    expected = len(list(graph.triples() if name in TRIPLE_WRITERS else graph.quads()))
    command = ["rapper", "-c", "-i", RAPPER_NAMES[name], str(file), "https://base.example/"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"returned {expected} triples" in result.stderr
    assert "rror" not in result.stderr


@settings(derandomize=True, deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_survives_every_format(text: str) -> None:
    graph = sample_graph.hostile(text)
    quads = set(graph.quads())
    merged = {quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)}
    for name in WRITERS:
        assert oxigraph_reads(written(graph, name), name) == (merged if name in TRIPLE_WRITERS else quads)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(HOSTILE)
def test_rdflib_reads_any_text_the_same(text: str) -> None:
    graph = sample_graph.hostile(text)
    merged = {quad for quad in rdflib_reads(written(graph, "nq"), "nq") if not quad[3]}
    assert rdflib_reads(written(graph, "rdf"), "rdf") == merged
    assert rdflib_reads(written(graph, "ttl"), "ttl") == merged


@pytest.mark.parametrize("name", ["nt", "nq"])
def test_lines_are_canonical_and_sorted(name: str) -> None:
    content = written(sample_graph.sample(), name)
    lines = content.splitlines(keepends=True)
    assert lines == sorted(set(lines))
    form = ox.RdfFormat.N_QUADS
    quads = list(ox.parse(content, format=form))
    assert b"".join(sorted(ox.serialize([quad], format=form) for quad in quads)) == content


def test_turtle_is_grouped_with_prefixes() -> None:
    text = written(sample_graph.sample(), "ttl").decode()
    assert text.count("\nentity:arland a kg:Entity, kg:Country ;\n") == 1
    assert "    kg:accuses entity:norvik-energy .\n" in text
    assert "    kg:asserted true ;\n" in text
    assert "\\" not in text.replace('\\"', "")


def test_json_ld_has_a_context_and_one_node_a_subject() -> None:
    document = json.loads(written(sample_graph.sample(), "jsonld"))
    assert document["@context"]["kg"] == "https://kg.example/ns#"
    (arland,) = [node for node in document["@graph"] if node["@id"] == "entity:arland"]
    assert arland["@type"] == ["kg:Entity", "kg:Country"]
    assert arland["kg:mentionCount"] == 2
    assert arland["kg:named"] is True
    assert arland["kg:accuses"] == {"@id": "entity:norvik-energy"}


@pytest.mark.parametrize("name", ["ttl", "nt", "trig", "nq"])
def test_rdf12_files_reify_under_the_same_iris(name: str) -> None:
    graph = sample_graph.sample()
    plain, reified = (oxigraph_reads(written(graph, name, rdf12=rdf12), name) for rdf12 in (False, True))
    added = reified - plain
    assert plain < reified
    assert {quad.subject.value for quad in added} == {relation.iri for relation in graph.relations}
    assert {quad.predicate for quad in added} == {term("rdf:reifies")}
    assert all(isinstance(quad.object, ox.Triple) for quad in added)


def test_rdf12_leaves_json_ld_and_rdf_xml_as_they_are(tmp_path: Path) -> None:
    write(sample_graph.sample(), tmp_path, rdf12=True)
    for name in ("jsonld", "rdf"):
        assert (tmp_path / f"graph.{name}").read_bytes() == written(sample_graph.sample(), name)
    assert b"<<(" in (tmp_path / "graph.ttl").read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_an_empty_graph_is_a_valid_file(name: str) -> None:
    assert oxigraph_reads(written(Graph(), name), name) == set()
