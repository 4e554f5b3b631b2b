"""The outline of the world as a drawing, and where on it a place is: plate carrée, so that a point is two divisions.

The outline is Natural Earth's at 1:110 million, simplified (`world.json` names its source).
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

import orjson

_SCALE = 2.0  # pixels a degree, as `world.json` was drawn


@dataclass(frozen=True, slots=True)
class Outline:
    """The path of all coasts and borders in SVG, and the view box (left, top, width, height) that shows them."""

    path: str
    view_box: tuple[int, int, int, int]


@functools.cache
def outline() -> Outline:
    """The outline of the world."""
    text = importlib.resources.files("kg.places").joinpath("world.json").read_bytes()
    drawn = orjson.loads(text)
    return Outline(drawn["path"], tuple(drawn["viewBox"]))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where on the outline a point is, in its pixels from the top left."""
    return round((longitude + 180) * _SCALE, 1), round((90 - latitude) * _SCALE, 1)
