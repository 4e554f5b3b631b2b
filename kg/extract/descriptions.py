"""Nominals -> what they describe: appositions, predicates, definite descriptions, and speakers named after the lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg.extract.lexicon import Gender, Lexicon
from kg.extract.mentions import Candidate
from kg.extract.names import country_of, is_demonym, person_gender
from kg.extract.partition import Partition, Profile

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_DEFINITE = frozenset(("the", "this", "that"))
_INDEFINITE = frozenset(("a", "an", "another", "some", "any", "no", "every", "each", "many", "several", "one"))
_OFFICES = frozenset(("HeadOfState", "HeadOfGovernment", "Minister", "Politician", "Royalty"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_MERE_PERSONS = frozenset(("man", "woman", "boy", "girl"))
_NEAR = 6  # sentences over which a description without further words still finds its name
_SALIENT = 6  # mentions after which a chain is what the article is about
_LEAD = 3  # body sentences in which a speaker may stand unnamed before the name comes


# --- profiles ----------------------------------------------------------------------------------------------------


def profile(partition: Partition, root: int) -> Profile:
    """The profile of the set with this root, kept until the set changes."""
    known = partition.profiles.get(root)
    if known is None:
        known = partition.profiles[root] = _profile(partition, partition.members[root])
    return known


def _profile(partition: Partition, indices: Sequence[int]) -> Profile:
    members = [partition.candidates[index] for index in indices]
    classes = _classes(partition, members)
    return Profile(
        coarse=partition.coarse(classes[-1]) if classes else "Concept",
        classes=tuple(classes),
        gender=_gender(members, partition.words),
        plural=_is_plural(partition, members),
        named=any(member.kind == "name" for member in members),
        roles=frozenset(_roles(partition, members)),
        countries=frozenset(country for member in members for country in _countries(partition, member)),
        positions=tuple(indices),
    )


def _is_plural(partition: Partition, members: Iterable[Candidate]) -> bool:
    """Nominals and pronouns say so; a name ("United Nations") only for a people."""
    told = [member for member in members if _tells_number(partition, member)]
    return bool(told) and all(member.plural for member in told)


def _tells_number(partition: Partition, member: Candidate) -> bool:
    if member.kind == "pronoun":
        return member.label != "relative"
    return member.kind == "nominal" or _is_people(partition, member)


def _is_people(partition: Partition, member: Candidate) -> bool:
    return member.kind == "name" and partition.coarse(partition.classes.get(member.key, "Concept")) == "Group"


def _classes(partition: Partition, members: Sequence[Candidate]) -> list[str]:
    """Fine classes by names, then by titles and nominals that agree with them; the coarse class comes last."""
    doc, words = partition.doc, partition.words
    if any(country_of(doc, member, words) for member in members):
        return ["Country"]
    names = [member for member in members if member.kind == "name"]
    if any(is_demonym(doc, member, words) for member in names):
        return ["Nationality", "Group"]
    nominal = [_office(partition, member) for member in members if member.kind in ("nominal", "value")]
    named = [partition.classes[member.key] for member in names]
    titles = [words.titles.get(doc[slice(*member.title)].text.lower(), "Person") for member in names if member.title]
    top = _commonest([partition.coarse(name) for name in named or nominal])
    fitting = [name for name in [*named, *titles, *nominal] if partition.coarse(name) == top and name != top]
    return [*dict.fromkeys(fitting), top]


def _office(partition: Partition, member: Candidate) -> str:
    """The class of a nominal; "president" and the like of an organisation are not heads of a state."""
    if member.label not in ("HeadOfState", "HeadOfGovernment"):
        return member.label
    noun = partition.doc[member.head]
    owners = {child.i for child in noun.lefts if child.dep_ in ("poss", "compound")}
    owners |= {part.i for child in noun.rights if child.lower_ == "of" for part in child.rights}
    owned = any(
        other.head in owners and partition.coarse(_class(partition, other)) == "Organization"
        for other in partition.candidates
    )
    return "Manager" if owned else member.label


def _commonest(names: Sequence[str]) -> str:
    return max(names, key=names.count) if names else "Concept"


def _gender(members: Sequence[Candidate], words: Lexicon) -> Gender:
    """What an honorific or noun tells, else the given name, else a pronoun."""
    told = [member.gender for member in members if member.kind != "pronoun"]
    given = [person_gender(member, words) for member in members if member.kind == "name"]
    pronouns = [member.gender for member in members if member.kind == "pronoun"]
    return next((gender for gender in [*told, *given, *pronouns] if gender != "unknown"), "unknown")


def _roles(partition: Partition, members: Iterable[Candidate]) -> Iterator[str]:
    for member in members:
        if member.kind == "nominal":
            yield member.key
        if member.title:
            yield partition.doc[slice(*member.title)].text.lower()


def _countries(partition: Partition, member: Candidate) -> list[str]:
    """Countries that modify a nominal or a title: "the Russian president", "German Chancellor X"."""
    doc = partition.doc
    if member.kind == "nominal":
        start, end = member.start, member.end
    elif member.title:
        start, end = max(member.title[0] - 2, 0), member.title[0]
    else:
        return []
    found = [country_of(doc, name, partition.words) for name in partition.names_within(start, end)]
    return [country for country in found if country]


# --- descriptions in one clause with what they describe -----------------------------------------------------------


def link_predications(partition: Partition) -> set[int]:
    """Join appositions and predicate nominals with what they describe; the positions of the joined nominals."""
    by_head = {
        candidate.head: index
        for index, candidate in enumerate(partition.candidates)
        if candidate.kind in ("name", "nominal", "pronoun")
    }
    joined: set[int] = set()
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind not in ("name", "nominal"):
            continue
        target = _described(partition.doc[candidate.head], partition.words)
        if target is None and candidate.key in partition.words.words["naming.nouns"]:
            target = _own_name(partition, candidate)
        other = by_head.get(target) if target is not None else None
        if other is not None and _agree(partition, index, other):
            partition.join(index, other)
            joined.update(position for position in (index, other) if partition.candidates[position].kind == "nominal")
    return joined


def hollow_predicates(partition: Partition, settled: set[int]) -> set[int]:
    """Nominals that say what somebody is and were joined with nobody, so that they stand for no one themselves."""
    return {
        index
        for index, candidate in enumerate(partition.candidates)
        if candidate.kind == "nominal" and index not in settled and _is_predicative(partition, candidate)
    }


def _is_predicative(partition: Partition, candidate: Candidate) -> bool:
    noun = partition.doc[candidate.head]
    bare = not any(child.dep_ in ("det", "poss", "nummod") for child in noun.lefts)
    if noun.dep_ in ("attr", "oprd"):
        return not any(child.dep_ == "expl" for child in noun.head.children)
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        return bare or any(child.lower_ in _INDEFINITE for child in noun.lefts)
    singular = noun.tag_ == "NN" and not candidate.plural and not partition.in_headline(candidate)
    return bare and singular and partition.coarse(candidate.label) == "Person" and noun.dep_ not in _SUBJECTS


def _described(token: Token, words: Lexicon) -> int | None:
    """The head token that this one is an apposition or predicate of."""
    if token.dep_ == "appos":
        return int(token.head.i)
    if token.dep_ == "attr" and token.head.lemma_ in words.words["copula.verbs"] and _affirms(token.head, words):
        return _subject(token.head)
    return None


def _own_name(partition: Partition, candidate: Candidate) -> int | None:
    """The head of the name that a definite noun carries with it: "the Acme newspaper", "the city of Aden"."""
    noun = partition.doc[candidate.head]
    if not is_definite(noun) or any(child.dep_ == "poss" for child in noun.lefts):
        return None
    names = partition.names_within(candidate.start, candidate.end)
    if candidate.key in partition.words.words["naming.places"]:
        places = [
            part.i for child in noun.rights if child.lower_ == "of" for part in child.rights if part.dep_ == "pobj"
        ]
        if places:
            return int(places[0])
    own = [name for name in names if partition.doc[name.head].head.i == noun.i and not _is_national(partition, name)]
    return own[0].head if len(own) == 1 else None


def _is_national(partition: Partition, name: Candidate) -> bool:
    return is_demonym(partition.doc, name, partition.words) or bool(country_of(partition.doc, name, partition.words))


def _subject(verb: Token) -> int | None:
    """The subject of the verb, or of the verb that it is coordinated with."""
    subject = next((child.i for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is None and verb.dep_ == "conj":
        return _subject(verb.head)
    return subject


def _affirms(verb: Token, words: Lexicon) -> bool:
    return not any(child.dep_ == "neg" or child.lower_ in words.words["copula.modals"] for child in verb.children)


def _agree(partition: Partition, index: int, other: int) -> bool:
    """Two candidates of one clause can be one: class and number agree, and at most one is a name."""
    left, right = partition.candidates[index], partition.candidates[other]
    if left.kind == right.kind == "name" or _numbers_differ(partition, left, right):
        return False
    if right.kind == "pronoun":
        return _pronoun_agrees(partition, left, right)
    classes = [_class(partition, candidate) for candidate in (left, right)]
    return partition.coarse(classes[0]) == partition.coarse(classes[1])


def _numbers_differ(partition: Partition, left: Candidate, right: Candidate) -> bool:
    """A name's own ending says nothing of its number, but a name of one is not "presidents"."""
    name = next((candidate for candidate in (left, right) if candidate.kind == "name"), None)
    if name is None:
        return left.plural != right.plural
    nominal = right if name is left else left
    return nominal.plural and not _is_people(partition, name)


