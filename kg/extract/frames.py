"""Verbs, participles and adjectives of the cue tables -> Candidates: "X accused Y", "X, based in Y", "X and Y met"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract import grammar
from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import AIM, CLAUSE, OWNER, Cues, Pattern
from kg.tokens import Token

_LINKING = ("be", "become", "remain", "stay", "grow", "get")
_PURPOSES = ("advcl", "xcomp", "acl", "relcl")
_ADDRESSED = ("poss", "pobj", "dobj", "compound", "amod")
_COMPLETING = ("prt", "dobj", "nsubjpass", "advmod", "prep", "acomp", "attr", "oprd", "amod", "compound")

type Filled = tuple[list[Argument], list[Argument], tuple[Token, ...]]


def frames(token: Token, index: Index, cues: Cues) -> Iterator[Candidate]:
    """Candidates whose cue is `token`."""
    if token.pos_ in ("VERB", "AUX"):
        for pattern in cues.patterns["verb"].get(token.lemma_.lower(), ()):
            yield from _candidates(pattern, token, "verb", _verb_sides(pattern, token, index))
            yield from _candidates(pattern, token, "place", _authority_sides(pattern, token, index))
        for pattern in cues.patterns["pair"].get(token.lemma_.lower(), ()):
            yield from _pairs(pattern, token, index)
    for pattern in cues.patterns["participle"].get(token.lower_, ()):
        yield from _candidates(pattern, token, "participle", _participle_sides(pattern, token, index))
    if token.pos_ in ("ADJ", "VERB", "ADV"):
        for pattern in cues.patterns["adjective"].get(token.lower_, ()):
            yield from _candidates(pattern, token, "adjective", _adjective_sides(pattern, token, index))


def _candidates(pattern: Pattern, token: Token, construction: str, sides: Filled | None) -> Iterator[Candidate]:
    if sides is None:
        return
    subjects, objects, words = sides
    if pattern.inverse:
        subjects, objects = objects, subjects
    for subject in subjects:
        for target in objects:
            yield Candidate(pattern.sides, subject, target, token_span(token, *words), token, construction)


def _verb_sides(pattern: Pattern, verb: Token, index: Index) -> Filled | None:
    """Who stands on either side of the verb, and the words that complete the cue."""
    words = _completion(pattern, verb)
    if words is None or _is_answered(pattern, verb):
        return None
    if pattern.prepositions == (AIM,):
        return _aimed(verb, words, index)
    passive = grammar.is_passive(verb)
    particle = _particle(pattern, verb)
    if not pattern.prepositions or particle:  # the verb, with its particle if any, takes a direct object
        if passive:
            return _sides(grammar.agent(verb), grammar.subject(verb), (*words, *particle), index)
        return _sides(_subject(verb, index), _direct_object(verb), (*words, *particle), index)
    doer = grammar.agent(verb) if passive else _subject(verb, index)
    if passive and not any(word.dep_ == "nsubjpass" for word in words):
        return None
    behind = _object_behind(pattern, verb, words, index)
    if doer is not None and behind is None and words and OWNER in pattern.prepositions:
        return index.all(doer), _owners(words[-1], index), words
    return _sides(doer, behind, words, index)


def _authority_sides(pattern: Pattern, verb: Token, index: Index) -> Filled | None:
    """ "was arrested in Y": nobody else is said to have done it."""
    if not pattern.sides.authority or not grammar.is_passive(verb) or grammar.agent(verb) is not None:
        return None
    words = _completion(pattern, verb)
    if words is None or any(word not in ("under", "in", "into") for word in pattern.prepositions):
        return None
    return _sides(grammar.behind_preposition((verb, *words), "in"), grammar.subject(verb), words, index)


def _subject(verb: Token, index: Index) -> Token | None:
    """Who does it; of "issued a statement condemning X" who issued it."""
    found = grammar.subject(verb)
    if found is None or verb.dep_ not in ("acl", "relcl") or found.dep_ != "dobj":
        return found
    return grammar.subject(found.head) if found.lemma_.lower() in index.documents else found


def _aimed(verb: Token, words: tuple[Token, ...], index: Index) -> Filled | None:
    """ "rallied to demand the resignation of Y", "marched calling for reforms by Y": who is to do it."""
    doer = grammar.subject(verb)
    clauses = (child for head in (verb, *words) for child in head.rights)
    aim = next((child for child in clauses if _is_demand(child, index)), None)
    if doer is None or aim is None:
        return None
    named = (index.at(token) for token in aim.subtree if token.dep_ in _ADDRESSED)
    found = next((each for each in named if each is not None and each.chain.named), None)
    return (index.all(doer), [found], words) if found is not None else None


def _is_demand(clause: Token, index: Index) -> bool:
    return clause.dep_ in _PURPOSES and clause.tag_ in ("VB", "VBG") and clause.lemma_.lower() in index.demands


def _is_answered(pattern: Pattern, verb: Token) -> bool:
    """ "shot back at her critics": in words."""
    return "at" in pattern.prepositions and any(child.lower_ == "back" for child in verb.rights)


def _direct_object(verb: Token) -> Token | None:
    """What the verb is done to, also where the parse makes it the subject of the infinitive: "allowed X to go"."""
    clause = next((child for child in verb.rights if child.dep_ == "ccomp" and child.tag_ == "VB"), None)
    raised = grammar.own_subject(clause) if clause is not None and _is_infinitive(clause) else None
    return raised if raised is not None else grammar.direct_object(verb)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.lefts)


def _owners(noun: Token, index: Index) -> list[Argument]:
    """Whose the noun is: "Y's offer", "an offer from Y", "the Danish offer"."""
    behind = list(index.complements(noun, ("from", "by")))
    before = next(index.modifiers(noun), None)
    return behind or ([before] if before is not None else list(index.complements(noun, ("of",))))


def _particle(pattern: Pattern, verb: Token) -> tuple[Token, ...]:
    """The last word of the cue where the parse has it as the verb's particle ("round up X"), not as a preposition."""
    return tuple(child for child in verb.children if child.dep_ == "prt" and child.lower_ in pattern.prepositions)[:1]


