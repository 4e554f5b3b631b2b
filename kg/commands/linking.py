"""The command that links what a store's articles name to a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import Ontologies, load_ontology

StoreFolder = Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")]


def link(
    store: StoreFolder,
    kb: Annotated[
        Path,
        typer.Option(
            "--kb", help="Wikidata dump, RDF (SKOS), FollowTheMoney or CSV of names and ids; .gz and .bz2 as they are."
        ),
    ],
    index: Annotated[
        Path | None, typer.Option(help="File of the index; beside FILE unless said otherwise, and made once.")
    ] = None,
    ontology: Ontologies = None,
) -> None:
    """Link people, organizations, places and works to a knowledge base, or to nothing where nobody fits."""
    from kg.identify import identify, index_of
    from kg.terminal import print_note

    place = index or kb.with_name(kb.name + ".kg-index")
    chosen = load_ontology(ontology)
    made = index_of(kb, place, chosen)
    if made:
        print_note(f"index of {made} entities: {place}")
    linked, entities = identify(store, place, chosen)
    print_note(f"{linked} of {entities} entities are linked")