def _pronoun_agrees(partition: Partition, nominal: Candidate, pronoun: Candidate) -> bool:
    person = partition.coarse(_class(partition, nominal)) == "Person"
    return nominal.kind == "nominal" and (pronoun.label == "third" if person else pronoun.label == "thing")


def _class(partition: Partition, candidate: Candidate) -> str:
    return partition.classes.get(candidate.key, "Concept") if candidate.kind == "name" else candidate.label


# --- definite descriptions -----------------------------------------------------------------------------------------


def link_descriptions(partition: Partition, settled: set[int]) -> None:
    """Join each definite nominal with the chain that it describes, in text order."""
    for index, candidate in enumerate(partition.candidates):
        if candidate.kind == "nominal" and index not in settled and is_definite(partition.doc[candidate.head]):
            best = _best_described(partition, index)
            if best is not None:
                partition.join(index, best)


def is_definite(noun: Token) -> bool:
    """ "the", "this", or a possessor; not a bare noun or one with "a", "two", "some"."""
    lefts = list(noun.lefts)
    if any(child.lower_ in _INDEFINITE or child.dep_ == "nummod" for child in lefts):
        return False
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in lefts)


def _best_described(partition: Partition, index: int) -> int | None:
    candidate = partition.candidates[index]
    countries = frozenset(_countries(partition, candidate))
    best: tuple[float, int] | None = None
    for root in [root for root in partition.members if root != partition.roots[index]]:
        if partition.candidates[root].kind in ("value", "pronoun"):
            continue
        score = _fit(partition, index, profile(partition, root), countries)
        if score >= 1 and (best is None or score > best[0]):
            best = (score, root)
    return None if best is None else best[1]


