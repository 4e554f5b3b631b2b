"""The routes of the JSON API: what each takes, what it gives, and the function that answers it.

`openapi` makes the document of them, `answer` the responses. All read, all are GET.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.serve import articles, canvas, claims, disputes, entities, evidence, graph, paths
from kg.serve.parameters import (
    Around,
    Articles,
    Between,
    Claims,
    Disputes,
    Parameters,
    PublishedPages,
    Relations,
    Search,
)
from kg.serve.records import (
    ArticlePage,
    ClaimItem,
    Dispute,
    Edges,
    EntityCard,
    Event,
    Evidence,
    Hit,
    Neighbourhood,
    Overview,
    Page,
    Paths,
    Problem,
    Publication,
    Queries,
)
from kg.serve.snapshot import NotInGraphError, Snapshot

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Route:
    """One question that the API answers. `respond` takes the snapshot, the id in the path if there is one,
    parameters."""

    path: str
    summary: str
    takes: type[Parameters]
    gives: Any
    respond: Callable[..., object]

    @property
    def names(self) -> tuple[str, ...]:
        """What stands in braces in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))


routes = (
    Route("/api/overview", "What is in the graph, and what can be filtered by.", Parameters, Overview, graph.overview),
    Route("/api/search", "Entities by name or alias, in spite of typing errors.", Search, Page[Hit], entities.search),
    Route("/api/entities/{entity}", "Who or what an entity is.", Parameters, EntityCard, entities.card),
    Route(
        "/api/entities/{entity}/relations",
        "An entity's edges, grouped: asserted, claimed, open statements, inferred.",
        Relations,
        Edges,
        entities.relations,
    ),
    Route(
        "/api/entities/{entity}/claims",
        "What an entity claims, or what is claimed about it.",
        Claims,
        Page[ClaimItem],
        claims.claims_of,
    ),
    Route(
        "/api/entities/{entity}/timeline",
        "Asserted edges of an entity and its claims, in order of time.",
        PublishedPages,
        Page[Event],
        claims.timeline,
    ),
    Route(
        "/api/entities/{entity}/articles",
        "The articles that mention an entity, the latest first.",
        PublishedPages,
        Page[Publication],
        entities.articles_of,
    ),
    Route(
        "/api/neighbourhood",
        "Entities with their neighbours and the edges among them, for a canvas.",
        Around,
        Neighbourhood,
        canvas.neighbourhood,
    ),
    Route("/api/path", "The shortest paths between two entities.", Between, Paths, paths.paths),
    Route("/api/articles", "The articles, the latest first.", Articles, Page[Publication], articles.listing),
    Route(
        "/api/articles/{article}",
        "An article: its text with mentions, claims and edges at their places.",
        Parameters,
        ArticlePage,
        articles.article,
    ),
    Route(
        "/api/evidence/{kind}/{digest}",
        "The words that say an edge or a claim, with both arguments and the cue marked.",
        Parameters,
        Evidence,
        evidence.evidence,
    ),
    Route("/api/disputes", "What some affirm and others deny.", Disputes, Page[Dispute], disputes.listing),
    Route("/api/queries", "The named queries, with their SPARQL.", Parameters, Queries, graph.queries),
)


def answer(snapshot: Snapshot, route: Route, request: Request) -> Response:
    """The response to one request; every error is a Problem in JSON."""
    try:
        asked = read_parameters(route, request)
        found = route.respond(snapshot, *(request.path_params[name] for name in route.names), *_given(route, asked))
    except msgspec.ValidationError as error:
        return problem(400, "Bad request", _readable(error))
    except NotInGraphError as error:
        return problem(404, "Not found", str(error))
    return Response(msgspec.json.encode(found), media_type=JSON)


def _given(route: Route, asked: Parameters) -> tuple[Parameters, ...]:
    return () if route.takes is Parameters else (asked,)


def read_parameters(route: Route, request: Request) -> Parameters:
    """The checked parameters of a request. Raises msgspec.ValidationError."""
    many = repeatable(route)
    given = request.query_params
    repeated = [name for name in dict.fromkeys(given) if name not in many and len(given.getlist(name)) > 1]
    if repeated:
        raise msgspec.ValidationError(f"parameter `{repeated[0]}` is given more than once")
    values = {name: given.getlist(name) if name in many else given[name] for name in given}
    return msgspec.convert(values, route.takes, strict=False)


@functools.cache
def repeatable(route: Route) -> frozenset[str]:
    """The parameters that may be given several times."""
    fields = msgspec.inspect.type_info(route.takes).fields  # type: ignore[attr-defined]
    return frozenset(each.encode_name for each in fields if isinstance(each.type, msgspec.inspect.VarTupleType))


def _readable(error: msgspec.ValidationError) -> str:
    return str(error).replace("Object contains unknown field", "there is no parameter").replace("$.", "")


def problem(status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error, as the API and the endpoint tell it."""
    return Response(msgspec.json.encode(Problem(status, title, detail)), status, headers, JSON)
