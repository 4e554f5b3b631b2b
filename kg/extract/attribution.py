"""Doc -> Attributions: who says, thinks or wants what, by which words. What they cover is never asserted by the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kg.extract.contents import Content, content
from kg.extract.factuality import Factuality, factuality
from kg.extract.quotations import Quotation
from kg.extract.sources import Source, possessor, source
from kg.extract.speech import Act, Lexicon, lexicon
from kg.extract.wording import Page, content_spans, covers, cue_span, length, page_of, quote_kind, source_spans, span_of
from kg.model import Certainty, Polarity, Quote, Span
from kg.ontology import Ontology

_VERBS = frozenset(("VERB", "AUX"))
_SAYING = Act("Saying")
_BORDER = re.compile(r"[.?!;]\s+[A-Z]|\n")
_WINDOW = 24  # words between a quotation and its verb; longer ways lead to another clause's verb
_SPEAKERS = frozenset(("PERSON", "ORG"))
_BETWEEN = frozenset(("dobj", "dative", "prep", "npadvmod", "advmod", "prt", "nsubj"))
_CLAUSE_TOPS = frozenset(("ccomp", "parataxis", "relcl", "advcl", "acl", "pcomp", "csubj"))


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
    presupposed: bool = False  # the content is a noun phrase that the narrator vouches for: "criticised the attack"
    parent: int | None = None  # index of the attribution within whose content this one is reported


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the search for attributions needs at every step."""

    page: Page
    words: Lexicon
    ontology: Ontology


def attributions(doc: Doc, ontology: Ontology) -> tuple[Attribution, ...]:
    """All attributions of an article, in the order in which they begin."""
    reader = _Reader(page_of(doc), lexicon(ontology), ontology)
    found = list(_cued(reader))
    found.extend(_beside_quotations(reader, found))
    found = _with_free_quotations(reader, sorted(found, key=_start))
    return tuple(_nested(sorted(found, key=_start)))


def attributed(found: tuple[Attribution, ...], span: Span) -> int | None:
    """Index of the innermost attribution whose content covers the whole of `span` and is not presupposed."""
    covering = [index for index, one in enumerate(found) if not one.presupposed and covers(one.content, span)]
    return min(covering, key=lambda index: (length(found[index].content), -index), default=None)


def _start(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.source + attribution.cue + attribution.content
    return min(start for start, _ in spans), -1 if attribution.cue_token is None else attribution.cue_token


# ---------------------------------------------------------------- announced by a word


def _cued(reader: _Reader) -> Iterator[Attribution]:
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
        elif pos == "PUNCT" and token.lower_ == ":":
            yield from _headed(reader, token)


def _verbal(reader: _Reader, cue: Token, frames: dict[str, Act]) -> Iterator[Attribution]:
    found = content(cue, frames)
    if found is not None:
        yield from _attribution(reader, cue, _speaker(reader, cue), found.act, found)


def _speaker(reader: _Reader, cue: Token) -> Source | None:
    """The source of a cue; "X said it was late, adding that ...": a participle set off by a comma is the reporter's."""
    reporter = _reporter(reader, cue) if _is_set_off_participle(reader.page, cue) else None
    found = source(reporter or cue, reader.words.object_control)
    if found and reader.page.quote_of[cue.i] < 0 <= reader.page.quote_of[found.phrase.i]:
        return _beside(reader.page, cue)
    return found


def _beside(page: Page, cue: Token) -> Source | None:
    """The name next to the cue, where the parse finds the source in the quotation: "“We won, folks,” said Kovar"."""
    doc = page.doc
    for indices in (range(cue.i + 1, min(cue.i + 9, len(doc))), range(cue.i - 1, max(cue.i - 9, -1), -1)):
        for index in indices:
            word = doc[index]
            if page.quote_of[index] >= 0 or "\n" in word.text:
                break
            if word.pos_ in ("PROPN", "PRON", "NOUN") and word.dep_ not in ("compound", "poss", "npadvmod"):
                return Source(word, word)
    return None


def _is_set_off_participle(page: Page, cue: Token) -> bool:
    left = cue.left_edge
    return cue.tag_ == "VBG" and cue.dep_ == "advcl" and left.i > 0 and left.nbor(-1).is_punct and cue.i > cue.head.i


def _reporter(reader: _Reader, cue: Token) -> Token | None:
    """The highest verb of saying in whose clause the cue stands, if both are in the narrator's voice."""
    found = None
    node = cue
    while node.head != node:
        if node.dep_ == "ccomp" and "clause" in (reader.words.frames(node.head) or ()):
            found = node.head
        node = node.head
    same = found is not None and reader.page.quote_of[found.i] == reader.page.quote_of[cue.i]
    return found if same else None


def _attribution(
    reader: _Reader, cue: Token, speaker: Source | None, act: Act, found: Content | None, spans: tuple[Span, ...] = ()
) -> Iterator[Attribution]:
    page = reader.page
    said = spans or (content_spans(page, cue, found, _set_off_cues(reader, cue, found)) if found else ())
    if not said:
        return
    standing = _standing(reader, cue, act, found)
    yield Attribution(
        source=source_spans(page, speaker, cue) if speaker else (),
        source_head=speaker.speaker.i if speaker else None,
        cue=(cue_span(page, cue, found),),
        cue_token=cue.i,
        content=said,
        quote=quote_kind(page, said, page.quote_of[cue.i]),
        act=act.name,
        certainty=standing.certainty,
        polarity=standing.polarity,
        future=standing.future,
        presupposed=found is not None and found.presupposed and page.quote_of[found.head.i] < 0,
    )


def _set_off_cues(reader: _Reader, cue: Token, found: Content | None) -> tuple[Token, ...]:
    """What the parse hangs on the content but goes on with the report: "..., adding that", "... and told reporters"."""
    if found is None:
        return ()
    outside = (token for root in found.roots for token in root.rights if reader.page.quote_of[token.i] < 0)
    return tuple(token for token in outside if _goes_on(reader, cue, token))


def _goes_on(reader: _Reader, cue: Token, token: Token) -> bool:
    if _is_set_off_participle(reader.page, token):
        return "clause" in (reader.words.frames(token) or ())
    if token.dep_ != "conj" or token.pos_ not in _VERBS or token.head.pos_ not in _VERBS:
        return False
    finite, told, said = _finite_tag(token), _finite_tag(cue), _finite_tag(token.head)
    if any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.lefts):
        return (
            finite == told
            and "clause" in (reader.words.frames(token) or ())
            and any(child.dep_ == "ccomp" for child in token.rights)
        )
    return finite == told and (said != told or "clause" in (reader.words.frames(token) or ()))


