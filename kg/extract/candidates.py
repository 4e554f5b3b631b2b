"""The record that every kind of cue yields before it is checked: a possible relation and the words that say so."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.arguments import Argument
from kg.extract.cues import Sides
from kg.model import Span
from kg.tokens import Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible relation. `event` is the word whose factuality decides whether it holds.

    `definitional` marks what the noun phrase itself presupposes ("Russian President X"): it is the narrator's wording
    even inside indirect speech.
    """

    sides: Sides
    subject: Argument
    object: Argument
    cue: Span
    event: Token
    construction: str
    definitional: bool = False
    role: str | None = None
    former: bool = False
    future: bool = False
    certain: bool = True

    @property
    def predicate(self) -> str:
        """Local name of the property."""
        return self.sides.predicate


def token_span(*tokens: Token) -> Span:
    """From the first to the last of `tokens`, in code points."""
    first = min(tokens, key=lambda token: token.i)
    last = max(tokens, key=lambda token: token.i)
    return first.idx, last.idx + len(last)
