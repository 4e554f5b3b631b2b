"""Chain -> Profile: what the article says of it so far, by its names, nominals, titles and pronouns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.lexicon import Gender, Lexicon, cities, city_countries, regions
from kg.extract.mentions import Candidate
from kg.extract.names import country_of, is_demonym
from kg.extract.partition import Partition, Profile
from kg.extract.people import person_gender
from kg.tokens import Token

_DEFINITE = frozenset(("the", "this", "that"))
_INDEFINITE = frozenset(("a", "an", "another", "some", "any", "no", "every", "each", "many", "several", "one"))
_DOUBTFUL = frozenset(("Organization", "City", "Place"))
_LONGEST_NAME = 3
_LARGE_CITY = 100_000
_TITLE_MODIFIERS = 3  # words before a title that may say which country or party it is of


def profile(partition: Partition, root: int) -> Profile:
    """The profile of the set with this root, kept until the set changes."""
    known = partition.profiles.get(root)
    if known is None:
        known = partition.profiles[root] = _profile(partition, partition.members[root])
    return known


def class_of(partition: Partition, candidate: Candidate) -> str:
    """The class of one candidate by itself."""
    return partition.classes.get(candidate.key, "Concept") if candidate.kind == "name" else candidate.label


def countries_of(partition: Partition, member: Candidate) -> list[str]:
    """Countries that modify a nominal or a title: "the Russian president", "German Chancellor X"."""
    doc = partition.doc
    if member.kind == "nominal":
        start, end = member.start, member.end
    elif member.title:
        start, end = _before_title(partition, member), member.title[0]
    else:
        return []
    found = [country_of(doc, name, partition.words) for name in partition.names_within(start, end)]
    return [country for country in found if country]


def is_people(partition: Partition, member: Candidate) -> bool:
    """The name of a people."""
    return member.kind == "name" and partition.coarse(partition.classes.get(member.key, "Concept")) == "Group"


def is_definite(noun: Token) -> bool:
    """ "the", "this", or a possessor; not a bare noun or one with "a", "two", "some"."""
    lefts = list(noun.lefts)
    if any(child.lower_ in _INDEFINITE or child.dep_ == "nummod" for child in lefts):
        return False
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in lefts)


def is_bare(noun: Token) -> bool:
    """Without determiner, possessor or number."""
    return not any(child.dep_ in ("det", "poss", "nummod") for child in noun.lefts)


def is_indefinite(noun: Token) -> bool:
    """ "a", "some", "another"."""
    return any(child.lower_ in _INDEFINITE for child in noun.lefts)


def _profile(partition: Partition, indices: Sequence[int]) -> Profile:
    members = [partition.candidates[index] for index in indices]
    classes = _classes(partition, members)
    doubtful = _is_doubtful(partition, members, classes)
    if doubtful and any(member.kind == "pronoun" and member.gender != "unknown" for member in members):
        classes, doubtful = ["Person"], False
    return Profile(
        coarse=partition.coarse(classes[-1]) if classes else "Concept",
        classes=tuple(classes),
        gender=_gender(members, partition.words),
        plural=_is_plural(partition, members),
        named=any(member.kind == "name" for member in members),
        roles=frozenset(_roles(partition, members)),
        countries=frozenset(country for member in members for country in _countries(partition, member, classes)),
        words=frozenset(word for member in members for word in _words(partition, member)),
        positions=tuple(indices),
        doubtful=doubtful,
    )


def _is_plural(partition: Partition, members: Iterable[Candidate]) -> bool:
    """Nominals and pronouns say so; a name ("United Nations") only for a people."""
    told = [member for member in members if _tells_number(partition, member)]
    return bool(told) and all(member.plural for member in told)


def _tells_number(partition: Partition, member: Candidate) -> bool:
    if member.kind == "pronoun":
        return member.label != "relative"
    return member.kind == "nominal" or is_people(partition, member)


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


def _is_doubtful(partition: Partition, members: Sequence[Candidate], classes: Sequence[str]) -> bool:
    """Only the recogniser's label says that the name is no person's: no word in it, no noun, no gazetteer."""
    if len(classes) != 1 or classes[0] not in _DOUBTFUL or any(member.kind == "nominal" for member in members):
        return False
    doc, names = partition.doc, [member for member in members if member.kind == "name"]
    if any(doc[max(0, name.start - 1)].lower_ in ("the", "a", "an") for name in names):
        return False
    return bool(names) and all(_may_be_personal(doc[name.start : name.end].text, partition.words) for name in names)


def _may_be_personal(text: str, words: Lexicon) -> bool:
    parts = text.split()
    if text in words.known or text in words.countries or text in regions() or cities().get(text, 0) >= _LARGE_CITY:
        return False
    return len(parts) <= _LONGEST_NAME and all(part[:1].isupper() and not part.isupper() for part in parts)


def _office(partition: Partition, member: Candidate) -> str:
    """The class of a nominal; "president" and the like of an organisation are not heads of a state."""
    if member.label not in ("HeadOfState", "HeadOfGovernment"):
        return member.label
    noun = partition.doc[member.head]
    owners = {child.i for child in noun.lefts if child.dep_ in ("poss", "compound")}
    owners |= {part.i for child in noun.rights if child.lower_ == "of" for part in child.rights}
    owned = any(
        other.head in owners and partition.coarse(class_of(partition, other)) == "Organization"
        for other in partition.candidates
    )
    return "Manager" if owned else member.label


def _commonest(names: Sequence[str]) -> str:
    return max(names, key=names.count) if names else "Concept"


def _gender(members: Sequence[Candidate], words: Lexicon) -> Gender:
    """What an honorific or noun tells, else the given name, else a pronoun."""
    told = [member.gender for member in members if member.kind != "pronoun"]
    names = [member for member in members if member.kind == "name"]
    given = [person_gender(member, words) for member in names]
    if not any(" " in name.key for name in names):
        given += [words.given_genders.get(name.key, "unknown") for name in names]
    pronouns = [member.gender for member in members if member.kind == "pronoun"]
    return next((gender for gender in [*told, *given, *pronouns] if gender != "unknown"), "unknown")


def _roles(partition: Partition, members: Iterable[Candidate]) -> Iterator[str]:
    for member in members:
        if member.kind == "nominal":
            yield member.key
        if member.title:
            yield partition.doc[slice(*member.title)].text.lower()


def _countries(partition: Partition, member: Candidate, classes: Sequence[str]) -> Iterator[str]:
    """Countries of what is said of the chain, of the words in its name, and those in which a city so called lies."""
    yield from countries_of(partition, member)
    if member.kind != "name" or partition.coarse(classes[-1]) in ("Country", "Group", "Person"):
        return
    words, text = partition.words, partition.doc[member.start : member.end].text
    if classes[-1] == "City":
        yield from (words.codes[code] for code in sorted(city_countries(text)) if code in words.codes)
    for part in text.split():
        if country := words.countries.get(part) or words.demonyms.get(part):
            yield country
    if text in words.seats:
        yield words.seats[text]


def _words(partition: Partition, member: Candidate) -> Iterator[str]:
    """The words of a name with its title, and of a nominal, in small letters."""
    if member.kind not in ("name", "nominal"):
        return
    start = _before_title(partition, member) if member.title else member.start
    for token in partition.doc[start : member.end]:
        yield token.lower_
        yield token.lemma_.lower()


def _before_title(partition: Partition, member: Candidate) -> int:
    """Where the noun phrase of a title may begin."""
    title = member.title or (member.start, member.start)
    start: int = title[0]
    first = max(partition.doc[title[0]].sent.start, start - _TITLE_MODIFIERS)
    while start > first and partition.doc[start - 1].pos_ in ("ADJ", "NOUN", "PROPN", "PUNCT", "PART"):
        if partition.doc[start - 1].text not in ("-", "–", "'s", "’s") and partition.doc[start - 1].is_punct:
            break
        start -= 1
    return start
