"""Records -> records: which articles are in the graph, when several are versions of one story.

The newest is in, by its edition (how often a user said that it corrects the others) and then by its date; the others
wait, and come back when the newest is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.store.records import IN, STAGED, SUPERSEDED, Records


@dataclass(frozen=True, slots=True)
class Turnover:
    """Articles that enter the graph and articles that leave it."""

    entering: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)


def turn_over(records: Records, wanted: Iterable[str], gone: Iterable[str]) -> Turnover:
    """Take in the staged articles that are wanted, forget those that are gone, and say who enters and who leaves."""
    moved = Turnover()
    rows = records.among("SELECT id, story, state FROM article WHERE id IN given", {*wanted, *gone})
    lost = {article for article, _, state in rows if state == IN} & set(gone)
    moved.leaving.update(lost)
    records.run_many("DELETE FROM article WHERE id = ?", ((article,) for article in sorted(set(gone))))
    for article, story, state in rows:
        if state == STAGED and article not in lost:
            records.run("UPDATE article SET state = ? WHERE id = ?", (SUPERSEDED, article))
            moved.entering.update([article] if story is None else [])
    for story in sorted({story for _, story, _ in rows if story is not None}):
        _choose(records, story, moved)
    records.run_many("UPDATE article SET state = ? WHERE id = ?", _states(moved))
    return moved


def _choose(records: Records, story: str, moved: Turnover) -> None:
    """The versions of a story that are in: the newest, and those that are as new."""
    rows = records.rows(
        "SELECT id, state, edition, published FROM article WHERE story = ? AND state != ?", (story, STAGED)
    )
    newest = max(((edition, published) for _, _, edition, published in rows), default=None)
    for article, state, edition, published in rows:
        if (edition, published) == newest and state != IN:
            moved.entering.add(article)
        elif (edition, published) != newest and state == IN:
            moved.leaving.add(article)


def _states(moved: Turnover) -> Iterator[tuple[str, str]]:
    yield from ((IN, article) for article in sorted(moved.entering))
    yield from ((SUPERSEDED, article) for article in sorted(moved.leaving))
