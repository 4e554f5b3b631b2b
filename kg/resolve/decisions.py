"""Decisions <-> TSV, and what a user's rows do to profiles: they always win.

A row names two sides. A side is one local entity (`article id#chain id`) or a name across the corpus (`name:Jan Smit`,
or `*#Jan Smit`): "name:Bill Clinton <tab> name:William Clinton <tab> positive" needs no more than these three columns.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from kg.model import Decision, KgError, Verdict
from kg.resolve.names import Lexicon, read_name
from kg.resolve.profiles import Profile, union

USER = "user"
_COLUMNS = ("left", "right", "verdict", "score", "reasons", "by")
_REASON = "; "
_BY_NAME = ("name:", "*#")
_VERDICTS = get_args(Verdict.__value__)
_log = logging.getLogger(__name__)


class DecisionError(KgError):
    """A decision that cannot be read or followed; the message names the place and the mend."""


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a TSV file; blank lines and lines that begin with # are skipped.

    Score, reasons and by may be left out: a row is the user's unless it says otherwise. Raises DecisionError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    rows = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), start=1) if _is_row(line)]
    return tuple(_decision(row, f"{path}:{number}") for number, row in rows)


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions as TSV with a heading, sorted: equal decisions make equal files."""
    ordered = sorted(decisions, key=lambda decision: (decision.left, decision.right, decision.by, decision.verdict))
    rows = [_COLUMNS, *(_row(decision) for decision in ordered)]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")


def overridden(profiles: Sequence[Profile], overrides: Sequence[Decision], lexicon: Lexicon) -> list[Profile]:
    """The profiles with a user's positive rows carried out and negative ones marked. Raises DecisionError."""
    rows = [decision for decision in overrides if decision.by == USER and decision.verdict != "unsure"]
    if not rows:
        return list(profiles)
    sides = [(row, _selected(row.left, profiles, lexicon), _selected(row.right, profiles, lexicon)) for row in rows]
    marked = {profile.key: profile for profile in profiles}
    for number, (row, left, right) in enumerate(sides):
        if row.verdict == "negative":
            _mark(marked, number, row, left, right)
    groups = _groups([(*left, *right) for row, left, right in sides if row.verdict == "positive" and left and right])
    grouped = {key for group in groups for key in group}
    forced = [_forced([marked[key] for key in group], rows) for group in groups]
    return sorted([*(marked[key] for key in marked if key not in grouped), *forced], key=lambda profile: profile.key)


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#") and tuple(line.split("\t")[:3]) != _COLUMNS[:3]


def _decision(row: Sequence[str], place: str) -> Decision:
    cells = [cell.strip() for cell in row]
    if not 3 <= len(cells) <= len(_COLUMNS):
        raise DecisionError(f"{place}: {len(cells)} columns; write left, right, verdict, separated by tabs")
    left, right, word, score, reasons, by = (*cells, *("", "", "")[: len(_COLUMNS) - len(cells)])
    verdict = next((known for known in _VERDICTS if known == word), None)
    if verdict is None:
        raise DecisionError(f"{place}: verdict {word!r} is none of {', '.join(_VERDICTS)}")
    if left == right:
        raise DecisionError(f"{place}: both sides are {left!r}; name two")
    for side in (left, right):
        if "#" not in side.strip("#") and not side.startswith(_BY_NAME):
            raise DecisionError(f"{place}: side {side!r} is neither 'article id#chain id' nor 'name:Some Name'")
    return Decision(left, right, verdict, _score(score, place), _reasons(reasons), by or USER)


def _score(text: str, place: str) -> float:
    try:
        return float(text or 1.0)
    except ValueError:
        raise DecisionError(f"{place}: score {text!r} is not a number") from None


def _reasons(text: str) -> tuple[str, ...]:
    return tuple(reason for reason in text.split(_REASON) if reason)


def _row(decision: Decision) -> tuple[str, ...]:
    cells = (decision.left, decision.right, decision.verdict, str(decision.score))
    return tuple(" ".join(cell.split()) for cell in (*cells, _REASON.join(decision.reasons), decision.by))


def _selected(side: str, profiles: Sequence[Profile], lexicon: Lexicon) -> tuple[str, ...]:
    """Keys of the profiles a side stands for: those of that best name, or failing these, those also called so."""
    prefix = next((prefix for prefix in _BY_NAME if side.startswith(prefix)), None)
    if prefix is None:
        found = tuple(profile.key for profile in profiles if profile.key == side)
    else:
        name = side.removeprefix(prefix)
        found = _bearers(name, profiles, lexicon, best=True) or _bearers(name, profiles, lexicon, best=False)
    if not found:
        _log.warning("decision side %r matches nothing in these articles", side)
    return found


def _bearers(name: str, profiles: Sequence[Profile], lexicon: Lexicon, *, best: bool) -> tuple[str, ...]:
    normal = {coarse: read_name(name, coarse, lexicon).normal for coarse in {profile.type for profile in profiles}}
    return tuple(
        profile.key
        for profile in profiles
        if normal[profile.type] in {form.normal for form in (profile.names if best else profile.forms)}
    )


def _mark(marked: dict[str, Profile], number: int, row: Decision, left: Sequence[str], right: Sequence[str]) -> None:
    both = sorted(set(left) & set(right))
    if both:
        raise DecisionError(f"decision {row.left!r}, {row.right!r} negative: both sides stand for {both[0]}")
    for side, keys in (("left", left), ("right", right)):
        for key in keys:
            marked[key] = replace(marked[key], labels=marked[key].labels | {(number, side)})


def _groups(sets: Iterable[Sequence[str]]) -> list[list[str]]:
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
