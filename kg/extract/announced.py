"""Doc -> Attributions that a word announces: verbs, nouns, adjectives, adverbs, "according to", a name and a colon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.contents import Content, content
from kg.extract.deeds import is_deed
from kg.extract.reports import Attribution, Reader, report, speaker_of
from kg.extract.sources import Source, possessor, source
from kg.extract.speech import Act, Lexicon
from kg.extract.wording import Page, quote_kind, source_spans, span_of
from kg.tokens import Span, Token

_VERBS = frozenset(("VERB", "AUX"))
_DASHES = frozenset(("-", "--", "–", "—", "―"))
_LONGEST_NAME = 10  # words behind a dash that name whose quotation it was, with what they are
_SPEAKERS = frozenset(("PERSON", "ORG"))


def announced(reader: Reader) -> Iterator[Attribution]:
    words = reader.words
    for token in reader.page.doc:
        pos = token.pos_
        if pos in _VERBS:
            frames = words.frames(token)
            if frames:
                yield from _verbal(reader, token, frames)
        elif pos == "NOUN":
            frames = words.nouns.get(token.lemma_)
            if frames:
                yield from _nominal(reader, token, frames)
        elif pos == "ADJ":
            yield from _adjectival(reader, token)
        elif pos == "ADV" and token.lower_ in words.hearsay_adverbs:
            yield from _hearsay(reader, token, _clause_of(token), words.hearsay_adverbs[token.lower_])
        if token.lower_ in words.phrases:
            yield from _phrasal(reader, token)
        elif token.lower_ == ":":
            yield from _headed(reader, token)
            yield from _credited(reader, token)
        elif token.lower_ in _DASHES:
            yield from _credited(reader, token)
            yield from _signed(reader.page, token)


def _verbal(reader: Reader, cue: Token, frames: dict[str, Act]) -> Iterator[Attribution]:
    found = content(cue, frames)
    if found is None or found.head.lower_ in reader.words.empty_objects or _is_set_phrase(reader.words, cue):
        return
    speaker = speaker_of(reader, cue)
    if not _is_aside(reader, cue, speaker, found.act):
        deed = is_deed(reader.words, cue, found)
        yield from (replace(one, doubted=deed) for one in report(reader, cue, speaker, found.act, found))


def _is_set_phrase(words: Lexicon, cue: Token) -> bool:
    """ "Considering that it is late, ...", "That said, ..."."""
    if cue.lower_ in words.participles and not any(child.dep_ in ("aux", "auxpass", "nsubj") for child in cue.lefts):
        return True
    if not cue.i or cue.i + 1 >= len(cue.doc) or cue.nbor().lower_ != ",":
        return False
    return f"{cue.nbor(-1).lower_} {cue.lower_}" in words.idioms


def _is_aside(reader: Reader, cue: Token, speaker: Source | None, act: Act) -> bool:
    """ "“It was, I think, late,” she said": what is hers already."""
    if reader.page.quote_of[cue.i] < 0 or speaker is None or act.name not in reader.words.aside_acts:
        return False
    return speaker.phrase.lower_ in reader.words.aside_pronouns


def _nominal(reader: Reader, noun: Token, frames: dict[str, Act]) -> Iterator[Attribution]:
    """ "The claim that it was late", "a promise to leave", "allegations of fraud"."""
    found = _noun_content(noun, frames)
    if found is not None and not _is_author(reader.words, found):
        yield from report(reader, noun, possessor(noun, reader.words), found.act, found)


def _is_author(words: Lexicon, found: Content) -> bool:
    """ "A report of the ministry": whose it is, and not what it says."""
    if found.preposition is None or found.preposition.lower_ != "of":
        return False
    return found.head.pos_ == "PROPN" or found.head.lemma_.lower() in words.heads


def _noun_content(noun: Token, frames: dict[str, Act]) -> Content | None:
    for child in noun.rights:
        if child.dep_ in ("acl", "ccomp", "relcl", "xcomp"):
            marks = {mark.lower_ for mark in child.lefts if mark.dep_ == "mark"}
            infinitive = any(word.tag_ == "TO" for word in child.lefts)
            frame = (
                "infinitive"
                if infinitive
                else "that"
                if marks & {"that", "whether", "if"} or child.dep_ == "ccomp"
                else ""
            )
            if frame in frames:
                return Content((child,), child, frames[frame])
        elif child.dep_ == "prep" and child.lower_ in frames:
            objects = tuple(word for word in child.children if word.dep_ in ("pobj", "pcomp"))
            if objects:
                return Content(objects, objects[0], frames[child.lower_], preposition=child)
    return None


def _adjectival(reader: Reader, adjective: Token) -> Iterator[Attribution]:
    """ "Is confident that it will", "alleged attacks"."""
    words = reader.words
    act = words.adjectives.get(adjective.lower_)
    if act is not None:
        clause = next((child for child in adjective.rights if child.dep_ in ("ccomp", "xcomp")), None)
        if clause is not None:
            yield from report(reader, adjective, source(adjective, reader.words), act, Content((clause,), clause, act))
    hearsay = words.hearsay_adjectives.get(adjective.lower_)
    if hearsay is not None and adjective.dep_ == "amod":
        yield from _hearsay(reader, adjective, adjective.head, hearsay)


def _hearsay(reader: Reader, word: Token, head: Token, act: Act) -> Iterator[Attribution]:
    """ "Reportedly", "alleged": what the word stands by is somebody's word, nobody says whose."""
    yield from report(reader, word, None, act, Content((head,), head, act, outside=word))


