"""Decisions <-> TSV, for a person to read, edit and replay: the user's rows always win.

A row names two sides. A side is one local entity (`article id#chain id`) or a name across the corpus (`name:Jan Smit`,
or `*#Jan Smit`): "name:Bill Clinton <tab> name:William Clinton <tab> positive" needs no more than these three columns.
A heading says which columns there are; without one they are left, right, verdict, score, reasons, by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from kg.model import Decision, KgError, Verdict

USER = "user"
_COLUMNS = ("verdict", "left_name", "right_name", "score", "reasons", "left", "right", "by")
_PLAIN = ("left", "right", "verdict", "score", "reasons", "by")
_NEEDED = frozenset(_PLAIN[:3])
_REASON = "; "
BY_NAME = ("name:", "*#")
_VERDICTS = get_args(Verdict.__value__)


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
    columns: Sequence[str] = _PLAIN
    found: list[Decision] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if _NEEDED.issubset(cells):
            columns = _PLAIN if _PLAIN[: len(cells)] == tuple(cells) else cells
        elif line.strip() and not line.startswith("#"):
            found.append(_decision(columns, cells, f"{path}:{number}"))
    return tuple(found)


def write_decisions(path: Path, decisions: Iterable[Decision], names: Mapping[str, str] | None = None) -> None:
    """Write decisions as TSV with a heading, sorted: equal decisions make equal files.

    `names`: what local entities are called, for a person to read; nothing depends on them.
    """
    ordered = sorted(decisions, key=lambda decision: (decision.left, decision.right, decision.by, decision.verdict))
    rows = [_COLUMNS, *(_row(decision, names or {}) for decision in ordered)]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")


def _decision(columns: Sequence[str], cells: Sequence[str], place: str) -> Decision:
    row = dict(zip(columns, cells, strict=False))
    if len(cells) > len(columns) or not row.keys() >= _NEEDED:
        raise DecisionError(f"{place}: {len(cells)} columns; write left, right, verdict, separated by tabs")
    left, right, word = row["left"], row["right"], row["verdict"]
    verdict = next((known for known in _VERDICTS if known == word), None)
    if verdict is None:
        raise DecisionError(f"{place}: verdict {word!r} is none of {', '.join(_VERDICTS)}")
    if left == right:
        raise DecisionError(f"{place}: both sides are {left!r}; name two")
    for side in (left, right):
        if "#" not in side.strip("#") and not side.startswith(BY_NAME):
            raise DecisionError(f"{place}: side {side!r} is neither 'article id#chain id' nor 'name:Some Name'")
    score, reasons, by = (row.get(column, "") for column in ("score", "reasons", "by"))
    return Decision(left, right, verdict, _score(score, place), _reasons(reasons), by or USER)


def _score(text: str, place: str) -> float:
    try:
        return float(text or 1.0)
    except ValueError:
        raise DecisionError(f"{place}: score {text!r} is not a number") from None


def _reasons(text: str) -> tuple[str, ...]:
    return tuple(reason for reason in text.split(_REASON) if reason)


def _row(decision: Decision, names: Mapping[str, str]) -> tuple[str, ...]:
    cells = {
        "left": decision.left,
        "right": decision.right,
        "verdict": decision.verdict,
        "score": str(decision.score),
        "reasons": _REASON.join(decision.reasons),
        "by": decision.by,
        "left_name": names.get(decision.left, ""),
        "right_name": names.get(decision.right, ""),
    }
    return tuple(" ".join(cells[column].split()) for column in _COLUMNS)
