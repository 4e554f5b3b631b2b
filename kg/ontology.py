"""Ontology folders -> Ontology: classes, properties, cue tables. All that the program knows of the world is read here.

A folder holds `*.ttl` (OWL), `cues/*.toml` and `cues/*.tsv` (wording), and `queries/*.rq`. Several folders are layered:
a later one adds classes, properties and cues to the earlier ones. What does not fit together (an unknown parent, a cue
table for a property that does not exist) is an OntologyError here rather than a silence later.
"""

from __future__ import annotations

import csv
import difflib
import functools
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox

from kg.model import KgError

KG = "https://kg.example/ns#"
DATA = "https://kg.example/id/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = RDF + "type"

XSD = "http://www.w3.org/2001/XMLSchema#"
TIME = "Time"  # the class of what the text has in the place of a date
_DATES = {KG + "Date", *(XSD + name for name in ("date", "gYearMonth", "gYear"))}

type Family = Literal["lasting", "event", "other"]
FAMILIES: dict[str, Family] = {"lasting": "lasting", "event": "event", "other": "other"}
type Facts = dict[str, dict[str, list[str]]]


class OntologyError(KgError):
    """An ontology folder that cannot be read; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its local name, label, direct parents and all its ancestors, nearest first, itself included."""

    name: str
    label: str
    parents: tuple[str, ...]
    ancestors: tuple[str, ...]
    coarse: bool = False  # one of the top level that every entity is sorted under
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A relation: what it links, how it behaves, and its PLOVER event type if it is an event."""

    name: str
    label: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    parents: tuple[str, ...] = ()
    inverse: str | None = None
    symmetric: bool = False
    functional: bool = False
    family: Family = "other"
    plover: str | None = None
    irreflexive: bool = False
    comment: str = ""
    transitive: bool = False
    asymmetric: bool = False
    inverse_functional: bool = False
    single: tuple[str, ...] = ()  # of each of these classes, a subject has one object at most
    disjoint: tuple[str, ...] = ()  # properties that never hold of the same two
    chains: tuple[tuple[str, ...], ...] = ()  # what, in a row, implies it: properties and `tests`
    dated: bool = False  # its objects are days, months and years, which are values and no entities


@dataclass(frozen=True, slots=True)
class Ontology:
    """Classes and properties by local name, cue tables by file stem, named queries by file stem.

    `tests` has the properties that link every member of a class to itself (owl:hasSelf), with that class: "which is a
    country" as a step of a property chain.
    """

    classes: dict[str, Class]
    properties: dict[str, Property]
    cues: dict[str, Any] = field(repr=False)
    queries: dict[str, Path] = field(repr=False)
    folders: tuple[Path, ...] = ()
    tests: dict[str, str] = field(default_factory=dict, repr=False)
    _coarse: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_coarse", {name: self._top(known) for name, known in self.classes.items()})

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is `ancestor` or below it; an unknown class is below nothing but itself."""
        known = self.classes.get(name)
        return name == ancestor or (known is not None and ancestor in known.ancestors)

    def coarse(self, name: str) -> str:
        """The coarse type of a class: the nearest ancestor-or-self marked `kg:coarse true`, else the class itself."""
        return self._coarse.get(name, name)

    def _top(self, known: Class) -> str:
        """Worked out once for each class: it is asked for with every mention."""
        ancestors = (self.classes.get(ancestor) for ancestor in known.ancestors)
        return next((ancestor.name for ancestor in ancestors if ancestor and ancestor.coarse), known.name)

    def allows(self, predicate: str, subject_types: tuple[str, ...], object_types: tuple[str, ...]) -> bool:
        """Whether domain and range of `predicate` take these types (no domain or range takes all)."""
        prop = self.properties[predicate]
        return self._fits(prop.domain, subject_types) and self._fits(prop.range, object_types)

    def implies(self, predicate: str, general: str) -> bool:
        """Whether property `predicate` is `general` or below it."""
        parents = self.properties[predicate].parents
        return predicate == general or any(self.implies(parent, general) for parent in parents)

    def _fits(self, wanted: tuple[str, ...], types: tuple[str, ...]) -> bool:
        return not wanted or any(self.is_a(name, ancestor) for name in types for ancestor in wanted)


def default_folder() -> Path:
    """The folder that ships with the program: inside the wheel, or beside `kg/` in a checkout."""
    packaged = Path(__file__).parent / "ontology_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "ontology"


@functools.cache
def load(*folders: Path) -> Ontology:
    """The default ontology with `folders` layered on top. Raises OntologyError for files that do not read or fit."""
    layers = (default_folder(), *folders)
    store = ox.Store()
    cues: dict[str, Any] = {}
    queries: dict[str, Path] = {}
    for folder in layers:
        _load_folder(folder, store, cues)
        queries.update({path.stem: path for path in sorted((folder / "queries").glob("*.rq"))})
    facts = _facts(store)
    ontology = Ontology(_classes(facts), _properties(facts), cues, queries, layers, _tests(facts))
    _validate(ontology)
    return ontology


