"""`exports/`, which people look at before they run anything, is what the program writes today."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

import kg.annotate
from kg import export

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "exports"
LARGEST = 3_500_000  # bytes; every change of them stays in the history for good


@pytest.mark.model
def test_the_files_are_of_today(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)
    kg.build(ROOT / "kg" / "samples" / "interview.txt").save(tmp_path, ["nt", "graphml"])
    for name in ("graph.nt", "graph.graphml"):
        assert (FOLDER / name).read_bytes() == (tmp_path / name).read_bytes(), f"{name} is stale: run `make exports`"


def test_every_format_is_there() -> None:
    names = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    drawn = {name for files in export.VIEWERS.values() for name in files}
    assert names == {f"graph.{name}" for name in export.RDF_WRITERS} | drawn | {"graph.png", "explorer.png"}


def test_the_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*")) < LARGEST
