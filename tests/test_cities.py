"""The table of cities: kept for the next process, whatever became of the file or the folder meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import cities
from kg.cities import Bearers, Cities, City

ARVIK = City(1, "Arvik City", "NL", "03", 61.5, 9.25, 20_000, True)
SMALL = Cities((ARVIK,), {"arvik": (0,), "arvik city": (0,)}, {"Arvik": Bearers(20_000, "NL", ("NL",))})


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Cities]]:
    """The tables that are made from now on, with a cache folder of their own."""
    found: list[Cities] = []

    def make() -> Cities:
        found.append(SMALL)
        return SMALL

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cities, "_made", make)
    yield found
    cities.cities.cache_clear()


def again() -> Cities:
    """What a new process finds."""
    cities.cities.cache_clear()
    return cities.cities()


def file(folder: Path) -> Path:
    return next((folder / "kg").iterdir())


def test_a_table_is_made_once_and_kept(made: list[Cities], tmp_path: Path) -> None:
    assert again() == again() == SMALL
    assert len(made) == 1
    assert len(list((tmp_path / "kg").iterdir())) == 1


def test_what_is_kept_is_what_was_made() -> None:
    made = cities._made()
    assert again() == made
    assert next(city.country for city in made.named("PARIS")) == "FR"
    assert next(made.named("München")).name == next(made.named("munich")).name
    assert {"US", "GB"} <= set(made.bearers["Cambridge"].countries)


@pytest.mark.parametrize("contents", [b"", b"\x93\x90", b'{"listed": 1}'])
def test_a_damaged_file_is_replaced(made: list[Cities], tmp_path: Path, contents: bytes) -> None:
    again()
    file(tmp_path).write_bytes(contents)
    assert again() == SMALL
    assert len(made) == 2
    assert again() == SMALL
    assert len(made) == 2


def test_without_a_folder_the_table_is_made_each_time(
    made: list[Cities], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert again() == again() == SMALL
    assert len(made) == 2


def test_a_user_without_a_home_is_served(made: list[Cities], monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert again() == SMALL
