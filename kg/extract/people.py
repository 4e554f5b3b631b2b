"""Names of people -> the same person: surnames, given names and variants join the full name that they are short for.

A family name that two people of the article bear goes to the one whom the article calls so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.extract.partition import Partition
from kg.extract.senses import is_personal_key, wording
from kg.tokens import Token

type Keys = dict[str, list[int]]

_LONG_SURNAME = 6
_GENERATIONS = frozenset(("jr", "sr"))
_POSSESSIVES = frozenset(("his", "her", "their"))


@dataclass(slots=True)
class _Bearers:
    """Who of the people of one name was last called so without more, and whose gender an honorific has told."""

    partition: Partition
    owners: Sequence[Sequence[int]]  # the positions of each owner's full name
    last: int | None = None  # number of an owner
    told: dict[int, Gender] = field(default_factory=dict)


def link_people(partition: Partition, keys: Keys) -> None:
    """Join short forms with the full name of their person; joined keys leave `keys`."""
    full = {key: _without_suffix(key, partition.words) for key in keys if _is_person_name(partition, key)}
    short = [key for key in keys if not _is_full(key, full)]
    for key in short:
        called_so = (owner for owner, parts in full.items() if _is_short_form(wording(key).split(), parts))
        owners = [owner for owner in called_so if owner != key and owner in keys]
        if owners and _may_be_person(partition, key, keys[key]):
            partition.classes[key] = "Person"
            bearers = _Bearers(partition, [keys[owner] for owner in owners])
            for index in keys.pop(key):
                partition.join(index, _owner(bearers, index))
    _link_variants(partition, keys, full)


def person_gender(candidate: Candidate, words: Lexicon) -> Gender:
    """By honorific or title, else by given name."""
    if candidate.gender != "unknown" or " " not in candidate.key:
        return candidate.gender
    given = candidate.key.split()[0]
    return words.given_genders.get(given) or words.given_genders.get(given.split("-")[0], "unknown")


# --- full names and their short forms ----------------------------------------------------------------------------


def _is_person_name(partition: Partition, key: str) -> bool:
    return " " in key and partition.classes[key] == "Person"


def _without_suffix(key: str, words: Lexicon) -> list[str]:
    """The words of a person's name without "Jr." and the like."""
    parts = wording(key).split()
    return [part for part in parts if part not in words.words["person.suffixes"]] or parts


def _is_full(key: str, full: Mapping[str, list[str]]) -> bool:
    parts = full.get(key)
    return parts is not None and not any(_is_short_form(parts, other) for owner, other in full.items() if owner != key)


def _is_short_form(parts: list[str], full: list[str]) -> bool:
    """A tail of the full name ("von der Leyen"), or its first word."""
    return 0 < len(parts) < len(full) and (full[-len(parts) :] == parts or full[:1] == parts)


def _may_be_person(partition: Partition, key: str, indices: Sequence[int]) -> bool:
    """Nothing says that it is the place or organisation of that name instead."""
    if is_personal_key(key):
        return True
    text = partition.text(indices[0])
    if key != wording(key) or text in partition.words.countries:
        return False
    return text not in partition.words.capitals and text not in partition.words.known


# --- whose name it is --------------------------------------------------------------------------------------------


def _owner(bearers: _Bearers, index: int) -> int:
    """A position of the person who is called so at `index`.

    An honorific's gender decides first, then who was called so before, then the one who was mentioned last, else first
    after. In 55 places of DWIE train where two people share the name, the order is right in 54.
    """
    gender = _told_gender(bearers.partition, index)
    fitting = [number for number in range(len(bearers.owners)) if _gender_fits(bearers, gender, number)]
    fitting = fitting or list(range(len(bearers.owners)))
    if gender != "unknown":
        fitting = [number for number in fitting if gender in _genders(bearers, number)] or fitting
    number = bearers.last if bearers.last in fitting else _nearest(bearers, index, fitting)
    if gender == "unknown":
        bearers.last = number
    else:
        bearers.told[number] = gender
    return bearers.owners[number][0]


def _nearest(bearers: _Bearers, index: int, numbers: Sequence[int]) -> int:
    """The owner mentioned last before the position, else first after; who is only somebody's kin comes last."""
    partition = bearers.partition
    places = [
        (_is_kin(partition, bearers.owners[number]), position > index, abs(position - index), number)
        for number in numbers
        for position in partition.members[partition.roots[bearers.owners[number][0]]]
    ]
    return min(places)[3]


