"""Two Profiles -> Judgement: one table of (feature, weight), summed; the features that spoke are the reasons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.model import Verdict
from kg.resolve.names import acronyms
from kg.resolve.naming import NAMED_ALIKE, other_names, person_names
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules
from kg.resolve.stories import common_words, phrase_features

_MOST_SHARED = 4.0
_WORDS = 6_500  # rare words: two articles on different things share one of their 24 in a case of 11
_ALIKE = 1.5  # shared words from which on two articles are about the same matter
_LONG = 15  # years
_SHOWN = 3
_SAME_AGE = 2  # years between two births that ages told on different days may leave
_OTHER_AGE = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two profiles are one; `strength` is the sum of weights, `score` that sum as a probability."""

    strength: float
    score: float
    verdict: Verdict
    comparable: bool  # whether the names allow that they are one
    found: Mapping[str, float]  # features and their sizes
    sides: tuple[Profile, Profile]


def matcher_of(component: Sequence[Profile], rules: Rules) -> Matcher:
    """A Matcher for the profiles of one component."""
    meanings: dict[str, set[str]] = {}
    for profile in component:
        for name in profile.names if profile.type != "Person" else ():
            for letters in acronyms(name.normal, rules.lexicon):
                meanings.setdefault(letters, set()).add(name.normal)
    return Matcher(rules, {letters: len(names) for letters, names in meanings.items()})


@dataclass(frozen=True, slots=True)
class Matcher:
    """The rules of judging, and what is counted once over a component."""

    rules: Rules
    meanings: Mapping[str, int]  # acronym -> names of the component it may stand for

    def judge(self, left: Profile, right: Profile, **extra: float) -> Judgement:
        """Weigh everything that speaks for or against `left` and `right` being one; `extra` adds features by name."""
        found = {**dict(self._features(left, right)), **extra}
        weights = self.rules.cues["weights"]
        strength: float = weights["bias"] + sum(weights[feature] * size for feature, size in found.items())
        score = 1 / (1 + math.exp(-max(min(strength, 30.0), -30.0)))
        comparable = not found.keys().isdisjoint(NAMED_ALIKE)
        return Judgement(strength, round(score, 3), self._verdict(score), comparable, found, (left, right))

    def reasons(self, judgement: Judgement) -> tuple[str, ...]:
        """What spoke for and against, the weightiest first, for a person to read."""
        weights, found = self.rules.cues["weights"], judgement.found
        order = sorted(found, key=lambda feature: (-abs(weights[feature] * found[feature]), feature))
        return tuple(self._reason(feature, *judgement.sides) for feature in order)

    def _verdict(self, score: float) -> Verdict:
        limits = self.rules.cues["verdict"]
        if score >= limits["positive"]:
            return "positive"
        return "negative" if score <= limits["negative"] else "unsure"

    def _features(self, left: Profile, right: Profile) -> Iterator[tuple[str, float]]:
        if not left.names or not right.names:
            found = (*phrase_features(left, right, self.rules), *_unnamed(left, right))
        elif left.type == "Person":
            found = (*person_names(left, right, self.rules), *_persons(left, right, self.rules))
        else:
            found = (*other_names(left, right, self.rules, self.meanings), *self._others(left, right))
        yield from ((feature, 1.0) for feature in (*found, *_anyone(left, right)))
        if "place_differs" not in found:
            yield from ((feature, 1.0) for feature in _links(left, right))
        if shared := self._shared(left, right):
            yield "shared_names", shared
        if words := _shared_words(left, right):
            yield "shared_words", words

    def _others(self, left: Profile, right: Profile) -> Iterator[str]:
        """What tells bodies, places and events apart that are called the same."""
        if left.places and right.places:
            yield "place_agrees" if _meet(left.places, right.places) else "place_differs"
        else:
            yield from _elsewhere(left, right)
        kinds = self.rules.cues["kinds"]
        one, other = (
            {kind for kind, classes in kinds.items() if side & set(classes)} for side in _classes(left, right)
        )
        if one and other and not one & other:
            yield "kind_differs"
        if left.type != right.type:
            yield "type_differs"
        if left.type in self.rules.cues["types"]["dated"] and _years_between(left, right) > 1:
            yield "far_apart"

    def _shared(self, left: Profile, right: Profile) -> float:
        """How many names are mentioned along with both; countries, which many articles mention, count for less."""
        return min(sum(self._telling(name) for name in sorted(left.context & right.context)), _MOST_SHARED)

    def _telling(self, name: str) -> float:
        kind = name.partition(" ")[0]
        telling: Mapping[str, float] = self.rules.cues["telling"]
        return telling.get(kind, telling["other"])

    def _reason(self, feature: str, left: Profile, right: Profile) -> str:
        words = feature.replace("_", " ")
        if detail := _detail(feature, left, right):
            return f"{words}: {detail}"
        if feature == "shared_words":
            return f"{words}: {', '.join(sorted(common_words(left, right))[:_SHOWN])}"
        if feature != "shared_names":
            return words
        shared = sorted(left.context & right.context, key=lambda name: (-self._telling(name), name))
        return f"{words}: {', '.join(_shown(name) for name in shared[:_SHOWN])}"


def _shared_words(left: Profile, right: Profile) -> float:
    """How many telling words both have articles with, less those that so many words share by chance."""
    by_chance = len(left.topic) * len(right.topic) / _WORDS
    return round(min(max(len(common_words(left, right)) - by_chance, 0.0), _MOST_SHARED), 3)


