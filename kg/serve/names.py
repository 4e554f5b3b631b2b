"""Names and aliases of all entities -> an index that finds them by part, by beginning, and in spite of mistakes in
typing.

Names that share most trigrams with what was typed are looked at closely, the often mentioned first: a store of a
million names answers in some hundredths of a second.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

_LOOKED_AT = 400  # names with the most trigrams in common that are scored
_FEWEST = 75.0  # score below which a name is another one: two mistakes in nine letters are forgiven, three are not
_BEGINNING, _WORD_BEGINNING = 98.0, 94.0  # what is typed so far begins the name, or one of its words
_MENTIONS_WEIGH = 1.5  # points for every tenfold of mentions, so that of equal names the known one comes first


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as search shows it."""

    id: str
    name: str
    type: str
    types: tuple[str, ...]
    mentions: int
    articles: int


@dataclass(frozen=True, slots=True)
class Match:
    """An entity, the name of it that fits best, and how well (0 to 100)."""

    known: Known
    name: str
    score: float


class NameIndex:
    """Names of entities by trigram. `entities` come with all their names; the order in which they come does not
    matter."""

    def __init__(self, entities: Iterable[tuple[Known, Iterable[str]]]) -> None:
        ranked = sorted(entities, key=lambda each: (-each[0].mentions, each[0].id))
        self.known = {known.id: known for known, _ in ranked}
        self._named: list[tuple[Known, str, str]] = []
        postings: dict[str, array[int]] = {}
        for known, names in ranked:
            for name in dict.fromkeys(names):
                self._add(known, name, postings)
        self._postings = {gram: np.frombuffer(found, dtype=np.uint32) for gram, found in postings.items()}

    def _add(self, known: Known, name: str, postings: dict[str, array[int]]) -> None:
        plain = simplified(name)
        for gram in set(_trigrams(plain)):
            postings.setdefault(gram, array("I")).append(len(self._named))
        self._named.append((known, name, plain))

    def __len__(self) -> int:
        return len(self._named)

    @functools.cached_property
    def everyone(self) -> list[Match]:
        """All entities, the most mentioned first."""
        return [Match(known, known.name, 100.0) for known in self.known.values()]

    def search(self, query: str) -> list[Match]:
        """The entities whose names fit, best first, each once."""
        wanted = simplified(query)
        if not wanted:
            return self.everyone
        best: dict[str, Match] = {}
        for number in self._candidates(wanted):
            known, name, plain = self._named[number]
            score = closeness(wanted, plain)
            if score >= _FEWEST and (known.id not in best or score > best[known.id].score):
                best[known.id] = Match(known, name, round(score, 1))
        return sorted(best.values(), key=_rank)

    def _candidates(self, wanted: str) -> list[int]:
        """Names by how many trigrams they share, of equals the more mentioned first."""
        found = [self._postings[gram] for gram in sorted(set(_trigrams(wanted))) if gram in self._postings]
        if not found:
            return []
        numbers, counts = np.unique(np.concatenate(found), return_counts=True)
        order = np.lexsort((numbers, -counts))[:_LOOKED_AT]
        return [int(number) for number in numbers[order]]


def closeness(wanted: str, name: str) -> float:
    """How well a simplified name fits what was typed, 0 to 100."""
    if name == wanted:
        return 100.0
    if name.startswith(wanted):
        return _BEGINNING
    if f" {wanted}" in name:
        return _WORD_BEGINNING
    words, names = wanted.split(), name.split()
    fits = [max(_fit(word, each) for each in names) for word in words]
    return sum(fits) / len(fits) - 1


def _fit(word: str, of_name: str) -> float:
    return _WORD_BEGINNING if of_name.startswith(word) else min(fuzz.ratio(word, of_name), _WORD_BEGINNING)


def simplified(name: str) -> str:
    """A name without case, accents and punctuation: "Jónsdóttir, Katla" -> "jonsdottir katla"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", letters.translate(_LETTERS)))


_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def _trigrams(plain: str) -> Iterator[str]:
    """Of every word with its beginning marked, so that the first letters weigh more."""
    for word in plain.split():
        padded = f"  {word}"
        yield from (padded[at : at + 3] for at in range(len(padded) - 2))


def _rank(match: Match) -> tuple[float, str]:
    return -(match.score + _MENTIONS_WEIGH * len(str(match.known.mentions))), match.known.id
