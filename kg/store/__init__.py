"""Graph <-> Store: a folder that is written whole or not at all and read by many at once."""

from kg.store.reader import Store, StoreError, check_place, drafted, is_store

__all__ = ["Store", "StoreError", "check_place", "drafted", "is_store"]