def _load_folder(folder: Path, store: ox.Store, cues: dict[str, Any]) -> None:
    if not folder.is_dir():
        raise OntologyError(f"ontology folder {folder} does not exist: name a folder with *.ttl and cues/*.toml")
    for path in sorted(folder.glob("*.ttl")):
        if path.name != "shapes.ttl":
            _load_turtle(store, path)
    for path in sorted((folder / "cues").glob("*.toml")):
        _merge(cues.setdefault(path.stem, {}), _read_toml(path))
    for path in sorted((folder / "cues").glob("*.tsv")):
        cues.setdefault(path.stem, []).extend(_read_tsv(path))


def _load_turtle(store: ox.Store, path: Path) -> None:
    try:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"{path}: not valid Turtle: {error}") from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: not valid TOML: {error}") from error


def _read_tsv(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            return [{key: value or "" for key, value in row.items()} for row in rows]
    except UnicodeDecodeError as error:
        raise OntologyError(f"{path}: not valid UTF-8: {error}") from error


def _merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    """Deep union in place: tables merge, lists append, other values are replaced."""
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        elif isinstance(value, list) and isinstance(base.get(key), list):
            base[key] = base[key] + value
        else:
            base[key] = value


def _facts(store: ox.Store) -> Facts:
    """Subject -> predicate -> objects, all as strings, objects sorted; blank nodes keep their `_:` prefix."""
    facts: Facts = {}
    for quad in store:
        subject = str(quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject.value
        value = str(quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object.value
        facts.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
    for row in facts.values():
        for values in row.values():
            values.sort()
    return facts


def _own(iris: list[str]) -> tuple[str, ...]:
    return tuple(iri.removeprefix(KG) for iri in iris if iri.startswith(KG))


def _first(row: dict[str, list[str]], predicate: str, default: str = "") -> str:
    return row.get(predicate, [default])[0]


def _subjects(facts: Facts, kind: str) -> list[str]:
    return sorted(
        name.removeprefix(KG)
        for name, row in facts.items()
        if name.startswith(KG) and OWL + kind in row.get(RDF_TYPE, ())
    )


def _classes(facts: Facts) -> dict[str, Class]:
    names = _subjects(facts, "Class")
    parents = {name: _own(facts[KG + name].get(RDFS + "subClassOf", [])) for name in names}
    return {
        name: Class(
            name=name,
            label=_first(facts[KG + name], RDFS + "label", name),
            parents=parents[name],
            ancestors=_ancestors(name, parents),
            coarse=_first(facts[KG + name], KG + "coarse") in ("true", "1"),
            comment=_first(facts[KG + name], RDFS + "comment"),
        )
        for name in names
    }


def _ancestors(name: str, parents: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = [name]
    for current in found:
        found.extend(parent for parent in parents.get(current, ()) if parent not in found)
    return tuple(found)


def _properties(facts: Facts) -> dict[str, Property]:
    """Relations of entities to others and to times; what records are written with (family "graph") is no relation."""
    names = (*_subjects(facts, "ObjectProperty"), *_subjects(facts, "DatatypeProperty"))
    relations = (name for name in sorted(names) if _first(facts[KG + name], KG + "family") != "graph")
    return {name: _property(name, facts) for name in relations}


def _property(name: str, facts: Facts) -> Property:
    row = facts[KG + name]
    kinds = row[RDF_TYPE]
    inverse = _own(row.get(OWL + "inverseOf", []))
    dated = _is_dated(name, row)
    return Property(
        name=name,
        label=_first(row, RDFS + "label", name),
        domain=_union(name, "domain", facts),
        range=(TIME,) if dated else _union(name, "range", facts),
        parents=_own(row.get(RDFS + "subPropertyOf", [])),
        inverse=inverse[0] if inverse else None,
        symmetric=OWL + "SymmetricProperty" in kinds,
        functional=OWL + "FunctionalProperty" in kinds,
        irreflexive=OWL + "IrreflexiveProperty" in kinds,
        family=_family(name, _first(row, KG + "family", "other")),
        plover=_first(row, KG + "plover") or None,
        comment=_first(row, RDFS + "comment"),
        transitive=OWL + "TransitiveProperty" in kinds,
        asymmetric=OWL + "AsymmetricProperty" in kinds,
        inverse_functional=OWL + "InverseFunctionalProperty" in kinds,
        single=_single(name, facts),
        disjoint=_disjoint(name, facts),
        chains=tuple(sorted(_own(_list(node, facts)) for node in row.get(OWL + "propertyChainAxiom", []))),
        dated=dated,
    )


def _is_dated(name: str, row: dict[str, list[str]]) -> bool:
    """Whether the values of a property are dates. Raises OntologyError for literals of other kinds."""
    if OWL + "DatatypeProperty" not in row[RDF_TYPE]:
        return False
    if not set(row.get(RDFS + "range", ())) <= _DATES:
        raise OntologyError(f"kg:{name}: articles are read for dates alone: write rdfs:range kg:Date")
    return True


def _disjoint(name: str, facts: Facts) -> tuple[str, ...]:
    """The properties that owl:propertyDisjointWith names, on either side."""
    said = _own(facts[KG + name].get(OWL + "propertyDisjointWith", []))
    told = _own([other for other, row in facts.items() if KG + name in row.get(OWL + "propertyDisjointWith", ())])
    return tuple(sorted({*said, *told}))


def _single(name: str, facts: Facts) -> tuple[str, ...]:
    """The classes of which a subject of the property has one object at most (owl:maxQualifiedCardinality)."""
    limited = (row for _, row in _restrictions(facts, OWL + "maxQualifiedCardinality", "1"))
    found = (_own(row.get(OWL + "onClass", [])) for row in limited if row[OWL + "onProperty"] == [KG + name])
    return tuple(sorted({cls for classes in found for cls in classes}))


def _tests(facts: Facts) -> dict[str, str]:
    """Properties that link the members of a class to themselves (owl:hasSelf), with the class."""
    return {
        prop: cls
        for cls, row in _restrictions(facts, OWL + "hasSelf", "true")
        for prop in _own(row[OWL + "onProperty"])
    }


def _restrictions(facts: Facts, kind: str, value: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What classes are restricted to (owl:Restriction) with `value` as its `kind`."""
    for name, row in sorted(facts.items()):
        for node in row.get(RDFS + "subClassOf", ()):
            restriction = facts.get(node, {})
            if name.startswith(KG) and value in restriction.get(kind, ()):
                yield name.removeprefix(KG), {OWL + "onProperty": [], **restriction}


def _family(name: str, family: str) -> Family:
    if family in FAMILIES:
        return FAMILIES[family]
    raise OntologyError(f'kg:{name}: family "{family}" is unknown: write "lasting", "event" or "other"')


def _union(name: str, side: str, facts: Facts) -> tuple[str, ...]:
    """The classes of rdfs:domain or rdfs:range: the one named, or the members of its owl:unionOf."""
    targets = facts[KG + name].get(RDFS + side, [])
    if len(targets) > 1:
        raise OntologyError(f"kg:{name}: several rdfs:{side} mean all at once in RDFS: join them with owl:unionOf")
    if targets and targets[0].startswith("_:"):
        return _own(_list(_first(facts.get(targets[0], {}), OWL + "unionOf", RDF + "nil"), facts))
    return _own(targets)


def _list(node: str, facts: Facts) -> list[str]:
    items: list[str] = []
    while node != RDF + "nil":
        items.append(_first(facts.get(node, {}), RDF + "first"))
        node = _first(facts.get(node, {}), RDF + "rest", RDF + "nil")
    return items


def _validate(ontology: Ontology) -> None:
    """Raise OntologyError for the first name that is used and not declared."""
    for cls in ontology.classes.values():
        _known(cls.parents, ontology.classes, f"class kg:{cls.name}, rdfs:subClassOf")
    for prop in ontology.properties.values():
        _known(prop.parents, ontology.properties, f"property kg:{prop.name}, rdfs:subPropertyOf")
        _known(prop.domain, ontology.classes, f"property kg:{prop.name}, rdfs:domain")
        _known(prop.range, ontology.classes, f"property kg:{prop.name}, rdfs:range")
        _known((prop.inverse,) if prop.inverse else (), ontology.properties, f"property kg:{prop.name}, owl:inverseOf")
        _known(prop.disjoint, ontology.properties, f"property kg:{prop.name}, owl:propertyDisjointWith")
        steps = tuple(step for chain in prop.chains for step in chain)
        _known(steps, {*ontology.properties, *ontology.tests}, f"property kg:{prop.name}, owl:propertyChainAxiom")
    _known(tuple(ontology.cues.get("relations", {})), ontology.properties, "cues/relations.toml, table")


def _known(names: tuple[str, ...], declared: Collection[str], where: str) -> None:
    for name in names:
        if name not in declared:
            close = difflib.get_close_matches(name, declared, n=1)
            mend = f"did you mean {close[0]}?" if close else "declare it in a *.ttl file of an ontology folder"
            raise OntologyError(f"{where}: {name} is not in the ontology: {mend}")