def _finite_tag(verb: Token) -> str:
    """The tag of the word that bears the tense, third person or not."""
    first = next((child for child in verb.lefts if child.dep_ in ("aux", "auxpass")), verb)
    return "VBP" if first.tag_ == "VBZ" else first.tag_


def _standing(reader: _Reader, cue: Token, act: Act, found: Content | None) -> Factuality:
    """How the source presents the content; what is not said, or only might be, is left open."""
    shown = Factuality(act.certainty, act.polarity, act.future)
    if found is not None:
        inside = factuality(found.head, reader.ontology, top=found.head)
        if found.head.pos_ not in _VERBS:
            inside = Factuality("certain", inside.polarity, inside.future)
        shown = inside.under(shown)
    told = factuality(cue, reader.ontology, top=_clause_top(cue))
    if told.polarity == "positive" and told.certainty in ("certain", "probable"):
        return shown
    if told.polarity == "negative" and act.raises:
        return shown.under(Factuality("possible", "negative"))
    return Factuality("underspecified", shown.polarity, shown.future)


def _clause_top(word: Token) -> Token:
    node = word
    while node.dep_ not in _CLAUSE_TOPS and node.head != node:
        node = node.head
    return node


def _nominal(reader: _Reader, noun: Token, frames: dict[str, Act]) -> Iterator[Attribution]:
    """ "The claim that it was late", "a promise to leave", "allegations of fraud"."""
    found = _noun_content(noun, frames)
    if found is not None:
        yield from _attribution(reader, noun, possessor(noun), found.act, found)


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


def _adjectival(reader: _Reader, adjective: Token) -> Iterator[Attribution]:
    """ "Is confident that it will", "alleged attacks"."""
    words = reader.words
    act = words.adjectives.get(adjective.lower_)
    if act is not None:
        clause = next((child for child in adjective.rights if child.dep_ in ("ccomp", "xcomp")), None)
        if clause is not None:
            yield from _attribution(reader, adjective, source(adjective), act, Content((clause,), clause, act))
    hearsay = words.hearsay_adjectives.get(adjective.lower_)
    if hearsay is not None and adjective.dep_ == "amod":
        yield from _hearsay(reader, adjective, adjective.head, hearsay)


def _hearsay(reader: _Reader, word: Token, head: Token, act: Act) -> Iterator[Attribution]:
    """ "Reportedly", "alleged": what the word stands by is somebody's word, nobody says whose."""
    yield from _attribution(reader, word, None, act, Content((head,), head, act, outside=word))


def _headed(reader: _Reader, colon: Token) -> Iterator[Attribution]:
    """ "Kovar: We will stay": a name that opens a line, a colon, and what the named one says."""
    page, doc = reader.page, reader.page.doc
    first = _line_start(page, colon)
    name = doc[first : colon.i]
    if not 0 < len(name) <= 6 or name[-1].pos_ != "PROPN" or not name.ents or name.ents[0].label_ not in _SPEAKERS:
        return
    if any(word.lower_ in reader.words.labels or word.pos_ in _VERBS for word in name) or name.ents[-1].end != name.end:
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


def _line_start(page: Page, word: Token) -> int:
    start = page.text.rfind("\n", 0, word.idx) + 1
    first = word.i
    while first and page.doc[first - 1].idx >= start:
        first -= 1
    return first


