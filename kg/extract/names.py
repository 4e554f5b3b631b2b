"""Names -> the same name: full and short forms, acronyms, countries and their demonyms, capitals as governments."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate, name_key
from kg.extract.partition import Partition
from kg.extract.teams import city_key, is_team_key
from kg.tokens import Doc

type Keys = dict[str, list[int]]

_SMALL_WORDS = frozenset(
    ("of", "the", "and", "for", "in", "on", "&", "de", "du", "des", "la", "der", "die", "das", "für", "und")
)
_LONG_SURNAME = 6
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_WEAK_CLASSES = frozenset(("Person", "Product", "Work", "Group", "Concept", "Event", "Organization"))


def link_names(partition: Partition) -> None:
    """Join the names that are forms of one name. A short form takes the class of its full form."""
    keys = _keys(partition)
    _link_people(partition, keys)
    for indices in keys.values():
        partition.join_all(indices)
    _link_fuller_names(partition, keys)
    _link_acronyms(partition, keys)
    _link_organizations(partition, keys)
    _link_aliases(partition, keys)
    _link_teams(partition, keys)
    _link_countries(partition)


def _keys(partition: Partition) -> Keys:
    """Key -> positions of the names so called. Demonyms, and capitals that act as governments, are countries' names."""
    doc, words = partition.doc, partition.words
    keys: Keys = defaultdict(list)
    named = {country for candidate in partition.candidates if (country := country_of(doc, candidate, words))}
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind != "name" or is_demonym(doc, candidate, words):
            continue
        if governed_country(doc, candidate, words) not in named:
            keys[candidate.key].append(index)
    return dict(keys)


def is_demonym(doc: Doc, candidate: Candidate, words: Lexicon) -> bool:
    """A country's adjective or people, not a language."""
    if candidate.kind != "name" or candidate.label == "LANGUAGE":
        return False
    return doc[candidate.start : candidate.end].text in words.demonyms


def modifies(doc: Doc, candidate: Candidate) -> bool:
    """The demonym is an adjective: "Russian banks", not "Russians" or "a Russian"."""
    token = doc[candidate.end - 1]
    return not candidate.plural and (token.dep_ in ("amod", "compound", "nmod", "acomp", "poss") or token.pos_ == "ADJ")


# --- people ------------------------------------------------------------------------------------------------------


def _link_people(partition: Partition, keys: Keys) -> None:
    """Surnames, given names and variants join the full name; an ambiguous one joins the nearest person so called."""
    full = {key: _without_suffix(key, partition.words) for key in keys if _is_person_name(partition, key)}
    short = [key for key in keys if not _is_full(key, full)]
    for key in short:
        called_so = (owner for owner, parts in full.items() if _is_short_form(key.split(), parts))
        owners = [owner for owner in called_so if owner != key and owner in keys]
        if owners and _may_be_person(partition, keys[key], partition.classes[key]):
            partition.classes[key] = "Person"
            for index in keys.pop(key):
                partition.join(index, _owner(partition, index, [keys[owner] for owner in owners]))
    _link_variants(partition, keys, full)


def _is_person_name(partition: Partition, key: str) -> bool:
    return " " in key and partition.classes[key] == "Person"


def _without_suffix(key: str, words: Lexicon) -> list[str]:
    """The words of a person's name without "Jr." and the like."""
    return [part for part in key.split() if part not in words.words["person.suffixes"]] or key.split()


def _is_full(key: str, full: Mapping[str, list[str]]) -> bool:
    parts = full.get(key)
    return parts is not None and not any(_is_short_form(parts, other) for owner, other in full.items() if owner != key)


def _is_short_form(parts: list[str], full: list[str]) -> bool:
    """A tail of the full name ("von der Leyen"), or its first word."""
    return 0 < len(parts) < len(full) and (full[-len(parts) :] == parts or full[:1] == parts)


def _may_be_person(partition: Partition, indices: Sequence[int], label: str) -> bool:
    """Nothing says that it is the place or organisation of that name instead."""
    text = partition.text(indices[0])
    if text in partition.words.countries or text in partition.words.capitals or text in partition.words.known:
        return False
    places = sum(partition.candidates[index].label in ("GPE", "LOC") for index in indices)
    return label != "City" or places < len(indices) or not _stands_in_place(partition, indices)


def _stands_in_place(partition: Partition, indices: Sequence[int]) -> bool:
    return any(
        partition.doc[max(0, partition.candidates[index].start - 1)].lower_ in ("in", "near") for index in indices
    )


