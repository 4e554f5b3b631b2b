"""Reviewing identity: what is asked, what answers do to the store, and the file of decisions."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg.commands.reviewing import review as command
from kg.graph import Graph
from kg.model import Article, Chain, Decision, Evidence, Extraction, Mention, Relation
from kg.ontology import Ontology
from kg.pipeline import assemble
from kg.resolve import read_decisions
from kg.review import Answer, questions, review, together
from kg.store import Store

TEXTS = {
    "a": "It rained. Anna Berg, the judge, opened the court in Bergen. People clapped.",
    "b": "Anna Berg won the race in Atlanta.",
    "c": "Jan Smit spoke in Utrecht.",
    "d": "Jan Smit flew home to Denver.",
}


def article(identity: str) -> Extraction:
    """An article whose first person and city are named in its text."""
    text = TEXTS[identity]
    name, city = ("Anna Berg" if "Anna" in text else "Jan Smit"), text.rstrip(".").split(". People")[0].split()[-1]
    mentions = [
        Mention(f"m{number}", text.index(word), text.index(word) + len(word), "name", kind, f"c{number}")
        for number, (word, kind) in enumerate(((name, "Person"), (city.rstrip("."), "City")))
    ]
    chains = [
        Chain(f"c{number}", mention.type, (mention.type,), text[mention.start : mention.end], (), (mention.id,))
        for number, mention in enumerate(mentions)
    ]
    source = Article(identity, text, title=f"Title {identity}", published="2020-01-02")
    return Extraction(source, mentions=tuple(mentions), chains=tuple(chains))


@pytest.fixture
def graph(ontology: Ontology) -> Graph:
    return assemble(map(article, TEXTS), ontology)


@pytest.fixture
def store(tmp_path: Path, graph: Graph) -> Path:
    Store.write(tmp_path / "store", graph).close()
    return tmp_path / "store"


def answering(*answers: Answer) -> list[Answer]:
    return list(answers)


def entities(store: Path) -> list[tuple[str, ...]]:
    with Store(store) as held:
        return sorted(entity.members for entity in held.graph().entities if entity.type == "Person")


def run(store: Path, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    command(store, None, None)


def test_what_is_unsure_is_asked_with_the_words_it_stands_in(graph: Graph) -> None:
    asked = questions(graph)
    assert [(question.left.name, question.right.name) for question in asked] == [
        ("Anna Berg", "Anna Berg"),
        ("Jan Smit", "Jan Smit"),
    ]
    assert asked[0].left.quote == "Anna Berg, the judge, opened the court in Bergen."
    assert asked[0].left.article == "Title a"
    assert any(reason.startswith("setting differs: NO / US") for reason in asked[0].reasons)


def test_answers_become_the_users_decisions(graph: Graph) -> None:
    asked = questions(graph)
    given = iter(answering("yes", "undo", "no", "skip"))
    (decision,) = review(asked, lambda question, number: next(given))
    assert (decision.left, decision.right, decision.verdict, decision.by) == ("a#c0", "b#c0", "negative", "user")


def test_quitting_keeps_what_was_answered(graph: Graph) -> None:
    given = iter(answering("yes", "quit"))
    assert [decision.verdict for decision in review(questions(graph), lambda *_: next(given))] == ["positive"]


def test_undo_at_the_first_question_asks_it_again(graph: Graph) -> None:
    given = iter(answering("undo", "no", "no"))
    assert len(review(questions(graph), lambda *_: next(given))) == 2


def test_a_new_answer_replaces_an_old_one() -> None:
    old, new = (Decision("a#c0", "b#c0", verdict, 1.0, (), "user") for verdict in ("positive", "negative"))
    assert together([old], [new]) == (new,)


def test_piped_answers_change_the_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(entities(store)) == 4
    run(store, "what?\ny\nn\n", monkeypatch)
    assert entities(store) == [("a#c0", "b#c0"), ("c#c0",), ("d#c0",)]


def test_what_was_answered_is_not_asked_again(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(store, "n\ns\n", monkeypatch)
    capsys.readouterr()
    run(store, "", monkeypatch)
    assert "1 of 1" in capsys.readouterr().out


def test_the_file_of_decisions_is_read_edited_and_replayed(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    command(store, file, None)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("verdict\tleft_name\tright_name")
    edited = [line.replace("unsure\tJan Smit", "positive\tJan Smit").removesuffix("kg") for line in lines]
    file.write_text("\n".join(line for line in edited if "unsure" not in line), encoding="utf-8")
    assert [decision.by for decision in read_decisions(file)] == ["user"]
    command(store, None, file)
    assert entities(store) == [("a#c0",), ("b#c0",), ("c#c0", "d#c0")]


SCENE = "Marta Quill. Police found a crossbow in the greenhouse."
OTHER_SCENE = "Olaf Stern. Guards missed a tiara in the orangery."


def story(identity: str, phrase: str, scene: str = SCENE) -> Extraction:
    """An article on one attack, whose attacker is not named."""
    text = f"{phrase} attacked {scene}"
    victim = scene.partition(".")[0]
    start = text.index(victim)
    mentions = (
        Mention("m0", 0, len(phrase), "nominal", "Person", "c0"),
        Mention("m1", start, start + len(victim), "name", "Person", "c1"),
    )
    chains = (
        Chain("c0", "Person", ("Person",), phrase, (), ("m0",), named=False),
        Chain("c1", "Person", ("Person",), victim, (), ("m1",)),
    )
    evidence = Evidence(0, len(text), (0, len(phrase)), (len(phrase) + 1, start - 1), (start, start + len(victim)))
    attack = Relation(f"r{identity}", "c0", "attacks", "c1", evidence, asserted=True)
    return Extraction(Article(identity, text, published="2020-01-02"), mentions, chains, (attack,))


def test_what_is_never_named_is_asked_by_its_phrase(ontology: Ontology) -> None:
    first, second = story("e", "A masked gunman"), story("f", "The young gunman")
    graph = assemble((first, second), ontology)
    (question,) = questions(graph)
    assert (question.left.name, question.right.name) == ("A masked gunman", "The young gunman")
    assert question.left.quote == "A masked gunman attacked Marta Quill."
    (decided,) = review([question], lambda _, __: "yes")
    joined = assemble((first, second), ontology, [decided])
    assert ("e#c0", "f#c0") in [entity.members for entity in joined.entities]
    (refused,) = review([question], lambda _, __: "no")
    apart = assemble((first, second), ontology, [refused])
    assert not questions(apart)
    assert ("e#c0", "f#c0") not in [entity.members for entity in apart.entities]


def two_stories() -> list[Extraction]:
    """Two pairs of articles on one attack each, in which kg is unsure whether the attacker is one."""
    first = [story("e", "A masked gunman"), story("f", "The young gunman")]
    return [*first, story("g", "A hooded robber", OTHER_SCENE), story("h", "The young robber", OTHER_SCENE)]


def unnamed(store: Path) -> list[tuple[str, ...]]:
    with Store(store) as held:
        return sorted(entity.members for entity in held.graph().entities if not entity.named)


@pytest.mark.parametrize(
    ("typed", "left", "found"),
    [
        ("s\ns\n", 2, [("e#c0",), ("f#c0",), ("g#c0",), ("h#c0",)]),
        ("y\nu\ns\ny\n", 1, [("e#c0",), ("f#c0",), ("g#c0", "h#c0")]),
        ("s\nu\nu\ny\nn\n", 0, [("e#c0", "f#c0"), ("g#c0",), ("h#c0",)]),
        ("n\ns\n", 1, [("e#c0",), ("f#c0",), ("g#c0",), ("h#c0",)]),
    ],
)
def test_what_is_never_named_may_be_skipped_and_answers_taken_back(
    ontology: Ontology,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    left: int,
    found: list[tuple[str, ...]],
) -> None:
    Store.write(tmp_path / "store", assemble(two_stories(), ontology)).close()
    run(tmp_path / "store", typed, monkeypatch)
    assert unnamed(tmp_path / "store") == found
    with Store(tmp_path / "store") as held:
        assert len(questions(held.graph())) == left


def test_a_skipped_question_on_what_is_never_named_makes_no_decision(ontology: Ontology) -> None:
    asked = questions(assemble(two_stories(), ontology))
    assert [question.left.name for question in asked] == ["A masked gunman", "A hooded robber"]
    given = iter(answering("yes", "undo", "skip", "skip"))
    assert review(asked, lambda *_: next(given)) == []
