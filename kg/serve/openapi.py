"""The routes of the API -> their OpenAPI 3.1 document. Nothing in it is written twice: all comes from the code."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from kg.graph import program_version
from kg.serve.api import JSON, Route, repeatable, routes
from kg.serve.records import Problem

_REFERENCE = "#/components/schemas/{name}"
_ABOUT = """
Read-only JSON about who is who, how they are related, and who said what about whom. An edge is asserted only where an
article says it in its own voice; everything else says who claims it and how surely. Offsets are Unicode code points,
half-open. Lists come in pages: `next` is the cursor of the page that follows. The same graph answers SPARQL at
`/sparql`.
"""
_NODE_KINDS = ["relation", "claim", "statement", "inference"]


@functools.cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    kinds = [Problem, *(route.gives for route in routes)]
    references, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    (wrong, *given) = references
    paths = {route.path: {"get": _operation(route, gives, wrong)} for route, gives in zip(routes, given, strict=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kg",
            "version": program_version(),
            "description": " ".join(_ABOUT.split()),
            "license": {"name": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(route: Route, gives: dict[str, Any], wrong: dict[str, Any]) -> dict[str, Any]:
    answers = {
        "200": _content("Found.", gives),
        "400": _content("A parameter is wrong; `detail` says which.", wrong),
        "429": _content("Too many requests; `Retry-After` says when to come back.", wrong),
    }
    if route.names or route.path in ("/api/neighbourhood", "/api/path", "/api/disputes"):
        answers["404"] = _content("There is no such thing in this graph.", wrong)
    return {
        "operationId": route.path.removeprefix("/api/").replace("/", "_").replace("{", "").replace("}", ""),
        "summary": route.summary,
        "parameters": [*map(_path_parameter, route.names), *_query_parameters(route)],
        "responses": dict(sorted(answers.items())),
    }


def _content(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": schema}}}


def _path_parameter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if name == "kind":
        schema["enum"] = _NODE_KINDS
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([route.takes], ref_template=_REFERENCE)
    schema = components[route.takes.__name__]
    many = repeatable(route)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema["required"],
            "schema": _without_null(each),
            **({"style": "form", "explode": True} if name in many else {}),
        }
        for name, each in schema["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is left out; there is no null in a query string."""
    if "anyOf" not in schema:
        return schema
    (kept,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
    return dict(kept)
