"""kg: an assertion-safe knowledge graph from news articles.

    import kg
    graph = kg.build(["articles/"])
    graph.save("out/")

Names are imported on first use, so that `kg --version` and reading alone do not load the language model.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.library import KnowledgeGraph, build
    from kg.model import Article
    from kg.read import make_article

__all__ = ["Article", "KnowledgeGraph", "build", "make_article"]

_HOMES = {
    "Article": "kg.model",
    "KnowledgeGraph": "kg.library",
    "build": "kg.library",
    "make_article": "kg.read",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
