"""The OpenAPI document -> a page of `/api` that people read, in the explorer's colours."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of kg</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
<link rel="stylesheet" href="/assets/shell.css">
<link rel="stylesheet" href="/assets/reference.css">
<script src="/assets/theme-first.js"></script>
</head>
<body>
<header class="masthead"><a class="brand" href="/">News graph</a></header>
<main><div class="page">
<h1>API of kg {version}</h1>
<p>{about}</p>
<p>Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a>. SPARQL: <a href="/sparql">/sparql</a>. Graphs:
<a href="/graphs?default">/graphs</a>. <a href="/.well-known/void">VoID</a>.</p>
{routes}
</div></main>
</body>
</html>
"""


def page(document: dict[str, Any]) -> str:
    """All routes with their parameters."""
    info = document["info"]
    routes = "\n".join(_route(path, methods["get"]) for path, methods in document["paths"].items())
    return _PAGE.format(version=html.escape(info["version"]), about=html.escape(info["description"]), routes=routes)


def _route(path: str, operation: dict[str, Any]) -> str:
    rows = "\n".join(_rows(operation["parameters"]))
    table = f"<table>\n<tr><th>parameter<th>in<th>takes\n{rows}\n</table>" if rows else ""
    return f"<h2>{html.escape(path)}</h2>\n<p>{html.escape(operation['summary'])}</p>\n{table}"


def _rows(parameters: list[dict[str, Any]]) -> Iterator[str]:
    for each in parameters:
        name = each["name"] + (" (required)" if each["required"] else "")
        yield f"<tr><td>{html.escape(name)}<td>{html.escape(each['in'])}<td>{html.escape(_takes(each['schema']))}"


def _takes(schema: dict[str, Any]) -> str:
    """A schema in words."""
    if schema.get("type") == "array":
        return f"any of: {_takes(schema['items'])} (repeatable)"
    if "enum" in schema:
        return ", ".join(schema["enum"])
    bounds = [f"from {schema['minimum']}"] if "minimum" in schema else []
    bounds += [f"to {schema['maximum']}"] if "maximum" in schema else []
    bounds += [f"by default {schema['default']}"] if schema.get("default") not in (None, "") else []
    return " ".join([schema.get("description") or schema["type"], *bounds])
