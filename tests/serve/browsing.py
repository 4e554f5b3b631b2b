"""Debian's Chromium, driven by Playwright, as fixtures of the explorer's tests. Without it they are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PATIENCE = 20_000  # milliseconds until a page that does not come is an error
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(name="browser", scope="module")
def opened_browser() -> Iterator[Browser]:
    """One browser for all tests of a module: Playwright's event loop must not outlive it, others run their own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("NO BROWSER: the explorer is not tested here; apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


class Visit:
    """A page of its own, and all that went wrong on it: errors, complaints of the policy, addresses outside."""

    def __init__(self, browser: Browser, server: str, **settings: object) -> None:
        self.context = browser.new_context(base_url=server, viewport=settings.pop("viewport", WIDE), **settings)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._outside(request.url, server))

    def _outside(self, url: str, server: str) -> None:
        if not url.startswith((server, "data:", "blob:")):
            self.faults.append(f"asks {url}")

    def go(self, path: str) -> Page:
        """The page at that address, loaded."""
        self.page.goto(path)
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until nothing is being loaded."""
        self.page.wait_for_selector("main:not([aria-busy]) h1", state="attached")

    def until(self, expression: str, value: object) -> None:
        """Wait until an expression has that value; the policy of the page forbids Playwright's own way of waiting."""
        for _ in range(PATIENCE // 50):
            if self.page.evaluate(expression) == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{expression} is {self.page.evaluate(expression)!r}, not {value!r}")

    def close(self) -> None:
        """Close it; anything that went wrong is an error."""
        self.context.close()
        assert not self.faults, self.faults


@pytest.fixture(name="visit")
def made_visit(browser: Browser, server: str) -> Iterator[Visit]:
    """A visit to the server of this run's graph, without faults."""
    found = Visit(browser, server)
    yield found
    found.close()
