"""Cue + content -> whether the words stand for a deed and not for words: "slammed the door", "hammered the ball".

Such verbs, and of what or whom each is said when it is words, stand in `cues/speech.toml`, table `deeds`.
"""

from __future__ import annotations

from kg.extract.contents import Content
from kg.extract.speech import Lexicon
from kg.tokens import Token

_NAMES = frozenset(("PROPN", "PRON"))


def is_deed(words: Lexicon, cue: Token, found: Content) -> bool:
    """Whether the verb is done to its object: with a bare one, nothing that is said, and for some verbs nobody."""
    lemma, deeds, target = words.lemma(cue), words.deeds, found.roots[0]
    if found.frame.startswith("object_") and lemma in deeds.personal:
        return not _is_somebody(words, target)
    if found.frame != "object" or lemma not in deeds.verbs or _is_sayable(words, target):
        return False
    return lemma in deeds.violent or not _is_somebody(words, target)


def _is_sayable(words: Lexicon, noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return noun.pos_ == "VERB" or lemma in words.deeds.said or lemma in words.nouns


def _is_somebody(words: Lexicon, noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return noun.pos_ in _NAMES or lemma in words.heads or lemma in words.deeds.people
