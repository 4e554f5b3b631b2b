"""Which wordings are demonyms: sets that keep "Norwegian" apart from "Norway" need to know."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from kg.ontology import load


@functools.cache
def demonym_words() -> frozenset[str]:
    """Demonyms of countries as the ontology lists them, those of other places, and the regular plurals of both."""
    rows = load().cues["countries"]
    words = {word for row in rows for cell in ("adjectives", "people") for word in row[cell].split("|") if word}
    table = tomllib.loads((Path(__file__).parent / "mappings" / "demonyms.toml").read_text(encoding="utf-8"))
    words.update(table["places"])
    return frozenset(words | {word + "s" for word in words})
