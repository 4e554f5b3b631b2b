"""Cue word -> Stand: what whoever reports somebody's words makes of them: nothing, it is so, or it is not so.

Every event has a value for each who speaks of it, the author of the article being the outermost (FactBank; Saurí and
Pustejovsky 2009). Who "says" leaves the author without a stand; who "knows" does not, nor who "wrongly says".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extract.speech import Lexicon
from kg.model import OPEN, Factuality, Quote
from kg.tokens import Token

_MODIFIERS = frozenset(("advmod", "amod"))
_PREDICATES = frozenset(("acomp", "attr", "oprd"))


@dataclass(frozen=True, slots=True)
class Stand:
    """How a reporter presents what is said, and whether that is as a fact, so that what is in it is one as well."""

    value: Factuality = OPEN
    vouches: bool = False


NO_STAND = Stand()


@dataclass(frozen=True, slots=True)
class Told:
    """What is reported: how its wording presents it, how the reporting itself is presented, and how it is quoted."""

    inside: Factuality
    reporting: Factuality
    quote: Quote
    presupposed: bool = False  # a noun phrase that the reporter vouches for: "criticised the attack"


def stand(words: Lexicon, cue: Token, told: Told) -> Stand:
    """What the narrator, or whoever else reports `cue`, makes of its content."""
    if told.presupposed:
        return Stand(told.inside, vouches=True)
    if told.quote == "direct":
        return NO_STAND
    judged = _judgement(words, cue) or _known(words, cue, told.reporting)
    if judged is None or judged.certainty == "underspecified":
        return NO_STAND
    return Stand(told.inside.under(judged), vouches=judged.asserted)


def _judgement(words: Lexicon, cue: Token) -> Factuality | None:
    """What a word beside the cue says of the content: "wrongly said", "the false claim", "the claim is false"."""
    return next((words.verdicts[word.lower_] for word in _beside(cue) if word.lower_ in words.verdicts), None)


def _beside(cue: Token) -> Iterator[Token]:
    yield from (child for child in cue.children if child.dep_ in _MODIFIERS)
    if cue.dep_ == "nsubj" and cue.head.lemma_ == "be" and not _is_negated(cue.head):
        yield from (child for child in cue.head.rights if child.dep_ in _PREDICATES)


def _is_negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _known(words: Lexicon, cue: Token, reporting: Factuality) -> Factuality | None:
    """What the cue itself says of it: who "knows" or "forgets" it makes it a fact, who "admits" it if he does."""
    vouching = words.vouching.get(words.lemma(cue))
    if vouching is None or not (vouching.presupposed or reporting.asserted):
        return None
    return vouching.standing


def seen_from_above(stands: Iterable[Stand]) -> tuple[Factuality, ...]:
    """How all who report a content present it, the narrator first, given what each of them makes of what is in it.

    `stands` begins with that of the content itself; those of the claims around it follow, the innermost first.
    """
    inner, *outer = stands
    values = [inner.value]
    for above in outer:
        values.append(values[-1] if above.vouches else OPEN)
    return tuple(reversed(values))
