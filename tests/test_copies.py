"""Copies of one dispatch: found with light edits, the first first, and one source in all counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from kg.copies import Imprint, copies
from kg.model import Article, Copy
from kg.ontology import Ontology
from kg.pipeline import assemble
from kg.read import make_article
from tests.store.small_corpus import Line, read_article

DISPATCH = (
    "The ferry between Arvik and Solvik ran aground in thick fog on Tuesday night with ninety people on board. Nobody "
    "was hurt. Two tugs from the naval yard pulled it free at high tide, and divers found a scratch of four metres in "
    "the hull. The shipping company said that it would take the vessel out of service for a week, and that buses would "
    "carry passengers around the fjord until then. The coast guard is looking into the course that the captain took."
)
EDITED = DISPATCH.replace("Tuesday night", "Tuesday evening").replace("Nobody was hurt.", "No one was hurt.")
OTHER = (
    "The council of Solvik voted on Wednesday to build a swimming pool beside the old mill. The plan had been refused "
    "twice since the spring, because the ground there is soft. An engineer from the capital now says that piles of "
    "forty metres would carry it, and the mayor hopes to open the pool before the winter after next."
)


def dated(text: str, day: str | None) -> Article:
    return make_article(text, published=day)


def test_light_edits_are_copies_and_the_first_is_the_original() -> None:
    first, second = dated(DISPATCH, "2024-05-15"), dated(EDITED, "2024-05-16")
    other, undated = dated(OTHER, "2024-05-14"), dated(f"{DISPATCH} (Agency)", None)
    expected = {Copy(second.id, first.id), Copy(undated.id, first.id)}
    for order in permutations((first, second, other, undated)):
        assert set(copies(map(Imprint.of, order))) == expected


def test_short_texts_are_no_copies() -> None:
    assert copies(Imprint.of(dated("Nobody was hurt.", day)) for day in ("2024-05-15", "2024-05-16")) == ()


def test_copies_count_as_one_source(ontology: Ontology) -> None:
    leads = Line("Anna Berg", "leads", "Arvik Energy")
    first = read_article(leads, filler=True, published="2024-03-01", source="Arvik Post")
    again = read_article(leads, filler=True, published="2024-03-02", source="Solvik Times")
    own = read_article(leads, Line("Anna Lind", "worksFor", "AE"), published="2024-03-03", source="Coast News")
    graph = assemble((again, own, first), ontology)
    assert graph.copies == (Copy(again.article.id, first.article.id),)
    text = "\n".join(map(str, graph.quads()))
    assert text.count("<https://kg.example/ns#copyOf>") == 1
    assert text.count('<https://kg.example/ns#support> "2"') == 3
    assert [edge.weight for edge in graph.edges() if edge.name == "leads"] == [2]
    alone = assemble((replace(again), first), ontology)
    assert {edge.weight for edge in alone.edges()} == {1}
