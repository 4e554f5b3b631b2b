"""What cannot be true together: which edges contradict, and who wins."""

from __future__ import annotations

import pytest

from kg.constraints import contests
from kg.model import Edge
from kg.ontology import Ontology

TYPES = {
    "ada": ("Person",),
    "bo": ("Person",),
    "oslo": ("City",),
    "bergen": ("City",),
    "norway": ("Country",),
    "sweden": ("Country",),
    "grid": ("Company", "Organization"),
    "harbour": ("Company", "Organization"),
}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ada", "bornIn", "oslo"), ("ada", "bornIn", "bergen")),
        (("ada", "bornIn", "norway"), ("ada", "bornIn", "sweden")),
        (("oslo", "capitalOf", "norway"), ("bergen", "capitalOf", "norway")),
        (("grid", "subsidiaryOf", "harbour"), ("harbour", "subsidiaryOf", "grid")),
        (("grid", "subsidiaryOf", "harbour"), ("grid", "owns", "harbour")),
        (("ada", "parentOf", "bo"), ("ada", "childOf", "bo")),
        (("ada", "parentOf", "bo"), ("bo", "parentOf", "ada")),
        (("ada", "spouseOf", "bo"), ("bo", "childOf", "ada")),
        (("ada", "siblingOf", "bo"), ("bo", "spouseOf", "ada")),
    ],
)
def test_the_weaker_of_two_that_contradict_loses(left: Edge, right: Edge, ontology: Ontology) -> None:
    found = list(contests({left: 0.9, right: 0.8}, TYPES, ontology))
    assert found
    assert all((contest.winners, contest.losers) == ((left,), (right,)) for contest in found)
    assert list(contests({right: 0.8, left: 0.9}, TYPES, ontology)) == found


def test_nobody_wins_between_equals(ontology: Ontology) -> None:
    edges = {("ada", "bornIn", "oslo"): 0.9, ("ada", "bornIn", "bergen"): 0.9}
    (contest,) = contests(edges, TYPES, ontology)
    assert contest.winners == ()
    assert set(contest.losers) == set(edges)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ada", "bornIn", "oslo"), ("ada", "bornIn", "norway")),
        (("ada", "bornIn", "oslo"), ("bo", "bornIn", "bergen")),
        (("ada", "citizenOf", "norway"), ("ada", "citizenOf", "sweden")),
        (("oslo", "capitalOf", "norway"), ("oslo", "locatedIn", "norway")),
        (("grid", "subsidiaryOf", "harbour"), ("harbour", "owns", "grid")),
        (("ada", "parentOf", "bo"), ("bo", "childOf", "ada")),
        (("ada", "spouseOf", "bo"), ("bo", "spouseOf", "ada")),
        (("ada", "accuses", "bo"), ("bo", "accuses", "ada")),
    ],
)
def test_what_can_be_true_together_is_left_alone(left: Edge, right: Edge, ontology: Ontology) -> None:
    assert list(contests({left: 0.9, right: 0.8}, TYPES, ontology)) == []
