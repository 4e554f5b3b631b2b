"""The set of namesakes: its form, and that it fails what joins or splits wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Article, Chain, Extraction, Mention
from tests.quality import namesakes
from tests.quality.namesakes import Pair
from tests.quality.scores import Score

TEXTS = ("Mayor [Anna Berg] resigned.", "[Anna Berg] sings.")
RECORD = {
    "id": "pair0",
    "kind": "person: plain",
    "same": True,
    "articles": namesakes.sides(0, {"articles": TEXTS, "published": ["2001-01-01", "2002-01-01"]}),
}


def extraction(identity: str, name: str, gender: str = "unknown") -> Extraction:
    """An article whose first letters are a name."""
    mention = Mention("m1", 0, len(name), "name", "Person", "c1")
    chain = Chain("c1", "Person", ("Person",), name, (), ("m1",), gender)  # type: ignore[arg-type]
    return Extraction(Article(identity, name), mentions=(mention,), chains=(chain,))


def pair(left: str, right: str, same: bool) -> Pair:
    """A pair whose articles are `left` and `right`, with names of these genders."""
    sides = (extraction(f"{left}{same}1", "Anna Berg", left), extraction(f"{right}{same}2", "Anna Berg", right))
    return Pair("person: plain", same, sides, tuple(f"{side.article.id}#c1" for side in sides))


def test_a_mark_is_taken_out_and_its_span_is_of_the_text() -> None:
    first, second = RECORD["articles"]  # type: ignore[misc]
    assert first["text"] == "Mayor Anna Berg resigned."
    assert first["text"][slice(*first["name"])] == second["text"][slice(*second["name"])] == "Anna Berg"


def test_a_text_without_a_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="no marked name: Nobody"):
        namesakes.parse("Nobody is here.")


def test_half_of_all_pairs_are_one_and_the_parts_are_disjoint() -> None:
    everything = namesakes.read(Path(), "all")
    parts = [namesakes.read(Path(), split) for split in namesakes.PARTS]
    assert [len(part) for part in parts] == [75, 25, 30, 20]
    assert sum(record["same"] for record in everything) == 75
    texts = {one["text"] for record in everything for one in record["articles"]}
    assert len(texts) == 300


def test_joining_what_is_not_one_costs_precision_and_splitting_recall() -> None:
    assert namesakes.score([pair("female", "female", True)], [Pair("person", True)])["pairs"] == Score(1.0, 1.0)
    assert namesakes.score([pair("female", "female", False)], [Pair("person", False)])["pairs"] == Score(0.0, 0.0)
    assert namesakes.score([pair("female", "male", True)], [Pair("person", True)])["pairs"] == Score(0.0, 0.0)
    assert namesakes.score([pair("female", "male", False)], [Pair("person", False)])["pairs"] == Score(1.0, 1.0)


def test_a_name_that_was_not_found_is_joined_with_nothing() -> None:
    found = namesakes.answer(RECORD, [extraction("a", "Anna Berg"), Extraction(Article("b", "Anna Berg"))])
    assert found.keys == ("a#c1", None)
    assert namesakes.joined([found]) == [False]


def test_what_is_written_says_what_was_joined() -> None:
    found = pair("female", "female", True)
    line = json.loads(namesakes.write(RECORD, found))
    assert (line["names"], line["same"], line["joined"]) == (["Anna Berg", "Anna Berg"], True, True)
