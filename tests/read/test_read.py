"""`read`: inputs of every kind and every way to be bad; a failure never ends the batch."""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Article
from kg.read import ReadFailure, read
from kg.read.json_lines import FieldError

STORY = "The minister said on Monday that the talks with the union would go on for another week."
OTHER = "The club said on Tuesday that its coach would leave at the end of the season."
FRENCH = "Le président a déclaré jeudi que son pays n'avait rien à voir avec cette affaire, selon son porte-parole."
SAMPLES = Path(__file__).parents[2] / "kg" / "samples"


def _texts(*inputs: str | Path, **options: object) -> list[str]:
    return [item.text for item in read(inputs, **options) if isinstance(item, Article)]


def _failures(*inputs: str | Path, **options: object) -> list[ReadFailure]:
    return [item for item in read(inputs, **options) if isinstance(item, ReadFailure)]


@pytest.fixture
def stdin(monkeypatch):
    def give(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return give


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "a.news", "a", "a.TXT"])
def test_plain_text_is_kept_to_the_letter(tmp_path, name):
    text = f"\n  A headline\r\n\r\n{STORY}\t\n"
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert _texts(tmp_path / name) == [text]


def test_a_headline_is_title_and_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"Union talks go on\n\n{STORY}\n", encoding="utf-8")
    (article,) = read([path])
    assert article.title == "Union talks go on"
    assert article.text.startswith("Union talks go on\n\n")
    assert (article.language, article.origin, article.published) == ("en", str(path), None)


def test_text_without_headline_has_no_title(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (article,) = read([tmp_path / "a.txt"])
    assert article.title is None


def test_html_is_known_by_its_content(tmp_path):
    (tmp_path / "a.txt").write_text(f"<!doctype html><html><body><p>{STORY}</p></body></html>", encoding="utf-8")
    assert _texts(tmp_path / "a.txt") == [STORY]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson", "a", "a.data"])
def test_json_is_known_by_name_or_content(tmp_path, name):
    (tmp_path / name).write_text(json.dumps({"body": STORY}) + "\n", encoding="utf-8")
    assert _texts(tmp_path / name) == [STORY]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.JSON.GZ", "a.gz", "a.txt"])
def test_gzip_is_unpacked_whatever_the_name(tmp_path, name):
    content = STORY
    if "json" in name.lower():
        content = json.dumps({"text": STORY})
    if "html" in name:
        content = f"<html><body><p>{STORY}</p></body></html>"
    (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    assert _texts(tmp_path / name) == [STORY]


def test_standard_input_as_text(stdin):
    stdin(STORY.encode())
    (article,) = read(["-"])
    assert (article.text, article.origin) == (STORY, "standard input")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_as_json_lines(stdin, pack):
    stdin(pack(b"".join(json.dumps({"text": text}).encode() + b"\n" for text in (STORY, OTHER))))
    assert _texts("-") == [STORY, OTHER]


def test_standard_input_as_page(stdin):
    stdin(f"<html><body><p>{STORY}</p></body></html>".encode())
    assert _texts("-") == [STORY]


def test_fields_are_mapped(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "no", "story": STORY}), encoding="utf-8")
    assert _texts(tmp_path / "a.jsonl", fields={"text": "story"}) == [STORY]


def test_unknown_field_is_refused_before_anything_is_read():
    with pytest.raises(FieldError, match="no article field"):
        read(["nowhere"], fields={"txt": "story"})


# Folders and globs


def _folder(root: Path) -> Path:
    (root / "b" / "c").mkdir(parents=True)
    (root / "z.txt").write_text(STORY, encoding="utf-8")
    (root / "b" / "c" / "a.jsonl").write_text(json.dumps({"text": OTHER}), encoding="utf-8")
    return root


def test_folders_are_read_recursively_in_order(tmp_path):
    assert _texts(_folder(tmp_path)) == [OTHER, STORY]


