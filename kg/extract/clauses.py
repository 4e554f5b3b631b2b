"""Doc -> Clauses: every predication the parse holds, with its subject, its wording and its arguments.

Grammar only: spaCy's dependency labels in, token groups out. `kg.extract.statements` makes records of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.constituents import NOMINAL, Clause, Tokens
from kg.extract.noun_clauses import nominal
from kg.extract.predicates import is_predicate
from kg.extract.verb_clauses import verbal
from kg.tokens import Doc

__all__ = ["Clause", "Tokens", "clauses"]


def clauses(doc: Doc) -> Iterator[Clause]:
    """All clauses of `doc`, in the order of their cues."""
    for token in doc:
        if is_predicate(token):
            yield from verbal(token)
        elif token.pos_ in NOMINAL:
            yield from nominal(token)
