"""Tokens -> spans of the text: how source, cue and content are cut out of a sentence, quotation marks respected."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.extract.contents import Content
from kg.extract.quotations import Quotation, quotations
from kg.extract.sources import Source
from kg.model import Quote, Span
from kg.tokens import Doc, Token

_PRECEDING = frozenset(("aux", "auxpass", "neg", "advmod"))
_SET_OFF = frozenset(("relcl", "advcl", "parataxis"))
_CONDITIONS = frozenset(("if", "unless", "once"))
_CLOSING = frozenset((")", "]", "%"))


@dataclass(frozen=True, slots=True)
class Page:
    """A document, its quotations, and for each token the index of the quotation it stands in (-1: none)."""

    doc: Doc
    text: str  # of the document, which spaCy would put together anew each time
    quotes: tuple[Quotation, ...]
    quote_of: tuple[int, ...]


def page_of(doc: Doc) -> Page:
    """Where the quotations of a document stand."""
    text = doc.text
    quotes = quotations(text)
    quote_of = [-1] * len(doc)
    at = 0
    for index, token in enumerate(doc if quotes else ()):
        start = token.idx
        while at < len(quotes) and quotes[at].end <= start:
            at += 1
        if at == len(quotes):
            break
        if quotes[at].start <= start:
            quote_of[index] = at
    return Page(doc, text, quotes, tuple(quote_of))


def quotes_in(page: Page, start: int, end: int) -> list[tuple[int, Quotation]]:
    """The quotations that share a character with this stretch, with their indices."""
    first = bisect_right(page.quotes, start, key=_end)
    last = bisect_left(page.quotes, end, key=_begin)
    return list(enumerate(page.quotes[first:last], first))


def _begin(quote: Quotation) -> int:
    return quote.start


def _end(quote: Quotation) -> int:
    return quote.end


def span_of(doc: Doc, first: int, last: int) -> Span:
    """From the first to the last of these tokens, in characters."""
    return doc[first].idx, doc[last].idx + len(doc[last])


def covers(spans: Iterable[Span], inner: Span) -> bool:
    """Whether one of `spans` holds the whole of `inner`."""
    first, last = inner
    for start, end in spans:  # noqa: SIM110 - asked so often that a generator would show
        if start <= first and last <= end:
            return True
    return False


def length(spans: Iterable[Span]) -> int:
    """How many characters the spans hold."""
    return sum(end - start for start, end in spans)


def source_spans(page: Page, speaker: Source, cue: Token) -> tuple[Span, ...]:
    """The noun phrase of the source with its appositions, without clauses that commas set off."""
    doc, phrase = page.doc, speaker.phrase
    if phrase != speaker.speaker:
        return (span_of(doc, phrase.i, phrase.i),)
    first, last = phrase.left_edge.i, _phrase_end(phrase)
    if speaker.before is not None:
        last = min(last, speaker.before.i - 1)
    if first <= cue.i <= last:
        first, last = (cue.i + 1, last) if phrase.i > cue.i else (first, cue.i - 1)
    first, last = _outside_quotation(page, phrase.i, first, last)
    while last > phrase.i and _is_loose(doc[last]):
        last -= 1
    while first < phrase.i and (doc[first].is_space or (doc[first].is_punct and not _opens_inside(page, first, last))):
        first += 1
    if last < cue.i and last + 1 < len(doc) and doc[last + 1].lower_ == "," and _holds_comma(doc, first, last):
        last += 1
    return (span_of(doc, first, last),)


def _phrase_end(noun: Token) -> int:
    last = noun.i
    for child in noun.rights:
        left = child.left_edge
        if child.dep_ in _SET_OFF and left.i > 0 and left.nbor(-1).is_punct:
            break
        last = child.right_edge.i
    return last


def _outside_quotation(page: Page, head: int, first: int, last: int) -> tuple[int, int]:
    """A parse may run the end of a quotation into the phrase after it: keep to the head's side of the marks."""
    own = page.quote_of[head]
    for index in range(head - 1, first - 1, -1):
        if (
            page.quote_of[index] not in (own, -1)
            and page.quotes[page.quote_of[index]].end - page.quotes[page.quote_of[index]].start > 30
        ):
            first = index + 1
            break
    return first, last


def _opens_inside(page: Page, first: int, last: int) -> bool:
    """Whether a quotation begins at the first token and ends before the last one does: a name in quotation marks."""
    quote = page.quote_of[first]
    return quote >= 0 and page.quotes[quote].start == page.doc[first].idx and page.quote_of[last] in (quote, -1)


def _is_loose(token: Token) -> bool:
    return token.is_space or (token.is_punct and token.lower_ not in (")", "]", "”", '"', "''", "’"))


def _holds_comma(doc: Doc, first: int, last: int) -> bool:
    return any(doc[index].lower_ == "," for index in range(first, last))


def cue_span(page: Page, cue: Token, found: Content | None) -> Span:
    """The verb with auxiliaries, adverbs and particle, the words above it ("went on to say"), its preposition."""
    first, last = _word_group(cue)
    head = cue.head
    above = cue.dep_ in ("xcomp", "acomp", "advcl") and head.i < cue.i and head.pos_ in ("VERB", "AUX", "ADJ")
    if above and _is_bridge(page.doc, head, first):
        first = _word_group(head)[0]
        if head.dep_ == "acomp" and _is_bridge(page.doc, head.head, first):
            first = _word_group(head.head)[0]
    preposition = found.preposition if found else None
    if preposition is not None and page.quote_of[preposition.i] < 0 and preposition.i == last + 1:
        last = preposition.i
    return span_of(page.doc, first, last)


