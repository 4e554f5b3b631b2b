"""What keys connect, in DataFrames: the components that union-find gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kg.scale.desk import Desk

pytestmark = pytest.mark.spark


@pytest.mark.parametrize("most", [0, 100], ids=["round by round", "in one go"])
def test_members_are_called_after_the_least_that_keys_lead_to(desk: Desk, most: int) -> None:
    from kg.scale.components import connected

    chain = [(f"m{number:02}", f"k{number + step}") for number in range(20) for step in (0, 1)]
    links = [*chain, ("x", "far"), ("y", "far"), ("y", "far"), ("alone", "nobody else's")]
    found = connected(desk, "test", desk.spark.createDataFrame(links, "member string, key string"), most)
    expected = {f"m{number:02}": "m00" for number in range(20)} | {"x": "x", "y": "x"}
    assert {row.member: row.component for row in found.collect()} == expected


def test_what_lies_on_the_desk_is_not_made_again(desk: Desk) -> None:
    first = desk.kept("numbers", lambda: desk.spark.range(3))
    again = desk.kept("numbers", lambda: desk.spark.range(5))
    assert first.count() == again.count() == 3
    desk.note("plan", "made of müsli")
    assert desk.noted("plan") == "made of müsli"
    assert desk.noted("nothing") == ""
    desk.move("numbers", "others")
    assert (desk.has("numbers"), desk.has("others")) == (False, True)
