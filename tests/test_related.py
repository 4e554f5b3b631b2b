"""Rows of mention pairs that a relation is read from."""

from __future__ import annotations

import numpy as np

from kg.encoder.related import ROW_SIZES, related_rows

_SPANS = np.array([[0, 1], [3, 3], [5, 6], [20, 21], [40, 40]])
_SENTENCES = np.array([0, 0, 0, 1, 9])
_CHAINS = [0, 1, 0, 2, 1]


def test_every_ordered_pair_of_chains_is_judged() -> None:
    found = related_rows(_SPANS, _SENTENCES, _CHAINS)
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]]
    chains = np.array(_CHAINS)
    assert (chains[found.subject] == found.pairs[found.pair, 0]).all()
    assert (chains[found.object] == found.pairs[found.pair, 1]).all()


def test_far_mentions_speak_only_where_no_nearer_ones_are() -> None:
    found = related_rows(_SPANS, _SENTENCES, _CHAINS)
    pairs = set(zip(found.subject.tolist(), found.object.tolist(), strict=True))
    assert (0, 4) not in pairs
    assert {(0, 1), (1, 2), (2, 1), (3, 1)} <= pairs
    alone = related_rows(_SPANS[[0, 4]], _SENTENCES[[0, 4]], [0, 1])
    assert alone.subject.tolist() == [0, 1]


def test_columns_tell_direction_and_stay_in_their_tables() -> None:
    found = related_rows(_SPANS, _SENTENCES, _CHAINS)
    assert (found.columns >= 0).all()
    assert (found.columns < np.array(ROW_SIZES)).all()
    first, second = (int(np.flatnonzero((found.subject == a) & (found.object == b))[0]) for a, b in ((0, 1), (1, 0)))
    assert found.columns[first, 0] != found.columns[second, 0]
    assert found.between[first].tolist() == [2, 3]


def test_one_chain_alone_has_no_rows() -> None:
    assert not len(related_rows(_SPANS, _SENTENCES, [0] * 5).pair)
    assert not len(related_rows(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64), []).pair)
