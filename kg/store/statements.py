"""Records -> records: what articles assert and claim, as rows to count without reading them again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from kg.disputes import ClaimLinks, Content, Utterance, link, publisher_of, sides, utterance
from kg.model import Edge, Entity, Extraction
from kg.ntriples import address_of
from kg.quads import open_predicate
from kg.store.records import Records, encoded
from kg.view import Views, views

type Said = tuple[str, str, str, int]  # subject, predicate, object, whether it is over
type Hashed = tuple[bytes, bool]  # a side by the hash of its content

_LINKS = msgspec.json.Decoder(ClaimLinks)


@dataclass(frozen=True, slots=True)
class Reach:
    """What statements that come or go may change for statements of other articles."""

    said: set[Said] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    contents: set[bytes] = field(default_factory=set)


def article_views(records: Records, extraction: Extraction, rivals: Mapping[str, tuple[str, ...]]) -> Views:
    """The views of an article, with entities that know their id and nothing else: quads name them so."""
    return views(extraction, finder(records, extraction.article.id), rivals)


def shown_by(records: Records, article: str) -> dict[str, str]:
    """The ids of the entities that an article's local entities stand for in the graph."""
    return dict(records.rows("SELECT id, shown FROM member WHERE article = ? AND shown IS NOT NULL", (article,)))


def finder(records: Records, article: str) -> Callable[[str], Entity | None]:
    """What an article's chains stand for in the graph."""
    shown = shown_by(records, article)

    def find(chain: str) -> Entity | None:
        name = shown.get(f"{article}#{chain}")
        return Entity(name, "", (), "", (), ()) if name else None

    return find


def add_statements(records: Records, extraction: Extraction, reach: Reach) -> None:
    """Keep the rows of what an article says, and note what they reach."""
    found = article_views(records, extraction, {})
    _add_relations(records, found, reach)
    _add_voices(records, found, reach)
    lemmas = {each.statement.lemma for each in found.statements}
    rows = [(extraction.article.id, address_of(open_predicate(lemma)), lemma) for lemma in sorted(lemmas)]
    records.run_many("INSERT INTO lemma VALUES (?, ?, ?)", rows)
    numbers = len(found.relations), len(found.claims), len(found.statements), extraction.article.id
    records.run("UPDATE article SET relations = ?, claims = ?, statements = ? WHERE id = ?", numbers)


def drop_statements(records: Records, article: str, reach: Reach) -> None:
    """Forget what an article says, and note what that reached."""
    for iri, *said in records.rows(_RELATIONS_OF, (article,)):
        _note(iri, (said[0], said[1], said[2], said[3]), reach)
    reach.contents.update(records.column("SELECT content FROM voice WHERE article = ?", (article,)))
    records.run("DELETE FROM link WHERE claim IN (SELECT claim FROM voice WHERE article = ?)", (article,))
    records.run("DELETE FROM relation WHERE article = ?", (article,))
    records.run("DELETE FROM voice WHERE article = ?", (article,))
    records.run("DELETE FROM lemma WHERE article = ?", (article,))


def count_support(records: Records, said: Iterable[Said]) -> set[str]:
    """Count again how many sources assert the same; returns the relations for which the number changed."""
    changed: set[str] = set()
    for key in sorted(said):
        rows = records.rows(_SUPPORT, key)
        number = len({source for _, _, source, contested in rows if not contested})
        wanted = {iri: 0 if contested else number for iri, _, _, contested in rows}
        changed.update(iri for iri, support, _, _ in rows if support != wanted[iri])
        records.run_many("UPDATE relation SET support = ? WHERE iri = ?", ((wanted[row[0]], row[0]) for row in rows))
    return changed


