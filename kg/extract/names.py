"""Names -> the same name: full and short forms, acronyms, countries and their demonyms, capitals as governments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.ontology import Ontology

_SMALL_WORDS = frozenset(
    ("of", "the", "and", "for", "in", "on", "&", "de", "du", "des", "la", "der", "die", "das", "für", "und")
)


@dataclass(slots=True)
class Partition:
    """Which candidates stand for the same: disjoint sets over their positions in `candidates`."""

    candidates: list[Candidate]
    parents: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parents = list(range(len(self.candidates)))

    def root(self, index: int) -> int:
        """The first candidate of the set that `index` is in."""
        while self.parents[index] != index:
            self.parents[index] = self.parents[self.parents[index]]
            index = self.parents[index]
        return index

    def join(self, left: int, right: int) -> None:
        """Make one set of two."""
        first, second = sorted((self.root(left), self.root(right)))
        self.parents[second] = first

    def members(self) -> dict[int, list[int]]:
        """Root -> all positions of its set, in text order."""
        found: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self.candidates)):
            found[self.root(index)].append(index)
        return dict(found)


def link_names(doc: Doc, partition: Partition, classes: dict[str, str], words: Lexicon, ontology: Ontology) -> None:
    """Join the names that are forms of one name. Updates `classes` where a short form takes its full form's class."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind == "name" and not is_demonym(doc, candidate, words):
            by_key[candidate.key].append(index)
    _link_people(partition, by_key, classes, words)
    for indices in by_key.values():
        _join_all(partition, indices)
    _link_acronyms(doc, partition, by_key, classes, ontology)
    _link_organizations(partition, by_key, classes, words, ontology)
    _link_countries(doc, partition, words)
    _link_capitals(doc, partition, words)


def is_demonym(doc: Doc, candidate: Candidate, words: Lexicon) -> bool:
    """A country's adjective or people, not a language."""
    return (
        candidate.kind == "name"
        and candidate.label != "LANGUAGE"
        and doc[candidate.start : candidate.end].text in words.demonyms
    )


def modifies(doc: Doc, candidate: Candidate) -> bool:
    """The demonym is an adjective: "Russian banks", not "Russians" or "a Russian"."""
    token = doc[candidate.end - 1]
    return not candidate.plural and (token.dep_ in ("amod", "compound", "nmod", "acomp", "poss") or token.pos_ == "ADJ")


def _join_all(partition: Partition, indices: Sequence[int]) -> None:
    for index in indices[1:]:
        partition.join(indices[0], index)


# --- people ------------------------------------------------------------------------------------------------------


def _link_people(partition: Partition, by_key: dict[str, list[int]], classes: dict[str, str], words: Lexicon) -> None:
    """Surnames, given names and forms with other middle names join the full name; an ambiguous one the nearest before."""
    full = {key: person_parts(key, words) for key in by_key if classes[key] == "Person" and " " in key}
    for key in [key for key in by_key if not _is_full(key, full)]:
        owners = [owner for owner, parts in full.items() if owner != key and _is_short_form(key.split(), parts)]
        if not owners or not _may_be_person(partition, by_key[key], classes[key], words):
            continue
        classes[key] = "Person"
        for index in by_key.pop(key):
            partition.join(
                index, _owner(partition, index, [by_key[owner] for owner in owners if owner in by_key], words)
            )
    _link_variants(partition, by_key, full)


def person_parts(key: str, words: Lexicon) -> list[str]:
    """The words of a person's name without "Jr." and the like."""
    return [part for part in key.split() if part not in words.words["person.suffixes"]] or key.split()


def _is_full(key: str, full: Mapping[str, list[str]]) -> bool:
    parts = full.get(key)
    return parts is not None and not any(_is_short_form(parts, other) for owner, other in full.items() if owner != key)


def _is_short_form(parts: list[str], full: list[str]) -> bool:
    """A tail of the full name ("von der Leyen"), or its first word."""
    return 0 < len(parts) < len(full) and (full[-len(parts) :] == parts or full[:1] == parts)


