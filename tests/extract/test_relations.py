"""Relations: what the cue tables find in sentences, and what they must not assert."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from kg.extract import extract
from kg.extract.cues import compile_cues
from kg.model import Extraction
from kg.ontology import OntologyError, load
from kg.read import make_article
from kg.tokens import read_doc

CASES = tomllib.loads((Path(__file__).parent / "relations.toml").read_text(encoding="utf-8"))["case"]


def edges(extraction: Extraction) -> set[str]:
    """Asserted edges by name; both directions of a symmetric one."""
    names = {chain.id: chain.name for chain in extraction.chains}
    found = {
        (names[relation.subject], relation.predicate, names[relation.object])
        for relation in extraction.relations
        if relation.asserted
    }
    symmetric = {name for name, prop in load().properties.items() if prop.symmetric}
    found |= {(target, predicate, subject) for subject, predicate, target in found if predicate in symmetric}
    return {" | ".join(edge) for edge in found}


@pytest.mark.model
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_asserted_edges(case: dict[str, Any], read_text: Callable[[str], Extraction]) -> None:
    found = edges(read_text(case["text"]))
    assert set(case.get("edges", ())) <= found
    assert not set(case.get("never", ())) & found


@pytest.mark.model
def test_evidence_points_at_both_arguments_and_the_wording(read_text: Callable[[str], Extraction]) -> None:
    text = "It rained. Maria Lopez was appointed by John Harding on Friday. He left."
    extraction = read_text(text)
    relation = next(relation for relation in extraction.relations if relation.predicate == "appoints")
    evidence = relation.evidence
    assert text[evidence.start : evidence.end] == "Maria Lopez was appointed by John Harding on Friday."
    assert [text[slice(*span)] for span in (evidence.subject, evidence.cue, evidence.object)] == [
        "John Harding",
        "appointed",
        "Maria Lopez",
    ]


@pytest.mark.model
def test_the_role_is_kept_as_worded(read_text: Callable[[str], Extraction]) -> None:
    extraction = read_text("Peter Hallmark is chairman of the board of the Norwegian Sailing Federation.")
    assert [relation.role for relation in extraction.relations if relation.predicate == "leads"] == [
        "chairman of the board"
    ]


@pytest.mark.model
def test_the_role_of_who_stands_in_says_so(read_text: Callable[[str], Extraction]) -> None:
    extraction = read_text("Maria Lopez, acting head of Amnesty International, criticized the court.")
    assert [relation.role for relation in extraction.relations if relation.predicate == "leads"] == ["acting head"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("A Danish woman was arrested in Kenya on Monday.", "arrests"),
        ("Danish miners staged a strike to demand reforms by President Maria Lopez's government.", "protestsAgainst"),
        ("French and Egyptian warships launched ten days of war games.", "cooperatesWith"),
        ("Spain backed Norway's candidacy for a seat in the council.", "supports"),
    ],
)
def test_what_the_wording_only_suggests_is_probable(
    text: str, predicate: str, read_text: Callable[[str], Extraction]
) -> None:
    (relation,) = (relation for relation in read_text(text).relations if relation.predicate == predicate)
    assert (relation.certainty, relation.asserted) == ("probable", False)


@pytest.mark.model
def test_a_user_adds_a_relation_without_python(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "beekeeping.ttl").write_text(
        """@prefix kg: <https://kg.example/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:keepsBeesFor a owl:ObjectProperty ; rdfs:label "keeps bees for"@en ; rdfs:comment "Tends hives of."@en ;
            rdfs:domain kg:Person ; rdfs:range kg:Agent ; kg:family "lasting" .""",
        encoding="utf-8",
    )
    (tmp_path / "cues" / "relations.toml").write_text(
        '[keepsBeesFor]\nverb = ["keep|tend bees|hive for"]\nrole = ["beekeeper"]\n', encoding="utf-8"
    )
    text = "Maria Lopez, a beekeeper for Amnesty International, kept bees for John Harding."
    extraction = extract(make_article(text), read_doc(nlp(text)), load(tmp_path))
    assert {
        "Maria Lopez | keepsBeesFor | Amnesty International",
        "Maria Lopez | keepsBeesFor | John Harding",
    } <= edges(extraction)
    assert "keepsBeesFor" not in load().properties


def test_an_unknown_key_in_a_cue_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "relations.toml").write_text('[meets]\nverbs = ["encounter"]\n', encoding="utf-8")
    with pytest.raises(OntologyError, match=r"\[meets\]: unknown key 'verbs'; known: verb"):
        compile_cues(load(tmp_path))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("Iceland accused Norway of hacking the ministry of Denmark.", ("Norway", "hacks")),
        ("The court charged Erik Lund with murdering Anna Berg.", ("Erik Lund", "kills")),
        ("Police thanked Kari Holm for founding the Red Cross.", ("Kari Holm", "founded")),
        ("Norway weakened Iceland by sanctioning Denmark.", ("Norway", "sanctions")),
    ],
)
def test_who_does_what_stands_behind_a_preposition(
    text: str, edge: tuple[str, str], read_text: Callable[[str], Extraction]
) -> None:
    found = read_text(text)
    names = {chain.id: chain.name for chain in found.chains}
    assert {names[one.subject] for one in found.relations if one.predicate == edge[1]} == {edge[0]}
