"""Archives, web archives, tables, feeds, PDFs, lists and addresses: read as files are, and bombs refused."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.model import Article
from kg.read import ReadFailure, read
from kg.read import inflated as inflating

STORY = (
    "The mayor of Arvik opened the new bridge on Monday. She thanked the engineers, who had worked on it for three "
    "years, and said that the ferry would keep running until the autumn."
)
OTHER = STORY.replace("bridge", "harbour")
PAGE = (
    "<html><head><title>Bridge opened</title></head><body><article>"
    f"<p>{STORY}</p><p>{OTHER}</p></article></body></html>"
)


def split(*inputs: Path | str) -> tuple[list[Article], list[ReadFailure]]:
    found = list(read(inputs))
    return [each for each in found if isinstance(each, Article)], [
        each for each in found if isinstance(each, ReadFailure)
    ]


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return path


def tarred(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def record(kind: str, address: str, body: bytes, headers: bytes = b"") -> bytes:
    """One WARC record."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-05-16T00:00:00Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(body):012}>\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + headers + b"\r\n" + body + b"\r\n\r\n"


def answer(status: str, kind: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def test_members_of_a_zip_are_read_as_files(tmp_path: Path) -> None:
    lines = b'{"text": "%s", "title": "Harbour"}\n' % OTHER.encode()
    articles, failures = split(zipped(tmp_path / "news.zip", a_DOT_txt=STORY.encode(), b_DOT_jsonl=lines))
    assert [article.text for article in articles] == [STORY, OTHER]
    assert articles[1].title == "Harbour"
    assert articles[0].origin.endswith("news.zip: a.txt")
    assert not failures


@pytest.mark.parametrize("name", ["news.tar.gz", "news.tgz", "news.tar"])
def test_members_of_a_tar_are_read_as_files(tmp_path: Path, name: str) -> None:
    mode = "w" if name.endswith(".tar") else "w:gz"
    packed = tarred(tmp_path / name, {"a.txt": STORY.encode(), "in/b.txt.gz": gzip.compress(OTHER.encode())}, mode)
    articles, failures = split(packed)
    assert [article.text for article in articles] == [STORY, OTHER]
    assert not failures


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "c:\\a.txt", "..\\a.txt"])
def test_names_that_lead_out_of_an_archive_are_left_out(tmp_path: Path, name: str) -> None:
    packed = tarred(tmp_path / "news.tar.gz", {name: OTHER.encode(), "good.txt": STORY.encode()})
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr(name, OTHER)
        archive.writestr("good.txt", STORY)
    for path in (packed, tmp_path / "news.zip"):
        articles, failures = split(path)
        assert [article.text for article in articles] == [STORY]
        assert ["leads out of the archive" in failure.reason for failure in failures] == [True]


def test_links_in_an_archive_are_left_out(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "news.tar", "w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert "a link or a device" in split(tmp_path / "news.tar")[1][0].reason


def test_a_bomb_is_refused_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b"a" * 5_000_000
    articles, failures = split(zipped(tmp_path / "news.zip", a_DOT_txt=bomb, b_DOT_txt=STORY.encode()))
    assert [article.text for article in articles] == [STORY]
    assert ["taken for a bomb" in failure.reason for failure in failures] == [True]
    monkeypatch.setattr(inflating, "_HARMLESS", 1_000_000)
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(bomb))
    (tmp_path / "d.txt").write_text(STORY)
    articles, failures = split(tmp_path / "c.jsonl.gz", tmp_path / "d.txt")
    assert len(articles) == 1
    assert ["taken for a bomb" in failure.reason for failure in failures] == [True]


def test_archives_inside_archives_are_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", a_DOT_txt=STORY.encode()).read_bytes()
    failures = split(zipped(tmp_path / "outer.zip", inner_DOT_zip=inner))[1]
    assert ["an archive inside an archive" in failure.reason for failure in failures] == [True]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar", "a.parquet", "a.warc", "a.warc.gz", "a.rss", "a.pdf"])
@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04 not really", b"%PDF-1.7 not really", b"PAR1 no", b"WARC/9\r\n", b"\x1f\x8b\x08"]
)
def test_damaged_files_are_failures(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "good.txt").write_text(STORY)
    articles, failures = split(tmp_path / name, tmp_path / "good.txt")
    assert [article.text for article in articles] == [STORY]
    assert all(failure.origin.startswith(str(tmp_path / name)) for failure in failures)


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_a_warc(tmp_path: Path, packed: bool) -> None:
    http = b"Content-Type: application/http; msgtype=response\r\n"
    parts = [
        record("response", "https://a.example/1", answer("200 OK", "text/html; charset=utf-8", PAGE.encode()), http),
        record("response", "https://a.example/2", answer("404 Not Found", "text/html", PAGE.encode()), http),
        record("response", "https://a.example/3", answer("200 OK", "image/png", b"\x89PNG"), http),
        record("response", "https://a.example/4", answer("200 OK", "text/html", b"<html></html>"), http),
        record("conversion", "https://a.example/5", OTHER.encode(), b"Content-Type: text/plain\r\n"),
    ]
    path = tmp_path / ("news.warc.gz" if packed else "news.warc")
    path.write_bytes(b"".join(gzip.compress(part) if packed else part for part in parts))
    articles, failures = split(path)
    assert [article.url for article in articles] == ["https://a.example/1", "https://a.example/5"]
    assert articles[0].title == "Bridge opened"
    assert [failure.origin.split(": ")[-1] for failure in failures] == ["https://a.example/4"]


