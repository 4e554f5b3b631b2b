"""Files, folders, standard input -> Articles. One module a format; `read` tells them apart."""

from __future__ import annotations

from kg.read.article import make_article
from kg.read.dates import iso_date
from kg.read.failure import ReadFailure
from kg.read.meter import Meter, metered
from kg.read.reader import MAX_CHARACTERS, read

__all__ = ["MAX_CHARACTERS", "Meter", "ReadFailure", "iso_date", "make_article", "metered", "read"]
