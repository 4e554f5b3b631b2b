"""Extraction + Index of a knowledge base -> the same Extraction with its entities linked, or left alone when none fits.

An article is linked by what stands in it and in the knowledge base, so adding articles never changes a link.
"""

from kg.link.index import Index, KbIndexError, build_index
from kg.link.linking import link
from kg.link.records import Known
from kg.link.sources import SourceError, read_source

__all__ = ["Index", "KbIndexError", "Known", "SourceError", "build_index", "link", "read_source"]
