"""Entity-level scores as DWIE defines them (Zaporojets et al. 2021): of typed entities and of typed relations.

An item (an entity with one of its types, or a relation) is the set of facts that it states of mentions: (span, type),
or (subject span, object span, type). Three levels: *mention* compares the facts themselves, *soft* lets an item count
by the fraction of its facts that the other side states too, *hard* wants the whole item.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from tests.quality.scores import Counts, Scores, overlap, total

type Item = frozenset[Hashable]
type Items = frozenset[Item]

LEVELS = ("mention", "soft", "hard")


def typed(cluster: Iterable[Hashable], label: str) -> Item:
    """An entity with one of its types."""
    return frozenset((span, label) for span in cluster)


def related(subject: Iterable[Hashable], label: str, obj: Iterable[Hashable]) -> Item:
    """A relation between two entities."""
    objects = list(obj)
    return frozenset((first, second, label) for first in subject for second in objects)


def entity_level(predicted: Sequence[Items], gold: Sequence[Items]) -> Scores:
    """Scores at the three levels, micro-averaged over articles."""
    pairs = list(zip(predicted, gold, strict=True))
    return {
        "mention": total(overlap(_facts(ours), _facts(theirs)) for ours, theirs in pairs).score,
        "soft": total(_soft(ours, theirs) for ours, theirs in pairs).score,
        "hard": total(overlap(ours, theirs) for ours, theirs in pairs).score,
    }


def _facts(items: Items) -> Item:
    return frozenset().union(*items)


def _soft(predicted: Items, gold: Items) -> Counts:
    stated, true = _facts(predicted), _facts(gold)
    right = sum(len(item & true) / len(item) for item in predicted)
    found = sum(len(item & stated) / len(item) for item in gold)
    return Counts(right, len(predicted), found, len(gold))
