"""Training data: ragged arrays and the sets' annotations. Neither torch nor a trained model is needed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import Ontology
from kg.tokens import Doc, read_doc
from kg.train.annotated import Related, annotated
from kg.train.arrays import read_rows, write_rows
from kg.train.prepare import bundles, single_sentences
from kg.train.spans import spans, true_spans

_PARTS = st.lists(st.lists(st.integers(-5, 5), max_size=4), min_size=1, max_size=6)


@given(parts=_PARTS)
def test_rows_come_back_as_they_were_written(tmp_path_factory: object, parts: list[list[int]]) -> None:
    path = Path(tmp_path_factory.mktemp("rows")) / "rows.npz"  # type: ignore[attr-defined]
    write_rows(path, [{"a": np.array(part, dtype=np.int64), "b": np.array([len(part)])} for part in parts])
    found = list(read_rows(path))
    assert [row["a"].tolist() for row in found] == parts
    assert [row["b"].tolist() for row in found] == [[len(part)] for part in parts]


def test_labels_become_spans() -> None:
    labels = ["O", "B-City", "I-City", "I-Person", "B-Person", "O", "I-City"]
    assert spans(labels) == [(1, 3, "City"), (3, 4, "Person"), (4, 5, "Person"), (6, 7, "City")]


def test_words_that_may_be_several_classes_become_one_span() -> None:
    sets = [{"O"}, {"B-City", "B-Region"}, {"I-City", "I-Region"}, set(), {"O", "B-Time", "I-Time"}, {"B-Role"}]
    assert true_spans(sets) == [((1, 3), {"City", "Region"})]


def test_every_set_is_read_with_what_it_leaves_open(tmp_path: Path, ontology: Ontology) -> None:
    _write_sets(tmp_path)
    found = {text.source: text for text in annotated(tmp_path, ontology)}
    learned = {"redocred", "knowledgenet", "polnear", "uw", "uds_ih2", "meantime"}
    assert set(found) == {"dwie", "ewner", "gum", "litbank", "gap"} | learned
    dwie = found["dwie"]
    assert dwie.types == {"0": ("HeadOfState", "Politician", "Person")}
    assert [(mark.span, mark.coarse) for mark in dwie.marked] == [((0, 9), ("Person",))]
    assert dwie.ignored == ((15, 21),)
    assert found["ewner"].marked[0].coarse == ("Country", "Region", "City", "Place")
    assert found["ewner"].unmarked == ("Role", "Time", "Money")
    assert found["gum"].unmarked is None
    assert [mark.chain for mark in found["gap"].marked] == ["meant", "meant", "other 1"]
    assert found["dwie"].related == ()
    assert found["redocred"].related == (Related("0", "P551", "1"),)
    assert found["polnear"].roles == (((0, 3), "source"), ((4, 8), "cue"), ((9, 21), "content"))
    assert found["uw"].certain == ((4, 2.5),)


def test_relations_of_a_passage_are_counted_from_its_start(tmp_path: Path, ontology: Ontology) -> None:
    _write_sets(tmp_path)
    (found,) = (text for text in annotated(tmp_path, ontology) if text.source == "knowledgenet")
    assert found.text == "Ada lives in Oslo."
    assert found.related == (Related("0-3", "PLACE_OF_RESIDENCE", "13-17"),)
    assert found.asked == ("PLACE_OF_RESIDENCE", "SPOUSE")


def _write_sets(folder: Path) -> None:
    mention = {"id": 0, "start": 0, "end": 9}
    dwie = {
        "id": "d1",
        "relations": [{"s": 0, "p": "citizen_of-x", "o": 0}],
        "text": "Ada Stone left. Editor",
        "mentions": [mention, {"id": 1, "start": 15, "end": 21}],
        "entities": [
            {"id": 0, "types": ["entity", "person", "politician", "head_of_state"], "mentions": [0]},
            {"id": 1, "types": ["footer"], "mentions": [1]},
        ],
    }
    place = {"start": 0, "end": 6, "type": "Location"}
    chains = {"id": "g1", "text": "Ada Stone left.", "mentions": [mention], "clusters": {"1": [0]}}
    _write_lines(folder / "dwie" / "train.jsonl.gz", dwie)
    _write_lines(folder / "ewner" / "train.jsonl.gz", {"id": "e1", "text": "Lisbon", "mentions": [place]})
    for path in ("gum/train.jsonl.gz", "gum/dev.jsonl.gz", "litbank/all.jsonl.gz"):
        _write_lines(folder / path, chains)
    _write_relations(folder)
    said = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 21]]}
    event = {"start": 4, "factuality": 2.5}
    for part in ("train", "dev"):
        claims = {"id": "p1", "text": "Ada said Eve was ill.", "attributions": [said]}
        _write_lines(folder / "polnear" / f"{part}.jsonl.gz", claims)
        for corpus in ("uw", "uds_ih2", "meantime"):
            certain = {"id": "u1", "text": "Ada left.", "events": [event]}
            _write_lines(folder / "factuality" / f"{corpus}-{part}.jsonl.gz", certain)
    header = ["ID", "Text", "Pronoun", "Pronoun-offset", "A", "A-offset", "A-coref", "B", "B-offset", "B-coref"]
    row = ["gap-1", "Ada met Eve. She left.", "She", "13", "Ada", "0", "TRUE", "Eve", "8", "FALSE"]
    (folder / "gap").mkdir()
    for name in ("development", "validation"):
        lines = "\t".join(header) + "\n" + "\t".join(row) + "\n"
        (folder / "gap" / f"{name}.tsv").write_text(lines, encoding="utf-8")


def _write_relations(folder: Path) -> None:
    ends = [(0, 3, "PER", 0), (13, 17, "LOC", 1)]
    document = {
        "id": "redocred_1",
        "text": "Ada lives in Oslo.",
        "mentions": [{"start": a, "end": b, "type": kind, "entity": entity} for a, b, kind, entity in ends],
        "relations": [{"s": 0, "p": "P551", "o": 1}],
    }
    for name in ("train", "extra_docred_unrevised"):
        _write_lines(folder / "redocred" / f"{name}.jsonl.gz", document)
    passage = {
        "id": "k1",
        "fold": 1,
        "text": "Well.\n\nAda lives in Oslo. Then.",
        "passages": [{"start": 7, "end": 25, "annotated_properties": ["PLACE_OF_RESIDENCE", "SPOUSE"]}],
        "facts": [{"property": "PLACE_OF_RESIDENCE", "s": [7, 10], "o": [20, 24]}],
    }
    _write_lines(folder / "knowledgenet" / "train.jsonl.gz", passage)


def _write_lines(path: Path, record: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(record) + "\n")


def test_sentences_alone_keep_the_pieces_and_tags_of_their_words() -> None:
    doc = _two_sentences()
    row = {
        "pieces": np.array([11, 12, 13, 14, 15, 16]),
        "owner": np.array([0, 1, 1, 2, 3, 4]),
        "features": np.arange(10),
        "tags": np.array([1, 3, 0, 5, 0]),
    }
    (bundle,) = bundles(single_sentences(row, doc))
    rows = bundle["rows"].reshape(2, -1)
    pieces = [[bundle["pieces"][place] for place in window if place >= 0] for window in rows.tolist()]
    assert pieces == [[15, 16], [11, 12, 13, 14]]
    assert bundle["tags"].tolist() == [5, 0, 1, 3, 0]
    first = [int(bundle["pieces"][rows[w, p]]) for w, p in zip(bundle["window"], bundle["place"], strict=True)]
    assert first == [15, 16, 11, 12, 14]
    assert bundle["features"].reshape(5, 2)[bundle["owner"]][:, 0].tolist() == [6, 8, 0, 2, 2, 4]


def _two_sentences() -> Doc:
    words = spacy.blank("en")("Vera said no . Yes")
    for token in words:
        token.is_sent_start = token.i in (0, 3)
    return read_doc(words)
