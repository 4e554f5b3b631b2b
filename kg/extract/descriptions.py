"""Definite nominals -> the chains that they describe, and unnamed speakers -> the names that they get later.

A description that brings something of its own (a modifier, a complement, an owner) finds a named chain only when
the article says the same of that chain: a description left alone does less harm than one with the wrong name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.mentions import Candidate
from kg.extract.names import country_of
from kg.extract.partition import Partition, Profile
from kg.extract.profiles import countries_of, is_definite, profile
from kg.tokens import Token

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_SAME_OWNER = 2  # sentences
_OFFICES = frozenset(("HeadOfState", "HeadOfGovernment", "Minister", "Politician", "Royalty"))
_MERE_PERSONS = frozenset(("man", "woman", "boy", "girl"))
_MODIFIERS = frozenset(("amod", "compound", "nmod"))
_COMPLEMENTS = frozenset(("of", "for", "with", "behind", "to"))
_NEAR = 6  # sentences over which a description without further words still finds its name
_CLOSE = 1  # sentences over which one with a modifier of its own does
_SALIENT = 6  # mentions after which a chain is what the article is about
_LEAD = 3  # body sentences in which a speaker may stand unnamed before the name comes


@dataclass(frozen=True, slots=True)
class _Description:
    """A definite nominal with what tells it apart."""

    index: int
    candidate: Candidate
    countries: frozenset[str]
    modifiers: frozenset[str]  # without its countries
    owner: str | int | None  # a pronoun, or the root of a chain that is no country
    field: str | None  # "of the council"
    restricted: bool  # by a clause or a further complement: "the firm that …"


def link_descriptions(partition: Partition, settled: set[int]) -> None:
    """Join each definite nominal with the chain that it describes, from left to right, the possessor first."""
    for index in sorted(range(len(partition.candidates)), key=lambda index: partition.candidates[index].head):
        candidate = partition.candidates[index]
        if candidate.kind == "nominal" and index not in settled and is_definite(partition.doc[candidate.head]):
            best = _best_described(partition, _describe(partition, index))
            if best is not None:
                partition.join(index, best)


def _describe(partition: Partition, index: int) -> _Description:
    candidate = partition.candidates[index]
    field = _field(partition, candidate)
    owner = _owner(partition, candidate)
    countries = {*countries_of(partition, candidate), *_countries_at(partition, [field, owner])}
    return _Description(
        index=index,
        candidate=candidate,
        countries=frozenset(countries),
        modifiers=_modifiers(partition, candidate),
        owner=None if owner is None or _countries_at(partition, [owner]) else _owner_key(partition, owner),
        field=None if field is None or _countries_at(partition, [field]) else field.lower_,
        restricted=_is_restricted(partition.doc[candidate.head]),
    )


def _best_described(partition: Partition, description: _Description) -> int | None:
    """The root of the chain that fits best; None when that is said to do something with what is described."""
    best: tuple[float, int] | None = None
    for root in [root for root in partition.members if root != partition.roots[description.index]]:
        if partition.candidates[root].kind in ("value", "pronoun"):
            continue
        score = _fit(partition, description, profile(partition, root))
        if score >= 1 and (best is None or score > best[0]):
            best = (score, root)
    if best is None or _meets_itself(partition, description.candidate, profile(partition, best[1])):
        return None
    return best[1]


def _fit(partition: Partition, description: _Description, chain: Profile) -> float:
    """How well the description fits the chain; below 0 when it cannot."""
    candidate = description.candidate
    if chain.plural != candidate.plural or chain.coarse != partition.coarse(candidate.label):
        return -1.0
    if "unknown" not in (candidate.gender, chain.gender) and candidate.gender != chain.gender:
        return -1.0
    if description.countries and chain.countries and not description.countries & chain.countries:
        return -1.0
    if _overlaps(partition, candidate, chain) or _is_several(partition, candidate, chain):
        return -1.0
    if not _owner_agrees(partition, description, chain) or not _field_agrees(partition, description, chain):
        return -1.0
    if not chain.named:
        return _fit_unnamed(partition, description, chain)
    if chain.coarse == "Person":
        return _fit_person(partition, description, chain)
    return _fit_named(partition, description, chain)


def _fit_unnamed(partition: Partition, description: _Description, chain: Profile) -> float:
    """What nobody names is told apart by its modifiers: a later mention brings no new ones, of several the same."""
    if description.restricted:
        return -1.0
    nominals = _nominals(partition, chain)
    others = [_modifiers(partition, nominal) for nominal in nominals]
    own = description.modifiers
    if not any(own == other if description.candidate.plural else own <= other for other in others):
        return -1.0
    likeness = _unnamed_likeness(partition, description, chain)
    return -1.0 if likeness < 0 else likeness + 0.6 * _recency(partition, description.index, chain)


def _is_far_from_owner(partition: Partition, description: _Description, chain: Profile) -> bool:
    """ "His daughter" some sentences on may be another's: who "his" is has not been settled yet."""
    distance = _distance(partition, description.index, chain)
    return isinstance(description.owner, str) and (distance is None or distance > _SAME_OWNER)


