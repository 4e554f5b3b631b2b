"""Graph -> Questions that kg could not decide -> a person's answers -> Decisions.

A question is asked once for two entities, however many of their local entities are in doubt. Answers are the user's
decisions: they are kept in the store, win over whatever kg thinks, and can be written to a file and replayed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.graph import Graph
from kg.model import Chain, Decision, Entity, Extraction, Mention
from kg.resolve.decisions import USER

type Answer = Literal["yes", "no", "skip", "undo", "quit"]

ANSWERS: Mapping[str, Answer] = {"y": "yes", "n": "no", "s": "skip", "u": "undo", "q": "quit"}
_QUOTED = 160  # characters of a quotation
_SENTENCE = re.compile(r"[^.!?\n]*$")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two local entities, as a person sees it."""

    key: str  # "article id#chain id"
    name: str
    types: tuple[str, ...]
    article: str  # its title or id
    published: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two are one. `score` is how likely kg holds it, `reasons` what speaks for and against."""

    left: Side
    right: Side
    score: float
    reasons: tuple[str, ...]


def questions(graph: Graph) -> list[Question]:
    """What is undecided, the likeliest first; what a person has answered is not asked again."""
    extractions = {extraction.article.id: extraction for extraction in graph.extractions}
    answered = {_pair(decision, graph.resolved) for decision in graph.decisions if decision.by == USER}
    unsure = (decision for decision in graph.decisions if decision.by != USER and decision.verdict == "unsure")
    found: list[Question] = []
    for decision in sorted(unsure, key=lambda decision: (-decision.score, decision.left, decision.right)):
        pair = _pair(decision, graph.resolved)
        if len(pair) == 2 and pair not in answered:
            answered.add(pair)
            left, right = (_side(key, extractions) for key in (decision.left, decision.right))
            found.append(Question(left, right, decision.score, decision.reasons))
    return found


def review(asked: Sequence[Question], ask: Callable[[Question, int], Answer]) -> list[Decision]:
    """The decisions that answers make. `ask` gets one question after the other, with its number from 1."""
    answers: list[Answer] = []
    while len(answers) < len(asked):
        answer = ask(asked[len(answers)], len(answers) + 1)
        if answer == "quit":
            break
        if answer != "undo":
            answers.append(answer)
        elif answers:
            answers.pop()
    return [
        decision for question, answer in zip(asked, answers, strict=False) for decision in _decided(question, answer)
    ]


def names(graph: Graph) -> dict[str, str]:
    """What each local entity is called, for files that people read."""
    return {
        f"{extraction.article.id}#{chain.id}": chain.name
        for extraction in graph.extractions
        for chain in extraction.chains
    }


def together(given: Iterable[Decision], new: Iterable[Decision]) -> tuple[Decision, ...]:
    """A user's decisions with new ones, which take the place of those on the same two sides."""
    rows = {frozenset((decision.left, decision.right)): decision for decision in (*given, *new)}
    return tuple(rows.values())


def _decided(question: Question, answer: Answer) -> Iterator[Decision]:
    verdicts: Mapping[Answer, Literal["positive", "negative"]] = {"yes": "positive", "no": "negative"}
    if answer in verdicts:
        yield Decision(question.left.key, question.right.key, verdicts[answer], 1.0, ("reviewed",), USER)


def _pair(decision: Decision, resolved: Mapping[str, Entity | None]) -> frozenset[str]:
    """The entities that a decision is about; fewer than two when it names none, or both sides are one."""
    found = (resolved.get(key) for key in (decision.left, decision.right))
    return frozenset(entity.id for entity in found if entity is not None)


def _side(key: str, extractions: Mapping[str, Extraction]) -> Side:
    identity, _, number = key.rpartition("#")
    extraction = extractions[identity]
    chain = next(chain for chain in extraction.chains if chain.id == number)
    article = extraction.article
    title, published = article.title or article.id, article.published or ""
    return Side(key, chain.name, chain.types, title, published[:10], _quote(extraction, chain))


def _quote(extraction: Extraction, chain: Chain) -> str:
    """The sentence in which it is first named, shortened."""
    mentions = [mention for mention in extraction.mentions if mention.chain == chain.id]
    named = [mention for mention in mentions if mention.kind == "name"] or mentions
    return _around(extraction.article.text, min(named, key=_start)) if named else ""


def _start(mention: Mention) -> int:
    return mention.start


def _around(text: str, mention: Mention) -> str:
    before = _SENTENCE.search(text[max(0, mention.start - _QUOTED) : mention.start])
    start = mention.start - len(before[0]) if before else mention.start
    words = " ".join(text[start : start + _QUOTED + mention.end - mention.start].split())
    end = re.search(r"(?<=[a-z0-9”\")][.!?])\s", words[mention.end - start :])
    return words[: mention.end - start + end.start()] if end else f"{words} …"