def _word_group(word: Token) -> Span:
    """Token range of a verb or adjective with the auxiliaries and adverbs before it and the particle after it."""
    first = last = word.i
    before = {
        child.i for child in word.lefts if child.dep_ in _PRECEDING and child.left_edge == child and child.tag_ != "WRB"
    }
    while first - 1 in before:
        first -= 1
    particles = {child.i for child in word.rights if child.dep_ == "prt"}
    while last + 1 in particles:
        last += 1
    return first, last


def _is_bridge(doc: Doc, head: Token, first: int) -> bool:
    """Whether nothing but adverbs and particles stands between the higher verb and the lower one."""
    return all(doc[index].dep_ in ("prt", "advmod", "aux", "neg") for index in range(head.i + 1, first))


def content_spans(page: Page, cue: Token, found: Content, without: tuple[Token, ...] = ()) -> tuple[Span, ...]:
    """The words of the content less the cue's clause and `without`, edges trimmed, quotations taken whole."""
    inside = {token.i for root in found.roots for token in root.subtree}
    for clause in (*without, found.outside):
        if clause is not None:
            inside -= {token.i for token in clause.subtree}
    inside.discard(cue.i)
    own = page.quote_of[cue.i]
    runs = [_trim(page, run, own) for run in _runs(page.doc, inside)]
    if len(runs) > 1 and found.outside is None and _is_adverbial(page, cue, found, runs[0]):
        del runs[0]
    return _spoken(page, snap(page, [span_of(page.doc, *run) for run in runs if run], own), own)


def _spoken(page: Page, spans: tuple[Span, ...], own: int) -> tuple[Span, ...]:
    """Where somebody is quoted in full sentences, only these are the content, not the words around them."""
    held = _held(page, spans, own)
    first = next((quote.start for quote in held if _is_utterance(page, quote)), None)
    return spans if first is None else tuple((quote.start, quote.end) for quote in held if quote.start >= first)


def _held(page: Page, spans: tuple[Span, ...], own: int) -> list[Quotation]:
    """The quotations that stand wholly in the spans."""
    near = quotes_in(page, min(start for start, _ in spans), max(end for _, end in spans)) if spans else []
    return [quote for index, quote in near if index != own and covers(spans, (quote.start, quote.end))]


def _is_utterance(page: Page, quote: Quotation) -> bool:
    """A quotation that begins with a capital, after a comma, colon or border, and ends as a sentence does."""
    before = page.text[max(0, quote.start - 3) : quote.start].rstrip(" ")[-1:]
    inner = page.text[quote.inner_start : quote.inner_end].strip()
    return before in ("", ",", ":", "\n", ".", "?", "!", "”", '"') and inner[:1].isupper() and inner[-1:] in ".,?!…"


def _is_adverbial(page: Page, cue: Token, found: Content, run: Span | None) -> bool:
    """Whether the first stretch is the cue's adverbial, which the parse misplaces: "At noon, he said it was"."""
    if run is None or run[1] >= cue.i or found.head.i < cue.i or page.quote_of[run[0]] >= 0:
        return False
    if any(run[0] <= root.i <= run[1] for root in found.roots):
        return False
    after = next((token for token in page.doc[cue.i + 1 : found.head.i + 1] if not token.is_space), None)
    return after is not None and not after.is_punct and page.doc[run[0]].lower_ not in _CONDITIONS


def _runs(doc: Doc, inside: set[int]) -> Iterator[Span]:
    """Unbroken stretches of tokens; punctuation and spaces do not break one."""
    first = last = -1
    for index in sorted(inside):
        if last < 0:
            first = index
        elif any(not (doc[gap].is_punct or doc[gap].is_space) for gap in range(last + 1, index)):
            yield first, last
            first = index
        last = index
    if last >= 0:
        yield first, last


def _trim(page: Page, run: Span, own: int) -> Span | None:
    first, last = run
    while first <= last and _is_edge(page, first, own):
        first += 1
    while last >= first and _is_edge(page, last, own):
        last -= 1
    return (first, last) if first <= last else None


def _is_edge(page: Page, index: int, own: int) -> bool:
    """Punctuation, spaces and conjunctions at a border; in the quotation of the cue its marks too."""
    token = page.doc[index]
    if page.quote_of[index] == own >= 0 and (token.is_quote or token.lower_ == ","):
        return True
    if token.is_space or (token.dep_ == "cc" and page.quote_of[index] < 0):
        return True
    return token.is_punct and page.quote_of[index] < 0 and token.lower_ not in _CLOSING


def snap(page: Page, spans: Iterable[Span], own: int) -> tuple[Span, ...]:
    """Quotations that the content reaches into belong to it whole, except `own`, in which the cue stands too."""
    snapped: list[Span] = []
    for start, end in spans:
        for index, quote in quotes_in(page, start, end):
            if index != own:
                start, end = min(start, quote.start), max(end, quote.end)
        if snapped and start <= snapped[-1][1]:
            snapped[-1] = (min(start, snapped[-1][0]), max(end, snapped[-1][1]))
        else:
            snapped.append((start, end))
    return tuple(snapped)


def quote_kind(page: Page, spans: tuple[Span, ...], own: int) -> Quote:
    """Direct when all of the content is quoted, mixed when some of it is."""
    around = [quotes_in(page, *span) for span in spans]
    if all(_inside_one(quotes, span, own) for quotes, span in zip(around, spans, strict=True)):
        return "direct"
    return "mixed" if _held(page, spans, own) else "indirect"


def _inside_one(quotes: list[tuple[int, Quotation]], span: Span, own: int) -> bool:
    return any(index != own and quote.start <= span[0] and span[1] <= quote.end for index, quote in quotes)
