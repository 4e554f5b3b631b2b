"""Doc, mentions, chains -> the chains that a noun phrase stands for: coordination, groups, delegates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.model import Chain, Mention, Span, Time
from kg.ontology import TIME, Ontology
from kg.tokens import Doc, Token

_MODIFIERS = ("poss", "amod", "compound", "nmod")
_DIVIDED = frozenset(("City", "Region", "Place"))
_RELATIVE = ("who", "whom", "which", "that")


@dataclass(frozen=True, slots=True)
class Argument:
    """A chain that takes part in a relation, where it is mentioned, and the token that heads the phrase."""

    chain: Chain
    span: Span
    token: Token
    kind: str
    score: float = 1.0  # how likely the mention means the chain
    value: str | None = None  # ISO 8601, of a time


@dataclass(frozen=True, slots=True)
class Index:
    """Look-ups from tokens to chains in one Doc."""

    doc: Doc
    chains: dict[str, Chain]
    heads: dict[int, Mention]
    inside: dict[int, Mention]
    delegates: frozenset[str]
    transparent: frozenset[str]
    quantities: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)  # nouns that a name stands with -> the class of its bearer
    qualified: frozenset[str] = frozenset()  # chains without a name in whose phrases there is one
    names: tuple[Argument, ...] = ()  # in text order
    moments: tuple[Argument, ...] = ()  # days, months and years, in text order

    def at(self, token: Token) -> Argument | None:
        """The chain mentioned by the phrase that `token` heads, if one is."""
        mention = self.heads.get(token.i) or self.inside.get(token.i)
        if mention is None or mention.kind == "value":
            return None
        place = (mention.start, mention.end)
        return Argument(self.chains[mention.chain], place, token, mention.kind, mention.score)

    def chain_at(self, head: int | None) -> str | None:
        """The id of the chain mentioned by the phrase whose head is this token, None where there is none."""
        argument = self.at(self.doc[head]) if head is not None else None
        return argument.chain.id if argument is not None else None

    def all(self, token: Token) -> list[Argument]:
        """The chains of the phrase headed by `token` and of what is coordinated with it, in text order."""
        return [argument for head in _coordinated(token) for argument in self._one(head)]

    def _one(self, token: Token) -> Iterator[Argument]:
        antecedent = _antecedent(token)
        if antecedent is not None:
            yield from self._one(antecedent)
            return
        counted = self._counted(token)
        if counted is not None:
            yield from self.all(counted)
            return
        found = self.at(token)
        if (found is None or not found.chain.named) and (called := self._called(token)):
            yield from called
        elif found is not None and found.chain.members:
            yield from (Argument(self.chains[member], found.span, token, found.kind) for member in found.chain.members)
        elif found is not None and (found.chain.named or token.lemma_.lower() not in self.delegates):
            yield found
        elif token.lemma_.lower() in self.delegates:
            yield from self._principals(token, found)
        elif found is None and token.lemma_.lower() in self.deeds:
            yield from self._attackers(token)
        elif token.lemma_.lower() in self.transparent:
            before = [found for found in self.modifiers(token) if found.chain.type != "Person"]
            yield from before or self.complements(token, ("of", "in"))
        else:
            yield from (named for child in token.rights if child.dep_ == "appos" and (named := self.at(child)))

    def _counted(self, token: Token) -> Token | None:
        """ "farmers" in "thousands of farmers", "a group of farmers"."""
        if token.lemma_.lower() not in self.quantities or token.i in self.inside:
            return None
        behind = (child for link in token.rights if link.lower_ == "of" for child in link.rights)
        return next((child for child in behind if child.dep_ == "pobj"), None)

    def _principals(self, token: Token, found: Argument | None) -> Iterator[Argument]:
        """ "Russian troops": the polity or organisation whose doings the phrase reports, else the phrase itself.

        What one soldier does is his own doing.
        """
        principal = next((named for named in self.modifiers(token) if _may_act(named.chain)), None)
        if principal is not None and (found is None or found.chain.type != "Person"):
            for named in (principal, *self._beside(principal)):
                yield Argument(named.chain, (named.span[0], token.idx + len(token)), token, "nominal")
        elif found is not None:
            yield found

    def _called(self, token: Token) -> list[Argument]:
        """ "Punjab" in "the Punjab province", "Bavaria" in "the state of Bavaria", "Acme" in "the Acme union"."""
        kind = self.called.get(token.lemma_.lower())
        if kind is None or token.i in self.inside:
            return []
        before = (
            found for found in self.modifiers(token) if found.token.dep_ == "compound" and kind in found.chain.types
        )
        own = next(before, None)
        if own is not None:
            return [own]
        return list(self.complements(token, ("of",))) if kind == "Location" else []

    def _attackers(self, token: Token) -> Iterator[Argument]:
        """ "Y's raid", "a Danish airstrike", "an attack by Y"; not the place of "the Berlin attack"."""
        owners = (
            found for found in self.modifiers(token) if found.token.dep_ in ("poss", "amod") or len(found.token) < 4
        )
        owner = next((found for found in owners if not _DIVIDED.intersection(found.chain.types)), None)
        if owner is not None:
            yield replace(owner, span=(owner.span[0], token.idx + len(token)), token=token, kind="nominal")
        else:
            yield from self.complements(token, ("by",))

    def _beside(self, principal: Argument) -> Iterator[Argument]:
        """ "Norwegian" in "Danish and Norwegian troops"."""
        others = (self.at(other) for other in principal.token.conjuncts if other.dep_ == "conj")
        yield from (other for other in others if other is not None and _may_act(other.chain))

    def modifiers(self, token: Token) -> Iterator[Argument]:
        """Chains that stand before the noun `token` as possessor, adjective or compound, nearest first."""
        for child in reversed(list(token.lefts)):
            if child.dep_ in _MODIFIERS:
                found = self.at(child)
                if found is not None and not self._covers(found, token):
                    yield found
                elif found is None and child.dep_ in ("compound", "nmod", "poss"):
                    yield from self.modifiers(child)

    def complements(self, token: Token, prepositions: Sequence[str]) -> Iterator[Argument]:
        """Chains after the noun `token` behind one of `prepositions`: "head of [the board of] X"."""
        for preposition in token.rights:
            if preposition.dep_ != "prep" or preposition.lower_ not in prepositions:
                continue
            for child in preposition.children:
                if child.dep_ == "pobj":
                    yield from self.behind(child, prepositions)

    def behind(self, token: Token, prepositions: Sequence[str]) -> Iterator[Argument]:
        """Chains of the phrase `token`, or, where it is a transparent noun (board, group), of its own complement."""
        found = self.all(token)
        if token.lemma_.lower() in self.transparent and not any(argument.chain.named for argument in found):
            modifiers = (found for found in self.modifiers(token) if found.chain.type != "Person")
            inner = [*self.complements(token, prepositions), *modifiers]
            if inner:
                yield from inner
                return
        yield from found

    def _covers(self, argument: Argument, token: Token) -> bool:
        return argument.span[0] <= token.idx < argument.span[1]


def index(
    doc: Doc, mentions: Sequence[Mention], chains: Sequence[Chain], ontology: Ontology, times: Sequence[Time] = ()
) -> Index:
    """Look-ups for one Doc. A phrase is found by its head word; any word of a name finds the name.

    `times` are the days, months and years that relations may have as their object.
    """
    heads: dict[int, Mention] = {}
    inside: dict[int, Mention] = {}
    known = {chain.id: chain for chain in chains}
    for mention in sorted(mentions, key=lambda mention: mention.end - mention.start, reverse=True):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None or mention.kind == "value":
            continue
        heads[span.root.i] = mention
        if mention.kind == "name":
            inside.update((token.i, mention) for token in span)
    words = ontology.cues["constructions"]["words"]
    return Index(
        doc,
        known,
        heads,
        inside,
        frozenset(words["delegates"]),
        frozenset(words["transparent"]),
        frozenset(words["quantities"]),
        frozenset(words["documents"]),
        frozenset(words["demands"]),
        frozenset(words["deeds"]),
        _called(ontology.cues["mentions"]["naming"]),
        frozenset(_qualified(doc, heads, inside)),
        tuple(
            Argument(known[mention.chain], (mention.start, mention.end), doc[head], "name")
            for head, mention in sorted(heads.items())
            if mention.kind == "name"
        ),
        tuple(_moments(doc, mentions, known, times)),
    )


def _moments(
    doc: Doc, mentions: Iterable[Mention], chains: Mapping[str, Chain], times: Iterable[Time]
) -> Iterator[Argument]:
    """Each with the chain of the value that stands there, or with one of its own."""
    values = [mention for mention in mentions if mention.kind == "value" and chains[mention.chain].type == TIME]
    for time in times:
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        there = (mention for mention in values if mention.start < time.end and time.start < mention.end)
        mention = next(there, None)
        chain = chains[mention.chain] if mention is not None else moment_chain(doc.text, (time.start, time.end))
        if span is not None and time.value is not None:
            yield Argument(chain, (time.start, time.end), span.root, "value", value=time.value)


def moment_chain(text: str, span: Span) -> Chain:
    """The chain of a day, month or year that stands there and is no value of the recogniser's."""
    name = f"t{span[0]}"
    return Chain(name, TIME, (TIME, "Value"), text[slice(*span)], (), (f"{name}m",), named=False)


def _called(naming: Mapping[str, Sequence[str]]) -> dict[str, str]:
    bodies = {noun.split()[-1]: "Organization" for noun in naming["nouns"]}
    return bodies | dict.fromkeys(naming["places"], "Location")


def _may_act(chain: Chain) -> bool:
    """Whether troops or officials may act for it; a maker's tanks are not its doings."""
    return chain.type != "Person" and "Company" not in chain.types


def _qualified(doc: Doc, heads: Mapping[int, Mention], names: Mapping[int, Mention]) -> Iterator[str]:
    """Those with a name in their phrase: "Danish farmers", "a town in Denmark", not "the people"."""
    for head, mention in heads.items():
        named = (token.i in names and token.i != head for token in doc[head].subtree)
        if mention.kind == "nominal" and any(named):
            yield mention.chain


def _coordinated(token: Token) -> Iterator[Token]:
    yield token
    for child in token.rights:
        if child.dep_ == "conj":
            yield from _coordinated(child)


def _antecedent(token: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    if token.lower_ not in _RELATIVE or token.tag_ not in ("WDT", "WP", "IN"):
        return None
    clause = next((head for head in token.ancestors if head.dep_ == "relcl"), None)
    return clause.head if clause is not None and clause.head.i < token.i else None
