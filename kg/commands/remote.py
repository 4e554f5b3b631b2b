"""Command that writes a graph into a SPARQL store of somebody else's: push."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.commands.options import IMPOSSIBLE, Graph, complain

_PROTOCOLS = ("graph-store", "update")


def push(
    graph: Graph,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The endpoint that takes graphs or updates.")],
    protocol: Annotated[
        str, typer.Option(help="How the endpoint is written to: graph-store or update.")
    ] = "graph-store",
    default_graph: Annotated[
        str | None, typer.Option(metavar="IRI", help="Graph for the merged view, where a store has no default graph.")
    ] = None,
) -> None:
    """Load a graph into a SPARQL 1.1 endpoint; its graphs of the same names are replaced.

    KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN, say as whom.
    """
    from kg.query import open_graph
    from kg.remote import Endpoint
    from kg.terminal import counting

    if protocol not in _PROTOCOLS:
        complain(f"--protocol {protocol}: write one of {', '.join(_PROTOCOLS)}")
        raise typer.Exit(IMPOSSIBLE)
    dataset = open_graph(graph)
    with counting("triples", len(dataset)) as progress:
        sent = Endpoint.open(address).push(
            dataset, "update" if protocol == "update" else "graph-store", default_graph=default_graph, progress=progress
        )
    print(f"{sent:,} triples sent to {address}")
