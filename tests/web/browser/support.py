"""A served workbench and a real browser: Debian's Chromium, driven by Playwright, with nothing downloaded."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from briefing import Workspace
from briefing.web import Settings, make_app
from briefing.web.page import Workbench
from tests.web.support import TODAY

ROOT = Path(__file__).parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: Chromium asks nobody outside for anything.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: A machine that does other things too is slow; what does not come at all still fails.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
DESKTOP, PHONE = (1280, 900), (390, 800)


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*ARGUMENTS], timeout=2 * PATIENCE)


@dataclass
class Served:
    """A workbench that answers at an address of this machine."""

    workspace: Workspace
    settings: Settings
    address: str
    workbench: Workbench

    def look_again(self) -> None:
        """Wait until what was changed on disk has been looked at: before that, pages show what was known."""
        assert not self.workbench.opening.behind(self.workspace, 120)

    def link(self) -> str:
        """The link that opens it once."""
        return f"{self.address}/enter?link={self.settings.link}"


@contextlib.contextmanager
def served(workspace: Workspace, person: str = "李伟", *, opened: bool = True) -> Iterator[Served]:
    """Serve a workspace on a free port until the block ends, once it is ``opened``; it is the day of the tests there."""
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    port = place.getsockname()[1]
    settings = Settings(
        now=lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC), person=person, port=port
    )
    app = make_app(workspace, settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    assert not opened or app.state.workbench.opening.finished(120)
    yield Served(workspace, settings, f"http://127.0.0.1:{port}", app.state.workbench)
    server.should_exit = True
    thread.join(10)
    place.close()


class Person:
    """Somebody at a browser. ``errors`` is what the browser complained of: scripts, policies, files that are not there."""

    def __init__(self, browser: Browser, there: Served, size: tuple[int, int], language: str) -> None:
        self.there = there
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            accept_downloads=True,
            has_touch=size[0] < 500,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)
        self.page.goto(there.link())

    def _said(self, message: Any) -> None:
        # htmx says, as an error, that a request is over and that it was aborted: the next one, typed meanwhile, takes its place
        aborted = message.text.replace("htmx:sendAbort", "htmx:afterRequest")
        if message.text.startswith("htmx:sendAbort") and self.errors[-1:] == [aborted]:
            self.errors.pop()
            return
        if message.type in ("error", "warning") and not message.text.startswith(
            "Failed to load resource: the server responded"
        ):
            self.errors.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.there.address, "data:", "blob:", "about:")):
            self.strangers.append(request.url)

    def go(self, path: str) -> Page:
        """Open a page by its address."""
        self.page.goto(self.there.address + path)
        return self.page

    def comes(self, address: str) -> Page:
        """Wait for the page that a click or a key leads to: its address has ``address`` (a regular expression) in it. Before
        that, what is looked for or pressed next may be found on the page that is left."""
        self.page.wait_for_url(re.compile(address))
        return self.page

    def press(self, *keys: str) -> None:
        """Press keys one after the other, once the scripts of the page listen. Where the page before led to this one, wait
        for it first (``comes``)."""
        self.page.wait_for_load_state("domcontentloaded")
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, target: Locator, most: int = 80) -> None:
        """Go to an element with the Tab key alone."""
        for _ in range(most):
            if target.evaluate("el => el === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target}")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        self.page.wait_for_load_state("load")
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def violations(self) -> list[str]:
        """What axe finds on the page once it has been read to its end: of half a page it finds that the rest is missing."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.errors = [
            e for e in self.errors if "postMessage" not in e
        ]  # axe itself, to frames in which no script runs
        return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]

    def leave(self) -> None:
        """Close the browser's window; nothing may have gone wrong in it and nobody outside have been asked."""
        self.context.close()
        assert self.errors == [], self.errors
        assert self.strangers == [], self.strangers
