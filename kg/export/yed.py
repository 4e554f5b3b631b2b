"""Drawing -> GraphML as yEd draws it: labelled shapes, places and colours, beside the attributes of plain GraphML."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.drawing import Drawing, edge_colour, node_colour, shorten
from kg.export.graphml import HEAD, attribute_keys, edge_data, edge_ends, node_data
from kg.export.xml import escape
from kg.network import Edge, Node

_NAMESPACE = ' xmlns:y="http://www.yworks.com/xml/graphml"'
_KEYS = (
    '<key id="node-graphics" for="node" yfiles.type="nodegraphics"/>\n'
    '<key id="edge-graphics" for="edge" yfiles.type="edgegraphics"/>\n'
)
_HEIGHT = 30


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write all nodes and edges with their looks."""
    file.write(f'{HEAD}{_NAMESPACE}>\n{attribute_keys()}{_KEYS}<graph id="kg" edgedefault="directed">\n'.encode())
    for node in drawing.nodes:
        shape = _shape(node, drawing.places[node.id])
        file.write(f'<node id="{escape(node.id)}">{node_data(node)}{shape}</node>\n'.encode())
    for edge in drawing.edges:
        file.write(f"<edge {edge_ends(edge)}>{edge_data(edge)}{_line(edge)}</edge>\n".encode())
    file.write(b"</graph>\n</graphml>\n")


def _shape(node: Node, centre: tuple[float, float]) -> str:
    width = max(60, 8 * len(shorten(node.label)) + 16)
    left, top = centre[0] - width / 2, centre[1] - _HEIGHT / 2
    return (
        '<data key="node-graphics"><y:ShapeNode>'
        f'<y:Geometry x="{left:.1f}" y="{top:.1f}" width="{width}" height="{_HEIGHT}"/>'
        f'<y:Fill color="{node_colour(node)}" transparent="false"/>'
        '<y:BorderStyle hasColor="false" type="line" width="1.0"/>'
        f'<y:NodeLabel textColor="#ffffff" fontSize="13">{escape(shorten(node.label))}</y:NodeLabel>'
        '<y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )


def _line(edge: Edge) -> str:
    style = "line" if edge.kind == "asserted" else "dashed"
    return (
        '<data key="edge-graphics"><y:PolyLineEdge>'
        f'<y:LineStyle color="{edge_colour(edge)}" type="{style}" width="{min(1 + 0.5 * (edge.weight - 1), 5):.1f}"/>'
        '<y:Arrows source="none" target="standard"/>'
        f'<y:EdgeLabel textColor="{edge_colour(edge)}" fontSize="10">{escape(edge.label)}</y:EdgeLabel>'
        "</y:PolyLineEdge></data>"
    )
