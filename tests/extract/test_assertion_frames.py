"""The first promise as a property: no frame of `assertion_frames.toml` lets a relation in it pass for a fact."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract import extract
from kg.model import Article, Relation
from kg.ontology import Ontology
from kg.tokens import read_doc

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("assertion_frames.toml").read_text(encoding="utf-8"))
_PLAIN = "{S} {past} {O}."


def _filled(frame: str, relation: dict[str, Any], subject: str, target: str) -> str:
    base, past, gerund, done = relation["forms"]
    return frame.format(S=subject, O=target, base=base, past=past, gerund=gerund, done=done)


def _names(kinds: list[str]) -> list[str]:
    return [name for kind in kinds for name in _TABLE[kind]]


def _asserted(text: str, relation: dict[str, Any], nlp: Language, ontology: Ontology) -> list[Relation]:
    """The asserted relations that the verb carries."""
    found = extract(Article("a", text), read_doc(nlp(text)), ontology).relations
    return [each for each in found if each.asserted and text[slice(*each.evidence.cue)] in relation["forms"]]


@st.composite
def _framed(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    relation = draw(st.sampled_from(_TABLE["relation"]))
    subject = draw(st.sampled_from(_names(relation["subjects"])))
    target = draw(st.sampled_from([name for name in _names(relation["objects"]) if name != subject]))
    return relation, _filled(draw(st.sampled_from(_TABLE["frames"])), relation, subject, target)


@pytest.mark.model
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(framed=_framed())
def test_no_frame_lets_a_relation_pass_for_a_fact(
    framed: tuple[dict[str, Any], str], nlp: Language, ontology: Ontology
) -> None:
    relation, text = framed
    assert not _asserted(text, relation, nlp, ontology), text


@pytest.mark.model
@pytest.mark.parametrize("relation", [pytest.param(each, id=each["predicate"]) for each in _TABLE["relation"]])
def test_without_a_frame_the_relation_is_asserted(relation: dict[str, Any], nlp: Language, ontology: Ontology) -> None:
    subject = _names(relation["subjects"])[0]
    target = next(name for name in _names(relation["objects"]) if name != subject)
    found = _asserted(_filled(_PLAIN, relation, subject, target), relation, nlp, ontology)
    assert relation["predicate"] in [each.predicate for each in found]
