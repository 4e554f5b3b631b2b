"""Word -> Factuality of what stands beside it: negation, modals, tense, adverbs, conjunctions, quantifiers."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.grammar import is_alternative
from kg.extract.standing import FACT, FUTURE, POSSIBLE, Words
from kg.model import OPEN, Factuality
from kg.tokens import Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_VERBS = frozenset(("VERB", "AUX"))
_NOUNS = frozenset(("NOUN", "PROPN"))


def beside(words: Words, node: Token) -> Factuality:
    """What the words beside `node` do to it, its governors left aside."""
    standing = OPEN if is_alternative(node) else FACT
    for effect in _effects(words, node):
        standing = standing.under(effect)
    return standing


def _effects(words: Words, node: Token) -> Iterator[Factuality]:
    children = list(node.children)
    for child in children:
        effect = _from_child(words, node, child)
        if effect:
            yield effect
    if node.pos_ in _VERBS:
        yield from _opened(words, children)
        yield from _tense(words, node, children)
        if _is_inverted_condition(node, children):
            yield OPEN


def _opened(words: Words, children: list[Token]) -> Iterator[Factuality]:
    """What the words right before the subject do: "in case X attacks", "at once, as if X had attacked"."""
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None:
        return
    first = subject.left_edge.i
    if first and subject.doc[first - 1].lower_ == "that":
        first -= 1
    if first and subject.doc[first - 1].text == ":" and _is_tale(words, subject.doc[first - 1]):
        yield OPEN
    start = max(subject.sent.start, first - 3)
    before = [word.lower_ for word in subject.doc[start:first]]
    found = (words.openings.get(" ".join(before[index:])) for index in range(len(before)))
    yield from (effect.standing for effect in found if effect)


def _is_tale(words: Words, colon: Token) -> bool:
    """Whether what follows a colon is what somebody tells, thinks or is charged with: "The indictment: X killed Y"."""
    before = colon.doc[colon.sent.start : colon.i]
    return any(word.pos_ == "NOUN" and word.lemma_.lower() in words.tales for word in before)


def _is_inverted_condition(verb: Token, children: list[Token]) -> bool:
    """ "Had X attacked Y, ...", "... should X attack Y": an auxiliary before the subject without a question."""
    auxiliary = next((child for child in children if child.dep_ in ("aux", "auxpass")), None)
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if auxiliary is None or subject is None or auxiliary.lower_ not in ("had", "were", "should"):
        return False
    first = auxiliary.i == auxiliary.sent.start or auxiliary.nbor(-1).text in (",", "“", '"', "(")
    return auxiliary.i < subject.i and (first or verb.dep_ in ("advcl", "ccomp"))


def _from_child(words: Words, node: Token, child: Token) -> Factuality | None:
    dep, word = child.dep_, child.lower_
    if word == "not" and child.i + 1 < len(child.doc) and child.nbor().lower_ in ("only", "just"):
        return None
    if dep == "neg":
        return words.adverbs["not"].standing if word not in words.adverbs else words.adverbs[word].standing
    if dep in ("advmod", "preconj", "cc") and not (dep == "cc" and word != "nor"):
        return _adverb(words, node, child)
    if dep in ("det", "predet") or (dep == "advmod" and word == "no"):
        effect = words.determiners.get(word)
        return effect.standing if effect and not (word == "any" and node.pos_ not in _NOUNS) else None
    if dep == "amod":
        return _adjective(words, node, word)
    if dep == "mark" or (dep == "advmod" and word in words.marks):
        effect = words.marks.get(word)
        return effect.standing if effect else None
    if dep == "prep":
        return _prepositional(words, node, child)
    if dep == "nmod" and word == "be" and child.left_edge.lower_ == "would":
        return POSSIBLE  # "the would-be owner"
    if dep in _SUBJECTS or (dep in ("dobj", "attr") and node.pos_ in _VERBS):
        return quantified(words, child)
    return None


def _prepositional(words: Words, node: Token, preposition: Token) -> Factuality | None:
    """ "At no time", "in all likelihood"; "in the novel", "in his mind", "in a hypothetical war" are other worlds."""
    set_phrase = _phrase(words, preposition)
    if set_phrase or preposition.lower_ != "in":
        return set_phrase
    nouns = (child for child in preposition.children if child.dep_ == "pobj" and child.pos_ == "NOUN")
    return OPEN if any(_is_other_world(words, noun, node) for noun in nouns) else None


def _is_other_world(words: Words, noun: Token, told: Token) -> bool:
    lemma = noun.lemma_.lower()
    if lemma in words.fiction or (lemma in words.retold and told.tag_ in ("VBZ", "VBP")):
        return True
    if lemma in words.minds and any(child.dep_ == "poss" for child in noun.children):
        return True
    unreal = (words.adjectives.get(child.lower_) for child in noun.children if child.dep_ == "amod")
    return any(
        effect and not effect.standing.future and effect.standing.certainty in ("possible", "underspecified")
        for effect in unreal
    )


def _phrase(words: Words, head: Token) -> Factuality | None:
    first = head.left_edge.i
    text = " ".join(word.lower_ for word in head.doc[first : first + 3])
    effect = words.phrases.get(text) or words.phrases.get(text.rpartition(" ")[0])
    return effect.standing if effect else None


def _adverb(words: Words, node: Token, child: Token) -> Factuality | None:
    if any(word.dep_ == "advcl" for word in child.rights) and child.i < node.i:
        return _phrase(words, child)
    pair = f"{child.nbor(-1).lower_} {child.lower_}" if child.i else ""
    effect = words.pairs.get(pair) or words.adverbs.get(child.lower_)
    if effect is None:
        inner = next((word for word in child.lefts if word.dep_ in ("advmod", "neg")), None)
        effect = words.adverbs.get(inner.lower_) if inner is not None else None
        return effect.standing if effect and not effect.adjacent else None
    if effect.adjacent and child.i + 1 != node.i:
        return None
    return effect.standing


def _adjective(words: Words, node: Token, word: str) -> Factuality | None:
    effect = words.adjectives.get(word)
    if effect is None or (effect.standing.polarity == "negative" and node.lemma_ in words.attempts):
        return None
    return effect.standing


def quantified(words: Words, noun: Token) -> Factuality | None:
    """ "Nobody", "no talks", "neither side" as subject or object turn the verb; "anyone" leaves it open."""
    effect = words.pronouns.get(noun.lower_)
    if effect:
        return effect.standing
    determiners = (
        words.determiners.get(child.lower_) for child in noun.children if child.dep_ in ("det", "neg", "preconj")
    )
    return next((found.standing for found in determiners if found and found.standing.polarity == "negative"), None)


def _tense(words: Words, verb: Token, children: list[Token]) -> Iterator[Factuality]:
    auxiliaries = [child for child in children if child.dep_ in ("aux", "auxpass")]
    perfect = any(child.lemma_ == "have" for child in auxiliaries)
    for child in auxiliaries:
        effect = (words.perfect if perfect else words.auxiliaries).get(child.lower_) or words.auxiliaries.get(
            child.lower_
        )
        if effect and not (effect.unless and effect.unless == verb.tag_):
            yield effect.standing
    if any(_is_condition(words, child) for child in children):
        yield OPEN
    if _is_present(verb, auxiliaries) and _is_temporal(words, verb, children):
        yield FUTURE


def _is_temporal(words: Words, verb: Token, children: list[Token]) -> bool:
    """Whether a conjunction of time opens the clause; parsers often take it for a preposition before the subject."""
    if verb.dep_ == "pcomp" and verb.head.lower_ in words.temporal:
        return True
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    before = subject.left_edge.nbor(-1) if subject is not None and subject.left_edge.i else None
    openers = [child for child in children if child.dep_ in ("advmod", "mark")]
    return any(word.lower_ in words.temporal for word in openers) or (
        before is not None and before.dep_ == "prep" and before.lower_ in words.temporal
    )


def _is_condition(words: Words, child: Token) -> bool:
    """ "If it rains": the clause beside it holds only then; "even if it rains" leaves it as it is."""
    if child.dep_ != "advcl":
        return False
    marks = [mark for mark in child.children if mark.dep_ == "mark"]
    return any(mark.lower_ in words.conditionals and not _follows(mark, "even") for mark in marks)


def _follows(token: Token, word: str) -> bool:
    return token.i > 0 and token.nbor(-1).lower_ == word


def _is_present(verb: Token, auxiliaries: list[Token]) -> bool:
    finite = auxiliaries[0] if auxiliaries else verb
    return finite.tag_ in ("VBZ", "VBP") and finite.lemma_ != "have"
