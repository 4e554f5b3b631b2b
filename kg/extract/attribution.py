"""Doc -> Attributions: who says, thinks or wants what. What they cover is never asserted by the article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.encoder import Encoding
from kg.encoder.claims import read_roles
from kg.extract.accounts import continued
from kg.extract.announced import announced
from kg.extract.reports import Attribution, Reader
from kg.extract.speech import lexicon
from kg.extract.unannounced import beside_quotations, with_free_quotations
from kg.extract.weighed import expected, weighed
from kg.extract.wording import covers, length, page_of
from kg.layout import unpunctuated
from kg.model import Span
from kg.ontology import Ontology
from kg.tokens import Doc

__all__ = ["Attribution", "attributed", "attributions"]

_BLOCK = 1000  # characters


def attributions(doc: Doc, ontology: Ontology, encoding: Encoding | None = None) -> tuple[Attribution, ...]:
    """All attributions of an article, in the order in which they begin; without an `encoding`, by rules alone."""
    reader = Reader(page_of(doc), lexicon(ontology), ontology)
    found = list(announced(reader))
    found += list(beside_quotations(reader, found))
    if encoding is not None:
        found = weighed(reader, found, read_roles(encoding, expected(reader.page, found)))
    found = with_free_quotations(reader, sorted(found, key=_start))
    found += list(continued(reader, found))
    return tuple(_nested(sorted(_with_readable_sources(doc, found), key=_start)))


def attributed(found: tuple[Attribution, ...], span: Span) -> int | None:
    """Index of the innermost attribution whose content covers the whole of `span` and is not presupposed."""
    covering = [index for index, one in enumerate(found) if not one.presupposed and covers(one.content, span)]
    return min(covering, key=lambda index: (length(found[index].content), -index), default=None)


def _with_readable_sources(doc: Doc, found: list[Attribution]) -> list[Attribution]:
    """Where text has lost its punctuation, words beside a cue may be of the sentence before: no speaker is named."""
    lost = unpunctuated(doc.text)
    if not lost:
        return found
    heads = {token.i for token in doc if any(start <= token.idx < end for start, end in lost)}
    return [replace(one, source_head=None) if one.source_head in heads else one for one in found]


def _start(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.source + attribution.cue + attribution.content
    return min(start for start, _ in spans), -1 if attribution.cue_token is None else attribution.cue_token


def _nested(found: list[Attribution]) -> Iterator[Attribution]:
    """Each with its parent: the narrowest content in which its cue stands."""
    nearby = _by_block(found)
    for index, attribution in enumerate(found):
        anchor = (attribution.cue or attribution.content)[0]
        outer = [
            (length(found[other].content), other)
            for other in nearby.get(anchor[0] // _BLOCK, ())
            if other != index and not found[other].doubted and _reports(found[other], attribution, anchor)
        ]
        yield replace(attribution, parent=min(outer)[1] if outer else None)


def _by_block(found: list[Attribution]) -> dict[int, list[int]]:
    """Which attributions have content in each block of the text, so that a long text is not searched whole."""
    blocks: dict[int, list[int]] = {}
    for index, attribution in enumerate(found):
        touched = {block for start, end in attribution.content for block in range(start // _BLOCK, end // _BLOCK + 1)}
        for block in touched:
            blocks.setdefault(block, []).append(index)
    return blocks


def _reports(outer: Attribution, inner: Attribution, anchor: Span) -> bool:
    """Whether `anchor` of the inner stands in the content of the outer, and not the other way round as well."""
    if outer.content[-1][1] < anchor[0] or not covers(outer.content, anchor):
        return False
    return not (outer.cue and covers(inner.content, outer.cue[0]))
