"""The words that tell what an article is about."""

from __future__ import annotations

import pytest

from kg.resolve.topics import stem, telling_words

COMMON = frozenset(map(stem, ("said", "that", "with", "were")))


def test_rare_words_come_by_frequency_then_in_order() -> None:
    text = "Smugglers said that submarines were built with fiberglass. The submarine sank. Miami"
    assert telling_words(text, COMMON) == ("submarin", "built", "fiberglass", "sank")


def test_names_and_common_words_tell_nothing() -> None:
    assert telling_words("Berg said that were with Dahl", COMMON) == ()


def test_a_long_article_keeps_no_more_than_two_dozen() -> None:
    words = [f"word{letter}" for letter in "abcdefghijklmnopqrtuvwxyz"] + ["another", "further"]
    assert len(telling_words(" ".join(words), COMMON)) == 24


@pytest.mark.parametrize(
    ("left", "right"),
    [("submarines", "submarine"), ("smuggled", "smuggling"), ("cities", "city"), ("verdicts", "verdict")],
)
def test_forms_of_one_word_are_one(left: str, right: str) -> None:
    assert stem(left) == stem(right)


@pytest.mark.parametrize("word", ["glass", "king", "seed"])
def test_short_words_keep_what_only_looks_like_an_ending(word: str) -> None:
    assert stem(word) == word
