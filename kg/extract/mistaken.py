"""What recognisers take for names or parts of names: titles, affiliations of legislators, labels of web pages."""

from __future__ import annotations

import re

from kg.extract.lexicon import Lexicon
from kg.tokens import Doc

_ADDRESS = re.compile(r"\S+@\S+|https?://\S*|www\.\S+|[+(]?\d[\d()./ -]{5,}")
_FISCAL_YEAR = re.compile(r"FY ?(?:\d{2}|\d{4})?")
_PLURALS = frozenset(("NNS", "NNPS"))


def is_no_name(doc: Doc, start: int, end: int, label: str, words: Lexicon) -> bool:
    """Whether the tokens are a title, an affiliation, an address, the label of a page or a plain plural."""
    text = doc[start:end].text
    if text in words.known or text in words.given:
        return False
    if text.casefold() in words.words["mistaken.labels"] or _ADDRESS.fullmatch(text) or _FISCAL_YEAR.fullmatch(text):
        return True
    if _is_title(text, label, words) or _begins_title(doc, end, text, words):
        return True
    return _is_affiliation(doc, start, text, words) or (end - start == 1 and _is_plain_plural(doc, start, words))


def before_affiliation(doc: Doc, start: int, end: int, words: Lexicon) -> int:
    """Where a person's name ends before the party and state that follow it: "Anna Berg | D Ohio"."""
    last = end
    while last - start > 2 and _is_state(doc[last - 1].text, words):
        last -= 1
    if last - start > 2 and doc[last - 1].text in words.words["affiliation.parties"]:
        return last - 1
    return last if last < end and doc[end - 1].text.isupper() else end


def _is_affiliation(doc: Doc, start: int, text: str, words: Lexicon) -> bool:
    """ "D-Ohio", "R-TX", "(R-Springfield", or a piece of it."""
    party, dash, state = text.partition("-")
    if not dash and start > 1 and doc[start - 1].text == "-":
        party, state = doc[start - 2].text, text
    bracketed = start > 0 and doc[start - 1].text == "("
    return party in words.words["affiliation.parties"] and (not state or bracketed or _is_state(state, words))


def _is_state(text: str, words: Lexicon) -> bool:
    return text.removesuffix(".") in words.words["affiliation.states"]


def _is_title(text: str, label: str, words: Lexicon) -> bool:
    """ "Sens.", before several names, "Attorney General", "Ph.D."."""
    plain = text.lower()
    if label == "PERSON" and (plain in words.titles or text in words.honorifics):
        return True
    abbreviated = plain.endswith(".") and plain in words.words["person.suffixes"]
    if abbreviated or (f"{plain}." in words.titles and plain not in words.titles):
        return True
    return label == "ORG" and plain in words.personal and f"{text.split()[-1]}s" not in words.last_words


def _begins_title(doc: Doc, end: int, text: str, words: Lexicon) -> bool:
    """ "Attorney", where "General" follows."""
    following = doc[end].text if end < len(doc) else ""
    return following[:1].isupper() and f"{text} {following}".lower() in words.personal


def _is_plain_plural(doc: Doc, index: int, words: Lexicon) -> bool:
    """ "Senators" and "Committees", which are many and not called so."""
    token = doc[index]
    if token.tag_ not in _PLURALS or token.text in words.last_words:
        return False
    return token.lemma_.lower() in words.nouns or token.lower_.removesuffix("s") in words.personal
