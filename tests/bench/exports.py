"""Our writer of GraphML beside networkx's, and its memory as the graph grows, each in a process of its own."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

from kg.export import graphml
from kg.export.drawing import Drawing, Kept
from kg.graph import Graph
from kg.network import Edge, Node
from tests.bench.comparing import Options, Row, Target

NODES, EDGES = 100_000, 500_000
_TENTH = 10


def rows(options: Options) -> Iterator[Row]:
    """Time beside networkx's, the best of each; memory for the whole graph beside that for a tenth of it."""
    ours, other = (
        min(_measured(way, NODES, EDGES)["seconds"] for _ in range(options.rounds)) for way in ("ours", "networkx")
    )
    title = f"{NODES:,} nodes and {EDGES:,} edges"
    yield Row(f"GraphML / networkx write_graphml, {title}", ours, other, target=Target("<=", 0.25))
    large = _measured("ours", NODES, EDGES)["megabytes"]
    small = _measured("ours", NODES // _TENTH, EDGES // _TENTH)["megabytes"]
    yield Row(f"GraphML: peak memory for {title} / a tenth", large, small, "MB", Target("<=", 1.15))


def _measured(way: str, nodes: int, edges: int) -> dict[str, float]:
    """Seconds of the processor and the peak of memory that writing takes, in a new process."""
    command = [sys.executable, "-m", "tests.bench.exports", way, str(nodes), str(edges)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def write(way: str, nodes: int, edges: int, room: Path) -> float:
    """Write a graph in one of the ways and give the seconds that it took; ours reads nodes and edges from files."""
    drawing = Drawing(
        Graph(),
        Kept.of((_node(number) for number in range(nodes)), Node, room / "nodes"),
        Kept.of((_edge(number, nodes) for number in range(edges)), Edge, room / "edges"),
    )
    network = _network(drawing) if way == "networkx" else None
    start = time.process_time()
    with (room / "graph.graphml").open("wb") as file:
        if network is None:
            graphml.write(drawing, file)
        else:
            nx.write_graphml(network, file, named_key_ids=True)
    return time.process_time() - start


def _network(drawing: Drawing) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_nodes_from((node.id, _attributes(node, ("id",))) for node in drawing.nodes)
    ends = ("id", "source", "target")
    network.add_edges_from((edge.source, edge.target, edge.id, _attributes(edge, ends)) for edge in drawing.edges)
    return network


def _node(number: int) -> Node:
    name = f"Person {number}"
    days = ("2024-05-16", "2024-05-17", "")
    return Node(f"person-{number}", name, "Person", "Person", "", True, 3, 1, *days, f"x:{number}")


def _edge(number: int, nodes: int) -> Edge:
    """Between any two nodes, the same whenever this runs."""
    return Edge(
        id=f"edge-{number}",
        source=f"person-{number * 7919 % nodes}",
        target=f"person-{number * 104_729 % nodes}",
        label="accuses",
        name="accuses",
        predicate="kg:accuses",
        kind="asserted",
        certainty="certain",
        polarity="positive",
        future=False,
        former=False,
        speaker="",
        role="",
        article="article",
        title="A title",
        date="2024-05-16",
        time="",
        quote="“He accused her & left.”",
        weight=1,
    )


def _attributes(record: Node | Edge, without: tuple[str, ...]) -> dict[str, str | int | bool]:
    names = (each.name for each in dataclasses.fields(record))
    return {name: getattr(record, name) for name in names if name not in without}


def peak() -> float:
    """Most memory of this process, in MB; what `getrusage` tells is at least that of the process that began it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        seconds = write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(folder))
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": peak()}))
    sys.stdout.flush()
    os._exit(0)  # without taking a large network to pieces
