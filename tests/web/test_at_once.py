"""After a change, Home and the register show at once what is known, marked as of the last look; the rest is filled in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefing.web import opening
from briefing.web.opening import Opening
from briefing.workspace import Workspace
from tests.web.support import AUDIENCE, ORIGIN, Browser, token, workspace


class Held:
    """The looking at documents, held before each document until ``go`` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Event()

    def look(self, ws: Workspace) -> Iterator[str]:
        """What ``Workspace.look`` does, when it may."""
        names = ws.look()
        while True:
            self.begun.set()
            assert self.go.wait(600)
            try:
                yield next(names)
            except StopIteration:
                return


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "p")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held()
    monkeypatch.setattr(opening, "STEPS", (opening.STEPS[0], ("looking at every document", made.look)))
    monkeypatch.setattr("briefing.web.answers.SOON", 0)
    yield made
    made.go.set()


@pytest.fixture
def browser(ws: Workspace, held: Held) -> Iterator[Browser]:
    """A browser of a workbench that has looked at everything."""
    made = Browser(ws)
    opening_of(made).begin(ws)
    made.come_in()
    assert not opening_of(made).behind(ws, 60)
    yield made
    opening_of(made).stop()


def opening_of(browser: Browser) -> Opening:
    found: Opening = browser.app.state.workbench.opening  # type: ignore[attr-defined]
    return found


def change(ws: Workspace, name: str, old: str, new: str) -> None:
    path = ws.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def row(page: str, name: str) -> str:
    return page.partition(f'<tr id="row-{name}"')[2].partition("</tr>")[0]


def press(browser: Browser, path: str) -> Any:
    """A button of Home."""
    data = {"form_token": token(browser.get("/").text)}
    return browser.post(path, data=data, headers={"origin": ORIGIN})


def shown(page: str) -> str:
    """What a page of Home says it is made of, while something is looked at."""
    found = re.search(r'name="made_of" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def looked(browser: Browser, page: str, *waiting: str) -> Any:
    asked = {"waiting": list(waiting), "made_of": shown(page)}
    return browser.get("/looked", params=asked, headers={"hx-request": "true"})


def test_a_verdict_that_may_have_changed_is_shown_as_of_the_last_look_and_then_filled_in(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    assert "as of the last look" not in browser.get("/").text
    held.go.clear()
    change(ws, "i18n/en/tiny.po", 'msgstr "Scale"', 'msgstr ""')
    page = browser.get("/").text
    assert "as of the last look:" in row(page, "tiny_en")
    assert ">finished<" in row(page, "tiny_en")
    assert "is being looked at" in page
    assert looked(browser, page, "tiny.en").text.count("<tr") == 0  # nothing is known yet
    held.go.set()
    assert not opening_of(browser).behind(ws, 60)
    part = looked(browser, page, "tiny.en", "tiny.zh").text
    assert ">draft<" in row(part, "tiny_en")
    assert ">finished<" in row(part, "tiny_zh")
    assert 'hx-swap-oob="true"' in part
    assert "as of the last look" not in part
    assert "as of the last look" not in browser.get("/").text


def test_what_a_change_does_not_touch_stays_current_when_the_rest_is_waited_for(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    held.begun.clear()
    held.go.clear()
    change(ws, "i18n/en/tiny.po", "The base is growing.", "The base grows.")
    browser.get("/")
    assert held.begun.wait(60)
    with ws.at_once():
        assert {d.name for p in ws.overview().packs for d in p.documents if not d.current} == {"tiny.zh", "tiny.en"}
    next(ws.look())  # what stands is found without composing
    with ws.at_once():
        assert [d.name for p in ws.overview().packs for d in p.documents if not d.current] == ["tiny.en"]
    held.go.set()


def test_a_kind_of_reader_added_meanwhile_brings_the_whole_page_anew(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    held.go.clear()
    (ws.root / "content/audiences").mkdir()
    (ws.root / "content/audiences/readers.yaml").write_text(AUDIENCE, "utf-8")
    page = browser.get("/").text  # made before it was read
    assert "tiny-investors" not in page
    held.go.set()
    assert not opening_of(browser).behind(ws, 60)
    assert looked(browser, page, "tiny.en").headers["hx-refresh"] == "true"
    assert 'value="investors"' in browser.get("/").text


def test_a_mistake_made_meanwhile_brings_the_whole_page_anew(ws: Workspace, browser: Browser, held: Held) -> None:
    held.go.clear()
    change(ws, "content/indicators/one.yaml", "unit: CNY", "unit: bottles")
    page = browser.get("/").text
    held.go.set()
    assert not opening_of(browser).behind(ws, 60)
    assert looked(browser, page, "tiny.en").headers["hx-refresh"] == "true"
    assert "Nothing can be built until this is mended" in browser.get("/").text
    (ws.root / "content/indicators/one.yaml").write_text("{", "utf-8")
    browser.get("/")
    assert not opening_of(browser).behind(ws, 60)
    assert "Nothing can be built until this is mended" in browser.get("/").text


def test_looking_can_be_stopped_and_taken_up_again(ws: Workspace, browser: Browser, held: Held) -> None:
    held.go.clear()
    change(ws, "i18n/en/tiny.po", 'msgstr "Scale"', 'msgstr ""')
    assert "Stop looking" in browser.get("/").text
    page = press(browser, "/look/rest").text
    assert "Looking was stopped" in page
    held.go.set()
    assert opening_of(browser).behind(ws, 0.2)  # nobody goes on
    assert "as of the last look:" in browser.get("/").text
    press(browser, "/look/on")
    assert not opening_of(browser).behind(ws, 60)
    assert ">draft<" in browser.get("/").text


def test_a_further_change_is_looked_at_though_looking_at_the_one_before_was_stopped(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    held.go.clear()
    change(ws, "i18n/en/tiny.po", 'msgstr "Scale"', 'msgstr ""')
    browser.get("/")
    press(browser, "/look/rest")
    held.go.set()
    change(ws, "i18n/en/tiny.po", "The base is growing.", "The base grows.")
    assert not opening_of(browser).behind(ws, 60)


def test_the_register_says_that_it_is_behind(ws: Workspace, browser: Browser, held: Held) -> None:
    assert "as of the last look" not in browser.get("/figures").text
    held.go.clear()
    change(ws, "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    page = browser.get("/figures").text
    assert "as of the last look" in page
    held.go.set()
    assert not opening_of(browser).behind(ws, 60)
    page = browser.get("/figures").text
    assert "as of the last look" not in page
    assert "9.7万亿元" in page


def test_a_figure_is_entered_while_documents_are_being_composed(ws: Workspace, browser: Browser, held: Held) -> None:
    held.go.clear()
    change(ws, "templates/tiny.html", "规模一览", "规模总览")
    browser.get("/")
    page = browser.get("/figures/financial-assets@2025-12-31")
    assert page.status_code == 200
    assert browser.get("/figures/enter").status_code == 200
    assert "9.6万亿元" in page.text


def test_what_was_read_while_a_page_was_made_is_not_taken_for_what_the_page_shows(ws: Workspace) -> None:
    ws.overview()
    with ws.at_once():
        before = ws.project()
        change(ws, "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
        reader = threading.Thread(target=ws.project)
        reader.start()
        reader.join()
        assert not ws.is_read(before)
        assert ws.project() is before  # one page shows one project
    assert ws.is_read(ws.project())
