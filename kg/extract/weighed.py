"""Attributions of the rules + roles of the encoder -> Attributions: where what both found is settled.

Quotation marks and the parse come first. The encoder moves the borders of spans, adds what rules have no words for
("leaders found little unity on X"), and puts in doubt what it takes for no attribution. Doubt takes a claim away, never
the caution: what rules thought somebody's is not asserted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from kg.encoder.claims import Roles, RoleSpan, SpanRole
from kg.extract.pronouns import SUBJECTS
from kg.extract.reports import Attribution, Reader, report
from kg.extract.sources import Source
from kg.extract.speech import Act
from kg.extract.wording import Page, quote_kind, quotes_in, span_of
from kg.model import Span
from kg.tokens import Span as Words
from kg.tokens import Token

type Floats = NDArray[np.float32]

_LEAST_CUE = 0.35  # a cue less likely than this is none; those of reports in reports the encoder never marks
_LEAST_ADDED = 0.5  # a cue that rules do not know
_LEAST_DEED = 0.88  # such a cue where it may just as well be something that is done
_LONGEST_INSERTION = 12  # words
_CERTAIN = 4.0  # log-odds beyond which a word counts no more
_PREFERENCE = 3.0  # log-odds in favour of a border that rules found
_NAMES = frozenset(("PROPN", "PRON"))
_THINGS = _NAMES | {"NOUN"}
_NAMING = frozenset(
    ("NOUN", "ADJ")
)  # words of a cue that name what is said or felt: "drew criticism", "is critical of"
_DANGLING = frozenset(("DET", "CCONJ", "SCONJ"))
_RELATIVES = frozenset(("IN", "WP", "WDT", "PRP$"))
_BREAKS = frozenset(("cc", "mark", "prep"))
_UNKNOWN = Act("Saying", certainty="underspecified")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the encoder marked, with running sums of every word's log-odds of each role."""

    page: Page
    roles: Roles
    sums: dict[SpanRole, Floats]
    ranges: frozenset[tuple[SpanRole, int, int]]


def weighed(reader: Reader, found: list[Attribution], roles: Roles) -> list[Attribution]:
    """What rules found, as the encoder sees it, and what only the encoder found."""
    sums = {role: _running(chances) for role, chances in roles.chances.items()}
    ranges = frozenset((span.role, span.start, span.end) for span in roles.spans)
    marks = _Marks(reader.page, roles, sums, ranges)
    nested = _tokens(reader.page, [piece for rule in found for piece in rule.content])
    settled = [one for rule in found for one in _settled(marks, rule, nested)]
    return settled + list(_added(reader, marks, settled))


def expected(page: Page, found: list[Attribution]) -> Iterator[tuple[SpanRole, int, int]]:
    """The spans, as tokens, of what rules found outside of what somebody says: what the encoder may expect."""
    nested = _tokens(page, [piece for rule in found for piece in rule.content])
    for rule in found:
        if rule.cue_token is None or not nested[rule.cue_token]:
            for role, pieces in _by_role(rule):
                for piece in pieces:
                    words = page.doc.char_span(*piece, "expand")
                    if words is not None:
                        yield role, words.start, words.end


def _by_role(rule: Attribution) -> tuple[tuple[SpanRole, tuple[Span, ...]], ...]:
    return ("source", rule.source), ("cue", rule.cue), ("content", rule.content)


def _running(chances: Floats) -> Floats:
    safe = np.clip(chances, 1e-6, 1 - 1e-6)
    odds = np.clip(np.log(safe / (1 - safe)), -_CERTAIN, _CERTAIN)
    return np.concatenate((np.zeros(1, np.float32), np.cumsum(odds)))


# --- what rules found --------------------------------------------------------------------------------------------


def _settled(marks: _Marks, rule: Attribution, nested: bytearray) -> Iterator[Attribution]:
    """The attribution with better borders, and its shadow where words that rules count as content fall outside."""
    if _is_doubtful(marks, rule, nested):
        yield replace(rule, doubted=True)
        return
    source = tuple(_better(marks, "source", rule, piece) for piece in rule.source)
    cue = tuple(_better(marks, "cue", rule, piece) for piece in rule.cue)
    content = tuple(_better(marks, "content", rule, piece) for piece in rule.content)
    if content == rule.content:
        yield replace(rule, source=source, cue=cue) if (source, cue) != (rule.source, rule.cue) else rule
        return
    kind = quote_kind(marks.page, content, _own_quote(marks.page, rule))
    yield replace(rule, source=source, cue=cue, content=content, quote=kind)
    if any(_leaves_words(marks.page, whole, kept) for whole, kept in zip(rule.content, content, strict=True)):
        yield replace(rule, doubted=True)


def _leaves_words(page: Page, whole: Span, kept: Span) -> bool:
    """Whether more than marks of `whole` falls outside."""
    rest = page.text[whole[0] : max(whole[0], kept[0])] + page.text[kept[1] : whole[1]]
    return any(letter.isalnum() for letter in rest)


