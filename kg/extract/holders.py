"""Head of a role noun -> Holders: who is chairman, by apposition, title, copula, appointment or reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract import grammar
from kg.extract.arguments import Argument, Index
from kg.tokens import Token

_NAME_PARTS = ("compound", "nmod", "amod", "appos")
_INDEFINITE = ("a", "an", "any", "every", "no", "some", "each", "another")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who bears the role, the word whose factuality decides, and whether the noun phrase itself presupposes it."""

    argument: Argument
    event: Token
    definitional: bool
    former: bool = False


def holders(token: Token, index: Index, words: dict[str, list[str]]) -> Iterator[Holder]:
    """Who bears the role. What the sentence's structure says comes before what coreference says of the noun phrase."""
    structural = list(_structural(token, index, words))
    yield from structural
    own = index.at(token)
    if not structural and own is not None and (own.chain.named or _is_determined(token)):
        yield _described(own, token)


def _described(own: Argument, token: Token) -> Holder:
    """Who a noun phrase stands for. An indefinite one ("a new envoy would ...") is no surer than its clause."""
    indefinite = any(child.dep_ == "det" and child.lower_ in _INDEFINITE for child in token.lefts)
    if own.chain.named or not indefinite:
        return Holder(own, token, definitional=True)
    return Holder(own, _clause(token), definitional=False)


def _clause(token: Token) -> Token:
    """The verb above `token`, or the topmost noun."""
    return next((head for head in token.ancestors if head.pos_ in ("VERB", "AUX")), token)


def _is_determined(token: Token) -> bool:
    """ "his spokesman", "a spokesman for X", "X's spokesman"; a bare noun ("best director") stands for nobody."""
    return any(child.dep_ in ("det", "poss", "compound", "nmod") for child in token.lefts)


def _structural(token: Token, index: Index, words: dict[str, list[str]]) -> Iterator[Holder]:
    named = [bearer for child in token.rights if (bearer := _apposed(token, child, index)) is not None]
    if named:
        yield from (Holder(bearer, token, definitional=True) for bearer in named)
        return
    head = token.head if token.dep_ != "appos" else _nearest_conjunct(token)
    if token.dep_ in _NAME_PARTS and (bearer := index.at(head)) is not None:
        yield Holder(bearer, token, definitional=True)
    elif token.dep_ == "conj" and head.i not in index.inside and are_shared(token, head):
        yield from _structural(head, index, words)
    elif token.dep_ in ("attr", "oprd", "dobj", "ccomp", "acomp"):
        yield from _predicated(token, head, index, words)
    elif token.dep_ == "pobj" and head.lower_ == "as":
        yield from _in_capacity(head, index, words)
    yield from (Holder(bearer, token, definitional=True) for bearer in _named_at_the_end(token, index))


def are_shared(role: Token, other: Token) -> bool:
    """Whether two coordinated roles are borne by the same: not so in "the singer Jane D. and the heads of X"."""
    return role.tag_.endswith("S") == other.tag_.endswith("S")


def _apposed(token: Token, child: Token, index: Index) -> Argument | None:
    """ "the mayor, Jane D."; "chairman and former minister Jane D."."""
    return index.at(child) if child.dep_ == "appos" or _is_titled(token, child, index) else None


def _nearest_conjunct(token: Token) -> Token:
    """ "X and Y, a backer of Z": the parser gives the apposition to X; it describes the noun before it."""
    before = [token.head, *(other for other in token.head.conjuncts if other.i < token.i)]
    return max(before, key=lambda other: other.i)


def _named_at_the_end(token: Token, index: Index) -> Iterator[Argument]:
    """ "the head of X in Berlin, Jane D.": the parser hangs the name on the nearest noun, which is a place."""
    for inner in token.subtree:
        bearer = index.at(inner) if inner.dep_ == "appos" and inner.head.i > token.i else None
        if bearer is not None and bearer.kind == "name" and bearer.chain.type == "Person":
            host = index.at(inner.head)
            if host is not None and host.chain.type != "Person":
                yield bearer


def _is_titled(token: Token, child: Token, index: Index) -> bool:
    """ "chairman and former minister X": the name, which bears both roles, is coordinated with the first.

    Not so in "India's prime minister and Chancellor X", where the first role has a phrase of its own.
    """
    return (
        child.dep_ == "conj"
        and child.i in index.inside
        and any(left.i not in index.inside for left in child.lefts)
        and not any(left.dep_ in ("poss", "det") for left in token.lefts)
    )


