"""Records -> records: one change of the corpus, carried through everything that is worked out from several articles.

versions -> copies -> who is who -> what is asserted and claimed -> what contradicts -> support, links, inferences

Each stage says what it changed, and the next looks at that alone. In the end the records are those that a building of
the same articles from nothing would give, whatever the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.infer import inferences
from kg.model import Decision, Edge
from kg.ontology import Ontology
from kg.resolve import Rules, rules
from kg.store.contests import contest_anew, incident, types_of
from kg.store.copying import copy_anew
from kg.store.identity import (
    Lost,
    Touched,
    add_members,
    drop_members,
    given_decisions,
    mark_given,
    refresh_keys,
    replace_given,
    resolve_anew,
)
from kg.store.records import IN, Records, encoded, inference_name
from kg.store.statements import Reach, add_statements, count_support, drop_statements, link_claims
from kg.store.versions import Turnover, turn_over


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change: staged articles that come in, articles that go, a user's decisions if they are others."""

    wanted: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] | None = None
    infer: bool | None = None  # whether inferences are wanted from now on


def settle(records: Records, change: Change, ontology: Ontology) -> Turnover:
    """Carry the change through, in one transaction, and mark what it makes different among the quads."""
    with records.transaction():
        moved = turn_over(records, change.wanted, change.gone)
        if not records.get("indexed"):
            _index_all(records, moved)
        copied = copy_anew(records, moved.entering, moved.leaving)
        touched = _resolve(records, change, moved, ontology)
        spoken = (touched.articles | copied) - moved.leaving
        records.mark("open", _wordings(records, moved.leaving))
        reach = _restate(records, spoken | moved.entering, moved.leaving)
        records.mark("open", _wordings(records, moved.entering))
        _settle_edges(records, reach, touched, spoken | moved.entering | moved.leaving, ontology)
        _infer(records, change, reach, ontology)
        records.mark("agent", [""])
        records.mark("article", moved.entering | moved.leaving)
        records.mark("retold", spoken - moved.entering)
        records.mark("entity", touched.entities)
    return moved


def _index_all(records: Records, moved: Turnover) -> None:
    """Treat all articles as new: they came with a graph that was made elsewhere."""
    moved.entering.update(records.column("SELECT id FROM article WHERE state = ?", (IN,)))
    records.mark("entity", records.column("SELECT id FROM entity"))
    records.run("DELETE FROM entity")
    for left, right, by in records.rows("SELECT left, right, by FROM decision WHERE by = 'kg'"):
        records.mark("decision", ["\t".join((left, right, by))])
    records.run("DELETE FROM decision WHERE by = 'kg'")
    records.run("DELETE FROM contested")
    records.run("DELETE FROM copy")
    records.set("indexed", "1")


def _resolve(records: Records, change: Change, moved: Turnover, ontology: Ontology) -> Touched:
    given = given_decisions(records)
    other = change.decisions is not None and sorted(change.decisions, key=repr) != sorted(given, key=repr)
    given = change.decisions if other and change.decisions is not None else given
    chosen = rules(ontology, given)
    lost = Lost()
    for article in sorted(moved.leaving):
        drop_members(records, article, lost)
    for article in sorted(moved.entering):
        add_members(records, records.extraction(article), chosen)
    if other:
        return _resolve_all(records, given, lost, chosen)
    mark_given(records)
    return resolve_anew(records, moved.entering, lost, chosen)


def _resolve_all(records: Records, given: Sequence[Decision], lost: Lost, chosen: Rules) -> Touched:
    """With other decisions, keys are others too, and so may be everything."""
    lost.keys.update(records.column("SELECT DISTINCT key FROM key"))
    refresh_keys(records, chosen)
    replace_given(records, given)
    return resolve_anew(records, records.column("SELECT id FROM article WHERE state = ?", (IN,)), lost, chosen)


def _restate(records: Records, present: Iterable[str], leaving: Iterable[str]) -> Reach:
    """The rows of what articles say, made again for those that say it of others, or for the first time."""
    reach = Reach()
    for article in sorted({*present, *leaving}):
        drop_statements(records, article, reach)
    for article in sorted(present):
        add_statements(records, records.extraction(article), reach)
    return reach


def _wordings(records: Records, articles: Iterable[str]) -> list[str]:
    """The wordings outside the ontology that articles use."""
    return [iri for (iri,) in records.among(_WORDINGS, articles)]


_WORDINGS = "SELECT DISTINCT iri FROM lemma WHERE article IN given"


def _settle_edges(records: Records, reach: Reach, touched: Touched, written: set[str], ontology: Ontology) -> None:
    """What edges come, go, contradict and are supported; quads of articles that are `written` anyway are not marked."""
    edges = reach.edges | incident(records, touched.retyped)
    contested = contest_anew(records, edges, reach.relations, ontology)
    rows = records.among(_CONTESTED, contested)
    reach.said.update((row[1], row[2], row[3], row[4]) for row in rows)
    records.mark("retold", {row[0] for row in rows} - written)
    records.mark("entity", {edge[0] for edge in reach.edges} | {row[1] for row in rows})
    supported = count_support(records, reach.said)
    linked = link_claims(records, reach.contents)
    records.mark("support", _of_others(records, supported, written, _RELATIONS))
    records.mark("links", _of_others(records, linked, written, _CLAIMS))


_CONTESTED = "SELECT article, subject, predicate, object, former FROM relation WHERE iri IN given"


def _infer(records: Records, change: Change, reach: Reach, ontology: Ontology) -> None:
    """What follows by rules, where somebody wants it at all.

    It is worked out from all edges, in two tenths of a second for ten thousand; but what is written anew is only what
    follows otherwise than before, or from edges that other articles assert than before.
    """
    if change.infer is not None:
        records.set("infer", "1" if change.infer else "")
    edges: list[Edge] = records.rows(_PLAIN) if records.get("infer") else []
    found = inferences(edges, types_of(records, edges), ontology) if edges else ()
    new = {each.edge: encoded(each) for each in found}
    old = {(row[0], row[1], row[2]): row[3] for row in records.rows("SELECT * FROM inference")}
    changed = sorted(edge for edge in old.keys() | new.keys() if old.get(edge) != new.get(edge))
    records.run_many("DELETE FROM inference WHERE subject = ? AND predicate = ? AND object = ?", changed)
    fresh = ((*edge, new[edge]) for edge in changed if edge in new)
    records.run_many("INSERT INTO inference VALUES (?, ?, ?, ?)", fresh)
    stirred = {said[:3] for said in reach.said}
    grounded = (each.edge for each in found if not stirred.isdisjoint(each.premises))
    records.mark("inferred", map(inference_name, {*changed, *grounded}))


_PLAIN = (
    "SELECT DISTINCT subject, predicate, object FROM relation LEFT JOIN contested ON contested.relation = iri "
    "WHERE holds AND contested.relation IS NULL"
)


def _of_others(records: Records, names: Iterable[str], written: set[str], query: str) -> list[str]:
    """The relations or claims of articles that are not written as a whole."""
    return [name for name, article in records.among(query, names) if article not in written]


_RELATIONS = "SELECT iri, article FROM relation WHERE iri IN given"
_CLAIMS = "SELECT DISTINCT claim, article FROM voice WHERE claim IN given"
