"""Role nouns of the cue tables -> Candidates: "X, chairman of Y", "Y's spokesman X", "X is the capital of Y"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract import grammar
from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import Cues, Role
from kg.ontology import Ontology

_NAME_PARTS = ("compound", "nmod", "amod", "appos")
_INDEFINITE = ("a", "an", "any", "every", "no", "some", "each", "another")
_LEFT_OF_ROLE = ("amod", "compound", "poss", "nmod", "advmod", "punct", "case", "nummod")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who bears the role, the word whose factuality decides, and whether the noun phrase itself presupposes it."""

    argument: Argument
    event: Token
    definitional: bool
    former: bool = False


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role phrase in the text: all that the cue tables say of it, its first, head and last token."""

    roles: tuple[Role, ...]
    first: Token
    head: Token
    last: Token


def roles(sentence: list[Token], index: Index, cues: Cues, ontology: Ontology) -> Iterator[Candidate]:
    """Candidates of all role phrases in one sentence."""
    for mention in role_mentions(sentence, index, cues):
        yield from _candidates(mention, index, ontology)


def role_mentions(sentence: list[Token], index: Index, cues: Cues) -> Iterator[RoleMention]:
    """Role phrases, the longest at each place, that are not part of a name."""
    position = 0
    while position < len(sentence):
        found = _match(sentence, position, cues)
        if found is None or sentence[position + found[0].head].i in index.inside:
            position += 1
            continue
        length = len(found[0].phrase)
        first, last = sentence[position], sentence[position + length - 1]
        yield RoleMention(found, first, sentence[position + found[0].head], last)
        position += length


def _match(sentence: list[Token], position: int, cues: Cues) -> tuple[Role, ...] | None:
    token = sentence[position]
    candidates = cues.roles.get(token.lower_) or cues.roles.get(token.lemma_.lower()) or ()
    for role in candidates:
        if _fits(role, sentence[position : position + len(role.phrase)]):
            return tuple(other for other in candidates if other.phrase == role.phrase)
    return None


def _fits(role: Role, tokens: list[Token]) -> bool:
    if len(tokens) < len(role.phrase) or not _is_nominal(tokens[role.head]):
        return False
    return all(
        word == token.lower_ or (position == role.head and word == _singular(token))
        for position, (word, token) in enumerate(zip(role.phrase, tokens, strict=True))
    )


def _is_nominal(token: Token) -> bool:
    """Nouns, and what the tagger takes for an adjective in the place of a noun: not "official news agency"."""
    return token.pos_ in ("NOUN", "PROPN") or (token.pos_ == "ADJ" and token.dep_ != "amod")


def _singular(token: Token) -> str:
    """Lower-case singular; the lemma of a capitalised title is left in the plural by the tagger."""
    lemma = token.lemma_.lower()
    return lemma.removesuffix("s") if token.tag_ == "NNPS" else lemma


def _candidates(mention: RoleMention, index: Index, ontology: Ontology) -> Iterator[Candidate]:
    words = ontology.cues["constructions"]["words"]
    marks = _marks(mention.first)
    former = bool(marks & frozenset(words["former"]))
    future = bool(marks & frozenset(words["incoming"])) or _elect(mention, words["incoming"])
    uncertain = bool(marks & frozenset(words["uncertain"]))
    for holder in _holders(mention, index, words):
        for role, target in _targets(mention, holder, index, ontology):
            subject, found = (target, holder.argument) if role.inverse else (holder.argument, target)
            yield Candidate(
                role.sides,
                subject,
                found,
                token_span(mention.first, mention.last),
                holder.event,
                "role",
                definitional=holder.definitional,
                role=_wording(mention, ontology),
                former=former or holder.former,
                future=future,
                certain=not uncertain,
            )


def _marks(first: Token) -> frozenset[str]:
    """Lower-case words of the noun phrase that stand before the role: "former", "acting", "alleged"."""
    found: list[str] = []
    token = first
    while token.i > token.sent.start and len(found) < 6:
        token = token.nbor(-1)
        if token.dep_ not in _LEFT_OF_ROLE and token.text not in ("-", "–"):
            break
        found.append(token.lower_)
    return frozenset(found)


def _elect(mention: RoleMention, incoming: list[str]) -> bool:
    """ "president-elect", "president-designate"."""
    last = mention.last
    if last.i + 2 >= last.sent.end or last.nbor(1).text not in ("-", "‑"):
        return last.i + 1 < last.sent.end and last.nbor(1).lower_ in incoming
    return last.nbor(2).lower_ in incoming


def _holders(mention: RoleMention, index: Index, words: dict[str, list[str]]) -> Iterator[Holder]:
    """Who bears the role. What the sentence's structure says comes before what coreference says of the noun phrase."""
    token = mention.head
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
    elif token.dep_ == "conj":
        yield from _structural(head, index, words)
    elif token.dep_ in ("attr", "oprd", "dobj", "ccomp", "acomp"):
        yield from _predicated(token, head, index, words)
    elif token.dep_ == "pobj" and head.lower_ == "as":
        yield from _in_capacity(head, index, words)
    yield from (Holder(bearer, token, definitional=True) for bearer in _named_at_the_end(token, index))


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
        former = _has_ended(verb)
        yield from (Holder(argument, verb, definitional=False, former=former) for argument in index.all(bearer))