def _own_quote(page: Page, rule: Attribution) -> int:
    return -1 if rule.cue_token is None else page.quote_of[rule.cue_token]


def _is_doubtful(marks: _Marks, rule: Attribution, nested: bytearray) -> bool:
    """Whether the encoder takes the cue of words that stand in no quotation for none."""
    if rule.cue_token is None or rule.quote == "direct" or nested[rule.cue_token]:
        return False
    return bool(marks.roles.chances["cue"][rule.cue_token] < _LEAST_CUE)


def _better(marks: _Marks, role: SpanRole, rule: Attribution, piece: Span) -> Span:
    """The likeliest stretch around `piece` whose borders rules, the encoder or the sentence's structure propose."""
    words = marks.page.doc.char_span(*piece, "expand")
    if words is None or (role == "content" and _is_quotation(marks.page, piece)):
        return piece
    own = (words.start, words.end)
    if (role, *own) in marks.ranges:
        return piece
    best = _likeliest(marks, role, own, words.root.i)
    stretch = span_of(marks.page.doc, best[0], best[1] - 1)
    taken = (span for span in (*rule.source, *rule.cue, *rule.content) if span != piece)
    return piece if any(stretch[0] < end and start < stretch[1] for start, end in taken) else stretch


def _is_quotation(page: Page, piece: Span) -> bool:
    return any((quote.start, quote.end) == piece for _, quote in quotes_in(page, *piece))


def _likeliest(marks: _Marks, role: SpanRole, own: Span, root: int) -> Span:
    """The token range near that of the rules whose words are likeliest to play the role, each border by itself."""
    doc, sums = marks.page.doc, marks.sums[role]
    near = [span for span in _near(marks.roles.spans, own) if span.role == role]
    starts, ends = {span.start for span in near}, {span.end for span in near}
    if role == "content":
        inner = range(own[0] + 1, own[1])
        starts |= {index for index in inner if _may_begin(doc[index])}
        ends |= {index for index in inner if _may_follow(doc[index])}
    first, last = _kept(doc[root], own) if role == "content" else (root, root + 1)
    before = [index for index in starts if index <= first and _begins(marks.page, index)]
    after = [index for index in ends if index >= last and (role == "cue" or _completes(marks.page, index))]
    start = min(before, key=lambda index: (sums[index], index), default=own[0])
    end = max(after, key=lambda index: (sums[index], index), default=own[1])
    start = start if sums[own[0]] - sums[start] > _PREFERENCE else own[0]
    end = end if sums[end] - sums[own[1]] > _PREFERENCE else own[1]
    return (start, end) if start < end else own


def _kept(root: Token, own: Span) -> Span:
    """The latest start and the earliest end of a content: a clause keeps its subject and its verb."""
    subject = next((child for child in root.lefts if child.dep_ in SUBJECTS), None)
    if subject is None or root.pos_ not in ("VERB", "AUX"):
        return own[1] - 1, own[0] + 1
    return max(own[0], subject.left_edge.i), root.i + 1


def _near(spans: tuple[RoleSpan, ...], own: Span) -> tuple[RoleSpan, ...]:
    """Spans in text order that share a token with `own`."""
    first = bisect_right(spans, own[0], key=attrgetter("end"))
    return spans[first : bisect_left(spans, own[1], lo=first, key=attrgetter("start"))]


def _may_begin(word: Token) -> bool:
    """ "Accused her [of theft]", "told them [to leave]"."""
    return word.dep_ in ("prep", "mark") or word.tag_ == "TO"


def _may_follow(word: Token) -> bool:
    """What may be the narrator's again: ", which closed in May", "but that was not so", "after the vote"."""
    return word.dep_ in _BREAKS or (word.is_punct and not word.is_quote)


def _begins(page: Page, index: int) -> bool:
    """No phrase begins with a comma, or within a quotation that began before."""
    first = page.doc[index]
    return (first.is_quote or not first.is_punct) and not _cuts(page, index)


def _completes(page: Page, index: int) -> bool:
    """No phrase ends with a word that needs more ("Officials [who]", "people [with]"), or within a quotation."""
    last = page.doc[index - 1]
    return last.pos_ not in _DANGLING and last.tag_ not in _RELATIVES and not _cuts(page, index)


def _cuts(page: Page, index: int) -> bool:
    """Whether a border before this token parts a quotation."""
    return 0 < index < len(page.doc) and page.quote_of[index] == page.quote_of[index - 1] >= 0


# --- what rules have no words for --------------------------------------------------------------------------------


