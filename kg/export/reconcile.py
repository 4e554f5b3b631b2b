"""Graph -> the entities that no vocabulary has yet, as queries of the Reconciliation Service API (OpenRefine).

Each query bears the entity's id, so that what a service answers can be brought home.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import orjson

from kg.export.drawing import Drawing
from kg.export.source import Source
from kg.model import Entity
from kg.network import node_id
from kg.ontology import load
from kg.quads import ACCEPTED_LINK
from kg.terms import clean

LIMIT = 5  # answers to each query


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write the queries as one JSON object, in the form of the Reconciliation Service API 0.2."""
    types = load().cues["knowledge_bases"]["types"]
    file.write(orjson.dumps(queries(drawing.source, types), option=orjson.OPT_INDENT_2) + b"\n")


def queries(graph: Source, types: Mapping[str, list[str]]) -> dict[str, Any]:
    """A query for each named entity without an accepted link; `types` have classes of Wikidata by ours, best first."""
    return {node_id(entity): _query(entity, types) for entity in graph.entities if entity.named and not _linked(entity)}


def _linked(entity: Entity) -> bool:
    return any(link.score >= ACCEPTED_LINK for link in entity.links)


def _query(entity: Entity, types: Mapping[str, list[str]]) -> dict[str, Any]:
    items = [name for name in types.get(entity.type, ()) if name[0] == "Q" and name[1:].isdigit()]
    names = sorted(clean(alias) for alias in entity.aliases if alias != entity.name)
    return {
        "query": clean(entity.name),
        **({"type": items[0]} if items else {}),
        "limit": LIMIT,
        **({"properties": [{"pid": "alias", "v": name} for name in names]} if names else {}),
    }
