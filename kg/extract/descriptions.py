"""Nominals -> the names they describe: appositions, predicates, and definite descriptions ("the Russian president")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.extract.names import Partition, country_of, is_demonym, person_gender
from kg.ontology import Ontology

_DEFINITE = frozenset(("the", "this", "that"))
_INDEFINITE = frozenset(("a", "an", "another", "some", "any", "no", "every", "each", "many", "several", "one"))
_OFFICES = frozenset(("HeadOfState", "HeadOfGovernment", "Minister", "Politician", "Royalty"))
_NEAR = 6  # sentences over which a description without further words still finds its name


@dataclass(frozen=True, slots=True)
class Profile:
    """What the article has said of a chain so far: classes, gender, number, roles and the countries of its roles."""

    coarse: str
    classes: frozenset[str]
    gender: Gender
    plural: bool
    named: bool
    roles: frozenset[str]
    countries: frozenset[str]
    positions: tuple[int, ...]  # of its candidates


def profile(
    doc: Doc,
    partition: Partition,
    indices: Sequence[int],
    classes: Mapping[str, str],
    words: Lexicon,
    ontology: Ontology,
) -> Profile:
    """The profile of the candidates at `indices`, taken as one chain."""
    members = [partition.candidates[index] for index in indices]
    fine = chain_classes(doc, members, classes, words, ontology)
    return Profile(
        coarse=ontology.coarse(fine[0]) if fine else "Concept",
        classes=frozenset(fine),
        gender=chain_gender(members, words),
        plural=all(member.plural for member in members if member.kind != "value"),
        named=any(member.kind == "name" for member in members),
        roles=frozenset(_roles(doc, members, words)),
        countries=frozenset(country for member in members for country in _countries(doc, member, partition, words)),
        positions=tuple(indices),
    )


def chain_classes(
    doc: Doc, members: Sequence[Candidate], classes: Mapping[str, str], words: Lexicon, ontology: Ontology
) -> list[str]:
    """Fine classes by names, then by titles and nominals that agree with them; the names' coarse class leads."""
    if any(country_of(doc, member, words) for member in members):
        return ["Country"]
    names = [member for member in members if member.kind == "name"]
    if any(is_demonym(doc, member, words) for member in names):
        return ["Nationality"]
    by_name = [classes[member.key] for member in names if member.key in classes]
    nominal = [member.label for member in members if member.kind == "nominal"]
    titles = [words.titles.get(doc[slice(*member.title)].text.lower(), "Person") for member in names if member.title]
    if not by_name:
        return list(dict.fromkeys(nominal))
    top = ontology.coarse(
        max(by_name, key=lambda name: sum(ontology.coarse(other) == ontology.coarse(name) for other in by_name))
    )
    fitting = [name for name in [*by_name, *titles, *nominal] if ontology.coarse(name) == top]
    fine = [name for name in dict.fromkeys(fitting) if name != top]
    return [*fine, top]


def chain_gender(members: Iterable[Candidate], words: Lexicon) -> Gender:
    """The first gender that an honorific, a noun, a pronoun or else a given name tells."""
    known = list(members)
    told = [member.gender for member in known if member.gender != "unknown" and member.kind != "pronoun"]
    given = [person_gender(member, words) for member in known if member.kind == "name"]
    pronouns = [member.gender for member in known if member.kind == "pronoun"]
    return next((gender for gender in [*told, *given, *pronouns] if gender != "unknown"), "unknown")


def _roles(doc: Doc, members: Iterable[Candidate], words: Lexicon) -> Iterable[str]:
    for member in members:
        if member.kind == "nominal":
            yield member.key
        if member.title:
            yield doc[slice(*member.title)].text.lower()


def _countries(doc: Doc, member: Candidate, partition: Partition, words: Lexicon) -> list[str]:
    """Countries that modify a nominal or a title: "the Russian president", "German Chancellor X"."""
    if member.kind == "nominal":
        start, end = member.start, member.end
    elif member.title:
        start, end = max(member.title[0] - 2, doc[member.title[0]].sent.start), member.title[0]
    else:
        return []
    inside = [
        other for other in partition.candidates if start <= other.start and other.end <= end and other.kind == "name"
    ]
    found = [country_of(doc, other, words) for other in inside]
    return [country for country in found if country]


# --- descriptions in one clause with what they describe -----------------------------------------------------------


def link_predications(
    doc: Doc, partition: Partition, classes: Mapping[str, str], words: Lexicon, ontology: Ontology
) -> set[int]:
    """Join appositions and predicate nominals with what they describe; the positions of the joined nominals."""
    by_head = {
        candidate.head: index
        for index, candidate in enumerate(partition.candidates)
        if candidate.kind in ("name", "nominal")
    }
    joined: set[int] = set()
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind not in ("name", "nominal"):
            continue
        target = _described(doc, candidate, words)
        other = by_head.get(target) if target is not None else None
        if other is not None and _agree(doc, partition, index, other, classes, ontology):
            partition.join(index, other)
            joined.update(position for position in (index, other) if partition.candidates[position].kind == "nominal")
    return joined


