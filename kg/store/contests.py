"""Records -> records: which asserted edges contradict each other, found again where edges have come or gone.

Edges that exclude each other share an end, and what one of them fills in the world (`kg.constraints`). So an edge is
looked at beside those that share its ends, and then beside the rivals of those.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.constraints import Slot, Types, contests, slots
from kg.model import Contested, Edge
from kg.ontology import Ontology
from kg.settle import contested, strength
from kg.store.records import Records, encoded


def contest_anew(records: Records, edges: set[Edge], relations: Iterable[str], ontology: Ontology) -> set[str]:
    """Settle again what the edges, and the relations that came or went, may contradict; returns changed relations."""
    exclusive = excluding(ontology)
    changed = set(relations)
    dirty = {edge for edge in edges | _beaten_by(records, changed) if edge[1] in exclusive}
    around = _around(records, dirty, exclusive)
    affected = dirty | _sharing(dirty, around, records, ontology)
    rivals = _sharing(affected, _around(records, affected, exclusive), records, ontology)
    return _replace(records, affected, changed, _losers(records, rivals, ontology))


def excluding(ontology: Ontology) -> frozenset[str]:
    """The properties that may exclude something, themselves or by their inverse."""
    strict = {
        name
        for name, prop in ontology.properties.items()
        if prop.functional or prop.single or prop.inverse_functional or prop.asymmetric or prop.disjoint
    }
    named = strict | {other for name in strict for other in ontology.properties[name].disjoint}
    return frozenset(name for name, prop in ontology.properties.items() if name in named or prop.inverse in named)


def incident(records: Records, entities: Iterable[str]) -> set[Edge]:
    """The asserted edges that begin or end at the entities."""
    return set(records.among(_INCIDENT, entities))


def types_of(records: Records, edges: Iterable[Edge]) -> Types:
    """The classes of both ends of the edges."""
    ends = {end for subject, _, target in edges for end in (subject, target)}
    return {name: tuple(types.split()) for name, types in records.among(_TYPES, ends)}


_INCIDENT = (
    "SELECT DISTINCT subject, predicate, object FROM relation WHERE holds AND subject IN given "
    "UNION SELECT DISTINCT subject, predicate, object FROM relation WHERE holds AND object IN given"
)
_TYPES = "SELECT id, types FROM entity WHERE id IN given"
_BEATEN = (
    "SELECT DISTINCT subject, predicate, object FROM rival JOIN relation ON relation.iri = rival.relation "
    "WHERE rival.rival IN given"
)
_SCORES = (
    "SELECT iri, coalesce(original, relation.article), score FROM relation "
    "LEFT JOIN copy ON copy.article = relation.article "
    "WHERE subject = ? AND predicate = ? AND object = ? AND holds ORDER BY iri"
)
_OLD = "SELECT relation, record FROM contested WHERE relation IN given"


def _beaten_by(records: Records, relations: Iterable[str]) -> set[Edge]:
    return set(records.among(_BEATEN, relations))


def _around(records: Records, edges: Iterable[Edge], exclusive: frozenset[str]) -> set[Edge]:
    """The asserted edges that share an end with one of the edges, those themselves included."""
    ends = {end for subject, _, target in edges for end in (subject, target)}
    return {edge for edge in incident(records, ends) if edge[1] in exclusive}


def _sharing(edges: set[Edge], around: set[Edge], records: Records, ontology: Ontology) -> set[Edge]:
    """Those around the edges that fill a slot which one of the edges fills too."""
    types = types_of(records, edges | around)
    filled: set[Slot] = {slot for edge in edges for slot, _ in slots(edge, types, ontology)}
    return {edge for edge in around if any(slot in filled for slot, _ in slots(edge, types, ontology))}


def _losers(records: Records, edges: set[Edge], ontology: Ontology) -> dict[str, Contested]:
    """The contested relations among the edges, by IRI."""
    iris: dict[Edge, tuple[str, ...]] = {}
    strengths: dict[Edge, float] = {}
    for edge in sorted(edges):
        rows = records.rows(_SCORES, edge)
        iris[edge] = tuple(iri for iri, _, _ in rows)
        strengths[edge] = strength((source, score) for _, source, score in rows)
    found = contests(strengths, types_of(records, edges), ontology)
    return {each.relation: each for each in contested(found, iris)}


def _replace(records: Records, affected: set[Edge], gone: set[str], found: dict[str, Contested]) -> set[str]:
    """Put what was found of the affected edges in the place of what was known of them."""
    iris = {iri for edge in affected for iri, _, _ in records.rows(_SCORES, edge)}
    old: dict[str, bytes] = dict(records.among(_OLD, iris | gone))
    new = {iri: encoded(found[iri]) for iri in iris & found.keys()}
    changed = {iri for iri in old.keys() | new.keys() if old.get(iri) != new.get(iri)}
    records.run_many("DELETE FROM contested WHERE relation = ?", ((iri,) for iri in sorted(changed)))
    records.run_many("DELETE FROM rival WHERE relation = ?", ((iri,) for iri in sorted(changed)))
    fresh = sorted(changed & new.keys())
    records.run_many("INSERT INTO contested VALUES (?, ?)", ((iri, new[iri]) for iri in fresh))
    rivals = ((rival, iri) for iri in fresh for rival in found[iri].rivals)
    records.run_many("INSERT INTO rival VALUES (?, ?)", rivals)
    return changed
