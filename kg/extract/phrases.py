"""Doc -> Phrases: every noun phrase and pronoun of an article, whether it stands for an entity of the graph or not.

What the graph is made of are the Candidates of `kg.extract.mentions`. Phrases are all that an author refers to things
with, so that "it" can be "the plan" and is then nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.model import Kind
from kg.tokens import Doc, Token

_PERSONS: dict[str, tuple[str, ...]] = {
    "i": ("i", "me", "my", "mine", "myself"),
    "we": ("we", "us", "our", "ours", "ourselves"),
    "you": ("you", "your", "yours", "yourself", "yourselves"),
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "it": ("it", "its", "itself"),
    "they": ("they", "them", "their", "theirs", "themselves"),
    "this": ("this", "that"),
    "these": ("these", "those"),
    "one": ("one",),
}
PRONOUNS: Mapping[str, str] = {word: person for person, words in _PERSONS.items() for word in words}
_GENDERS: Mapping[str, Gender] = {"he": "male", "she": "female"}
_PLURAL = frozenset(("we", "they", "these"))
_DETERMINERS = frozenset(("det", "predet"))
_NO_HEADS = frozenset(("compound", "amod", "nmod", "punct", "cc", "mark", "expl"))
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "dative", "appos"))
_ASIDE = frozenset(("npadvmod", "appos"))  # "the minister himself"
_OPENING = frozenset('([“"‘')
_CLOSING: Mapping[str, str] = {")": "(", "]": "[", "”": "“", '"': '"', "’": "‘"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `[start, end)` up to the head noun, as the encoder compares them; `whole` with all that belongs to it.

    `person` is the class of a pronoun ("i" for "my"), `position` that of the Candidate with the same head.
    """

    start: int
    end: int
    head: int
    kind: Kind
    gender: Gender
    plural: bool
    whole: tuple[int, int]
    person: str | None = None
    position: int | None = None
    describes: bool = False  # a predicate or apposition


def phrases(doc: Doc, candidates: Sequence[Candidate], genders: Mapping[int, Gender], words: Lexicon) -> list[Phrase]:
    """Phrases in the order of their heads, an owner before what is owned. `genders` goes by position of candidates."""
    held = {found.head: position for position, found in enumerate(candidates) if _refers(doc, found)}
    found = []
    for token in doc:
        if token.i in held:
            position = held[token.i]
            found.append(_of_candidate(doc, candidates[position], position, genders.get(position, "unknown")))
        elif token.lower_ in PRONOUNS and token.pos_ in ("PRON", "DET"):
            found.extend(_pronoun(token))
        elif _is_head(token):
            found.append(_noun_phrase(doc, token, words))
    return sorted(_with_shared_genders(doc, found), key=lambda phrase: phrase.head)


def _refers(doc: Doc, candidate: Candidate) -> bool:
    """No value, adjective or relative pronoun."""
    adjective = doc[candidate.head].pos_ == "ADJ" and doc[candidate.head].dep_ == "amod"
    return candidate.kind != "value" and candidate.label != "relative" and not adjective


def _of_candidate(doc: Doc, candidate: Candidate, position: int, gender: Gender) -> Phrase:
    token = doc[candidate.head]
    start, end = candidate.start, candidate.end
    if candidate.kind != "pronoun" and token.dep_ not in ("compound", "nmod", "amod"):
        first, last = whole_phrase(doc, token)
        start, end = min(start, first), max(end, last)
    person = PRONOUNS.get(token.lower_) if candidate.kind == "pronoun" else None
    return Phrase(
        start=candidate.start,
        end=candidate.end,
        head=candidate.head,
        kind=candidate.kind,
        gender=gender if candidate.gender == "unknown" else candidate.gender,
        plural=candidate.plural,
        whole=(start, end),
        person=person,
        position=position,
        describes=_describes(token),
    )


def _pronoun(token: Token) -> Iterator[Phrase]:
    """The pronoun, unless it is the determiner of a noun, a relative pronoun or stands for nothing."""
    person = PRONOUNS[token.lower_]
    if token.dep_ in _DETERMINERS or token.dep_ in _NO_HEADS or token.tag_ in ("WDT", "WP", "WP$"):
        return
    place = (token.i, token.i + 1)
    gender = _GENDERS.get(person, "unknown")
    yield Phrase(*place, token.i, "pronoun", gender, person in _PLURAL, place, person)


