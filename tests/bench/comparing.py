"""Rows of `python -m tests.bench`: two ways to do the same, measured in one run, and the target of their ratio.

Absolute times tell of the machine, ratios of the program; so both ways are taken in turns, and the best of each counts.
"""

from __future__ import annotations

import itertools
import operator
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import kg
from kg.model import Article
from kg.pipeline import Settings, articles

SAMPLES = Path(kg.__file__).parent / "samples"
_SAMPLE_COPIES = 8

type Timed = Callable[[], float]  # does something and returns the seconds that it took
type Group = Callable[["Options"], Iterator["Row"]]  # measures one after the other


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is told: articles of the user (None: the samples, repeated), how many, how often each way is timed,
    and how many claims the graph of the queries has (None: as many as the target says).
    """

    articles: Path | None = None
    limit: int | None = None
    rounds: int = 3
    claims: int | None = None

    def read(self, most: int | None = None) -> list[Article]:
        """The articles, at most as many as the user or the row wants."""
        found = (item for item in articles([self.articles or SAMPLES], Settings()) if isinstance(item, Article))
        repeated = found if self.articles else iter(list(found) * _SAMPLE_COPIES)
        return list(
            itertools.islice(repeated, min((each for each in (self.limit, most) if each is not None), default=None))
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What a row's value has to be: `Target("<=", 1.7)`."""

    bound: Literal["<=", ">=", "<"]
    value: float

    def met(self, value: float) -> bool:
        """Whether a value is as it has to be."""
        compare = {"<=": operator.le, ">=": operator.ge, "<": operator.lt}[self.bound]
        return compare(value, self.value)

    def __str__(self) -> str:
        return f"{self.bound} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """Ours and the other's in `unit`; `value` is their ratio, or ours alone where there is nothing beside it."""

    name: str
    ours: float
    other: float | None = None
    unit: str = "s"
    target: Target | None = None

    @property
    def value(self) -> float:
        """What the target is about."""
        return self.ours / self.other if self.other else self.ours

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        return self.target.met(self.value) if self.target else None


def best(rounds: int, *ways: Timed) -> list[float]:
    """The shortest time of each, taken in turns, so that a busy moment meets all of them."""
    times = [[way() for way in ways] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def processor_time(work: Callable[[], object]) -> float:
    """Seconds of this process alone, so that what else the machine does shows less."""
    start = time.process_time()
    work()
    return time.process_time() - start
