"""kg: an assertion-safe knowledge graph from news articles.

    import kg
    graph = kg.build(["articles/"])
    graph.save("out/", store="news.store")
    kg.open("news.store").query("who-said-what", about="Norway")

Names are imported on first use, so that `kg --version` and reading alone do not load the language model.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.library import KnowledgeGraph, build, open
    from kg.model import Article, KgError
    from kg.read import make_article

__all__ = ["Article", "KgError", "KnowledgeGraph", "build", "make_article", "open"]

_HOMES = {
    "Article": "kg.model",
    "KgError": "kg.model",
    "KnowledgeGraph": "kg.library",
    "build": "kg.library",
    "make_article": "kg.read",
    "open": "kg.library",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