def _is_head(token: Token) -> bool:
    """A noun that stands for itself, or a number or adjective in the place of one."""
    if token.pos_ in ("NOUN", "PROPN"):
        return token.dep_ not in _NO_HEADS
    return token.pos_ in ("NUM", "ADJ", "SYM") and token.dep_ in _ARGUMENTS


def _recognised(token: Token) -> tuple[int, int]:
    """The tokens of the recogniser's name in which this one stands."""
    start, end = token.i, token.i + 1
    while start > 0 and token.doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(token.doc) and token.doc[end].ent_iob_ == "I":
        end += 1
    return start, end


def _noun_phrase(doc: Doc, token: Token, words: Lexicon) -> Phrase:
    whole = whole_phrase(doc, token)
    start, end = whole[0], token.i + 1
    if token.pos_ == "PROPN" and token.ent_type_:
        first, last = _recognised(token)
        start, end = max(whole[0], first), min(whole[1], last)
    kind: Kind = "name" if token.pos_ == "PROPN" else "nominal"
    told = words.given.get(doc[start].text) if kind == "name" else words.genders.get(token.lower_)
    return Phrase(
        start=start,
        end=end,
        head=token.i,
        kind=kind,
        gender=told or "unknown",
        plural=token.tag_ in ("NNS", "NNPS"),
        whole=whole,
        describes=_describes(token),
    )


def described(noun: Token) -> int | None:
    """The noun that a predicate or apposition says more of."""
    if noun.dep_ == "appos":
        return noun.head.i
    return next((child.i for child in noun.head.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)


def _describes(token: Token) -> bool:
    """It says what something is and does not refer to it; "there is a plan" does."""
    if token.dep_ == "attr":
        return all(child.dep_ != "expl" for child in token.head.lefts)
    return token.dep_ in ("appos", "oprd")


def _with_shared_genders(doc: Doc, found: Sequence[Phrase]) -> list[Phrase]:
    """A surname alone has the gender of the full names in the text, where those agree."""
    known: dict[str, set[Gender]] = {}
    for phrase in found:
        if phrase.kind == "name" and phrase.gender != "unknown":
            known.setdefault(doc[phrase.end - 1].text, set()).add(phrase.gender)
    return [_gendered(phrase, known.get(doc[phrase.end - 1].text, set())) for phrase in found]


def _gendered(phrase: Phrase, genders: set[Gender]) -> Phrase:
    if phrase.kind != "name" or phrase.gender != "unknown" or len(genders) != 1:
        return phrase
    return replace(phrase, gender=next(iter(genders)))


# --- extent ------------------------------------------------------------------------------------------------------


def whole_phrase(doc: Doc, head: Token) -> tuple[int, int]:
    """All that belongs to the noun, complements, clauses and appositions too, without what is coordinated with it."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    for child in head.children:
        if child.dep_ in ("cc", "conj") and child.i > head.i:
            end = min(end, child.left_edge.i)
        elif child.dep_ in ("cc", "preconj"):
            start = max(start, child.i + 1)
        elif child.dep_ in _ASIDE and child.lower_ in PRONOUNS:
            end = min(end, child.i)
    return _trimmed(doc, start, end, head.i)


def _trimmed(doc: Doc, start: int, end: int, head: int) -> tuple[int, int]:
    """Without white space and marks at either end, unless they pair with one inside."""
    while end - 1 > head and _is_loose(doc, start, end):
        end -= 1
    while start < head and (doc[start].is_space or (doc[start].is_punct and not _is_paired(doc, start, end))):
        start += 1
    return start, end


def _is_loose(doc: Doc, start: int, end: int) -> bool:
    last = doc[end - 1]
    if last.is_space or not last.is_punct or last.tag_ == "POS":
        return last.is_space
    opening = _CLOSING.get(last.text)
    return opening is None or all(token.text != opening for token in doc[start : end - 1])


def _is_paired(doc: Doc, start: int, end: int) -> bool:
    first = doc[start].text
    return first in _OPENING and any(_CLOSING.get(token.text) == first for token in doc[start + 1 : end])