def link_claims(records: Records, contents: Iterable[bytes]) -> set[str]:
    """Link again all claims of the given contents; returns those whose links changed."""
    claims = {claim for content in contents for claim in records.column(_CLAIMS_OF, (content,))}
    told = _told(records, claims)
    every = {content for _, about in told.values() for content, _ in about}
    first, counts = _sides(records, every)
    old: dict[str, bytes] = dict(records.among("SELECT claim, record FROM link WHERE claim IN given", claims))
    new = {claim: link(each, about, first, counts) for claim, (each, about) in told.items()}
    rows = {claim: encoded(links) for claim, links in new.items() if links != ClaimLinks()}
    records.run_many("DELETE FROM link WHERE claim = ?", ((claim,) for claim in sorted(old.keys() - rows.keys())))
    changed = {claim for claim in old.keys() | rows.keys() if old.get(claim) != rows.get(claim)}
    records.run_many(
        "INSERT OR REPLACE INTO link VALUES (?, ?)", ((claim, rows[claim]) for claim in sorted(changed & rows.keys()))
    )
    return changed


def links_of(records: Records, claims: Iterable[str]) -> dict[str, ClaimLinks]:
    """The links of those claims that have any."""
    found = records.among("SELECT claim, record FROM link WHERE claim IN given", claims)
    return {claim: _LINKS.decode(record) for claim, record in found}


_RELATIONS_OF = "SELECT iri, subject, predicate, object, former FROM relation WHERE article = ?"
_SUPPORT = (
    "SELECT iri, support, coalesce(original, relation.article), contested.relation IS NOT NULL FROM relation "
    "LEFT JOIN copy ON copy.article = relation.article LEFT JOIN contested ON contested.relation = iri "
    "WHERE subject = ? AND predicate = ? AND object = ? AND former = ?"
)
_CLAIMS_OF = "SELECT claim FROM voice WHERE content = ?"
_VOICES = "SELECT claim, content, so, published, article, start, source FROM voice"


def _add_relations(records: Records, found: Views, reach: Reach) -> None:
    for view in found.relations:
        if view.asserted:
            said = (*view.edge, int(view.relation.former))
            row = (view.iri, view.article.id, *said, view.holds, view.relation.score, 0)
            records.run("INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            _note(view.iri, said, reach)


def _note(iri: str, said: Said, reach: Reach) -> None:
    reach.relations.add(iri)
    reach.said.add(said)
    reach.edges.add(said[:3])


def _add_voices(records: Records, found: Views, reach: Reach) -> None:
    publishers = _publisher(records, found.extraction)
    for view in found.claims:
        each = utterance(view, publishers)
        for content, so in sides(view, found):
            row = (each.iri, _hashed(content), so, each.published, each.article, each.start, each.source)
            records.run("INSERT INTO voice VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            reach.contents.add(row[1])


def _publisher(records: Records, extraction: Extraction) -> dict[str, str]:
    """Who vouches for an article that is a copy: whoever published it first."""
    article = extraction.article.id
    rows = records.rows("SELECT article, original FROM copy WHERE article = ?", (article,))
    return {copy: publisher_of(records.extraction(original).article) for copy, original in rows}


def _hashed(content: Content) -> bytes:
    return hashlib.blake2b(encoded(content), digest_size=16).digest()


def _told(records: Records, claims: Iterable[str]) -> dict[str, tuple[Utterance, list[Hashed]]]:
    """The claims with all sides that they take."""
    found: dict[str, tuple[Utterance, list[Hashed]]] = {}
    for claim, content, so, *place in records.among(f"{_VOICES} WHERE claim IN given", claims):
        published, article, start, source = place
        each = Utterance(published, article, start, claim, source)
        found.setdefault(claim, (each, []))[1].append((content, bool(so)))
    return found


def _sides(records: Records, contents: Iterable[bytes]) -> tuple[dict[Hashed, Utterance], dict[Hashed, int]]:
    """The first to take each side of the contents, and how many sources take it."""
    sayers: dict[Hashed, list[Utterance]] = defaultdict(list)
    for wanted in contents:
        for claim, content, so, published, article, start, source in records.rows(
            f"{_VOICES} WHERE content = ?", (wanted,)
        ):
            sayers[content, bool(so)].append(Utterance(published, article, start, claim, source))
    first = {side: min(utterances) for side, utterances in sayers.items()}
    return first, {side: len({each.source for each in utterances}) for side, utterances in sayers.items()}