def _headed(reader: Reader, colon: Token) -> Iterator[Attribution]:
    """ "Kovar: We will stay": a name that opens a line, a colon, and what the named one says."""
    page, doc = reader.page, reader.page.doc
    first = _line_start(page, colon)
    first += doc[first].is_quote
    name = doc[first : colon.i]
    if not (_is_head(reader, name) or _is_speaker(reader, name) or _is_known_name(name)):
        return
    end = page.text.find("\n", colon.idx)
    spoken = page.text[colon.idx + 1 : end if end >= 0 else len(page.text)]
    span = (colon.idx + 1 + len(spoken) - len(spoken.lstrip()), colon.idx + 1 + len(spoken.rstrip()))
    if " " in spoken.strip():
        yield Attribution(
            ((name.start_char, name.end_char),),
            name[-1].i,
            ((colon.idx, colon.idx + 1),),
            colon.i,
            (span,),
            quote_kind(page, (span,), -1),
            "Saying",
        )


def _is_speaker(reader: Reader, name: Span) -> bool:
    """Whether a heading is the name of somebody who can speak, and no label ("Election update")."""
    if not 0 < len(name) <= 6 or name[-1].pos_ != "PROPN" or not name.ents or name.ents[0].label_ not in _SPEAKERS:
        return False
    labelled = any(word.lower_ in reader.words.labels or word.pos_ in _VERBS for word in name)
    return not labelled and name.ents[-1].end == name.end


def _is_known_name(name: Span) -> bool:
    """Whether a heading is the family name, also in capitals, of somebody whom the text names in full."""
    if len(name) != 1 or not name[0].is_alpha:
        return False
    wanted = name[0].lower_
    return any(found.label_ == "PERSON" and len(found) > 1 and found[-1].lower_ == wanted for found in name.doc.ents)


def _is_head(reader: Reader, name: Span) -> bool:
    """Whether a heading is a noun of those who are cited in headlines: "Police", "Finance minister"."""
    if not 0 < len(name) <= 3 or name[-1].pos_ not in ("NOUN", "PROPN") or any(word.pos_ in _VERBS for word in name):
        return False
    last = name[-1].lower_
    return bool({last, last.removesuffix("s"), name[-1].lemma_.lower()} & reader.words.heads)


def _is_report(reader: Reader, name: Span) -> bool:
    """Whether one such word stands alone, whatever the parser takes it for: ": report"."""
    return len(name) == 1 and name[0].lower_ in reader.words.heads


def _credited(reader: Reader, dash: Token) -> Iterator[Attribution]:
    """ "Two men arrested - police", "Two men arrested: report": a headline that ends with whose word it is."""
    page, doc = reader.page, reader.page.doc
    first, end = _line_start(page, dash), page.text.find("\n", dash.idx)
    name = doc.char_span(dash.idx + 1, end if end >= 0 else len(page.text), "contract")
    parted = dash.lower_ == ":" or doc[dash.i - 1].whitespace_
    if name is None or dash.i - first < 3 or not parted or not (_is_head(reader, name) or _is_report(reader, name)):
        return
    last = doc[dash.i - 1]
    span = (doc[first].idx, last.idx + len(last))
    yield Attribution(
        ((name.start_char, name.end_char),),
        name[-1].i,
        ((dash.idx, dash.idx + len(dash)),),
        dash.i,
        (span,),
        quote_kind(page, (span,), -1),
        "Saying",
    )