def _unnamed(left: Profile, right: Profile) -> Iterator[str]:
    """What tells apart those that are never named, or shows that they are one."""
    yield from _agreement("gender", left.genders, right.genders)
    yield from _settings(left, right)


def _persons(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    """What tells persons apart, or shows that they are one."""
    yield from _agreement("gender", left.genders, right.genders)
    if any(name.surname in rules.lexicon.words["family_first"] for name in left.names & right.names):
        yield "common_name"
    work = [*_occupations(left, right, rules), *_offices(left, right)]
    yield from work
    alike = left.descriptions & right.descriptions or any(feature.endswith("agrees") for feature in work)
    if left.births and right.births:
        apart = min(abs(one - other) for one in left.births for other in right.births)
        yield from ("born_alike",) if apart <= _SAME_AGE else ("born_apart",) if apart >= _OTHER_AGE else ()
    settings = [*_settings(left, right)]
    yield from settings
    alike = alike or _shared_words(left, right) >= _ALIKE
    if not alike and "setting_differs" not in settings:
        yield from _strangers(left, right)
    if _years_between(left, right) > _LONG:
        yield "decades_apart"


def _offices(left: Profile, right: Profile) -> Iterator[str]:
    if left.roles & right.roles:
        yield "role_agrees"
    elif left.roles & right.careers or left.careers & right.roles:
        yield "career_agrees"


def _strangers(left: Profile, right: Profile) -> Iterator[str]:
    """Whether both are mentioned along with others, and none of these with both, or one country or large city alone."""
    told = all(any(not name.startswith("country ") for name in side.context) for side in (left, right))
    shared = left.context & right.context
    if told and all(name.startswith("country ") for name in shared):
        yield "nothing_shared"
    elif told and len(shared) == 1 and all(name.startswith("metropolis ") for name in shared):
        yield "city_shared"


def _years_between(left: Profile, right: Profile) -> int:
    """The years between the articles of one and the articles of the other that are nearest to them."""
    return min((abs(one - other) for one in left.years for other in right.years), default=0)


def _shown(name: str) -> str:
    kind, _, rest = name.partition(" ")
    return {"person": rest, "place": rest, "metropolis": rest, "country": rest.upper()}.get(kind, name) or name


def _occupations(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    one, other = left.occupations, right.occupations
    if one & other:
        yield "occupation_agrees"
    elif one and other:
        near = rules.cues["types"]["near_occupations"]
        changed = any({mine, theirs} <= set(pair) for mine in one for theirs in other for pair in near)
        yield "occupation_changed" if changed else "occupation_differs"


def _settings(left: Profile, right: Profile) -> Iterator[str]:
    """Whether the articles play in the same countries; within America, in the same states."""
    countries = _countries(left.setting), _countries(right.setting)
    if all(countries) and not countries[0] & countries[1]:
        yield "setting_differs"
    elif all(countries):
        states = left.setting - countries[0], right.setting - countries[1]
        apart = all(states) and not states[0] & states[1]
        yield "state_differs" if apart else "state_agrees" if all(states) else "setting_agrees"


def _elsewhere(left: Profile, right: Profile) -> Iterator[str]:
    """As for persons; it says more of a name that many may bear: one word, letters, or words that everybody uses."""
    for feature in _settings(left, right):
        if feature.endswith("agrees"):
            yield "generic_setting_agrees" if left.generic or right.generic else "setting_agrees"
        elif left.generic or right.generic:
            yield "generic_setting_differs"
        else:
            plain = all(" " not in name.normal for name in left.names | right.names)
            yield "plain_setting_differs" if plain else "far_setting_differs"


def _anyone(left: Profile, right: Profile) -> Iterator[str]:
    """What speaks of whoever or whatever it is."""
    yield from _agreement("nationality", left.nationalities, right.nationalities)
    if left.names and right.names and left.descriptions & right.descriptions:
        yield "description_agrees"


def _links(left: Profile, right: Profile) -> Iterator[str]:
    """Links of one authority that differ speak against, equal links speak for."""
    if left.links & right.links:
        yield "same_link"
    elif {urlsplit(iri).netloc for iri in left.links} & {urlsplit(iri).netloc for iri in right.links}:
        yield "other_link"


def _agreement(feature: str, left: frozenset[str], right: frozenset[str]) -> Iterator[str]:
    if left and right:
        yield f"{feature}_agrees" if left & right else f"{feature}_differs"


def _countries(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code for code in codes if "-" not in code)


def _meet(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two places may be one; a country stands for any state of it."""
    return any(
        one == other or one in other.split("-")[:1] or other in one.split("-")[:1] for one in left for other in right
    )


def _classes(*profiles: Profile) -> Iterator[frozenset[str]]:
    for profile in profiles:
        yield frozenset(name for chain in profile.chains for name in chain.types)


def _detail(feature: str, left: Profile, right: Profile) -> str:
    """What a feature found, for a person to read."""
    if feature.endswith(("setting_differs", "state_differs", "place_differs")):
        sides = (left.places, right.places) if feature == "place_differs" else (left.setting, right.setting)
        return " / ".join(", ".join(sorted(side)[:_SHOWN]) for side in sides)
    if feature.startswith("occupation_"):
        return " / ".join(", ".join(sorted(side)[:_SHOWN]) for side in (left.occupations, right.occupations))
    if feature == "role_agrees":
        return ", ".join(sorted(left.roles & right.roles)[:_SHOWN])
    if feature.startswith("born_"):
        return " / ".join(", ".join(map(str, sorted(side)[:_SHOWN])) for side in (left.births, right.births))
    return ""
