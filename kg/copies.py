"""Texts -> copies: articles that syndicates spread, word for word or with light edits, count as one source.

A text is known by a MinHash of its runs of words. Two texts whose hashes agree in a whole band are compared, and those
that share most of their runs are copies, as are copies of copies. Everything about a pair depends on the pair alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kg.model import Article, Copy

_RUN = 3  # words
_FEWEST_RUNS = 20  # shorter texts are alike by chance
_HASHES, _IN_BAND = 128, 4  # texts that share half of their runs meet in a band in nine cases of ten
_ALIKE = 0.7  # share of common runs: about one word in ten edited
_WORDS = re.compile(r"\w+")
_SEED = 1
_UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class Imprint:
    """What finding copies needs of an article. `signature` is empty for a text too short to tell."""

    article: str
    published: str
    signature: bytes

    @classmethod
    def of(cls, article: Article) -> Imprint:
        return cls(article.id, article.published or _UNDATED, signature(article.text))


def signature(text: str) -> bytes:
    """The MinHash of a text's runs of words, empty for a short one."""
    words = _WORDS.findall(text.lower())
    runs = {" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}
    if len(runs) < _FEWEST_RUNS:
        return b""
    from datasketch import MinHash

    minhash = MinHash(num_perm=_HASHES, seed=_SEED)
    minhash.update_batch([run.encode() for run in sorted(runs)])
    return bytes(minhash.hashvalues.astype("<u4").tobytes())


def bands(signature: bytes) -> tuple[bytes, ...]:
    """The parts of a signature one of which two copies share, each with its place."""
    size = 4 * _IN_BAND
    return tuple(bytes([start // size]) + signature[start : start + size] for start in range(0, len(signature), size))


def copies(imprints: Iterable[Imprint]) -> tuple[Copy, ...]:
    """Each article that is a copy, with the first published of all its copies."""
    by_id = {imprint.article: imprint for imprint in imprints}
    groups = {name: {name} for name in by_id}
    for left, right in _alike(by_id.values()):
        if groups[left] is not groups[right]:
            groups[left] |= groups[right]
            groups.update(dict.fromkeys(groups[right], groups[left]))
    return tuple(_copies(by_id, groups))


def _copies(by_id: dict[str, Imprint], groups: dict[str, set[str]]) -> Iterator[Copy]:
    for name in sorted(by_id):
        first = min(groups[name], key=lambda other: (by_id[other].published, other))
        if first != name:
            yield Copy(name, first)


def _alike(imprints: Iterable[Imprint]) -> Iterator[tuple[str, str]]:
    """Pairs of articles that share a band and most of their runs."""
    met: dict[bytes, list[Imprint]] = {}
    for imprint in imprints:
        for band in bands(imprint.signature):
            met.setdefault(band, []).append(imprint)
    seen: set[tuple[str, str]] = set()
    for together in met.values():
        for left, right in combinations(together, 2):
            pair = left.article, right.article
            if pair not in seen:
                seen.add(pair)
                if alike(left.signature, right.signature):
                    yield pair


def alike(left: bytes, right: bytes) -> bool:
    """Whether two texts have most of their runs in common, as their signatures tell it."""
    import numpy as np

    return float(np.mean(np.frombuffer(left, "<u4") == np.frombuffer(right, "<u4"))) >= _ALIKE
