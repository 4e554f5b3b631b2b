"""Extractions -> Entities and Decisions: one entity across articles, however they name it.

profiles -> components of those that share a key -> in each, alone: a user's decisions, clusters, entities
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Decision, Entity, Extraction
from kg.ontology import Ontology
from kg.resolve.blocking import components
from kg.resolve.clustering import cluster
from kg.resolve.entities import entities
from kg.resolve.evidence import profiles
from kg.resolve.overrides import overridden, unmatched
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules, rules

_log = logging.getLogger(__name__)


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
    chosen = rules(ontology, overrides)
    articles = {extraction.article.id: extraction for extraction in extractions}
    everyone = [profile for extraction in articles.values() for profile in profiles(extraction, chosen)]
    for side in unmatched(everyone, chosen.overrides):
        _log.warning("decision side %r matches nothing in these articles", side)
    parts = [resolve_component(component, chosen) for component in components(everyone, chosen)]
    return Resolution(
        tuple(sorted((entity for part in parts for entity in part.entities), key=lambda entity: entity.id)),
        _sorted({*(decision for part in parts for decision in part.decisions), *chosen.overrides.given}),
    )


def resolve_component(component: Sequence[Profile], rules: Rules) -> Resolution:
    """The entities of one component (see `components`), which nothing outside it can change.

    The user's own decisions are not among those returned. Raises DecisionError when they contradict each other.
    """
    ordered = sorted(component, key=lambda profile: profile.key)
    clustering = cluster(overridden(ordered, rules.overrides), rules)
    return Resolution(entities(clustering.profiles, rules), _sorted(clustering.decisions))


def _sorted(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(decisions, key=lambda decision: (decision.left, decision.right, decision.by, decision.verdict)))
