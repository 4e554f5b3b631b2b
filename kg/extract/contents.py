"""Cue word -> Content: which words of the sentence stand for what is said, by the frames of the cue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.extract.speech import Act
from kg.tokens import Token

_CLAUSES = frozenset(("ccomp", "xcomp"))
_OBJECTS = frozenset(("dobj", "obj"))
_PREDICATES = frozenset(("oprd", "acomp", "attr"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_MISREAD = _SUBJECTS | {"compound"}  # ", court records show": parsers read a plural subject as part of a compound
_RAISED = frozenset(("nsubj", "nsubjpass"))
_ASCRIBING = ("predicate", "object_as")
_PARENTHETICAL = frozenset(("parataxis", "ccomp", "dep"))
_ADVERBIAL = frozenset(("after", "although", "as", "because", "before", "since", "though", "until", "while"))
_LIGHT = _SUBJECTS | {
    "aux",
    "auxpass",
    "advmod",
    "npadvmod",
    "prep",
    "punct",
    "mark",
    "dative",
    "dobj",
    "prt",
    "neg",
    "advcl",
    "cc",
}


@dataclass(frozen=True, slots=True)
class Content:
    """The words whose subtrees make up the content, the word that heads it, and what the cue makes of it."""

    roots: tuple[Token, ...]
    head: Token
    act: Act
    presupposed: bool = False  # a noun phrase that the narrator vouches for: "criticised the attack"
    preposition: Token | None = None  # part of the cue: "for" in "call for talks"
    outside: Token | None = None  # head of a clause inside it that is no part of it: "it was, he said, late"
    predicate: Token | None = None  # what is said of the rest: "describe X as [the leader]"
    frame: str = ""


def content(cue: Token, frames: dict[str, Act]) -> Content | None:
    """The content of a verbal cue: the first of its frames, most explicit first, that the sentence fills."""
    children = list(cue.children)
    for frame, find in _FRAMES.items():
        if frame in frames:
            roots = find(cue, children)
            if roots and not (roots[-1].i < cue.i and _is_inverted(cue)):
                known = frame == "object" and frames[frame].presupposes
                predicate = _ascribed(roots) if frame in _ASCRIBING else None
                return Content(roots, roots[-1], frames[frame], presupposed=known, predicate=predicate, frame=frame)
    return _prepositional(children, frames) or _parenthetical(cue, children, frames)


def is_infinitive(verb: Token) -> bool:
    """Whether the clause is headed by a to-infinitive."""
    return any(child.tag_ == "TO" for child in verb.lefts)


def is_gerund(verb: Token) -> bool:
    """Whether the clause is headed by an -ing form: "meeting", "having met", "being met"."""
    first = next((child for child in verb.lefts if child.dep_ in ("aux", "auxpass")), verb)
    return first.tag_ == "VBG"


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive, also in "the man accused of theft" and "with one of them believed to be old"."""
    deps = {child.dep_ for child in verb.children}
    if "auxpass" in deps or "nsubjpass" in deps:
        return True
    if any(child.dep_ == "mark" and child.lower_ == "with" for child in verb.lefts):
        return True
    return (
        verb.tag_ == "VBN"
        and "aux" not in deps
        and "nsubj" not in deps
        and verb.dep_ in ("acl", "advcl", "relcl", "amod")
    )


