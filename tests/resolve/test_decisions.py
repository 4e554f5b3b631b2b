"""The file of decisions: read, written, refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Decision
from kg.resolve import DecisionError, read_decisions, write_decisions

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="#\t", exclude_categories=["C", "Z"]), min_size=1)
DECISIONS = st.builds(
    lambda left, right, verdict, score, reasons, by: Decision(
        f"{left}#c1", f"name:{right}", verdict, score, tuple(reasons), by
    ),
    WORDS,
    WORDS,
    st.sampled_from(["positive", "negative", "unsure"]),
    st.floats(0, 1),
    st.lists(WORDS.filter(lambda word: ";" not in word)),
    st.sampled_from(["kg", "user"]),
)


@given(decisions=st.lists(DECISIONS))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision]) -> None:
    path = tmp_path_factory.mktemp("decisions") / "decisions.tsv"
    write_decisions(path, decisions)
    assert sorted(read_decisions(path), key=repr) == sorted(decisions, key=repr)


def test_three_columns_are_a_users_row(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text("# who is who\n\nname:Bill Clinton\tname:William Clinton\tpositive\n", encoding="utf-8")
    assert read_decisions(path) == (Decision("name:Bill Clinton", "name:William Clinton", "positive", 1.0, (), "user"),)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("a#c1\tb#c1", "2 columns"),
        ("a#c1\tb#c1\tmaybe", "verdict 'maybe'"),
        ("a#c1\tb#c1\tpositive\thigh", "score 'high'"),
        ("Clinton\tb#c1\tpositive", "side 'Clinton'"),
        ("a#c1\ta#c1\tnegative", "both sides"),
    ],
)
def test_a_malformed_row_is_refused_with_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(f"left\tright\tverdict\n{row}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=rf"decisions\.tsv:2: .*{complaint}"):
        read_decisions(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecisionError, match="cannot be read"):
        read_decisions(tmp_path / "none.tsv")
