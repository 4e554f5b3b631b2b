"""How a run stands -> a line that moves where a person looks, and a line every half minute where nobody does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pipeline import READING, Progress, Standing

if TYPE_CHECKING:
    from rich.console import Console

_PAUSE = 30.0  # seconds between two lines where nobody looks
_MINUTE, _HOUR = 60, 3600


@dataclass(slots=True)
class Pace:
    """How fast articles are read, from the first that was: neither loading nor what was known counts."""

    clock: Callable[[], float]
    begun: tuple[float, int] | None = None

    def worded(self, standing: Standing) -> str:
        """How a run stands, in words: what is done, how fast, and how long the rest will take."""
        if standing.stage != READING:
            return f"{standing.stage} ({standing.done:,} articles)" if standing.done else standing.stage
        rate = self._rate(standing)
        of = f" of about {standing.expected:,}" if standing.expected else ""
        parts = [f"{standing.done:,}{of} {'article' if standing.done == 1 and not of else 'articles'}"]
        parts += [f"{standing.known:,} known"] if standing.known else []
        parts += [f"{standing.failed:,} failed"] if standing.failed else []
        parts += [_worded_rate(rate)] if rate else []
        left = (standing.expected or 0) - standing.done
        parts += [f"{_worded_time(left / rate)} left"] if rate and left > 0 else []
        return ", ".join(parts)

    def _rate(self, standing: Standing) -> float | None:
        """Articles a second."""
        fresh = standing.done - standing.known
        if self.begun is None and fresh:
            self.begun = self.clock(), fresh
        if self.begun is None or fresh == self.begun[1]:
            return None
        elapsed = self.clock() - self.begun[0]
        return (fresh - self.begun[1]) / elapsed if elapsed > 0 else None


def _worded_rate(rate: float) -> str:
    return f"{rate:.1f} a second" if rate >= 1 else f"{_MINUTE * rate:.0f} a minute"


def _worded_time(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    return f"{minutes} min" if seconds < _HOUR else f"{minutes // _MINUTE} h {minutes % _MINUTE:02} min"


@contextmanager
def show_progress(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """Tell on `console` how a run stands, as long as the block lasts."""
    pace = Pace(clock)
    if console.is_terminal:
        with _bar(console, pace) as progress:
            yield progress
    else:
        yield _lines(console, pace)


@contextmanager
def _bar(console: Console, pace: Pace) -> Iterator[Progress]:
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("loading", total=None)

        def show(standing: Standing) -> None:
            bar.update(task, description=pace.worded(standing), completed=standing.done, total=standing.expected)

        yield show


def _lines(console: Console, pace: Pace) -> Progress:
    """A line at most every half minute, so that short runs are silent and logs stay short."""
    told = pace.clock()

    def show(standing: Standing) -> None:
        nonlocal told
        worded = pace.worded(standing)
        if pace.clock() - told >= _PAUSE:
            told = pace.clock()
            console.print(worded, soft_wrap=True, markup=False)

    return show
