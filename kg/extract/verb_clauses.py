"""Verb -> Clauses: its dependents dealt out to predicate and arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.constituents import (
    COORDINATED,
    NOMINAL,
    PLACE,
    Clause,
    Construction,
    Link,
    Phrase,
    Tokens,
    adjunct,
    complement_of,
    conjunct_phrase,
    conjuncts,
    noun_phrase,
    phrase_of,
    role_of,
)
from kg.extract.predicates import VERBAL, is_chained, shared_start, subject_of, verb_chain, verb_group
from kg.tokens import Token

_OBJECTS = ("dobj", "attr", "oprd")
_ADJUNCTS = ("prep", "agent", "npadvmod")


@dataclass(frozen=True, slots=True)
class _Frame:
    """A verb group and its dependents before they are dealt out to predicate and arguments."""

    verb: Token
    subject: Phrase
    link: Link
    predicate: Tokens
    core: Tokens  # objects, complements and contents
    rest: Tokens  # prepositional and other adverbial dependents


def verbal(verb: Token) -> Iterator[Clause]:
    found = subject_of(verb)
    if found is None:
        return
    head, link = found
    chain = list(verb_chain(verb))
    predicate = (*shared_start(verb), *(token for part in chain for token in verb_group(part)))
    dependents = sorted((child for part in chain for child in part.children), key=PLACE)
    frame = _Frame(
        verb,
        noun_phrase(head, without=verb),
        link,
        predicate,
        tuple(child for child in dependents if child not in predicate and _is_core(child)),
        tuple(child for child in dependents if child not in predicate and _is_adjunct(child)),
    )
    yield from _arranged(_with_reported(_with_quality(frame)))


def _is_core(child: Token) -> bool:
    return (
        child.dep_ in (*_OBJECTS, "acomp")
        or (child.dep_ == "ccomp" and not _is_run_on(child))
        or (child.dep_ == "xcomp" and not is_chained(child))
        or (child.dep_ == "dative" and child.pos_ in NOMINAL)
    )


def _is_run_on(clause: Token) -> bool:
    """ "The hall is old; a new one is being built": a sentence of its own, not what the verb after it says."""
    following = clause.right_edge.i + 1
    return clause.i < clause.head.i and following < len(clause.doc) and clause.doc[following].text == ";"


def _is_adjunct(child: Token) -> bool:
    return (
        child.dep_ in _ADJUNCTS
        or (child.dep_ == "dative" and child.pos_ not in NOMINAL)
        or (child.dep_ == "advmod" and child.tag_ != "WRB" and (child.i > child.head.i or any(child.children)))
    )


def _with_quality(frame: _Frame) -> _Frame:
    """ "is close to the president": the adjective joins the predicate when it has a complement of its own."""
    quality = next((child for child in frame.core if child.dep_ == "acomp"), None)
    if quality is None or len(frame.core) > 1:
        return frame
    complements = tuple(child for child in quality.children if child.dep_ == "prep" and complement_of(child))
    if not complements:
        return frame
    words = phrase_of(quality, (*COORDINATED, "prep", "xcomp", "ccomp", "advcl"))
    return replace(frame, predicate=frame.predicate + words.tokens, core=(), rest=complements + frame.rest)


def _with_reported(frame: _Frame) -> _Frame:
    """ "Sales rose, she added, by half": the clause around an inserted verb of speech is what it reports."""
    verb = frame.verb
    if verb.dep_ == "parataxis" and verb.head.pos_ in VERBAL and not frame.core and frame.link == "own":
        return replace(frame, core=(verb.head,))
    return frame


def _arranged(frame: _Frame) -> Iterator[Clause]:
    """The frame's dependents dealt out: what comes first completes the predicate, the others follow as arguments."""
    if frame.core:
        yield from _completed(frame)
        return
    verb = frame.predicate[0]
    first = next((child for child in frame.rest if child.i > verb.i and complement_of(child)), None)
    if first is not None:
        yield from _prepositional(frame, first)
    else:
        arguments = tuple(adjunct(child) for child in frame.rest)
        yield _clause(frame, "adverbial" if arguments else "bare", frame.predicate, arguments)


def _completed(frame: _Frame) -> Iterator[Clause]:
    main, *others = frame.core
    adjuncts = tuple(adjunct(child) for child in (*others, *frame.rest))
    if main.dep_ in ("ccomp", "xcomp") or main == frame.verb.head:
        mark = tuple(child for child in main.children if child.dep_ == "mark" and child.lower_ == "that")
        content = phrase_of(main, ("mark",) if mark else (), frame.verb)
        yield _clause(frame, "content", frame.predicate + mark, (content, *adjuncts))
    elif main.dep_ == "acomp":
        yield _clause(frame, "quality", frame.predicate, (phrase_of(main, ()), *adjuncts))
    else:
        for head in conjuncts(_antecedent(main, frame.verb)):
            words, argument = _named_role(main, head)
            yield _clause(frame, "object", frame.predicate + words, (argument, *adjuncts))


def _prepositional(frame: _Frame, first: Token) -> Iterator[Clause]:
    complement = complement_of(first)
    adjuncts = tuple(adjunct(child) for child in frame.rest if child != first)
    for head in conjuncts(complement) if complement else ():
        yield _clause(frame, "preposition", (*frame.predicate, first), (conjunct_phrase(head), *adjuncts))


def _clause(frame: _Frame, construction: Construction, predicate: Tokens, arguments: tuple[Phrase, ...]) -> Clause:
    unsaid = "" if frame.link != "participle" else "identity" if frame.verb.tag_ == "VBN" else "progress"
    return Clause(construction, frame.link, frame.verb, frame.subject, predicate, arguments, unsaid)


def _antecedent(main: Token, verb: Token) -> Token:
    """The noun a relative pronoun stands for, else the token itself."""
    return verb.head if verb.dep_ == "relcl" and main.tag_ in ("WDT", "WP") else main


def _named_role(main: Token, head: Token) -> tuple[Tokens, Phrase]:
    """ "is the capital of Norway": a role with its preposition belongs to the predicate, its complement is argued."""
    role = role_of(head) if main.dep_ == "attr" else None
    return role or ((), conjunct_phrase(head))
