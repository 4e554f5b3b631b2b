"""Why something is in the graph: words, cue, score, decisions, and for what is inferred the way back to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import sample_graph

from kg import cli
from kg.explain import Derived, Ground, Origin, explain
from kg.graph import Graph
from kg.infer import infer
from kg.lookup import NothingFoundError
from kg.ontology import Ontology
from kg.settle import settle
from kg.store import Store
from tests.worded_graph import graph_of, said

CLASSES = {
    "Ada": ("Person",),
    "Oslo": ("City",),
    "Bergen": ("City",),
    "Norway": ("Country",),
    "Acme": ("Organization", "Company"),
    "Europe": ("Place", "Continent"),
}


def _store(graph: Graph) -> ox.Store:
    store = ox.Store()
    store.extend(graph.quads())
    return store


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return _store(sample_graph.sample())


def test_a_relation_shows_its_words_and_who_is_meant(store: ox.Store) -> None:
    grounds = explain(store, "Mara Lindqvist|leads|Norvik Energy")
    assert [type(ground) for ground in grounds] == [Ground, Ground]
    by_article = {ground.date: ground for ground in grounds if isinstance(ground, Ground)}
    late = by_article["2024-03-07T09:30:00Z"]
    assert late.quote == "Lindqvist is the chief executive of Norvik Energy."
    assert [(mark.part, mark.text) for mark in late.marks] == [
        ("subject", "Lindqvist"),
        ("cue", "chief executive of"),
        ("object", "Norvik Energy"),
    ]
    assert all(sample_graph.SECOND[mark.start : mark.end] == mark.text for mark in late.marks)
    assert (late.reservation, late.cue, late.score) == ("", "chief executive of", "1")
    subject = next(identity for identity in late.identities if identity.part == "subject")
    assert (subject.words, subject.called, subject.entity) == ("Lindqvist", "Lindqvist", "Mara Lindqvist")
    (joined,) = subject.joined
    assert (joined.name, joined.other_name, joined.score) == ("Mara Lindqvist", "Lindqvist", "0.93")
    assert joined.reasons == ("same organisation", "the surname is in the name")


def test_what_is_only_claimed_says_so(store: ox.Store) -> None:
    (bribes,) = explain(store, "Norvik Energy|bribes|Arland")
    assert isinstance(bribes, Ground)
    assert bribes.reservation == "denied by Tom Adeyemi"
    speaker = next(identity for identity in bribes.identities if identity.part == "speaker")
    assert speaker.entity == "Tom Adeyemi"


def test_a_claim_and_an_open_statement(store: ox.Store) -> None:
    graph = sample_graph.sample()
    denial = next(claim for claim in graph.claims if claim.claim.act == "Denial")
    (claim,) = explain(store, denial.iri)
    assert isinstance(claim, Ground)
    assert claim.says == "Tom Adeyemi — denial — Norvik Energy bribed Arland"
    assert {(mark.part, mark.text) for mark in claim.marks} >= {("source", "Tom Adeyemi"), ("cue", "denied")}
    (statement,) = explain(store, "Mara Lindqvist|hopes for a deal with|Arland")
    assert isinstance(statement, Ground)
    assert (statement.kind, statement.reservation) == ("open statement", "")


def test_an_entity_shows_of_what_it_is_made(store: ox.Store) -> None:
    (origin,) = explain(store, "Mara Lindqvist")
    assert isinstance(origin, Origin)
    assert [(each.called, each.mentions) for each in origin.appearances] == [("Mara Lindqvist", 1), ("Lindqvist", 1)]
    assert [joined.score for joined in origin.joined] == ["0.93"]


def test_what_is_inferred_is_followed_back_to_the_words(ontology: Ontology) -> None:
    edges = [("Acme", "basedIn", "Oslo"), ("Oslo", "locatedIn", "Norway"), ("Norway", "locatedIn", "Europe")]
    store = _store(infer(graph_of([edges], CLASSES), ontology))
    (derived,) = explain(store, "Acme|based in|Europe")
    assert isinstance(derived, Derived)
    assert derived.rule == "based in + located in → based in"

    def words(found: Derived | Ground) -> set[str]:
        return {found.quote} if isinstance(found, Ground) else set().union(*map(words, found.premises))

    assert words(derived) == {"Acme basedIn Oslo.", "Oslo locatedIn Norway.", "Norway locatedIn Europe."}


def test_what_is_contested_says_by_what(ontology: Ontology) -> None:
    graph = settle(
        graph_of([[said("Ada", "bornIn", "Oslo", 0.8)], [said("Ada", "bornIn", "Bergen")]], CLASSES), ontology
    )
    winner = next(relation.iri for relation in graph.relations if relation.asserted)
    (loser,) = explain(_store(graph), "Ada|born in|Oslo")
    assert isinstance(loser, Ground)
    assert loser.reservation == "contested"
    assert [iri.partition(":")[2] for iri in loser.contested_by] == [winner.rpartition("/")[2]]


def test_a_decision_is_nothing_to_explain(store: ox.Store) -> None:
    decision = next(quad.subject for quad in store if quad.subject.value.startswith("https://kg.example/id/decision/"))
    with pytest.raises(NothingFoundError, match="is a decision: edges, claims and entities"):
        explain(store, decision.value)


def test_a_local_entity_stands_for_what_it_became(store: ox.Store) -> None:
    (origin,) = explain(store, "https://kg.example/id/article/a2#entity-c3")
    assert isinstance(origin, Origin)
    assert origin.name == "Mara Lindqvist"


type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return int(stop.value.code or 0), written.out, written.err

    return call


@pytest.fixture
def folder(tmp_path: Path, ontology: Ontology) -> Path:
    edges = [("Acme", "basedIn", "Oslo"), ("Oslo", "locatedIn", "Norway")]
    with Store.write(tmp_path / "store", infer(graph_of([edges], CLASSES), ontology)) as store:
        return store.path


def test_the_command_prints_the_words_with_both_arguments_marked(run: Run, folder: Path) -> None:
    code, out, _ = run("explain", folder, "Acme|based in|Oslo")
    assert code == 0
    assert "Acme — based in — Oslo  [asserted]" in out
    assert "“[Acme] *basedIn* [Oslo].”" in out
    assert "\x1b" not in out


def test_the_command_indents_what_an_inference_rests_on(run: Run, folder: Path) -> None:
    code, out, _ = run("explain", folder, "Acme — based in — Norway")
    assert code == 0
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0] == "Acme — based in — Norway  [inferred]"
    assert "  by the rule based in + located in → based in, from" in lines
    assert "    Oslo — located in — Norway  [asserted]" in lines


def test_the_command_as_json(run: Run, folder: Path) -> None:
    _, out, _ = run("explain", folder, "Acme|Norway", "--json")
    (derived,) = json.loads(out)
    assert derived["kind"] == "inference"
    assert [premise["kind"] for premise in derived["premises"]] == ["relation", "relation"]
    _, out, _ = run("explain", folder, "Acme", "--json")
    assert json.loads(out)[0]["kind"] == "entity"


def test_the_command_says_no_to_what_is_not_there(run: Run, folder: Path) -> None:
    code, out, err = run("explain", folder, "Acme|owns|Oslo")
    assert (code, out) == (cli.NEGATIVE, "")
    assert err == "kg: error: no edge Acme | owns | Oslo: in this direction there is based in\n"
