"""Extractions -> Entities and Decisions: one entity across articles, however they name it.

profiles -> a user's decisions -> clusters of full names -> shorter names by context -> entities
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Chain, Decision, Entity, Extraction
from kg.ontology import Ontology
from kg.resolve.clustering import cluster
from kg.resolve.decisions import USER, overridden
from kg.resolve.entities import entities
from kg.resolve.matching import matcher
from kg.resolve.names import lexicon
from kg.resolve.profiles import is_value, key_of, profiles


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities of a corpus and why: every chain that is not a value is a member of exactly one entity."""

    entities: tuple[Entity, ...]
    decisions: tuple[Decision, ...]


def resolve(extractions: Iterable[Extraction], ontology: Ontology, overrides: Sequence[Decision] = ()) -> Resolution:
    """The entities that `extractions` tell of, whatever the order of articles; an article given twice counts once.

    `overrides` by "user" always win, and are returned with the decisions. Raises DecisionError when they contradict
    each other.
    """
    articles = sorted({extraction.article.id: extraction for extraction in extractions}.items())
    names = lexicon(ontology)
    locals_ = [profile for _, extraction in articles for profile in profiles(extraction, names, ontology)]
    matching = matcher(locals_, names, ontology.cues["resolution"])
    clustering = cluster(overridden(locals_, overrides, names), matching)
    chains = _chains([extraction for _, extraction in articles], ontology)
    mine = [decision for decision in overrides if decision.by == USER]
    decisions = {*clustering.decisions, *mine}
    return Resolution(
        entities(clustering.profiles, chains, names, ontology),
        tuple(sorted(decisions, key=lambda decision: (decision.left, decision.right, decision.by, decision.verdict))),
    )


def _chains(extractions: Sequence[Extraction], ontology: Ontology) -> dict[str, Chain]:
    return {
        key_of(extraction.article.id, chain.id): chain
        for extraction in extractions
        for chain in extraction.chains
        if not is_value(chain, ontology)
    }
