"""Home fills itself in after a change, in a real browser; a key pressed while the project is being opened is not lost."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, TimeoutError, expect

from briefing.web import opening
from briefing.workspace import Workspace
from tests.web.browser.support import DESKTOP, Person, Served, served
from tests.web.support import workspace
from tests.web.test_at_once import Held, change


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held()
    monkeypatch.setattr(opening, "STEPS", (opening.STEPS[0], ("looking at every document", made.look)))
    yield made
    made.go.set()


@pytest.fixture
def there(tmp_path: Path, held: Held) -> Iterator[Served]:
    with served(workspace(tmp_path / "p")) as running:
        yield running


def test_a_row_of_home_is_filled_in_without_a_new_page(chromium: Browser, there: Served, held: Held) -> None:
    person = Person(chromium, there, DESKTOP, "en")
    held.go.clear()
    change(there.workspace, "i18n/en/tiny.po", 'msgstr "Scale"', 'msgstr ""')
    page = person.go("/")
    row = page.locator("#row-tiny_en")
    expect(row).to_contain_text("as of the last look")
    expect(page.get_by_role("button", name="Stop looking")).to_be_visible()
    assert person.violations() == []
    page.evaluate("window.same = true")
    held.go.set()
    expect(row).not_to_contain_text("as of the last look")
    expect(row).to_contain_text("draft")
    expect(page.get_by_role("button", name="Stop looking")).to_have_count(0)
    assert page.evaluate("window.same") is True
    person.leave()


def test_a_page_is_chosen_by_key_while_the_project_is_opened(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def wait(_: Workspace) -> None:
        assert go_on.wait(120)

    monkeypatch.setattr(opening, "STEPS", (("reading figures, templates and translations", wait),))
    monkeypatch.setattr("briefing.web.answers.PATIENCE", 0)
    try:
        with served(workspace(tmp_path / "p"), opened=False) as there:
            person = Person(chromium, there, DESKTOP, "en")
            expect(person.page.get_by_role("heading", name="The project is being opened")).to_be_visible()
            for _ in range(20):  # the page comes anew every second: on a slow machine under one's very fingers
                person.press("g", "r")
                with contextlib.suppress(TimeoutError):
                    person.page.wait_for_url("**/release", timeout=3_000)
                    break
            person.comes("/release$")
            go_on.set()
            expect(person.page.locator("nav [aria-current=page]")).to_have_text("Release")
            expect(person.page.get_by_role("heading", level=1)).not_to_contain_text("being opened")
            person.leave()
    finally:
        go_on.set()
