"""Text -> where it says at its end who made it: "Author: Anna Berg", "ab/cd (Reuters, AP)". Names there are no news."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from kg.layout import Layout
from kg.model import Span
from kg.ontology import Ontology

_LAST = 2  # paragraphs in which credits stand
_LONGEST = 160  # characters


def credit_lines(text: str, layout: Layout, ontology: Ontology) -> tuple[Span, ...]:
    """The stretches that name the makers, each from its first word to the end of its paragraph."""
    cues = ontology.cues["credits"]
    opening = _opening(tuple(cues["labels"]), tuple(cues["work"]))
    last = layout.paragraphs[-_LAST:]
    found = [(opening.search(text, max(start, end - _LONGEST), end), end) for start, end in last]
    return tuple((match.start("credits"), end) for match, end in found if match)


@functools.cache
def _opening(labels: Sequence[str], work: Sequence[str]) -> re.Pattern[str]:
    """What credits begin with, where a sentence may: a label, a kind of work, or initials joined by slashes."""
    labelled = rf"(?:{'|'.join(labels)}):"
    working = rf"(?:{'|'.join(work)}) by "
    initials = r"[a-z]{2,4}(?:/[A-Za-z]{2,12})+\b"
    opens, follows = r"(?:^|(?<=\n))", r"(?<=[.!?\"”’)]\s)"
    alone = rf"{opens}\(?(?:{working}|{labelled}|{initials})"
    return re.compile(rf"(?P<credits>{alone}|{follows}(?:\({working}|{labelled}|{initials}))")