def _sides(doer: Token | None, undergoer: Token | None, words: tuple[Token, ...], index: Index) -> Filled | None:
    if doer is None or undergoer is None:
        return None
    return index.all(doer), index.all(undergoer), words


def _object_behind(pattern: Pattern, verb: Token, words: tuple[Token, ...], index: Index) -> Token | None:
    if not pattern.prepositions:
        return grammar.direct_object(verb)
    if pattern.prepositions == (CLAUSE,):
        return _subject_of_clause(pattern, verb)
    if words and "to" in pattern.prepositions and (receiver := _receiver(verb)) is not None:
        return receiver
    hosts = (verb, *words, *_around(words))
    found = [token for word in pattern.prepositions if (token := grammar.behind_preposition(hosts, word)) is not None]
    return next((token for token in found if index.all(token)), None)


def _around(words: tuple[Token, ...]) -> Iterator[Token]:
    """ "a mediation effort between X and Y", "the curfew imposed in X", "the lines leading to X"."""
    for word in words:
        noun = word.head if word.dep_ == "compound" else word
        if noun is not word:
            yield noun
        yield from (child for child in noun.rights if child.dep_ == "acl" and child.tag_ in ("VBN", "VBG"))


def _receiver(verb: Token) -> Token | None:
    """ "gave Y money" is as good as "gave money to Y"."""
    told = next((child for child in verb.rights if child.dep_ == "dative" and child.pos_ != "ADP"), None)
    given = next((child for child in verb.rights if child.dep_ == "dobj"), None)
    if told is not None or given is None or all(child.dep_ != "nummod" for child in given.lefts):
        return told
    return next((child for child in given.lefts if child.dep_ == "nmod" and child.pos_ == "PROPN"), None)


