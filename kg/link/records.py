"""What a knowledge base knows, as records, and names in the form in which they are looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_ARTICLE = re.compile(r"^(the|a|an) ")
_POSSESSIVE = re.compile(r"['’]s?$")
_UMLAUT = re.compile(r"(?<=[^aeiou])([aou])e(?=[^aeiou ])")
_STROKES = str.maketrans("łøđħıŧ", "lodhit")
_EDGES = " .,;:!?\"'“”‘’()[]"


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of a knowledge base. `aliases` have how often each is used of it, where that is known."""

    iri: str
    name: str
    type: str = ""  # coarse class of our ontology, "" when it is not known
    aliases: Mapping[str, float] = field(default_factory=dict)
    prior: float = 1.0  # how much it is spoken of, in any unit
    description: str = ""
    related: tuple[str, ...] = ()  # IRIs of what it is linked with


def look_up_form(name: str) -> str:
    """A name without case, article, possessive, hyphens, marks at its edges, and accents in any spelling.

    "Löw", "Loew" and "Low" are one form, for newsrooms write all three.
    """
    plain = name.casefold() if name.isascii() else _without_accents(name.casefold())
    plain = " ".join(plain.replace("-", " ").split()).strip(_EDGES)
    return _UMLAUT.sub(r"\1", _ARTICLE.sub("", _POSSESSIVE.sub("", plain)))


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def without_initials(form: str) -> str:
    """The form of a name without the single letters between its first and its last word."""
    words = form.split()
    kept = (word for number, word in enumerate(words) if number in (0, len(words) - 1) or len(word.strip(".")) > 1)
    return " ".join(kept)
