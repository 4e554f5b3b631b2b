"""Drawing -> one HTML page with an interactive picture: no server, no network, everything inside.

Text from articles travels as JSON in a data block and reaches the page by textContent only; a content security policy
by hash lets nothing run but the page's own scripts.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import itertools
from html import escape
from typing import Any, BinaryIO

import orjson

from kg.export.drawing import COLOURS, Drawing, font_size, node_colour, shorten
from kg.model import Article, Entity
from kg.network import Edge, Node, ends, node_id, readable
from kg.places.worldmap import outline, project
from kg.quads import place_of
from kg.terms import clean
from kg.view import ClaimView, RelationView, StatementView

LARGEST = 1500  # nodes that a browser moves smoothly and a reader can still look at
PLACES = ("Country", "Region", "City", "Place")


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write the page. Of a larger graph it shows the `LARGEST` best connected names, and says so."""
    library = _read("vendor/cytoscape.min.js")
    script, style = _read("page/page.js"), _read("page/page.css")
    parts = {
        "title": escape(_title([article.title for article in drawing.source.articles])),
        "script_hashes": f"{_hash(library)} {_hash(script)}",
        "style_hash": _hash(style),
        "style": style,
        "library": library,
        "script": script,
        "data": embed(_data(drawing)),
    }
    file.write(_fill(_read("page/page.html"), parts).encode())


def embed(value: Any) -> str:
    """JSON that no text inside can end or turn into markup."""
    text = orjson.dumps(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _read(name: str) -> str:
    return importlib.resources.files("kg.export").joinpath(name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    """A source expression of a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _fill(template: str, parts: dict[str, str]) -> str:
    """Put each part in its place, once: what a part contains is never taken for a place."""
    page, rest = [], template
    while rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        page += [before, parts[name]] if name else [before]
    return "".join(page)


def _title(titles: list[str | None]) -> str:
    if len(titles) == 1:
        return clean(titles[0] or "Knowledge graph of one article")
    return f"Knowledge graph of {len(titles)} articles"


def _data(drawing: Drawing) -> dict[str, Any]:
    """What the page's script draws."""
    degrees = drawing.degrees
    ranked = sorted((-degrees[node.id], -node.mentions, node.id) for node in drawing.nodes)
    shown = {name for _, _, name in ranked[:LARGEST]}
    whole = len(shown) == len(ranked)
    numbers: dict[str, int] = {}
    articles, relations, statements, claims = [], [], [], []
    for found in drawing.source.views:
        article = found.extraction.article
        numbers[article.id] = len(numbers)
        articles.append(_article(article))
        relations += [_relation(view, numbers) for view in found.relations if _names(view) <= shown]
        statements += [each for view in found.statements if (each := _statement(view, shown, numbers))]
        claims += [_claim(claim, numbers) for claim in found.claims if whole or _is_of(claim, shown)]
    return {
        "total": len(ranked),
        "nodes": [_node(drawing, node, degrees[node.id]) for node in drawing.nodes if node.id in shown],
        "edges": [_edge(edge) for edge in drawing.edges if {edge.source, edge.target} <= shown],
        "relations": [*relations, *statements],
        "claims": claims,
        "articles": articles,
        "map": _map(drawing, shown),
    }


def _map(drawing: Drawing, shown: set[str]) -> dict[str, Any] | None:
    """The outline of the world and the dots on it; nothing when no place is known."""
    linked = [(node_id(entity), link) for entity in drawing.source.entities if (link := place_of(entity))]
    dots = [
        {"id": name, "at": project(*link.point), "name": clean(link.name), "iri": link.iri}
        for name, link in linked
        if link.point and name in shown
    ]
    if not dots:
        return None
    world = outline()
    return {"path": world.path, "viewBox": " ".join(map(str, world.view_box)), "dots": dots}


def _node(drawing: Drawing, node: Node, degree: int) -> dict[str, Any]:
    x, y = drawing.places[node.id]
    return {
        "id": node.id,
        "label": node.label,
        "short": shorten(node.label),
        "type": readable(node.type),
        "types": node.types,
        "group": "place" if node.type in PLACES else readable(node.type) if node.type in COLOURS else "other",
        "aliases": node.aliases,
        "mentions": node.mentions,
        "articles": node.articles,
        "degree": degree,
        "across": drawing.diameters[node.id],
        "font": font_size(drawing.diameters[node.id]),
        "colour": node_colour(node),
        "x": x,
        "y": y,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    names = ("source", "target", "label", "name", "kind", "polarity", "speaker", "weight")
    return {name: getattr(edge, name) for name in names}


def _names(view: RelationView) -> set[str]:
    return {node_id(view.subject), node_id(view.object)}


def _relation(view: RelationView, numbers: dict[str, int]) -> dict[str, Any]:
    relation = view.relation
    return {
        **_said(view.speaker, view.article, numbers),
        "speaker": clean(view.speaker.name) if view.speaker else "",
        "source": node_id(view.subject),
        "target": node_id(view.object),
        "name": readable(view.predicate),
        "kind": "asserted" if view.asserted else "claim",
        "certainty": relation.certainty,
        "polarity": relation.polarity,
        "future": relation.future,
        "former": relation.former,
        "role": clean(relation.role or ""),
        "time": clean(relation.time or ""),
        "quote": _split(view),
    }


def _split(view: RelationView) -> list[str]:
    """The quotation before, in and after the cue."""
    text, (start, end), (first, last) = view.article.text, view.span, view.relation.evidence.cue
    parts = (start, first, last, end) if start <= first <= last <= end else (start, start, start, end)
    return [clean(text[left:right]) for left, right in itertools.pairwise(parts)]


def _statement(view: StatementView, shown: set[str], numbers: dict[str, int]) -> dict[str, Any] | None:
    """An open statement of two entities that are shown."""
    linked = ends(view)
    if linked is None or not {node_id(linked[0]), node_id(linked[1])} <= shown:
        return None
    return {
        **_said(view.speaker, view.article, numbers),
        "speaker": clean(view.speaker.name) if view.speaker else "",
        "source": node_id(linked[0]),
        "target": node_id(linked[1]),
        "name": clean(view.statement.predicate),
        "kind": "open",
        "certainty": "certain" if view.asserted else "underspecified",
        "polarity": view.claim.polarity if view.claim else "positive",
        "quote": [clean(view.quote), "", ""],
    }


def _claim(view: ClaimView, numbers: dict[str, int]) -> dict[str, Any]:
    claim = view.claim
    return {
        **_said(view.speaker, view.article, numbers),
        "speaker": node_id(view.speaker) if view.speaker else "",
        "sayer": clean(view.source),
        "act": readable(claim.act),
        "cue": clean(view.cue),
        "content": clean(view.content),
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "future": claim.future,
        "about": [node_id(entity) for entity in view.about],
    }


def _is_of(claim: ClaimView, shown: set[str]) -> bool:
    """Whether somebody shown makes the claim, or it is about somebody shown."""
    return any(node_id(entity) in shown for entity in (claim.speaker, *claim.about) if entity)


def _said(speaker: Entity | None, article: Article, numbers: dict[str, int]) -> dict[str, Any]:
    return {"speakerName": clean(speaker.name) if speaker else "", "article": numbers[article.id]}


def _article(article: Article) -> dict[str, str]:
    """An article's lines; its address only where a browser may safely follow it."""
    address = clean(article.url or "")
    return {
        "title": clean(article.title or article.id),
        "source": clean(article.source or ""),
        "date": clean(article.published or ""),
        "url": address if address.startswith(("https://", "http://")) else "",
    }
