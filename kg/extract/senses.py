"""Names that two bear: which mentions of one wording mean a person, and which a place, a company or a work so called.

"Denzel Washington" and "in Washington", "Giorgio Armani" and "shares in Armani", "Paris Hilton" and "the Hilton". The
mentions that mean something else than the wording usually does get a key of their own, so that nothing joins them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from kg.extract.lexicon import Lexicon, cities, regions
from kg.extract.mentions import Candidate, head_phrase
from kg.extract.partition import Partition
from kg.tokens import Doc, Token

type Sense = Literal["person", "place", "organization", "thing", "work", "language"]

_MARK = "="  # between the wording and its sense in a key
_SENSES: dict[str, Sense] = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organization",
}
_LABELS: dict[Sense, str] = {"person": "PERSON", "place": "GPE", "language": "LANGUAGE"}
_COARSE: dict[str, Sense] = {
    "Person": "person",
    "Organization": "organization",
    "City": "place",
    "Country": "place",
    "Region": "place",
    "Place": "place",
}
_CLASSES: dict[Sense, str] = {
    "person": "Person",
    "place": "Place",
    "organization": "Organization",
    "thing": "Place",
    "work": "Work",
    "language": "Language",
}
_QUOTES = frozenset(('"', "“", "”", "„", "«", "»"))
_MODIFIERS = frozenset(("compound", "amod", "nmod", "poss"))
_WITHIN = frozenset(("in", "near", "outside", "around", "across", "throughout"))
_POSSESSED_BY = frozenset(("in", "of", "at"))


def wording(key: str) -> str:
    """The key without the sense that it was given."""
    return key.partition(_MARK)[0]


def is_organization_key(key: str) -> bool:
    """Whether the key is of those mentions of a person's name that mean a company or other organisation."""
    return key.endswith(f"{_MARK}organization")


def is_personal_key(key: str) -> bool:
    """Whether the key is of those mentions of a place's or company's name that mean a person."""
    return key.endswith(f"{_MARK}person")


def split_senses(partition: Partition) -> None:
    """Give keys of their own to the mentions of a shared wording that mean something else than the others."""
    by_key: dict[str, list[int]] = {}
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind != "name" or _MARK in candidate.key:
            continue
        if _is_language(partition.doc, candidate, partition.words):
            _set_sense(partition, index, "language")
        else:
            by_key.setdefault(candidate.key, []).append(index)
    people = [key.split() for key in by_key if " " in key and partition.classes[key] == "Person"]
    for key, indices in by_key.items():
        if any(_names(key.split(), person) for person in people):
            _split(partition, key, indices)
        elif partition.classes[key] == "Company":
            _split_articled(partition, indices)


def _names(parts: list[str], person: list[str]) -> bool:
    """The whole name of a person, its first word or its last ones."""
    return person[-len(parts) :] == parts or person[:1] == parts


# --- persons and what is called like them ------------------------------------------------------------------------


def _split(partition: Partition, key: str, indices: Sequence[int]) -> None:
    stands_alone = _stands_alone(partition.text(indices[0]), partition.words)
    told = {index: _told(partition, partition.candidates[index]) for index in indices}
    for index in indices:
        sense = told[index] or _likely(partition.candidates[index], set(told.values()), stands_alone=stands_alone)
        usual = ("place", "organization") if stands_alone else ("person",)
        if sense and sense not in usual:
            _set_sense(partition, index, sense)
    if stands_alone and partition.classes[key] == "Person":
        partition.classes[key] = _usual_class(partition.text(indices[0]), partition.words)


def _stands_alone(text: str, words: Lexicon) -> bool:
    """Widely known as the name of something else, whoever is called so in the article."""
    return text in words.countries or text in words.capitals or text in words.known


def _usual_class(text: str, words: Lexicon) -> str:
    return "Country" if text in words.countries else words.known.get(text, "City")


def _likely(name: Candidate, told: set[Sense | None], *, stands_alone: bool) -> Sense | None:
    """By the recogniser's label, which alone makes no place of a surname, nor a company."""
    sense = _SENSES.get(name.label)
    return sense if stands_alone or sense in told else None


def _told(partition: Partition, name: Candidate) -> Sense | None:
    """What the words beside a mention say that it means, None where they say nothing."""
    doc, words = partition.doc, partition.words
    if name.title or name.gender != "unknown":
        return "person"
    if _is_quoted(doc, name) and name.label not in ("ORG", "GPE", "LOC"):
        return "work"
    described = _described(partition, name)
    if _is_articled(doc, name) and doc[name.start : name.end].text not in words.countries:
        return "thing" if described or name.label != "PERSON" else None
    if " " in name.key:
        return None
    if described is not None:
        return _agreed(_COARSE.get(partition.coarse(described)), name)
    if _is_personal(doc, name, words):
        return "person"
    if _is_corporate(doc, name, words):
        return _agreed("organization", name)
    return "place" if _is_within(doc, name, words) else None


def _agreed(sense: Sense | None, name: Candidate) -> Sense | None:
    """A noun beside it does not make an organisation of what the recogniser takes for a person."""
    return None if sense == "organization" and name.label == "PERSON" else sense