def _has_ended(verb: Token) -> bool:
    """ "was ambassador until 2021", "was president from 1990 to 1994": the role has an end in the past."""
    if verb.tag_ not in ("VBD", "VBN"):
        return False
    links = {child.lower_ for child in verb.subtree if child.dep_ == "prep"}
    return bool(links & {"until", "till"}) or {"from", "to"} <= {
        child.lower_ for child in verb.children if child.dep_ == "prep"
    }


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
    if lemma in words["serving"] or lemma in words["leaving"]:
        bearer = grammar.subject(verb)
    elif lemma in words["naming"] or lemma in words["removing"]:
        bearer = grammar.subject(verb) if grammar.is_passive(verb) else grammar.direct_object(verb)
    else:
        return
    former = lemma in words["leaving"] or lemma in words["removing"]
    if bearer is not None:
        yield from (Holder(argument, verb, definitional=False, former=former) for argument in index.all(bearer))


def _targets(mention: RoleMention, holder: Holder, index: Index, ontology: Ontology) -> Iterator[tuple[Role, Argument]]:
    """The side of the relation that the role belongs to, with the property that its type chooses.

    The nearest fitting phrase wins; a second one is taken only when coordinated with it.
    """
    for found in _possible_targets(mention, holder, index, ontology):
        fitting = [(role, target) for target in found if (role := _choose(mention, holder, target, ontology))]
        if fitting:
            yield from fitting
            return


def _possible_targets(
    mention: RoleMention, holder: Holder, index: Index, ontology: Ontology
) -> Iterator[list[Argument]]:
    """Groups of phrases that may be what the role belongs to, best first."""
    prepositions = ontology.cues["constructions"]["words"]["role_prepositions"]
    for head in _role_heads(mention.head):
        yield [found for found in index.complements(head, prepositions) if found.token.i > mention.last.i]
    for head in _role_heads(mention.head):
        yield from ([found] for found in index.modifiers(head) if found.token.i < mention.first.i)
    if holder.definitional and holder.argument.token.i > mention.last.i:
        yield from ([found] for found in index.modifiers(holder.argument.token) if found.token.i < mention.first.i)
        yield list(index.complements(holder.argument.token, ("of",)))
    yield _included_in(holder.argument.token, index)


def _included_in(token: Token, index: Index) -> list[Argument]:
    """ "threats from X, including from Minister Y": Y speaks or acts as one of X."""
    preposition = token.head
    including = preposition.head if preposition.lower_ in ("from", "by", "of") else preposition
    if token.dep_ != "pobj" or including.lower_ != "including":
        return []
    host = including.head
    return [*index.complements(host, ("from", "by", "of")), *index.modifiers(host)][:1]


def _role_heads(head: Token) -> Iterator[Token]:
    """ "chairman and chief executive of X": coordinated roles share what they belong to."""
    yield head
    yield from (child for child in head.rights if child.dep_ == "conj")
    if head.dep_ == "conj":
        yield head.head


def _is_compounded(mention: RoleMention) -> bool:
    """Whether a common noun stands right before the role: "football president"."""
    if mention.first.i == mention.first.sent.start:
        return False
    before = mention.first.nbor(-1)
    return before.dep_ == "compound" and before.pos_ == "NOUN"


def _choose(mention: RoleMention, holder: Holder, target: Argument, ontology: Ontology) -> Role | None:
    """The first property in the tables whose types take both sides."""
    if target.chain.id == holder.argument.chain.id:
        return None
    adjective = target.token.tag_.startswith("JJ") and target.token.i < target.token.head.i
    for role in mention.roles:
        behind = target.token.i > mention.last.i
        if (behind and not role.sides.complement) or (adjective and not role.sides.demonym):
            continue
        if role.sides.bare and _is_compounded(mention):
            continue
        subject, found = (target, holder.argument) if role.inverse else (holder.argument, target)
        if role.sides.take(subject.chain, found.chain, ontology):
            return role
    return None


def _wording(mention: RoleMention, ontology: Ontology) -> str:
    """The role as worded, with the transparent noun that it is over: "chairman of the board"."""
    doc = mention.head.doc
    transparent = ontology.cues["constructions"]["words"]["transparent"]
    end = mention.last.i + 1
    for preposition in mention.head.rights:
        body = next((child for child in preposition.children if child.dep_ == "pobj"), None)
        if preposition.i == end and body is not None and body.text in transparent and body.i - end <= 3:
            end = body.i + 1
    return doc[mention.first.i : end].text