def _added(reader: Reader, marks: _Marks, settled: list[Attribution]) -> Iterator[Attribution]:
    """Cues that only the encoder knows, each with the contents and the source that are its own."""
    known = [one for one in settled if not one.doubted]
    contents = [piece for one in known for piece in one.content]
    taken = _tokens(marks.page, [*contents, *(piece for one in known for piece in one.cue)])
    within = _inner_borders(marks.page, contents)
    spans = [
        span
        for span in marks.roles.spans
        if not (within[span.start] or within[span.end] or all(taken[span.start : span.end]))
    ]
    for place, span in enumerate(spans):
        if span.role != "cue" or any(taken[span.start : span.end]) or _chance(marks, span) < _LEAST_ADDED:
            continue
        content = _contents_of(marks, spans, place)
        if content and not _is_deed(marks, span, content):
            yield from _attribution(reader, marks, span, _source_of(marks, spans, place), content)


def _chance(marks: _Marks, cue: RoleSpan) -> float:
    """How likely the head of the cue is one."""
    return float(marks.roles.chances["cue"][marks.page.doc[cue.start : cue.end].root.i])


def _inner_borders(page: Page, spans: list[Span]) -> bytearray:
    """1 for each token that a border before it would part from what stands in the same span."""
    inside = bytearray(len(page.doc) + 1)
    for span in spans:
        words = page.doc.char_span(*span, "expand")
        if words is not None and len(words) > 1:
            inside[words.start + 1 : words.end] = b"\1" * (len(words) - 1)
    return inside


def _tokens(page: Page, spans: list[Span]) -> bytearray:
    """1 for each token in one of the stretches."""
    inside = bytearray(len(page.doc))
    for span in spans:
        words = page.doc.char_span(*span, "expand")
        if words is not None:
            inside[words.start : words.end] = b"\1" * len(words)
    return inside


def _characters(marks: _Marks, span: RoleSpan) -> Span:
    """The place of a span, without punctuation that it begins with."""
    doc, start = marks.page.doc, span.start
    while start < span.end - 1 and doc[start].is_punct and not doc[start].is_quote:
        start += 1
    return span_of(doc, start, span.end - 1)


def _contents_of(marks: _Marks, spans: list[RoleSpan], place: int) -> list[RoleSpan]:
    """The content next to a cue in its sentence: behind it, or else before it, or on both sides of an insertion."""
    before, behind = (_nearest(marks, spans, place, "content", step) for step in (-1, 1))
    if before is not None and behind is not None and _is_insertion(marks.page.doc[before.end : behind.start]):
        return [before, behind]
    nearest = behind or before
    return [nearest] if nearest is not None else []


def _is_deed(marks: _Marks, cue: RoleSpan, content: list[RoleSpan]) -> bool:
    """ "The army [released] [Milan Novak]": a mere verb, and a person or thing that it is done to.

    Where a verb reports its object, rules have found it, or the encoder is sure; a name is never what is said.
    """
    doc = marks.page.doc
    kinds = {doc[span.start : span.end].root.pos_ for span in content}
    mere = not any(word.pos_ in _NAMING for word in doc[cue.start : cue.end])
    return mere and kinds <= _THINGS and (kinds <= _NAMES or _chance(marks, cue) < _LEAST_DEED)


def _is_insertion(words: Words) -> bool:
    """ "The port, [he said in May,] is closed"."""
    return 1 < len(words) <= _LONGEST_INSERTION and words[0].is_punct and words[len(words) - 1].is_punct


def _source_of(marks: _Marks, spans: list[RoleSpan], place: int) -> RoleSpan | None:
    return _nearest(marks, spans, place, "source", -1) or _nearest(marks, spans, place, "source", 1)


def _nearest(marks: _Marks, spans: list[RoleSpan], place: int, role: SpanRole, step: int) -> RoleSpan | None:
    """The first span of a role on that side, in the sentence of the cue, with no other cue on the way."""
    sentence = marks.page.doc[spans[place].start].sent
    index = place + step
    while 0 <= index < len(spans) and sentence.start <= spans[index].start < sentence.end:
        if spans[index].role == "cue":
            return None
        if spans[index].role == role:
            return spans[index]
        index += step
    return None


def _attribution(
    reader: Reader, marks: _Marks, cue: RoleSpan, source: RoleSpan | None, content: list[RoleSpan]
) -> Iterator[Attribution]:
    doc = marks.page.doc
    word = doc[cue.start : cue.end].root
    speaker = doc[source.start : source.end].root if source is not None else None
    for one in report(
        reader,
        word,
        Source(speaker, speaker) if speaker is not None else None,
        _act(reader, doc[cue.start : cue.end]),
        None,
        tuple(_characters(marks, span) for span in content),
    ):
        yield replace(
            one,
            cue=(_characters(marks, cue),),
            source=(_characters(marks, source),) if source is not None else (),
        )


def _act(reader: Reader, cue: Iterable[Token]) -> Act:
    """The act of the first word of the cue that rules know in whatever frame."""
    for word in cue:
        frames = reader.words.frames(word) or reader.words.nouns.get(word.lemma_)
        if frames:
            return next(iter(frames.values()))
        if word.lower_ in reader.words.adjectives:
            return reader.words.adjectives[word.lower_]
    return _UNKNOWN
