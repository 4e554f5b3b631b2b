"""Spark gives the bytes that one machine gives: what articles say settled across articles, from extractions on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import export
from kg.archive import Outputs, Report
from kg.graph import Graph
from kg.infer import infer
from kg.model import Decision
from kg.ontology import load
from kg.pipeline import assemble
from kg.scale import VIEW
from tests.store.small_corpus import corpus

if TYPE_CHECKING:
    from kg.scale.desk import Desk

DECISIONS = (
    Decision("name:Anna Lind", "name:Jan Lind", "negative", 1.0, (), "user"),
    Decision("name:Nobody At All", "name:Anna Lind", "positive", 1.0, ("they say so",), "user"),
)

pytestmark = pytest.mark.spark


def local(folder: Path) -> Graph:
    """The graph of one machine, with its N-Quads and N-Triples in the folder."""
    graph = infer(assemble(corpus(), load(), DECISIONS), load())
    export.write(graph, folder, ["nq", "nt"], rdf12=True)
    return graph


def written(folder: Path) -> str:
    """What all parts hold together."""
    return "".join(part.read_text() for part in sorted(folder.glob("part-*")))


def test_the_graph_of_many_articles_is_that_of_one_machine(desk: Desk, tmp_path: Path) -> None:
    from kg.scale.extracting import EXTRACTIONS, latest, row_of
    from kg.scale.identity import Judging
    from kg.scale.story import graph

    extractions = latest(desk, desk.spark.createDataFrame([row_of(each) for each in corpus()], EXTRACTIONS))
    judging = Judging(decisions=DECISIONS)
    report = Report()
    graph(desk, extractions, judging, Outputs(rdf12=True, infer=True), report)
    expected = local(tmp_path)
    assert expected.contested
    assert expected.copies
    assert expected.inferences
    assert written(tmp_path / "work" / "graph.nq") == (tmp_path / "graph.nq").read_text()
    assert report.counts == expected.counts()
    desk.drop("lines")
    graph(desk, extractions, judging, Outputs(formats=VIEW, rdf12=True, infer=True), Report())
    assert written(tmp_path / "work" / "graph.nt") == (tmp_path / "graph.nt").read_text()
