"""The page with the picture: complete in itself, and no text from an article becomes markup or script."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
import sample_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import html
from kg.export.drawing import draw
from kg.export.html import embed
from kg.graph import Graph
from kg.terms import clean

ATTACKS = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{data}{script}{library}",
    "\u2028alert(1)\u2029",
    "]]><script>alert(1)</script>",
)


class Page(HTMLParser):
    """A page's tags with their attributes, its scripts and its style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = text
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def scripts(self) -> list[str]:
        return re.findall(r"<script[^>]*>(.*?)</script", self.text, re.DOTALL)

    def style(self) -> str:
        (style,) = re.findall(r"<style[^>]*>(.*?)</style", self.text, re.DOTALL)
        return style

    def data(self) -> Any:
        return json.loads(self.scripts()[0])

    def policy(self) -> str:
        (policy,) = (named["content"] for _, named in self.tags if "http-equiv" in named)
        return policy or ""


def written(graph: Graph) -> str:
    file = io.BytesIO()
    html.write(draw(graph), file)
    return file.getvalue().decode()


def skeleton(page: Page) -> list[tuple[str, list[str]]]:
    """The markup without its values."""
    return [(tag, sorted(attributes)) for tag, attributes in page.tags]


def hash_of(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def test_the_page_carries_the_whole_graph() -> None:
    graph = sample_graph.sample()
    data = Page(written(graph)).data()
    assert {node["id"] for node in data["nodes"]} == {entity.id for entity in graph.entities}
    assert len(data["edges"]) == len(list(graph.edges()))
    assert len(data["claims"]) == len(graph.claims)
    assert data["articles"][0]["url"] == "https://news.example/a?b=1&c=ä"
    (denied,) = [relation for relation in data["relations"] if relation["polarity"] == "negative"]
    assert denied["speaker"] == "Tom Adeyemi"
    assert denied["kind"] == "claim"
    assert denied["quote"] == ["Her spokesman Tom Adeyemi denied that Norvik Energy ", "bribed", " Arland."]


def test_nothing_is_fetched_from_anywhere() -> None:
    page = Page(written(sample_graph.sample()))
    for tag, attributes in page.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "a", "form")
        assert not {"src", "href", "srcset", "style"} & attributes.keys()
    assert "url(" not in page.style()
    assert "default-src 'none'" in page.policy()


def test_the_policy_allows_the_pages_own_scripts_and_style_only() -> None:
    page = Page(written(sample_graph.sample()))
    _, library, script = page.scripts()
    directives = dict(part.strip().split(" ", 1) for part in page.policy().split(";"))
    assert directives["script-src"].split() == [hash_of(library), hash_of(script)]
    assert directives["style-src"] == hash_of(page.style())
    assert "unsafe" not in page.policy()


def test_the_pages_script_makes_no_markup_of_text() -> None:
    script = Page(written(sample_graph.sample())).scripts()[2]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|srcdoc", script)


def test_the_library_keeps_its_licence_notice() -> None:
    library = Page(written(sample_graph.sample())).scripts()[1]
    assert "Cytoscape Consortium" in library
    assert "Permission is hereby granted" in library


@pytest.mark.parametrize("attack", ATTACKS)
def test_stored_text_never_becomes_markup(attack: str) -> None:
    page = Page(written(sample_graph.hostile(attack)))
    assert skeleton(page) == skeleton(Page(written(sample_graph.hostile("harmless"))))
    assert page.scripts()[1:] == Page(written(sample_graph.sample())).scripts()[1:]
    names = {node["label"] for node in page.data()["nodes"]}
    assert names == {clean(attack)}


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=20))
def test_any_text_reaches_the_page_unchanged(text: str) -> None:
    page = Page(written(sample_graph.hostile(text)))
    assert {node["label"] for node in page.data()["nodes"]} == {clean(text)}
    (claim,) = page.data()["claims"]
    assert claim["content"] == clean(text)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6))
@settings(derandomize=True)
def test_embedded_json_is_the_same_value_without_markup(value: Any) -> None:
    embedded = embed(value)
    assert json.loads(embedded) == value
    assert not set(embedded) & set("<>&\u2028\u2029")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x.example"]
)
def test_only_web_addresses_become_links(address: str) -> None:
    graph = sample_graph.hostile("x")
    (extraction,) = graph.extractions
    article = sample_graph.article(extraction.article.id, extraction.article.text, url=address)
    changed = Graph((dataclasses.replace(extraction, article=article),), graph.entities)
    assert [each["url"] for each in Page(written(changed)).data()["articles"]] == [""]


def test_a_large_graph_shows_its_best_connected_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LARGEST", 2)
    data = Page(written(sample_graph.sample())).data()
    assert {node["id"] for node in data["nodes"]} == {"arland", "norvik-energy"}
    assert data["total"] == 5
    shown = {node["id"] for node in data["nodes"]}
    assert data["edges"]
    assert all({edge["source"], edge["target"]} <= shown for edge in data["edges"] + data["relations"])


def test_order_of_input_never_shows() -> None:
    graph = sample_graph.sample()
    assert written(Graph(graph.extractions[::-1], graph.entities[::-1], version="1.0")) == written(graph)
