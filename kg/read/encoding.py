"""Bytes -> text, by evidence: byte order marks, UTF-8's own rules, what the file declares, and statistics of letters.

Plausible decodings are scored by charset-normalizer one by one, since its free choice among a hundred code pages
takes a short English text with curly quotes for Baltic or Japanese.
"""

from __future__ import annotations

import codecs
import re

from kg.read.failure import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = (  # in order of preference where several read equally well
    "cp1252", "mac_roman", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp850",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARATION_WITHIN = 4096  # bytes from the start of a page; browsers look at 1024
_SAMPLE = 65_536  # bytes that are enough to tell code pages apart
_BINARY = "binary data, not text: convert it to text or HTML first"
_FEW = 0.01  # at most this share of control characters, or of broken UTF-8 sequences


def decode(raw: bytes) -> str:
    """The text of `raw`, without a byte order mark and otherwise untouched. Raises ReadError for binary data."""
    _refuse_known_formats(raw)
    text = _decode(raw)
    _refuse_controls(text)
    return text


def refuse_binary(head: bytes) -> None:
    """Raises ReadError when a stream that opens with `head` is text in no encoding that extends ASCII."""
    _refuse_known_formats(head)
    _refuse_controls(head.decode("latin-1"))


def _refuse_known_formats(raw: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise ReadError(f"{kind}, not text: convert it to text or HTML first")


def _refuse_controls(text: str) -> None:
    if "\x00" in text or len(_CONTROLS.findall(text)) > _FEW * len(text):
        raise ReadError(_BINARY)


def _decode(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], encoding)
    if b"\x00" in raw:
        return _strict(raw, _wide_encoding(raw))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(raw) or _damaged_utf8(raw) or _strict(raw, _detect(raw))


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"not valid {encoding} at byte {error.start}: save the file as UTF-8, or read it from an intact copy"
        ) from error


def _wide_encoding(raw: bytes) -> str:
    """UTF-16 without a mark: English has a zero in every second byte, on the same side."""
    sample = raw[: _SAMPLE - _SAMPLE % 2]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.4 * (len(sample) // 2) and others <= _FEW * len(sample):
            return encoding
    raise ReadError(_BINARY)


def _declared(raw: bytes) -> str | None:
    match = _DECLARED.search(raw[:_DECLARATION_WITHIN])
    try:
        return raw.decode(match[1].decode("ascii")) if match else None
    except (LookupError, ValueError):  # an unknown encoding, one that is none, or the wrong one
        return None


def _damaged_utf8(raw: bytes) -> str | None:
    """UTF-8 with a few broken bytes, such as a file cut at a limit: many good sequences to each bad one."""
    text = raw.decode("utf-8", errors="replace")
    broken, good = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    return text if good >= 10 * broken else None


def _detect(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = raw[:_SAMPLE]
    scored = []
    for rank, encoding in enumerate(_CANDIDATES):
        best = from_bytes(sample, cp_isolation=[encoding], enable_fallback=False, preemptive_behaviour=False).best()
        if best is not None and best.encoding == encoding:
            scored.append((best.chaos, rank, encoding))
    if not scored:
        raise ReadError("binary data, or text in no known encoding: save it as UTF-8")
    return min(scored)[2]
