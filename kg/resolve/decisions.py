"""Decisions <-> TSV, for a person to read, edit and replay: the user's rows always win.

A row names two sides. A side is one local entity (`article id#chain id`) or a name across the corpus (`name:Jan Smit`,
or `*#Jan Smit`): "name:Bill Clinton <tab> name:William Clinton <tab> positive" needs no more than these three columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from kg.model import Decision, KgError, Verdict

USER = "user"
_COLUMNS = ("left", "right", "verdict", "score", "reasons", "by")
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
    rows = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), start=1) if _is_row(line)]
    return tuple(_decision(row, f"{path}:{number}") for number, row in rows)


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions as TSV with a heading, sorted: equal decisions make equal files."""
    ordered = sorted(decisions, key=lambda decision: (decision.left, decision.right, decision.by, decision.verdict))
    rows = [_COLUMNS, *(_row(decision) for decision in ordered)]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")


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
        if "#" not in side.strip("#") and not side.startswith(BY_NAME):
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
