"""Phrases -> what each refers to: the encoder's scores of antecedents under constraints that must hold.

Read from left to right. What the rules joined stays joined; every other phrase joins the referent that scores best, or
begins one. A pronoun of the graph joins the chain of what it refers to, and none where that is no entity.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kg.encoder import Encoding, compare, pair_scores
from kg.extract.lexicon import Gender
from kg.extract.partition import Partition, Profile
from kg.extract.phrases import Phrase, described, phrases
from kg.extract.profiles import profile
from kg.extract.pronouns import (
    SUBJECTS,
    Speech,
    class_fits,
    is_bound,
    is_somebody,
    later_subject,
    link_relatives,
    link_speakers,
    may_be_meant,
    preferences,
    speaker_at,
)
from kg.model import Kind
from kg.tokens import Doc

# Log-odds above which an antecedent is likelier than none; set on GUM's dev part in steps of a half.
_THRESHOLDS: Mapping[Kind, float] = {"pronoun": 0.0, "name": -0.5, "nominal": 0.5}
_POINTING = 2.0  # the same for "this" and "that", which mostly mean what was said and not a thing
_SAME_WORDS = -1.0  # the same for a nominal in the words of its antecedent
_SAME_OWNER = -3.0  # the same for "her life", once more
_NEAREST = 20  # phrases before a pronoun or definite noun that may be meant
_ALIKE = 5  # earlier phrases with the same head that are compared beyond those
_NAMELESS = 3.0  # what it costs a pronoun to go on with pronouns of which nobody has said who they are
_PAIRS = 8192  # scored at once: bounds memory for very long articles
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "such", "both"))
_INDEFINITE = frozenset(("a", "an", "another", "any", "no", "every", "each"))
_PEOPLE = frozenset(("i", "we", "you", "he", "she"))
_THINGS = frozenset(("it", "this", "these", "one"))
_MUCH_SURER = 2.5  # log-odds by which the encoder must prefer another to whom a sentence before is about
_HELPED = frozenset(("he", "she"))  # for whom the preferences of rules count as well
_THIRD = frozenset(("he", "she", "it", "they"))
_SINGLE = frozenset(("i", "he", "she", "it"))
_SEVERAL = frozenset(("we", "they", "these"))

type Scores = Mapping[int, Sequence[tuple[int, float]]]  # anaphor -> likely antecedents with their scores


@dataclass(slots=True)
class _Referent:
    """What phrases refer to, as far as the text has been read."""

    members: list[int] = field(default_factory=list)
    genders: set[Gender] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    plurals: set[bool] = field(default_factory=set)  # of its nouns
    nameless: bool = True  # by pronouns only

    def add(self, index: int, phrase: Phrase) -> None:
        """One more phrase that refers to it."""
        self.members.append(index)
        self.genders |= {phrase.gender} - {"unknown"}
        self.persons |= {phrase.person} if phrase.person else set()
        self.plurals |= {phrase.plural} if phrase.kind == "nominal" else set()
        self.nameless = self.nameless and phrase.kind == "pronoun"


@dataclass(slots=True)
class _Reading:
    """The state of reading one article. Phrases and referents go by number, chains by root."""

    partition: Partition
    phrases: Sequence[Phrase]
    scores: Scores
    speeches: Sequence[Speech]
    referents: list[_Referent] = field(default_factory=list)
    by_head: dict[int, int] = field(default_factory=dict)  # head token -> phrase
    of: dict[int, int] = field(default_factory=dict)  # phrase -> its referent
    of_chain: dict[int, int] = field(default_factory=dict)  # root -> its referent


def link_references(partition: Partition, encoding: Encoding, speeches: Sequence[Speech]) -> list[list[Phrase]]:
    """Join the pronouns in `partition`, and give all phrases by what they refer to, in text order."""
    link_relatives(partition)
    found = phrases(partition.doc, partition.candidates, _genders(partition), partition.words)
    reading = _Reading(partition, found, _scored(partition.doc, found, encoding), speeches)
    reading.by_head.update({phrase.head: index for index, phrase in enumerate(found)})
    spoken = frozenset(index for index in range(len(found)) if _is_speaker(reading, index))
    for index in range(len(found)):
        if index not in spoken:
            _read(reading, index)
    link_speakers(partition, speeches)
    for index in sorted(spoken):
        _read(reading, index)
    return [[found[index] for index in sorted(referent.members)] for referent in reading.referents]


def chain_references(partition: Partition) -> list[list[Phrase]]:
    """All phrases by the chain that they belong to, alone where they belong to none: what rules know."""
    found = phrases(partition.doc, partition.candidates, _genders(partition), partition.words)
    groups: dict[int, list[Phrase]] = {}
    for phrase in found:
        key = -phrase.head - 1 if phrase.position is None else partition.roots[phrase.position]
        groups.setdefault(key, []).append(phrase)
    return list(groups.values())


def _genders(partition: Partition) -> dict[int, Gender]:
    """Of names and nominals, as far as their chains tell."""
    chains = [profile(partition, root) for root in sorted(partition.members)]
    people = [chain for chain in chains if chain.coarse == "Person" and not chain.plural]
    return {position: chain.gender for chain in people for position in chain.positions}


def _is_speaker(reading: _Reading, index: int) -> bool:
    """The first person in quotation marks, when it is known who speaks."""
    phrase = reading.phrases[index]
    if phrase.person != "i" or phrase.position is None:
        return False
    speaker = _speaker(reading, phrase)
    return speaker is not None and is_somebody(reading.partition, speaker)


def _speaker(reading: _Reading, phrase: Phrase) -> int | None:
    return speaker_at(reading.partition.doc[phrase.head].idx, reading.speeches)


# --- pairs -------------------------------------------------------------------------------------------------------


def _scored(doc: Doc, found: Sequence[Phrase], encoding: Encoding) -> Scores:
    """Anaphor -> antecedents with how far their log-odds are above what is asked; those below where rules may help."""
    compared = compare(encoding, found)
    left, right = np.array(list(_pairs(doc, found)), dtype=np.int64).reshape(-1, 2).T
    parts = [slice(start, start + _PAIRS) for start in range(0, len(left), _PAIRS)]
    values = np.concatenate([np.zeros(0), *(pair_scores(compared, left[part], right[part]) for part in parts)])
    asked = np.array([(_asked(doc, phrase, same=False), _asked(doc, phrase, same=True)) for phrase in found])
    same = (compared.table.text[left] == compared.table.text[right]).astype(np.int64)
    above = values - asked.reshape(-1, 2)[right, same]
    scores: dict[int, list[tuple[int, float]]] = defaultdict(list)
    helped = np.array([phrase.person in _HELPED for phrase in found], dtype=bool)
    for index in np.flatnonzero((above > 0) | helped[right]).tolist():
        scores[int(right[index])].append((int(left[index]), float(above[index])))
    return scores


def _asked(doc: Doc, phrase: Phrase, *, same: bool) -> float:
    if phrase.person in ("this", "these"):
        return _POINTING
    if phrase.kind != "nominal" or not same:
        return _THRESHOLDS[phrase.kind]
    owned = any(child.dep_ == "poss" for child in doc[phrase.head].lefts)
    return _SAME_OWNER if owned else _SAME_WORDS


def _pairs(doc: Doc, found: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Antecedent and anaphor: the nearest before what refers back, and those alike before that and names."""
    alike: dict[str, list[int]] = defaultdict(list)
    heads = {phrase.head: index for index, phrase in enumerate(found)}
    for index, phrase in enumerate(found):
        known = alike[phrase.person or doc[phrase.head].lemma_.lower()]
        if phrase.kind == "name" or _refers_back(doc, phrase):
            first = index if phrase.kind == "name" else max(0, index - _NEAREST)
            for antecedent in (*(other for other in known[-_ALIKE:] if other < first), *range(first, index)):
                yield antecedent, index
        known.append(index)
        later = later_subject(doc[phrase.head]) if phrase.kind == "pronoun" else None
        if later in heads and found[heads[later]].kind == "name":
            yield heads[later], index


