"""Cue tables of the ontology -> patterns indexed by the word that triggers them.

`ontology/cues/relations.toml` has a table for each property:

    verb = ["accuse", "meet with", "hold talks with"]   subject acts on the object (passives are understood)
    verb_inverse = ["employ"]                           the object of the verb is the subject of the property
    participle = ["based in"]                           "is based in", "a firm based in", "Berlin-based"
    pair = ["meet", "clash"]                            coordinated subjects do it to each other
    noun = ["visit to", "attack on"]                    an event noun; its subject is possessor, "by" or a light verb's
    noun_inverse = ["employment of"]
    role = ["spokesman", "chief executive"]             the noun stands for the subject, the object is its complement
    role_inverse = ["employer"]                         the noun stands for the object
    adjective = ["close to"]                            "is close to"
    subject = ["Person"]                                tighter than the property's domain, for these cues only
    object = ["Country"]                                tighter than its range
    demonym = true                                      for roles: an adjective may name the object ("German king")
    bare = true                                         for roles: no noun may stand between ("German football chief")
    complement = false                                  for roles: "of X" names the role's bearer ("the city of X")
    authority = true                                    for verbs: "was arrested in Y" is done by Y, if nobody else is
    sure = false                                        the words suggest it and do not say it: such an edge is probable

A property that takes dates has `verb` ("X died in 2001"), `participle` ("X was founded in 1998", "Y founded X in 1998")
and `noun` ("X's death in 2001") alone; the prepositions are those before the date, which may also stand without one.

A table within it (`[attacks.armed]`) is a further group of cues with types of its own.

In all but roles a word may be one of several: "lift ban|curfew on|in". A verb's cue may end in two words that are no
prepositions: "reject offer 's" finds the object in whose offer it is ("Y's offer", "an offer from Y"), "demand that" in
the subject of the clause; a word behind "that" must stand in that clause: "insist that must"; "rally so-as" in what is
done in order to: "rallied to demand reforms by Y".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import Chain
from kg.ontology import Ontology, OntologyError

_KINDS = ("verb", "participle", "pair", "noun", "role", "adjective")
# In the place of a preposition: the object is a noun's owner, a clause's subject, or in the clause of a purpose.
OWNER, CLAUSE, AIM = "'s", "that", "so-as"
_WORD = re.compile(r"\w+|[^\w\s]")
_FLAGS = ("demonym", "bare", "complement", "authority", "sure")
_ON = ("complement", "sure")  # unless said otherwise
_TYPES = ("subject", "object", *_FLAGS)


@dataclass(frozen=True, slots=True)
class Sides:
    """A property and the types its arguments must have in one group of cues, tighter than its domain and range."""

    predicate: str
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    demonym: bool = False  # whether an adjective may name the object: "German chancellor", but not "German lawyer"
    bare: bool = False  # whether no noun may stand between: "German football president" is none of Germany
    complement: bool = True  # whether the object may stand behind "of": not so in "the city of X", which is X
    authority: bool = False  # whether a country's authorities do what is done in it, where nobody else is named
    sure: bool = True  # whether the wording says it: who supports a bid is most likely for the bidder

    def take(self, subject: Chain, target: Chain, ontology: Ontology) -> bool:
        """Whether these two may be subject and object."""
        return (
            ontology.allows(self.predicate, subject.types, target.types)
            and _within(self.subject, subject, ontology)
            and _within(self.object, target, ontology)
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """One wording of a property: the trigger, the words that must follow it, and where the object is."""

    sides: Sides
    trigger: str
    words: tuple[frozenset[str], ...]  # between the trigger and the preposition: particles and bare nouns, one of each
    prepositions: tuple[str, ...]  # the object follows one of them; none: the object is the verb's direct object
    inverse: bool
    modals: frozenset[str] = frozenset()  # one of which the clause has whose subject is the object
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A noun phrase that stands for one side of a property; `head` is the position of its head word."""

    sides: Sides
    phrase: tuple[str, ...]
    head: int
    inverse: bool


