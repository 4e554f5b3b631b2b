"""The outline of the world, and where places stand on it."""

from __future__ import annotations

import re

import pytest

from kg.places.worldmap import outline, project


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"), [(90, -180, (0, 0)), (0, 0, (360, 180)), (-45, 90, (540, 270))]
)
def test_points_stand_where_their_degrees_are(latitude: float, longitude: float, expected: tuple[int, int]) -> None:
    assert project(latitude, longitude) == expected


def test_the_outline_is_a_path_within_its_box() -> None:
    world = outline()
    left, top, width, height = world.view_box
    starts = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)", world.path)]
    assert len(starts) > 150
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in starts)
    assert re.fullmatch(r"[Mlz\d .-]+", world.path)
