"""Ontology + a user's decisions -> Rules: all that judging identity depends on besides the articles themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.gazetteer import Gazetteer, gazetteer
from kg.model import Decision
from kg.ontology import Ontology
from kg.resolve.names import Lexicon, lexicon
from kg.resolve.overrides import Overrides, overrides


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Name lists, weights and decisions. Nothing in it is counted over a corpus, so articles may come one by one."""

    ontology: Ontology
    lexicon: Lexicon
    cues: Mapping[str, Any]  # ontology/cues/resolution.toml
    overrides: Overrides
    gazetteer: Gazetteer
    occupations: Mapping[str, frozenset[str]]  # class -> groups of classes whose bearers are seldom the same person


def rules(ontology: Ontology, decisions: Iterable[Decision] = ()) -> Rules:
    """The rules of an ontology; of `decisions`, those by "user" override what kg decides."""
    names = lexicon(ontology)
    cues = ontology.cues["resolution"]
    return Rules(ontology, names, cues, overrides(decisions, names), gazetteer(ontology), _occupations(ontology))


def _occupations(ontology: Ontology) -> dict[str, frozenset[str]]:
    groups: Mapping[str, Sequence[str]] = ontology.cues["resolution"]["occupations"]
    return {
        name: frozenset(
            group for group, classes in groups.items() if any(ontology.is_a(name, ancestor) for ancestor in classes)
        )
        for name in ontology.classes
    }
