"""Attributions -> Attributions: reported speech that goes on in the next sentences, in the narrator's words.

"Prosecutors say Meyer killed his wife. He shot her in Oslo." The second sentence is still the account of prosecutors.
Whose accounts go on, and what ends them, stands in `cues/speech.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kg.extract.grammar import own_subject
from kg.extract.reports import Attribution, Reader
from kg.extract.wording import covers
from kg.tokens import Span, Token

_PERSONAL = frozenset(("he", "she", "they", "it"))


def continued(reader: Reader, found: list[Attribution]) -> Iterator[Attribution]:
    """A further attribution to the same source for each sentence that goes on with somebody's account."""
    account: Attribution | None = None
    by_sentence = _by_sentence(reader, found)
    sentences = reader.page.doc.sents if reader.page.doc.has_annotation("DEP") else ()
    for before, sentence in pairwise(sentences):
        told = [one for one in by_sentence.get(before.start, ()) if _is_account(reader, one)]
        account = next(iter(told), account)
        own = by_sentence.get(sentence.start, [])
        if account is None or not _goes_on(reader, account, before, sentence, own):
            account = None
            continue
        yield replace(account, cue=(), cue_token=None, content=(_told(sentence),), predicate=None)


def _told(sentence: Span) -> tuple[int, int]:
    """The sentence without the full stop."""
    words = [token for token in sentence if not token.is_space]
    last = words[-2] if words[-1].is_punct and len(words) > 1 else words[-1]
    return words[0].idx, last.idx + len(last)


def _by_sentence(reader: Reader, found: list[Attribution]) -> dict[int, list[Attribution]]:
    """Attributions by the first token of the sentence in which their cue stands."""
    doc = reader.page.doc
    sentences: dict[int, list[Attribution]] = {}
    for one in found:
        if one.cue_token is not None:
            sentences.setdefault(doc[one.cue_token].sent.start, []).append(one)
    return sentences


def _is_account(reader: Reader, told: Attribution) -> bool:
    """Whether an attribution is a sentence's main point, and of a kind that goes on: what police or a court say."""
    doc, words = reader.page.doc, reader.words
    if told.doubted or told.cue_token is None or told.quote != "indirect" or told.act not in words.accounts.acts:
        return False
    cue = doc[told.cue_token]
    root = cue.sent.root
    if told.certainty == "underspecified" or told.polarity == "negative" or told.future or told.presupposed:
        return False
    if cue is not root and not covers(told.content, (root.idx, root.idx + len(root))):
        return False
    source = doc[told.source_head].lemma_.lower() if told.source_head is not None else ""
    return source in words.accounts.sources or words.lemma(cue) in words.accounts.cues


def _goes_on(reader: Reader, account: Attribution, before: Span, sentence: Span, own: list[Attribution]) -> bool:
    """Whether a sentence tells on in the past tense, of others than the source, and reports nobody's words itself."""
    root = sentence.root
    subject = own_subject(root)
    if subject is None or not _is_story(reader, sentence):
        return False
    if any(not one.presupposed and (one.cue_token == root.i or covers(one.content, _place(root))) for one in own):
        return False
    return not _is_of_source(reader, account, subject) and _is_near(reader, before, sentence, subject)


def _is_story(reader: Reader, sentence: Span) -> bool:
    """Told in the past tense, without quotations, and no matter of proceedings: "He was arrested on Monday"."""
    root, accounts = sentence.root, reader.words.accounts
    tensed = next((child for child in root.lefts if child.dep_ in ("aux", "auxpass")), root)
    if root.pos_ != "VERB" or tensed.tag_ != "VBD" or reader.words.lemma(root) in accounts.proceedings:
        return False
    quoted = any(reader.page.quote_of[token.i] >= 0 for token in sentence)
    return not quoted and _first(sentence).lower_ not in accounts.turns


def _first(sentence: Span) -> Token:
    return next((token for token in sentence if not token.is_space), sentence[0])


def _place(word: Token) -> tuple[int, int]:
    return word.idx, word.idx + len(word)


def _is_of_source(reader: Reader, account: Attribution, subject: Token) -> bool:
    """Whether the sentence tells of the source itself: "The report cost a million", "It was read by ten people"."""
    accounts = reader.words.accounts
    source = reader.page.doc[account.source_head] if account.source_head is not None else None
    lemma = source.lemma_.lower() if source is not None else ""
    if subject.lower_ == "it":
        return lemma in accounts.documents
    return subject.lemma_.lower() in accounts.sources


def _is_near(reader: Reader, before: Span, sentence: Span, subject: Token) -> bool:
    """In the same paragraph, or in the next one about somebody already spoken of."""
    if "\n" not in reader.page.text[before[0].idx : sentence[0].idx]:
        return True
    return subject.lower_ in _PERSONAL or _first(sentence).lower_ in reader.words.accounts.links