def _refers_back(doc: Doc, phrase: Phrase) -> bool:
    """Pronouns and what is definite; "a plan" and "plans" are new or stand for all of their kind."""
    if phrase.kind == "pronoun":
        return True
    lefts = doc[phrase.head].lefts
    if phrase.kind == "name" or any(child.lower_ in _INDEFINITE for child in lefts):
        return False
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in lefts)


# --- reading -----------------------------------------------------------------------------------------------------


def _read(reading: _Reading, index: int) -> None:
    """Find what the phrase refers to, and tell the chains when it is a pronoun of theirs."""
    phrase = reading.phrases[index]
    known = _known(reading, index)
    antecedent = _best(reading, index) if known is None else None
    target = known if antecedent is None else _referent(reading, antecedent)
    if target is None:
        reading.referents.append(_Referent())
        target = len(reading.referents) - 1
    reading.referents[target].add(index, phrase)
    reading.of[index] = target
    if phrase.position is not None:
        if phrase.kind == "pronoun" and antecedent is not None:
            _join(reading, index, antecedent)
        reading.of_chain[reading.partition.roots[phrase.position]] = target


def _known(reading: _Reading, index: int) -> int | None:
    """The referent that rules give it: that of its chain, or of the subject whose predicate it is."""
    phrase = reading.phrases[index]
    if phrase.position is not None:
        return reading.of_chain.get(reading.partition.roots[phrase.position])
    subject = described(reading.partition.doc[phrase.head]) if phrase.describes else None
    return None if subject is None else reading.of.get(reading.by_head.get(subject, -1))