def _unnamed_likeness(partition: Partition, description: _Description, chain: Profile) -> float:
    candidate = description.candidate
    if candidate.key in chain.roles:
        return 1.0 + bool(description.countries & chain.countries)
    if chain.coarse == "Person" or candidate.key not in partition.words.words["description.general"]:
        return -1.0
    fitting = any(partition.ontology.is_a(name, candidate.label) for name in chain.classes)
    return 0.4 + min(len(chain.positions), _SALIENT) / (2 * _SALIENT) if fitting else -1.0


def _fit_person(partition: Partition, description: _Description, chain: Profile) -> float:
    """By the role that the article gave, or will give to an office holder, unless a modifier tells another one."""
    candidate = description.candidate
    recency = 0.9 * _recency(partition, description.index, chain)
    if candidate.key in _MERE_PERSONS:
        mere = candidate.gender == chain.gender and candidate.end - candidate.start == 2
        return 0.2 + recency if mere else -1.0
    if not _modifiers_agree(partition, description, chain):
        return -1.0
    same_country = bool(description.countries & chain.countries)
    if candidate.key == "leader" and not _OFFICES.isdisjoint(chain.classes):
        return 0.9 + same_country + recency
    if candidate.key not in chain.roles or _is_partial(partition, description):
        return -1.0
    known = _distance(partition, description.index, chain) is not None
    if not known and not same_country and _OFFICES.isdisjoint(chain.classes):
        return -1.0
    return 1.0 + same_country + recency


def _is_partial(partition: Partition, description: _Description) -> bool:
    """A noun that needs a complement and has none: "in the head"."""
    if description.candidate.key not in partition.words.words["description.partial"]:
        return False
    return not (description.modifiers or description.countries or description.owner or description.field)


def _modifiers_agree(partition: Partition, description: _Description, chain: Profile) -> bool:
    """No modifier names another than the chain's: "the former minister", "the opposition candidate"."""
    lists = partition.words.words
    ended = lists["description.former"]
    words = chain.words | (ended if chain.words & ended else frozenset())
    new = description.modifiers - words
    telling = {
        child.lemma_.lower()
        for child in partition.doc[description.candidate.head].lefts
        if child.dep_ in ("compound", "nmod") or child.pos_ == "PROPN"
    }
    return new.isdisjoint(telling) and new.isdisjoint(lists["description.contrasting"])


