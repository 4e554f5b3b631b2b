"""Where an article says who made it."""

from __future__ import annotations

import pytest

from kg.extract.credits import credit_lines
from kg.layout import layout
from kg.ontology import Ontology


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("The bank closed. Author: Anna Berg Editor: Carl Dahl", "Author: Anna Berg Editor: Carl Dahl"),
        (
            "The bank closed.\n\n(Reporting by Anna Berg; Editing by Carl Dahl)",
            "(Reporting by Anna Berg; Editing by Carl Dahl)",
        ),
        ("“It is over.” ab/cde (Reuters, AP)", "ab/cde (Reuters, AP)"),
        ("It closed. ab/AFP/dpa Editor: Anna Berg", "ab/AFP/dpa Editor: Anna Berg"),
    ],
)
def test_credits_stand_at_the_end(text: str, credits: str, ontology: Ontology) -> None:
    assert [text[slice(*found)] for found in credit_lines(text, layout(text), ontology)] == [credits]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg and/or Carl Dahl will come.",
        "Editor: Anna Berg asked first.\n\nShe came.\n\nHe left.\n\nAll was said.",
        "He said so. The editor, Anna Berg, agreed. Written by nobody, it was read by all.",
    ],
)
def test_running_text_is_no_credit(text: str, ontology: Ontology) -> None:
    assert credit_lines(text, layout(text), ontology) == ()