def _subject_of_clause(pattern: Pattern, verb: Token) -> Token | None:
    """Who is to do what "demand that Y leave" or "insist that Y must leave" wants."""
    for clause in verb.rights:
        if clause.dep_ == "ccomp" and clause.i > verb.i:
            auxiliaries = {child.lower_ for child in clause.lefts if child.dep_ == "aux"}
            if not pattern.modals or not pattern.modals.isdisjoint(auxiliaries):
                subject = grammar.own_subject(clause)
                return subject if subject is not None and subject.dep_ == "nsubj" else None
    return None


def _completion(pattern: Pattern, verb: Token) -> tuple[Token, ...] | None:
    """The tokens that fill the cue's further words, or None when one is missing."""
    found: list[Token] = []
    for words in pattern.words:
        written = ((token, (token.lower_, token.lemma_.lower())) for token in _dependents(verb, found))
        match = next((token for token, forms in written if not words.isdisjoint(forms)), None)
        if match is None:
            return None
        found.append(match)
    return tuple(found)


def _dependents(verb: Token, found: list[Token]) -> Iterator[Token]:
    for head in (verb, *found):
        for child in head.children:
            if child.dep_ in _COMPLETING:
                yield child
            if child.dep_ == "prep":
                yield from (inner for inner in child.children if inner.dep_ == "pobj")
            elif child.dep_ in ("dobj", "nsubjpass"):
                yield from _measured(child)


def _measured(noun: Token) -> Iterator[Token]:
    """ "aid" in "tons of aid", "an aid package"; "aid" and "loans" in "aid and loans"."""
    yield from (child for child in noun.lefts if child.dep_ == "compound")
    for child in noun.rights:
        if child.dep_ == "conj":
            yield child
        elif child.lower_ == "of":
            yield from (inner for inner in child.rights if inner.dep_ == "pobj")


def _participle_sides(pattern: Pattern, token: Token, index: Index) -> Filled | None:
    """ "is based in X", "a firm based in X", "X-based firm"."""
    words = _completion(pattern, token)
    if words is None:
        return None
    hyphenated = _hyphenated(token)
    if hyphenated is not None:
        return index.all(token.head), index.all(hyphenated), words
    if not (grammar.is_passive(token) or token.dep_ in ("acomp", "amod", "acl") or token.tag_ == "VBN"):
        return None
    holder = token.head if token.dep_ in ("amod", "acl") else _copula_subject(token) or grammar.subject(token)
    return _sides(holder, _object_behind(pattern, token, words, index), words, index)


def _hyphenated(token: Token) -> Token | None:
    """ "Berlin" in "Berlin-based firm"."""
    if token.i < 2 or token.nbor(-1).text not in ("-", "‑", "–") or token.dep_ != "amod":
        return None
    return token.nbor(-2)


def _adjective_sides(pattern: Pattern, token: Token, index: Index) -> Filled | None:
    words = _completion(pattern, token)
    if words is None:
        return None
    holder = token.head if token.dep_ in ("amod", "acl") else _copula_subject(token)
    return _sides(holder, _object_behind(pattern, token, words, index), words, index)


def _copula_subject(token: Token) -> Token | None:
    """Of what "is close to" is said; the object where a verb like "call" puts the adjective on it."""
    verb = token.head
    if token.dep_ not in ("acomp", "attr", "oprd") or verb.pos_ not in ("AUX", "VERB"):
        return None
    return grammar.subject(verb) if verb.lemma_.lower() in _LINKING else grammar.direct_object(verb)


def _pairs(pattern: Pattern, verb: Token, index: Index) -> Iterator[Candidate]:
    """Coordinated subjects that do it to each other: "X and Y met". An object of its own makes it no pair."""
    words = _completion(pattern, verb)
    doer = grammar.subject(verb)
    if words is None or doer is None or grammar.is_passive(verb):
        return
    if not words and grammar.direct_object(verb) is not None:
        return
    if grammar.behind_preposition((verb, *words), "with") is not None:
        return
    for left, right in combinations(index.all(doer), 2):
        yield Candidate(pattern.sides, left, right, token_span(verb, *words), verb, "pair")
