"""A store that lives: whatever comes and goes in whatever order, it holds what a building from nothing would."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import export
from kg.disputes import claim_links
from kg.infer import infer
from kg.model import Decision, Extraction
from kg.ontology import Ontology, load
from kg.pipeline import assemble
from kg.read.versions import published_at, story_of
from kg.store import Store, extended
from tests.store.living import CORPUS, Step, put, same, take

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "update"]),
        st.lists(st.integers(0, len(CORPUS) - 1), min_size=1, max_size=4, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=5,
)


def remaining(steps: Iterable[Step]) -> list[Extraction]:
    """What the steps leave in the graph, worked out in the simplest way.

    A correction counts as newer than what was there before; of versions that come together, their dates decide.
    """
    editions: dict[int, int] = {}
    for kind, numbers in steps:
        there = set(editions)
        for number in numbers:
            if kind == "remove":
                editions.pop(number, None)
            else:
                editions.setdefault(number, 0)
            if kind == "update":
                others = [other for other in there if other != number and _same_story(other, number)]
                editions[number] = max((editions[other] + 1 for other in others), default=editions[number])
    return [CORPUS[number] for number in editions if not any(_newer(other, number, editions) for other in editions)]


def _same_story(one: int, other: int) -> bool:
    stories = [story_of(CORPUS[number].article) for number in (one, other)]
    return stories[0] is not None and stories[0] == stories[1]


def _newer(one: int, other: int, editions: dict[int, int]) -> bool:
    ranks = [(editions[number], published_at(CORPUS[number].article)) for number in (one, other)]
    return _same_story(one, other) and ranks[0] > ranks[1]


def test_the_corpus_has_every_kind_of_influence(ontology: Ontology) -> None:
    graph = assemble(CORPUS, ontology)
    assert len(graph.articles) == len(CORPUS) - 2
    assert graph.contested
    assert len(graph.copies) == 1
    assert graph.decisions
    links = claim_links(graph.views)
    assert any(each.repeats for each in links.values())
    assert any(each.contradicts for each in links.values())


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_any_history_ends_in_the_same_store(steps: list[Step]) -> None:
    ontology = load()
    with tempfile.TemporaryDirectory() as folder:
        take(Path(folder), steps, ontology)
        with Store(folder) as store:
            same(store, assemble(remaining(steps), ontology))


def test_removing_leaves_every_export_as_if_the_article_had_never_been_there(
    tmp_path: Path, ontology: Ontology
) -> None:
    everything = tuple(range(len(CORPUS)))
    for number in everything:
        others = tuple(other for other in everything if other != number)
        take(tmp_path / f"with-{number}", [("add", everything), ("remove", (number,))], ontology)
        take(tmp_path / f"without-{number}", [("add", others[::-1])], ontology)
        written = [tmp_path / f"{name}-{number}-files" for name in ("with", "without")]
        for name, files in zip(("with", "without"), written, strict=True):
            export.write(Store(tmp_path / f"{name}-{number}").graph(), files, ["nq", "ttl", "graphml"])
        for path in written[0].iterdir():
            assert path.read_bytes() == (written[1] / path.name).read_bytes()


def test_the_same_article_again_changes_nothing(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path, [("add", (0, 3, 7))], ontology)
    before = Store(tmp_path).graph(), set(Store(tmp_path))
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[3]], ontology)
    assert (Store(tmp_path).graph(), set(Store(tmp_path))) == before


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_any_history_ends_in_the_same_inferences(steps: list[Step]) -> None:
    ontology = load()
    with tempfile.TemporaryDirectory() as folder:
        take(Path(folder), steps, ontology, infer=True)
        with Store(folder) as store:
            same(store, infer(assemble(remaining(steps), ontology), ontology))


def test_inferences_follow_what_is_added(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path, [("add", (5,))], ontology)
    with extended(tmp_path) as writer:
        put(writer, (), ontology, infer=True)
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[0], CORPUS[9]], ontology)
    with Store(tmp_path) as store:
        assert store.graph().inferences
        same(store, infer(assemble([CORPUS[number] for number in (0, 5, 9)], ontology), ontology))


def test_a_users_decisions_change_who_is_who(tmp_path: Path, ontology: Ontology) -> None:
    no = Decision("name:Anna Berg", "name:Berg", "negative", 1.0, (), "user")
    take(tmp_path, [("add", (0, 2, 3))], ontology)
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[7]], ontology, decisions=(no,))
    with Store(tmp_path) as store:
        same(store, assemble([CORPUS[number] for number in (0, 2, 3, 7)], ontology, [no]))
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[8]], ontology)
    with Store(tmp_path) as store:
        same(store, assemble([CORPUS[number] for number in (0, 2, 3, 7, 8)], ontology, [no]))


def test_a_graph_made_elsewhere_grows_too(tmp_path: Path, ontology: Ontology) -> None:
    Store.write(tmp_path, assemble(CORPUS[:4], ontology)).close()
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[5]], ontology)
    with Store(tmp_path) as store:
        same(store, assemble([CORPUS[number] for number in (1, 2, 3, 5)], ontology))


def test_quads_that_are_lost_are_written_again(tmp_path: Path, ontology: Ontology) -> None:
    take(tmp_path, [("add", (0, 1, 2))], ontology)
    for manifest in tmp_path.glob("data-1/quads/MANIFEST-*"):
        manifest.write_bytes(b"")
    with extended(tmp_path) as writer:
        put(writer, [CORPUS[5]], ontology)
    with Store(tmp_path) as store:
        same(store, assemble([CORPUS[number] for number in (0, 1, 2, 5)], ontology))