def _referent(reading: _Reading, antecedent: int) -> int | None:
    """That of the antecedent; of one yet to be read, that of its chain."""
    if antecedent in reading.of:
        return reading.of[antecedent]
    position = reading.phrases[antecedent].position
    return None if position is None else reading.of_chain.get(reading.partition.roots[position])


def _join(reading: _Reading, index: int, antecedent: int) -> None:
    """Join the pronoun with the chain of its antecedent, or of whoever else its referent is."""
    position = reading.phrases[index].position
    members = [antecedent, *reversed(reading.referents[reading.of[index]].members)]
    positions = [reading.phrases[member].position for member in members if member != index]
    entity = next((other for other in positions if other is not None), None)
    if position is not None and entity is not None:
        reading.partition.join(entity, position)


def _best(reading: _Reading, index: int) -> int | None:
    """The likeliest antecedent, None when none is likelier than that the phrase is the first to refer."""
    allowed = [pair for pair in reading.scores.get(index, ()) if _may_refer(reading, index, pair[0])]
    preferred = _preferred(reading, index, [antecedent for antecedent, _ in allowed])
    likely = [pair for pair in _with_preferences(reading, preferred, allowed) if pair[1] > 0]
    meant = sorted(((_weighed(reading, index, *pair), pair[0]) for pair in likely), reverse=True)
    subject = _subject_before(reading, index, meant, preferred)
    if subject is not None:
        return subject
    if meant and reading.phrases[index].kind == "pronoun":
        _note_chance(reading, index, meant)
    return meant[0][1] if meant else None


def _subject_before(
    reading: _Reading, index: int, meant: Sequence[tuple[float, int]], preferred: Mapping[int | None, float]
) -> int | None:
    """Whom the rules prefer, the named subject of a sentence before, to another of whom the encoder is not much surer.

    A text that goes on goes on about its subject (Grosz, Joshi and Weinstein 1995).
    """
    found, doc = reading.phrases, reading.partition.doc
    if not preferred or not meant:
        return None
    score, antecedent = max(meant, key=lambda pair: preferred.get(found[pair[1]].position, -math.inf))
    head = doc[found[antecedent].head]
    is_subject = head.dep_ in SUBJECTS and head.sent.start != doc[found[index].head].sent.start
    is_another = _referent(reading, antecedent) != _referent(reading, meant[0][1])
    surer = _named_score(reading, meant) - score
    overrules = is_another and is_subject and found[antecedent].kind == "name" and surer < _MUCH_SURER
    return antecedent if overrules else None


def _named_score(reading: _Reading, meant: Sequence[tuple[float, int]]) -> float:
    """What the best referent scores by its name, if it has one near: pronouns always like pronouns."""
    best = _referent(reading, meant[0][1])
    return next(
        (
            score
            for score, other in meant
            if reading.phrases[other].kind == "name" and _referent(reading, other) == best
        ),
        meant[0][0],
    )


def _with_preferences(
    reading: _Reading, preferred: Mapping[int | None, float], pairs: Sequence[tuple[int, float]]
) -> Sequence[tuple[int, float]]:
    """The log-odds of the encoder, which knows the words, and of the rules, which know the sentence, together."""
    found = reading.phrases
    return [(antecedent, score + preferred.get(found[antecedent].position, 0.0)) for antecedent, score in pairs]


def _preferred(reading: _Reading, index: int, antecedents: Iterable[int]) -> Mapping[int | None, float]:
    """Position -> log-odds by the rules, for whom they help with."""
    found, position = reading.phrases, reading.phrases[index].position
    if found[index].person not in _HELPED or position is None:
        return {}
    others = {other for antecedent in antecedents if (other := found[antecedent].position) is not None}
    return dict(preferences(reading.partition, position, sorted(others, reverse=True)))


def _note_chance(reading: _Reading, index: int, meant: Sequence[tuple[float, int]]) -> None:
    """How likely the pronoun means what the first of these refers to, and not what the others do or nothing said.

    It is no surer than a pronoun that it takes up.
    """
    best: dict[int | None, float] = {None: 0.0}
    for score, antecedent in meant:
        target = _referent(reading, antecedent)
        best[target] = max(score, best.get(target, score))
    top, antecedent = meant[0]
    total = sum(math.exp(score - top) for score in best.values())
    through = reading.phrases[antecedent].position
    position = reading.phrases[index].position
    if position is not None:
        before = reading.partition.chances.get(through, 1.0) if through is not None else 1.0
        reading.partition.chances[position] = before / total