def _fit(partition: Partition, index: int, chain: Profile, countries: frozenset[str]) -> float:
    """How well the description at `index` fits the chain; below 0 when it cannot."""
    candidate = partition.candidates[index]
    if chain.plural != candidate.plural or chain.coarse != partition.coarse(candidate.label):
        return -1.0
    if "unknown" not in (candidate.gender, chain.gender) and candidate.gender != chain.gender:
        return -1.0
    if countries and chain.countries and not countries & chain.countries:
        return -1.0
    if not _modifiers_agree(partition, candidate, chain) or _is_several(partition, candidate, chain):
        return -1.0
    likeness = _likeness(partition, candidate, chain, countries)
    if likeness < 0 or _overlaps(partition, candidate, chain) or _possessor_differs(partition, candidate, chain):
        return -1.0
    distance = _distance(partition, index, chain)
    recency = 0.0 if distance is None else max(0.0, 1 - distance / _NEAR)
    return likeness + recency * (0.9 if chain.named else 0.6)


def _likeness(partition: Partition, candidate: Candidate, chain: Profile, countries: frozenset[str]) -> float:
    if candidate.key in chain.roles:
        return 1.0 + bool(countries & chain.countries)
    if candidate.key == "leader" and not _OFFICES.isdisjoint(chain.classes):
        return 0.9 + bool(countries & chain.countries)
    if candidate.key in _MERE_PERSONS:
        return 0.2 if candidate.gender == chain.gender and candidate.end - candidate.start == 2 else -1.0
    if partition.coarse(candidate.label) == "Person":
        return -1.0
    ontology = partition.ontology
    if any(ontology.is_a(name, candidate.label) for name in chain.classes):
        return 0.4 + min(len(chain.positions), _SALIENT) / (2 * _SALIENT)
    return 0.2 if chain.classes[0] == chain.coarse else -1.0