def _is_quoted(doc: Doc, name: Candidate) -> bool:
    """Alone in quotation marks, as titles are; not a nickname between two names."""
    if not name.start or name.end >= len(doc):
        return False
    before = doc[name.start - 1]
    if before.text not in _QUOTES or before.whitespace_:
        return False
    behind = doc[name.end : name.end + 2]
    closes = behind[0].text in _QUOTES or (len(behind) > 1 and behind[0].is_punct and behind[1].text in _QUOTES)
    return closes and not (name.start > 1 and doc[name.start - 2].pos_ == "PROPN")


def _is_articled(doc: Doc, name: Candidate) -> bool:
    """ "the Hilton", not "the Hilton hotel"."""
    if not name.start or doc[name.start - 1].lower_ != "the" or doc[name.start].text.lower() == "the":
        return False
    goes_on = name.end < len(doc) and doc[name.end].pos_ in ("NOUN", "PROPN", "ADJ", "NUM")
    goes_on = goes_on or doc[name.end : name.end + 1].text in ("-", "–", "'s", "’s")
    return not goes_on and doc[name.head].dep_ not in _MODIFIERS and not name.plural


def _described(partition: Partition, name: Candidate) -> str | None:
    """The class of the noun in apposition to the name, or directly before it."""
    for noun in _nouns_beside(partition.doc, name):
        phrase = head_phrase(partition.doc, noun, partition.words)
        if phrase and noun.tag_ == "NN" and phrase not in partition.words.words["agent.either"]:
            return partition.words.nouns[phrase]
    return None


def _nouns_beside(doc: Doc, name: Candidate) -> Iterator[Token]:
    token = doc[name.head]
    if name.start and doc[name.start - 1].pos_ == "NOUN" and doc[name.start - 1].dep_ in ("compound", "nmod"):
        yield doc[name.start - 1]
    if name.start and doc[name.start - 1].pos_ == "NOUN" and token.dep_ == "appos":
        yield doc[name.start - 1]
    yield from (child for child in token.rights if child.dep_ == "appos" and child.pos_ == "NOUN")


def _is_personal(doc: Doc, name: Candidate, words: Lexicon) -> bool:
    """Does what people do, has kin, or is somebody "who" did something."""
    token, lists = doc[name.head], words.words
    behind = [each.lower_ for each in doc[name.end : name.end + 2]]
    if "who" in behind[:1] or behind == [",", "who"]:
        return True
    if token.dep_ == "poss":
        return token.head.lower_ in lists["person.kin"]
    if token.dep_ == "nsubjpass":
        return token.head.lemma_ in lists["person.passives"]
    return token.dep_ == "nsubj" and token.head.lemma_ in lists["person.verbs"]


def _is_corporate(doc: Doc, name: Candidate, words: Lexicon) -> bool:
    """Has or does what companies do: "shares in X", "X's headquarters", "X employs"."""
    token, lists = doc[name.head], words.words
    if token.dep_ == "nsubj":
        return token.head.lemma_ in lists["company.verbs"]
    if token.dep_ in _MODIFIERS:
        return token.head.lemma_.lower() in lists["company.parts"]
    possessed = token.dep_ == "pobj" and token.head.lower_ in _POSSESSED_BY
    return possessed and token.head.head.lemma_.lower() in lists["company.stakes"]


def _is_within(doc: Doc, name: Candidate, words: Lexicon) -> bool:
    """ "in X", where there is a place of this name, but not "confidence in X"."""
    token, text = doc[name.head], doc[name.start : name.end].text
    if token.dep_ != "pobj" or token.head.lower_ not in _WITHIN or token.head.i != name.start - 1:
        return False
    if not (text in cities() or text in regions() or _stands_alone(text, words)):
        return False
    return token.head.head.lemma_.lower() not in words.words["person.trusted"]


# --- languages ---------------------------------------------------------------------------------------------------


def _is_language(doc: Doc, name: Candidate, words: Lexicon) -> bool:
    """A country's adjective that names what is spoken there: "learns Chinese", "translated into French"."""
    if doc[name.start : name.end].text not in words.adjectives or name.plural:
        return False
    token, lists = doc[name.head], words.words
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ in ("dobj", "nsubjpass"):
        return token.head.lemma_ in lists["language.verbs"]
    if token.dep_ != "pobj" or token.head.lower_ not in ("in", "into", "from"):
        return False
    return token.head.head.lemma_ in lists["language.writing"]


# --- companies and what is called like them ----------------------------------------------------------------------


def _split_articled(partition: Partition, indices: Sequence[int]) -> None:
    """A company takes no article: "the Amazon", where it is taken for no organisation, is something else."""
    for index in indices:
        name = partition.candidates[index]
        if _is_articled(partition.doc, name) and _SENSES.get(name.label) == "place":
            _set_sense(partition, index, "thing")


def _set_sense(partition: Partition, index: int, sense: Sense) -> None:
    name = partition.candidates[index]
    key = f"{name.key}{_MARK}{sense}"
    described = _described(partition, name) if sense in ("thing", "organization") else None
    partition.candidates[index] = replace(name, key=key, label=_LABELS.get(sense, name.label))
    if described or key not in partition.classes:
        partition.classes[key] = described or _class(sense, partition.text(index))


def _class(sense: Sense, text: str) -> str:
    if sense == "place" and text in cities():
        return "City"
    return "Region" if sense == "place" and text in regions() else _CLASSES[sense]
