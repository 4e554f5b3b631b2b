"""The first user's article against what a careful reader takes from it. The data stays outside the repository."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from kg.encoder import encode
from kg.extract import extract
from kg.model import Chain, Extraction
from kg.ontology import Ontology
from kg.read import make_article
from kg.tokens import read_doc

FOLDER = Path(os.environ.get("KG_SHARED", Path(__file__).parents[3] / "shared")) / "articles"

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason=f"no articles in {FOLDER}: set KG_SHARED to the folder that holds articles/"
    ),
]

# The reader's wording of each relation -> properties of the ontology that say it.
WORDED = {
    "spokesperson of": {"spokespersonOf"},
    "head of state of": {"headOfState"},
    "leads (chairman of the board)": {"leads"},
    "holds office (Vice President)": {"holdsOffice", "hasRoleIn"},
    "citizen of": {"citizenOf"},
    "opponent of": {"opponentOf"},
    "interviewed by": {"interviewedBy"},
    "visits": {"visits"},
    "accuses": {"accuses"},
    "praises": {"praises"},
    "attacks / hacked": {"attacks", "hacks", "bombs"},
    "friend of": {"friendOf"},
    "meets": {"meets", "talksWith"},
    "attacks": {"attacks", "hacks", "bombs"},
}


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "ap-interview.expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", params=["by default", "fast"])
def extraction(request: pytest.FixtureRequest, nlp: Language, ontology: Ontology) -> Extraction:
    text = (FOLDER / "ap-interview.txt").read_text(encoding="utf-8")
    doc = read_doc(nlp(text))
    encoding = encode(doc, request.getfixturevalue("encoder")) if request.param == "by default" else None
    return extract(make_article(text, published="2024-05-15"), doc, ontology, encoding)


def normal(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ").casefold()


def chains_named(extraction: Extraction, names: list[str]) -> list[Chain]:
    wanted = {normal(name) for name in names}
    return [
        chain
        for chain in extraction.chains
        if chain.named and wanted & {normal(name) for name in (chain.name, *chain.aliases)}
    ]


def edges(extraction: Extraction) -> set[tuple[str, str, str]]:
    names = {chain.id: normal(chain.name) for chain in extraction.chains}
    found = {
        (names[relation.subject], relation.predicate, names[relation.object])
        for relation in extraction.relations
        if relation.asserted
    }
    return found | {(target, predicate, subject) for subject, predicate, target in found if predicate == "opponentOf"}


def test_every_entity_is_found_once_with_its_type(extraction: Extraction, expected: dict[str, Any]) -> None:
    for entity in expected["entities"]:
        found = chains_named(extraction, [entity["name"], *entity["names"]])
        assert [(normal(entity["name"]), entity["type"])] == [(normal(chain.name), chain.type) for chain in found]


def test_at_least_ten_of_eleven_relations_are_asserted(extraction: Extraction, expected: dict[str, Any]) -> None:
    found = edges(extraction)
    missed = [
        edge
        for edge in expected["asserted"]
        if not any((normal(edge[0]), predicate, normal(edge[2])) in found for predicate in WORDED[edge[1]])
    ]
    assert len(missed) <= 1, missed


def test_every_claim_has_its_speaker_and_polarity(extraction: Extraction, expected: dict[str, Any]) -> None:
    text = extraction.article.text
    for wanted in expected["claims"]:
        polarity = "negative" if wanted.get("polarity", "").startswith("negative") else "positive"
        matching = [
            claim
            for claim in extraction.claims
            if covers(" ".join(text[slice(*span)] for span in claim.content), wanted["content"])
            and speaks(extraction, claim.speaker, claim.source, wanted["speaker"])
            and claim.polarity == polarity
        ]
        assert matching, wanted


def covers(content: str, wanted: str) -> bool:
    """Most words of the reader's content are in ours."""
    words = set(re.findall(r"\w+", wanted.casefold()))
    return len(words & set(re.findall(r"\w+", content.casefold()))) >= 0.7 * len(words)


def speaks(extraction: Extraction, speaker: str | None, source: tuple[tuple[int, int], ...], wanted: str) -> bool:
    chain = next((chain for chain in extraction.chains if chain.id == speaker), None)
    written = {extraction.article.text[slice(*span)].casefold() for span in source}
    names = {normal(name) for name in (chain.name, *chain.aliases)} if chain else set()
    return normal(wanted) in names or wanted.casefold() in written


def test_nothing_is_asserted_that_must_never_be(extraction: Extraction, expected: dict[str, Any]) -> None:
    found = edges(extraction)
    for subject, wording, target in expected["never"]:
        if not target:
            assert not chains_named(extraction, [subject])
            continue
        for predicate in WORDED[wording]:
            if target.startswith("any "):
                kind = target.removeprefix("any ")
                assert not [edge for edge in found if edge[:2] == (normal(subject), predicate) and kind in edge[2]]
            assert (normal(subject), predicate, normal(target)) not in found
