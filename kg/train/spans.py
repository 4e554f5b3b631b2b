"""Labels of words -> spans of names."""

from __future__ import annotations

from collections.abc import Sequence

VALUES = frozenset(("Role", "Time", "Money"))


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans that labels mark: a B, or an I of another class, begins one."""
    found: list[tuple[int, int, str]] = []
    for index, label in enumerate(labels):
        mark, _, name = label.partition("-")
        if mark == "I" and found and found[-1][1] == index and found[-1][2] == name:
            found[-1] = (found[-1][0], index + 1, name)
        elif mark in ("B", "I"):
            found.append((index, index + 1, name))
    return found


def true_spans(sets: Sequence[set[str]]) -> list[tuple[tuple[int, int], set[str]]]:
    """Marked names with the classes that they may have; values are left out."""
    found: list[tuple[tuple[int, int], set[str]]] = []
    for index, members in enumerate(sets):
        marks = {member[0] for member in members}
        classes = {member[2:] for member in members} - VALUES
        if marks == {"B"} and classes:
            found.append(((index, index + 1), classes))
        elif marks == {"I"} and found and found[-1][0][1] == index and classes & found[-1][1]:
            found[-1] = ((found[-1][0][0], index + 1), found[-1][1])
    return found