def _fit_named(partition: Partition, description: _Description, chain: Profile) -> float:
    """A place or organisation, by a general noun of its class or the noun in its name."""
    candidate = description.candidate
    noun = partition.doc[candidate.head].lower_
    same = candidate.key in chain.roles or noun in _name_words(partition, chain)
    general = candidate.key in partition.words.words["description.general"]
    if not (same or (general and _is_of_class(partition, candidate, chain))):
        return -1.0
    if not _is_capital(partition, description, chain):
        return -1.0
    distance = _distance(partition, description.index, chain)
    if distance is None or (description.restricted and not same):
        return -1.0
    new = _brings_new(partition, description, chain)
    if new and (distance > _CLOSE or not _may_be_new(partition, description, chain, same=same)):
        return -1.0
    known = bool(description.countries & chain.countries) + 0.4 * same
    salience = min(len(chain.positions), _SALIENT) / (2 * _SALIENT)
    acting = 0.0 if chain.coarse == "Country" or distance > _CLOSE else _acted(partition, description.index, chain)
    return 0.4 + known + salience + acting + 0.9 * _recency(partition, description.index, chain)


def _name_words(partition: Partition, chain: Profile) -> set[str]:
    members = [partition.candidates[position] for position in chain.positions]
    return {word for member in members if member.kind == "name" for word in member.key.split()}


def _acted(partition: Partition, index: int, chain: Profile) -> float:
    """How much for it speaks that the chain was a subject where it was mentioned last, and most what says this."""
    last = max(position for position in chain.positions if position < index)
    token, noun = partition.doc[partition.candidates[last].head], partition.doc[partition.candidates[index].head]
    if token.dep_ not in ("nsubj", "nsubjpass"):
        return 0.0
    return 0.5 if any(above.dep_ == "ccomp" and above.head.i == token.head.i for above in noun.ancestors) else 0.2


