"""Pages from disk in headless Chromium: what they show, what they say on the console, and what they ask for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH: apt-get install chromium")

QUIET = (
    "--no-sandbox",  # as root, in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Nothing of the browser's own may ask the network."""

LOCAL = ("file:", "data:", "blob:")
"""Schemes that reach nobody; data: and blob: are made by the page itself."""

READY = "#content:not([aria-busy])"
"""There once a page has its data and is drawn."""


class Visit(NamedTuple):
    """A tab, and what it did since it was opened."""

    page: Page
    said: list[str]
    """Messages on the console that are no mere log, errors that nothing caught, and dialogs."""
    asked: list[str]
    """Every address that was asked for."""

    def open(self, file: Path, subject: str = "") -> None:
        """Open a page of a report anew, `subject` behind its #, and wait until it is drawn."""
        self.page.goto("about:blank")  # another hash alone would not load the page again
        self.page.goto(file.as_uri() + (f"#{subject}" if subject else ""))
        self.page.wait_for_selector(READY)

    def assert_quiet(self) -> None:
        assert self.said == []
        assert [address for address in self.asked if not address.startswith((*LOCAL, "about:"))] == []


@contextmanager
def running() -> Iterator[Browser]:
    """Run a browser with an empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, *, width: int = 1280, height: int = 900, language: str = "zh-CN") -> Iterator[Visit]:
    """Open a tab in a profile of its own, without a network; nothing is there yet."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language, offline=True)
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page(), [], [])

    def refuse(dialog: Dialog) -> None:
        visit.said.append(f"a dialog says {dialog.message}")
        dialog.dismiss()

    visit.page.on("console", lambda message: visit.said.append(message.text) if message.type != "log" else None)
    visit.page.on("pageerror", lambda error: visit.said.append(str(error)))
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("dialog", refuse)
    try:
        yield visit
    finally:
        context.close()
