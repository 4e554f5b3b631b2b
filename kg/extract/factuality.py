"""Event word -> Factuality: how certain, with which polarity and whether as future the text presents it.

Climbs the parse from the event's word to the root, or to the top of a claim's content, and lets every word that governs
the event have its effect: negation, modals, conditions, questions, implicative and factive verbs, plans, purposes.
"""

from __future__ import annotations

from kg.extract.governors import climb
from kg.extract.modifiers import beside
from kg.extract.standing import AIMED, FACT, FUTURE, read_words
from kg.model import OPEN, Factuality
from kg.ontology import Ontology
from kg.tokens import Token

__all__ = ["Factuality", "factuality"]

_LIMIT = 16  # steps; no sentence of news nests deeper, and a broken parse must not loop
_VERBS = frozenset(("VERB", "AUX"))


def factuality(token: Token, ontology: Ontology, *, top: Token | None = None) -> Factuality:
    """How the text presents the event headed by `token`: to its reader, or inside the content whose root is `top`."""
    words = read_words(ontology)
    standing = beside(words, token)
    node = token
    for _ in range(_LIMIT):
        if node in (top, node.head):
            return standing.under(_mood(node))
        step = climb(words, node)
        standing = standing.under(step.standing)
        if step.to is None:
            return standing
        node = step.to
    return standing


def _mood(root: Token) -> Factuality:
    """Questions and commands assert nothing; a headline's infinitive is future."""
    if root.pos_ not in _VERBS:
        return OPEN if _is_question(root) else FACT
    if _is_question(root):
        return OPEN
    deps = {child.dep_ for child in root.children}
    if any(child.tag_ == "TO" for child in root.lefts) and root.dep_ == "ROOT":
        return FUTURE
    if (
        root.tag_ == "VB"
        and root.dep_ == "ROOT"
        and not deps & {"nsubj", "nsubjpass", "aux", "auxpass", "expl", "csubj"}
    ):
        return AIMED
    return FACT


def _is_question(root: Token) -> bool:
    last = root.right_edge
    if last.i + 1 < len(root.doc) and last.text != "?":
        last = last.nbor()
    return last.text == "?"
