"""Spark gives the bytes that one machine gives: what articles say settled across articles, from extractions on."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.archive import Outputs, Report
from kg.export import nquads
from kg.graph import Graph
from kg.infer import infer
from kg.model import Decision
from kg.ontology import load
from kg.pipeline import assemble
from tests.store.small_corpus import corpus

if TYPE_CHECKING:
    from kg.scale.desk import Desk

DECISIONS = (
    Decision("name:Anna Lind", "name:Jan Lind", "negative", 1.0, (), "user"),
    Decision("name:Nobody At All", "name:Anna Lind", "positive", 1.0, ("they say so",), "user"),
)

pytestmark = pytest.mark.spark


def local(*, rdf12: bool) -> tuple[Graph, str]:
    """The graph of one machine, and its N-Quads."""
    graph = infer(assemble(corpus(), load(), DECISIONS), load())
    file = io.BytesIO()
    nquads.write(graph, file, rdf12=rdf12)
    return graph, file.getvalue().decode()


def written(folder: Path) -> str:
    """What all parts hold together."""
    return "".join(part.read_text() for part in sorted((folder / "graph.nq").glob("part-*.nq")))


def test_the_graph_of_many_articles_is_that_of_one_machine(desk: Desk, tmp_path: Path) -> None:
    from kg.scale.extracting import EXTRACTIONS, latest, row_of
    from kg.scale.identity import Judging
    from kg.scale.story import graph

    said = [row_of(dataclasses.replace(each)) for each in corpus()]
    extractions = latest(desk.spark.createDataFrame(said, EXTRACTIONS))
    report = Report()
    graph(desk, extractions, Judging(decisions=DECISIONS), Outputs(rdf12=True, infer=True), report)
    expected, lines = local(rdf12=True)
    assert expected.contested
    assert expected.copies
    assert expected.inferences
    assert written(tmp_path / "work") == lines
    assert report.counts == expected.counts()
