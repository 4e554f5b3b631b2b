"""Groups by number ("the two leaders", "both countries") -> the chains that are their members."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.descriptions import profile
from kg.extract.mentions import Candidate
from kg.extract.partition import Partition, Profile

_WINDOW = 5  # sentences in which the members are looked for
_OFFICES = frozenset(("HeadOfState", "HeadOfGovernment", "Minister", "Politician", "Royalty"))


def groups(partition: Partition) -> dict[int, tuple[int, ...]]:
    """Position of a group's nominal -> positions of its members' chains. Groups with the same members are joined."""
    found: dict[int, tuple[int, ...]] = {}
    first: dict[tuple[int, ...], int] = {}
    for index, candidate in enumerate(partition.candidates):
        size = _size(partition, candidate)
        if not size:
            continue
        members = _members(partition, index, size)
        if len(members) == size:
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


def _members(partition: Partition, index: int, size: int) -> tuple[int, ...]:
    """The chains of the group's class mentioned last before it, its own clause's subject apart, in order of chains."""
    candidate = partition.candidates[index]
    subjects = _governing_subjects(partition, candidate)
    fitting: list[int] = []
    for position in range(index - 1, -1, -1):
        other = partition.candidates[position]
        if partition.sentence(candidate) - partition.sentence(other) > _WINDOW or len(fitting) == size:
            break
        root = partition.roots[position]
        if root in fitting or root in subjects or other.kind not in ("name", "nominal"):
            continue
        if (
            _belongs(partition, candidate, profile(partition, root))
            and not candidate.start <= other.start < candidate.end
        ):
            fitting.append(root)
    return tuple(sorted(fitting))


def _governing_subjects(partition: Partition, candidate: Candidate) -> set[int]:
    """Chains that are subjects of the verbs above the group: who describes two men is neither of them."""
    heads = {
        child.i
        for ancestor in partition.doc[candidate.head].ancestors
        for child in ancestor.lefts
        if child.dep_ in ("nsubj", "nsubjpass")
    }
    heads |= {child.i for token in list(heads) for child in partition.doc[token].children if child.dep_ == "appos"}
    return {
        partition.roots[index]
        for index, other in enumerate(partition.candidates)
        if other.head in heads and other.head != candidate.head
    }


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
