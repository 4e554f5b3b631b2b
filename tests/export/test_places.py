"""Places of the picture: the same every time, no label on another, whatever the shape of the graph."""

from __future__ import annotations

import itertools

import pytest

from kg.export.places import EXACT, LARGEST, place

STAR = [("n0", f"n{number}") for number in range(1, 40)]
RING = [(f"n{number}", f"n{(number + 1) % 30}") for number in range(30)]
PAIRS = [(f"n{number}", f"n{number + 1}") for number in range(0, 30, 2)]
CHAINED = [(f"n{number}", f"n{number // 3}") for number in range(1, EXACT + 60)]


def sizes_of(edges: list[tuple[str, str]], alone: int = 5) -> dict[str, tuple[float, float]]:
    names = {name for edge in edges for name in edge} | {f"alone{number}" for number in range(alone)}
    return {name: (80.0 + 10 * (len(name) % 3), 40.0) for name in sorted(names)}


@pytest.mark.parametrize("edges", [STAR, RING, PAIRS, CHAINED], ids=["star", "ring", "pairs", "tree"])
def test_no_two_labels_overlap(edges: list[tuple[str, str]]) -> None:
    sizes = sizes_of(edges)
    places = place(sizes, edges)
    assert places.keys() == sizes.keys()
    for one, other in itertools.combinations(places, 2):
        apart = [abs(here - there) for here, there in zip(places[one], places[other], strict=True)]
        room = [(here + there) / 2 for here, there in zip(sizes[one], sizes[other], strict=True)]
        assert any(distance > needed - 1 for distance, needed in zip(apart, room, strict=True)), (one, other)


def test_order_of_input_never_shows() -> None:
    sizes = sizes_of(CHAINED)
    turned = {name: sizes[name] for name in reversed(sizes)}
    assert place(sizes, CHAINED) == place(turned, [(target, source) for source, target in reversed(CHAINED)])


def test_neighbours_are_nearer_than_strangers() -> None:
    places = place(sizes_of(RING, alone=0), RING)

    def distance(one: str, other: str) -> float:
        (left, top), (right, bottom) = places[one], places[other]
        return float(((left - right) ** 2 + (top - bottom) ** 2) ** 0.5)

    near = sum(distance(*edge) for edge in RING) / 30
    far = sum(distance(f"n{number}", f"n{number + 15}") for number in range(15)) / 15
    assert near < far / 3


def test_loops_and_double_edges_do_no_harm() -> None:
    places = place({"a": (50.0, 20.0), "b": (50.0, 20.0)}, [("a", "a"), ("a", "b"), ("b", "a"), ("a", "b")])
    assert len(set(places.values())) == 2


def test_nothing_to_place() -> None:
    assert place({}, []) == {}


def test_a_huge_part_is_still_placed() -> None:
    edges = [("n0", f"n{number}") for number in range(1, LARGEST + 10)]
    assert len(set(place(sizes_of(edges, alone=0), edges).values())) == LARGEST + 10