def _described(doc: Doc, candidate: Candidate, words: Lexicon) -> int | None:
    """The head token that this candidate is an apposition or predicate of."""
    token = doc[candidate.head]
    if token.dep_ == "appos":
        return token.head.i
    if token.dep_ == "attr" and token.head.lemma_ in words.words["copula.verbs"] and _affirms(token.head, words):
        return next((child.i for child in token.head.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    return None


def _affirms(verb: Token, words: Lexicon) -> bool:
    return not any(child.dep_ == "neg" or child.lower_ in words.words["copula.modals"] for child in verb.children)


def _agree(
    doc: Doc, partition: Partition, index: int, other: int, classes: Mapping[str, str], ontology: Ontology
) -> bool:
    """Two candidates of one clause can be one: class and number agree and at most one is a name."""
    left, right = partition.candidates[index], partition.candidates[other]
    if left.kind == right.kind == "name" or left.plural != right.plural:
        return False
    return ontology.coarse(_class(left, classes)) == ontology.coarse(_class(right, classes))


def _class(candidate: Candidate, classes: Mapping[str, str]) -> str:
    return classes.get(candidate.key, "Concept") if candidate.kind == "name" else candidate.label


# --- definite descriptions -----------------------------------------------------------------------------------------


def link_descriptions(
    doc: Doc, partition: Partition, classes: Mapping[str, str], words: Lexicon, ontology: Ontology, settled: set[int]
) -> None:
    """Join each definite nominal with the chain that it describes, in text order."""
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind != "nominal" or index in settled or not is_definite(doc, candidate):
            continue
        chains = [
            profile(doc, partition, members, classes, words, ontology)
            for members in partition.members().values()
            if index not in members
            and any(partition.candidates[member].kind in ("name", "nominal") for member in members)
        ]
        best = _best_described(doc, partition, index, chains, words, ontology)
        if best is not None:
            partition.join(index, best.positions[0])


def is_definite(doc: Doc, candidate: Candidate) -> bool:
    """ "the", "this", or a possessor; not a bare noun or one with "a", "two", "some"."""
    token = doc[candidate.head]
    lefts = list(token.lefts)
    if any(child.lower_ in _INDEFINITE or child.dep_ == "nummod" for child in lefts):
        return False
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in lefts)


def _best_described(
    doc: Doc, partition: Partition, index: int, chains: Sequence[Profile], words: Lexicon, ontology: Ontology
) -> Profile | None:
    candidate = partition.candidates[index]
    countries = frozenset(_countries(doc, candidate, partition, words))
    scored = [(_fit(doc, partition, index, chain, countries, words, ontology), chain) for chain in chains]
    fitting = [(score, chain) for score, chain in scored if score is not None]
    if not fitting:
        return None
    score, chain = max(fitting, key=lambda pair: (pair[0], -pair[1].positions[0]))
    return chain if score >= 1 else None


def _fit(
    doc: Doc,
    partition: Partition,
    index: int,
    chain: Profile,
    countries: frozenset[str],
    words: Lexicon,
    ontology: Ontology,
) -> float | None:
    """How well the description at `index` fits the chain, None when it cannot."""
    candidate = partition.candidates[index]
    if chain.plural != candidate.plural or chain.coarse != ontology.coarse(candidate.label):
        return None
    if "unknown" not in (candidate.gender, chain.gender) and candidate.gender != chain.gender:
        return None
    if countries and chain.countries and not countries & chain.countries:
        return None
    if _overlaps(partition, index, chain) or _possessor_differs(doc, partition, candidate, chain):
        return None
    distance = _distance(doc, partition, index, chain)
    recency = 0.0 if distance is None else max(0.0, 1 - distance / _NEAR)
    return _likeness(candidate, chain, countries, words, ontology) + recency * (0.9 if chain.named else 0.6)


def _likeness(
    candidate: Candidate, chain: Profile, countries: frozenset[str], words: Lexicon, ontology: Ontology
) -> float:
    if candidate.key in chain.roles:
        return 1.0 + bool(countries & chain.countries)
    same_office = candidate.key == "leader" and bool(chain.classes & _OFFICES)
    if same_office:
        return 0.9 + bool(countries & chain.countries)
    if any(ontology.is_a(name, candidate.label) or ontology.is_a(candidate.label, name) for name in chain.classes):
        person = candidate.label == "Person" and candidate.key not in ("man", "woman", "boy", "girl")
        return -1.0 if person or ontology.is_a(candidate.label, "Person") else 0.4
    return -1.0


def _overlaps(partition: Partition, index: int, chain: Profile) -> bool:
    candidate = partition.candidates[index]
    members = [partition.candidates[position] for position in chain.positions]
    return any(member.start < candidate.end and candidate.start < member.end for member in members)


def _possessor_differs(doc: Doc, partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """ "his spokesman" is the spokesman spoken of before only when the possessor is one."""
    owner = _possessor(doc, candidate)
    if owner is None:
        return False
    owners = {
        _possessor(doc, partition.candidates[position])
        for position in chain.positions
        if partition.candidates[position].kind == "nominal"
    }
    return all(other is None or doc[other].lower_ != doc[owner].lower_ for other in owners)


def _possessor(doc: Doc, candidate: Candidate) -> int | None:
    return next((child.i for child in doc[candidate.head].lefts if child.dep_ == "poss"), None)


def _distance(doc: Doc, partition: Partition, index: int, chain: Profile) -> int | None:
    """Sentences since the chain was last mentioned, None when it was not yet."""
    before = [position for position in chain.positions if position < index]
    if not before:
        return None
    start, end = partition.candidates[before[-1]].head, partition.candidates[index].start
    return sum(bool(doc[token].is_sent_start) for token in range(start + 1, end + 1))
