"""Graph <-> Store: a folder that articles are added to one by one, that no crash harms, and that many read."""

from kg.store.errors import StoreError
from kg.store.folder import check_place, is_store
from kg.store.reader import Store
from kg.store.settling import Change
from kg.store.writer import Writer, drafted, extended, rebuilt

__all__ = ["Change", "Store", "StoreError", "Writer", "check_place", "drafted", "extended", "is_store", "rebuilt"]