@dataclass(frozen=True, slots=True)
class Construction:
    """A form of noun phrase that implies a property between two of these types without a word for it."""

    sides: Sides
    form: str
    subject: frozenset[str]
    object: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns by kind and trigger; roles by first word, longest first; constructions as listed.

    `triggers` has the triggers of all patterns, so that other words are passed over at once. `dated` has the patterns
    of properties that take times, by each form of the word that triggers them.
    """

    patterns: dict[str, dict[str, tuple[Pattern, ...]]]
    roles: dict[str, tuple[Role, ...]]
    constructions: tuple[Construction, ...]
    triggers: frozenset[str]
    dated: dict[str, tuple[Pattern, ...]]


def compile_cues(ontology: Ontology) -> Cues:
    """The relation cues of `ontology`. Raises OntologyError for a table or key that is not understood."""
    patterns: dict[str, dict[str, list[Pattern]]] = {kind: {} for kind in _KINDS}
    roles: dict[str, list[Role]] = {}
    prepositions = frozenset(ontology.cues["constructions"]["words"]["prepositions"])
    dated: dict[str, list[Pattern]] = {}
    for sides, kind, inverse, wording in _wordings(ontology.cues["relations"]):
        if ontology.properties[sides.predicate].dated:
            for pattern in _patterns(sides, wording, inverse, prepositions):
                dated.setdefault(pattern.trigger, []).append(replace(pattern, kind=_dated_kind(sides, kind)))
        elif kind == "role":
            role = _role(sides, wording, inverse)
            roles.setdefault(role.phrase[0], []).append(role)
        else:
            for pattern in _patterns(sides, wording, inverse, prepositions):
                patterns[kind].setdefault(pattern.trigger, []).append(pattern)
    return Cues(
        {kind: {word: tuple(found) for word, found in table.items()} for kind, table in patterns.items()},
        {word: tuple(sorted(found, key=lambda role: -len(role.phrase))) for word, found in roles.items()},
        tuple(_construction(rule) for rule in ontology.cues["constructions"]["construction"]),
        frozenset(word for table in patterns.values() for word in table),
        {word: tuple(found) for word, found in dated.items()},
    )


def _dated_kind(sides: Sides, kind: str) -> str:
    if kind not in ("verb", "participle", "noun"):
        told = "cues/relations.toml [{}]: times are told by verb, participle or noun, not {}"
        raise OntologyError(told.format(sides.predicate, kind))
    return kind


def _wordings(tables: dict[str, Any]) -> Iterator[tuple[Sides, str, bool, str]]:
    for predicate, table in tables.items():
        for group in (table, *(value for value in table.values() if isinstance(value, dict))):
            types = tuple(group.get("subject", ())), tuple(group.get("object", ()))
            flags = (group.get(name, name in _ON) for name in _FLAGS)
            sides = Sides(predicate, *types, *flags)
            for key, wordings in group.items():
                if key in _TYPES or isinstance(wordings, dict):
                    continue
                kind = key.removesuffix("_inverse")
                _check(predicate, key, kind, wordings)
                yield from ((sides, kind, key.endswith("_inverse"), wording) for wording in wordings)


def _check(predicate: str, key: str, kind: str, wordings: Any) -> None:
    if kind not in _KINDS:
        known = ", ".join((*_KINDS, *_TYPES))
        raise OntologyError(f"cues/relations.toml [{predicate}]: unknown key {key!r}; known: {known}")
    if not isinstance(wordings, list) or not all(isinstance(wording, str) and wording.strip() for wording in wordings):
        raise OntologyError(f"cues/relations.toml [{predicate}] {key}: must be a list of wordings")


def _within(wanted: tuple[str, ...], chain: Chain, ontology: Ontology) -> bool:
    return not wanted or any(ontology.is_a(name, ancestor) for name in chain.types for ancestor in wanted)


def _patterns(sides: Sides, wording: str, inverse: bool, prepositions: frozenset[str]) -> Iterator[Pattern]:
    """One for each of the words that may trigger it."""
    first, *rest = (part.split("|") for part in wording.split())
    modals = frozenset(rest.pop()) if len(rest) > 1 and rest[-2] == [CLAUSE] else frozenset()
    links = rest.pop() if rest and (prepositions | {AIM}).issuperset(rest[-1]) else []
    for trigger in first:
        yield Pattern(sides, trigger, tuple(map(frozenset, rest)), tuple(links), inverse, modals)


def _construction(rule: dict[str, Any]) -> Construction:
    sides = Sides(rule["predicate"])
    return Construction(sides, rule["form"], frozenset(rule["subject"]), frozenset(rule["object"]))


def _role(sides: Sides, wording: str, inverse: bool) -> Role:
    phrase = tuple(_WORD.findall(wording))
    head = phrase.index("of") - 1 if "of" in phrase[1:] else len(phrase) - 1
    return Role(sides, phrase, head, inverse)
