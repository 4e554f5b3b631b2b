"""Groups by number ("the two leaders", "both countries") -> the chains that are their members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extract.mentions import Candidate
from kg.extract.partition import Partition, Profile
from kg.extract.profiles import profile

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_WINDOW = 5  # sentences in which the members are looked for
_OFFICES = frozenset(("HeadOfState", "HeadOfGovernment", "Minister", "Politician", "Royalty"))


def groups(partition: Partition, attributions: Sequence[Attribution]) -> dict[int, tuple[int, ...]]:
    """Position of a group's nominal -> roots of its members. Groups with the same members are joined."""
    sources = [found.source_head for found in attributions if found.parent is None]
    found: dict[int, tuple[int, ...]] = {}
    first: dict[tuple[int, ...], int] = {}
    for index, candidate in enumerate(partition.candidates):
        size = _size(partition, candidate)
        if not size:
            continue
        members = _members(partition, index, size, _outsiders(partition, candidate, sources))
        members = members or _members(partition, index, size, set())
        if members:
            found[index] = members
            partition.join(first.setdefault(members, index), index)
    return found


def _size(partition: Partition, candidate: Candidate) -> int:
    """How many the group has, 0 when no number says so."""
    if candidate.kind != "nominal" or not candidate.plural:
        return 0
    numbers: Mapping[int, frozenset[str]] = {
        2: partition.words.words["number.two"],
        3: partition.words.words["number.three"],
    }
    lefts = [token.lower_ for token in partition.doc[candidate.start : candidate.head]]
    definite = bool({"the", "both", "these", "those", "all"} & set(lefts))
    return next((size for size, words in numbers.items() if definite and not words.isdisjoint(lefts)), 0)


def _members(partition: Partition, index: int, size: int, outsiders: set[int]) -> tuple[int, ...]:
    """The chains of the group's class that were mentioned last before it, in order of chains; () when too few."""
    candidate = partition.candidates[index]
    fitting: list[int] = []
    for position in range(index - 1, -1, -1):
        other = partition.candidates[position]
        root = partition.roots[position]
        if partition.sentence(candidate) - partition.sentence(other) > _WINDOW or len(fitting) == size:
            break
        if root in fitting or root in outsiders or other.kind not in ("name", "nominal"):
            continue
        if (
            _belongs(partition, candidate, profile(partition, root))
            and not candidate.start <= other.start < candidate.end
        ):
            fitting.append(root)
    return tuple(sorted(fitting)) if len(fitting) == size else ()


def _outsiders(partition: Partition, candidate: Candidate, sources: Sequence[int | None]) -> set[int]:
    """Chains that act on the group in its clause, or say the sentence: who describes two men is neither of them."""
    doc = partition.doc
    sentence = doc[candidate.head].sent
    heads = {child.i for child in doc[candidate.head].head.lefts if child.dep_ in ("nsubj", "nsubjpass")}
    heads |= {source for source in sources if source is not None and sentence.start <= source < sentence.end}
    heads.discard(candidate.head)
    return {partition.roots[index] for index, other in enumerate(partition.candidates) if other.head in heads}


def _belongs(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    if chain.plural or not chain.named:
        return False
    if candidate.key == "leader":
        return not _OFFICES.isdisjoint(chain.classes)
    if candidate.key in ("man", "woman"):
        return chain.coarse == "Person" and chain.gender in (candidate.gender, "unknown")
    return chain.coarse == partition.coarse(candidate.label) and (
        candidate.label == chain.coarse
        or candidate.label in chain.classes
        or candidate.key in ("side", "team", "party")
    )
