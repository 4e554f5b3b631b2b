"""Doc -> Clauses: every predication the parse holds, with its subject, its wording and its arguments.

Grammar only: spaCy's dependency labels in, token groups out. `kg.extract.statements` makes records of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal

from kg.tokens import Doc, Token

type Tokens = tuple[Token, ...]
type Construction = Literal[
    "object", "preposition", "content", "quality", "adverbial", "bare",
    "apposition", "place", "setting", "title", "possession",
]  # fmt: skip
type Link = Literal["own", "coordinated", "relative", "participle", "controlled", "shared", "infinitive", "none"]

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_OBJECTS = ("dobj", "attr", "oprd")
_ADJUNCTS = ("prep", "agent", "npadvmod")
_VERBAL = ("VERB", "AUX")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
_NOT_PREDICATES = ("aux", "auxpass", "amod", "compound", "cc", "case", "prep", "advmod", "nmod")
_INHERITED: dict[str, Link] = {"conj": "coordinated", "advcl": "shared", "xcomp": "controlled"}
_ASIDE = ("relcl", "appos", "parataxis", "preconj")
_COORDINATED = ("conj", "cc")
_ALONE = (*_ASIDE, *_COORDINATED)
_BARE = (*_ALONE, "prep", "acl")
_PLACES = ("GPE", "LOC")
_PLACED = ("GPE", "LOC", "FAC", "ORG")
_NAMED = (*_PLACED, "PERSON")
_SETTINGS = ("in", "at", "from", "with", "for", "on")
_TITLED = ("compound", "amod", "poss", "nmod", "det")
_CLOSING = ("”", "''")
_DEPTHS = {"“": 1, "``": 1, "”": -1, "''": -1}  # what a mark adds to the quotations that stand open
_PLACE = attrgetter("i")
_KEPT_START = ("``", '"', "“", "‘", "(", "[", "$", "€", "£", "`", "''")
_KEPT_END = ("''", '"', "”", "’", ")", "]", "%", "'")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in text order and the word that stands for it (of "in the old town": town)."""

    head: Token
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Clause:
    """One predication. `unsaid` is the verb that an apposition or a possessive leaves out."""

    construction: Construction
    link: Link  # how the subject was found
    cue: Token
    subject: Phrase
    predicate: Tokens
    arguments: tuple[Phrase, ...]
    unsaid: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A verb group and its dependents before they are dealt out to predicate and arguments."""

    verb: Token
    subject: Phrase
    link: Link
    predicate: Tokens
    core: Tokens  # objects, complements and contents
    rest: Tokens  # prepositional and other adverbial dependents


def clauses(doc: Doc) -> Iterator[Clause]:
    """All clauses of `doc`, in the order of their cues."""
    for token in doc:
        if _is_predicate(token):
            yield from _verbal(token)
        elif token.pos_ in _NOMINAL:
            yield from _nominal(token)


def _is_predicate(token: Token) -> bool:
    return token.pos_ in _VERBAL and token.dep_ not in _NOT_PREDICATES and not _is_chained(token)


def _is_chained(token: Token) -> bool:
    """Whether `token` continues the predicate of the verb above it: "wants to buy", "is able to leave"."""
    head = token.head
    if token.dep_ != "xcomp" or any(child.dep_ in _SUBJECTS for child in token.children):
        return False
    if head.dep_ == "acomp":
        return head.head.pos_ in _VERBAL
    return head.pos_ in _VERBAL and all(child.dep_ != "dobj" for child in head.children)


# Verbs


def _verbal(verb: Token) -> Iterator[Clause]:
    found = _subject(verb)
    if found is None:
        return
    head, link = found
    chain = list(_chain(verb))
    predicate = tuple(token for part in chain for token in _verb_group(part))
    dependents = sorted((child for part in chain for child in part.children), key=_PLACE)
    frame = _Frame(
        verb,
        _noun_phrase(head, without=verb),
        link,
        predicate,
        tuple(child for child in dependents if child not in predicate and _is_core(child)),
        tuple(child for child in dependents if child not in predicate and _is_adjunct(child)),
    )
    yield from _arranged(_with_reported(_with_quality(frame)))


def _chain(verb: Token) -> Iterator[Token]:
    yield verb
    following = next((child for child in verb.children if _is_chained(child)), None)
    quality = next((child for child in verb.children if child.dep_ == "acomp"), None)
    if following is not None:
        yield from _chain(following)
    elif quality is not None and any(_is_chained(child) for child in quality.children):
        yield from _chain(quality)


def _verb_group(verb: Token) -> Iterator[Token]:
    """Auxiliaries, negation, particles, the verb, and the adverbs among or right before them, in text order."""
    parts = [verb, *(child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt"))]
    adverbs = [child for child in verb.lefts if child.dep_ == "advmod" and not any(child.children)]
    for adverb in reversed(adverbs):
        first = min(part.i for part in parts)
        if adverb.i >= first - 1 and adverb.tag_ == "RB":
            parts.append(adverb)
    return iter(sorted(parts, key=_PLACE))


def _is_core(child: Token) -> bool:
    return (
        child.dep_ in (*_OBJECTS, "ccomp", "acomp")
        or (child.dep_ == "xcomp" and not _is_chained(child))
        or (child.dep_ == "dative" and child.pos_ in _NOMINAL)
    )


def _is_adjunct(child: Token) -> bool:
    return (
        child.dep_ in _ADJUNCTS
        or (child.dep_ == "dative" and child.pos_ not in _NOMINAL)
        or (child.dep_ == "advmod" and child.tag_ != "WRB" and (child.i > child.head.i or any(child.children)))
    )


def _subject(verb: Token, depth: int = 0) -> tuple[Token, Link] | None:
    """The head of the phrase that `verb` is said of, and how it was found."""
    own = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    head = verb.head
    if own is not None and own.tag_ not in ("WDT", "WP"):
        return own, "own"
    if verb.dep_ == "relcl":
        return head, "infinitive" if verb.tag_ == "VB" and own is None and _is_infinitive(verb) else "relative"
    if own is not None or depth > 5:
        return None
    if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN"):
        return head, "participle"
    if head.pos_ not in _VERBAL:
        return None
    controller = next((child for child in head.children if child.dep_ == "dobj"), None)
    if verb.dep_ == "xcomp" and controller is not None:
        return controller, "controlled"
    return _inherited(verb, depth)


def _is_infinitive(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _inherited(verb: Token, depth: int) -> tuple[Token, Link] | None:
    link = _INHERITED.get(verb.dep_)
    found = _subject(verb.head, depth + 1) if link else None
    if found is None or link is None:
        return None
    return found[0], "infinitive" if _is_infinitive(verb) else link


def _with_quality(frame: _Frame) -> _Frame:
    """ "is close to the president": the adjective joins the predicate when it has a complement of its own."""
    quality = next((child for child in frame.core if child.dep_ == "acomp"), None)
    if quality is None or len(frame.core) > 1:
        return frame
    complements = tuple(child for child in quality.children if child.dep_ == "prep" and _complement(child))
    if not complements:
        return frame
    words = _phrase(quality, (*_COORDINATED, "prep", "xcomp", "ccomp", "advcl"))
    return replace(frame, predicate=frame.predicate + words.tokens, core=(), rest=complements + frame.rest)


def _with_reported(frame: _Frame) -> _Frame:
    """ "Sales rose, she added, by half": the clause around an inserted verb of speech is what it reports."""
    verb = frame.verb
    if verb.dep_ == "parataxis" and verb.head.pos_ in _VERBAL and not frame.core and frame.link == "own":
        return replace(frame, core=(verb.head,))
    return frame


def _arranged(frame: _Frame) -> Iterator[Clause]:
    """The frame's dependents dealt out: what comes first completes the predicate, the others follow as arguments."""
    if frame.core:
        yield from _completed(frame)
        return
    verb = frame.predicate[0]
    first = next((child for child in frame.rest if child.i > verb.i and _complement(child)), None)
    if first is not None:
        yield from _prepositional(frame, first)
    else:
        arguments = tuple(_adjunct(child) for child in frame.rest)
        yield _clause(frame, "adverbial" if arguments else "bare", frame.predicate, arguments)