def _modifiers_agree(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """What nobody names is told apart by its modifiers: a later mention brings no new ones, of several the same."""
    own = _modifiers(partition, candidate)
    if chain.named:
        return not own or not _is_other_of_kind(partition, candidate, own, chain)
    nominals = [partition.candidates[position] for position in chain.positions]
    others = [_modifiers(partition, nominal) for nominal in nominals if nominal.kind == "nominal"]
    if candidate.plural:
        return any(own == other for other in others)
    return any(own <= other for other in others)


def _is_other_of_kind(partition: Partition, candidate: Candidate, own: frozenset[str], chain: Profile) -> bool:
    """ "The Latvian parliament" is not the "European Parliament": the same noun with another modifier."""
    keys = [partition.candidates[position].key.split() for position in chain.positions]
    noun = partition.doc[candidate.head].lower_
    return any(key[-1] == noun and len(key) > 1 and own.isdisjoint(key) for key in keys)


def _modifiers(partition: Partition, candidate: Candidate) -> frozenset[str]:
    lefts = partition.doc[candidate.head].lefts
    return frozenset(child.lemma_.lower() for child in lefts if child.dep_ in ("amod", "compound", "nmod"))


def _is_several(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """ "The island" is none of the "Canary Islands"."""
    if candidate.plural or chain.coarse != "Place":
        return False
    names = [partition.candidates[position] for position in chain.positions]
    return any(name.kind == "name" and name.plural for name in names)


def _overlaps(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    members = [partition.candidates[position] for position in chain.positions]
    return any(member.start < candidate.end and candidate.start < member.end for member in members)


def _possessor_differs(partition: Partition, candidate: Candidate, chain: Profile) -> bool:
    """ "his spokesman" is the spokesman spoken of before only when the possessor is one."""
    nominals = [partition.candidates[position] for position in chain.positions]
    nominals = [nominal for nominal in nominals if nominal.kind == "nominal"]
    field = _field(partition, candidate)
    fields = {_field(partition, nominal) for nominal in nominals} - {None}
    if field and fields and field not in fields:
        return True
    owner = _possessor(partition, candidate)
    return owner is not None and all(_possessor(partition, nominal) != owner for nominal in nominals)


def _field(partition: Partition, candidate: Candidate) -> str | None:
    """What an office is of: "president of the council"."""
    for child in partition.doc[candidate.head].rights:
        if child.lower_ == "of":
            return next((part.lower_ for part in child.rights if part.dep_ == "pobj"), None)
    return None


def _possessor(partition: Partition, candidate: Candidate) -> str | None:
    return next((child.lower_ for child in partition.doc[candidate.head].lefts if child.dep_ == "poss"), None)


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
