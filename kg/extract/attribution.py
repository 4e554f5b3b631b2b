"""Doc -> Attributions: who says, thinks or wants what, by which words. What they cover is never asserted by the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from kg.extract.contents import Content, content
from kg.extract.quotations import Quotation, quotations
from kg.extract.sources import Source, possessor, source
from kg.extract.speech import Act, Lexicon, lexicon
from kg.model import Certainty, Polarity, Quote, Span
from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content that the text presents as somebody's: said, thought, denied, wanted, planned."""

    source: tuple[Span, ...]  # () when nobody is named
    source_head: int | None  # token index of the source's head word, for the speaker's chain
    cue: tuple[Span, ...]
    cue_token: int | None
    content: tuple[Span, ...]
    quote: Quote
    act: str  # class of the ontology: Saying, Denial, Accusation, ...
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False
    parent: int | None = None  # index of the attribution within whose content this one is reported


@dataclass(frozen=True, slots=True)
class _Page:
    """A document, its quotations, and for each token the quotation it stands in (-1: none)."""

    doc: Doc
    quotes: tuple[Quotation, ...]
    quote_of: tuple[int, ...]
    lexicon: Lexicon


def attributions(doc: Doc, ontology: Ontology) -> tuple[Attribution, ...]:
    """All attributions of an article, in the order in which they begin."""
    page = _page(doc, lexicon(ontology))
    found = list(_cued(page))
    found.sort(key=_start)
    found = _continue_quotations(page, found)
    found.sort(key=_start)
    return tuple(_nest(found))


def attributed(found: tuple[Attribution, ...], span: Span) -> int | None:
    """Index of the innermost attribution whose content covers the whole of `span`."""
    covering = [index for index, attribution in enumerate(found) if _covers(attribution.content, span)]
    return min(covering, key=lambda index: (_length(found[index].content), -index), default=None)