def _weighed(reading: _Reading, index: int, antecedent: int, score: float) -> float:
    """The score, less for a third person of whom nothing but pronouns has been said."""
    target = _referent(reading, antecedent)
    if target is None or reading.phrases[index].person not in _THIRD:
        return score
    return score - _NAMELESS if reading.referents[target].nameless else score


# --- constraints -------------------------------------------------------------------------------------------------


def _may_refer(reading: _Reading, index: int, antecedent: int) -> bool:
    """Whether all that is known of both allows that they stand for the same."""
    phrase, other = reading.phrases[index], reading.phrases[antecedent]
    if phrase.kind == "pronoun":
        if is_bound(reading.partition.doc, phrase, other) or _is_part(reading.partition.doc, phrase, other):
            return False
    elif _is_within(phrase, other) or (phrase.kind == "name" and not _may_be_named(reading, phrase, other)):
        return False
    target = _referent(reading, antecedent)
    if target is not None and not (_agrees(phrase, reading.referents[target]) and _may_hear(reading, phrase, target)):
        return False
    return other.position is None or _chain_allows(reading, phrase, other.position)


def _is_part(doc: Doc, pronoun: Phrase, other: Phrase) -> bool:
    """ "one of his sons": the pronoun belongs to the noun itself, and not to a clause that tells more of it."""
    if not other.whole[0] <= pronoun.head < other.whole[1]:
        return False
    between = itertools.takewhile(lambda token: token.i != other.head, doc[pronoun.head].ancestors)
    return all(token.pos_ not in ("VERB", "AUX") for token in between)


def _is_within(phrase: Phrase, other: Phrase) -> bool:
    """One is part of the other."""
    return phrase.whole[0] < other.whole[1] and other.whole[0] < phrase.whole[1]


def _may_be_named(reading: _Reading, phrase: Phrase, other: Phrase) -> bool:
    """Two names are one only by the rules for names; what is no name of the graph, by having the same words."""
    if phrase.position is not None:
        return False
    doc = reading.partition.doc
    words, others = _words(doc, phrase), _words(doc, other)
    return words <= others or others <= words


def _words(doc: Doc, phrase: Phrase) -> frozenset[str]:
    return frozenset(token.lower_ for token in doc[phrase.start : phrase.end] if token.is_alpha and token.pos_ != "DET")


def _agrees(phrase: Phrase, referent: _Referent) -> bool:
    """Gender, number and person allow it."""
    if phrase.gender != "unknown" and referent.genders - {phrase.gender}:
        return False
    plurals = referent.plurals | ({phrase.plural} if phrase.kind == "nominal" else set())
    persons = referent.persons | ({phrase.person} if phrase.person else set())
    if len(plurals) > 1 or (True in plurals and persons & _SINGLE):
        return False
    if persons & _PEOPLE and persons & _THINGS:
        return False
    return not (persons & _SINGLE and persons & _SEVERAL)


def _may_hear(reading: _Reading, phrase: Phrase, target: int) -> bool:
    """In quotation marks, whoever speaks is none but "I" and "we"."""
    if phrase.kind != "pronoun" or phrase.person in ("i", "we") or not reading.partition.quoted[phrase.head]:
        return True
    speaker = _speaker(reading, phrase)
    return speaker is None or reading.of_chain.get(reading.partition.roots[speaker]) != target


def _chain_allows(reading: _Reading, phrase: Phrase, position: int) -> bool:
    """The chain at `position` is of a class and number that the phrase may refer to."""
    partition = reading.partition
    if not may_be_meant(partition, position):
        return False
    chain = profile(partition, partition.roots[position])
    if all(partition.candidates[member].kind == "pronoun" for member in chain.positions):
        return True
    if phrase.kind != "pronoun":
        return phrase.position is None or _is_of_one_class(partition, phrase.position, chain)
    if phrase.position is not None and phrase.person != "i":
        return class_fits(partition.candidates[phrase.position], chain)
    if phrase.person in ("i", "you"):
        return chain.coarse in ("Person", "Group") or chain.doubtful
    return chain.coarse != "Person" if phrase.person in _THINGS else True


def _is_of_one_class(partition: Partition, position: int, chain: Profile) -> bool:
    return profile(partition, partition.roots[position]).coarse == chain.coarse
