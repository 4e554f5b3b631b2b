"""Grammatical functions of a verb: who does it, to whom, and what stands behind a preposition.

Subjects are followed through coordination, control, relative and participle clauses; passives are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.tokens import Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_VERBAL = ("VERB", "AUX")
_OF_OBJECTS = frozenset(("against", "for", "from", "into", "of", "with"))  # "blamed X for", "kept X from"


def is_passive(verb: Token) -> bool:
    """Whether the surface subject of `verb` undergoes it: "was arrested", "a man arrested by", "and arrested"."""
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" for child in verb.children):
        return False
    if verb.dep_ in ("acl", "advcl", "amod"):
        return not any(child.dep_ == "dobj" for child in verb.children)
    return verb.dep_ == "conj" and own_subject(verb) is None and is_passive(verb.head)


def subject(verb: Token) -> Token | None:
    """Head of the surface subject of `verb`, its own or one that it shares with the clause above."""
    own = own_subject(verb)
    if own is not None:
        return own
    head = verb.head
    if verb.dep_ == "xcomp":
        return subject(head.head) if head.dep_ == "acomp" else controller(head)
    if verb.dep_ in ("acl", "relcl"):
        return head if verb.tag_ in ("VBG", "VBN") or verb.dep_ == "relcl" else None
    if verb.dep_ == "pcomp":
        return _behind_preposition_subject(head)
    shared = verb.dep_ in ("conj", "dep", "aux", "auxpass")
    adverbial = verb.dep_ == "advcl" and verb.tag_ in ("VBG", "VBN", "VB")
    return subject(head) if (shared or adverbial) and head.pos_ in _VERBAL else None


def _behind_preposition_subject(preposition: Token) -> Token | None:
    """Who does what a preposition governs: "accused X of hacking" is about X, "hurt X by hacking" about the subject."""
    verb = preposition.head
    if preposition.dep_ != "prep" or verb.pos_ not in _VERBAL:
        return None
    return controller(verb) if preposition.lower_ in _OF_OBJECTS else subject(verb)


def controller(verb: Token) -> Token | None:
    """Who is to do what `verb` governs: its object ("ask X to go"), else its subject ("X wants to go")."""
    target = next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)
    return target if target is not None else subject(verb)


def direct_object(verb: Token) -> Token | None:
    """Head of what the active `verb` is done to; the antecedent in a relative clause without an object of its own."""
    own = next((child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"), None)
    if own is not None:
        return own
    surface = own_subject(verb)
    if verb.dep_ == "relcl" and surface is not None and surface.tag_ not in ("WP", "WDT"):
        return None if _has_stranded_preposition(verb) else verb.head
    return _counted_object(verb) or _object_of_conjunct(verb)


def agent(verb: Token) -> Token | None:
    """Head of the "by" phrase of a passive."""
    return behind_preposition((verb,), "by")


def behind_preposition(heads: tuple[Token, ...], preposition: str) -> Token | None:
    """Head of the noun phrase behind `preposition` where that hangs on one of `heads`."""
    for head in heads:
        for child in _prepositions(head):
            if child.lower_ == preposition:
                found = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
                if found is not None:
                    return found
    return None


def is_denied(token: Token) -> bool:
    """Whether the noun itself is denied: "not X but Y", "Y, not X"."""
    before = token.left_edge.nbor(-1).lower_ if token.left_edge.i > token.sent.start else ""
    return before == "not" or any(child.lower_ == "not" for child in token.lefts)


def is_alternative(token: Token) -> bool:
    """Whether `token` is one of several between which the text leaves the choice: "X or Y", "either X or Y"."""
    links = [child.lower_ for child in token.children if child.dep_ in ("cc", "preconj")]
    if "or" in links or "either" in links:
        return True
    return token.dep_ == "conj" and is_alternative(token.head)


def own_subject(verb: Token) -> Token | None:
    """The subject that hangs on `verb` itself."""
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def _prepositions(head: Token) -> Iterator[Token]:
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative", "prt", "advmod") and child.pos_ in ("ADP", "SCONJ", "VERB", "ADV"):
            yield child
            yield from (inner for inner in child.children if inner.dep_ == "prep")


def _has_stranded_preposition(verb: Token) -> bool:
    """A stranded preposition takes the antecedent: "the man she spoke to"."""
    return any(child.dep_ == "prep" and not list(child.children) for child in verb.rights)


def _counted_object(verb: Token) -> Token | None:
    """ "abducted up to 16 workers": the parser takes "up to" for prepositions."""
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ == "to" and child.nbor(-1).lower_ == "up":
            counted = next((inner for inner in child.rights if inner.dep_ == "pobj"), None)
            if counted is not None and any(left.dep_ == "nummod" for left in counted.lefts):
                return counted
    return None


def _object_of_conjunct(verb: Token) -> Token | None:
    """ "arrested and later charged X": an object on the last coordinated verb belongs to a bare first one."""
    for child in verb.rights:
        if child.dep_ == "conj" and child.tag_ == verb.tag_ and own_subject(child) is None and child.i - verb.i <= 3:
            return next((inner for inner in child.rights if inner.dep_ == "dobj"), None)
    return None