def _completed(frame: _Frame) -> Iterator[Clause]:
    main, *others = frame.core
    adjuncts = tuple(_adjunct(child) for child in (*others, *frame.rest))
    if main.dep_ in ("ccomp", "xcomp") or main == frame.verb.head:
        mark = tuple(child for child in main.children if child.dep_ == "mark" and child.lower_ == "that")
        content = _phrase(main, ("mark",) if mark else (), frame.verb)
        yield _clause(frame, "content", frame.predicate + mark, (content, *adjuncts))
    elif main.dep_ == "acomp":
        yield _clause(frame, "quality", frame.predicate, (_phrase(main, ()), *adjuncts))
    else:
        for head in _conjuncts(_antecedent(main, frame.verb)):
            words, argument = _named_role(main, head)
            yield _clause(frame, "object", frame.predicate + words, (argument, *adjuncts))


def _prepositional(frame: _Frame, first: Token) -> Iterator[Clause]:
    complement = _complement(first)
    adjuncts = tuple(_adjunct(child) for child in frame.rest if child != first)
    for head in _conjuncts(complement) if complement else ():
        yield _clause(frame, "preposition", (*frame.predicate, first), (_conjunct_phrase(head), *adjuncts))


def _clause(frame: _Frame, construction: Construction, predicate: Tokens, arguments: tuple[Phrase, ...]) -> Clause:
    unsaid = "" if frame.link != "participle" else "identity" if frame.verb.tag_ == "VBN" else "progress"
    return Clause(construction, frame.link, frame.verb, frame.subject, predicate, arguments, unsaid)