def test_hidden_files_and_other_kinds_are_left_out_of_folders(tmp_path, caplog):
    folder = _folder(tmp_path)
    (folder / ".hidden.txt").write_text("Hidden.", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("Hidden.", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with caplog.at_level(logging.WARNING, logger="kg"):
        assert list(map(type, read([folder]))) == [Article, Article]
    assert "left out 1 files of other kinds, such as" in caplog.text
    assert "photo.jpg" in caplog.text


def test_links_between_folders_end(tmp_path):
    folder = _folder(tmp_path)
    (folder / "b" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "b" / "self").symlink_to(folder / "b" / "self")
    items = list(read([folder]))
    assert sorted(item.text for item in items if isinstance(item, Article)) == sorted([STORY, OTHER])
    (failure,) = (item for item in items if isinstance(item, ReadFailure))
    assert failure.origin.endswith("self")


def test_globs_are_expanded(tmp_path):
    folder = _folder(tmp_path)
    assert _texts(f"{folder}/**/*.jsonl") == [OTHER]
    assert _texts(f"{folder}/b*") == [OTHER]


def test_a_file_whose_name_looks_like_a_glob(tmp_path):
    (tmp_path / "a[1].txt").write_text(STORY, encoding="utf-8")
    assert _texts(tmp_path / "a[1].txt") == [STORY]


def test_equal_articles_are_read_once(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORY, encoding="utf-8")
    assert _texts(tmp_path, tmp_path, tmp_path / "a.txt") == [STORY]


# Bad input


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t\xc2\xa0 \n", "empty"),
        ("a.html", b"", "no article text"),
        ("a.json", b"", "not valid JSON"),
        ("a.json", b'{"text": ', "not valid JSON"),
        ("a.json", b'{"text": "  "}', "empty"),
        ("a.json", b'{"text": "a\\u0000b"}', "NUL"),
        ("a.json", b"[" * 100_000, "not valid JSON"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        ("a.jsonl", bytes(range(256)) * 20, "binary data"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        ("a.txt", bytes(range(256)) * 20, "binary data"),
        ("a.txt", b"%PDF-1.4", "a damaged PDF"),
        ("a.txt", b"\xff\xfeabc", "not valid utf-16"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "no article text"),
        ("a.xml", b'<?xml version="1.0"?><menu><item>text</item></menu>', "XML, but not a web page"),
        ("a.txt.gz", gzip.compress(STORY.encode())[:-20], "damaged gzip data"),
        ("a.txt.gz", gzip.compress(STORY.encode())[:12] + b"garbage" * 9, "damaged gzip data"),
        ("a.txt.gz", gzip.compress(gzip.compress(STORY.encode())), "not text"),
        ("a.txt", FRENCH.encode(), r"skipped: looks like French \(fr\); --language en forces it"),
    ],
)
def test_bad_files_are_failures_and_the_batch_goes_on(tmp_path, name, raw, reason):
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(raw)
    good.write_text(STORY, encoding="utf-8")
    items = list(read([bad, good]))
    failures = [item for item in items if isinstance(item, ReadFailure)]
    assert [item.text for item in items if isinstance(item, Article)] == [STORY]
    assert len(failures) == 1
    assert failures[0].origin.startswith(str(bad))
    assert re.search(reason, failures[0].reason), failures[0].reason


def test_an_empty_file_of_lines_holds_no_article(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"\n\n")
    assert list(read([tmp_path / "a.jsonl"])) == []


def test_other_languages_are_read_when_forced(tmp_path):
    (tmp_path / "a.txt").write_text(FRENCH, encoding="utf-8")
    (article,) = read([tmp_path / "a.txt"], language="en")
    assert (article.text, article.language) == (FRENCH, "en")


def test_missing_path_and_glob_without_match():
    missing, unmatched = _failures("no-such-file.txt", "no-such-*.txt")
    assert "does not exist" in missing.reason
    assert "matches no file" in unmatched.reason


def test_a_folder_without_articles(tmp_path):
    (failure,) = _failures(tmp_path)
    assert "the folder holds no article" in failure.reason


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    (failure,) = _failures(tmp_path / "a.txt")
    assert "no permission" in failure.reason


def test_an_unreadable_file_is_a_failure(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(STORY, encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (failure,) = _failures(path)
    assert "no permission" in failure.reason


def test_a_broken_link_is_a_failure(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    (failure,) = _failures(tmp_path / "a.txt")
    assert "link to nothing" in failure.reason


def test_fifty_megabytes_of_one_line(tmp_path):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(0)
        for _ in range(50):
            stream.write(b"word " * 200_000)
    (failure,) = _failures(tmp_path / "a.txt")
    assert "larger than 16 MiB" in failure.reason


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.html.gz", "bomb.json.gz"])
def test_a_gzip_bomb_is_not_unpacked(tmp_path, name):
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as stream:
        for _ in range(100):
            stream.write(b" " * 2**20)
    (failure,) = _failures(tmp_path / name)
    assert "larger than" in failure.reason


def test_articles_that_are_too_long(tmp_path):
    (tmp_path / "a.txt").write_text(STORY * 10, encoding="utf-8")
    (failure,) = _failures(tmp_path / "a.txt", max_characters=100)
    assert "longer than 100 characters" in failure.reason


def test_good_lines_before_damaged_compression_are_kept(tmp_path):
    lines = "".join(json.dumps({"text": f"{STORY} {number}"}) + "\n" for number in range(20_000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode(), compresslevel=1)[:-1000])
    items = list(read([tmp_path / "a.jsonl.gz"], language="en"))
    assert isinstance(items[0], Article)
    assert isinstance(items[-1], ReadFailure)
    assert len(items) > 1000


def test_failures_are_readable():
    assert str(ReadFailure("a.txt", "empty")) == "a.txt: empty"


SUFFIXES = ["", ".txt", ".html", ".json", ".jsonl", ".gz", ".html.gz", ".jsonl.gz"]
OPENINGS = [b"", b"<html><body><p>", b'{"text": "', b"[", b"\x1f\x8b\x08\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml "]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.builds(bytes.__add__, st.sampled_from(OPENINGS), st.binary()), suffix=st.sampled_from(SUFFIXES))
def test_no_file_ends_the_batch(tmp_path, raw, suffix):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(raw)
    for item in read([path]):
        assert item.origin.startswith(str(path))
        assert item.text.strip() if isinstance(item, Article) else item.reason


# Samples


def test_samples_are_read():
    items = list(read([SAMPLES]))
    assert [type(item) for item in items] == [Article] * 5
    assert sum(item.published is not None for item in items) == 3


def test_the_sample_page_is_without_boilerplate():
    (page,) = read([SAMPLES / "summit.html"])
    assert page.title == "Iceland and EU threaten Norway with sanctions over ship seizure"
    for noise in ("cookies", "Advertisement", "seabird77", "Privacy", "Ferry strike", "Tomas Rey"):
        assert noise not in page.text