def _is_of_class(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """A class of the chain is the noun's or below it; "the organization" is no company or court, though they are.

    Nor is "the parliament" a name that ends in "Council", though both are legislatures.
    """
    lists = partition.words.words
    if candidate.key in lists["description.voluntary"] and not lists["description.formal"].isdisjoint(chain.classes):
        return False
    members = [partition.candidates[position] for position in chain.positions]
    heads = {member.key.split()[-1] for member in members if member.kind == "name"}
    kinds = {head for head in heads if partition.words.nouns.get(head) == candidate.label != chain.coarse}
    if kinds and candidate.key not in kinds | lists["description.broad"]:
        return False
    return any(partition.ontology.is_a(name, candidate.label) for name in chain.classes)


def _is_capital(partition: Partition, description: _Description, chain: Profile) -> bool:
    """ "The capital" is the capital of some country, and of the right one."""
    if "capital" not in description.candidate.key or description.candidate.key in chain.roles:
        return True
    names = [partition.text(position) for position in chain.positions]
    of = {partition.words.capitals[name] for name in names if name in partition.words.capitals}
    return bool(of & description.countries) if description.countries else bool(of)


def _brings_new(partition: Partition, description: _Description, chain: Profile) -> bool:
    """A modifier or country that the article did not give to the chain yet."""
    new = description.modifiers - chain.words - partition.words.words["description.neutral"]
    return bool(new) or not description.countries <= chain.countries


def _may_be_new(partition: Partition, description: _Description, chain: Profile, *, same: bool) -> bool:
    """ "The war-torn country" tells more of the one just named; "the Latvian parliament" is not the European one."""
    candidate = description.candidate
    noun = partition.doc[candidate.head]
    named = {child.lower_ for child in noun.lefts if child.pos_ == "PROPN" and child.dep_ in _MODIFIERS}
    if same or not named <= chain.words or candidate.label == partition.coarse(candidate.label) == "Organization":
        return False
    if not description.modifiers.isdisjoint(partition.words.words["description.contrasting"]):
        return False
    return _is_last_of_class(partition, description, chain)


def _is_last_of_class(partition: Partition, description: _Description, chain: Profile) -> bool:
    """No other chain of the class was mentioned since, nor in the same sentence as the chain."""
    last = max(position for position in chain.positions if position < description.index)
    place = partition.sentence(partition.candidates[last])
    for position in range(description.index - 1, -1, -1):
        if partition.sentence(partition.candidates[position]) < place:
            return True
        root = partition.roots[position]
        if root != partition.roots[last] and partition.candidates[position].kind != "value":
            other = profile(partition, root)
            if _is_of_class(partition, description.candidate, other) and not description.countries.isdisjoint(
                other.countries or description.countries
            ):
                return False
    return True


# --- what a description brings -----------------------------------------------------------------------------------


def _modifiers(partition: Partition, candidate: Candidate) -> frozenset[str]:
    """Lemmas of the words before the noun that tell it apart, without its country and what is part of its phrase."""
    doc, words = partition.doc, partition.words
    phrase = set(candidate.key.split())
    return frozenset(
        child.lemma_.lower()
        for child in doc[candidate.head].lefts
        if child.dep_ in _MODIFIERS
        and child.lower_ not in phrase
        and child.text not in words.demonyms
        and child.text not in words.countries
    )


def _field(partition: Partition, candidate: Candidate) -> Token | None:
    """The head of what an office is of: "president of the council"."""
    for child in partition.doc[candidate.head].rights:
        if child.lower_ in ("of", "for"):
            return next((part for part in child.rights if part.dep_ == "pobj"), None)
    return None


def _owner(partition: Partition, candidate: Candidate) -> Token | None:
    return next((child for child in partition.doc[candidate.head].lefts if child.dep_ == "poss"), None)


def _countries_at(partition: Partition, tokens: Sequence[Token | None]) -> list[str]:
    """The countries that these tokens stand for, also as "the country"."""
    positions = [partition.heads[token.i] for token in tokens if token is not None and token.i in partition.heads]
    members = [other for index in positions for other in partition.members[partition.roots[index]]]
    found = [country_of(partition.doc, partition.candidates[member], partition.words) for member in members]
    return [country for country in dict.fromkeys(found) if country]


def _owner_key(partition: Partition, owner: Token) -> str | int:
    """A pronoun by itself, anybody else by the chain."""
    index = partition.heads.get(owner.i)
    if index is None or partition.candidates[index].kind == "pronoun":
        return owner.lower_
    return partition.roots[index]


def _is_restricted(noun: Token) -> bool:
    """What follows says which one: a clause, or a complement that is no field of an office."""
    following = noun.nbor() if noun.i + 1 < len(noun.doc) else noun
    if following.dep_ == "prep" and following.head.i == noun.i:
        return following.lower_ in _COMPLEMENTS
    return following.text != "," and any(child.dep_ in ("relcl", "acl") for child in noun.rights)


def _nominals(partition: Partition, chain: Profile) -> list[Candidate]:
    members = [partition.candidates[position] for position in chain.positions]
    return [member for member in members if member.kind == "nominal"]


def _is_several(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """ "The island" is none of the "Canary Islands"."""
    if candidate.plural or chain.coarse != "Place":
        return False
    names = [partition.candidates[position] for position in chain.positions]
    return any(name.kind == "name" and name.plural for name in names)


def _overlaps(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    members = [partition.candidates[position] for position in chain.positions]
    return any(member.start < candidate.end and candidate.start < member.end for member in members)


def _owner_agrees(partition: Partition, description: _Description, chain: Profile) -> bool:
    """ "his spokesman" is the spokesman spoken of before only when the possessor is one."""
    if description.owner is None:
        return True
    if _is_far_from_owner(partition, description, chain):
        return False
    owners = [_owner(partition, nominal) for nominal in _nominals(partition, chain)]
    return any(owner is not None and _owner_key(partition, owner) == description.owner for owner in owners)


def _field_agrees(partition: Partition, description: _Description, chain: Profile) -> bool:
    """ "The president of the council" is nobody who is not said to preside over one."""
    if description.field is None or description.field in chain.words:
        return True
    fields = [_field(partition, nominal) for nominal in _nominals(partition, chain)]
    return description.field in {field.lower_ for field in fields if field is not None}


def _meets_itself(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """The chain is an argument of the same verb: "Acme bought a stake in the company"."""
    governor = _governor(partition.doc[candidate.head])
    heads = [partition.doc[partition.candidates[position].head] for position in chain.positions]
    return any(head.dep_ in ("nsubj", "dobj") and head.head.i == governor for head in heads)


def _governor(token: Token) -> int:
    """The verb whose argument this is, directly or as part of one."""
    while token.dep_ in ("conj", "pobj", "prep", "appos") and token.head.i != token.i:
        token = token.head
        if token.dep_ == "dobj":
            break
    return int(token.head.i)


def _recency(partition: Partition, index: int, chain: Profile) -> float:
    distance = _distance(partition, index, chain)
    return 0.0 if distance is None or distance > _NEAR else 1 / (1 + distance / 2)


def _distance(partition: Partition, index: int, chain: Profile) -> int | None:
    """Sentences since the chain was last mentioned, None when it was not yet."""
    before = [position for position in chain.positions if position < index]
    if not before:
        return None
    return partition.sentence(partition.candidates[index]) - partition.sentence(partition.candidates[before[-1]])


# --- speakers whom the lead leaves unnamed -----------------------------------------------------------------------


def link_introductions(partition: Partition, attributions: Sequence[Attribution]) -> None:
    """A lead's unnamed speaker ("a minister said") is the person who first speaks by full name and without description.

    News names its source in the second or third sentence: "A ministry official said …" / "…," Anna Berg said.
    """
    sources = speakers(partition, attributions)
    headed = [index for index in sources if partition.in_headline(partition.candidates[index])]
    spoken = [index for index in sources if index not in headed]
    if not spoken or profile(partition, partition.roots[spoken[0]]).coarse != "Person":
        return
    if _is_unnamed(partition, spoken[0]):
        _introduce(partition, spoken)
    if headed and _is_unnamed(partition, headed[0]) and _is_bare(partition, headed[0]):
        partition.join(headed[0], spoken[0])


def speakers(partition: Partition, attributions: Sequence[Attribution]) -> list[int]:
    """Positions of the names and nominals that the article itself attributes something to, in order."""
    by_head = {
        found.head: index for index, found in enumerate(partition.candidates) if found.kind in ("name", "nominal")
    }
    return [
        by_head[found.source_head] for found in attributions if found.parent is None and found.source_head in by_head
    ]


def _is_unnamed(partition: Partition, index: int) -> bool:
    chain = profile(partition, partition.roots[index])
    return chain.coarse == "Person" and not chain.plural and not chain.named


def _is_bare(partition: Partition, index: int) -> bool:
    noun = partition.doc[partition.candidates[index].head]
    return not any(child.dep_ in ("det", "poss") for child in noun.lefts)


def _introduce(partition: Partition, spoken: Sequence[int]) -> None:
    unnamed = spoken[0]
    start = partition.sentence(partition.candidates[unnamed])
    for index in spoken[1:]:
        if partition.sentence(partition.candidates[index]) - start > _LEAD:
            return
        chain = profile(partition, partition.roots[index])
        if chain.coarse != "Person" or chain.plural or partition.roots[index] == partition.roots[unnamed]:
            continue
        if _comes_undescribed(partition, index, chain) and _genders_agree(partition, unnamed, chain):
            partition.join(unnamed, index)
        return


def _comes_undescribed(partition: Partition, index: int, chain: Profile) -> bool:
    """A full name that comes for the first time, with no word in its sentence or before on who bears it."""
    named = [position for position in chain.positions if partition.candidates[position].kind == "name"]
    sentence = partition.sentence(partition.candidates[index])
    so_far = [partition.candidates[position] for position in chain.positions]
    described = any(
        partition.sentence(candidate) <= sentence and (candidate.title or candidate.kind == "nominal")
        for candidate in so_far
    )
    return named[:1] == [index] and " " in partition.candidates[index].key and not described


def _genders_agree(partition: Partition, unnamed: int, chain: Profile) -> bool:
    gender = profile(partition, partition.roots[unnamed]).gender
    return "unknown" in (gender, chain.gender) or gender == chain.gender
