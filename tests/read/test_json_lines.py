"""JSON lines and JSON documents: which fields are used, and what a bad record does to the others."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article
from kg.read import ReadFailure
from kg.read.json_lines import (
    FieldError,
    articles_from_document,
    articles_from_json,
    articles_from_lines,
    check_fields,
    opens_json,
)


def _stream(raw: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(raw))


def _one(record: object, **fields: str) -> Article | ReadFailure:
    (item,) = articles_from_lines(_stream(json.dumps(record).encode()), "f", fields)
    return item


def _article(record: object, **fields: str) -> Article:
    item = _one(record, **fields)
    assert isinstance(item, Article), item
    return item


def _reason(record: object, **fields: str) -> str:
    item = _one(record, **fields)
    assert isinstance(item, ReadFailure), item
    return item.reason


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_text_is_the_exact_string(text):
    assert _article({"text": text}).text == text


@pytest.mark.parametrize("key", ["text", "body", "content", "maintext"])
def test_usual_names_of_the_text(key):
    assert _article({key: "Some text."}).text == "Some text."


def test_all_fields():
    article = _article(
        {
            "id": 7,
            "headline": "A title",
            "publishedAt": "2024-03-03T10:00:00Z",
            "link": "https://a.example/1",
            "publisher": {"id": None, "name": "The Gazette"},
            "author": ["Ann Lee", {"name": "Bo Ek"}, None],
            "lang": "en",
            "content": "Some text.",
        }
    )
    assert article.title == "A title"
    assert article.published == "2024-03-03T10:00:00+00:00"
    assert article.url == "https://a.example/1"
    assert article.source == "The Gazette"
    assert article.authors == ("Ann Lee", "Bo Ek")
    assert article.origin == "f:1 (7)"


def test_fields_are_mapped():
    record = {"story": {"full": "Right."}, "text": "Wrong.", "when": "15Mar2007"}
    article = _article(record, text="story.full", published="when")
    assert (article.text, article.published) == ("Right.", "2007-03-15")


def test_a_key_with_a_dot_is_found_as_it_stands():
    assert _article({"a.b": "Some text."}, text="a.b").text == "Some text."


def test_an_empty_field_does_not_hide_the_next():
    assert _article({"text": "", "body": "Some text."}).text == "Some text."


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            {"title": "Only a title"},
            r"no text in text, body, content, maintext: .*\(fields here: title\)",
        ),
        ({}, "fields here: none"),
        ({"text": None}, "no text"),
        ({"text": ["a", "b"]}, "no text"),
        ({"text": 5}, "no text"),
        (["a"], "a JSON list, not an object"),
        ("a string", "a JSON str, not an object"),
        (None, "a JSON NoneType, not an object"),
    ],
)
def test_records_without_text(record, reason):
    assert re.search(reason, _reason(record))


def test_unmapped_text_names_the_key_that_was_asked_for():
    assert _reason({"text": "x"}, text="body").startswith("no text in body")


def test_wrong_kinds_of_other_fields_are_left_out():
    article = _article({"text": "Some text.", "title": 5, "date": ["x"], "url": {}, "source": 1, "author": {"a": 1}})
    assert (article.title, article.published, article.url, article.source) == (None, None, None, None)
    assert article.authors == ()


def test_a_broken_line_does_not_stop_the_others():
    lines = b'{"text": "One."}\n{"text": "Tw\n\n[1, 2]\n{"text": "Three."}'
    items = list(articles_from_lines(_stream(lines), "f.jsonl", {}))
    assert [item.text for item in items if isinstance(item, Article)] == ["One.", "Three."]
    failures = [item for item in items if isinstance(item, ReadFailure)]
    assert [failure.origin for failure in failures] == ["f.jsonl:2", "f.jsonl:4"]
    assert "not valid JSON" in failures[0].reason


@pytest.mark.parametrize("text", [r'{"text": "\ud800"}', '{"text": NaN}', '{"text": "a" "b"}', "{" * 5000])
def test_what_is_no_strict_json_is_a_failure(text):
    (item,) = articles_from_lines(_stream(text.encode()), "f", {})
    assert isinstance(item, ReadFailure)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings(encoding):
    lines = '{"text": "The café said “no”."}\n{"text": "Two."}\n'
    items = list(articles_from_lines(_stream(lines.encode(encoding)), "f", {}))
    assert [item.text for item in items] == ["The café said “no”.", "Two."]


def test_a_line_that_is_too_long_is_passed_over(monkeypatch):
    monkeypatch.setattr("kg.read.json_lines._LONGEST_LINE", 100)
    monkeypatch.setattr("kg.read.json_lines._CHUNK", 64)
    lines = b'{"text": "One."}\n{"text": "' + b"x" * 500 + b'"}\n{"text": "Three."}\n'
    items = list(articles_from_lines(_stream(lines), "f", {}))
    assert [getattr(item, "text", None) for item in items] == ["One.", None, "Three."]
    assert items[1].origin == "f:2"


def test_a_line_without_end_ends_the_file(monkeypatch):
    monkeypatch.setattr("kg.read.json_lines._LONGEST_LINE", 100)
    monkeypatch.setattr("kg.read.json_lines._CHUNK", 64)
    monkeypatch.setattr("kg.read.json_lines._LONGEST_SKIP", 1024)
    items = list(articles_from_lines(_stream(b"x" * 100_000 + b'\n{"text": "One."}\n'), "f", {}))
    assert [type(item) for item in items] == [ReadFailure]


def test_a_list_of_objects():
    items = list(articles_from_document(_stream(b'[{"text": "One."}, 5, {"text": "Three."}]'), "f.json", {}))
    assert [item.origin for item in items] == ["f.json: item 1", "f.json: item 2", "f.json: item 3"]
    assert isinstance(items[1], ReadFailure)


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (b'{"text": "One."}', ["One."]),
        (b'{\n  "text": "One."\n}', ["One."]),
        (b'[\n {"text": "One."},\n {"text": "Two."}\n]', ["One.", "Two."]),
        (b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b'\xef\xbb\xbf\n{"text": "One."}\n', ["One."]),
        ('[{"text": "Été."}]'.encode("utf-16"), ["Été."]),
    ],
)
def test_lines_and_documents_are_told_apart(raw, texts):
    assert [item.text for item in articles_from_json(_stream(raw), "f", {})] == texts


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"text": 1}', True),
        (b' \n[{"a": 1}]', True),
        (b"[]", True),
        (b"[Editor's note] The minister", False),
        (b"{curly} news", False),
        (b"", False),
        (b"5", False),
    ],
)
def test_json_is_known_by_its_opening(head, expected):
    assert opens_json(head) == expected


def test_unknown_fields_are_named():
    with pytest.raises(FieldError, match=r"no article field is called 'txt': map one of text, title"):
        check_fields({"txt": "body"})
