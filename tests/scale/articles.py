"""Short articles of invented people, in files of several kinds, for tests that read with the models."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = (
    "Anna Berg leads Arvik Energy. Jan Lind said that the company had paid for the harbour. Berg denied it.",
    "Jan Lind, the mayor of Arvik, met Anna Berg on Monday. Arvik is a town in Norland.",
    "Arvik Energy said on Friday that it would sell its ferries. Critics accused Berg of lying.",
    "Maria Solberg was born on 5 May 1960 in Arvik. Solberg works for Arvik Energy, which Anna Berg leads.",
    "Jan Lind was appointed chairman of the Norland Chamber of Commerce, based in Oslo and founded in 1987.",
    "Maria Solberg praised Jan Lind. “He has kept his word,” she said. Lind thanked her.",
)


def records() -> list[dict[str, str]]:
    """The articles as fields."""
    return [
        {"text": text, "title": f"Story {number}", "source": "Arvik Post", "date": f"2024-03-{number:02}"}
        for number, text in enumerate(TEXTS, start=1)
    ]


def write_files(folder: Path) -> Path:
    """The articles in JSON lines (with a line that is none), Parquet, WARC, and one twice as a page."""
    folder.mkdir()
    lines = [json.dumps(record) for record in records()[:3]]
    (folder / "some.jsonl").write_text("\n".join([*lines, "no json", ""]))
    pq.write_table(pa.Table.from_pylist(records()[3:5]), folder / "table.parquet")
    (folder / "page.txt").write_text(TEXTS[5])
    (folder / "copy [1].txt").write_text(TEXTS[5])
    (folder / "crawl.warc").write_bytes(_warc("https://arvik.example/6", TEXTS[5]))
    return folder


def _warc(address: str, text: str) -> bytes:
    body = f"<html><head><title>Praise</title></head><body><article><p>{text}</p></article></body></html>".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6b9b7cde-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2024-03-06T10:00:00Z\r\nWARC-Target-URI: {address}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    file = io.BytesIO()
    file.write(head.encode() + answer + b"\r\n\r\n")
    return file.getvalue()
