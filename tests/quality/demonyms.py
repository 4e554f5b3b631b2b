"""Which wordings are demonyms, and of which place: sets that keep "Norwegian" apart from "Norway" need to know."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.ontology import load


@dataclass(frozen=True, slots=True)
class Origin:
    """The place that a demonym belongs to, and its class."""

    name: str
    type: str


@functools.cache
def demonyms() -> dict[str, Origin]:
    """Of countries as the ontology lists them, of other places, and the regular plurals of both."""
    tables = tomllib.loads((Path(__file__).parent / "mappings" / "demonyms.toml").read_text(encoding="utf-8"))
    words = {
        word: Origin(place, coarse)
        for coarse, table in tables.items()
        for place, listed in table.items()
        for word in listed
    }
    for row in load().cues["countries"]:
        listed = [word for cell in ("adjectives", "people") for word in row[cell].split("|") if word]
        words.update(dict.fromkeys(listed, Origin(row["name"], "Country")))
    return {word + "s": origin for word, origin in words.items()} | words