def test_a_warc_that_is_cut_keeps_what_was_whole(tmp_path: Path) -> None:
    http = b"Content-Type: application/http; msgtype=response\r\n"
    parts = [
        gzip.compress(
            record("response", f"https://a.example/{number}", answer("200 OK", "text/html", PAGE.encode()), http)
        )
        for number in (1, 2)
    ]
    (tmp_path / "news.warc.gz").write_bytes(parts[0] + parts[1][:-40])
    articles, failures = split(tmp_path / "news.warc.gz")
    assert "https://a.example/1" in [article.url for article in articles]
    assert ["damaged gzip data" in failure.reason for failure in failures] == [True]


def test_rows_of_a_parquet_file(tmp_path: Path) -> None:
    from datetime import date

    rows = [
        {"body": STORY, "headline": "Bridge", "date": date(2024, 5, 16), "url": "https://a.example/1"},
        {"body": None, "headline": "Nothing", "date": None, "url": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "news.parquet")
    articles, failures = split(tmp_path / "news.parquet")
    assert [(article.text, article.published) for article in articles] == [(STORY, "2024-05-16")]
    assert ["no text" in failure.reason for failure in failures] == [True]


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Arvik Post</title>
<item><title>Bridge &amp; ferry</title><link>https://a.example/1</link><pubDate>Thu, 16 May 2024 09:30:00 GMT</pubDate>
<description><![CDATA[<p>{STORY}</p><p>{OTHER}</p>]]></description></item>
<item><title>Only a link</title><link>https://a.example/2</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Arvik Post</title><entry><title>Bridge</title>
<id>x:1</id><updated>2024-05-16T09:30:00Z</updated><link href="https://a.example/1"/>
<author><name>Ada Holm</name></author><content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""


def test_entries_of_feeds(tmp_path: Path) -> None:
    (tmp_path / "news.rss").write_text(RSS)
    (tmp_path / "news.xml").write_text(ATOM)
    articles, failures = split(tmp_path / "news.rss", tmp_path / "news.xml")
    assert [article.text for article in articles] == [f"{STORY}\n\n{OTHER}", STORY]
    assert articles[0].title == "Bridge & ferry"
    assert {article.published for article in articles} == {"2024-05-16T09:30:00+00:00"}
    assert {article.source for article in articles} == {"Arvik Post"}
    assert articles[1].authors == ("Ada Holm",)
    assert ["only a link" in failure.reason for failure in failures] == [True]


def test_entities_of_a_feed_are_not_expanded(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    (tmp_path / "news.rss").write_text(RSS.replace("<rss", laughs + "<rss", 1))
    articles, failures = split(tmp_path / "news.rss")
    assert not articles
    assert ["declares XML entities" in failure.reason for failure in failures] == [True]


def pdf(text: str) -> bytes:
    """A page with one line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def test_text_of_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "news.pdf").write_bytes(pdf(STORY))
    (tmp_path / "empty.pdf").write_bytes(pdf(""))
    articles, failures = split(tmp_path / "news.pdf", tmp_path / "empty.pdf")
    assert [article.text for article in articles] == [STORY]
    assert ["a PDF without text" in failure.reason for failure in failures] == [True]


def test_a_list_names_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(OTHER)
    (tmp_path / "list").write_text(f"# articles\nin\n\n{tmp_path / 'b.txt'}\nmissing.txt\n")
    articles, failures = split(f"@{tmp_path / 'list'}")
    assert [article.text for article in articles] == [STORY, OTHER]
    assert ["does not exist" in failure.reason for failure in failures] == [True]
    assert "does not exist" in split("@no-such-list")[1][0].reason


def test_addresses_of_any_file_system() -> None:
    system = fsspec.filesystem("memory")
    system.pipe(
        {"/kgtest/a.txt": STORY.encode(), "/kgtest/b.jsonl.gz": gzip.compress(b'{"text": "%s"}' % OTHER.encode())}
    )
    for address in ("memory://kgtest", "memory://kgtest/*"):
        assert [article.text for article in split(address)[0]] == [STORY, OTHER]
    assert [article.text for article in split("memory://kgtest/a.txt")[0]] == [STORY]
    assert split("memory://kgtest/c.txt")[1]
    assert "cannot be reached" in split("nosuch://a.txt")[1][0].reason