def _is_kin(partition: Partition, group: Sequence[int]) -> bool:
    """Introduced as kin of the one whom the article is about: "his wife, X", "X, her father"."""
    return any(
        any(child.lower_ in _POSSESSIVES for child in noun.lefts)
        for noun in _apposed(partition, group[0])
        if noun.lower_ in partition.words.words["person.kin"]
    )


def _told_gender(partition: Partition, index: int) -> Gender:
    """By honorific, or as husband of "X's wife"."""
    candidate = partition.candidates[index]
    token = partition.doc[candidate.head]
    if candidate.gender == "unknown" and token.dep_ == "poss":
        noun = token.head.lower_
        if noun in ("wife", "widow", "girlfriend"):
            return "male"
        return "female" if noun in ("husband", "widower", "boyfriend") else "unknown"
    return candidate.gender


def _gender_fits(bearers: _Bearers, gender: Gender, number: int) -> bool:
    found = _genders(bearers, number)
    return gender == "unknown" or not found or gender in found


def _genders(bearers: _Bearers, number: int) -> set[Gender]:
    """What honorifics, given names and nouns beside the full name tell."""
    partition, group = bearers.partition, bearers.owners[number]
    found = {person_gender(partition.candidates[index], partition.words) for index in group} - {"unknown"}
    if not found:
        nouns = (noun for index in group for noun in _apposed(partition, index))
        found = {partition.words.genders.get(noun.lower_, "unknown") for noun in nouns} - {"unknown"}
    return found or {bearers.told[number]} if number in bearers.told else found


def _apposed(partition: Partition, index: int) -> Iterable[Token]:
    """The nouns that the name stands beside: "her husband, X", "X, a daughter of"."""
    name = partition.candidates[index]
    token = partition.doc[name.head]
    yield from (child for child in token.rights if child.dep_ == "appos" and child.pos_ == "NOUN")
    if token.dep_ == "appos" and token.head.pos_ == "NOUN":
        yield token.head
    before = partition.doc[name.start - 1] if name.start else token
    if before.pos_ == "NOUN" and before.lower_ in partition.words.genders:
        yield before


# --- variants of a full name -------------------------------------------------------------------------------------


def _link_variants(partition: Partition, keys: Keys, full: Mapping[str, list[str]]) -> None:
    """ "Maria L. Weber" and "Maria Weber", "M. Weber" and "Maria Weber"; not where two people may be meant."""
    present = [key for key in full if key in keys]
    for position, key in enumerate(present):
        like = [other for other in present if other != key and _are_variants(key, other, full)]
        if all(_are_variants(left, right, full) for left in like for right in like if left != right):
            for other in like:
                if other in present[position + 1 :]:
                    partition.join(keys[key][0], keys[other][0])


def _are_variants(key: str, other: str, full: Mapping[str, list[str]]) -> bool:
    left, right = full[key], full[other]
    if not _suffixes_agree(_suffix(key, left), _suffix(other, right)) or not _middles_agree(left[1:-1], right[1:-1]):
        return False
    if left[-1] == right[-1] and _same_given(left[0], right[0]):
        return True
    return left[0] == right[0] and _is_misspelling(left[-1], right[-1])


def _suffix(key: str, parts: Sequence[str]) -> str:
    """What was taken off the name: "jr", "iii"."""
    return next((part for part in wording(key).split() if part not in parts), "")


def _suffixes_agree(left: str, right: str) -> bool:
    """ "Benedict XVI" may be "Benedict", but "Donald Trump Jr." is not "Donald Trump"."""
    return left == right or ("" in (left, right) and _GENERATIONS.isdisjoint((left, right)))


def _middles_agree(left: Sequence[str], right: Sequence[str]) -> bool:
    """One has no middle name, or both begin alike: not "George W. Bush" and "George H.W. Bush"."""
    return not left or not right or all(_same_given(*pair) for pair in zip(left, right, strict=False))


def _same_given(left: str, right: str) -> bool:
    return left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])


def _is_misspelling(left: str, right: str) -> bool:
    """Long surnames that begin and end alike and differ in one letter, doubled, left out or changed."""
    if min(len(left), len(right)) < _LONG_SURNAME or left[:3] != right[:3] or left[-2:] != right[-2:]:
        return False
    differing = (Counter(left) - Counter(right)) + (Counter(right) - Counter(left))
    return abs(len(left) - len(right)) <= 1 and differing.total() <= 2
