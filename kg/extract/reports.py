"""Cue word + content -> Attribution: the record, its source, and how the content stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.contents import Content
from kg.extract.factuality import Factuality, factuality
from kg.extract.narrator import NO_STAND, Stand, Told, stand
from kg.extract.sources import Source, source
from kg.extract.speech import Act, Lexicon
from kg.extract.standing import FACT
from kg.extract.wording import Page, content_spans, cue_span, quote_kind, source_spans
from kg.model import Certainty, Polarity, Quote, Span
from kg.ontology import Ontology
from kg.tokens import Token

_VERBS = frozenset(("VERB", "AUX"))
_NEUTRAL = "Saying"  # the act of who "does not deny" or "did not order": what is not done is no denial and no order
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
    predicate: int | None = None  # where what is said of the rest begins: "described X as [the leader]"
    parent: int | None = None  # index of the attribution within whose content this one is reported
    stand: Stand = NO_STAND  # what whoever reports it makes of the content
    doubted: bool = False  # read as somebody's by rules alone: no claim is made of it, and nothing in it is asserted


@dataclass(frozen=True, slots=True)
class Reader:
    """What the search for attributions needs at every step."""

    page: Page
    words: Lexicon
    ontology: Ontology


def report(
    reader: Reader, cue: Token, speaker: Source | None, act: Act, found: Content | None, spans: tuple[Span, ...] = ()
) -> Iterator[Attribution]:
    page = reader.page
    said = spans or (content_spans(page, cue, found, _set_off_cues(reader, cue, found)) if found else ())
    if not said or _leaves_quotation(page, page.quote_of[cue.i], said):
        return
    told = factuality(cue, reader.ontology, top=_clause_top(cue))
    inside = _inside(reader, found)
    standing = _standing(act, inside, told)
    quote = quote_kind(page, said, page.quote_of[cue.i])
    known = found is not None and found.presupposed and page.quote_of[found.head.i] < 0
    yield Attribution(
        source=source_spans(page, speaker, cue) if speaker else (),
        source_head=speaker.speaker.i if speaker else None,
        cue=(cue_span(page, cue, found),),
        cue_token=cue.i,
        content=said,
        quote=quote,
        act=act.name if told.polarity == "positive" or act.raises else _NEUTRAL,
        certainty=standing.certainty,
        polarity=standing.polarity,
        future=standing.future,
        presupposed=known,
        predicate=found.predicate.left_edge.idx if found is not None and found.predicate is not None else None,
        stand=stand(reader.words, cue, Told(inside, told, quote, presupposed=known)),
    )


def _leaves_quotation(page: Page, own: int, said: tuple[Span, ...]) -> bool:
    """Whether a cue in a quotation would report what stands outside: "“He knows,” she said, “and he talks.”"."""
    quote = page.quotes[own] if own >= 0 else None
    return quote is not None and any(end <= quote.start or quote.end <= start for start, end in said)


def speaker_of(reader: Reader, cue: Token) -> Source | None:
    """The source of a cue; "X said it was late, adding that ...": a participle set off by a comma is the reporter's."""
    reporter = _reporter(reader, cue) if _is_set_off_participle(reader.page, cue) else None
    found = source(reporter or cue, reader.words)
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


def _reporter(reader: Reader, cue: Token) -> Token | None:
    """The highest verb of saying in whose clause the cue stands, if both are in the narrator's voice."""
    found = None
    node = cue
    while node.head != node:
        if node.dep_ == "ccomp" and "clause" in (reader.words.frames(node.head) or ()):
            found = node.head
        node = node.head
    same = found is not None and reader.page.quote_of[found.i] == reader.page.quote_of[cue.i]
    return found if same else None


def _set_off_cues(reader: Reader, cue: Token, found: Content | None) -> tuple[Token, ...]:
    """What the parse hangs on the content but goes on with the report: "..., adding that", "... and told reporters"."""
    if found is None:
        return ()
    outside = (token for root in found.roots for token in root.rights if reader.page.quote_of[token.i] < 0)
    return tuple(token for token in outside if _goes_on(reader, cue, token))


def _goes_on(reader: Reader, cue: Token, token: Token) -> bool:
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


def _inside(reader: Reader, found: Content | None) -> Factuality:
    """How the wording of the content itself presents it."""
    if found is None:
        return FACT
    inside = factuality(found.head, reader.ontology, top=found.head)
    return inside if found.head.pos_ in _VERBS else Factuality("certain", inside.polarity, inside.future)


def _standing(act: Act, inside: Factuality, told: Factuality) -> Factuality:
    """How the source presents the content; what is not said, or only might be, is left open."""
    shown = inside.under(Factuality(act.certainty, act.polarity, act.future))
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
