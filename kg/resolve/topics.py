"""Article text -> the words that tell what it is about: those that few articles use, as one form of each.

No corpus is counted: which words many articles use stands in `cues/common_words.tsv` (small letters in more than 1.5 %
of press releases and news of several countries), so what an article is about depends on the article alone.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?!\w)")  # small letters only: names are told of elsewhere
_MOST_WORDS = 24
_SHORTEST_STEM = 4
_ENDINGS = ("ing", "ed")


def telling_words(text: str, common: frozenset[str]) -> tuple[str, ...]:
    """The stems of the rare words of a text, most frequent first, then in order of appearance; at most 24."""
    counts = Counter(stem(word) for word in _WORD.findall(text))
    rare = [word for word in counts if word not in common]
    return tuple(sorted(rare, key=lambda word: -counts[word])[:_MOST_WORDS])


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without the commonest endings: submarines, submarine -> submarin."""
    if word.endswith("ies") and len(word) > _SHORTEST_STEM:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_STEM:
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word