def _owner(partition: Partition, index: int, owners: Sequence[Sequence[int]]) -> int:
    """The person of this name that was mentioned last before, else first after; an honorific's gender decides first."""
    gender = _told_gender(partition, index)
    fitting = [group for group in owners if _gender_fits(partition, gender, group)] or owners
    sure = [group for group in fitting if gender in _genders(partition, group)]
    fitting = fitting if gender == "unknown" else sure or fitting
    named = [(position, group[0]) for group in fitting for position in partition.members[partition.roots[group[0]]]]
    return min((position > index, abs(position - index), owner) for position, owner in named)[2]


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


def _gender_fits(partition: Partition, gender: Gender, group: Sequence[int]) -> bool:
    found = _genders(partition, group)
    return gender == "unknown" or not found or gender in found


def _genders(partition: Partition, group: Sequence[int]) -> set[Gender]:
    return {person_gender(partition.candidates[index], partition.words) for index in group} - {"unknown"}


def person_gender(candidate: Candidate, words: Lexicon) -> Gender:
    """By honorific or title, else by given name."""
    if candidate.gender != "unknown" or " " not in candidate.key:
        return candidate.gender
    given = candidate.key.split()[0]
    return words.given_genders.get(given) or words.given_genders.get(given.split("-")[0], "unknown")


def _link_variants(partition: Partition, keys: Keys, full: Mapping[str, list[str]]) -> None:
    """ "Maria L. Weber" and "Maria Weber", "M. Weber" and "Maria Weber"."""
    present = [key for key in full if key in keys]
    for position, key in enumerate(present):
        for other in present[position + 1 :]:
            left, right = full[key], full[other]
            same = left[-1] == right[-1] and _same_given(left[0], right[0])
            if same or (left[0] == right[0] and _is_misspelling(left[-1], right[-1])):
                partition.join(keys[key][0], keys[other][0])


def _same_given(left: str, right: str) -> bool:
    return left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])


def _is_misspelling(left: str, right: str) -> bool:
    """Long surnames that begin and end alike and differ in one letter, doubled, left out or changed."""
    if min(len(left), len(right)) < _LONG_SURNAME or left[:3] != right[:3] or left[-2:] != right[-2:]:
        return False
    differing = (Counter(left) - Counter(right)) + (Counter(right) - Counter(left))
    return abs(len(left) - len(right)) <= 1 and differing.total() <= 2


# --- places and events -------------------------------------------------------------------------------------------


def _link_fuller_names(partition: Partition, keys: Keys) -> None:
    """ "New York City" and "New York"; "2006 World Cup" and "World Cup" where the article knows one year only."""
    fuller: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        coarse = partition.coarse(partition.classes[key])
        if coarse == "City":
            fuller[key.removesuffix(" city")].append(key)
        elif coarse == "Event":
            fuller[" ".join(part for part in key.split() if not _YEAR.fullmatch(part))].append(key)
    for short, found in fuller.items():
        if short in keys and len(found) == 2:
            partition.join_all([keys[key][0] for key in found])


# --- organisations -----------------------------------------------------------------------------------------------


def _link_acronyms(partition: Partition, keys: Keys) -> None:
    """Acronyms join the name whose initials they are, or behind which they stand in brackets."""
    long = [key for key in keys if " " in key and partition.classes[key] != "Person"]
    names = {initials: key for key in reversed(long) for initials in _initials(partition, keys[key][0])}
    for key, indices in keys.items():
        if not _is_acronym(partition.text(indices[0])):
            continue
        owner = _defined_before(partition, indices, keys) or names.get(key.upper())
        if owner and owner != key and partition.classes[owner] != "Person":
            partition.join(keys[owner][0], indices[0])
            partition.classes[key] = partition.classes[owner]


def _is_acronym(text: str) -> bool:
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 7 and sum(letter.isupper() for letter in letters) >= 2 and " " not in letters


def _initials(partition: Partition, index: int) -> list[str]:
    """The initials of a name's capitalised words, and of all its words but the article."""
    parts = [part for part in partition.text(index).replace("-", " ").split() if part.lower() != "the"]
    capital = "".join(part[0] for part in parts if part[0].isupper())
    every = "".join(part[0].upper() for part in parts if part[0].isalpha())
    return [initials for initials in (capital, every) if len(initials) > 1]


def _defined_before(partition: Partition, indices: Sequence[int], keys: Keys) -> str | None:
    """The name directly before the bracket in which the acronym stands, when they share a first letter."""
    for index in indices:
        start = partition.candidates[index].start
        if start < 2 or partition.doc[start - 1].text != "(":
            continue
        before = [other for other in partition.candidates if other.end == start - 1 and other.kind == "name"]
        letters = set(partition.text(index).upper())
        for other in before:
            initials = {part[0].upper() for part in other.key.split() if part not in _SMALL_WORDS}
            if other.key in keys and " " in other.key and letters & initials:
                return other.key
    return None


