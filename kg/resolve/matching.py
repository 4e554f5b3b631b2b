"""Two Profiles -> Judgement: one table of (feature, weight), summed; the features that spoke are the reasons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.model import Verdict
from kg.resolve.names import Name, acronyms, is_near, same_given
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules

_NAMED_ALIKE = frozenset(
    [
        "same_name",
        "generic_name",
        "other_spelling",
        "near_spelling",
        "known_alias",
        "nickname",
        "middle_name_left_out",
        "initials_agree",
        "same_surname",
        "given_or_surname",
        "given_name_only",
        "same_single_name",
        "same_given_name",
        "known_short_form",
        "acronym",
    ]
)
_MOST_SHARED = 4.0
_SHOWN = 3
_SHORTEST_TELLING = 3  # letters of an acronym; two letters fit too many names


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two profiles are one; `strength` is the sum of weights, `score` that sum as a probability."""

    strength: float
    score: float
    verdict: Verdict
    reasons: tuple[str, ...]
    comparable: bool  # whether the names allow that they are one


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
        order = sorted(found, key=lambda feature: (-abs(weights[feature] * found[feature]), feature))
        reasons = tuple(self._reason(feature, left, right) for feature in order)
        score = 1 / (1 + math.exp(-max(min(strength, 30.0), -30.0)))
        limits = self.rules.cues["verdict"]
        verdict: Verdict = "unsure"
        if score >= limits["positive"]:
            verdict = "positive"
        elif score <= limits["negative"]:
            verdict = "negative"
        return Judgement(strength, round(score, 3), verdict, reasons, not found.keys().isdisjoint(_NAMED_ALIKE))

    def _reason(self, feature: str, left: Profile, right: Profile) -> str:
        words = feature.replace("_", " ")
        if feature != "shared_names":
            return words
        shared = sorted(left.context & right.context, key=lambda name: (-self._telling(name), name))
        return f"{words}: {', '.join(name.removeprefix('person ') for name in shared[:_SHOWN])}"

    def _features(self, left: Profile, right: Profile) -> Iterator[tuple[str, float]]:
        names = self._person_names if left.type == "Person" else self._other_names
        for feature in names(left, right):
            yield feature, 1.0
        yield from _agreement("gender", left.genders, right.genders)
        yield from _agreement("nationality", left.nationalities, right.nationalities)
        yield from _agreement("occupation", left.occupations, right.occupations)
        if left.roles & right.roles:
            yield "role_agrees", 1.0
        shared = self._shared(left, right)
        if shared:
            yield "shared_names", shared
        yield from _links(left, right)
        if left.type != right.type:
            yield "type_differs", 1.0
        if left.type in self.rules.cues["types"]["dated"] and _far_apart(left, right):
            yield "far_apart", 1.0

    def _shared(self, left: Profile, right: Profile) -> float:
        """How many names are mentioned along with both; countries, which many articles mention, count for less."""
        return min(sum(self._telling(name) for name in sorted(left.context & right.context)), _MOST_SHARED)

    def _telling(self, name: str) -> float:
        telling: float = self.rules.cues["telling"]["country" if name.startswith("country ") else "other"]
        return telling

    def _other_names(self, left: Profile, right: Profile) -> Iterator[str]:
        called = (left.names & right.forms) | (right.names & left.forms)
        if left.names & right.names:
            yield "generic_name" if left.generic or right.generic else "same_name"
        elif {name.folded for name in left.names} & {name.folded for name in right.names}:
            yield "other_spelling"
        elif called:
            yield "generic_name" if all(name.generic for name in called) else "known_alias"
        elif letters := self._shortened(left, right) | self._shortened(right, left):
            yield "acronym"
            if all(self.meanings.get(acronym) == 1 and len(acronym) >= _SHORTEST_TELLING for acronym in letters):
                yield "only_bearer"

    def _shortened(self, short: Profile, long: Profile) -> frozenset[str]:
        """The acronyms by which `short` is named that the words of `long` make up."""
        letters = frozenset(name.normal for name in short.names if name.acronym)
        return letters & frozenset().union(*(acronyms(name.normal, self.rules.lexicon) for name in long.names))

    def _person_names(self, left: Profile, right: Profile) -> Iterator[str]:
        full = _full(left), _full(right)
        if all(full):
            yield self._all_full_names(left, right, *full)
        elif any(full):
            short, long = (right, left) if full[0] else (left, right)
            yield from self._short_for(short, long)
        else:
            yield from self._single_names(left, right)

    def _all_full_names(self, left: Profile, right: Profile, one: Sequence[Name], other: Sequence[Name]) -> str:
        """How full names agree; if any two of them contradict each other, that."""
        if left.names & right.names:
            return "same_name"
        features = {self._full_names(name, another) for name in one for another in other}
        if features == {"name_differs"} and self._is_alias(left, right):
            return "known_alias"
        differing = [feature for feature in features if feature.endswith("differs")]
        return min(differing or features, key=lambda feature: (-self.rules.cues["weights"][feature], feature))

    def _is_alias(self, left: Profile, right: Profile) -> bool:
        """Whether an article calls one by the other's name, and they share a given name: coreference errs at times."""
        given = [{name.given[0] for name in _full(profile)} for profile in (left, right)]
        shared = any(same_given(one, other, self.rules.lexicon) for one in given[0] for other in given[1])
        return shared and bool(left.names & right.forms or right.names & left.forms)

    def _full_names(self, left: Name, right: Name) -> str:
        if left.folded == right.folded:
            return "other_spelling"
        if left.surname != right.surname:
            same = same_given(left.given[0], right.given[0], self.rules.lexicon) == "same"
            return "near_spelling" if same and is_near(left.surname, right.surname) else "name_differs"
        if left.suffix != right.suffix:
            return "suffix_differs"
        return self._given_names(left.given, right.given)

    def _given_names(self, left: tuple[str, ...], right: tuple[str, ...]) -> str:
        agreement = same_given(left[0], right[0], self.rules.lexicon)
        if agreement is None:
            return "near_spelling" if is_near(left[0], right[0]) else "name_differs"
        if any(
            same_given(one, other, self.rules.lexicon) is None for one, other in zip(left[1:], right[1:], strict=False)
        ):
            return "middle_name_differs"
        return {"same": "middle_name_left_out", "nickname": "nickname", "initial": "initials_agree"}[agreement]

    def _short_for(self, short: Profile, long: Profile) -> Iterator[str]:
        name = min(short.names, key=lambda name: name.normal)
        full = _full(long)
        known = name.normal in {form.normal for form in long.forms}
        if known:
            yield "known_short_form"
        bearers = [bearer for bearer in full if bearer.surname == name.surname]
        if bearers and name.given:
            agreements = [same_given(name.given[0], bearer.given[0], self.rules.lexicon) for bearer in bearers]
            yield "initials_agree" if any(agreements) else "name_differs"
        elif bearers:
            yield "same_surname" if known or name.normal not in self.rules.lexicon.given else "given_or_surname"
        elif any(bearer.given and bearer.given[0] == name.normal for bearer in full):
            yield "given_name_only"

    def _single_names(self, left: Profile, right: Profile) -> Iterator[str]:
        same = {name.normal for name in left.names} & {name.normal for name in right.names}
        if same:
            yield "same_given_name" if same <= self.rules.lexicon.given else "same_single_name"


def _full(profile: Profile) -> list[Name]:
    """Names with a given name and a surname."""
    found = [name for name in profile.names if name.given and not name.partial]
    return sorted(found, key=lambda name: name.normal)


def _agreement(feature: str, left: frozenset[str], right: frozenset[str]) -> Iterator[tuple[str, float]]:
    if left and right:
        yield f"{feature}_agrees" if left & right else f"{feature}_differs", 1.0


def _links(left: Profile, right: Profile) -> Iterator[tuple[str, float]]:
    """Links of one authority that differ speak against, equal links speak for."""
    if left.links & right.links:
        yield "same_link", 1.0
    elif {urlsplit(iri).netloc for iri in left.links} & {urlsplit(iri).netloc for iri in right.links}:
        yield "other_link", 1.0


def _far_apart(left: Profile, right: Profile) -> bool:
    """Whether all articles of one were published in other years than all of the other, next years aside."""
    return bool(left.years and right.years) and all(abs(one - other) > 1 for one in left.years for other in right.years)
