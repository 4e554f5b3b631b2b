"""Claims of all articles -> links between them: who says the same, who says the opposite, where it was said first.

Two claims have the same content when they hold the same relation or open statement, or are word for word the same. Of
equal claims the first one published stands for all, so that links grow with the claims and not with their pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg.model import Article, Claim, Entity, Statement
from kg.view import ClaimView, RelationView, StatementView, Views

_SURE = ("certain", "probable")
_FEWEST_WORDS = 5  # shorter wordings ("it is not true") are equal by chance
_UNDATED = "9999"
_NOT = "not "  # opens the lemma of a negated statement
_DENIAL = "Denial"
_TELLING = ("Saying", "Announcement", "Report", "Confirmation", "Admission")  # what is not so in these says "not"
_WORDS = re.compile(r"\w+")

type Content = tuple[str, ...]
type Side = tuple[Content, bool]  # what is said, and whether as so or as not so


@dataclass(frozen=True, slots=True)
class ClaimLinks:
    """What other claims say of one claim's content: IRIs of claims, and how many sources say the same."""

    repeats: tuple[str, ...] = ()  # the first claims of the same content, unless it is that itself
    contradicts: tuple[str, ...] = ()  # the first claims of the opposite
    claimants: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Utterance:
    """One claim among others, in the order of publication. `source` is who vouches for it."""

    published: str
    article: str
    start: int
    iri: str
    source: str


def claim_links(found: Iterable[Views], publishers: Mapping[str, str] = MappingProxyType({})) -> dict[str, ClaimLinks]:
    """The links of all claims that have any, by IRI. `publishers` names who vouches for articles that are copies."""
    said: dict[Utterance, tuple[Side, ...]] = {}
    sayers: dict[Side, list[Utterance]] = {}
    for views in found:
        for view in views.claims:
            each = utterance(view, publishers)
            said[each] = sides(view, views)
            for side in said[each]:
                sayers.setdefault(side, []).append(each)
    first = {side: min(utterances) for side, utterances in sayers.items()}
    counts = {side: len({each.source for each in utterances}) for side, utterances in sayers.items()}
    linked = {each.iri: link(each, about, first, counts) for each, about in said.items()}
    return {iri: links for iri, links in linked.items() if links != ClaimLinks()}


def utterance(view: ClaimView, publishers: Mapping[str, str] = MappingProxyType({})) -> Utterance:
    """A claim as one of many: its speaker vouches for it; where nobody is named, whoever published the article."""
    article = view.article
    publisher = publishers.get(article.id) or publisher_of(article)
    source = f"entity {view.speaker.id}" if view.speaker is not None else f"publisher {publisher}"
    return Utterance(article.published or _UNDATED, article.id, view.span[0], view.iri, source)


def publisher_of(article: Article) -> str:
    """Who vouches for what an article says itself."""
    return article.source or article.id


def link[C](
    claim: Utterance,
    about: Iterable[tuple[C, bool]],
    first: Mapping[tuple[C, bool], Utterance],
    counts: Mapping[tuple[C, bool], int],
) -> ClaimLinks:
    """The links of one claim, given the first to take each side and how many sources take it.

    A content may be anything that tells contents apart.
    """
    said = tuple(about)
    same = {first[side].iri for side in said} - {claim.iri}
    opposite = (first.get((content, not so)) for content, so in said)
    others = {other.iri for other in opposite if other is not None and other.source != claim.source}
    return ClaimLinks(tuple(sorted(same)), tuple(sorted(others)), max((counts[side] for side in said), default=1))


def sides(view: ClaimView, found: Views) -> tuple[Side, ...]:
    """What a claim affirms or denies; what it leaves open is neither."""
    return tuple(dict.fromkeys(_sides(view, found)))


def _sides(view: ClaimView, found: Views) -> Iterator[Side]:
    claim = view.claim
    held = frozenset(view.contains)
    for relation in found.relations:
        if relation.iri in held and relation.relation.certainty in _SURE:
            yield _relation_content(relation), relation.relation.polarity == "positive"
    if claim.certainty not in _SURE:
        return
    for statement in found.statements:
        content = _statement_content(statement, future=claim.future) if statement.iri in held else ()
        so = _is_said_so(claim, statement.statement)
        if content and so is not None:
            yield content, so
    words = _WORDS.findall(view.content.lower())
    if len(words) >= _FEWEST_WORDS:
        yield ("words", *words), claim.polarity == "positive"


def _is_said_so(claim: Claim, statement: Statement) -> bool | None:
    """Whether a claim affirms the statement without its "not"; None where the claim's denial may be of something else.

    "Denied that X paid" and "said that X had not paid" deny the same; "denied that X had not paid" affirms it; of "said
    that he would not go because X paid" nobody knows by the polarity of the whole.
    """
    if statement.lemma.startswith(_NOT):
        return claim.act == _DENIAL
    if claim.polarity == "positive":
        return True
    return None if claim.act in _TELLING else False


def _relation_content(view: RelationView) -> Content:
    return "relation", view.subject.id, view.predicate, view.object.id, str(view.relation.future)


def _statement_content(view: StatementView, *, future: bool) -> Content:
    """Of two entities, or of an entity and a wording of several words; pronouns and the like say too little."""
    subject, *rest = view.arguments or ("",)
    if not isinstance(subject, Entity) or not rest:
        return ()
    worded = [each.id if isinstance(each, Entity) else " ".join(_WORDS.findall(each.lower())) for each in rest]
    short = any(not isinstance(each, Entity) and " " not in words for each, words in zip(rest, worded, strict=True))
    lemma = view.statement.lemma.removeprefix(_NOT)
    return () if short else ("statement", subject.id, lemma, *worded, str(future))
