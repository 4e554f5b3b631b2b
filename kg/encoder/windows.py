"""Wordpieces of an article -> overlapping windows of equal length, and the words' vectors back from them.

Windows are full, the last reaching back a little further than the others: attention needs no mask and goes faster. A
word's vector comes from the window in which its first piece stands farthest from an edge, so that every word is read
with context on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from kg.tokens import Doc

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]

WINDOW = 254  # pieces, without the two marks around them
OVERLAP = 16  # names of DWIE are found as well as with 32, in a tenth less time
_MOST_KNOWN = 200_000  # words with their pieces: some 50 MB


@dataclass(frozen=True, slots=True)
class Wordpieces:
    """A tokenizer, and the pieces of every word that it has been asked for."""

    tokenizer: Tokenizer
    known: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, words: Iterable[str]) -> None:
        """Ask for words that are not known yet; where too much is known, forget it all before."""
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        new = [word for word in dict.fromkeys(words) if word not in self.known]
        coded = self.tokenizer.encode_batch([[word] for word in new], is_pretokenized=True, add_special_tokens=False)
        self.known.update((word, each.ids) for word, each in zip(new, coded, strict=True))


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows as one batch, and where each piece is read from.

    `rows[window, place]` is the number of a piece, -1 for the mark at either end; `window[piece]` and `place[piece]`
    are where its vector is taken from.
    """

    rows: Integers
    window: Integers
    place: Integers


def read_tokenizer(path: Path) -> Wordpieces:
    """The tokenizer of a file, without the limits that it was trained with."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Wordpieces(tokenizer)


def wordpieces(doc: Doc, tokenizer: Wordpieces) -> tuple[Integers, Integers, Integers]:
    """Piece ids, the token that each belongs to, and every token's first piece (-1 where it has none)."""
    words = [token for token in doc if not token.is_space]
    tokenizer.learn(token.text for token in words)
    coded = [tokenizer.known[token.text] for token in words]
    sizes = np.array([len(ids) for ids in coded], dtype=np.int64)
    owner = np.repeat(np.array([token.i for token in words], dtype=np.int64), sizes)
    first = np.full(len(doc), -1, dtype=np.int64)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    return np.fromiter(chain.from_iterable(coded), dtype=np.int64, count=len(owner)), owner, first


def split(count: int, size: int = WINDOW, overlap: int = OVERLAP) -> Windows:
    """Windows over `count` pieces. Raises ValueError where no window can advance."""
    if overlap >= size:
        raise ValueError(f"an overlap of {overlap} pieces leaves windows of {size} no way forward: make it smaller")
    number = max(1, -(-(count - overlap) // (size - overlap)))
    length = min(count, -(-(count + (number - 1) * overlap) // number))
    starts = np.minimum(np.arange(number) * (length - overlap), count - length) if number > 1 else np.zeros(1, np.int64)
    rows = np.full((number, length + 2), -1, dtype=np.int64)
    rows[:, 1:-1] = starts[:, None] + np.arange(length)
    return Windows(rows, *_central(starts, length, count))


def _central(starts: Integers, length: int, count: int) -> tuple[Integers, Integers]:
    """For every piece the window in which it is farthest from an edge, the earlier of equals, and its place there."""
    pieces = np.arange(count)
    offsets = pieces[None, :] - starts[:, None]
    margins = np.minimum(offsets, length - 1 - offsets)
    window = margins.argmax(axis=0)
    return window, pieces - starts[window] + 1


def stitch(windows: Windows, hidden: Floats, first: Integers) -> Floats:
    """Vectors of words from those of windows; `first` holds every word's first piece, -1 for words without pieces."""
    vectors = np.zeros((len(first), hidden.shape[-1]), dtype=np.float32)
    known = first >= 0
    rows = windows.window * hidden.shape[1] + windows.place
    vectors[known] = hidden.reshape(-1, hidden.shape[-1]).take(rows[first[known]], axis=0)
    return vectors
