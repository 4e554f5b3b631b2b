"""Nominals joined with what stands beside them in one clause: appositions, predicates, nouns that carry a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.mentions import Candidate
from kg.extract.names import country_of, is_demonym
from kg.extract.partition import Partition
from kg.extract.profiles import class_of, is_bare, is_definite, is_indefinite, is_people
from kg.extract.types import stands_beside
from kg.tokens import Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_LONGEST_TITLE = 9  # tokens from a title to the name behind the next
_TITLE_WORDS = frozenset(("ADJ", "NOUN", "PROPN", "PART"))
_LONGEST = 3  # prepositions up from a noun to the one that a name behind the comma may stand for


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The candidates of an article by their heads and by where they end."""

    by_head: Mapping[int, int]
    by_end: Mapping[int, int]  # nominals only
    by_start: Mapping[int, int]  # names only


def link_predications(partition: Partition) -> set[int]:
    """Join appositions and predicate nominals with what they describe; the positions of the joined nominals.

    Names come first: "told Acme, the owner, Nordhav" is surer of the second name than of the first.
    """
    clauses = _clauses(partition)
    joined: set[int] = set()
    order = [index for index, each in enumerate(partition.candidates) if each.kind in ("name", "nominal")]
    for index in sorted(order, key=lambda index: partition.candidates[index].kind):
        other = _labelled(partition, index, clauses)
        other = _titled_as_well(partition, index, clauses) if other is None else other
        if other is None and not _is_label(partition, index):
            other = _apposed(partition, index, clauses)
            other = _predicated(partition, index, clauses) if other is None else other
        if other is not None and not _named_apart(partition, index, other):
            partition.join(index, other)
            joined.update(position for position in (index, other) if partition.candidates[position].kind == "nominal")
    return joined


def hollow_predicates(partition: Partition, settled: set[int]) -> set[int]:
    """Nominals that say what somebody is and were joined with nobody, so that they stand for no one themselves."""
    return {
        index
        for index, candidate in enumerate(partition.candidates)
        if candidate.kind == "nominal" and index not in settled and _is_predicative(partition, candidate)
    }


def _clauses(partition: Partition) -> _Clauses:
    found = [(index, each) for index, each in enumerate(partition.candidates) if each.kind != "value"]
    return _Clauses(
        by_head={each.head: index for index, each in found},
        by_end={each.end: index for index, each in found if each.kind == "nominal"},
        by_start={each.start: index for index, each in found if each.kind == "name"},
    )


def _is_predicative(partition: Partition, candidate: Candidate) -> bool:
    noun = partition.doc[candidate.head]
    bare = is_bare(noun)
    if noun.dep_ in ("attr", "oprd"):
        return not any(child.dep_ == "expl" for child in noun.head.children)
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        return bare or is_indefinite(noun)
    singular = noun.tag_ == "NN" and not candidate.plural and not partition.in_headline(candidate)
    return bare and singular and partition.coarse(candidate.label) == "Person" and noun.dep_ not in _SUBJECTS


# --- names behind nouns ------------------------------------------------------------------------------------------


def _apposed(partition: Partition, index: int, clauses: _Clauses) -> int | None:
    """What the candidate is an apposition to: "the band X", "a spokeswoman for the bank, X", "head of X, the bank"."""
    name = partition.candidates[index]
    token = partition.doc[name.head]
    before = clauses.by_end.get(name.title[0] if name.title else name.start)
    if (
        name.kind == "name"
        and before is not None
        and stands_beside(token, partition.doc[partition.candidates[before].head])
    ):
        return before if _agree(partition, index, before) else None
    if token.dep_ != "appos" or not _one_paragraph(partition, token, token.head):
        return None
    nouns = [token.head, *_before(partition, name), *_above(token.head)]
    found = [clauses.by_head[noun.i] for noun in nouns if noun.i in clauses.by_head]
    fitting = [other for other in dict.fromkeys(found) if _agree(partition, index, other)]
    fitting = [other for other in fitting if not _is_label(partition, other)]
    exact = [other for other in fitting if partition.candidates[other].key not in partition.words.words["agent.either"]]
    return next(iter([*exact, *fitting]), None)


def _before(partition: Partition, name: Candidate) -> list[Token]:
    """The noun at whose end the comma before the name stands, with what it is a part of."""
    start = name.title[0] if name.title else name.start
    if start < 2 or partition.doc[start - 1].text != ",":
        return []
    noun = partition.doc[start - 2]
    return [noun, *_above(noun)]


def _above(noun: Token) -> list[Token]:
    """The nouns that the noun complements: "a spokeswoman for the bank"."""
    found: list[Token] = []
    while noun.dep_ == "pobj" and noun.head.lower_ in ("of", "for") and len(found) < _LONGEST:
        noun = noun.head.head
        found.append(noun)
    return found


def _one_paragraph(partition: Partition, left: Token, right: Token) -> bool:
    """An apposition does not reach over a line's end, though the parser sees none."""
    return partition.paragraph(left.i) == partition.paragraph(right.i)


def _is_label(partition: Partition, index: int) -> bool:
    """A noun before a colon, as in "Editor: Anna Berg"."""
    candidate = partition.candidates[index]
    after = partition.doc[candidate.end : candidate.end + 1].text
    return candidate.kind == "nominal" and after == ":" and is_bare(partition.doc[candidate.head])


def _labelled(partition: Partition, index: int, clauses: _Clauses) -> int | None:
    """The name behind the colon of a label."""
    other = clauses.by_start.get(partition.candidates[index].end + 1)
    if other is None or not _is_label(partition, index) or not _agree(partition, index, other):
        return None
    return other


# --- offices before another and a name ----------------------------------------------------------------------------


