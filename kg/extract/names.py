"""Names -> the same name: full and short forms, acronyms, countries and their demonyms, capitals as governments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kg.extract.lexicon import Lexicon
from kg.extract.mentions import Candidate, name_key
from kg.extract.partition import Partition
from kg.extract.people import link_people
from kg.extract.senses import is_organization_key, split_senses, wording
from kg.extract.teams import city_key, is_team_key
from kg.tokens import Doc

type Keys = dict[str, list[int]]

_SMALL_WORDS = frozenset(
    ("of", "the", "and", "for", "in", "on", "&", "de", "du", "des", "la", "der", "die", "das", "für", "und")
)
_MODIFIERS = frozenset(("amod", "compound", "nmod", "acomp", "poss"))
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_WEAK_CLASSES = frozenset(("Person", "Product", "Work", "Group", "Concept", "Event", "Organization"))


def link_names(partition: Partition) -> None:
    """Join the names that are forms of one name. A short form takes the class of its full form."""
    split_senses(partition)
    keys = _keys(partition)
    link_people(partition, keys)
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
    """The demonym is an adjective: "Russian banks", not "Russians", "a Russian" or "the Dutch"."""
    token = doc[candidate.end - 1]
    if candidate.plural or token.dep_ in _MODIFIERS:
        return not candidate.plural
    return token.pos_ == "ADJ" and not any(child.dep_ == "det" for child in token.lefts)


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
        owners = [owner for owner in full if owner != key and _shortens(cores[key], cores[owner], partition)]
        if partition.text(keys[key][0]) in partition.words.known:
            owners = [owner for owner in owners if _begins(partition, key, owner)]
        if owners and (_is_head_word(key, partition) or _is_one(partition, keys, owners)):
            owner = _nearest(keys, owners, keys[key][0])
            partition.join(keys[owner][0], keys[key][0])
            partition.classes[key] = partition.classes[owner]


def _begins(partition: Partition, key: str, owner: str) -> bool:
    """A widely known name is short for a longer one of its class only: "Ford" for "Ford Motor Company"."""
    return owner.startswith(key) and partition.classes[owner] == partition.classes[key]


def _is_head_word(key: str, partition: Partition) -> bool:
    """ "Commission", "Ministry": what is left of a name that was spelt out before; not "House" of the White House."""
    found = partition.words.last_words.get(key.capitalize())
    return found is not None and partition.coarse(found) == "Organization"


def _is_one(partition: Partition, keys: Keys, owners: Sequence[str]) -> bool:
    return len({partition.roots[keys[owner][0]] for owner in owners}) == 1


def _nearest(keys: Keys, owners: Sequence[str], index: int) -> str:
    """The owner mentioned last before the position, else first after it."""
    return min((position > index, abs(position - index), owner) for owner in owners for position in keys[owner])[2]


def _core(key: str, words: Lexicon) -> list[str]:
    kept = (wording(key) if is_organization_key(key) else key).split()
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
    """Not a name that stands for itself: a place, a person with a title, an acronym."""
    text = partition.text(indices[0])
    if text in partition.words.countries or _is_acronym(text):
        return False
    if any(partition.candidates[index].label == "NORP" for index in indices):
        return False
    if label == "Person" and (" " in text or any(partition.candidates[index].title for index in indices)):
        return False
    return partition.coarse(label) in _WEAK_CLASSES


def _shortens(short: list[str], full: list[str], partition: Partition) -> bool:
    if len(short) >= len(full) or all(part in _SMALL_WORDS for part in short):
        return False
    if full[: len(short)] == short:
        return len(short) == 1 and not _is_head_word(short[0], partition) and full[1] not in ("of", "for")
    if full[-len(short) :] == short:
        return len(short) > 1 or _is_head_word(short[0], partition)
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
