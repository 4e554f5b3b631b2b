"""What stands beside a name and describes its bearer, read end to end on invented news."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Extraction

pytestmark = pytest.mark.model

type Read = Callable[[str], Extraction]


@pytest.mark.parametrize(
    "text",
    [
        "SPD parliamentary leader and former Foreign Minister Anna Kovar told reporters that the vote was lost.",
        '"We lost," said Nordhav founder and chief executive Anna Kovar.',
    ],
)
def test_two_titles_before_a_name_are_of_one_person(read_text: Read, text: str) -> None:
    found = read_text(text)
    names = {chain.id: chain.name for chain in found.chains}
    assert [names[claim.speaker] for claim in found.claims if claim.speaker] == ["Anna Kovar"]


@pytest.mark.parametrize(
    "text",
    [
        "The president and Foreign Minister Anna Kovar met on Monday.",
        "Party leader and Foreign Minister Anna Kovar were seen at the palace.",
        "A row between party leader and Foreign Minister Anna Kovar was settled.",
    ],
)
def test_who_may_be_two_people_stay_two(read_text: Read, text: str) -> None:
    found = read_text(text)
    named = next(chain for chain in found.chains if chain.name == "Anna Kovar")
    own = [found.article.text[each.start : each.end].lower() for each in found.mentions if each.chain == named.id]
    assert not any("leader" in wording or "president" in wording for wording in own)
