"""The whole path on short articles: same bytes in any order and company, failures counted, overrides heard."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import pipeline
from kg.check import check
from kg.model import Article, Extraction, KgError
from kg.pipeline import Settings, StrictError, WorkerError, articles, build, extract_articles, rare_collections
from kg.read import ReadFailure, make_article

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = (
    "Maria Lopez, the president of Peru, met John Harding in Lima.",
    "John Harding said that Maria Lopez had accused Chile of spying.",
    "Oracle sued Google. Google denied the charge.",
)


@pytest.fixture
def loaded(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs in this process take the pipeline that the session has loaded."""
    monkeypatch.setattr("kg.annotate.load_pipeline", lambda name=None, *, names=True: nlp)


def lines(result: pipeline.Result) -> list[str]:
    return [str(quad) for quad in result.graph.quads()]


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_order_and_company_do_not_show_in_the_graph() -> None:
    made = [make_article(text) for text in TEXTS]
    assert lines(build(made)) == lines(build([made[2], made[0], made[1], made[0]]))


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_workers_do_not_show_in_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_BATCH", 1)
    made = [make_article(text) for text in TEXTS]
    assert lines(build(made)) == lines(build(made, Settings(workers=2)))


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("taken", [1, 2])
def test_the_garbage_collector_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(pipeline, "_extractor", lambda _: lambda article: ReadFailure(article.origin, "unread"))
    before = gc.get_threshold(), gc.get_freeze_count()
    found = extract_articles([make_article("One."), make_article("Two.")], Settings(fast=True))
    for _ in range(taken):
        next(found)
        assert gc.get_threshold() > before[0]
        assert gc.get_freeze_count() > before[1]
    found.close()
    assert gc.get_threshold() == before[0]
    assert gc.get_freeze_count() <= before[1]


def test_a_process_that_collects_nothing_is_left_alone() -> None:
    gc.disable()
    try:
        before = gc.get_threshold()
        with rare_collections():
            assert gc.get_threshold() == before
    finally:
        gc.enable()


def test_a_failing_article_is_reported_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.extract

    genuine = kg.extract.extract

    def fail_on_second(article: Article, *rest: object) -> Extraction:
        if article.text == TEXTS[1]:
            raise RuntimeError("broken")
        return genuine(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kg.extract, "extract", fail_on_second)
    counts: list[tuple[int, int]] = []
    result = build(
        [make_article(text) for text in TEXTS], progress=lambda told: counts.append((told.done, told.failed))
    )
    assert len(result.graph.articles) == 2
    assert ["broken" in failure.reason for failure in result.failures] == [True]
    assert counts == [(1, 0), (2, 1), (3, 1)]


def test_how_many_are_to_come_is_guessed_from_what_was_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "_extractor", lambda _: lambda article: ReadFailure(article.origin, "unread"))
    lines = [f'{{"text": "The council met for the {number:03}th time on Monday evening."}}' for number in range(400)]
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines).replace("council", name), encoding="utf-8")
    told: list[pipeline.Standing] = []
    build([tmp_path], Settings(fast=True), told.append)
    assert {standing.expected for standing in told[: pipeline._FEWEST - 1]} == {None}
    assert all(760 <= (standing.expected or 0) <= 840 for standing in told[pipeline._FEWEST : 790])
    assert (told[-1].done, told[-1].failed, told[-1].expected) == (800, 800, 800)
    build([tmp_path, make_article("More.")], Settings(fast=True), told.append)
    assert told[-1].expected is None


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_a_fast_run_does_without_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a fast run needs no weights")

    monkeypatch.setattr("kg.encoder.load_encoder", refuse)
    assert build([make_article(TEXTS[0])], Settings(fast=True)).graph.relations


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_missing_weights_are_said_once_and_the_rules_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kg.encoder.has_weights", lambda: False)
    monkeypatch.setattr("kg.encoder.load_encoder", lambda: None)
    made = [make_article(text) for text in TEXTS]
    assert lines(build(made)) == lines(build(made, Settings(fast=True)))
    assert ["no weights" in record.getMessage() for record in caplog.records] == [True]


def test_a_killed_worker_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "work_apart", _die)
    with pytest.raises(WorkerError, match=r"a worker process was ended from outside.*--workers 1"):
        list(extract_articles([make_article(text) for text in TEXTS], Settings(workers=2)))


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_is_wrong_with_the_settings_comes_back_from_a_worker() -> None:
    with pytest.raises(KgError, match="'no_such_pipeline' is not installed"):
        list(extract_articles([make_article(TEXTS[0])], Settings(pipeline="no_such_pipeline", workers=2)))


def test_a_strict_run_ends_at_the_first_failure() -> None:
    failure = ReadFailure("a.txt", "is empty")
    with pytest.raises(StrictError, match=r"a\.txt: is empty"):
        list(extract_articles([failure], Settings(strict=True)))
    assert list(extract_articles([failure])) == [failure]


def test_the_same_article_is_read_once() -> None:
    article = make_article("Something happened.")
    assert list(articles([article, article], Settings())) == [article]


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_the_user_decides_who_is_who(tmp_path: Path) -> None:
    made = [make_article(f"{text} It was Anna Berg who told Anna Berg's story.") for text in TEXTS[:2]]
    merged = build(made)
    assert [entity.name for entity in merged.graph.entities].count("Anna Berg") <= 1
    decisions = tmp_path / "decisions.tsv"
    keys = [member for entity in merged.graph.entities if entity.name == "Maria Lopez" for member in entity.members]
    assert len(keys) == 2
    decisions.write_text(
        "left\tright\tverdict\tscore\treasons\tby\n" + "\t".join([*keys, "negative", "1", "two people", "user"]) + "\n",
        encoding="utf-8",
    )
    split = build(made, Settings(decisions=decisions))
    assert [entity.name for entity in split.graph.entities].count("Maria Lopez") == 2


@pytest.mark.model
def test_a_decision_by_name_leaves_a_graph_that_conforms(tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.tsv"
    decisions.write_text("left\tright\tverdict\nname:Maria Lopez\tname:Nobody Else\tpositive\n", encoding="utf-8")
    result = build([make_article(TEXTS[0])], Settings(decisions=decisions))
    assert any(decision.by == "user" for decision in result.graph.decisions)
    assert check(result.graph.quads()).conforms
