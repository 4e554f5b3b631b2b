"""Building and changing a store by command: settings remembered, versions kept, files and store in step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import archive, pipeline
from kg.archive import NoSuchArticleError, Outputs
from kg.model import Article, Extraction, KgError
from kg.ontology import Ontology
from kg.pipeline import Settings, assemble
from kg.read import ReadFailure
from kg.store import Store, StoreError, is_store
from tests.store.living import CORPUS, same

READINGS = {extraction.article.id: extraction for extraction in CORPUS}
ARTICLES = [extraction.article for extraction in CORPUS]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Articles are read as the small corpus has them; the list tells which were."""
    asked: list[str] = []

    def extractor(_: Settings) -> Callable[[Article], Extraction | ReadFailure]:
        def run(article: Article) -> Extraction | ReadFailure:
            asked.append(article.id)
            return READINGS.get(article.id) or ReadFailure(article.id, "unknown")

        return run

    monkeypatch.setattr(pipeline, "_extractor", extractor)
    return asked


def test_built_and_added_to(tmp_path: Path, read: list[str], ontology: Ontology) -> None:
    built = archive.build(ARTICLES[:3], tmp_path, Settings(fast=True))
    assert (built.came, built.read, built.counts["articles"]) == (2, 3, 2)
    added = archive.add([*ARTICLES[1:6]], tmp_path)
    assert (added.read, len(read)) == (3, 6)
    assert set(added.seconds) == {"read and extract", "resolve and settle", "write the store"}
    with Store(tmp_path) as store:
        same(store, assemble(CORPUS[:6], ontology))
    assert added.counts == Store(tmp_path).graph().counts()


def test_what_fails_is_reported_and_the_rest_is_there(tmp_path: Path, read: list[str]) -> None:
    report = archive.build([ARTICLES[0], Article("x", "Nobody knows.")], tmp_path)
    assert [failure.origin for failure in report.failures] == ["x"]
    assert report.counts["articles"] == 1
    nothing = archive.build([Article("x", "Nobody knows.")], tmp_path / "nothing")
    assert not nothing.counts
    assert not is_store(tmp_path / "nothing")


@pytest.mark.usefixtures("read")
def test_versions_wait_and_come_back(tmp_path: Path, ontology: Ontology) -> None:
    archive.build(ARTICLES[:1], tmp_path)
    archive.add(ARTICLES[1:2], tmp_path)
    assert [(article.id, counts) for article, counts in archive.history(tmp_path)] == [
        (ARTICLES[1].id, True),
        (ARTICLES[0].id, False),
    ]
    archive.add(ARTICLES[:1], tmp_path, correcting=True)
    with Store(tmp_path) as store:
        same(store, assemble(CORPUS[:1], ontology))
    archive.remove([ARTICLES[0].id], tmp_path)
    with Store(tmp_path) as store:
        same(store, assemble(CORPUS[1:2], ontology))


@pytest.mark.usefixtures("read")
def test_articles_are_removed_by_any_of_their_names(tmp_path: Path) -> None:
    archive.build(ARTICLES[:5], tmp_path)
    with pytest.raises(NoSuchArticleError, match="no article nothing"):
        archive.remove(["Berg leads", "nothing"], tmp_path)
    assert len(Store(tmp_path).graph().articles) == 3
    names = ["https://a.example/1", f"https://kg.example/id/article/{ARTICLES[2].id}", "Berg leads"]
    assert archive.remove(names, tmp_path).counts["articles"] == 0
    assert len(Store(tmp_path)) == 0


@pytest.mark.usefixtures("read")
def test_another_ontology_asks_for_a_new_building(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.build(ARTICLES[:1], tmp_path)
    monkeypatch.setattr(pipeline, "_fingerprint", lambda _: "other")
    with pytest.raises(StoreError, match="another ontology"):
        archive.add(ARTICLES[5:6], tmp_path)


def test_a_building_that_was_ended_is_gone_on_with(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch, ontology: Ontology
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("kg.archive._settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            archive.build(ARTICLES[:4], tmp_path / "store")
    assert len(read) == 4
    outputs = Outputs(tmp_path / "files", ("nq",), rdf12=True)
    told: list[pipeline.Standing] = []
    report = archive.build([*ARTICLES[:3], ARTICLES[5]], tmp_path / "store", None, outputs, told.append)
    assert (report.read, len(read)) == (1, 5)
    assert [(each.done, each.known, each.expected) for each in told if each.stage == pipeline.READING][1:] == [
        (4, 3, 4)
    ]
    assert list(dict.fromkeys(each.stage for each in told)) == list(report.seconds)
    expected = assemble([*CORPUS[:3], CORPUS[5]], ontology)
    with Store(tmp_path / "store") as store:
        assert store.graph() == expected
        assert sorted(map(str, store)) == sorted({str(quad) for quad in expected.quads(rdf12=True)})
    assert (tmp_path / "files" / "graph.nq").read_text().count("\n") == len(set(expected.quads(rdf12=True)))


@pytest.mark.usefixtures("read")
def test_inferences_are_kept_up_to_date(tmp_path: Path) -> None:
    archive.build([ARTICLES[5]], tmp_path, outputs=Outputs(infer=True))
    before = Store(tmp_path).graph().inferences
    archive.add([ARTICLES[9]], tmp_path)
    assert set(before) != set(Store(tmp_path).graph().inferences)


@pytest.mark.usefixtures("read")
def test_files_without_a_store_are_those_of_a_store(tmp_path: Path) -> None:
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    for folder in (alone, beside):
        folder.mkdir()
    formats = ("nq", "graphml")
    report = archive.build_files(ARTICLES, Settings(fast=True), Outputs(alone, formats, infer=True))
    archive.build(ARTICLES, tmp_path / "store", Settings(fast=True), Outputs(beside, formats, infer=True))
    assert [path.name for path in report.files] == ["graph.nq", "graph.graphml"] == sorted(_names(alone))[::-1]
    assert all((alone / name).read_bytes() == (beside / name).read_bytes() for name in _names(alone))
    assert report.counts == Store(tmp_path / "store").graph().counts()


@pytest.mark.usefixtures("read")
def test_files_that_cannot_be_written_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").mkdir()
    with pytest.raises(KgError, match="is a folder"):
        archive.build_files(ARTICLES[:2], Settings(fast=True), Outputs(tmp_path, ("nq",)))
    assert _names(tmp_path) == ["graph.nq"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