def _clause(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    return tuple(child for child in children if _is_said(child) or _is_whether(child, cue))


def _is_said(clause: Token) -> bool:
    """A finite clause, and none of time or cause that the parse takes for what is said: "told the court as he rose"."""
    if clause.dep_ != "ccomp" or is_infinitive(clause) or is_gerund(clause):
        return False
    return not any(child.dep_ == "mark" and child.lower_ in _ADVERBIAL for child in clause.lefts)


def _is_whether(clause: Token, cue: Token) -> bool:
    """An indirect question that the parse takes for a condition: "asked workers if they were paid"."""
    if clause.dep_ != "advcl" or clause.i < cue.i or cue.lemma_ not in ("ask", "wonder"):
        return False
    return any(child.dep_ == "mark" and child.lower_ in ("if", "whether") for child in clause.lefts)


def _infinitive(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    verbs = tuple(child for child in children if child.dep_ in _CLAUSES and is_infinitive(child))
    raised = tuple(child for child in children if child.dep_ in _RAISED) if verbs and is_passive(cue) else ()
    return raised + verbs


def _object_infinitive(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    verbs = _infinitive(cue, children)
    objects = tuple(child for child in children if child.dep_ in _OBJECTS) if verbs else ()
    return objects + verbs if objects or is_passive(cue) else ()


def _on_infinitive(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    verbs = _infinitive(cue, children)
    addressed = [child for child in children if child.dep_ == "prep" and child.lower_ in ("on", "upon", "to")]
    for preposition in addressed:
        objects = tuple(child for child in preposition.children if child.dep_ == "pobj")
        nested = tuple(
            child
            for noun in objects
            for child in noun.children
            if child.dep_ in ("acl", "relcl") and is_infinitive(child) and preposition.lower_ != "to"
        )
        if objects and (verbs or nested):
            return objects + verbs
    return ()


def _gerund(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    return tuple(child for child in children if child.dep_ in _CLAUSES and is_gerund(child))


def _object(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    if is_passive(cue):
        return tuple(child for child in children if child.dep_ == "nsubjpass")
    return tuple(child for child in children if child.dep_ in _OBJECTS)


def _predicate(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    small = tuple(child for child in children if child.dep_ == "ccomp" and _is_small_clause(child))
    predicates = tuple(child for child in children if child.dep_ in _PREDICATES)
    objects = _object(cue, children)
    if (predicates and objects) or len(objects) > 1:
        return objects + predicates
    return small or tuple(noun for noun in objects if any(_bare_appositions(noun)))


def _ascribed(roots: tuple[Token, ...]) -> Token | None:
    return roots[-1] if len(roots) > 1 else next(_bare_appositions(roots[0]), None)


def _bare_appositions(noun: Token) -> Iterator[Token]:
    """ "Called [Smith the leader]": a predicate that the parse takes for an apposition, without a comma."""
    return (child for child in noun.rights if child.dep_ == "appos" and not child.left_edge.nbor(-1).is_punct)


def _is_small_clause(clause: Token) -> bool:
    """ "him [a liar]": a subject and a predicate without a finite verb."""
    return clause.pos_ not in ("VERB", "AUX") and any(child.dep_ in _SUBJECTS for child in clause.children)


def _object_as(cue: Token, children: list[Token]) -> tuple[Token, ...]:
    return _object_with(cue, children, "as")


def _object_with(cue: Token, children: list[Token], word: str) -> tuple[Token, ...]:
    phrases = tuple(
        child
        for child in children
        if child.dep_ in ("prep", "mark", "advcl", "dative") and child.lower_ == word and child.i > cue.i
    )
    objects = _object(cue, children)
    if not objects or phrases:
        return objects + phrases if objects else ()
    if _prepositions(objects[-1], word):
        return objects
    agents = (noun for child in children if child.dep_ == "agent" for noun in child.children if noun.dep_ == "pobj")
    misplaced = tuple(child for agent in agents for child in _prepositions(agent, word))
    return objects + misplaced if misplaced else ()


def _prepositions(noun: Token, word: str) -> tuple[Token, ...]:
    """ "Accused [the mayor of theft]", "accused by [the mayor of theft]": phrases that the parse hangs on the noun."""
    return tuple(child for child in noun.rights if child.dep_ == "prep" and child.lower_ == word)


def _object_preposition(word: str) -> Callable[[Token, list[Token]], tuple[Token, ...]]:
    def find(cue: Token, children: list[Token]) -> tuple[Token, ...]:
        return _object_with(cue, children, word)

    return find


_FRAMES: dict[str, Callable[[Token, list[Token]], tuple[Token, ...]]] = {
    "predicate": _predicate,
    "clause": _clause,
    "object_as": _object_as,
    "object_of": _object_preposition("of"),
    "object_with": _object_preposition("with"),
    "object_for": _object_preposition("for"),
    "object_over": _object_preposition("over"),
    "object_about": _object_preposition("about"),
    "object_against": _object_preposition("against"),
    "object_to": _object_preposition("to"),
    "object_infinitive": _object_infinitive,
    "on_infinitive": _on_infinitive,
    "infinitive": _infinitive,
    "gerund": _gerund,
    "object": _object,
}


def _prepositional(children: list[Token], frames: dict[str, Act]) -> Content | None:
    for child in children:
        if child.dep_ == "prep" and child.lower_ in frames:
            objects = tuple(grandchild for grandchild in child.children if grandchild.dep_ in ("pobj", "pcomp"))
            if objects:
                predicate = objects[0] if child.lower_ == "as" else None
                return Content(objects, objects[0], frames[child.lower_], preposition=child, predicate=predicate)
        elif child.dep_ in ("advcl", "ccomp", "xcomp") and "for" in frames and is_infinitive(child):
            mark = next((word for word in child.lefts if word.dep_ == "mark" and word.lower_ == "for"), None)
            if mark is not None:
                return Content((child,), child, frames["for"], preposition=mark, outside=mark)
    return None


def _parenthetical(cue: Token, children: list[Token], frames: dict[str, Act]) -> Content | None:
    """ "It was late, he said", "As he put it, it was late", where the parse makes the content the head of the cue."""
    head = cue.head
    if not frames.keys() & {"clause", "aside"} or head.pos_ not in ("VERB", "AUX") or head == cue:
        return None
    marks = {child.lower_ for child in children if child.dep_ == "mark"}
    deps = {child.dep_ for child in children}
    as_clause = cue.dep_ in ("advcl", "parataxis") and marks == {"as"}
    inserted = "clause" in frames and (cue.dep_ in _PARENTHETICAL or _is_appended(cue)) and not marks
    subjects, light = (_MISREAD, _LIGHT | _MISREAD) if _is_appended(cue) else (_SUBJECTS, _LIGHT)
    if not (as_clause or inserted) or not deps & subjects or deps - light or not _is_set_off(cue) or _is_inverted(cue):
        return None
    return Content((head,), head, frames.get("clause") or frames["aside"], outside=cue)


def _is_inverted(cue: Token) -> bool:
    """ "Should it call for aid, ...": a condition."""
    first = next((child for child in cue.lefts if not child.is_punct), cue)
    return first.dep_ == "aux" and first.lower_ in ("should", "were", "had")


def _is_appended(cue: Token) -> bool:
    """ "X owns Y, records show": a last clause that no conjunction joins."""
    return cue.dep_ == "conj" and cue.i > cue.head.i and not any(child.dep_ == "cc" for child in cue.head.rights)


def _is_set_off(cue: Token) -> bool:
    """Whether the clause of the cue stands between commas, dashes or borders of its sentence."""
    left, right = cue.left_edge, cue.right_edge
    sentence = cue.sent
    before = left.i == sentence.start or left.is_punct or left.nbor(-1).is_punct
    after = right.i + 1 >= sentence.end or right.is_punct or right.nbor().is_punct
    return before and after
