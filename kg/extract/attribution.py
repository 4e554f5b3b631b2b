"""Doc -> Attributions: who says, thinks or wants what, by which words. The base of the promise that nothing reported is asserted."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from kg.model import Certainty, Polarity, Quote, Span
from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content that the text presents as somebody's: said, thought, denied, wanted, planned."""

    source: tuple[Span, ...]  # () when nobody is named
    source_head: int | None  # token index of the source's head word, for the speaker's chain
    cue: tuple[Span, ...]
    cue_token: int | None
    content: tuple[Span, ...]
    quote: Quote
    act: str  # class of the ontology: Saying, Denial, Accusation, ...
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False
    parent: int | None = None  # index of the attribution within whose content this one is reported


def attributions(doc: Doc, ontology: Ontology) -> tuple[Attribution, ...]:
    """All attributions of an article in text order."""
    return ()
