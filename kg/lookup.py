"""What people copy -> the nodes of a store that are meant: an IRI or the beginning of its end, an edge, a name.

An edge is written `Subject|relation|Object`, or as `kg show` prints it; without the relation, any is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.facts import Facts, facts_of, first, subjects, whole, wording
from kg.query import QueryError, find_entities, near_names, shorten
from kg.terms import term

KINDS = ("kg:RelationStatement", "kg:Claim", "kg:OpenStatement", "kg:Inference", "kg:Entity")

_SEPARATOR = re.compile(r"\s*\|\s*|\s+(?:—|->|→)\s+")
_REMARKS = re.compile(r"(?:\s+\([^()]*\))?(?:\s+\[[^\[\]]*\])?$")
_END_OF_IRI = re.compile(r"[0-9a-f]{6,32}|[a-z0-9%._~-]+-[0-9a-f]{8}")
_LISTED = 5  # names in a message


class NothingFoundError(QueryError):
    """What is asked for is not in the graph; the message says what comes near."""


def lookup(store: ox.Store, what: str) -> list[str]:
    """The IRIs of all that `what` may mean. Raises NothingFoundError."""
    parts = _SEPARATOR.split(what.strip())
    return _edges(store, parts) if len(parts) in (2, 3) else _nodes(store, what.strip())


# Edges


def _edges(store: ox.Store, parts: Sequence[str]) -> list[str]:
    """The relations, open statements and inferences between two names, of one wording if there are three parts."""
    sources, targets = _entities(store, parts[0]), _entities(store, parts[-1])
    linked = _between(store, sources, targets)
    wanted = _plain(parts[1].removeprefix("formerly ")) if len(parts) == 3 else ""
    if found := [iri for iri, relation in linked if not wanted or _plain(relation) == wanted]:
        return found
    back = _between(store, targets, sources)
    raise NothingFoundError(_no_edge(parts, [name for _, name in linked], [name for _, name in back]))


def _entities(store: ox.Store, name: str) -> list[str]:
    """The entities of that name, if need be without the remarks that `kg show` writes behind it."""
    found = find_entities(store, name) or find_entities(store, _REMARKS.sub("", name))
    if not found:
        raise NothingFoundError(f"nobody and nothing in the graph is called {name!r}: {near_names(store, name)}")
    return [entity.value for entity in found]


def _between(store: ox.Store, sources: Sequence[str], targets: Sequence[str]) -> list[tuple[str, str]]:
    """What links them, with its wording: what is asserted before what is only said, what is inferred last."""
    ends = {shorten(ox.NamedNode(target)) for target in targets}
    told = [(iri, facts_of(store, iri)) for source in sources for iri in subjects(store, "rdf:subject", source)]
    linked = [(iri, facts) for iri, facts in told if first(facts, "rdf:object") in ends]
    return [(iri, wording(facts)) for iri, facts in sorted(linked, key=lambda each: (_rank(each[1]), each[0]))]


def _rank(facts: Facts) -> tuple[bool, bool]:
    return "kg:Inference" in facts["rdf:type"], first(facts, "kg:asserted") != "true"


def _plain(name: str) -> str:
    """A relation as people word it or as the ontology names it, made comparable."""
    return re.sub(r"[^a-z0-9]", "", name.removeprefix("kg:").lower())


def _no_edge(parts: Sequence[str], there: Iterable[str], back: Iterable[str]) -> str:
    ways = {"in this direction": sorted(set(there)), "in the other direction": sorted(set(back))}
    told = [f"{way} there is {_listed(names)}" for way, names in ways.items() if names]
    return f"no edge {' | '.join(parts)}: {'; '.join(told) or 'nothing in the graph links these two'}"


# IRIs and names


def _nodes(store: ox.Store, what: str) -> list[str]:
    """The node of that IRI, whole or cut short, else the entities of that name."""
    iri = whole(what.strip("<>"))
    if _is_iri(iri) and facts_of(store, iri):
        return [iri]
    cut = _beginning(store, iri.rpartition("/")[2]) if _is_iri(iri) or _END_OF_IRI.fullmatch(what) else []
    if len(cut) > 1:
        raise NothingFoundError(f"{what} may be {_listed(_short(cut))}: write more of it")
    if not cut and _is_iri(iri):
        raise NothingFoundError(f"{what} is not in the graph: copy an IRI of it, or write Subject|relation|Object")
    return cut or _entities(store, what)


def _is_iri(text: str) -> bool:
    try:
        return "://" in text and ox.NamedNode(text) is not None
    except ValueError:
        return False


def _beginning(store: ox.Store, given: str) -> list[str]:
    """The nodes of which what stands behind the last slash begins so."""
    quads = (quad for kind in KINDS for quad in store.quads_for_pattern(None, term("rdf:type"), term(kind), None))
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(iri for iri in found if given and iri.rpartition("/")[2].startswith(given))


def _short(iris: Iterable[str]) -> list[str]:
    return [shorten(ox.NamedNode(iri)) for iri in iris]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
