"""The explorer in a browser: the journeys that matter, each as a person makes it, and accessibility."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import networkx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, Visit
from playwright.sync_api import Browser, Page, expect

KIRN = "/entity/kirn-rail"
GRAPH = "/graph?entity=kirn-rail"


def evidence(page: Page) -> str:
    """What the evidence drawer says, once it is open."""
    drawer = page.locator("#drawer[open]")
    expect(drawer.locator(".passage, .headline").first).to_be_visible()
    return drawer.inner_text()


def names_shown(page: Page) -> set[str]:
    return set(page.locator(".names-shown .entity").all_inner_texts())


def test_search_leads_to_an_entity_and_its_evidence(visit: Visit) -> None:
    page = visit.go("/")
    page.get_by_role("combobox", name="Search people").press_sequentially("norvick")
    page.get_by_role("option", name="Norvik Energy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Norvik Energy")
    page.locator(".kind-claim .said", has_text="bribes").get_by_role("link", name="Evidence").click()
    said = evidence(page)
    assert "Her spokesman Tom Adeyemi denied that Norvik Energy bribed Arland." in said
    assert page.locator("#drawer mark.part-subject").first.inner_text() == "Norvik Energy"
    assert page.locator("#drawer mark.part-cue").first.inner_text() == "bribed"
    assert page.locator("#drawer mark.part-object").first.inner_text() == "Arland"
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).not_to_be_visible()
    assert page.url.endswith("/entity/norvik-energy")


def test_what_is_denied_or_claimed_is_never_shown_as_stated(visit: Visit) -> None:
    page = visit.go("/entity/norvik-energy")
    stated = page.locator(".kind-asserted").inner_text()
    assert "leads" in stated
    assert "bribes" not in stated
    denied = page.locator(".kind-claim .said.denied", has_text="bribes")
    expect(denied.locator(".badges")).to_contain_text("says Tom Adeyemi")
    expect(denied.locator(".badges")).to_contain_text("denied")


def test_search_filters_by_kind_and_says_when_nothing_is_found(visit: Visit) -> None:
    page = visit.go("/search")
    everybody = page.locator(".results .entity").count()
    page.get_by_role("checkbox", name="country").check()
    expect(page.locator(".results .entity")).to_have_text(["Arland", "Norway"])
    assert parse_qs(urlsplit(page.url).query) == {"type": ["Country"]}
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".results .entity")).to_have_count(everybody)
    visit.go("/search?query=qqqq")
    expect(page.get_by_role("heading", name="No such name")).to_be_visible()


def test_the_graph_grows_by_clicks_and_back_takes_one_back(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown li").nth(1)).to_be_attached()
    before = names_shown(page)
    assert {"Kirn Rail", "Ada Berg", "Lule Port"} <= before
    assert "Bergen" not in before
    page.get_by_role("button", name="Expand Lule Port").click()
    expect(page.locator(".names-shown")).to_contain_text("Bergen")
    assert before < names_shown(page)
    page.go_back()
    expect(page.locator(".names-shown")).not_to_contain_text("Bergen")
    assert names_shown(page) == before


def test_a_click_on_the_canvas_expands_a_name(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown")).to_contain_text("Lule Port")
    place = page.evaluate(PLACE_OF, "Lule Port")
    page.locator("canvas").click(position=place)
    expect(page.locator(".names-shown")).to_contain_text("Bergen")
    expect(page.locator(".card h2")).to_have_text("Lule Port")


# The canvas shows the chosen name's place nowhere but in its picture; the hint tells what is under the pointer.
PLACE_OF = """async (name) => {
  const canvas = document.querySelector("canvas");
  const box = canvas.getBoundingClientRect();
  const hint = document.querySelector(".hint b");
  for (let y = 10; y < box.height; y += 12) {
    for (let x = 10; x < box.width; x += 12) {
      const at = { clientX: box.left + x, clientY: box.top + y, pointerId: 1 };
      canvas.dispatchEvent(new PointerEvent("pointermove", at));
      if (document.querySelector(".hint:not([hidden]) b:only-of-type")?.textContent === name) return { x, y };
    }
  }
  return null;
}"""


def test_the_speaker_of_a_claim_shows_on_hover(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown")).to_contain_text("Ivo Lund")
    hints = page.evaluate(HINTS)
    assert any("bribes" in hint and "says Ada Berg" in hint and "denied" not in hint for hint in hints)
    assert any("bribes" in hint and "says Ivo Lund" in hint and "denied" in hint for hint in hints)
    assert any("leads" in hint and "says" not in hint for hint in hints)


HINTS = """() => {
  const canvas = document.querySelector("canvas");
  const box = canvas.getBoundingClientRect();
  const hints = new Set();
  for (let y = 10; y < box.height; y += 8) {
    for (let x = 10; x < box.width; x += 8) {
      const at = { clientX: box.left + x, clientY: box.top + y, pointerId: 1 };
      canvas.dispatchEvent(new PointerEvent("pointermove", at));
      hints.add(document.querySelector(".hint:not([hidden])")?.textContent ?? "");
    }
  }
  return [...hints];
}"""


def test_the_graph_stays_still_while_it_grows(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown")).to_contain_text("Ada Berg")
    before = page.evaluate(PLACE_OF, "Ada Berg")
    page.get_by_role("button", name="Expand Ivo Lund").click()
    expect(page.locator(".names-shown")).to_contain_text("Oslo")
    page.get_by_role("button", name="Show all").click()
    page.go_back()
    expect(page.locator(".names-shown")).not_to_contain_text("Oslo")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_timeout(100)
    assert page.evaluate(PLACE_OF, "Ada Berg") == before


def test_the_graph_is_filtered_by_how_things_are_said(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown")).to_contain_text("Ivo Lund")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name="claimed").uncheck()
    expect(page.locator(".names-shown")).not_to_contain_text("Ivo Lund")
    assert parse_qs(urlsplit(page.url).query)["kind"] == ["asserted"]
    visit.until("document.activeElement.closest('label')?.textContent", "claimed")


def test_what_the_graph_shows_is_exported(visit: Visit) -> None:
    page = visit.go(GRAPH)
    expect(page.locator(".names-shown")).to_contain_text("Ivo Lund")
    with page.expect_download() as download:
        page.get_by_role("button", name="GraphML").click()
    graph = networkx.read_graphml(Path(download.value.path()))
    assert {data["name"] for _, data in graph.nodes(data=True)} == names_shown(page)
    assert {data["speaker"] for *_, data in graph.edges(data=True) if "speaker" in data} == {"Ada Berg", "Ivo Lund"}
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="SPARQL").click()
    expect(page.locator(".outcome table")).to_contain_text("Lule Port")


def test_an_article_leads_to_entities_and_claims(visit: Visit) -> None:
    page = visit.go("/articles")
    page.get_by_role("link", name="Norvik <denies> & 'smiles'").click()
    expect(page.locator(".prose").first).to_contain_text("Mara Lindqvist leads Norvik Energy.")
    page.locator(".margin").get_by_role("link", name="Tom Adeyemi").click()
    assert "Norvik Energy bribed Arland" in evidence(page)
    page.get_by_role("button", name="Close evidence").click()
    page.locator(".prose").get_by_role("link", name="Harbour Bank").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Bank")


def test_a_dispute_shows_both_sides_with_their_words(visit: Visit) -> None:
    page = visit.go("/disputes")
    expect(page.locator(".side.affirmed").first).to_contain_text("Ada Berg")
    expect(page.locator(".side.denied").first).to_contain_text("Ivo Lund")
    page.get_by_role("combobox", name="Disputes about").press_sequentially("kirn")
    page.get_by_role("option", name="Kirn Rail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Disputes about Kirn Rail")
    visit.go("/disputes?about=bergen")
    expect(page.get_by_role("heading", name="No disputes")).to_be_visible()


def test_a_question_is_answered_as_table_and_graph(visit: Visit) -> None:
    page = visit.go("/query")
    page.get_by_role("link", name="Who leads a country").click()
    page.locator("#parameter-name").press_sequentially("kirn")
    page.get_by_role("option", name="Kirn Rail").click()
    expect(page.locator(".outcome tbody")).to_contain_text("Ada Berg")
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(page.get_by_role("application", name="Graph of the results: 2 names, 1 link")).to_be_visible()


def test_a_wrong_query_says_what_is_wrong(browser: Browser, server: str) -> None:
    visit = Visit(browser, server)
    page = visit.go("/query?query=SELECT+WHERE")
    expect(page.get_by_role("alert")).to_contain_text("not understood")
    visit.faults = [fault for fault in visit.faults if "400" not in fault]
    visit.close()


def test_every_state_can_be_linked_to(visit: Visit, server: str) -> None:
    first = visit.go(f"{GRAPH}&entity=lule-port&kind=asserted")
    expect(first.locator(".names-shown")).to_contain_text("Bergen")
    page = visit.go(KIRN)
    page.locator(".kind-asserted").get_by_role("link", name="Evidence").first.click()
    words = evidence(page)
    address = page.url
    visit.go("/")
    visit.go(address)
    assert evidence(page) == words
    page.go_back()
    visit.settled()
    assert urlsplit(page.url).path == "/"


def test_back_returns_to_the_place_on_the_page(visit: Visit) -> None:
    page = visit.go("/article/a1")
    page.set_viewport_size({"width": 390, "height": 300})
    page.evaluate("scrollTo(0, 150)")
    visit.until("history.state?.scroll", 150)
    page.locator(".prose").get_by_role("link", name="Harbour Bank").dispatch_event("click")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Bank")
    page.go_back()
    visit.until("scrollY", 150)


def test_what_is_not_there_says_so(browser: Browser, server: str) -> None:
    visit = Visit(browser, server)
    page = visit.go("/entity/nobody")
    expect(page.get_by_role("heading", name="Not in this graph").last).to_be_visible()
    visit.go("/no/such/page")
    expect(page.get_by_role("heading", name="No such page").last).to_be_visible()
    visit.faults = [fault for fault in visit.faults if "404" not in fault]
    visit.close()


def test_a_server_that_is_gone_is_an_error_with_a_way_on(visit: Visit) -> None:
    page = visit.go("/")
    page.route("**/api/articles*", lambda route: route.abort())
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.get_by_role("heading", name="The server does not answer").last).to_be_visible()
    visit.faults.clear()
    page.unroute("**/api/articles*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")


def test_everything_is_reached_with_the_keyboard(visit: Visit) -> None:
    page = visit.go("/")
    page.keyboard.press("/")
    page.keyboard.type("kirn")
    expect(page.get_by_role("option", name="Kirn Rail")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.locator(".kind-asserted a.evidence").first.focus()
    opener = page.evaluate("document.activeElement.dataset.evidence")
    page.keyboard.press("Enter")
    evidence(page)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).not_to_be_visible()
    assert page.evaluate("document.activeElement.dataset.evidence") == opener
    page.get_by_role("link", name="Show in graph").focus()
    page.keyboard.press("Enter")
    page.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".card h2")).to_be_visible()
    chosen = page.locator(".card h2").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".names-shown li", has_text=chosen).locator(".badge")).to_have_text("expanded")


def test_the_editor_is_no_trap_for_the_keyboard(visit: Visit) -> None:
    page = visit.go("/query")
    page.get_by_label("SPARQL query").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


PAGES = ("/", "/search?query=ar", KIRN, "/articles", "/article/a1", GRAPH, "/disputes", "/query")


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, server: str) -> None:
    visit = Visit(browser, server, viewport=PHONE, has_touch=True, is_mobile=True)
    for path in PAGES:
        page = visit.go(path)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
    visit.go(KIRN)
    page.locator(".kind-asserted a.evidence").first.tap()
    evidence(page)
    box = page.locator("#drawer").bounding_box()
    assert box is not None
    assert box["width"] == PHONE["width"]
    visit.close()


def test_dark_follows_the_system_and_the_switch(browser: Browser, server: str) -> None:
    visit = Visit(browser, server, color_scheme="dark")
    page = visit.go("/")
    assert brightness(page) < 60
    page.get_by_role("button", name="Dark theme").click()
    assert brightness(page) > 200
    page.reload()
    visit.settled()
    assert brightness(page) > 200
    visit.close()


def brightness(page: Page) -> float:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3


# Nothing fades in any more, whose colours axe would measure half way.
STILL = "document.getAnimations().every(each => each.effect.getComputedTiming().iterations === Infinity)"


@pytest.mark.parametrize(("scheme", "paths"), [("light", PAGES), ("dark", (KIRN, "/article/a1", "/query"))])
def test_axe_finds_nothing_serious(browser: Browser, server: str, scheme: str, paths: tuple[str, ...]) -> None:
    visit = Visit(browser, server, color_scheme=scheme)
    found = {}
    for path in paths:
        page = visit.go(path)
        if path == KIRN:
            page.locator(".kind-claim a.evidence").first.click()
            evidence(page)
            while not page.evaluate(STILL):
                page.wait_for_timeout(20)
        violations = Axe().run(page).response["violations"]
        serious = [each for each in violations if each["impact"] in ("serious", "critical")]
        if serious:
            found[path] = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in serious]
    visit.close()
    assert not found, json.dumps(found, indent=1)


def test_nothing_moves_while_a_page_loads(visit: Visit) -> None:
    visit.page.add_init_script("""
        window.shift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
          .observe({ type: "layout-shift", buffered: true });
    """)
    for path in (KIRN, "/article/a1", GRAPH, "/query"):
        page = visit.go(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shift") < 0.02, path
