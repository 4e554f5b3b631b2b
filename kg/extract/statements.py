"""Doc -> Statements: what the article says in its own wording, as open tuples, so that nothing said is lost.

A statement is a predicate and its arguments, subject first: ("is hoping for"; Russia; a good relationship). Its
confidence is an estimate of the share of its words that a human reader would put in the same places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from kg.encoder import Encoding
from kg.extract.attribution import Attribution, attributed
from kg.extract.clauses import Clause, Tokens, clauses
from kg.extract.doubts import doubts, is_misread
from kg.extract.factuality import factuality
from kg.layout import layout
from kg.model import Chain, Mention, Span, Statement
from kg.ontology import Ontology
from kg.tokens import Doc, Token

_PLACE = attrgetter("i")
_MOST_DISTANT = 20
_MOST_WORDS = 15
_MOST_ARGUED = 30


@dataclass(frozen=True, slots=True)
class _Standing:
    asserted: bool
    claim: str | None


def statements(
    doc: Doc,
    mentions: Sequence[Mention],
    chains: Sequence[Chain],
    attributions: Sequence[Attribution],
    ontology: Ontology,
    encoding: Encoding | None = None,
) -> tuple[Statement, ...]:
    """The open statements of one article, in text order, each with the claim (`k1` for the first attribution) it is in.

    `asserted` is the narrator's own word: certain, positive, not future, outside every attribution, and nothing that
    the encoder doubts.
    """
    cues = ontology.cues["statements"]
    known = {chain.id for chain in chains}
    heads = _heads(doc, [mention for mention in mentions if mention.chain in known])
    dateline = layout(doc.text).dateline
    aside = dateline.span if dateline else (0, 0)
    found = [
        clause
        for clause in clauses(doc)
        if _is_sound(clause, cues) and not aside[0] <= clause.subject.head.idx < aside[1]
    ]
    doubted = doubts(encoding, (clause.cue for clause in found), ontology)
    doubted |= {clause.cue.i for clause in found if is_misread(clause.cue, encoding)}
    claimed = _claims(attributions)
    standing = cache(lambda cue: _standing(cue, tuple(attributions), claimed, doubted, ontology))
    return tuple(
        _statement(f"s{number}", clause, heads, standing(clause.cue), cues)
        for number, clause in enumerate(found, start=1)
    )


def _heads(doc: Doc, mentions: Iterable[Mention]) -> dict[int, str]:
    """Chain ids by the head token of each mention; the longest mention of a head decides."""
    heads: dict[int, str] = {}
    for mention in sorted(mentions, key=lambda mention: (mention.end - mention.start, -mention.start)):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            heads[span.root.i] = mention.chain
    return heads


def _is_sound(clause: Clause, cues: dict[str, Any]) -> bool:
    """Whether every part has words of its own, and a title is more than a form of address."""
    if not clause.subject.tokens or not all(argument.tokens for argument in clause.arguments):
        return False
    if clause.construction == "title":
        return any(token.lower_ not in cues["honorifics"] for token in clause.arguments[0].tokens)
    return set(clause.subject.tokens).isdisjoint(clause.predicate)


def _claims(attributions: Sequence[Attribution]) -> dict[int, str]:
    """Ids of the claims that are made of attributions, by their index."""
    believed = (index for index, attribution in enumerate(attributions) if not attribution.doubted)
    return {index: f"k{number}" for number, index in enumerate(believed, start=1)}


def _standing(
    cue: Token,
    attributions: tuple[Attribution, ...],
    claimed: dict[int, str],
    doubted: frozenset[int],
    ontology: Ontology,
) -> _Standing:
    """Whether the narrator stands for what `cue` says, and the claim that it is in."""
    owner = attributed(attributions, (cue.idx, cue.idx + len(cue)))
    if owner is not None:
        return _Standing(False, claimed.get(owner))
    return _Standing(cue.i not in doubted and factuality(cue, ontology).asserted, None)


def _statement(
    identifier: str, clause: Clause, heads: dict[int, str], standing: _Standing, cues: dict[str, Any]
) -> Statement:
    unsaid = cues["unsaid"].get(clause.unsaid, {"text": "", "lemma": ""})
    said = () if clause.construction == "possession" else clause.predicate
    phrases = (clause.subject, *clause.arguments)
    return Statement(
        id=identifier,
        predicate=" ".join(part for part in (unsaid["text"], _text(said)) if part),
        spans=_spans(clause.predicate),
        lemma=" ".join(part for part in (unsaid["lemma"], *_lemmas(said, cues)) if part),
        arguments=tuple(_spans(phrase.tokens) for phrase in phrases),
        chains=tuple(heads.get(phrase.head.i) for phrase in phrases),
        confidence=_confidence(clause, cues["confidence"]),
        asserted=standing.asserted,
        claim=standing.claim,
    )


def _spans(tokens: Tokens) -> tuple[Span, ...]:
    return tuple([(run[0].idx, run[-1].idx + len(run[-1].text)) for run in _runs(tokens)])


def _text(tokens: Tokens) -> str:
    return " ".join(["".join([token.text_with_ws for token in run]).strip() for run in _runs(tokens)])


def _runs(tokens: Tokens) -> list[list[Token]]:
    """The tokens in text order, as stretches of neighbours."""
    found: list[list[Token]] = []
    end = -1
    for token in sorted(tokens, key=_PLACE):
        if not found or token.i > end:
            found.append([])
        found[-1].append(token)
        end = token.i + 1
    return found


def _lemmas(tokens: Tokens, cues: dict[str, Any]) -> list[str]:
    """The words that name the predicate, negation first, without auxiliaries and adverbs; a passive stays one."""
    ordered = sorted(tokens, key=_PLACE)
    negations = ["not" for token in ordered if token.dep_ == "neg"][:1]
    naming = [token for token in ordered if _names_predicate(token, cues)]
    leading = 1 if naming and naming[0].tag_ == "TO" else 0
    return negations + [_lemma(token, cues["forms"]) for token in naming[leading:]]


def _names_predicate(token: Token, cues: dict[str, Any]) -> bool:
    return token.dep_ not in cues["unnamed"] and (token.dep_ != "aux" or token.tag_ == "TO") and not token.is_punct


def _lemma(token: Token, forms: dict[str, str]) -> str:
    """ "be" and the participle for a passive, so that who elects and who is elected are told apart."""
    passive = token.tag_ == "VBN" and (token.dep_ == "acl" or any(child.dep_ == "auxpass" for child in token.children))
    kept = passive or token.pos_ == "PROPN"
    return forms.get(token.lower_, token.lower_ if kept else token.lemma_.lower())


def _confidence(clause: Clause, weights: dict[str, Any]) -> float:
    score: float = weights["construction"][clause.construction] + weights["link"][clause.link]
    score += sum([weights["signs"][sign] * size for sign, size in signs(clause).items()])
    least, most = map(float, weights["bounds"])
    return round(min(max(score, least), most), 3)


def signs(clause: Clause) -> dict[str, float]:
    """What else speaks for or against a statement, each with its size."""
    cue, subject = clause.cue, clause.subject
    words = sum(len(argument.tokens) for argument in clause.arguments)
    return {
        "argument_words": float(min(words, _MOST_ARGUED)),
        "copula": float(cue.lemma_ == "be"),
        "past": float(cue.tag_ in ("VBD", "VBN")),
        "pronoun": float(subject.head.pos_ == "PRON"),
        "thing": float(clause.construction == "setting" and subject.head.pos_ == "NOUN"),
        "main": float(cue.dep_ == "ROOT"),
        "expletive": float(subject.head.dep_ == "expl"),
        "named": float(subject.head.pos_ == "PROPN"),
        "crowded": float(len(clause.arguments) > 2),
        "predicate_words": float(min(len(clause.predicate), _MOST_WORDS)),
        "subject_words": float(min(len(subject.tokens), _MOST_WORDS)),
        "distance": float(min(abs(cue.i - subject.head.i), _MOST_DISTANT)),
    }
