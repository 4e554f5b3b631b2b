"""Chains -> Links: the candidates of a name ranked by prior, type, context and what else the article links to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kg.link.index import Candidate
from kg.link.records import look_up_form
from kg.model import Chain, Extraction, Link

# Weights of a logistic score, set on articles of DWIE's train part that the priors were not counted on.
_BIAS = 1.2
_PRIOR = 0.9  # of the logarithm of a candidate's share of its name
_SAME_TYPE = 0.8
_OTHER_TYPE = -2.0
_WHOLE_NAME = 1.0
_PART_OF_NAME = -2.0
_CONTEXT = 2.0
_COHERENCE = 0.8
_ENOUGH = 0.5  # below it, none is meant
_LEAST_LEAD = 0.02
_PLACES = frozenset(("Country", "Region", "City", "Place"))
_GROUPS = frozenset(("Organization", "Group"))
_WORD = re.compile(r"[^\W\d_]{4,}")


class Lookup(Protocol):
    """What names are looked up in."""

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The entities that bear a name."""


@dataclass(frozen=True, slots=True)
class _Option:
    """A candidate of one chain, and how it came by its name."""

    candidate: Candidate
    whole: bool  # by the chain's own name, rather than a shorter one
    ambiguous: int


def link(extraction: Extraction, index: Lookup) -> Extraction:
    """`extraction` with a link for each named chain of which one candidate is likely enough."""
    options = {chain.id: found for chain in extraction.chains if chain.named and (found := _options(chain, index))}
    words = frozenset(word.casefold() for word in _WORD.findall(extraction.article.text))
    chains = {chain.id: chain for chain in extraction.chains}
    first = {name: _best(chains[name], found, words, {}) for name, found in options.items()}
    linked = {name: option.candidate for name, (option, score) in first.items() if score >= _ENOUGH}
    chosen = {name: _best(chains[name], found, words, _without(linked, name)) for name, found in options.items()}
    return replace(extraction, chains=tuple(_linked(chain, chosen.get(chain.id)) for chain in extraction.chains))


def _without(linked: dict[str, Candidate], name: str) -> dict[str, Candidate]:
    return {other: candidate for other, candidate in linked.items() if other != name}


def _linked(chain: Chain, found: tuple[_Option, float] | None) -> Chain:
    if found is None or found[1] < _ENOUGH:
        return chain
    option, score = found
    kept = tuple(link for link in chain.links if link.iri != option.candidate.iri)
    links = (*kept, Link(option.candidate.iri, round(score, 4), _reason(option, chain), option.candidate.name))
    return replace(chain, links=tuple(sorted(links, key=lambda each: (-each.score, each.iri))))


def _options(chain: Chain, index: Lookup) -> list[_Option]:
    """By the chain's name; where nobody bears it, by its other names, unless the names contradict each other."""
    whole = index.candidates(chain.name)
    if whole:
        return [_Option(each, True, len(whole)) for each in whole]
    for name in sorted(chain.aliases, key=lambda alias: (-len(alias), alias)):
        found = [each for each in index.candidates(name) if _may_be(chain, each)]
        if found:
            return [_Option(each, False, len(found)) for each in found]
    return []


def _may_be(chain: Chain, candidate: Candidate) -> bool:
    """A person known under another given name is someone else."""
    if chain.type != "Person":
        return True
    ours, theirs = look_up_form(chain.name).split(), look_up_form(candidate.name).split()
    return len(ours) < 2 or len(theirs) < 2 or ours[0] == theirs[0]


def _best(
    chain: Chain, options: Sequence[_Option], words: frozenset[str], linked: dict[str, Candidate]
) -> tuple[_Option, float]:
    """The best option and its score; of two that are as good, neither is good enough."""
    scored = sorted(
        ((_score(chain, option, words, linked.values()), option) for option in options),
        key=lambda item: (-item[0], item[1].candidate.iri),
    )
    (score, best), *rest = scored
    if rest and score - rest[0][0] < _LEAST_LEAD and rest[0][1].candidate.iri != best.candidate.iri:
        return best, min(score, _ENOUGH - _LEAST_LEAD)
    return best, score


def _score(chain: Chain, option: _Option, words: frozenset[str], linked: Iterable[Candidate]) -> float:
    candidate = option.candidate
    total = (
        _BIAS
        + _PRIOR * math.log(candidate.share)
        + _fit(chain.type, candidate.type)
        + (_WHOLE_NAME if option.whole and " " in chain.name else 0.0 if option.whole else _PART_OF_NAME)
        + _CONTEXT * _shared_words(candidate, words)
        + _COHERENCE * math.log1p(_companions(candidate, linked))
    )
    return 1 / (1 + math.exp(-total))


def _fit(ours: str, theirs: str) -> float:
    """Whether two coarse classes can be of one thing; a class that is not known speaks neither for nor against."""
    if not theirs:
        return 0.0
    if ours == theirs:
        return _SAME_TYPE
    return 0.0 if any({ours, theirs} <= family for family in (_PLACES, _GROUPS)) else _OTHER_TYPE


def _shared_words(candidate: Candidate, words: frozenset[str]) -> float:
    """The share of the words of its description that the article uses."""
    described = {word.casefold() for word in _WORD.findall(candidate.description)}
    return len(described & words) / len(described) if described else 0.0


def _companions(candidate: Candidate, linked: Iterable[Candidate]) -> int:
    """How many of what the article links to is linked with it in the knowledge base."""
    return sum(other.iri in candidate.related or candidate.iri in other.related for other in linked)


def _reason(option: _Option, chain: Chain) -> str:
    """In words, what spoke for the link."""
    by = "its name" if option.whole else "a shorter name"
    kind = f", a {option.candidate.type}" if option.candidate.type == chain.type else ""
    others = f" of {option.ambiguous} who bear it" if option.ambiguous > 1 else ""
    return f"by {by}{kind}, {option.candidate.share:.0%} of its uses{others}"
