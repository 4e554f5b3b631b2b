"""Ontology folders -> Ontology: classes, properties and cue tables. All that the program knows of the world is read here.

A folder holds `*.ttl` (OWL), `cues/*.toml` and `cues/*.tsv` (wording), and `queries/*.rq`. Several folders are layered:
a later one adds classes, properties and cues to the earlier ones.
"""

from __future__ import annotations

import csv
import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox

KG = "https://kg.example/ns#"
DATA = "https://kg.example/id/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

type Family = Literal["lasting", "event", "other"]


class OntologyError(ValueError):
    """An ontology folder that cannot be read; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its local name, label, direct parents and all its ancestors, nearest first, itself included."""

    name: str
    label: str
    parents: tuple[str, ...]
    ancestors: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Ontology:
    """Classes and properties by local name, cue tables by file stem, named queries by file stem."""

    classes: dict[str, Class]
    properties: dict[str, Property]
    cues: dict[str, Any] = field(repr=False)
    queries: dict[str, Path] = field(repr=False)
    folders: tuple[Path, ...] = ()

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is `ancestor` or below it; an unknown class is below nothing but itself."""
        known = self.classes.get(name)
        return name == ancestor or (known is not None and ancestor in known.ancestors)

    def coarse(self, name: str) -> str:
        """The coarse type of a class: the ancestor-or-self marked `kg:coarse true`, else the class itself."""
        known = self.classes.get(name)
        coarse = self.cues["_coarse"]
        return next((ancestor for ancestor in known.ancestors if ancestor in coarse), name) if known else name

    def allows(self, predicate: str, subject_types: tuple[str, ...], object_types: tuple[str, ...]) -> bool:
        """Whether domain and range of `predicate` take these types (no domain or range takes all)."""
        prop = self.properties[predicate]
        return self._fits(prop.domain, subject_types) and self._fits(prop.range, object_types)

    def _fits(self, wanted: tuple[str, ...], types: tuple[str, ...]) -> bool:
        return not wanted or any(self.is_a(name, ancestor) for name in types for ancestor in wanted)


def default_folder() -> Path:
    """The folder that ships with the program: inside the wheel, or beside `kg/` in a checkout."""
    packaged = Path(__file__).parent / "ontology_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "ontology"


@functools.cache
def load(*folders: Path) -> Ontology:
    """The default ontology with `folders` layered on top. Raises OntologyError for a file that cannot be read."""
    layers = (default_folder(), *folders)
    store = ox.Store()
    cues: dict[str, Any] = {}
    queries: dict[str, Path] = {}
    for folder in layers:
        if not folder.is_dir():
            raise OntologyError(f"ontology folder {folder} does not exist: name a folder with *.ttl and cues/*.toml")
        for path in sorted(folder.glob("*.ttl")):
            if path.name != "shapes.ttl":
                _load_turtle(store, path)
        for path in sorted((folder / "cues").glob("*.toml")):
            _merge(cues.setdefault(path.stem, {}), _read_toml(path))
        for path in sorted((folder / "cues").glob("*.tsv")):
            cues.setdefault(path.stem, []).extend(_read_tsv(path))
        queries.update({path.stem: path for path in sorted((folder / "queries").glob("*.rq"))})
    cues["_coarse"] = frozenset(
        _local(quad.subject)
        for quad in store.quads_for_pattern(None, ox.NamedNode(KG + "coarse"), None)
    )
    return Ontology(_classes(store), _properties(store), cues, queries, layers)


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
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {key: value or "" for key, value in row.items()}
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def _merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    """Deep union in place: tables merge, lists append, other values are replaced."""
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        elif isinstance(value, list) and isinstance(base.get(key), list):
            base[key] = base[key] + value
        else:
            base[key] = value


def _local(node: Any) -> str:
    return str(node.value).removeprefix(KG)


def _objects(store: ox.Store, subject: ox.NamedNode, predicate: str) -> list[Any]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
    return sorted((quad.object for quad in quads), key=str)


def _own(nodes: list[Any]) -> tuple[str, ...]:
    return tuple(_local(node) for node in nodes if isinstance(node, ox.NamedNode) and node.value.startswith(KG))


def _label(store: ox.Store, node: ox.NamedNode) -> str:
    labels = _objects(store, node, RDFS + "label")
    return labels[0].value if labels else _local(node)


def _subjects(store: ox.Store, kind: str) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(OWL + kind))
    nodes = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted((node for node in nodes if node.value.startswith(KG)), key=lambda node: node.value)


def _classes(store: ox.Store) -> dict[str, Class]:
    parents = {_local(node): _own(_objects(store, node, RDFS + "subClassOf")) for node in _subjects(store, "Class")}
    return {
        _local(node): Class(_local(node), _label(store, node), parents[_local(node)], _ancestors(_local(node), parents))
        for node in _subjects(store, "Class")
    }


def _ancestors(name: str, parents: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = [name]
    for current in found:
        found.extend(parent for parent in parents.get(current, ()) if parent not in found)
    return tuple(found)


def _properties(store: ox.Store) -> dict[str, Property]:
    symmetric = {node.value for node in _subjects(store, "SymmetricProperty")}
    functional = {node.value for node in _subjects(store, "FunctionalProperty")}
    properties = {}
    for node in _subjects(store, "ObjectProperty"):
        inverse = _own(_objects(store, node, OWL + "inverseOf"))
        family = _objects(store, node, KG + "family")
        plover = _objects(store, node, KG + "plover")
        properties[_local(node)] = Property(
            name=_local(node),
            label=_label(store, node),
            domain=_own(_objects(store, node, KG + "domain")),
            range=_own(_objects(store, node, KG + "range")),
            parents=_own(_objects(store, node, RDFS + "subPropertyOf")),
            inverse=inverse[0] if inverse else None,
            symmetric=node.value in symmetric,
            functional=node.value in functional,
            family=family[0].value if family else "other",
            plover=plover[0].value if plover else None,
        )
    return properties
