"""Token -> Tense: whether the clause around a time expression speaks of what was, is, or is to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg.extract.times.anchoring import Tense
from kg.tokens import Token

_FUTURE = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "to", "may", "might", "could", "should", "can"))
_AUXILIARIES = frozenset(("aux", "auxpass"))


def tense(token: Token, planning: Mapping[str, Collection[str]]) -> Tense:
    """The tense of the clause that `token` stands in; `planning` has lemmas that point to the future."""
    verb = next((each for each in token.ancestors if each.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return "past"
    auxiliaries = [child for child in verb.children if child.dep_ in _AUXILIARIES]
    if any(part.lower_ in _FUTURE for part in auxiliaries):
        return "future"
    if _is_planned(verb, token, auxiliaries, planning):
        return "future"
    if verb.tag_ == "VBG" and not auxiliaries:
        return tense(verb, planning)
    if any(part.tag_ == "VBD" or part.lemma_ == "have" for part in auxiliaries):
        return "past"
    return "past" if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not auxiliaries) else "present"


def _is_planned(verb: Token, token: Token, auxiliaries: list[Token], planning: Mapping[str, Collection[str]]) -> bool:
    """ "is set for Thursday", "set a hearing for Friday", "a vote scheduled for May", "effective Monday"."""
    lowest = next((each for each in token.ancestors if each.pos_ in ("VERB", "AUX", "ADJ")), verb)
    if lowest.lemma_ in planning["effective"]:
        return True
    if lowest.lemma_ not in planning["words"]:
        return False
    if token.head.lower_ == "for" and not auxiliaries:
        return True
    return not any(part.tag_ == "VBD" or part.lemma_ == "have" for part in auxiliaries) and verb.tag_ != "VBD"
