"""Noun phrases that imply a relation without a word for it -> Candidates: "Norway's X", "French carmaker X", "X, Ohio".

`ontology/cues/constructions.toml` lists them: the form, the types on both sides, and the property that is implied.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.arguments import Argument, Index
from kg.extract.candidates import Candidate, token_span
from kg.extract.cues import Construction, Cues
from kg.model import Span
from kg.tokens import Token

_PLACES = ("City", "Region", "Place")
_SPELLED = ("of", "from", "in", "comma")  # forms with a word or mark of their own


def constructions(token: Token, index: Index, cues: Cues) -> Iterator[Candidate]:
    """Candidates of the phrase that `token` heads."""
    holder = index.at(token)
    if holder is None or not holder.chain.named or not _describes(holder):
        return
    for rule in cues.constructions:
        if rule.subject.isdisjoint(holder.chain.types):
            continue
        for target in _targets(rule.form, holder, index):
            if _fits(rule, holder, target):
                cue = _between(holder, target) if rule.form in _SPELLED else token_span(target.token)
                yield Candidate(rule.sides, holder, target, cue, token, rule.form, definitional=True)


def _describes(holder: Argument) -> bool:
    """Names, and noun phrases for people ("the Austrian actor") and places; others corefer less surely."""
    return holder.kind == "name" or (holder.kind == "nominal" and holder.chain.type in ("Person", *_PLACES))


def _targets(form: str, holder: Argument, index: Index) -> Iterator[Argument]:
    token = holder.token
    if form == "modifier":
        children = (child for child in token.lefts if holder.kind == "name" or child.dep_ == "amod")
        yield from (found for child in children if (found := _modifier(child, holder, index)) is not None)
    elif form == "possessor":
        owners = (child for child in token.lefts if child.dep_ == "poss" and holder.kind == "name")
        yield from (found for child in owners if (found := index.at(child)) is not None)
    elif form == "comma":
        yield from _after_comma(token, index)
    elif holder.kind == "name" or holder.chain.type in _PLACES:
        yield from (found for found in index.complements(token, (form,)) if not found.token.tag_.startswith("JJ"))


def _modifier(child: Token, holder: Argument, index: Index) -> Argument | None:
    """A demonym, possessor or short country name directly before the noun: nothing nested in another compound."""
    if child.dep_ not in ("poss", "amod", "compound", "nmod") or _is_apart(child):
        return None
    found = index.at(child)
    if found is None or (child.dep_ in ("compound", "nmod") and not _names_country(found, holder)):
        return None
    return found


def _names_country(found: Argument, holder: Argument) -> bool:
    """ "Norway striker Jane D."; not the last word of a heading: "Talks in Norway Jane D. said"."""
    near = found.span[1] + 1 >= holder.span[0]
    return found.chain.type == "Country" and not (near and holder.kind == "name" and holder.chain.type == "Person")


def _is_apart(child: Token) -> bool:
    """ "Franco-German" is not German; what stands on the line above is a heading."""
    hyphenated = child.i > 0 and child.nbor(-1).text in ("-", "–")
    return hyphenated or "\n" in child.doc.text[child.idx : child.head.idx]


def _after_comma(token: Token, index: Index) -> Iterator[Argument]:
    """ "Dayton, Ohio": a second place behind a comma and nothing else."""
    mention = index.heads.get(token.i)
    if mention is None or mention.kind != "name":
        return
    doc = index.doc
    if doc.text[mention.end : mention.end + 2] != ", ":
        return
    for child in token.rights:
        found = index.at(child) if child.dep_ in ("appos", "npadvmod") else None
        if found is not None and found.span[0] == mention.end + 2:
            yield found


def _fits(rule: Construction, holder: Argument, target: Argument) -> bool:
    return (
        target.kind == "name" and target.chain.id != holder.chain.id and not rule.object.isdisjoint(target.chain.types)
    )


def _between(holder: Argument, target: Argument) -> Span:
    """What says it: the preposition before the second phrase, or the comma between the two."""
    preposition = target.token.head
    if preposition.dep_ == "prep":
        return token_span(preposition)
    return (holder.span[1], target.span[0]) if holder.span[1] < target.span[0] else target.span
