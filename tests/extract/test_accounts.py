"""Reported speech that goes on in the narrator's words, and narration that does not belong to it."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.attribution import attributions
from kg.ontology import Ontology
from kg.tokens import read_doc


def _continued(text: str, nlp: Language, ontology: Ontology) -> list[tuple[str, str]]:
    """Source and content of what no cue of its own announces."""
    return [
        (text[slice(*one.source[0])], text[slice(*one.content[0])])
        for one in attributions(read_doc(nlp(text)), ontology)
        if not one.cue and one.quote == "indirect"
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Prosecutors say Meyer killed his wife. He shot her in Oslo.",
            [("Prosecutors", "He shot her in Oslo")],
        ),
        (
            "According to police, the men met in a bar. Kovar hit Holub. Then he fled.",
            [("police", "Kovar hit Holub"), ("police", "Then he fled")],
        ),
        (
            "The indictment alleges that Kovar took money.\n\nHe hid it in Peru.",
            [("The indictment", "He hid it in Peru")],
        ),
    ],
)
def test_an_account_goes_on(text: str, expected: list[tuple[str, str]], nlp: Language, ontology: Ontology) -> None:
    assert _continued(text, nlp, ontology) == expected


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "“We are tired,” the mayor said. Norway signed the treaty on Monday.",
        "The mayor said the road was closed. Norway attacked Peru.",
        "Prosecutors say Meyer killed his wife. He was arrested on Monday.",
        "Prosecutors say Meyer killed his wife. He denies it.",
        "Prosecutors say Meyer killed his wife. But Holub left the country.",
        "Police said two men fled. Police searched the house.",
        "The report says the dam was weak. It cost two million euros.",
        "Police said two men fled.\n\nNorway signed the treaty.",
        "Police did not say whether Meyer killed his wife. He shot her in Oslo.",
    ],
)
def test_ordinary_narration_is_nobodys_account(text: str, nlp: Language, ontology: Ontology) -> None:
    assert not _continued(text, nlp, ontology)