def _may_be_person(partition: Partition, indices: Sequence[int], label: str, words: Lexicon) -> bool:
    """Not a country or city called as such."""
    places = sum(partition.candidates[index].label == "GPE" for index in indices)
    return label in ("Person", "Organization", "Group", "Product", "Work", "Concept") or places * 2 < len(indices)


def _owner(partition: Partition, index: int, owners: Sequence[Sequence[int]], words: Lexicon) -> int:
    """The person of this name that was mentioned last before, else first after; an honorific's gender decides first."""
    mention = partition.candidates[index]
    fitting = [group for group in owners if _gender_fits(partition, mention.gender, group, words)] or list(owners)
    everyone = [(position, group[0]) for group in fitting for position in group]
    everyone.sort(key=lambda pair: (pair[0] > index, abs(pair[0] - index)))
    return everyone[0][1]


def _gender_fits(partition: Partition, gender: Gender, group: Sequence[int], words: Lexicon) -> bool:
    found = {person_gender(partition.candidates[index], words) for index in group} - {"unknown"}
    return gender == "unknown" or not found or gender in found


def person_gender(candidate: Candidate, words: Lexicon) -> Gender:
    """By honorific or title, else by given name."""
    if candidate.gender != "unknown":
        return candidate.gender
    parts = candidate.key.split()
    given = parts[0].split("-")[0].capitalize()
    return words.given.get(given, "unknown") if len(parts) > 1 else "unknown"


def _link_variants(partition: Partition, by_key: Mapping[str, list[int]], full: Mapping[str, list[str]]) -> None:
    """ "Maria L. Weber" and "Maria Weber", "M. Weber" and "Maria Weber"."""
    keys = [key for key in full if key in by_key]
    for position, key in enumerate(keys):
        for other in keys[position + 1 :]:
            left, right = full[key], full[other]
            if left[-1] == right[-1] and _same_given(left[0], right[0]):
                partition.join(by_key[key][0], by_key[other][0])


def _same_given(left: str, right: str) -> bool:
    return left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])


# --- organisations -----------------------------------------------------------------------------------------------


def _link_acronyms(
    doc: Doc, partition: Partition, by_key: Mapping[str, list[int]], classes: dict[str, str], ontology: Ontology
) -> None:
    """Acronyms join the name whose initials they are, or behind which they stand in brackets."""
    names = {
        initials: key
        for key in by_key
        if " " in key and classes[key] != "Person"
        for initials in _initials(doc, partition, by_key[key][0])
    }
    for key, indices in by_key.items():
        candidate = partition.candidates[indices[0]]
        text = doc[candidate.start : candidate.end].text.replace(".", "")
        if not (2 <= len(text) <= 7 and sum(character.isupper() for character in text) >= 2 and " " not in text):
            continue
        owner = names.get(text.upper()) or _defined_before(doc, partition, indices, by_key)
        if owner and owner != key:
            partition.join(by_key[owner][0], indices[0])
            classes[key] = classes[owner]


def _initials(doc: Doc, partition: Partition, index: int) -> set[str]:
    candidate = partition.candidates[index]
    parts = [part for token in doc[candidate.start : candidate.end] for part in token.text.split("-") if part]
    capital = "".join(part[0] for part in parts if part[0].isupper() and part != "The")
    every = "".join(part[0] for part in parts if part.lower() != "the" and part[0].isalpha())
    return {initials.upper() for initials in (capital, every) if len(initials) > 1}


def _defined_before(
    doc: Doc, partition: Partition, indices: Sequence[int], by_key: Mapping[str, list[int]]
) -> str | None:
    """The name directly before the bracket that the acronym stands in, when their first letters agree."""
    for index in indices:
        candidate = partition.candidates[index]
        if candidate.start < 2 or doc[candidate.start - 1].text != "(":
            continue
        before = [other for other in partition.candidates if other.end == candidate.start - 1 and other.kind == "name"]
        for other in before:
            letter = doc[other.start].text[0].upper()
            if other.key in by_key and " " in other.key and letter in doc[candidate.start].text[:2].upper():
                return other.key
    return None


