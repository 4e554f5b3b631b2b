"""Doc -> where text begins after a heading that runs into it: pages that lost their line breaks, captions, kickers.

"Unrest in the ranks The minister told reporters" has no stop before "The". Read as one sentence, its subject is lost,
and what the minister says is nobody's. The tags of words tell where the heading ends, before anything is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

_LONGEST = 10  # tokens of a heading
_QUOTED = 5  # tokens of the shortest quotation that is a sentence
_REACH = 120  # tokens in which a quotation ends
_STOPS = frozenset((".", "!", "?", "…", "..."))
_INNER_STOPS = _STOPS | {","}
_DOUBLE_MARKS = frozenset(('"', "“", "”", "„", "«", "»"))
_OPENING_MARKS = frozenset(('"', "“", "„", "«"))
_DETERMINING = frozenset(("DT", "PDT", "PRP", "PRP$", "CC", "EX"))
_OPENERS = _DETERMINING | {"IN", "RB", "WRB", "WP"}
_PARTICIPLES = frozenset(("VBG", "VBN"))
_NAMES = frozenset(("NNP", "NNPS"))
_NOUNS = frozenset(("NN", "NNS", "JJ"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_CONTENT = frozenset(("NN", "NNS", "JJ", "RB", "VB", "VBG", "VBN", "VBZ", "VBP", "VBD", "CD"))
_GOES_ON = frozenset(("IN", "DT", "CC", "POS", "PRP$", "VBN"))  # what no heading ends with
_BEFORE_QUOTATION = _NOUNS | {"RB", "VB", "NNP"}
_AFTER_A_NAME = frozenset(("In", "On", "After", "Since", "Despite"))
_OPENING_CODES = np.array([get_string_id(tag) for tag in sorted(_OPENERS | _PARTICIPLES)], dtype=np.uint64)
_NAME_CODES = np.array([get_string_id(tag) for tag in sorted(_NAMES)], dtype=np.uint64)
_PLURAL_CODE = np.uint64(get_string_id("NNS"))


@dataclass(frozen=True, slots=True)
class _Border:
    """A word and what stands around it: the words since the last stop, and those that follow."""

    before: tuple[Token, ...]
    word: Token
    after: tuple[Token, ...]  # two, or fewer at the end

    @property
    def is_followed_in_small(self) -> bool:
        return bool(self.after) and (self.after[0].text[0].islower() or self.after[0].text == ",")

    @property
    def is_verbless(self) -> bool:
        return all(token.tag_ not in _FINITE for token in self.before)


def text_starts(doc: Doc) -> Iterator[int]:
    """The first tokens of what follows run-in headings. `doc` is tagged, and its paragraphs begin sentences."""
    for index in _candidates(doc):
        start = _sentence_start(doc, index)
        if start is not None and index - start > 1:
            border = _Border(tuple(doc[start:index]), doc[index], tuple(doc[index + 1 : index + 3]))
            if _ends_heading(border):
                yield index


def _candidates(doc: Doc) -> list[int]:
    """Capitalised words of the tags that may begin a sentence, and marks, with nothing but a space before them."""
    columns = doc.to_array(["TAG", "IS_TITLE", "SPACY", "IS_PUNCT", "IS_QUOTE"])
    tags = columns[:, 0]
    title, spaced, punctuation, quote = (columns[:, place] > 0 for place in range(1, 5))
    plural_before = np.roll(tags == _PLURAL_CODE, 1)
    opens = title & (np.isin(tags, _OPENING_CODES) | (np.isin(tags, _NAME_CODES) & plural_before)) | quote
    apart = np.roll(spaced & (~punctuation | quote), 1)
    if len(doc):
        apart[0] = False
    return [int(index) for index in np.flatnonzero(opens & apart)]


def _sentence_start(doc: Doc, index: int) -> int | None:
    """The first token after the stop before `index`, past marks and brackets that close; None if too far off."""
    for start in range(index, max(-1, index - _LONGEST - 1), -1):
        if start == 0 or doc[start].is_sent_start:
            return start
        if doc[start - 1].text in _STOPS:
            return _past_closing(doc, start, index)
    return None


def _past_closing(doc: Doc, start: int, end: int) -> int:
    while start < end and not doc[start - 1].whitespace_ and (doc[start].is_quote or doc[start].is_bracket):
        start += 1
    return start


def _ends_heading(border: _Border) -> bool:
    content = any(token.text.islower() and token.tag_ in _CONTENT for token in border.before[1:])
    if border.word.is_quote:
        return content and _is_quoted_sentence(border)
    if border.word.tag_ in _OPENERS:
        if border.is_followed_in_small:
            return _opens_in_small(border, content)
        return content and border.is_verbless and _opens_before_name(border)
    if border.word.tag_ in _PARTICIPLES:
        return content and border.is_verbless and border.is_followed_in_small
    return content and _is_list_before_name(border)


def _opens_in_small(border: _Border, content: bool) -> bool:
    """ "… in the ranks The minister"; behind names alone ("Outcry in Germany The move") the word must determine."""
    last = border.before[-1].tag_
    if content:
        return last != "IN"
    return border.word.tag_ in _DETERMINING and len(border.word) > 1 and last not in ("IN", "DT", "CC")


def _opens_before_name(border: _Border) -> bool:
    """ "… in the ranks The WTO ruled", "Fake banknotes In March"; not "newspaper The Herald", "Day Against Hunger"."""
    word, last = border.word, border.before[-1]
    if last.tag_ in _GOES_ON or not border.after or not border.after[0].text[0].isalnum():
        return False
    if word.text == "The":
        return border.after[0].is_upper or (len(border.after) == 2 and _is_small_noun(border.after[1]))
    if last.text.islower():
        return word.tag_ != "IN" or border.before[0].tag_ not in ("IN", "DT")
    return word.tag_ in _DETERMINING or word.text in _AFTER_A_NAME


def _is_small_noun(token: Token) -> bool:
    return token.tag_ in _NOUNS and bool(token.text[0].islower())


def _is_list_before_name(border: _Border) -> bool:
    """ "Dialogue instead of slogans Anna Berg": a plural inside a phrase, to which the name is no apposition."""
    tags = [token.tag_ for token in border.before]
    opens = tags[0] in _NOUNS | {"VBG"} or (tags[0] in _NAMES and border.is_verbless)
    told = "VBD" in tags or "MD" in tags or len(tags) > _LONGEST - 3
    return (
        opens
        and not told
        and tags.count("IN") == 1
        and "CC" not in tags
        and "," not in tags
        and border.before[-1].text.islower()
    )


def _is_quoted_sentence(border: _Border) -> bool:
    """A quotation opens that is a sentence of its own, behind words that announce none."""
    mark, tags = border.word, [token.tag_ for token in border.before]
    if mark.text not in _OPENING_MARKS or mark.whitespace_ or "VBD" in tags or tags[-1] not in _BEFORE_QUOTATION:
        return False
    if not border.after or not border.after[0].text[0].isupper():
        return False
    doc = mark.doc
    end = next((token.i for token in doc[mark.i + 1 : mark.i + _REACH] if token.text in _DOUBLE_MARKS), 0)
    return end - mark.i > _QUOTED and doc[end - 1].text in _INNER_STOPS
