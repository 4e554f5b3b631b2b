"""Quotations that the parse hangs on no word -> Attributions: by the verb beside them, or by what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.contents import Content
from kg.extract.quotations import Quotation
from kg.extract.reports import Attribution, Reader, report, speaker_of
from kg.extract.sources import source
from kg.extract.speech import Act, Lexicon
from kg.extract.wording import Page, content_spans, covers, length, quote_kind, quotes_in, source_spans
from kg.model import Span
from kg.tokens import Token

_VERBS = frozenset(("VERB", "AUX"))
_SAYING = Act("Saying")
_BORDER = re.compile(r"[.?!;]\s+[A-Z]|\n")
_SENTENCE_BETWEEN = re.compile(r"[.?!]\s+\S")
_WINDOW = 24  # words between a quotation and its verb; longer ways lead to another clause's verb
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_BETWEEN = frozenset(("dobj", "dative", "prep", "npadvmod", "advmod", "prt", "nsubj"))


def beside_quotations(reader: Reader, found: list[Attribution]) -> Iterator[Attribution]:
    """Verbs without content in the parse, next to a quotation that is nobody's yet: of saying, or with a subject."""
    page, words = reader.page, reader.words
    done = {one.cue_token for one in found}
    claimed = _claimed(page, found)
    for index, quote in enumerate(page.quotes):
        if index in claimed:
            continue
        verbs = [verb for verb in _nearby_verbs(page, quote) if verb.i not in done]
        spoken = _has_finite_verb(page, quote)
        cue = next((verb for verb in verbs if _quoting(words, verb, spoken=spoken)), None)
        if cue is None and spoken and _is_introduced(page, quote):
            cue = next((verb for verb in verbs if any(child.dep_ == "nsubj" for child in verb.children)), None)
        if cue is not None:
            done.add(cue.i)
            speaker = speaker_of(reader, cue)
            act = _quoting(words, cue, spoken=spoken) or _SAYING
            new = list(report(reader, cue, speaker, act, None, (_led_in(page, cue, quote),)))
            claimed |= _claimed(page, new)
            yield from new


def _claimed(page: Page, found: list[Attribution]) -> set[int]:
    """Indices of the quotations that are somebody's content."""
    return {
        index
        for one in found
        for start, end in one.content
        for index, quote in quotes_in(page, start, end)
        if start <= quote.start and quote.end <= end
    }


def _quoting(words: Lexicon, verb: Token, *, spoken: bool) -> Act | None:
    """The act of a verb that quotes; verbs of other things ("start", "laugh") need a clause to quote, not a title."""
    frames = words.frames(verb) or {}
    if spoken:
        return frames.get("clause") or frames.get("quotation")
    return None if "predicate" in frames else frames.get("clause")


def _has_finite_verb(page: Page, quote: Quotation) -> bool:
    words = page.doc.char_span(quote.inner_start, quote.inner_end, alignment_mode="contract")
    return words is not None and any(word.tag_ in _FINITE for word in words)


def _is_introduced(page: Page, quote: Quotation) -> bool:
    """Whether the quotation is joined to its sentence as speech is: after a comma or colon, or before one."""
    before = page.text[max(0, quote.start - 3) : quote.start].rstrip()[-1:]
    return before in (",", ":") or _last_inside(page, quote) == ","


def _nearby_verbs(page: Page, quote: Quotation) -> list[Token]:
    """Verbs between the quotation and the ends of its sentence or other quotations, nearest first.

    The parser's sentences are of no use here: it often ends one at the quotation mark. After a full stop inside the
    quotation another sentence begins, whose verbs say nothing of it.
    """
    words = page.doc.char_span(quote.start, quote.end, alignment_mode="expand")
    if words is None:
        return []
    start = _above_colon(page, words.start)
    left = _until_border(page, range(start - 1, max(-1, start - _WINDOW), -1))
    right = _until_border(page, range(words.end, min(len(page.doc), words.end + _WINDOW)))
    after, before = _verbs(right), _verbs(left)
    last = _last_inside(page, quote)
    if last == ".":
        return before
    return [*after, *before] if last in ",?!" else [*before, *after]