def _antecedent(main: Token, verb: Token) -> Token:
    """The noun a relative pronoun stands for, else the token itself."""
    return verb.head if verb.dep_ == "relcl" and main.tag_ in ("WDT", "WP") else main


def _named_role(main: Token, head: Token) -> tuple[Tokens, Phrase]:
    """ "is the capital of Norway": a role with its preposition belongs to the predicate, its complement is argued."""
    role = _role(head) if main.dep_ == "attr" else None
    return role or ((), _conjunct_phrase(head))


def _role(head: Token) -> tuple[Tokens, Phrase] | None:
    of = next((child for child in head.rights if child.dep_ == "prep" and child.lower_ == "of"), None)
    complement = _complement(of) if of is not None else None
    if of is None or complement is None or complement.pos_ != "PROPN":
        return None
    words = _phrase(head, _BARE)
    return (*words.tokens, of), _noun_phrase(complement)


# Nouns


def _nominal(noun: Token) -> Iterator[Clause]:
    if noun.dep_ == "appos" and noun.head.pos_ in ("NOUN", "PROPN") and noun.pos_ in ("NOUN", "PROPN"):
        yield _apposition(noun)
    elif noun.dep_ == "poss" and noun.pos_ in ("NOUN", "PROPN"):
        yield _possession(noun)
    if noun.ent_type_ == "PERSON" and noun.dep_ != "compound":
        yield from _title(noun)
    if noun.dep_ != "poss":
        yield from _settings(noun)


def _apposition(noun: Token) -> Clause:
    subject = _conjunct_phrase(noun.head)
    if noun.ent_type_ in _PLACES and noun.head.ent_type_ in _PLACED:
        return Clause("place", "none", noun, subject, (), (_conjunct_phrase(noun),), unsaid="place")
    words, argument = _role(noun) or ((), _noun_phrase(noun))
    return Clause("apposition", "none", noun, subject, words, (argument,), unsaid="identity")


def _possession(owner: Token) -> Clause:
    mark = tuple(child for child in owner.children if child.dep_ == "case")
    owned = _phrase(owner.head, (*_ALONE, "poss", "acl"))
    return Clause("possession", "none", owner, _phrase(owner, (*_ASIDE, "case")), mark, (owned,), unsaid="possession")


