"""A hundred clients at once for a few seconds; `make soak` does the same for a minute."""

from __future__ import annotations

from pathlib import Path

from soak import Measured, run


def test_a_hundred_clients_at_once_are_all_answered(store: Path) -> None:
    measured = run(store, clients=100, seconds=3)
    assert measured.errors == 0, measured.statuses
    assert len(measured.seconds) > 100
    assert max(measured.memory) < 1500


def test_what_is_measured() -> None:
    measured = Measured(seconds=[0.1] * 99 + [5.0], memory=[10, 80, 90, 100, 95, 100, 105])
    measured.statuses.update({"200": 98, "503": 1, "ReadError": 1})
    assert (measured.errors, measured.percentile(0.5), measured.percentile(1.0)) == (2, 0.1, 5.0)
    assert measured.growth() == 5
