"""Node sizes and edges -> places: a force-directed picture without overlaps, the same on every run.

Parts that hang together are laid out one by one (attraction and repulsion as in ForceAtlas2, Jacomy et al. 2014, with
repulsion by degree), pushed apart until no two labels overlap, and packed in rows.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

type Size = tuple[float, float]
type Point = tuple[float, float]
type Floats = NDArray[np.float64]

LARGEST = 1500  # nodes of a part that forces can place in a few seconds; beyond it, a spiral by degree
STEPS = 300
EDGE_LENGTH = 130.0
GAP = 60.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def place(sizes: dict[str, Size], edges: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """A centre (x, y) for every node of `sizes`; y grows downwards. Sizes are widths and heights with labels."""
    neighbours = _neighbours(sizes, edges)
    parts = sorted(_parts(neighbours), key=lambda part: (-len(part), part[0]))
    boxes = [_lay_out(part, neighbours, sizes) for part in parts]
    places: dict[str, Point] = {}
    for part, box, (left, top) in zip(parts, boxes, _pack([_extent(box) for box in boxes]), strict=True):
        centres = box[0] + np.array([left, top]) - _corner(box)
        places |= {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y) in zip(part, centres, strict=True)}
    return places


def _neighbours(sizes: dict[str, Size], edges: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    neighbours: dict[str, dict[str, int]] = {name: defaultdict(int) for name in sorted(sizes)}
    for source, target in edges:
        if source != target:
            neighbours[source][target] += 1
            neighbours[target][source] += 1
    return neighbours


def _parts(neighbours: dict[str, dict[str, int]]) -> list[list[str]]:
    """Connected parts, each from its best connected node outwards."""
    parts, seen = [], set()
    for start in sorted(neighbours, key=lambda name: (-len(neighbours[name]), name)):
        if start in seen:
            continue
        seen.add(start)
        part, waiting = [], deque([start])
        while waiting:
            name = waiting.popleft()
            part.append(name)
            found = [other for other in sorted(neighbours[name]) if other not in seen]
            seen.update(found)
            waiting.extend(found)
        parts.append(part)
    return parts


def _lay_out(part: list[str], neighbours: dict[str, dict[str, int]], sizes: dict[str, Size]) -> tuple[Floats, Floats]:
    """Centres and sizes of the nodes of one part."""
    boxes = np.array([sizes[name] for name in part])
    centres = _spiral(len(part), boxes)
    if 1 < len(part) <= LARGEST:
        index = {name: number for number, name in enumerate(part)}
        edges = [(index[name], index[other]) for name in part for other in neighbours[name] if name < other]
        centres = _attract_and_repel(centres, np.array(sorted(edges)))
        centres = _push_apart(centres, boxes)
    return centres, boxes


def _spiral(count: int, boxes: Floats) -> Floats:
    """A sunflower: the first node in the middle, all with the same room."""
    step = math.sqrt(float(np.mean(boxes[:, 0] * boxes[:, 1])))
    turns = np.arange(count)
    radius = step * np.sqrt(turns)
    return np.round(np.stack([radius * np.cos(turns * GOLDEN_ANGLE), radius * np.sin(turns * GOLDEN_ANGLE)], axis=1), 3)


def _attract_and_repel(centres: Floats, edges: NDArray[np.int64]) -> Floats:
    """Let edges pull and nodes push in ever smaller steps. Rounding keeps machines from drifting apart."""
    degrees = np.bincount(edges.ravel(), minlength=len(centres)).astype(np.float64)
    mass = np.sqrt(degrees)[:, None]
    steps = STEPS if len(centres) <= 400 else STEPS // 3
    for step in range(steps):
        force = _repulsion(centres, mass) + _attraction(centres, edges) - 0.02 * mass * centres
        length = np.maximum(np.sqrt((force**2).sum(axis=1, keepdims=True)), 1e-9)
        longest = EDGE_LENGTH * (1 - step / steps) ** 1.5 + 0.5
        centres = np.round(centres + force / length * np.minimum(length, longest), 3)
    return centres


def _repulsion(centres: Floats, mass: Floats) -> Floats:
    apart = centres[:, None, :] - centres[None, :, :]
    squares = np.maximum((apart**2).sum(axis=2), 1.0)
    strength = EDGE_LENGTH**2 * (mass @ mass.T) / squares
    return np.asarray((apart * strength[:, :, None]).sum(axis=1) * 0.6)


def _attraction(centres: Floats, edges: NDArray[np.int64]) -> Floats:
    along = centres[edges[:, 1]] - centres[edges[:, 0]]
    pull = along * np.sqrt((along**2).sum(axis=1, keepdims=True)) / EDGE_LENGTH
    force = np.zeros_like(centres)
    np.add.at(force, edges[:, 0], pull)
    np.add.at(force, edges[:, 1], -pull)
    return force


def _push_apart(centres: Floats, boxes: Floats) -> Floats:
    """Move overlapping nodes apart along the shorter way until none overlap (or for 200 rounds)."""
    room = (boxes[:, None, :] + boxes[None, :, :]) / 2
    order = np.sign(np.arange(len(centres))[:, None] - np.arange(len(centres))[None, :])
    for _ in range(200):
        apart = centres[:, None, :] - centres[None, :, :]
        overlap = np.minimum(room - np.abs(apart), room)
        touching = (overlap > 0.01).all(axis=2) & (order != 0)
        if not touching.any():
            break
        side = np.where(apart == 0, order[:, :, None], np.sign(apart))
        shorter = np.where((overlap[:, :, 0] <= overlap[:, :, 1])[:, :, None], [1.0, 0.0], [0.0, 1.0])
        move = side * overlap * shorter * touching[:, :, None]
        centres = np.round(centres + move.sum(axis=1) * 0.35, 3)
    return centres


def _corner(box: tuple[Floats, Floats]) -> Floats:
    return np.asarray((box[0] - box[1] / 2).min(axis=0))


def _extent(box: tuple[Floats, Floats]) -> Size:
    width, height = (box[0] + box[1] / 2).max(axis=0) - _corner(box)
    return float(width), float(height)


def _pack(extents: list[Size]) -> list[Point]:
    """Top left corners that put the boxes in rows, in a picture somewhat wider than high."""
    area = sum((width + GAP) * (height + GAP) for width, height in extents)
    widest = max(max((width for width, _ in extents), default=0.0), 1.5 * math.sqrt(area))
    corners, left, top, deepest = [], 0.0, 0.0, 0.0
    for width, height in extents:
        if left and left + width > widest:
            left, top, deepest = 0.0, top + deepest + GAP, 0.0
        corners.append((left, top))
        left, deepest = left + width + GAP, max(deepest, height)
    return corners
