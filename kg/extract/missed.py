"""Recognised -> Recognised: what recognisers miss: initials, "River" before a river's name, the letters of a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.lexicon import Lexicon
from kg.extract.recognition import VALUES, Recognised
from kg.tokens import Doc, Token

_INITIALS = re.compile(r"(?:[A-Z]\.-?){1,3}")
_LETTERS = re.compile(r"[A-Z]{3,6}")
_MAPPED = frozenset(("LOC", "GPE", "FAC", "ORG"))
_MODIFIERS = frozenset(("compound", "amod", "nmod"))


def completed(doc: Doc, seen: Sequence[Recognised], words: Lexicon) -> list[Recognised]:
    """The names and values with what belongs before them, and with the initialisms among which none of them stands."""
    found: list[Recognised] = []
    for each in seen:
        whole = each if each.label in VALUES else _widened(doc, each, words)
        while found and found[-1].end > whole.start:
            whole = whole._replace(start=min(found.pop().start, whole.start))
        found.append(whole)
    return sorted((*found, *_initialisms(doc, found, words)))


def _widened(doc: Doc, name: Recognised, words: Lexicon) -> Recognised:
    """ "[M.] Oyelaran", "[Anna M.] Oyelaran", "[River] Mulvane"."""
    start = name.start
    while start > doc[name.start].sent.start and _belongs(doc, start - 1, name, words):
        start -= 1
    label = name.label if start == name.start or name.label == "PERSON" else "LOC"
    return Recognised(start, name.end, label)


def _belongs(doc: Doc, index: int, name: Recognised, words: Lexicon) -> bool:
    """The token is an initial or given name of the person, or the word for the river or lake that is called so."""
    token = doc[index]
    if not token.whitespace_:
        return False
    if name.label == "PERSON":
        return _is_initial(token, words) or (token.text in words.given and _is_initial(doc[index + 1], words))
    apart = not index or not (doc[index - 1].text[:1].isupper() and doc[index - 1].pos_ == "PROPN")
    return name.label in _MAPPED and index == name.start - 1 and apart and token.text in words.words["place.features"]


def _is_initial(token: Token, words: Lexicon) -> bool:
    stands_alone = token.text in words.countries or token.text in words.known
    return _INITIALS.fullmatch(token.text) is not None and not stands_alone


def _initialisms(doc: Doc, seen: Sequence[Recognised], words: Lexicon) -> Iterator[Recognised]:
    """ "The BSC warned": capitals with an article and no noun behind them, among words that are not capitals."""
    taken = {index for each in seen for index in range(each.start, each.end)}
    for token in doc:
        if _LETTERS.fullmatch(token.text) and token.i not in taken and _is_body(doc, token, words):
            yield Recognised(token.i, token.i + 1, "ORG")


def _is_body(doc: Doc, token: Token, words: Lexicon) -> bool:
    if token.text in words.words["initialism.common"] or token.dep_ in _MODIFIERS or token.tag_ not in ("NNP", "NN"):
        return False
    near = (other for other in doc[max(0, token.i - 3) : token.i + 3] if other.is_alpha and other.i != token.i)
    articled = token.i > 0 and doc[token.i - 1].lower_ == "the"
    return articled and not any(other.text.isupper() and len(other) > 1 for other in near)
