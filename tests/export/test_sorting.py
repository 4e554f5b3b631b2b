"""Sorted lines in bounded memory are the sorted set of the lines."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.sorting import write_sorted


@settings(derandomize=True)
@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=4)), st.integers(1, 7))
def test_lines_come_out_sorted_and_once(lines: list[str], run: int) -> None:
    file = io.BytesIO()
    write_sorted(((line + "\n").encode() for line in lines), file, run)
    assert file.getvalue().decode() == "".join(sorted({line + "\n" for line in lines}))