def _phrasal(reader: _Reader, last: Token) -> Iterator[Attribution]:
    """ "According to X, it was late": the sentence without the phrase is what X says."""
    doc = reader.page.doc
    for phrase, act in reader.words.phrases[last.lower_]:
        first = last.i - len(phrase) + 1
        if first < 0 or tuple(doc[index].lower_ for index in range(first, last.i + 1)) != phrase:
            continue
        noun = next((child for child in last.children if child.dep_ in ("pobj", "pcomp")), None)
        top = doc[first]
        if noun is None or top.head == top or noun.lemma_ in reader.words.no_sources:
            return
        clause = _clause_of(top)
        if clause != top.sent.root and _is_sentence_adverbial(top, last) and not reader.words.frames(top.sent.root):
            clause = top.sent.root
        speaker = Source(noun, noun)
        for found in _attribution(reader, top, None, act, Content((clause,), clause, act, outside=top)):
            yield replace(
                found,
                cue=(span_of(doc, first, last.i),),
                source=source_spans(reader.page, speaker, last),
                source_head=noun.i,
            )
        return


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


# ---------------------------------------------------------------- quotations that no parse hangs on a word


def _beside_quotations(reader: _Reader, found: list[Attribution]) -> Iterator[Attribution]:
    """Verbs without content in the parse, next to a quotation that is nobody's yet: of saying, or any with a subject."""
    page, words = reader.page, reader.words
    done = {one.cue_token for one in found}
    for quote in page.quotes:
        if any(covers(one.content, (quote.start, quote.end)) for one in found):
            continue
        verbs = [verb for verb in _nearby_verbs(page, quote) if verb.i not in done]
        cue = next((verb for verb in verbs if _quoting(words, verb)), None)
        if cue is None and _is_introduced(page, quote):
            cue = next((verb for verb in verbs if any(child.dep_ == "nsubj" for child in verb.children)), None)
        if cue is not None:
            done.add(cue.i)
            speaker = _speaker(reader, cue)
            act = _quoting(words, cue) or _SAYING
            yield from _attribution(reader, cue, speaker, act, None, (_led_in(page, cue, quote),))


def _quoting(words: Lexicon, verb: Token) -> Act | None:
    frames = words.frames(verb) or {}
    return frames.get("clause") or frames.get("quotation")


def _is_introduced(page: Page, quote: Quotation) -> bool:
    """Whether the quotation is joined to its sentence as speech is: after a comma or colon, or before one."""
    before = page.text[max(0, quote.start - 3) : quote.start].rstrip()[-1:]
    return before in (",", ":") or _last_inside(page, quote) == ","


def _nearby_verbs(page: Page, quote: Quotation) -> list[Token]:
    """Verbs between the quotation and the ends of its sentence or other quotations, nearest first.

    The parser's sentences are of no use here: it often ends one at the quotation mark.
    """
    words = page.doc.char_span(quote.start, quote.end, alignment_mode="expand")
    if words is None:
        return []
    left = _until_border(page, range(words.start - 1, max(-1, words.start - _WINDOW), -1))
    right = _until_border(page, range(words.end, min(len(page.doc), words.end + _WINDOW)))
    after, before = _verbs(right), _verbs(left)
    return [*after, *before] if _last_inside(page, quote) in ",?!" else [*before, *after]


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


def _with_free_quotations(reader: _Reader, found: list[Attribution]) -> list[Attribution]:
    """Quotations that go on with the one before them, or stand free: then who spoke or acted last says them."""
    page = reader.page
    found = list(found)
    for index, quote in enumerate(page.quotes):
        span = (quote.start, quote.end)
        if any(covers(one.content, span) for one in found):
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
            found.append(_free(page, quote, found))
    return found


def _runs_on(page: Page, before: Quotation, quote: Quotation) -> bool:
    """Whether both stand in one paragraph, or the first is left open at the end of its own."""
    return "\n" not in page.text[before.end : quote.start] or not before.closed


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


def _reported_clause(reader: _Reader, quote: Quotation) -> Token | None:
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


def _free(page: Page, quote: Quotation, found: list[Attribution]) -> Attribution:
    """A quotation that nothing announces, by whoever is the subject of the sentence before or was quoted last."""
    span = (quote.start, quote.end)
    first = page.doc.char_span(*span, alignment_mode="expand")
    before = page.doc[first.start - 1].sent.root if first is not None and first.start else None
    speaker = source(before) if before is not None and before.pos_ in _VERBS else None
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


def _nested(found: list[Attribution]) -> Iterator[Attribution]:
    """Each with its parent: the narrowest content in which its cue stands."""
    by_width = sorted(range(len(found)), key=lambda index: (length(found[index].content), index))
    for index, attribution in enumerate(found):
        anchor = (attribution.cue or attribution.content)[0]
        parent = next(
            (other for other in by_width if other != index and _reports(found[other], attribution, anchor)), None
        )
        yield replace(attribution, parent=parent)


def _reports(outer: Attribution, inner: Attribution, anchor: Span) -> bool:
    """Whether `anchor` of the inner stands in the content of the outer, and not the other way round as well."""
    if outer.content[-1][1] < anchor[0] or not covers(outer.content, anchor):
        return False
    return not (outer.cue and covers(inner.content, outer.cue[0]))
