"""What `kg build --engine spark` refuses before it starts anything; needs no Spark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kg
from kg import scale
from kg.cli import app
from kg.scale import ScaleError


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "spark", "--store", "store"], "the graph goes to --out"),
        (["--engine", "spark", "--out", "out", "--format", "gexf"], "the graph goes to --out"),
        (["--engine", "sprak", "--out", "out"], "choose local or spark"),
        (["--master", "local[2]", "--out", "out"], "choose local or spark"),
    ],
)
def test_what_spark_does_not_do_is_refused(options: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["build", "articles.jsonl", *options])
    assert result.exit_code == 2
    assert said in " ".join(re.sub(r"[│╭╰─╮╯]", " ", result.output).split())


def test_a_machine_without_spark_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ScaleError, match=r"pip install 'newskg\[spark\]'"):
        scale.build([tmp_path], str(tmp_path))


def test_a_machine_without_java_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ScaleError, match="Java 17"):
        scale.build([tmp_path], str(tmp_path))


def test_spark_is_imported_in_one_place_only() -> None:
    folder = Path(kg.__file__).parent
    found = {
        path for path in folder.rglob("*.py") if re.search(r"^\s*(from|import) py(spark|4j)", path.read_text(), re.M)
    }
    assert found
    assert all(path.parent == folder / "scale" for path in found)
