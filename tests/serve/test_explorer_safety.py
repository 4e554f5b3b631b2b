"""Hostile names, titles, texts, quotes and sources in a store: on every page they are text and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
import sample_graph
from browsing import Visit
from conftest import running
from playwright.sync_api import Browser, expect

from kg.graph import Graph
from kg.serve.app import EXPLORER
from kg.serve.settings import Settings
from kg.store import Store

ATTACK = (
    '"\'><img src=x onerror="pwned=1"><script>pwned=1</script><svg/onload=pwned=1></a></p>'
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe><a href=javascript:pwned=1>go</a>"
    "{{7*7}}${pwned=1}&lt;b&gt;"
)
QUERY = "SELECT ?name ?quote WHERE { { ?x rdfs:label ?name } UNION { ?x kg:quote ?quote } }"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a graph in which the attack is every field."""
    path = tmp_path_factory.mktemp("hostile") / "store"
    graph = sample_graph.hostile(ATTACK)
    (extraction,) = graph.extractions
    article = replace(extraction.article, url="javascript:pwned=1")
    changed = Graph((replace(extraction, article=article),), graph.entities, graph.decisions, "1.0")
    Store.write(path, changed).close()
    with running(path, Settings(port=0, rate=100_000)) as url:
        yield url


@pytest.fixture
def attacked(browser: Browser, hostile: str) -> Iterator[Visit]:
    visit = Visit(browser, hostile)
    yield visit
    visit.close()


def check(visit: Visit) -> None:
    """The page shows the attack, and no element, address or handler of it came to be."""
    page = visit.page
    text = page.evaluate("document.body.textContent")
    assert "<img src=x onerror" in text
    assert page.evaluate("typeof pwned") == "undefined"
    assert page.locator("img, iframe, object, embed, base, body script").count() == 0
    handlers = (
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length"
    )
    assert page.evaluate(handlers) == 0
    links = page.evaluate("[...document.querySelectorAll('a')].map(link => link.protocol)")
    assert set(links) <= {"http:", "https:"}


@pytest.mark.parametrize("path", ["/", "/search?query=img", "/articles", "/disputes", "/graph"])
def test_lists_show_hostile_text_as_text(attacked: Visit, path: str) -> None:
    attacked.go(path)
    if path == "/disputes":
        attacked.page.get_by_role("combobox", name="Disputes about").press_sequentially("img")
        expect(attacked.page.get_by_role("option").first).to_be_visible()
    check(attacked)


def test_an_entity_and_its_evidence_show_hostile_text_as_text(attacked: Visit) -> None:
    page = attacked.go("/search")
    page.locator(".results .entity").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ATTACK)
    check(attacked)
    for number in range(page.locator("a.evidence").count()):
        page.locator("a.evidence").nth(number).click()
        expect(page.locator("#drawer[open] .headline")).to_be_visible()
        check(attacked)
        page.get_by_role("button", name="Close evidence").click()


def test_an_article_shows_hostile_text_as_text(attacked: Visit) -> None:
    page = attacked.go("/article/" + "a" * 8)
    expect(page.get_by_role("heading", level=1)).to_have_text(ATTACK)
    assert page.locator("a.mention").count() == 2
    check(attacked)


def test_the_graph_shows_hostile_text_as_text(attacked: Visit) -> None:
    page = attacked.go("/graph")
    page.locator(".names a").first.click()
    page.locator(".names-shown .name-button").first.click()
    expect(page.locator(".card h2")).to_have_text(ATTACK)
    check(attacked)


def test_results_of_queries_show_hostile_text_as_text(attacked: Visit) -> None:
    page = attacked.go("/query?query=" + quote(QUERY))
    expect(page.locator(".outcome table")).to_be_visible()
    check(attacked)
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(page.locator(".outcome canvas")).to_be_visible()
    check(attacked)


def test_what_is_typed_into_addresses_is_text(attacked: Visit) -> None:
    attacked.go("/search?query=" + quote(ATTACK[:190]))
    assert attacked.page.locator("main img, main script, main iframe").count() == 0
    attacked.go("/no/" + quote(ATTACK, safe=""))
    assert attacked.page.locator("main img, main script, main iframe").count() == 0


def test_no_script_of_ours_makes_markup_of_text() -> None:
    scripts = list((EXPLORER / "assets").rglob("*.js"))
    assert scripts
    for script in scripts:
        forbidden = (
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setAttribute\(\"style"
        )
        assert not re.search(forbidden, script.read_text(encoding="utf-8")), script


def test_the_page_has_no_script_or_style_inside() -> None:
    page = (EXPLORER / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == ["", ""]
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)


def test_what_is_vendored_is_listed_with_a_licence() -> None:
    listed = (EXPLORER / "vendor" / "VENDORED.md").read_text(encoding="utf-8")
    for file in (EXPLORER / "vendor").rglob("*"):
        if file.is_file() and file.suffix not in (".LICENSE", ".md"):
            stem = re.sub(r"-latin(-ext)?-wght-normal|\.min", "", file.stem)
            assert stem in listed
            assert (file.parent / f"{stem}.LICENSE").is_file(), file
