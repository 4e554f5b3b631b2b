"""What the README says is so: its commands exist, its Python runs, its relation is found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer.main

import kg.annotate
from kg import cli
from kg.ontology import load
from kg.pipeline import Settings, build
from tests import readme

README = readme.README.read_text(encoding="utf-8")


def _block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)[number]


def test_the_commands_are_those_of_the_program():
    listed = re.findall(r"^    kg (\w+) ", README, re.MULTILINE)
    assert set(listed) | {"queries"} == set(typer.main.get_command(cli.app).commands)


_OF_OTHERS = re.compile(r"\| \S+( \S+)? \| `(?!kg )")  # a row of the table of loaders


def test_options_exist():
    program = typer.main.get_command(cli.app)
    known = {option for command in program.commands.values() for each in command.params for option in each.opts}
    known.add("--help")
    named = load().queries.values()
    known |= {f"--{name}" for path in named for name in re.findall(r"# param (\w+)", path.read_text(encoding="utf-8"))}
    ours = "\n".join(line for line in README.splitlines() if not _OF_OTHERS.match(line))
    assert set(re.findall(r"--[a-z][a-z0-9-]+", ours)) - known == set()


def test_the_number_of_relations():
    claimed = re.search(r"the (\d+) relations that `kg` brings", README)
    assert claimed
    families = [prop.family for prop in load().properties.values()]
    assert sum(family in ("lasting", "event") for family in families) >= int(claimed[1])


@pytest.mark.model
def test_the_output_is_what_the_commands_print(nlp, monkeypatch):
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)
    assert len(re.findall("```console", README)) == 2
    assert readme.refreshed(README) == README, "`make exports` puts today's output into the README"


@pytest.mark.model
def test_the_python_runs(nlp, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)
    shutil.copytree(Path(cli.__file__).parent / "samples", tmp_path / "articles")
    exec(compile(_block("python"), "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("<KnowledgeGraph of 5 articles")
    assert "accuses" in printed
    assert (tmp_path / "out" / "graph.ttl").exists()


@pytest.mark.model
def test_the_relation_is_found(nlp, tmp_path, monkeypatch):
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)
    (tmp_path / "cues").mkdir()
    (tmp_path / "lending.ttl").write_text(_block("turtle"), encoding="utf-8")
    (tmp_path / "cues" / "relations.toml").write_text(_block("toml"), encoding="utf-8")
    text = "Greece was bankrolled by Germany for ten years. Norway denied that it had lent to Iceland."
    graph = build([kg.make_article(text)], Settings(ontology=(tmp_path,))).graph
    lent = [each for each in graph.relations if each.predicate == "lendsTo"]
    found = {(each.subject.name, each.object.name, each.asserted) for each in lent}
    assert ("Germany", "Greece", True) in found
    assert ("Norway", "Iceland", True) not in found


@pytest.mark.model
def test_the_date_is_found(nlp, tmp_path, monkeypatch):
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)
    (tmp_path / "cues").mkdir()
    (tmp_path / "lending.ttl").write_text(_block("turtle"), encoding="utf-8")
    (tmp_path / "cues" / "relations.toml").write_text(_block("toml"), encoding="utf-8")
    article = kg.make_article("The carmaker Acme went bankrupt in May 2009, and its plants were sold.")
    graph = build([article], Settings(ontology=(tmp_path,))).graph
    assert '/bankruptcyDate> "2009-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>' in "\n".join(
        str(triple).replace("ns#", "ns/") for triple in graph.triples()
    )
