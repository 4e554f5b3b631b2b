"""A user's decisions -> what they do to profiles: positive ones are carried out, negative ones mark two sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Decision
from kg.resolve.decisions import BY_NAME, USER, DecisionError
from kg.resolve.names import Lexicon, Name, kind_of, read_name
from kg.resolve.profiles import Profile, union

type Side = tuple[int, str]  # number of a decision, "left" or "right"

_KINDS = ("Person", "Country", "Organization")  # coarse classes whose names are read each in their own way


@dataclass(frozen=True, slots=True)
class Overrides:
    """A user's decisions, and which sides of them a local entity ("a1#c2") or a name ("Person jan smit") is."""

    given: tuple[Decision, ...]  # all that are the user's
    rows: tuple[Decision, ...]  # those of them that say yes or no
    sides: Mapping[str, tuple[Side, ...]]


def overrides(decisions: Iterable[Decision], lexicon: Lexicon) -> Overrides:
    """The decisions of `decisions` that are a user's."""
    given = tuple(decision for decision in decisions if decision.by == USER)
    rows = tuple(decision for decision in given if decision.verdict != "unsure")
    sides: dict[str, tuple[Side, ...]] = {}
    for number, row in enumerate(rows):
        for side, text in (("left", row.left), ("right", row.right)):
            for key in _side_keys(text, lexicon):
                sides[key] = (*sides.get(key, ()), (number, side))
    return Overrides(given, rows, sides)


def _side_keys(text: str, lexicon: Lexicon) -> Iterator[str]:
    prefix = next((prefix for prefix in BY_NAME if text.startswith(prefix)), None)
    if prefix is None:
        yield text
        return
    name = text.removeprefix(prefix)
    yield from (f"{kind} {read_name(name, kind, lexicon).normal}" for kind in _KINDS)


def row_keys(profile: Profile, overrides: Overrides) -> Iterator[str]:
    """A key for each decision that a profile may be a side of: all that one decision speaks of belong together."""
    if overrides.rows:
        for number, _ in {*_by_key(profile, overrides), *_by_name(profile, profile.forms, overrides)}:
            yield f"decision {overrides.rows[number].left}\t{overrides.rows[number].right}"


def overridden(component: Sequence[Profile], overrides: Overrides) -> list[Profile]:
    """The profiles with positive rows carried out and negative ones marked. Raises DecisionError."""
    if not overrides.rows:
        return list(component)
    selected = _selected(component, overrides)
    marked = {profile.key: profile for profile in component}
    groups: list[tuple[str, ...]] = []
    for number in sorted({number for number, _ in selected}):
        row, left, right = overrides.rows[number], selected.get((number, "left")), selected.get((number, "right"))
        if row.verdict == "negative":
            _mark(marked, number, row, left or (), right or ())
        elif left and right:
            groups.append((*left, *right))
    joined = _joined(groups)
    grouped = {key for group in joined for key in group}
    forced = [_forced([marked[key] for key in group], overrides.rows) for group in joined]
    return sorted([*(marked[key] for key in marked if key not in grouped), *forced], key=lambda profile: profile.key)


def unmatched(profiles: Iterable[Profile], overrides: Overrides) -> list[str]:
    """The sides that stand for nothing in these articles, as the user wrote them."""
    if not overrides.rows:
        return []
    found = {
        side
        for profile in profiles
        for side in (*_by_key(profile, overrides), *_by_name(profile, profile.forms, overrides))
    }
    return [
        text
        for number, row in enumerate(overrides.rows)
        for side, text in (("left", row.left), ("right", row.right))
        if (number, side) not in found
    ]


def _by_key(profile: Profile, overrides: Overrides) -> tuple[Side, ...]:
    return overrides.sides.get(profile.key, ())


def _by_name(profile: Profile, names: Iterable[Name], overrides: Overrides) -> set[Side]:
    kind = kind_of(profile.type)
    return {side for name in names for side in overrides.sides.get(f"{kind} {name.normal}", ())}


def _selected(component: Sequence[Profile], overrides: Overrides) -> dict[Side, tuple[str, ...]]:
    """Keys of the profiles a side stands for: those of that best name, or failing these, those also called so."""
    best: dict[Side, tuple[str, ...]] = {}
    other: dict[Side, tuple[str, ...]] = {}
    for profile in component:
        for side in sorted({*_by_key(profile, overrides), *_by_name(profile, profile.names, overrides)}):
            best[side] = (*best.get(side, ()), profile.key)
        for side in sorted(_by_name(profile, profile.forms, overrides)):
            other[side] = (*other.get(side, ()), profile.key)
    return {**other, **best}


def _mark(marked: dict[str, Profile], number: int, row: Decision, left: Sequence[str], right: Sequence[str]) -> None:
    both = sorted(set(left) & set(right))
    if both:
        raise DecisionError(f"decision {row.left!r}, {row.right!r} negative: both sides stand for {both[0]}")
    for side, keys in (("left", left), ("right", right)):
        for key in keys:
            marked[key] = replace(marked[key], labels=marked[key].labels | {(number, side)})


def _joined(sets: Iterable[Sequence[str]]) -> list[list[str]]:
    """Sets of keys joined wherever they share one."""
    group_of: dict[str, list[str]] = {}
    for keys in sets:
        merged = sorted({other for key in keys for other in group_of.get(key, [key])})
        group_of.update(dict.fromkeys(merged, merged))
    return [group for key, group in sorted(group_of.items()) if group[0] == key]


def _forced(group: Sequence[Profile], rows: Sequence[Decision]) -> Profile:
    merged = union(group)
    numbers = [number for number, _ in sorted(merged.labels)]
    contradicted = next((number for number in numbers if numbers.count(number) > 1), None)
    if contradicted is not None:
        row = rows[contradicted]
        raise DecisionError(f"decision {row.left!r}, {row.right!r} negative: other rows say that they are one")
    return merged