def _signed(page: Page, dash: Token) -> Iterator[Attribution]:
    """ "“We won.” — Anna Kovar, mayor": a quotation that ends with the name of who said it."""
    name = page.doc[dash.i + 1 : _line_end(page, dash)]
    quoted = _quotation_before(page, dash) if _is_signature(name) else None
    if quoted is None:
        return
    name = _without_stop(name)
    yield Attribution(
        ((name.start_char, name.end_char),),
        name.root.i,
        ((dash.idx, dash.idx + len(dash)),),
        dash.i,
        (quoted,),
        "direct",
        "Saying",
    )


def _quotation_before(page: Page, dash: Token) -> tuple[int, int] | None:
    """The quotation that ends right before the dash, if it is a sentence and more."""
    last = next((word for word in reversed(page.doc[max(0, dash.i - 2) : dash.i]) if not word.is_space), dash)
    quote = page.quotes[page.quote_of[last.i]] if page.quote_of[last.i] >= 0 else None
    if quote is None or not quote.closed or quote.end != last.idx + len(last):
        return None
    return (quote.start, quote.end) if page.text[quote.inner_end - 1] in ".?!…" else None


def _is_signature(name: Span) -> bool:
    """A name, with what its bearer is or without: no sentence."""
    words = [word for word in name if not word.is_space]
    tensed = any(word.pos_ in _VERBS for word in words)
    return 0 < len(words) <= _LONGEST_NAME and words[0].pos_ == "PROPN" and not tensed


def _without_stop(name: Span) -> Span:
    words = [word.i for word in name if not word.is_space and word.lower_ != "."]
    return name.doc[words[0] : words[-1] + 1]


def _line_end(page: Page, word: Token) -> int:
    """The first token after `word` that holds a line end, or the end of the document."""
    return next((token.i for token in page.doc[word.i + 1 :] if "\n" in token.text), len(page.doc))


def _line_start(page: Page, word: Token) -> int:
    start = page.text.rfind("\n", 0, word.idx) + 1
    first = word.i
    while first and page.doc[first - 1].idx >= start:
        first -= 1
    return first


def _phrasal(reader: Reader, last: Token) -> Iterator[Attribution]:
    """ "According to X, it was late": the sentence without the phrase is what X says."""
    doc = reader.page.doc
    for phrase, act in reader.words.phrases[last.lower_]:
        first = last.i - len(phrase) + 1
        if first < 0 or doc[first].lower_ != phrase[0]:
            continue
        if tuple(word.lower_ for word in doc[first : last.i]) != phrase[:-1]:
            continue
        noun = next((child for child in last.children if child.dep_ in ("pobj", "pcomp")), None)
        top = doc[first]
        if noun is None or top.head == top or noun.lemma_ in reader.words.no_sources or _is_measure(phrase, noun):
            return
        clause = _clause_of(top)
        if clause != top.sent.root and _is_sentence_adverbial(top, last) and not reader.words.frames(top.sent.root):
            clause = top.sent.root
        speaker = Source(noun, noun)
        for found in report(reader, top, None, act, Content((clause,), clause, act, outside=top)):
            yield replace(
                found,
                cue=(span_of(doc, first, last.i),),
                source=source_spans(reader.page, speaker, last),
                source_head=noun.i,
            )
        return


def _is_measure(phrase: tuple[str, ...], noun: Token) -> bool:
    """ "Ten euros per megabyte"."""
    return len(phrase) == 1 and noun.tag_ == "NN" and not any(child.dep_ in ("det", "poss") for child in noun.lefts)


def _is_sentence_adverbial(first: Token, last: Token) -> bool:
    """Whether the phrase opens or closes its sentence: then all of the sentence is what the source says."""
    sentence = first.sent
    return first.i <= sentence.start + 1 or last.right_edge.i >= sentence.end - 3


def _clause_of(word: Token) -> Token:
    """The head of the clause that a sentence adverbial belongs to."""
    node = word.head
    while node.pos_ not in _VERBS and node.head != node:
        node = node.head
    return node