def _above_colon(page: Page, start: int) -> int:
    """Where the words before a quotation end; in the paragraph before it, if that ends with a colon ("He said:")."""
    before = start
    while before and page.doc[before - 1].is_space:
        before -= 1
    return before if before and page.doc[before - 1].lower_ == ":" else start


def _until_border(page: Page, indices: range) -> list[Token]:
    passed = []
    for index in indices:
        token = page.doc[index]
        if page.quote_of[index] >= 0 or token.lower_ in (".", "?", "!", ";") or "\n" in token.text:
            break
        passed.append(token)
    return passed


def _verbs(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.pos_ in _VERBS and token.dep_ not in ("aux", "auxpass")]


def _led_in(page: Page, cue: Token, quote: Quotation) -> Span:
    """The quotation with the words of the clause that lead from the cue into it: "said that “it was late”"."""
    if cue.idx > quote.start:
        return quote.start, quote.end
    skip = {token.i for child in cue.rights if child.dep_ in _BETWEEN for token in child.subtree}
    for token in page.doc[cue.i + 1 :]:
        if token.idx >= quote.start:
            break
        if token.i not in skip and not token.is_punct and not token.is_space:
            return (
                (token.idx, quote.end) if token.pos_ in ("SCONJ", "PRON", "DET", "PROPN") else (quote.start, quote.end)
            )
    return quote.start, quote.end


def with_free_quotations(reader: Reader, found: list[Attribution]) -> list[Attribution]:
    """Quotations that go on with the one before them, or stand free: then who spoke or acted last says them."""
    page = reader.page
    found = list(found)
    claimed = _claimed(page, found)
    for index, quote in enumerate(page.quotes):
        span = (quote.start, quote.end)
        if index in claimed:
            continue
        if not quote.closed and (better := _unclosed(page, found, index)) is not None:
            found, claimed = better, _claimed(page, better)
            continue
        clause = _reported_clause(reader, quote)
        if clause is not None:
            found = [_with_clause(page, one, clause) if one.cue_token == clause.head.i else one for one in found]
        before = page.quotes[index - 1] if index else None
        owner = _owner(found, before) if before else None
        broken = before is not None and owner is not None and _is_broken(page, before, quote, found[owner])
        if clause is not None or not (broken or _stands_free(page, quote)):
            continue
        if before and owner is not None and _runs_on(page, before, quote):
            found[owner] = replace(found[owner], content=(*found[owner].content, span))
        else:
            found.append(_free(page, reader.words, quote, found))
    return found


def _unclosed(page: Page, found: list[Attribution], index: int) -> list[Attribution] | None:
    """The attributions with a quotation that nothing closes in one of them, if it is the start of what is reported.

    "“We lost, Kovar said." is reported in the quotation itself; in "“We lost.¶“We will be back,” Kovar said." the
    quotation in the next paragraph goes on with it.
    """
    quote = page.quotes[index]
    inside = [one.cue and quote.start < one.cue[0][0] < quote.end for one in found]
    if any(inside):
        first = inside.index(True)
        return _with_mark(found, first, quote)
    last = index
    while last + 1 < len(page.quotes) and not page.quotes[last].closed and _adjoin(page, last):
        last += 1
    owner = _owner(found, page.quotes[last]) if last > index else None
    if owner is None:
        return None
    opened = (*((each.start, each.end) for each in page.quotes[index:last]), *found[owner].content)
    return [replace(one, content=opened) if one is found[owner] else one for one in found]


def _with_mark(found: list[Attribution], place: int, quote: Quotation) -> list[Attribution] | None:
    """The attributions, with the opening mark in the content right behind it."""
    one = found[place]
    start, end = one.content[0]
    if start not in (quote.start, quote.inner_start):
        return None
    marked = replace(one, content=((quote.start, end), *one.content[1:]), quote="direct")
    return [*found[:place], marked, *found[place + 1 :]]


