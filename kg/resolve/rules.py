"""Ontology + a user's decisions -> Rules: all that judging identity depends on besides the articles themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def rules(ontology: Ontology, decisions: Iterable[Decision] = ()) -> Rules:
    """The rules of an ontology; of `decisions`, those by "user" override what kg decides."""
    names = lexicon(ontology)
    cues = ontology.cues["resolution"]
    return Rules(ontology, names, cues, overrides(decisions, names), gazetteer(ontology))