def _titled_as_well(partition: Partition, index: int, clauses: _Clauses) -> int | None:
    """The name behind a second title: "party leader and former minister Anna Kovar" is one, "the leader …" two."""
    office, doc = partition.candidates[index], partition.doc
    if doc[office.end : office.end + 1].text.lower() != "and" or not _is_bare_office(partition, office):
        return None
    for start in range(office.end + 2, min(office.end + _LONGEST_TITLE, len(doc))):
        other = clauses.by_start.get(start)
        if other is not None and partition.coarse(class_of(partition, partition.candidates[other])) == "Person":
            titled = partition.candidates[other].title is not None or start in clauses.by_end
            return other if titled and _agree(partition, index, other) else None
        if doc[start].pos_ not in _TITLE_WORDS:
            return None
    return None


def _is_bare_office(partition: Partition, office: Candidate) -> bool:
    """A noun for one person without an article, which stands for nobody alone and is no part of a pair."""
    doc = partition.doc
    if office.kind != "nominal" or office.plural or partition.in_headline(office):
        return False
    if partition.coarse(class_of(partition, office)) != "Person" or not is_bare(doc[office.head]):
        return False
    verb = doc[office.head].head
    many = doc[office.head].dep_ in _SUBJECTS and any(
        token.lower_ == "were" or token.tag_ == "VBP" for token in (verb, *verb.lefts)
    )
    return not many and doc[max(0, office.start - 1)].lower_ not in ("between", "both")


# --- nouns that describe -----------------------------------------------------------------------------------------


def _predicated(partition: Partition, index: int, clauses: _Clauses) -> int | None:
    """What the candidate is said of as an apposition or predicate, or the name that it carries."""
    candidate = partition.candidates[index]
    token = partition.doc[candidate.head]
    target = _described(token, partition.words)
    if target is None and candidate.key in partition.words.words["naming.nouns"]:
        target = _own_name(partition, candidate)
    other = clauses.by_head.get(target) if target is not None else None
    if other is None or not _one_paragraph(partition, token, partition.doc[partition.candidates[other].head]):
        return None
    return other if _agree(partition, index, other) and not _is_label(partition, other) else None


def _described(token: Token, words: Lexicon) -> int | None:
    """The head token that this one is an apposition or predicate of."""
    if token.dep_ == "appos":
        return int(token.head.i)
    if token.dep_ == "attr" and token.head.lemma_ in words.words["copula.verbs"] and _affirms(token.head, words):
        return _subject(token.head)
    return None


def _own_name(partition: Partition, candidate: Candidate) -> int | None:
    """The head of the name that a definite noun carries with it: "the Acme newspaper", "the city of Aden"."""
    noun = partition.doc[candidate.head]
    words = partition.words
    if candidate.key in words.words["naming.places"] and not candidate.plural:
        place = named_place(noun)
        if place is not None:
            return place.i
    if not is_definite(noun) or any(child.dep_ == "poss" for child in noun.lefts):
        return None
    names = partition.names_within(candidate.start, candidate.end)
    own = [name for name in names if partition.doc[name.head].head.i == noun.i and not _is_national(partition, name)]
    return own[0].head if len(own) == 1 else None


def named_place(noun: Token) -> Token | None:
    """The head of the name behind "of": "the coastal city of Aden"."""
    places = (part for child in noun.rights if child.lower_ == "of" for part in child.rights if part.dep_ == "pobj")
    return next((place for place in places if place.pos_ == "PROPN"), None)


def _is_national(partition: Partition, name: Candidate) -> bool:
    return is_demonym(partition.doc, name, partition.words) or bool(country_of(partition.doc, name, partition.words))


def _subject(verb: Token) -> int | None:
    """The subject of the verb, or of the verb that it is coordinated with."""
    subject = next((child.i for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is None and verb.dep_ == "conj":
        return _subject(verb.head)
    return subject


def _affirms(verb: Token, words: Lexicon) -> bool:
    return not any(child.dep_ == "neg" or child.lower_ in words.words["copula.modals"] for child in verb.children)


def _named_apart(partition: Partition, index: int, other: int) -> bool:
    """One noun does not make one of two chains that have names of their own."""
    roots = {partition.roots[index], partition.roots[other]}
    named = [any(partition.candidates[each].kind == "name" for each in partition.members[root]) for root in roots]
    return len(roots) == 2 and all(named)


# --- agreement ---------------------------------------------------------------------------------------------------


def _agree(partition: Partition, index: int, other: int) -> bool:
    """Two candidates of one clause can be one: class and number agree, and at most one is a name."""
    left, right = partition.candidates[index], partition.candidates[other]
    if left.kind == right.kind == "name" or _numbers_differ(partition, left, right):
        return False
    if right.kind == "pronoun":
        return _pronoun_agrees(partition, left, right)
    classes = [partition.coarse(class_of(partition, candidate)) for candidate in (left, right)]
    if classes[0] == classes[1]:
        return True
    nominal = left if left.kind == "nominal" else right
    return nominal.key in partition.words.words["agent.either"] and set(classes) <= {"Person", "Organization"}


def _numbers_differ(partition: Partition, left: Candidate, right: Candidate) -> bool:
    """A name's own ending says nothing of its number, but a name of one is not "presidents"."""
    name = next((candidate for candidate in (left, right) if candidate.kind == "name"), None)
    if name is None:
        return left.plural != right.plural
    nominal = right if name is left else left
    return nominal.plural and not is_people(partition, name)


def _pronoun_agrees(partition: Partition, nominal: Candidate, pronoun: Candidate) -> bool:
    person = partition.coarse(class_of(partition, nominal)) == "Person"
    return nominal.kind == "nominal" and (pronoun.label == "third" if person else pronoun.label == "thing")
