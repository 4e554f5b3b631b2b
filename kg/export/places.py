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
type Indices = NDArray[np.int64]
type Pairs = NDArray[np.int64]  # one pair a row

LARGEST = 3000  # nodes of a part that forces can place in a few seconds; beyond it, a spiral by degree
EXACT = 200  # nodes up to which every pair is weighed
SIDE = 16  # squares along one side of the grid by which larger parts are weighed
STEPS = 250
STEPS_A_NODE = 20  # small parts, of which large graphs have hundreds, come to rest sooner
MOVES = 200_000  # of nodes in all: what is larger is seen as a whole, and moves less often
ROUNDS = 250
NEAREST = 20.0  # two nodes push no harder than at this distance
EDGE_LENGTH = 180.0
GRAVITY = 0.08
GAP = 60.0
ROOM = 4.0  # area of a picture, in areas of its labels
EDGE_ROOM = 45_000.0  # and in square pixels for each of the first edges, whose labels are shown
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
        centres = _push_apart(_tighten(centres, boxes, len(edges)), boxes)
    return centres, boxes


def _spiral(count: int, boxes: Floats) -> Floats:
    """A sunflower: the first node in the middle, all with the same room."""
    step = math.sqrt(float(np.mean(boxes[:, 0] * boxes[:, 1])))
    turns = np.arange(count)
    radius = step * np.sqrt(turns)
    return np.round(np.stack([radius * np.cos(turns * GOLDEN_ANGLE), radius * np.sin(turns * GOLDEN_ANGLE)], axis=1), 3)


def _attract_and_repel(centres: Floats, edges: Pairs) -> Floats:
    """Let edges pull and nodes push in ever smaller steps. Rounding keeps machines from drifting apart."""
    mass = np.sqrt(np.sqrt(np.bincount(edges.ravel(), minlength=len(centres)).astype(np.float64)))[:, None]
    steps = min(STEPS, STEPS_A_NODE * len(centres), MOVES // len(centres))
    for step in range(steps):
        force = _repulsion(centres, mass) + _attraction(centres, edges) - GRAVITY * mass * centres
        length = np.maximum(np.sqrt((force**2).sum(axis=1, keepdims=True)), 1e-9)
        longest = EDGE_LENGTH * (1 - step / steps) ** 1.5 + 0.5
        centres = np.round(centres + force / length * np.minimum(length, longest), 3)
    return centres


def _repulsion(centres: Floats, mass: Floats) -> Floats:
    """Each node is pushed by all others; in a large part, by the others square by square."""
    sources, source_mass = (centres, mass) if len(centres) <= EXACT else _squares(centres, mass)
    apart_x = centres[:, :1] - sources[:, 0]
    apart_y = centres[:, 1:] - sources[:, 1]
    strength = 0.6 * EDGE_LENGTH**2 * mass * source_mass[:, 0] / np.maximum(apart_x**2 + apart_y**2, NEAREST**2)
    return np.stack([(apart_x * strength).sum(axis=1), (apart_y * strength).sum(axis=1)], axis=1)


def _squares(centres: Floats, mass: Floats) -> tuple[Floats, Floats]:
    """The centre and the mass of all nodes in each square of a grid."""
    low, high = centres.min(axis=0), centres.max(axis=0)
    side = SIDE
    columns = np.minimum(((centres - low) / np.maximum(high - low, 1.0) * side).astype(np.int64), side - 1)
    squares = columns[:, 0] * side + columns[:, 1]
    total = np.bincount(squares, weights=mass[:, 0], minlength=side * side)
    full = total > 0
    middle = [np.bincount(squares, weights=mass[:, 0] * axis, minlength=side * side)[full] for axis in centres.T]
    return np.stack(middle, axis=1) / total[full][:, None], total[full][:, None]


def _attraction(centres: Floats, edges: Pairs) -> Floats:
    along = centres[edges[:, 1]] - centres[edges[:, 0]]
    pull = along * np.sqrt((along**2).sum(axis=1, keepdims=True)) / EDGE_LENGTH
    force = np.zeros_like(centres)
    np.add.at(force, edges[:, 0], pull)
    np.add.at(force, edges[:, 1], -pull)
    return force


def _tighten(centres: Floats, boxes: Floats, edges: int) -> Floats:
    """Draw a wide picture together, what sticks out most, so that it is read without a magnifying glass."""
    radius = np.sqrt((centres**2).sum(axis=1, keepdims=True)) + 1.0
    centres = centres * np.sqrt(np.sqrt(radius.mean() / radius))
    width, height = centres.max(axis=0) - centres.min(axis=0)
    room = ROOM * float((boxes[:, 0] * boxes[:, 1]).sum()) + EDGE_ROOM * min(edges, 40)
    return np.asarray(np.round(centres * min(1.0, math.sqrt(room / max(width * height, 1.0))), 3))


def _push_apart(centres: Floats, boxes: Floats) -> Floats:
    """Move overlapping nodes apart along the shorter way until none overlap (or for `ROUNDS` rounds)."""
    for _ in range(ROUNDS):
        one, other = _close_pairs(centres, float(boxes[:, 1].max()))
        apart = centres[one] - centres[other]
        overlap = (boxes[one] + boxes[other]) / 2 - np.abs(apart)
        touching = (overlap > 0.01).all(axis=1)
        if not touching.any():
            break
        one, other, apart, overlap = one[touching], other[touching], apart[touching], overlap[touching]
        shorter = np.where((overlap[:, 0] <= overlap[:, 1])[:, None], [1.0, 0.0], [0.0, 1.0])
        move = np.where(apart >= 0, 1.0, -1.0) * overlap * shorter * 0.35
        np.add.at(centres, one, move)
        np.add.at(centres, other, -move)
        centres = np.round(centres, 3)
    return centres


def _close_pairs(centres: Floats, reach: float) -> tuple[Indices, Indices]:
    """All pairs of nodes whose heights differ by less than `reach`."""
    order = np.argsort(centres[:, 1], kind="stable")
    heights = centres[order, 1]
    ones, others = [order[:0]], [order[:0]]
    for step in range(1, len(order)):
        near = heights[step:] - heights[:-step] < reach
        if not near.any():
            break
        ones.append(order[:-step][near])
        others.append(order[step:][near])
    return np.concatenate(ones), np.concatenate(others)


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
