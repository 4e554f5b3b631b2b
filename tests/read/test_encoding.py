"""`decode`: the encoding is found from the bytes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.encoding import decode
from kg.read.failure import ReadError

ENGLISH = "He called it “very much alike” — the leader’s words. The café in Zürich closed, said André Müller."
PLAIN = ENGLISH.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "-")
RUSSIAN = "Президент заявил в четверг, что его страна не имеет отношения к делу. Это сообщили агентства."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        (PLAIN, "latin-1"),
        (PLAIN, "cp850"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("It’s over", "cp1252"),
        ("总统星期四说，他的国家与此事无关。发言人说。", "gb18030"),
        ("大統領は木曜日、自国はこの問題とは無関係だと述べた。", "shift_jis"),
    ],
)
def test_encodings_are_told_apart(text, encoding):
    assert decode(text.encode(encoding)) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf8_comes_back_to_the_letter(text):
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0c", "\x85"])
def test_newlines_are_not_translated(newline):
    text = f"One.{newline}Two.{newline}"
    assert decode(text.encode()) == text


def test_declared_encoding_is_used_when_it_fits():
    page = '<html><head><meta charset="iso-8859-2"></head><body>Łódź and Kraków</body></html>'
    assert decode(page.encode("iso-8859-2")) == page


@pytest.mark.parametrize("name", ["undefined", "idna", "rot13", "hex", "no-such", "utf-8"])
def test_declared_nonsense_is_passed_over(name):
    page = f'<html><head><meta charset="{name}"></head><body>The café said “no”</body></html>'
    assert decode(page.encode("cp1252")) == page


def test_declared_encoding_is_not_believed_when_it_fails():
    page = '<html><head><meta charset="utf-8"></head><body>The café said “no”</body></html>'
    assert decode(page.encode("cp1252")) == page


def test_few_broken_bytes_do_not_change_the_encoding():
    raw = (ENGLISH * 4).encode() + "é".encode()[:1]
    assert decode(raw) == ENGLISH * 4 + "\ufffd"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"%PDF-1.7\nplain looking", "a PDF, not text"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(range(256)) * 20, "binary data"),
        (b"\x01\x02\x03\x04 some text", "binary data"),
        (b"text with one \x00 in it", "binary data"),
        (b"\xff\xfeodd bytes", "not valid utf-16"),
    ],
)
def test_binary_is_refused(raw, message):
    with pytest.raises(ReadError, match=message):
        decode(raw)


@given(st.binary())
def test_any_bytes_give_text_or_a_clear_error(raw):
    with contextlib.suppress(ReadError):
        decode(raw).encode()
