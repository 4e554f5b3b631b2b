"""Two Profiles -> how their names agree: features of the table in `resolution.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.resolve.names import Name, acronyms, fold, is_near, joined_surnames, same_given
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules

# Any of these lets two profiles be one at all.
NAMED_ALIKE = frozenset([
    "same_name", "generic_name", "acronym_name", "other_spelling", "near_spelling", "known_alias", "nickname",
    "middle_name_left_out", "surname_added", "initials_agree", "same_surname", "given_or_surname", "same_single_name",
    "same_given_name", "known_short_form", "acronym", "same_phrase", "same_noun", "general_noun",
])  # fmt: skip
_SHORTEST_TELLING = 3  # letters of an acronym; two letters fit too many names


def person_names(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    """How the names of two persons agree or differ."""
    full = _full(left), _full(right)
    if all(full):
        yield _all_full_names(left, right, *full, rules)
    elif any(full):
        short, long = (right, left) if full[0] else (left, right)
        yield from _short_for(short, long, rules)
    else:
        yield from _single_names(left, right, rules)


def other_names(left: Profile, right: Profile, rules: Rules, meanings: Mapping[str, int]) -> Iterator[str]:
    """How the names of two bodies, places or things agree; `meanings`: see `Matcher`."""
    called = (left.names & right.forms) | (right.names & left.forms)
    if same := left.names & right.names:
        yield _same_name(same, left, right)
    elif {name.folded for name in left.names} & {name.folded for name in right.names}:
        yield "other_spelling"
    elif called:
        yield "generic_name" if all(name.generic for name in called) else "known_alias"
    elif letters := _shortened(left, right, rules) | _shortened(right, left, rules):
        yield "acronym"
        if all(meanings.get(acronym) == 1 and len(acronym) >= _SHORTEST_TELLING for acronym in letters):
            yield "only_bearer"


def _same_name(same: frozenset[Name], left: Profile, right: Profile) -> str:
    if left.generic or right.generic:
        return "generic_name"
    return "acronym_name" if all(name.acronym for name in same) else "same_name"


def _shortened(short: Profile, long: Profile, rules: Rules) -> frozenset[str]:
    """The acronyms by which `short` is named that the words of `long` make up."""
    letters = frozenset(name.normal for name in short.names if name.acronym)
    return letters & frozenset().union(*(acronyms(name.normal, rules.lexicon) for name in long.names))


def _all_full_names(left: Profile, right: Profile, one: Sequence[Name], other: Sequence[Name], rules: Rules) -> str:
    """How full names agree; if any two of them contradict each other, that."""
    if left.names & right.names:
        return "same_name"
    features = {_full_names(name, another, rules) for name in one for another in other}
    if features == {"name_differs"} and _is_alias(left, right, rules):
        return "known_alias"
    differing = [feature for feature in features if feature.endswith("differs")]
    return min(differing or features, key=lambda feature: (-rules.cues["weights"][feature], feature))


def _is_alias(left: Profile, right: Profile, rules: Rules) -> bool:
    """Whether an article calls one by the other's name, and they share a given name or surname: coreference errs."""
    pairs = [(one, other) for one in _full(left) for other in _full(right)]
    shared = any(
        one.surname == other.surname or same_given(one.given[0], other.given[0], rules.lexicon) for one, other in pairs
    )
    return shared and bool(left.names & right.forms or right.names & left.forms)


def _full_names(left: Name, right: Name, rules: Rules) -> str:
    if left.folded == right.folded:
        return "other_spelling"
    if left.surname != right.surname:
        return _other_surname(left, right, rules)
    if left.suffix != right.suffix:
        return "suffix_differs"
    return _given_names(left.given, right.given, rules)


def _other_surname(left: Name, right: Name, rules: Rules) -> str:
    if same_given(left.given[0], right.given[0], rules.lexicon) != "same":
        return "name_differs"
    if joined_surnames(left, rules.lexicon) & joined_surnames(right, rules.lexicon):
        return "other_spelling"
    if is_near(left.surname, right.surname):
        return "near_spelling"
    return "surname_added" if _adds(left, right, rules) or _adds(right, left, rules) else "name_differs"


def _adds(short: Name, long: Name, rules: Rules) -> bool:
    """Whether `long` is `short` with a further surname behind: Ann Berg, Ann Berg Dahl."""
    return len(long.given) > 1 and fold(long.given[-1], rules.lexicon.folds) == short.surname


def _given_names(left: tuple[str, ...], right: tuple[str, ...], rules: Rules) -> str:
    if left == right:
        return "other_spelling"
    agreement = same_given(left[0], right[0], rules.lexicon)
    if agreement is None:
        folded = [fold(given[0], rules.lexicon.folds) for given in (left, right)]
        return "near_spelling" if is_near(*folded) else "name_differs"
    further = zip(left[1:], right[1:], strict=False)
    if any(same_given(one, other, rules.lexicon) is None for one, other in further):
        return "middle_name_differs"
    return {"same": "middle_name_left_out", "nickname": "nickname", "initial": "initials_agree"}[agreement]


def _short_for(short: Profile, long: Profile, rules: Rules) -> Iterator[str]:
    name = min(short.names, key=lambda name: name.normal)
    known = name.normal in {form.normal for form in long.forms}
    if known:
        yield "known_short_form"
    bearers = [bearer for bearer in _full(long) if _may_bear(bearer, name, rules)]
    if bearers and name.given:
        agreements = [same_given(name.given[0], bearer.given[0], rules.lexicon) for bearer in bearers]
        yield "initials_agree" if any(agreements) else "name_differs"
    elif bearers:
        yield "same_surname" if known or name.normal not in rules.lexicon.given else "given_or_surname"


def _may_bear(bearer: Name, name: Name, rules: Rules) -> bool:
    """Whether it is the surname of the bearer: of a double one, both words."""
    words = [word for word in name.folded.split() if word not in rules.lexicon.words["particles"]]
    double = not name.given and len(words) > 1
    return bearer.surname == name.surname and (not double or bearer.folded.endswith(" ".join(words)))


def _single_names(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    if left.names & right.names:
        same = {name.normal for name in left.names} & {name.normal for name in right.names}
        yield "same_given_name" if same <= rules.lexicon.given else "same_single_name"
    elif shared := {name.surname for name in left.names} & {name.surname for name in right.names}:
        yield from _single_surnames(shared, left, right, rules)


def _single_surnames(shared: set[str], left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    """Surnames spelt in two ways, or one with an initial: Rashidi, al-Rashidi; Berg, A. Berg."""
    given = [[name.given for name in profile.names if name.surname in shared] for profile in (left, right)]
    initials = [(one[0], other[0]) for one in given[0] for other in given[1] if one and other]
    if any(same_given(one, other, rules.lexicon) is None for one, other in initials):
        yield "name_differs"
    else:
        yield "same_single_name"


def _full(profile: Profile) -> list[Name]:
    """Names with a given name and a surname."""
    found = [name for name in profile.names if name.given and not name.partial]
    return sorted(found, key=lambda name: name.normal)
