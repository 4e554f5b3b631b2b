"""Drawing -> GEXF 1.3: parallel directed edges of several kinds, dates as dynamics, places and colours for Gephi.

An edge lasts for the time that its article tells; where it tells none, it begins on the day of publication and has no
end. A node begins with the first article that mentions it, or with the first of its edges.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from typing import BinaryIO

from kg.export.drawing import Drawing, columns, edge_colour, node_colour
from kg.export.xml import escape
from kg.network import Edge, Node
from kg.periods import period_of
from kg.terms import is_date

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
    '<meta><creator>kg</creator></meta>\n<graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n'
)
_KINDS = {"int": "integer"}
_NODE_COLUMNS = columns(Node, without=("id", "label"))
_EDGE_COLUMNS = columns(Edge, without=("id", "source", "target", "label", "weight"))
_NODE_DATA = "".join(f'<attvalue for="{name}" value="%s"/>' for name, _ in _NODE_COLUMNS)
_EDGE_DATA = "".join(f'<attvalue for="{name}" value="%s"/>' for name, _ in _EDGE_COLUMNS)
_NODE_VALUES = operator.attrgetter(*(name for name, _ in _NODE_COLUMNS))
_EDGE_VALUES = operator.attrgetter(*(name for name, _ in _EDGE_COLUMNS))


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write all nodes and edges."""
    begun = _first_days(drawing)
    file.write(f"{_HEAD}{_attributes('node', _NODE_COLUMNS)}{_attributes('edge', _EDGE_COLUMNS)}<nodes>\n".encode())
    for node in drawing.nodes:
        file.write(_node(node, begun.get(node.id, ""), drawing.places[node.id], drawing.diameters[node.id]).encode())
    file.write(b"</nodes>\n<edges>\n")
    for edge in drawing.edges:
        file.write(_edge(edge).encode())
    file.write(b"</edges>\n</graph>\n</gexf>\n")


def _attributes(owner: str, named: tuple[tuple[str, str], ...]) -> str:
    rows = (f'<attribute id="{name}" title="{name}" type="{_KINDS.get(kind, kind)}"/>\n' for name, kind in named)
    return f'<attributes class="{owner}">\n{"".join(rows)}</attributes>\n'


def _node(node: Node, begun: str, centre: tuple[float, float], across: int) -> str:
    x, y = centre
    values = _NODE_DATA % tuple(map(escape, _NODE_VALUES(node)))
    return (
        f'<node id="{escape(node.id)}" label="{escape(node.label)}"{begun}>'
        f"<attvalues>{values}</attvalues>{_colour(node_colour(node))}"
        f'<viz:position x="{x:.1f}" y="{0 - y:.1f}" z="0.0"/><viz:size value="{across}.0"/></node>\n'
    )


def _edge(edge: Edge) -> str:
    values = _EDGE_DATA % tuple(map(escape, _EDGE_VALUES(edge)))
    return (
        f'<edge id="{escape(edge.id)}" source="{escape(edge.source)}" target="{escape(edge.target)}" '
        f'kind="{escape(edge.label)}" label="{escape(edge.label)}" weight="{edge.weight}.0"{_spell(edge)}>'
        f"<attvalues>{values}</attvalues>{_colour(edge_colour(edge))}</edge>\n"
    )


def _first_days(drawing: Drawing) -> dict[str, str]:
    """Where each node begins: nothing when nobody says."""
    first: dict[str, str] = {}
    for name, day in _days(drawing):
        if is_date(day) and day <= first.get(name, day):
            first[name] = day
    return {name: _start(day) for name, day in first.items()}


def _days(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Nodes with the days of which somebody tells."""
    yield from ((node.id, node.first[:10]) for node in drawing.nodes)
    for edge in drawing.edges:
        period = period_of(edge.time)
        day = str(period.first) if period and period.first else edge.date[:10]
        yield from ((edge.source, day), (edge.target, day))


def _spell(edge: Edge) -> str:
    """From when to when an edge holds."""
    period = period_of(edge.time)
    if period is None:
        return _start(edge.date)
    begun = f' start="{period.first}"' if period.first else ""
    return f'{begun} end="{period.last}"' if period.last else begun


def _start(published: str) -> str:
    """The day of a publication date; nothing for less than a day."""
    return f' start="{published[:10]}"' if is_date(published[:10]) else ""


@functools.cache
def _colour(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}" a="1.0"/>'
