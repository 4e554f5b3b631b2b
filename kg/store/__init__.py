"""Graph <-> Store: a folder that articles are added to one by one, that no crash harms, and that many read.

What writes is imported on first use, so that who only reads does not wait for identity to be loaded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kg.store.errors import StoreError
from kg.store.folder import check_place, is_store
from kg.store.reader import Store

if TYPE_CHECKING:
    from kg.store.settling import Change
    from kg.store.writer import Writer, drafted, extended, passing, rebuilt

__all__ = [
    "Change",
    "Store",
    "StoreError",
    "Writer",
    "check_place",
    "drafted",
    "extended",
    "is_store",
    "passing",
    "rebuilt",
]

_HOMES = {
    "Change": "kg.store.settling",
    "Writer": "kg.store.writer",
    "drafted": "kg.store.writer",
    "extended": "kg.store.writer",
    "passing": "kg.store.writer",
    "rebuilt": "kg.store.writer",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg.store' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