def _predicated(token: Token, verb: Token, index: Index, words: dict[str, list[str]]) -> Iterator[Holder]:
    """ "X is chairman", "named X chairman", "X was elected president"."""
    lemma = verb.lemma_.lower()
    if lemma in words["copulas"] and token.dep_ == "attr":
        bearer = grammar.subject(verb)
    elif lemma in words["naming"]:
        bearer = grammar.subject(verb) if grammar.is_passive(verb) else _named(token, verb)
    else:
        return
    if bearer is not None and bearer.i != token.i:
        former = has_ended(verb) or _is_over(verb)
        yield from (Holder(argument, verb, definitional=False, former=former) for argument in index.all(bearer))


def has_ended(token: Token) -> bool:
    """ "was ambassador until 2021", "president from 1990 to 1994": the role has an end in the past."""
    if token.pos_ in ("VERB", "AUX") and token.tag_ not in ("VBD", "VBN"):
        return False
    links = {child.lower_ for child in token.subtree if child.dep_ == "prep"}
    return not links.isdisjoint(("until", "till")) or {"from", "to"} <= {
        child.lower_ for child in token.children if child.dep_ == "prep" and _is_time(child)
    }


def _in_turn(verb: Token, index: Index) -> Iterator[Holder]:
    """ "X succeeded Y as chairman", "Y was replaced by X as chairman": the one before, the other now."""
    sides = (grammar.agent(verb), grammar.subject(verb))
    after, before = sides if grammar.is_passive(verb) else (sides[1], grammar.direct_object(verb))
    if after is not None:
        yield from (Holder(argument, verb, definitional=False) for argument in index.all(after))
    if before is not None:
        yield from (Holder(argument, verb, definitional=False, former=True) for argument in index.all(before))


def _is_time(preposition: Token) -> bool:
    return any(child.ent_type_ == "DATE" or child.text.isdigit() for child in preposition.rights)


def _is_over(verb: Token) -> bool:
    """ "used to be chancellor", "had been chancellor", "was chancellor in the 1990s"."""
    auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ == "aux"}
    if "had" in auxiliaries or (verb.dep_ == "xcomp" and verb.head.lower_ == "used"):
        return True
    if verb.tag_ != "VBD" or verb.lemma_ == "become":
        return False
    complements = (verb, *(child for child in verb.rights if child.dep_ == "attr"))
    links = (link for word in complements for link in word.rights if link.lower_ in ("in", "during"))
    return any(_is_time(link) for link in links)


def _enters(verb: Token, words: dict[str, list[str]]) -> bool:
    """ "took office as mayor"."""
    if verb.lemma_.lower() not in words["entering"]:
        return False
    return any(child.dep_ == "dobj" and child.lemma_ in words["posts"] for child in verb.rights)


def _is_past(verb: Token) -> bool:
    """ "before joining Acme, she worked as its spokeswoman", "once served as envoy": what had been before."""
    marks = {inner.lower_ for child in verb.children for inner in (child, *child.children) if inner.i != verb.i}
    return verb.tag_ in ("VBD", "VBN") and not marks.isdisjoint(("before", "previously", "formerly", "once", "prior"))


def _named(token: Token, verb: Token) -> Token | None:
    """Who is given the role in "named X chairman"; the parser makes X the subject of a small clause or the object."""
    inner = next((child for child in token.lefts if child.dep_ == "nsubj"), None)
    if inner is not None:
        return inner
    return next((child for child in verb.rights if child.dep_ in ("dobj", "dative") and child.i < token.i), None)


def _in_capacity(preposition: Token, index: Index, words: dict[str, list[str]]) -> Iterator[Holder]:
    """ "serves as chairman", "appointed X as chairman", "resigned as chairman"."""
    verb = preposition.head
    if verb.pos_ not in ("VERB", "AUX"):
        return
    lemma = verb.lemma_.lower()
    if lemma in words["succeeding"]:
        yield from _in_turn(verb, index)
        return
    if lemma in words["serving"] or lemma in words["leaving"] or _enters(verb, words):
        bearer = grammar.subject(verb)
    elif lemma in words["naming"] or lemma in words["removing"]:
        bearer = grammar.subject(verb) if grammar.is_passive(verb) else grammar.direct_object(verb)
    else:
        return
    former = lemma in words["leaving"] or lemma in words["removing"] or _is_past(verb)
    if bearer is not None:
        yield from (Holder(argument, verb, definitional=False, former=former) for argument in index.all(bearer))