def _link_organizations(
    partition: Partition, by_key: Mapping[str, list[int]], classes: dict[str, str], words: Lexicon, ontology: Ontology
) -> None:
    """Short forms of one organisation's name: the beginning without "Inc.", or the same head with fewer words."""
    keys = [key for key in by_key if ontology.coarse(classes[key]) == "Organization"]
    cores = {key: _without_suffixes(key.split(), words) for key in keys}
    for key in keys:
        owners = [owner for owner in keys if owner != key and _shortens(cores[key], cores[owner])]
        roots = {partition.root(by_key[owner][0]) for owner in owners}
        if len(roots) == 1:
            partition.join(by_key[owners[0]][0], by_key[key][0])


def _without_suffixes(parts: list[str], words: Lexicon) -> list[str]:
    kept = list(parts)
    while len(kept) > 1 and kept[-1] in words.words["company.suffixes"]:
        kept.pop()
    return kept


def _shortens(short: list[str], full: list[str]) -> bool:
    if short == full:
        return True
    if len(short) >= len(full) or all(part in _SMALL_WORDS for part in short):
        return False
    if full[: len(short)] == short:
        return full[len(short)] not in ("of", "for") or len(short) > 1
    return len(short) > 1 and full[-len(short) :] == short


# --- countries ---------------------------------------------------------------------------------------------------


def country_of(doc: Doc, candidate: Candidate, words: Lexicon) -> str | None:
    """The country that a name or adjectival demonym stands for."""
    if candidate.kind != "name" or candidate.label == "LANGUAGE":
        return None
    text = doc[candidate.start : candidate.end].text
    if text in words.countries and candidate.label != "PERSON":
        return words.countries[text]
    if text in words.demonyms and modifies(doc, candidate):
        return words.demonyms[text]
    return None


def _link_countries(doc: Doc, partition: Partition, words: Lexicon) -> None:
    """Every alias and adjective of a country is the country; its people are a group of their own."""
    by_country: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, candidate in enumerate(partition.candidates):
        country = country_of(doc, candidate, words)
        if country:
            by_country["country", country].append(index)
        elif is_demonym(doc, candidate, words):
            by_country["people", words.demonyms[doc[candidate.start : candidate.end].text]].append(index)
    for indices in by_country.values():
        _join_all(partition, indices)


def _link_capitals(doc: Doc, partition: Partition, words: Lexicon) -> None:
    """A capital that acts as a government is its country, where the article names the country."""
    countries = _first_by_country(doc, partition, words)
    for index, candidate in enumerate(partition.candidates):
        country = words.capitals.get(doc[candidate.start : candidate.end].text)
        if (
            candidate.kind == "name"
            and country in countries
            and candidate.label == "GPE"
            and _acts(doc, candidate, words)
        ):
            partition.parents = _without(partition, index)
            partition.join(countries[country], index)


def _first_by_country(doc: Doc, partition: Partition, words: Lexicon) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for index, candidate in enumerate(partition.candidates):
        country = country_of(doc, candidate, words)
        if country:
            found.setdefault(country, index)
    return found


def _without(partition: Partition, index: int) -> list[int]:
    """Parents after `index` has left its set."""
    members = [member for member in partition.members()[partition.root(index)] if member != index]
    parents = list(partition.parents)
    parents[index] = index
    for member in members:
        parents[member] = members[0]
    return parents


def _acts(doc: Doc, candidate: Candidate, words: Lexicon) -> bool:
    """The place says, wants or does something, or has relations as states have."""
    token = doc[candidate.head]
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ == "nsubj":
        return token.head.lemma_ in words.words["metonym.verbs"]
    while token.dep_ in ("pobj", "prep") and token.head.i != token.i:
        token = token.head
        if token.pos_ == "NOUN":
            return token.lemma_.lower() in words.words["metonym.nouns"]
    return False


def names_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The names among candidates."""
    return [candidate for candidate in candidates if candidate.kind == "name"]
