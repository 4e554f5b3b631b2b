"""Text of a SPARQL query -> whether it only reads this graph, and where it is malformed.

Oxigraph fetches whatever a SERVICE clause names and has no switch against it, so the clause must be found in the text
beforehand. Its parser takes `SERVICEex:a` for a service call as readily as `SERVICE <http://...>`; what is refused
here is therefore wider than what the grammar of SPARQL calls a keyword.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from kg.model import KgError
from kg.terms import PREFIXES

# What needs no declaration in a query.
NAMESPACES = {**PREFIXES, "ent": PREFIXES["entity"]}

_SKIPPED = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"""(?:(?:"|"")?(?:[^"\\]|\\.))*\"""
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<name>[?$]\w+|@[A-Za-z]+(?:-+[A-Za-z0-9]+)*|:[\w-]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_CERTAIN_IRI = re.compile(r"<(?:\w+://.*|[^')#]*)>", re.DOTALL)
_PROLOGUE = re.compile(r"\s*(?:BASE|PREFIX\s*[\w.-]*:)\s*(?=\x00)", re.IGNORECASE)
_UPDATES = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"})
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_POSITION = re.compile(r"error at (\d+):(\d+): ")


class QueryError(KgError):
    """A query that cannot be answered; the message says where it fails and what to mend."""


def check_reads_only(text: str) -> None:
    """Raise QueryError for SPARQL Update and for a query that would call another endpoint."""
    bare = _bare(text)
    word = _first_word(bare)
    if word in _UPDATES:
        raise QueryError(f"{word} is SPARQL Update, and queries only read: use kg add, kg update or kg remove")
    if re.search("service", text, re.IGNORECASE):
        _check_service(text, bare)


def answers_triples(text: str) -> bool:
    """Whether a query asks for a graph and not for rows, or for yes or no."""
    return _first_word(_bare(text)) in ("CONSTRUCT", "DESCRIBE")


def explain(text: str, error: SyntaxError, prefixes: Collection[str]) -> QueryError:
    """The error of Oxigraph's parser as one that names line and column, shows the place and says what to mend."""
    found = _POSITION.match(str(error))
    if not text.strip():
        return QueryError("the query is empty: write a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    if not found:
        return QueryError(f"malformed SPARQL: {error}")
    line, column = int(found[1]), int(found[2])
    shown = [*text.split("\n"), ""][line - 1]
    place = f"malformed SPARQL at line {line}, column {column}"
    pointer = f"\n  {shown}\n  {' ' * (column - 1)}^"
    return QueryError(f"{place}: {_mend(text, shown[: column - 1], str(error), prefixes)}{pointer}")


def is_address(source: object) -> bool:
    """Whether a source is the address of an endpoint and no file."""
    return isinstance(source, str) and source.startswith(("http://", "https://"))


def _mend(text: str, before: str, error: str, prefixes: Collection[str]) -> str:
    bare = _bare(text)
    prefix = re.search(r"([\w.-]*):[\w-]*$", before)
    if "Prefix not found" in error and prefix:
        return f"prefix {prefix[1]}: is not declared: add PREFIX {prefix[1]}: <...>, or use one of {_listed(prefixes)}"
    if "IRI parsing failed" in error:
        return "this is not a valid IRI: no spaces or quotes between < and >, and begin with a scheme such as https:"
    if _first_word(bare) not in _FORMS:
        return _form_hint(_first_word(bare))
    for opening, closing in ("{}", "()"):
        missing = bare.count(opening) - bare.count(closing)
        if missing:
            return f"{abs(missing)} {closing if missing > 0 else opening} missing"
    return "this does not continue a query: look at what stands just before"


def _form_hint(word: str) -> str:
    close = difflib.get_close_matches(word, _FORMS, n=1)
    hint = f": did you mean {close[0]}?" if close else ""
    return f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE after its prefixes{hint}"


def _listed(prefixes: Collection[str]) -> str:
    return ", ".join(f"{prefix}:" for prefix in sorted(prefixes))


def _bare(text: str) -> str:
    """The text without comments, strings and names; an IRI leaves a NUL."""
    return _SKIPPED.sub(lambda match: {"iri": "\x00", "name": " : "}.get(match.lastgroup or "", " "), text)


def _first_word(bare: str) -> str:
    """The first keyword after the prologue, in capitals."""
    rest = bare.replace(" : ", ":")
    while prologue := _PROLOGUE.match(rest):
        rest = rest[prologue.end() + 1 :]
    word = re.match(r"\s*([A-Za-z]+)", rest)
    return word[1].upper() if word else ""


def _check_service(text: str, bare: str) -> None:
    if re.search("service", bare, re.IGNORECASE):
        raise QueryError("SERVICE would send the query to another server: query one store at a time")
    for match in _SKIPPED.finditer(text):
        if match["iri"] and not _CERTAIN_IRI.fullmatch(match["iri"]):
            raise QueryError(
                f"{match['iri']} beside the word service cannot be told from a comparison that hides a SERVICE clause: "
                "write it with a scheme and //, or put spaces around < and >"
            )
