"""Profiles -> components: local entities that may be one share a key, and what shares no key is never compared.

A key depends on one profile and the rules alone. So a new article touches only the components its keys belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.resolve.names import Name, acronym, fold, joined_surnames, sound
from kg.resolve.overrides import row_keys
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules
from kg.resolve.stories import story_keys


def keys(profile: Profile, rules: Rules) -> frozenset[str]:
    """What a profile may share with others that are the same: the sound of a surname, a name, an acronym; of what is
    never named, a noun with what its story is about.
    """
    found = set(row_keys(profile, rules.overrides))
    if not profile.names:
        found.update(story_keys(profile, rules))
    elif profile.type == "Person":
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
    """Surnames by sound, and what may have been one before marriage; a given name where there is nothing else."""
    for name in profile.forms:
        if name in profile.names or not name.partial or name.normal not in rules.lexicon.given:
            yield from (f"person {sound(word, rules.lexicon)}" for word in joined_surnames(name, rules.lexicon))
        if len(name.given) > 1 and name.given[-1] not in rules.lexicon.given and len(name.given[-1]) > 1:
            yield f"person {sound(fold(name.given[-1], rules.lexicon.folds), rules.lexicon)}"


def _other_keys(profile: Profile, rules: Rules) -> Iterator[str]:
    for name in profile.forms:
        if name in profile.names or not name.generic:
            yield f"name {name.folded}"
    for name in profile.names:
        if letters := _letters(name, rules):
            yield f"acronym {letters}"


def _letters(name: Name, rules: Rules) -> str:
    return name.normal if name.acronym else acronym(name.normal, rules.lexicon)
