"""Days, months and years -> Candidates whose object is a time: "born on 5 May", "X (1927-2001)", "founded in 1998".

Cue tables of properties that take dates say which verbs and participles tell them. A participle tells the date of whom
it is done to, actively worded too: "Y founded X in 1998" dates X.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kg.extract import grammar
from kg.extract.arguments import Argument, Index, moment_chain
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import Cues, Pattern
from kg.model import Chain, Mention, Relation
from kg.periods import period_of
from kg.tokens import Token

# What hangs so on a word is no longer about when that word happens.
_APART = ("amod", "compound", "poss", "nmod", "nsubj", "nsubjpass", "relcl", "ccomp", "advcl", "acl", "csubj")
_VERBAL = ("VERB", "AUX")
_STEPS = 6
_BRACKET = 160  # characters in which a parenthesis behind a name closes
_LONGEST_LIFE = 125  # years
_DAY = len("2001-01-01")
_OPENING = re.compile(r",?(?: [A-Z]{2}[A-Za-z]*,?)* ?\(")  # "X (", "X, (", "X MBE ("
_DASH = re.compile(r"[^;()]*[-–—][^;()]*")


def dates(index: Index, cues: Cues) -> Iterator[Candidate]:
    """Candidates of one article; of several times that one word may have, the nearest."""
    told: set[tuple[int, str]] = set()
    for moment in index.moments:
        for pattern, trigger in _told(moment, cues):
            key = (trigger.i, pattern.sides.predicate)
            if key not in told:
                told.add(key)
                yield from _dated(pattern, trigger, moment, index)
    yield from _bracketed(index, cues)


def with_moments(
    text: str, related: Iterable[Relation], mentions: tuple[Mention, ...], chains: tuple[Chain, ...]
) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    """Mentions and chains, with those of the times that relations have as their object and that are none yet."""
    known = {chain.id for chain in chains}
    spans = {one.evidence.object for one in related if one.value and one.object not in known}
    added = [moment_chain(text, span) for span in sorted(spans)]
    new = [
        Mention(chain.mentions[0], *span, "value", chain.type, chain.id)
        for chain, span in zip(added, sorted(spans), strict=True)
    ]
    ordered = sorted((*mentions, *new), key=lambda mention: mention.start) if new else mentions
    return tuple(ordered), (*chains, *added)


def _told(moment: Argument, cues: Cues) -> Iterator[tuple[Pattern, Token]]:
    """The patterns of the word that the time hangs on, through phrases between: "born in Leeds on 5 May"."""
    link, token = "", moment.token
    for _ in range(_STEPS):
        if token.dep_ in _APART or token.head is token:
            return
        token = token.head
        if token.pos_ in ("ADP", "SCONJ") and token.dep_ in ("prep", "agent", "prt"):
            link = link or token.lower_
            continue
        if token.i < moment.token.i or moment.token.head in (token, *token.lefts):
            yield from ((pattern, token) for pattern in _patterns(token, link, cues))
        if token.pos_ in _VERBAL:
            return


def _patterns(token: Token, link: str, cues: Cues) -> Iterator[Pattern]:
    """What the word tells of a time behind a preposition, or behind none."""
    verbal = token.pos_ not in ("NOUN", "PROPN")
    for word, kinds in ((token.lower_, ("participle",)), (token.lemma_.lower(), ("verb",) if verbal else ("noun",))):
        for pattern in cues.dated.get(word, ()):
            if pattern.kind in kinds and (not link or link in pattern.prepositions) and _complete(pattern, token):
                yield pattern


def _complete(pattern: Pattern, token: Token) -> bool:
    """Whether the further words of the cue are there: "pass away", "take place"."""
    there = {form for child in token.children for form in (child.lower_, child.lemma_)}
    return not any(words.isdisjoint(there) for words in pattern.words)


def _dated(pattern: Pattern, trigger: Token, moment: Argument, index: Index) -> Iterator[Candidate]:
    for subject in _subjects(pattern, trigger, moment, index):
        yield Candidate(pattern.sides, subject, moment, token_span(trigger), trigger, pattern.kind)


def _subjects(pattern: Pattern, trigger: Token, moment: Argument, index: Index) -> Sequence[Argument]:
    if pattern.kind == "noun":  # "her death in 2007", "the founding of X in 1998"
        return [*index.modifiers(trigger), *index.complements(trigger, ("of",))][:1]
    holder = _done_to(trigger, moment) if pattern.kind == "participle" else _doer(trigger)
    return index.all(holder) if holder is not None else ()


def _doer(verb: Token) -> Token | None:
    return None if grammar.is_passive(verb) else grammar.subject(verb)


def _done_to(token: Token, moment: Argument) -> Token | None:
    """ "X was founded", "X, founded", "founded X", and "X formed" of what comes about by itself."""
    if token.dep_ in ("amod", "acl"):
        return token.head
    if grammar.is_passive(token):
        return grammar.subject(token)
    target = grammar.direct_object(token)
    return target if target is not None and target is not moment.token else grammar.subject(token)


# --- parentheses -------------------------------------------------------------------------------------------------


def _bracketed(index: Index, cues: Cues) -> Iterator[Candidate]:
    """ "X (5 May 1960 - 3 June 2001)", "X (born 1960 in Leeds)"."""
    text = index.doc.text
    for name in index.names:
        bracket = _OPENING.match(text, name.span[1])
        if bracket is None:
            continue
        opening = bracket.end() - 1
        closing = text.find(")", opening, opening + _BRACKET)
        inside = [moment for moment in index.moments if opening < moment.span[0] < closing]
        if inside:
            yield from _lifetime(name, opening, inside, index, cues)
            yield from (found for moment in inside for found in _worded(name, opening, moment, index, cues))


def _lifetime(
    name: Argument, opening: int, inside: Sequence[Argument], index: Index, cues: Cues
) -> Iterator[Candidate]:
    """From when to when somebody lived, or an organisation existed; years alone may also be those of an office."""
    text = index.doc.text
    for first, last in pairwise(inside):
        alone = not text[opening + 1 : first.span[0]].strip() and _DASH.fullmatch(text[first.span[1] : last.span[0]])
        if alone and _years(first, last) <= _LONGEST_LIFE:
            exact = len(first.value or "") == len(last.value or "") == _DAY
            for rule in cues.constructions:
                end = {"from": first, "to": last}.get(rule.form)
                if end is not None and not rule.subject.isdisjoint(name.chain.types):
                    form = "lifetime" if exact else "years"
                    yield Candidate(rule.sides, name, end, end.span, name.token, form, definitional=True)


def _years(first: Argument, last: Argument) -> int:
    start, end = period_of(first.value), period_of(last.value)
    if start is None or end is None or start.first is None or end.first is None or end.first < start.first:
        return _LONGEST_LIFE + 1
    return end.first.year - start.first.year


def _worded(name: Argument, opening: int, moment: Argument, index: Index, cues: Cues) -> Iterator[Candidate]:
    """ "(born 1960)", "(Leeds, b. 5 May 1960)": the word before the time says what it is the time of."""
    there = index.doc.char_span(*moment.span, alignment_mode="expand")
    if there is None or there.start == 0:
        return
    word, link = index.doc[there.start - 1], ""
    if word.pos_ == "ADP":
        link, word = word.lower_, word.nbor(-1)
    for pattern in _patterns(word, link, cues) if word.idx > opening else ():
        yield Candidate(pattern.sides, name, moment, token_span(word), word, "lifetime", definitional=True)
