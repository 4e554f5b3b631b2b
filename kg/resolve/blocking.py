"""Profiles -> components: local entities that may be one share a key, and what shares no key is never compared.

A key depends on one profile and the rules alone. So a new article touches only the components its keys belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.resolve.names import Lexicon, Name, acronym, fold, forms, joined_surnames, sound
from kg.resolve.overrides import row_keys
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules
from kg.resolve.stories import story_keys

_SHORTEST_SURNAME = 2  # letters; a single one is what is left of a name that was cut short
_TELLING_SURNAME, _TELLING_GIVEN = 3, 2  # consonants


def keys(profile: Profile, rules: Rules) -> frozenset[str]:
    """What a profile may share with others that are the same: a surname, how a full name sounds, a name, an acronym; a
    noun that stands for it, with what its story is about.
    """
    found = set(row_keys(profile, rules.overrides))
    found.update(story_keys(profile, rules))
    if not profile.names:
        return frozenset(found)
    if profile.type == "Person":
        found.update(_person_keys(profile, rules))
    else:
        found.update(_other_keys(profile, rules))
    return frozenset(found)


def components(profiles: Iterable[Profile], rules: Rules) -> Iterator[list[Profile]]:
    """The profiles that keys connect, directly or through others; each in order of key, and so the components."""
    parents: dict[str, str] = {}
    everyone = sorted(profiles, key=lambda profile: profile.key)
    first: dict[str, str] = {}
    for profile in everyone:
        parents[profile.key] = profile.key
        for key in keys(profile, rules):
            _join(parents, profile.key, first.setdefault(key, profile.key))
    found: dict[str, list[Profile]] = {}
    for profile in everyone:
        found.setdefault(_root(parents, profile.key), []).append(profile)
    yield from found.values()


def _root(parents: dict[str, str], key: str) -> str:
    while parents[key] != key:
        parents[key] = key = parents[parents[key]]
    return key


def _join(parents: dict[str, str], left: str, right: str) -> None:
    one, other = sorted((_root(parents, left), _root(parents, right)))
    parents[other] = one


def _person_keys(profile: Profile, rules: Rules) -> Iterator[str]:
    """The surname as it is spelt, by which bare surnames find their bearers; and for other spellings, full names by
    sound. Sounds of surnames alone would lead from each family to the next.
    """
    words = {word for name in profile.names for word in name.normal.split()}
    for name in profile.forms:
        if name.given and not name.partial:
            yield from _full_name_keys(name, rules.lexicon)
        if name in profile.names or (
            name.partial and name.normal not in words and name.normal not in rules.lexicon.given
        ):
            surnames = joined_surnames(name, rules.lexicon)
            yield from (f"surname {word}" for word in surnames if len(word) >= _SHORTEST_SURNAME)


def _full_name_keys(name: Name, lexicon: Lexicon) -> Iterator[str]:
    """What a name sounds like with its surname, and with a last given name that may have been one before marriage."""
    last = name.given[-1]
    surnames = set(joined_surnames(name, lexicon))
    if len(name.given) > 1 and last not in lexicon.given and len(last) > 1:
        surnames.add(fold(last, lexicon.folds))
    given = {_heard(fold(form, lexicon.folds), _TELLING_GIVEN, lexicon) for form in forms(name.given[0], lexicon)}
    heard = {_heard(surname, _TELLING_SURNAME, lexicon) for surname in surnames}
    yield from (f"person {surname} {first}" for surname in heard for first in given)


def _heard(word: str, telling: int, lexicon: Lexicon) -> str:
    """How a word sounds; the word itself where hardly anything is left of it, for too many others sound like that."""
    heard = sound(word, lexicon)
    return heard if len(heard) >= telling else word


def _other_keys(profile: Profile, rules: Rules) -> Iterator[str]:
    for name in profile.forms:
        if name in profile.names or not name.generic:
            yield f"name {name.folded}"
            if name.acronym:  # "ARMY" is as well a word in capitals
                yield f"name {fold(name.normal, rules.lexicon.folds)}"
    for name in profile.names:
        if letters := _letters(name, rules):
            yield f"acronym {letters}"


def _letters(name: Name, rules: Rules) -> str:
    return name.normal if name.acronym else acronym(name.normal, rules.lexicon)