def _title(name: Token) -> Iterator[Clause]:
    """ "Chancellor Anna Vogt", "the firm's owner Jan Smit": the words before the name are what its bearer is."""
    words = [child for child in name.lefts if child.dep_ == "compound" and child.ent_type_ != "PERSON"]
    if not words:
        return
    bearer = (*(child for child in name.lefts if child.dep_ == "compound" and child.ent_type_ == "PERSON"), name)
    before = [child for child in name.lefts if child not in bearer and child.dep_ in _TITLED]
    title = tuple(token for child in before for token in child.subtree)
    yield Clause("title", "none", words[-1], Phrase(name, bearer), (), (Phrase(words[-1], title),), unsaid="identity")


def _settings(noun: Token) -> Iterator[Clause]:
    """ "a union hall in San Salvador", "an analyst with Acme": where or with whom a named complement puts it."""
    for preposition in noun.rights:
        if preposition.dep_ != "prep" or preposition.lower_ not in _SETTINGS:
            continue
        complement = _complement(preposition)
        if complement is not None and complement.ent_type_ in _NAMED and complement.dep_ == "pobj":
            subject, argument = _phrase(noun, _BARE), _noun_phrase(complement)
            yield Clause("setting", "none", preposition, subject, (preposition,), (argument,), unsaid="identity")


# Phrases


def _noun_phrase(head: Token, *, without: Token | None = None) -> Phrase:
    """The phrase that `head` heads, without relative clauses, appositions and insertions, nor the verb `without`."""
    return _phrase(head, _ASIDE, without)


def _conjunct_phrase(head: Token) -> Phrase:
    """The phrase of one conjunct alone, or of the whole when nothing is coordinated with it."""
    return _phrase(head, _ALONE)


def _adjunct(child: Token) -> Phrase:
    return Phrase(_complement(child) or child, _phrase(child, _ASIDE).tokens)


def _complement(preposition: Token) -> Token | None:
    return next((child for child in preposition.children if child.dep_ in ("pobj", "pcomp")), None)


def _conjuncts(head: Token) -> Iterator[Token]:
    yield head
    for child in head.rights:
        if child.dep_ == "conj" and child.pos_ in _NOMINAL:
            yield from _conjuncts(child)


def _phrase(head: Token, left_out: Collection[str], without: Token | None = None) -> Phrase:
    tokens = _subtree(head, left_out, without)
    start, end = 0, len(tokens)
    while start < end and _is_edge(tokens[start], _KEPT_START):
        start += 1
    while end > start and _is_edge(tokens[end - 1], _KEPT_END):
        end -= 1
    return Phrase(head, tuple(_with_quotes_paired(tokens[start:end])))


def _is_edge(token: Token, kept: Collection[str]) -> bool:
    return token.is_space or (token.is_punct and token.text not in kept)


def _with_quotes_paired(tokens: list[Token]) -> list[Token]:
    """The tokens with the mark that closes a quotation opened among them; a mark at an edge without its other goes."""
    if not tokens:
        return tokens
    opened = sum(_DEPTHS[token.text] for token in tokens if token.text in _DEPTHS)
    if opened > 0:
        following = _to_closing(tokens[-1])
        return tokens + following if following else tokens[_DEPTHS.get(tokens[0].text) == 1 :]
    return tokens[:-1] if opened < 0 and tokens[-1].text in _CLOSING else tokens


def _to_closing(last: Token) -> list[Token]:
    """The punctuation right after `last` up to a closing quotation mark, if there is one."""
    following = [token for token in last.doc[last.i + 1 : last.i + 3] if token.is_punct]
    end = next((index for index, token in enumerate(following, start=1) if token.text in _CLOSING), 0)
    return following[:end]


def _subtree(head: Token, left_out: Collection[str], without: Token | None) -> list[Token]:
    """The tokens below `head` in text order, without what hangs on it as one of `left_out`, nor `without`."""
    found = [head]
    for token in found:
        found.extend(child for child in token.children if child.dep_ not in left_out and child != without)
    return sorted(found, key=_PLACE)
