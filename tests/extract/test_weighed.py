"""Attributions of rules beside what the encoder marks: roles are given by hand, so that no weights decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.language import Language

from kg.encoder.claims import Roles, RoleSpan, SpanRole
from kg.extract.announced import announced
from kg.extract.reports import Attribution, Reader
from kg.extract.speech import lexicon
from kg.extract.weighed import expected, weighed
from kg.extract.wording import page_of
from kg.model import Span
from kg.ontology import Ontology
from kg.tokens import Doc, read_doc

type Floats = NDArray[np.float32]

pytestmark = pytest.mark.model

_ROLES: tuple[SpanRole, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of one text: attributions that make claims, and those in doubt."""

    text: str
    believed: list[Attribution]
    doubted: list[Attribution]

    def wordings(self) -> list[tuple[str, str, str]]:
        return [(self._of(one.source), self._of(one.cue), self._of(one.content)) for one in self.believed]

    def _of(self, spans: tuple[Span, ...]) -> str:
        return " | ".join(self.text[start:end] for start, end in spans)


def _marked(doc: Doc, marks: Mapping[str, tuple[str, ...]], chance: float = 0.95) -> Roles:
    """Roles that the encoder is sure of: these wordings, and nothing else."""
    chances: dict[SpanRole, Floats] = {role: np.full(len(doc), 0.02, np.float32) for role in _ROLES}
    spans = []
    for role in _ROLES:
        for wording in marks.get(role, ()):
            start = doc.text.index(wording)
            words = doc.char_span(start, start + len(wording), "expand")
            assert words is not None
            spans.append(RoleSpan(words.start, words.end, role, chance))
            chances[role][words.start : words.end] = chance
    return Roles(tuple(sorted(spans, key=lambda span: span.start)), chances)


def _weigh(text: str, nlp: Language, ontology: Ontology, **marks: tuple[str, ...]) -> _Read:
    doc = read_doc(nlp(text))
    reader = Reader(page_of(doc), lexicon(ontology), ontology)
    found = weighed(reader, list(announced(reader)), _marked(doc, marks))
    return _Read(text, [one for one in found if not one.doubted], [one for one in found if one.doubted])


def test_what_both_find_stays(nlp: Language, ontology: Ontology) -> None:
    read = _weigh(
        "Kovar said the port closed.", nlp, ontology, source=("Kovar",), cue=("said",), content=("the port closed",)
    )
    assert read.wordings() == [("Kovar", "said", "the port closed")]
    assert not read.doubted


def test_a_cue_that_rules_do_not_know_is_added(nlp: Language, ontology: Ontology) -> None:
    read = _weigh(
        "Leaders found little common ground on how to save the port.",
        nlp,
        ontology,
        source=("Leaders",),
        cue=("found little common ground on",),
        content=("how to save the port",),
    )
    assert read.wordings() == [("Leaders", "found little common ground on", "how to save the port")]


def test_an_insertion_has_content_on_both_sides(nlp: Language, ontology: Ontology) -> None:
    text = "The port, as Novak would have it, is a joy."
    content = ("The port", "is a joy")
    read = _weigh(text, nlp, ontology, source=("Novak",), cue=("would have it",), content=content)
    assert read.wordings() == [("Novak", "would have it", "The port | is a joy")]


def test_what_is_done_to_somebody_is_not_said(nlp: Language, ontology: Ontology) -> None:
    marks = {"source": ("The army",), "cue": ("released",), "content": ("Milan Novak",)}
    assert not _weigh("The army released Milan Novak in May.", nlp, ontology, **marks).believed


def test_a_cue_without_content_reports_nothing(nlp: Language, ontology: Ontology) -> None:
    assert not _weigh("Leaders met on Monday.", nlp, ontology, source=("Leaders",), cue=("met",)).believed


def test_a_cue_that_the_encoder_thinks_none_makes_no_claim_and_no_fact(nlp: Language, ontology: Ontology) -> None:
    read = _weigh("The law requires the firm to pay.", nlp, ontology)
    assert not read.believed
    assert [one.content for one in read.doubted] == [((17, 32),)]


def test_reports_in_reports_are_not_doubted(nlp: Language, ontology: Ontology) -> None:
    text = "Kovar said that Novak denied that he lied."
    read = _weigh(text, nlp, ontology, source=("Kovar",), cue=("said",), content=("that Novak denied that he lied",))
    assert ("Novak", "denied", "that he lied") in read.wordings()


def test_quotations_are_not_doubted(nlp: Language, ontology: Ontology) -> None:
    assert _weigh("“The port is closed,” Kovar said.", nlp, ontology).wordings() == [
        ("Kovar", "said", "“The port is closed,”")
    ]


def test_what_a_shorter_content_leaves_out_is_still_not_asserted(nlp: Language, ontology: Ontology) -> None:
    text = "Kovar said the port closed after the storm had passed."
    read = _weigh(text, nlp, ontology, source=("Kovar",), cue=("said",), content=("the port closed",))
    assert read.wordings() == [("Kovar", "said", "the port closed")]
    assert [text[slice(*one.content[0])] for one in read.doubted] == ["the port closed after the storm had passed"]


def test_a_border_never_parts_a_quotation_or_leaves_a_word_dangling(nlp: Language, ontology: Ontology) -> None:
    text = "Officials who left said the port was “a great and lasting joy”."
    read = _weigh(text, nlp, ontology, source=("Officials who",), cue=("said",), content=("the port was “a great",))
    assert read.wordings() == [("Officials who left", "said", "the port was “a great and lasting joy”")]


def test_a_mere_verb_and_a_thing_are_a_deed_unless_the_encoder_is_sure(nlp: Language, ontology: Ontology) -> None:
    doc = read_doc(nlp("Parliament wrote the laws on fishing."))
    reader = Reader(page_of(doc), lexicon(ontology), ontology)
    marks = {"source": ("Parliament",), "cue": ("wrote",), "content": ("the laws on fishing",)}
    believed = {chance: weighed(reader, [], _marked(doc, marks, chance)) for chance in (0.8, 0.95)}
    assert not believed[0.8]
    assert len(believed[0.95]) == 1


def test_what_is_said_within_what_is_said_keeps_its_place(nlp: Language, ontology: Ontology) -> None:
    inner, outer = "that Novak denied the charge", "Kovar chalked up"
    marks = {"source": ("Kovar",), "cue": ("chalked up",), "content": (inner,)}
    read = _weigh(f"{outer} {inner}.", nlp, ontology, **marks)
    assert ("Kovar", "chalked up", inner) in read.wordings()


def test_rules_expect_what_is_not_within_what_somebody_says(nlp: Language, ontology: Ontology) -> None:
    doc = read_doc(nlp("Kovar said that Novak denied that he lied."))
    reader = Reader(page_of(doc), lexicon(ontology), ontology)
    found = [(role, doc[start:end].text) for role, start, end in expected(reader.page, list(announced(reader)))]
    assert sorted(found) == [("content", "that Novak denied that he lied"), ("cue", "said"), ("source", "Kovar")]
