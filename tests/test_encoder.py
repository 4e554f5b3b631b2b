"""The encoder: windows, features of mentions, decoding of names, and the shipped weights."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc

from kg.encoder import Encoder, compare, encode, load_encoder, name_spans, pair_scores, type_scores
from kg.encoder.claims import _encouraged, event_values, read_roles
from kg.encoder.decoding import best_path, labelled_spans
from kg.encoder.features import FEATURE_SIZES, word_features
from kg.encoder.pairs import MENTION_SIZES, PAIR_SIZES, mention_table, pair_features
from kg.encoder.relations import Placed, project, relate
from kg.encoder.windows import split, stitch
from kg.extract.mentions import Candidate
from kg.ontology import Ontology
from kg.tokens import read_doc

TEXT = (
    "Maria Keller leads the Harbour Bank in Lisbon. She met Peter Novak, the finance minister of Portugal.\n\n"
    "Keller said the bank would open an office in Porto. Novak praised her plan."
)


# --- windows -----------------------------------------------------------------------------------------------------


@given(count=st.integers(1, 1000), size=st.integers(10, 60), overlap=st.integers(0, 9))
def test_every_piece_is_read_from_the_window_where_it_is_most_central(count: int, size: int, overlap: int) -> None:
    windows = split(count, size, overlap)
    read = windows.rows[windows.window, windows.place]
    assert read.tolist() == list(range(count))
    assert windows.rows.shape[1] <= size + 2
    assert (windows.rows[:, [0, -1]] == -1).all()
    assert (windows.rows[:, 1:-1] >= 0).all(), "nothing is padded"


def test_words_at_an_edge_are_read_with_context_on_both_sides() -> None:
    windows = split(100, 40, 20)
    inner = (windows.place > 9) & (windows.place < windows.rows.shape[1] - 10)
    assert inner[10:90].all()


def test_windows_that_cannot_advance_are_refused() -> None:
    with pytest.raises(ValueError, match="make it smaller"):
        split(100, 20, 20)


def test_stitching_gives_back_what_each_piece_was() -> None:
    windows = split(90, 30, 10)
    hidden = np.where(windows.rows >= 0, windows.rows, -7)[..., None].astype(np.float32)
    vectors = stitch(windows, hidden, np.array([0, -1, 45, 89]))
    assert vectors[:, 0].tolist() == [0.0, 0.0, 45.0, 89.0]


# --- features ----------------------------------------------------------------------------------------------------


def test_features_stay_within_their_tables() -> None:
    words = ["NATO", "said", "McGill", "won", "3", "-", "\n\n", "A.", "Ωmega", "…"]
    doc = Doc(English().vocab, words=words, pos=["PROPN"] * len(words), sent_starts=[True] + [False] * 9)
    found = word_features(doc)
    assert (found >= 0).all()
    assert (found < np.array(FEATURE_SIZES)).all()
    assert found[:6, 0].tolist() == [2, 0, 4, 0, 5, 6]
    assert found[7, 1] == 2, "a line end begins a paragraph"


def _people() -> tuple[Doc, list[Candidate]]:
    words = ["Anna", "Berg", "met", "Carl", "Berg", ".", "She", "thanked", "Berg", "."]
    doc = Doc(
        English().vocab,
        words=words,
        pos=["PROPN", "PROPN", "VERB", "PROPN", "PROPN", "PUNCT", "PRON", "VERB", "PROPN", "PUNCT"],
        tags=["NNP", "NNP", "VBD", "NNP", "NNP", ".", "PRP", "VBD", "NNP", "."],
        lemmas=[word.lower() for word in words],
        deps=["compound", "nsubj", "ROOT", "compound", "dobj", "punct", "nsubj", "ROOT", "dobj", "punct"],
        heads=[1, 2, 2, 4, 2, 2, 7, 7, 7, 7],
        sent_starts=[True, False, False, False, False, False, True, False, False, False],
    )
    return doc, [
        Candidate(0, 2, 1, "name", "PERSON", "anna berg", gender="female"),
        Candidate(3, 5, 4, "name", "PERSON", "carl berg", gender="male"),
        Candidate(6, 7, 6, "pronoun", "third", "she", gender="female"),
        Candidate(8, 9, 8, "name", "PERSON", "berg"),
    ]


def test_pairs_tell_wording_gender_and_sentence() -> None:
    doc, mentions = _people()
    table = mention_table(doc, mentions)
    found = pair_features(table, np.array([0, 0, 1, 0]), np.array([1, 2, 2, 3]))
    assert (table.single < np.array(MENTION_SIZES)).all()
    assert (found < np.array(PAIR_SIZES)).all()
    assert found[:, 1].tolist() == [0, 1, 1, 1], "sentences apart"
    assert found[:, 2].tolist() == [4, 0, 0, 4], "same head word, but for the pronoun"
    assert found[:, 3].tolist() == [2, 1, 2, 3], "genders differ, agree, differ, one is unknown"
    assert found[:, 5].tolist() == [1, 0, 0, 0], "arguments of one verb"


def test_no_mentions_make_an_empty_table() -> None:
    doc, _ = _people()
    table = mention_table(doc, [])
    assert pair_features(table, np.zeros(0, int), np.zeros(0, int)).shape == (0, len(PAIR_SIZES))


# --- decoding ----------------------------------------------------------------------------------------------------

_NAMES = ("O", "B-Person", "I-Person", "B-City", "I-City")


def test_an_inner_label_never_follows_another_class() -> None:
    scores = np.log(np.array([[0.1, 0.6, 0.1, 0.1, 0.1], [0.1, 0.1, 0.2, 0.1, 0.5], [0.9, 0.02, 0.02, 0.03, 0.03]]))
    path = best_path(scores.astype(np.float32))
    assert labelled_spans(path, _NAMES) in ([(0, 2)], [(0, 1)])
    assert [_NAMES[label] for label in path] == ["B-Person", "I-Person", "O"]


@given(st.lists(st.lists(st.floats(-5, 0), min_size=5, max_size=5), max_size=12))
def test_any_scores_decode_to_spans_in_order(rows: list[list[float]]) -> None:
    path = best_path(np.array(rows, dtype=np.float32).reshape(-1, 5))
    spans = labelled_spans(path, _NAMES)
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


@given(
    st.lists(st.lists(st.floats(-5, 0), min_size=5, max_size=5), min_size=1, max_size=5), st.sampled_from([0.0, 1.5])
)
def test_the_likeliest_row_of_labels_is_found(rows: list[list[float]], border: float) -> None:
    scores = np.array(rows, dtype=np.float32)
    scores[:, 0] = np.minimum(scores[:, 0], -0.1)  # no word surely outside of names: those are never asked
    paths = [path for path in itertools.product(range(5), repeat=len(scores)) if _is_possible(path)]
    best = max(_worth(scores, path, border) for path in paths)
    assert np.isclose(_worth(scores, best_path(scores, border).tolist(), border), best, atol=1e-4)


def test_an_expected_span_needs_to_be_less_likely() -> None:
    tags = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
    chances = np.full((4, 7), 0.13, np.float32)
    chances[:, 0] = 0.22
    scores = np.log(chances)
    assert best_path(scores, 1.0).tolist() == [0, 0, 0, 0]
    assert best_path(_encouraged(scores, [("content", 1, 4)], tags), 1.0).tolist() == [0, 5, 6, 6]


def _is_possible(path: Sequence[int]) -> bool:
    return all(
        label % 2 or not label or before in (label, label - 1) for before, label in itertools.pairwise((0, *path))
    )


def _worth(scores: NDArray[np.float32], path: Sequence[int], border: float) -> float:
    """What the labels score, less what the borders of their spans cost; at a border of two spans one is paid."""
    whole = [0, *path, 0]
    borders = sum((label % 2 == 1) or (label == 0 and before != 0) for before, label in itertools.pairwise(whole))
    return float(scores[np.arange(len(path)), list(path)].sum()) - border * borders


# --- weights -----------------------------------------------------------------------------------------------------


def test_missing_weights_give_no_encoder(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text("{}", encoding="utf-8")
    assert load_encoder(tmp_path) is None


@pytest.mark.model
def test_the_same_article_is_the_same_in_any_company(nlp: Language, encoder: Encoder) -> None:
    once = encode(nlp(TEXT), encoder).vectors
    encode(nlp("Something else entirely. " * 40), encoder)
    assert np.array_equal(encode(nlp(TEXT), encoder).vectors, once)
    assert once.shape[0] == len(nlp(TEXT))


@pytest.mark.model
def test_names_are_found_with_their_classes(nlp: Language, encoder: Encoder) -> None:
    doc = nlp(TEXT)
    found = {doc[name.start : name.end].text: name.type for name in name_spans(encode(doc, encoder))}
    assert found["Maria Keller"] == "Person"
    assert found["Portugal"] == "Country"
    assert found["Lisbon"] == "City"
    assert not any("\n" in text for text in found)


@pytest.mark.model
def test_a_chain_has_classes_of_the_ontology(nlp: Language, encoder: Encoder, ontology: Ontology) -> None:
    doc = nlp(TEXT)
    (scores,) = type_scores(encode(doc, encoder), [[Candidate(0, 2, 1, "name", "PERSON", "maria keller")]])
    assert set(scores) <= set(ontology.classes)
    assert max(scores, key=lambda name: scores[name]) == "Person"
    assert type_scores(encode(doc, encoder), [[]]) == [{}]


@pytest.mark.model
def test_a_pronoun_prefers_the_person_it_may_mean(nlp: Language, encoder: Encoder) -> None:
    doc = nlp(TEXT)
    words = [token.text for token in doc]
    bank, she = words.index("Bank"), words.index("She")
    mentions = [
        Candidate(0, 2, 1, "name", "PERSON", "maria keller", gender="female"),
        Candidate(bank - 1, bank + 1, bank, "name", "ORG", "harbour bank"),
        Candidate(she, she + 1, she, "pronoun", "third", "she", gender="female"),
    ]
    person, company = pair_scores(compare(encode(doc, encoder), mentions), [0, 1], 2)
    assert person > 0
    assert person > company


@pytest.mark.model
def test_white_space_and_nothing_can_be_read(nlp: Language, encoder: Encoder) -> None:
    assert encode(nlp(""), encoder).vectors.shape[0] == 0
    assert name_spans(encode(nlp("\n\n"), encoder)) == []


@pytest.mark.model
def test_a_long_article_is_read_in_batches(nlp: Language, encoder: Encoder) -> None:
    doc = nlp("Maria Keller leads the Harbour Bank in Lisbon. " * 60)
    assert np.isfinite(encode(doc, encoder).vectors).all()


@pytest.mark.model
def test_relations_are_said_at_mentions_of_their_chains(nlp: Language, encoder: Encoder) -> None:
    doc = read_doc(nlp(TEXT))
    names = [(0, 1, 0), (4, 5, 1), (7, 7, 2)]  # Maria Keller, Harbour Bank, Lisbon
    found = relate(project(encode(doc, encoder), [Placed(start, last, last, 0, chain) for start, last, chain in names]))
    assert found.odds.shape == (6, len(encoder.relations))
    label = encoder.relations.index("dwie head_of")
    pairs = found.rows.pairs.tolist()
    leads, mirrored = (found.odds[pairs.index(pair), label] for pair in ([0, 1], [1, 0]))
    assert leads > mirrored
    assert found.said_at(pairs.index([0, 1]), label) == (0, 1)


@pytest.mark.model
def test_who_said_what_is_marked(nlp: Language, encoder: Encoder) -> None:
    doc = read_doc(nlp(TEXT))
    found = {(span.role, doc[span.start : span.end].text) for span in read_roles(encode(doc, encoder)).spans}
    assert {("source", "Keller"), ("cue", "said")} <= found
    assert any(role == "content" and "open an office" in words for role, words in found)


@pytest.mark.model
def test_what_happened_is_surer_than_what_did_not(nlp: Language, encoder: Encoder) -> None:
    doc = read_doc(nlp("Keller left Lisbon. Novak did not leave Porto."))
    left, stayed = event_values(encode(doc, encoder), [1, 7])
    assert (left > stayed).all()
