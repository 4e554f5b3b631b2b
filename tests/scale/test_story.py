"""Spark gives the bytes that one machine gives: what articles say settled across articles, from extractions on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import export
from kg.archive import Outputs, Report
from kg.graph import Graph
from kg.infer import infer
from kg.model import Chain, Decision, Evidence, Extraction, Mention, Relation
from kg.ontology import load
from kg.pipeline import assemble
from kg.scale import VIEW
from tests.store.small_corpus import Line, corpus, read_article

if TYPE_CHECKING:
    from kg.scale.desk import Desk

DECISIONS = (
    Decision("name:Anna Lind", "name:Jan Lind", "negative", 1.0, (), "user"),
    Decision("name:Nobody At All", "name:Anna Lind", "positive", 1.0, ("they say so",), "user"),
)

pytestmark = pytest.mark.spark


def born(day: str, published: str) -> Extraction:
    """An article that says when somebody was born."""
    found = read_article(Line("Anna Berg", "bornIn", "Arvik"), published=published)
    article = found.article
    start = article.text.index("that year")
    span = (start, start + len("that year"))
    evidence = Evidence(0, len(article.text), (0, 9), (10, 16), span)
    return replace(
        found,
        mentions=(*found.mentions, Mention("day", *span, "value", "Time", "day")),
        chains=(*found.chains, Chain("day", "Time", ("Time", "Value"), "that year", (), ("day",), named=False)),
        relations=(*found.relations, Relation("born", "AnnaBerg", "birthDate", "day", evidence, score=0.75, value=day)),
    )


def everything() -> tuple[Extraction, ...]:
    """The small corpus, and articles that tell one day of birth, less of it, and another."""
    days = (("1960-05-05", "2024-04-01"), ("1960-05-05", "2024-04-02"), ("1960", "2024-04-03"), ("1961", "2024-04-04"))
    return *corpus(), *(born(day, published) for day, published in days)


def local(folder: Path) -> Graph:
    """The graph of one machine, with its N-Quads and N-Triples in the folder."""
    graph = infer(assemble(everything(), load(), DECISIONS), load())
    export.write(graph, folder, ["nq", "nt"], rdf12=True)
    return graph


def written(folder: Path) -> str:
    """What all parts hold together."""
    return "".join(part.read_text() for part in sorted(folder.glob("part-*")))


def test_the_graph_of_many_articles_is_that_of_one_machine(desk: Desk, tmp_path: Path) -> None:
    from kg.scale.extracting import EXTRACTIONS, latest, row_of
    from kg.scale.identity import Judging
    from kg.scale.story import graph

    extractions = latest(desk, desk.spark.createDataFrame([row_of(each) for each in everything()], EXTRACTIONS))
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
    view = (tmp_path / "graph.nt").read_text()
    assert all(f'#birthDate> "{day}"^^' in view for day in ("1960-05-05", "1960", "1961"))
    assert written(tmp_path / "work" / "graph.nt") == view