def _adjoin(page: Page, index: int) -> bool:
    """Whether nothing stands between a quotation and the next."""
    return not page.text[page.quotes[index].end : page.quotes[index + 1].start].strip()


def _runs_on(page: Page, before: Quotation, quote: Quotation) -> bool:
    """Whether both stand in one paragraph without a sentence of narration between, or the first is left open."""
    between = page.text[before.end : quote.start]
    return not before.closed or ("\n" not in between and not _SENTENCE_BETWEEN.search(between.strip()))


def _is_broken(page: Page, before: Quotation, quote: Quotation, owner: Attribution) -> bool:
    """ "“We will,” he said, “not yield”": only the cue and its source part the two halves."""
    between = page.text[before.end : quote.start]
    cue = owner.cue[0] if owner.cue else (0, 0)
    return (
        before.end <= cue[0]
        and cue[1] <= quote.start
        and len(between.split()) <= _WINDOW
        and not _BORDER.search(between)
    )


def _reported_clause(reader: Reader, quote: Quotation) -> Token | None:
    """ "He said it was late, but “we will stay”": a clause with a quotation beside a verb of saying is said too."""
    page = reader.page
    words = page.doc.char_span(quote.start, quote.end, alignment_mode="expand")
    if words is None:
        return None
    node = words.root
    while node.dep_ != "conj" and node.head != node:
        node = node.head
    cue = node.head
    if node.dep_ != "conj" or node.pos_ not in _VERBS or page.quote_of[cue.i] >= 0 or reader.words.frames(node):
        return None
    has_subject = any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in node.lefts)
    return node if has_subject and "clause" in (reader.words.frames(cue) or ()) else None


def _with_clause(page: Page, attribution: Attribution, clause: Token) -> Attribution:
    found = Content((clause,), clause, Act(attribution.act))
    spans = (*attribution.content, *content_spans(page, clause.head, found))
    return replace(attribution, content=spans, quote=quote_kind(page, spans, page.quote_of[clause.head.i]))


def _free(page: Page, words: Lexicon, quote: Quotation, found: list[Attribution]) -> Attribution:
    """A quotation that nothing announces, by whoever is the subject of the sentence before or was quoted last."""
    span = (quote.start, quote.end)
    first = page.doc.char_span(*span, alignment_mode="expand")
    parsed = first is not None and first.start and page.doc.has_annotation("DEP")
    before = page.doc[first.start - 1].sent.root if first is not None and parsed else None
    speaker = source(before, words) if before is not None and before.pos_ in _VERBS else None
    if speaker and speaker.speaker.pos_ in ("PROPN", "PRON") and page.quote_of[speaker.speaker.i] < 0:
        return Attribution(
            source_spans(page, speaker, before or speaker.phrase),
            speaker.speaker.i,
            (),
            None,
            (span,),
            "direct",
            "Saying",
        )
    last = next((one for one in reversed(found) if one.quote != "indirect" and one.content[-1][1] <= quote.start), None)
    if last is None:
        return Attribution((), None, (), None, (span,), "direct", "Saying")
    return Attribution(last.source, last.source_head, (), None, (span,), "direct", "Saying")


def _stands_free(page: Page, quote: Quotation) -> bool:
    """Whether the quotation is a sentence or more: it begins where one may and ends as one does."""
    return _opens_sentence(page, quote) and _last_inside(page, quote) in ".?!…,"


def _last_inside(page: Page, quote: Quotation) -> str:
    """The last character before the closing mark, marks of quotations inside it left aside."""
    return page.text[quote.inner_start : quote.inner_end].rstrip("’'” \"")[-1:]


def _opens_sentence(page: Page, quote: Quotation) -> bool:
    return not quote.start or page.text[max(0, quote.start - 4) : quote.start].rstrip()[-1:] in ".?!:”\"'…"


def _owner(found: list[Attribution], quote: Quotation) -> int | None:
    """Index of the attribution whose own words `quote` is."""
    span = (quote.start, quote.end)
    owners = [index for index, one in enumerate(found) if one.quote != "indirect" and covers(one.content, span)]
    return min(owners, key=lambda index: length(found[index].content), default=None)
