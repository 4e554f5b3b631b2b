"""Role nouns of the cue tables -> Candidates: "X, chairman of Y", "Y's spokesman X", "X is the capital of Y"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import Cues, Role
from kg.extract.holders import Holder, are_shared, has_ended, holders
from kg.ontology import Ontology
from kg.tokens import Token

_LEFT_OF_ROLE = ("amod", "compound", "poss", "nmod", "advmod", "punct", "case", "nummod", "aux")


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
        if not _is_label(sentence, position + length):
            yield RoleMention(found, first, sentence[position + found[0].head], last)
        position += length


def _is_label(sentence: list[Token], position: int) -> bool:
    """ "Editor: Jane D." in a credit line: a label, of which nobody says whose."""
    return position < len(sentence) and sentence[position].text == ":"


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
    marks = _marks(mention.first) | _shared_marks(mention.head)
    former = bool(marks & frozenset(words["former"])) or has_ended(mention.head)
    future = bool(marks & frozenset(words["incoming"])) or _elect(mention, words["incoming"])
    uncertain = bool(marks & frozenset(words["uncertain"]))
    for holder in holders(mention.head, index, words):
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
            found += _before_article(token)
            break
        found.append(token.lower_)
    return frozenset((*found, *first.doc.text[token.idx : first.idx].lower().split()))


def _before_article(article: Token) -> list[str]:
    """ "then the president of X", "formerly its chairman"."""
    if article.dep_ not in ("det", "poss") or article.i == article.sent.start:
        return []
    adverb = article.nbor(-1)
    return [adverb.lower_] if adverb.dep_ == "advmod" else []


def _shared_marks(head: Token) -> frozenset[str]:
    """ "the former manager and president of X": what stands before the first title holds of a bare second one too."""
    if head.dep_ != "conj" or any(child.dep_ in ("det", "poss") for child in head.lefts):
        return frozenset()
    return frozenset(child.lower_ for child in head.head.lefts) | _shared_marks(head.head)


def _elect(mention: RoleMention, incoming: list[str]) -> bool:
    """ "president-elect", "president-designate"."""
    last = mention.last
    if last.i + 2 >= last.sent.end or last.nbor(1).text not in ("-", "‑"):
        return last.i + 1 < last.sent.end and last.nbor(1).lower_ in incoming
    return last.nbor(2).lower_ in incoming


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
    words = ontology.cues["constructions"]["words"]
    for head in _role_heads(mention.head):
        yield [found for found in index.complements(head, words["role_prepositions"]) if found.token.i > mention.last.i]
    for head in _role_heads(mention.head):
        yield from ([found] for found in index.modifiers(head) if found.token.i < mention.first.i)
    for head in _role_heads(mention.head):
        yield [found for found in index.complements(head, words["role_places"]) if found.token.i > mention.last.i]
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
    yield from (child for child in head.rights if child.dep_ == "conj" and are_shared(head, child))
    if head.dep_ == "conj" and are_shared(head, head.head):
        yield head.head


def _is_compounded(mention: RoleMention, words: dict[str, list[str]]) -> bool:
    """Whether a common noun that is no body of its own stands right before the role: "football president"."""
    if mention.first.i == mention.first.sent.start:
        return False
    before = mention.first.nbor(-1)
    whole = before.lemma_.lower() in words["wholes"] or before.lemma_.lower() in words["transparent"]
    return before.dep_ == "compound" and before.pos_ == "NOUN" and not whole


def _choose(mention: RoleMention, holder: Holder, target: Argument, ontology: Ontology) -> Role | None:
    """The first property in the tables whose types take both sides."""
    if target.chain.id == holder.argument.chain.id:
        return None
    adjective = _is_adjective(target)
    for role in mention.roles:
        behind = target.token.i > mention.last.i
        if (behind and not role.sides.complement) or (adjective and not role.sides.demonym):
            continue
        if role.sides.bare and _is_compounded(mention, ontology.cues["constructions"]["words"]):
            continue
        subject, found = (target, holder.argument) if role.inverse else (holder.argument, target)
        if role.sides.take(subject.chain, found.chain, ontology):
            return role
    return None


def _is_adjective(target: Argument) -> bool:
    """ "Danish", and "US" or "UK" in its place, which may say no more than where somebody is from."""
    token = target.token
    if token.i > token.head.i:
        return False
    short = token.dep_ != "poss" and len(token) < 5 and token.text.isupper() and "Country" in target.chain.types
    return short or token.tag_.startswith("JJ")


def _wording(mention: RoleMention, ontology: Ontology) -> str:
    """The role as worded, with the transparent noun that it is over: "acting chairman of the board"."""
    doc = mention.head.doc
    words = ontology.cues["constructions"]["words"]
    transparent = words["transparent"]
    start, end = mention.first.i, mention.last.i + 1
    if start > mention.head.sent.start and doc[start - 1].lower_ in words["acting"]:
        start -= 1
    for preposition in mention.head.rights:
        body = next((child for child in preposition.children if child.dep_ == "pobj"), None)
        if preposition.i == end and body is not None and body.text in transparent and body.i - end <= 3:
            end = body.i + 1
    return doc[start:end].text
