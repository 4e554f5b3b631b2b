"""The set of traps: how it is marked, and that it fails what joins or splits wrongly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.ontology import Ontology
from tests.quality import traps
from tests.quality.scores import Score
from tests.quality.traps import Named, Trap

MARKED = (
    "[Kari Dahl](kari Person) and [Per Dahl](per Person) left the [Storting](house~norway Organization|Country). "
    "[Norway](norway Country) will miss {her}(kari), [Per](per) said."
)
RECORD: dict[str, Any] = {"id": "t1", "trap": "spouses", **traps.parse(MARKED)}


def names(*words: str) -> frozenset[tuple[int, int]]:
    """Where each of `words` first stands."""
    starts = [(RECORD["text"].index(word), len(word)) for word in words]
    return frozenset((start, start + length) for start, length in starts)


def chain(coarse: str, *words: str, others: Sequence[str] = ()) -> Named:
    """A chain that was found."""
    return Named(words[0], names(*words), names(*others), frozenset((coarse,)))


KARI = chain("Person", "Kari Dahl", others=["her"])
PER = chain("Person", "Per Dahl", "Per said")
NORWAY = chain("Country", "Norway")
STORTING = chain("Organization", "Storting")


def per() -> Named:
    """Both names of the husband."""
    start = RECORD["text"].rindex("Per")
    return replace(PER, names=frozenset((*names("Per Dahl"), (start, start + 3))))


def found(*chains: Named) -> Trap:
    """What was found in the article."""
    return Trap("spouses", chains)


def test_marks_are_taken_out_and_offsets_are_of_the_text() -> None:
    assert RECORD["text"].startswith("Kari Dahl and Per Dahl left the Storting. Norway will miss her, Per said.")
    words = [RECORD["text"][mention["start"] : mention["end"]] for mention in RECORD["mentions"]]
    assert words == ["Kari Dahl", "Per Dahl", "Storting", "Norway", "her", "Per"]
    house = next(chain for chain in traps.gold(RECORD).chains if chain.key == "house")
    assert (house.types, house.seat_of) == (frozenset(("Organization", "Country")), "norway")


def test_an_exact_answer_passes() -> None:
    exact = found(KARI, per(), NORWAY, STORTING)
    scores = traps.score([exact], [traps.gold(RECORD)])
    assert scores["passed"] == scores["spouses: passed"] == 1.0
    assert scores["links"] == scores["other mentions"] == Score(1.0, 1.0)


def test_a_seat_of_government_may_be_joined_with_its_country() -> None:
    joined = found(KARI, per(), chain("Country", "Norway", "Storting"))
    assert traps.score([joined], [traps.gold(RECORD)])["passed"] == 1.0


@pytest.mark.parametrize(
    ("wrong", "links"),
    [
        ((replace(KARI, names=KARI.names | per().names), NORWAY, STORTING), Score(1 / 3, 1.0)),
        ((KARI, chain("Person", "Per Dahl"), NORWAY, STORTING), Score(0.0, 0.0)),
        ((replace(KARI, types=frozenset(("City",))), per(), NORWAY, STORTING), Score(1.0, 1.0)),
        ((replace(KARI, names=names("Kari")), per(), NORWAY, STORTING), Score(1.0, 1.0)),
    ],
    ids=["joined", "split", "typed", "cut"],
)
def test_a_wrong_chain_fails(wrong: tuple[Named, ...], links: Score) -> None:
    scores = traps.score([found(*wrong)], [traps.gold(RECORD)])
    assert scores["passed"] == 0.0
    assert scores["links"] == links


def test_what_is_written_says_what_is_wrong() -> None:
    both = replace(KARI, names=KARI.names | per().names)
    written = json.loads(traps.write(RECORD, found(both, NORWAY, STORTING)))
    assert written["passed"] is False
    assert ["Kari Dahl@0", "Per Dahl@14"] in written["wrong_joins"]
    assert written["wrong_splits"] == []


def test_every_marked_chain_has_a_name_and_a_type_of_the_ontology(ontology: Ontology) -> None:
    coarse = {name for name, known in ontology.classes.items() if known.coarse}
    for record in traps.read(Path(), "dev"):
        trap = traps.gold(record)
        keys = {chain.key for chain in trap.chains}
        assert not set("[]{}") & set(record["text"]), record["id"]
        for named in trap.chains:
            assert named.names, (record["id"], named.key)
            assert named.types, (record["id"], named.key)
            assert named.types <= coarse, (record["id"], named.key)
            assert named.seat_of is None or named.seat_of in keys, (record["id"], named.key)
