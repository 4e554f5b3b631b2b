"""The library's face: `kg.build(...)` -> KnowledgeGraph, to be looked at, asked, converted, saved and opened again."""

from __future__ import annotations

import contextlib
import functools
import html
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg import export, pipeline
from kg import query as querying
from kg import store as stores
from kg.graph import Graph
from kg.infer import infer
from kg.model import Article, Entity
from kg.ontology import Ontology, load
from kg.read import ReadFailure
from kg.terms import term
from kg.view import ClaimView, RelationView

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    import rdflib

_SHOWN = 20


@dataclass(frozen=True)
class KnowledgeGraph:
    """Entities, relations and claims of a set of articles.

    `failures` are the articles that could not be read or understood, each with its reason.
    """

    graph: Graph
    failures: tuple[ReadFailure, ...] = ()
    dataset: ox.Store | None = field(default=None, repr=False, compare=False)  # the graph's quads, when already stored

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Everyone and everything that is named or takes part in something."""
        return self.graph.entities

    @property
    def relations(self) -> tuple[RelationView, ...]:
        """Typed relations between entities; those with `asserted` are the articles' own word."""
        return self.graph.relations

    @property
    def claims(self) -> tuple[ClaimView, ...]:
        """What somebody is said to say, think or want."""
        return self.graph.claims

    @functools.cached_property
    def _quads(self) -> ox.Store:
        import pyoxigraph as ox

        if self.dataset is not None:
            return self.dataset
        quads = ox.Store()
        quads.bulk_extend(self.graph.quads())
        return quads

    def query(self, text: str, **parameters: str) -> querying.Answer:
        """Answer SPARQL, or a named query such as `"who-said-what"` with its parameters. Raises QueryError."""
        return querying.query(self._quads, text, parameters)

    @property
    def reifies(self) -> bool:
        """Whether it was opened from a store that was written as RDF 1.2."""
        return self.dataset is not None and any(self.dataset.quads_for_pattern(None, term("rdf:reifies"), None, None))

    def infer(self, ontology: Ontology | None = None) -> KnowledgeGraph:
        """This graph with what follows from its asserted edges by the rules of the ontology, in a graph of its own."""
        return KnowledgeGraph(infer(self.graph, ontology or load()), self.failures)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Entities as nodes, relations as parallel directed edges with their attributes."""
        return self.graph.to_networkx()

    def to_rdflib(self) -> rdflib.Dataset:
        """The whole dataset: the merged view as default graph, a named graph for each article, and resolution."""
        import pyoxigraph as ox
        import rdflib

        data = ox.serialize(self.graph.quads(), format=ox.RdfFormat.N_QUADS)
        dataset = rdflib.Dataset()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's parser calls what rdflib deprecates
            dataset.parse(data=data, format="nquads")
        return dataset

    def save(
        self,
        folder: str | Path | None = None,
        formats: Iterable[str] | None = None,
        *,
        store: str | Path | None = None,
        rdf12: bool = False,
    ) -> tuple[Path, ...]:
        """Write files to `folder` (all formats, or those named) and what `kg.open` reads to `store`; returns the files.

        All is prepared before anything is replaced: after ExportError or StoreError both are as they were.
        """
        with contextlib.ExitStack() as drafts:
            if store is not None:
                drafts.enter_context(stores.drafted(store, self.graph, rdf12=rdf12))
            if folder is None:
                return ()
            return drafts.enter_context(export.drafted(self.graph, folder, formats, rdf12))

    def __repr__(self) -> str:
        counts = f"{len(self.entities)} entities, {len(self.relations)} relations, {len(self.claims)} claims"
        return f"<KnowledgeGraph of {len(self.graph.articles)} articles: {counts}>"

    def _repr_html_(self) -> str:
        """A notebook's view: the counts and the first asserted relations, everything escaped."""
        asserted = [relation for relation in self.relations if relation.asserted]
        rows = "".join(
            f"<tr><td>{html.escape(relation.subject.name)}</td><td>{html.escape(relation.predicate)}</td>"
            f"<td>{html.escape(relation.object.name)}</td></tr>"
            for relation in asserted[:_SHOWN]
        )
        more = f"<p>… and {len(asserted) - _SHOWN} more</p>" if len(asserted) > _SHOWN else ""
        return f"<p>{html.escape(repr(self))}</p><table>{rows}</table>{more}"


def build(
    inputs: str | Path | Article | Iterable[str | Path | Article],
    settings: pipeline.Settings | None = None,
    progress: pipeline.Progress | None = None,
    *,
    fast: bool = False,
) -> KnowledgeGraph:
    """The graph of `inputs`: files, folders, globs, or Articles made with `kg.make_article`.

    `fast` runs without the encoder, by rules alone, whatever `settings` say: less time, more mistakes.

    Raises OntologyError, PipelineError or DecisionError for settings that cannot be used; an article that fails is
    reported in `failures` and the rest goes on.
    """
    listed = [inputs] if isinstance(inputs, str | Path | Article) else inputs
    chosen = settings or pipeline.Settings()
    result = pipeline.build(listed, replace(chosen, fast=True) if fast else chosen, progress)
    return KnowledgeGraph(result.graph, result.failures)


def open(path: str | Path) -> KnowledgeGraph:
    """The graph of a store that `save` or `kg build --store` wrote. Raises StoreError."""
    store = stores.Store(path)
    return KnowledgeGraph(store.graph(), dataset=store.dataset)