def _link_organizations(partition: Partition, keys: Keys) -> None:
    """Short forms of one organisation's name: without "Inc.", its beginning, or its last words."""
    full = [key for key in keys if partition.coarse(partition.classes[key]) == "Organization"]
    cores = {key: _core(key, partition.words) for key in keys}
    _link_equal_cores(partition, keys, full, cores)
    for key in [key for key in keys if _may_be_short(partition, keys[key], partition.classes[key])]:
        owners = [owner for owner in full if owner != key and _shortens(cores[key], cores[owner], partition.words)]
        if owners and (_is_head_word(key, partition.words) or _is_one(partition, keys, owners)):
            owner = _nearest(keys, owners, keys[key][0])
            partition.join(keys[owner][0], keys[key][0])
            partition.classes[key] = partition.classes[owner]


def _is_head_word(key: str, words: Lexicon) -> bool:
    """ "Commission", "Ministry": what is left of a name that was spelt out before."""
    return key.capitalize() in words.last_words


def _is_one(partition: Partition, keys: Keys, owners: Sequence[str]) -> bool:
    return len({partition.roots[keys[owner][0]] for owner in owners}) == 1


def _nearest(keys: Keys, owners: Sequence[str], index: int) -> str:
    """The owner mentioned last before the position, else first after it."""
    return min((position > index, abs(position - index), owner) for owner in owners for position in keys[owner])[2]


def _core(key: str, words: Lexicon) -> list[str]:
    kept = key.split()
    while len(kept) > 1 and kept[-1] in words.words["company.suffixes"]:
        kept.pop()
    return kept


def _link_equal_cores(partition: Partition, keys: Keys, full: Sequence[str], cores: Mapping[str, list[str]]) -> None:
    by_core: dict[str, list[int]] = defaultdict(list)
    for key in full:
        by_core[" ".join(cores[key])].append(keys[key][0])
    for indices in by_core.values():
        partition.join_all(indices)


def _may_be_short(partition: Partition, indices: Sequence[int], label: str) -> bool:
    """Not a name that stands for itself: a place, a person with a title, a widely known organisation."""
    text = partition.text(indices[0])
    if text in partition.words.known or text in partition.words.countries or _is_acronym(text):
        return False
    if any(partition.candidates[index].label == "NORP" for index in indices):
        return False
    if label == "Person" and (" " in text or any(partition.candidates[index].title for index in indices)):
        return False
    return partition.coarse(label) in _WEAK_CLASSES


def _shortens(short: list[str], full: list[str], words: Lexicon) -> bool:
    if len(short) >= len(full) or all(part in _SMALL_WORDS for part in short):
        return False
    if full[: len(short)] == short:
        return len(short) == 1 and not _is_head_word(short[0], words) and full[1] not in ("of", "for")
    if full[-len(short) :] == short:
        return len(short) > 1 or _is_head_word(short[0], words)
    return False


def _link_aliases(partition: Partition, keys: Keys) -> None:
    """Widely known other names: "EU parliament" and "European Parliament"."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for key, indices in keys.items():
        name = partition.words.aliases.get(partition.text(indices[0]))
        by_name[name_key(name) if name else key].append(indices[0])
    for indices in by_name.values():
        partition.join_all(indices)


def _link_teams(partition: Partition, keys: Keys) -> None:
    """A team called like its city joins the full name of the team, when the article knows one only."""
    teams = [key for key in keys if partition.classes[key] == "SportsTeam"]
    for key in [key for key in teams if is_team_key(key)]:
        full = [other for other in teams if city_key(key) in other.split() and other != key]
        if full and _is_one(partition, keys, full):
            partition.join(keys[full[0]][0], keys[key][0])


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


def governed_country(doc: Doc, candidate: Candidate, words: Lexicon) -> str | None:
    """The country whose government a capital stands for where it acts: "Oslo rejected the offer"."""
    if candidate.kind != "name" or candidate.label != "GPE":
        return None
    country = words.capitals.get(doc[candidate.start : candidate.end].text)
    return country if country and _acts(doc, candidate, words) else None


def _link_countries(partition: Partition) -> None:
    """Every alias and adjective of a country is the country; its people are a group of their own."""
    doc, words = partition.doc, partition.words
    by_country: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, candidate in enumerate(partition.candidates):
        country = country_of(doc, candidate, words)
        if country:
            by_country["country", country].append(index)
        elif is_demonym(doc, candidate, words):
            by_country["people", words.demonyms[partition.text(index)]].append(index)
    for index, candidate in enumerate(partition.candidates):
        country = governed_country(doc, candidate, words)
        if country and ("country", country) in by_country:
            by_country["country", country].append(index)
    for indices in by_country.values():
        partition.join_all(indices)


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