def _start(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.source + attribution.cue + attribution.content
    return min(start for start, _ in spans), attribution.cue_token or 0


def _page(doc: Doc, words: Lexicon) -> _Page:
    quotes = quotations(doc.text)
    quote_of = [-1] * len(doc)
    at = 0
    for token in doc:
        while at < len(quotes) and quotes[at].end <= token.idx:
            at += 1
        if at < len(quotes) and quotes[at].start <= token.idx:
            quote_of[token.i] = at
    return _Page(doc, quotes, tuple(quote_of), words)


def _cued(page: _Page) -> Iterator[Attribution]:
    """Attributions that a word announces."""
    words = page.lexicon
    for token in page.doc:
        pos = token.pos_
        if pos in ("VERB", "AUX"):
            frames = words.verbs.get(words.lemma(token))
            if frames:
                yield from _verbal(page, token, frames)


def _verbal(page: _Page, cue: Token, frames: dict[str, Act]) -> Iterator[Attribution]:
    found = content(cue, frames)
    speaker = source(cue)
    if found is None and ("clause" in frames or "quotation" in frames):
        spans = _adjacent_quotation(page, cue, speaker)
        if spans:
            yield _attribution(page, cue, speaker, spans, frames.get("clause") or frames["quotation"], None)
        return
    if found is not None:
        spans = _spans(page, cue, found)
        if spans:
            yield _attribution(page, cue, speaker, spans, found.act, found)


def _attribution(page: _Page, cue: Token, speaker: Source | None, spans: tuple[Span, ...], act: Act, found: Content | None) -> Attribution:
    return Attribution(
        source=_source_spans(page, speaker, cue) if speaker else (),
        source_head=speaker.speaker.i if speaker else None,
        cue=(_cue_span(page, cue, found),),
        cue_token=cue.i,
        content=spans,
        quote=_quote(page, spans, cue),
        act=act.name,
        certainty=act.certainty,
        polarity=act.polarity,
        future=act.future,
    )


def _source_spans(page: _Page, speaker: Source, cue: Token) -> tuple[Span, ...]:
    doc, phrase = page.doc, speaker.phrase
    if phrase is not speaker.speaker:
        return ((phrase.idx, phrase.idx + len(phrase)),)
    first, last = phrase.left_edge.i, phrase.right_edge.i
    if speaker.before is not None:
        last = min(last, speaker.before.i - 1)
    if first <= cue.i <= last:
        first, last = (cue.i + 1, last) if phrase.i > cue.i else (first, cue.i - 1)
    while last > phrase.i and (doc[last].is_space or doc[last].is_punct and doc[last].lower_ not in (")", "]", "”", '"')):
        last -= 1
    while first < phrase.i and (doc[first].is_space or (doc[first].is_punct and page.quote_of[first] < 0)):
        first += 1
    inner = any(doc[index].lower_ == "," for index in range(first, last))
    if inner and last + 1 < len(doc) and doc[last + 1].lower_ == "," and last < cue.i:
        last += 1
    return (_span(doc, first, last),)


def _span(doc: Doc, first: int, last: int) -> Span:
    return doc[first].idx, doc[last].idx + len(doc[last])


_PRECEDING = frozenset(("aux", "auxpass", "neg", "advmod"))


def _cue_span(page: _Page, cue: Token, found: Content | None) -> Span:
    first = last = cue.i
    own = {child.i for child in cue.children if child.dep_ in _PRECEDING and child.left_edge is child}
    while first - 1 in own:
        first -= 1
    particle = {child.i for child in cue.children if child.dep_ == "prt"}
    while last + 1 in particle:
        last += 1
    if found and found.preposition is not None and page.quote_of[found.preposition.i] < 0:
        last = max(last, found.preposition.i) if found.preposition.i == last + 1 else last
    return _span(page.doc, first, last)


def _spans(page: _Page, cue: Token, found: Content) -> tuple[Span, ...]:
    inside = {token.i for root in found.roots for token in root.subtree}
    if found.outside is not None:
        inside -= {token.i for token in found.outside.subtree}
    inside.discard(cue.i)
    runs = [_trim(page, run) for run in _runs(page, inside)]
    spans = [_span(page.doc, *run) for run in runs if run]
    return _snap(page, spans, cue)


def _runs(page: _Page, inside: set[int]) -> Iterator[tuple[int, int]]:
    """Unbroken stretches of tokens; punctuation and spaces do not break one."""
    first = last = None
    for index in sorted(inside):
        if last is None:
            first = index
        elif any(not (page.doc[gap].is_punct or page.doc[gap].is_space) for gap in range(last + 1, index)):
            yield first, last
            first = index
        last = index
    if last is not None:
        yield first, last


def _trim(page: _Page, run: tuple[int, int]) -> tuple[int, int] | None:
    first, last = run
    doc = page.doc
    while first <= last and _is_edge(page, first):
        first += 1
    while last >= first and _is_edge(page, last):
        last -= 1
    return (first, last) if first <= last else None


def _is_edge(page: _Page, index: int) -> bool:
    token = page.doc[index]
    return token.is_space or (token.is_punct and page.quote_of[index] < 0 and token.lower_ not in ")]%")


def _snap(page: _Page, spans: list[Span], cue: Token) -> tuple[Span, ...]:
    """Quotations that the content reaches into belong to it whole, unless the cue stands in them too."""
    own = page.quote_of[cue.i]
    snapped: list[Span] = []
    for start, end in spans:
        for index, quote in enumerate(page.quotes):
            if index != own and quote.start < end and start < quote.end:
                start, end = min(start, quote.start), max(end, quote.end)
        if snapped and start <= snapped[-1][1]:
            snapped[-1] = (snapped[-1][0], max(end, snapped[-1][1]))
        else:
            snapped.append((start, end))
    return tuple(snapped)


def _quote(page: _Page, spans: tuple[Span, ...], cue: Token) -> Quote:
    own = page.quote_of[cue.i]
    quotes = [quote for index, quote in enumerate(page.quotes) if index != own]
    if all(any(quote.start <= start and end <= quote.end for quote in quotes) for start, end in spans):
        return "direct"
    touched = any(start <= quote.start and quote.end <= end for quote in quotes for start, end in spans)
    return "mixed" if touched else "indirect"


def _adjacent_quotation(page: _Page, cue: Token, speaker: Source | None) -> tuple[Span, ...]:
    """The quotations of the cue's sentence that stand next to the cue and its source."""
    if page.quote_of[cue.i] >= 0:
        return ()
    sentence = cue.sent
    start, end = page.doc[sentence.start].idx, page.doc[sentence.end - 1].idx + len(page.doc[sentence.end - 1])
    near = [quote for quote in page.quotes if quote.start < end and start < quote.end]
    if speaker:
        phrase = (speaker.phrase.left_edge.idx, speaker.phrase.right_edge.idx)
        near = [quote for quote in near if not phrase[0] <= quote.start <= phrase[1]]
    after = [quote for quote in near if quote.start > cue.idx]
    before = [quote for quote in near if quote.end <= cue.idx]
    chosen = before[-1:] or after[:1]
    return tuple((quote.start, quote.end) for quote in chosen)


def _continue_quotations(page: _Page, found: list[Attribution]) -> list[Attribution]:
    return found


def _nest(found: list[Attribution]) -> Iterator[Attribution]:
    for index, attribution in enumerate(found):
        anchor = attribution.cue or attribution.content[:1]
        parents = [
            other
            for other, candidate in enumerate(found)
            if other != index and _covers(candidate.content, anchor[0]) and not (candidate.cue and _covers(attribution.content, candidate.cue[0]))
        ]
        parent = min(parents, key=lambda other: (_length(found[other].content), other), default=None)
        yield replace(attribution, parent=parent)


def _covers(spans: Iterable[Span], inner: Span) -> bool:
    return any(start <= inner[0] and inner[1] <= end for start, end in spans)


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)
