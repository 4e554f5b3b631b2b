"""Claims of all articles -> links between them: who says the same, who says the opposite, where it was said first.

Two claims have the same content when they hold the same relation or open statement, or are word for word the same. Of
equal claims the first one published stands for all, so that links grow with the claims and not with their pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Entity
from kg.view import ClaimView, RelationView, StatementView, Views

_SURE = ("certain", "probable")
_FEWEST_WORDS = 5  # shorter wordings ("it is not true") are equal by chance
_UNDATED = "9999"
_WORDS = re.compile(r"\w+")

type Content = tuple[str, ...]
type Side = tuple[Content, bool]  # what is said, and whether as so or as not so


@dataclass(frozen=True, slots=True)
class ClaimLinks:
    """What other claims say of one claim's content: IRIs of claims, and how many sources say the same."""

    repeats: tuple[str, ...] = ()  # the first claims of the same content, unless it is that itself
    contradicts: tuple[str, ...] = ()  # the first claims of the opposite
    claimants: int = 1


def claim_links(found: Iterable[Views]) -> dict[str, ClaimLinks]:
    """The links of all claims that have any, by IRI."""
    sides = {view.iri: (view, tuple(dict.fromkeys(_sides(view, each)))) for each in found for view in each.claims}
    sayers: dict[Side, list[ClaimView]] = {}
    for view, said in sides.values():
        for side in said:
            sayers.setdefault(side, []).append(view)
    first = {side: min(views, key=_published) for side, views in sayers.items()}
    counts = {side: len({_source(view) for view in views}) for side, views in sayers.items()}
    linked = {iri: _links(view, said, first, counts) for iri, (view, said) in sides.items()}
    return {iri: links for iri, links in linked.items() if links != ClaimLinks()}


def _links(
    view: ClaimView, said: tuple[Side, ...], first: dict[Side, ClaimView], counts: dict[Side, int]
) -> ClaimLinks:
    same = {first[side].iri for side in said} - {view.iri}
    opposite = (first.get((content, not so)) for content, so in said)
    others = {other.iri for other in opposite if other is not None and _source(other) != _source(view)}
    return ClaimLinks(tuple(sorted(same)), tuple(sorted(others)), max((counts[side] for side in said), default=1))


def _sides(view: ClaimView, found: Views) -> Iterator[Side]:
    """What a claim affirms or denies; what it leaves open is neither."""
    claim = view.claim
    held = frozenset(view.contains)
    for relation in found.relations:
        if relation.iri in held and relation.relation.certainty in _SURE:
            yield _relation_content(relation), relation.relation.polarity == "positive"
    if claim.certainty not in _SURE:
        return
    so = claim.polarity == "positive"
    for statement in found.statements:
        content = _statement_content(statement, future=claim.future) if statement.iri in held else ()
        if content:
            yield content, so
    words = _WORDS.findall(view.content.lower())
    if len(words) >= _FEWEST_WORDS:
        yield ("words", *words), so


def _relation_content(view: RelationView) -> Content:
    return "relation", view.subject.id, view.predicate, view.object.id, str(view.relation.future)


def _statement_content(view: StatementView, *, future: bool) -> Content:
    """Of two entities, or of an entity and a wording of several words; pronouns and the like say too little."""
    subject, *rest = view.arguments or ("",)
    if not isinstance(subject, Entity) or not rest:
        return ()
    worded = [each.id if isinstance(each, Entity) else " ".join(_WORDS.findall(each.lower())) for each in rest]
    short = any(not isinstance(each, Entity) and " " not in words for each, words in zip(rest, worded, strict=True))
    return () if short else ("statement", subject.id, view.statement.lemma, *worded, str(future))


def _published(view: ClaimView) -> tuple[str, str, int, str]:
    return view.article.published or _UNDATED, view.article.id, view.span[0], view.iri


def _source(view: ClaimView) -> str:
    """Who vouches for a claim: its speaker; where nobody is named, whoever published the article."""
    if view.speaker is not None:
        return f"entity {view.speaker.id}"
    return f"publisher {view.article.source or view.article.id}"
