"""The project is opened when the server starts; and a page knows which files it was made from."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.cli.serving import listen
from briefing.problems import ProblemsFound, problem
from briefing.web import opening
from briefing.web.opening import Opening
from briefing.web.page import NAVIGATION
from briefing.workspace import Workspace
from tests.web.support import ORIGIN, Browser, workspace


def test_who_follows_the_link_before_the_server_has_started_waits_and_is_not_refused() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname(), timeout=60):
        pass


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "p")


def workbench(browser: Browser) -> Any:
    return browser.app.state.workbench  # type: ignore[attr-defined]


def test_who_comes_in_before_it_is_open_sees_how_far_it_is_and_then_the_page(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    steps = (("looking at every document", lambda _: go_on.wait(120)), opening.STEPS[0])
    monkeypatch.setattr(opening, "STEPS", steps)
    monkeypatch.setattr("briefing.web.answers.STEPS", steps)
    monkeypatch.setattr("briefing.web.answers.PATIENCE", 0.05)
    browser = Browser(ws, language="zh").come_in()
    workbench(browser).opening.begin(ws)
    for path in ("/", "/review", "/figures"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "正在查看各份文件" in page.text
        assert '<meta http-equiv="refresh"' in page.text
        assert 'href="/release" data-key="g r"' in page.text  # the page that comes can be chosen meanwhile
    go_on.set()
    assert workbench(browser).opening.finished(120)
    assert "正在查看各份文件" not in browser.get("/").text


def test_a_page_waits_only_for_what_it_needs(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def read(workspace: Workspace) -> object:
        asked.wait(120)  # the first page is asked for before the project has been read
        time.sleep(0.2)
        return workspace.project()

    steps = (("reading", read), ("looking at every document", lambda _: go_on.wait(60)))
    monkeypatch.setattr(opening, "STEPS", steps)
    monkeypatch.setattr("briefing.web.answers.STEPS", steps)
    browser = Browser(ws, language="zh").come_in()
    monkeypatch.setattr("briefing.web.answers.PATIENCE", 120)
    workbench(browser).opening.begin(ws)
    asked.set()
    for path in ("/figures", "/"):  # these show what is known
        assert "http-equiv" not in browser.get(path).text.partition("<noscript>")[0]
    monkeypatch.setattr("briefing.web.answers.PATIENCE", 0.05)
    assert "正在查看各份文件" in browser.get("/review").text
    go_on.set()
    assert opening.NEEDED.keys() <= {name for name, *_ in NAVIGATION}


def test_the_steps_are_whole_and_a_first_page_is_remembered(ws: Workspace) -> None:
    begun = Opening()
    assert begun.finished()  # nobody waits for what was never begun
    begun.begin(ws)
    assert begun.finished(600)
    assert begun.done == len(opening.STEPS) - 1
    project = ws.project()
    assert ws.project() is project


@pytest.mark.parametrize("raised", [ProblemsFound([problem("no-source")])])
def test_a_project_that_cannot_be_opened_keeps_nobody_out(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    def refuse(_: Workspace) -> None:
        raise raised

    monkeypatch.setattr(opening, "STEPS", (("x", refuse),))
    begun = Opening()
    begun.begin(ws)
    assert begun.finished(120)


def test_a_server_that_stops_begins_no_further_step(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, done = threading.Event(), []

    def second(_: Workspace) -> None:
        done.append(2)

    steps: tuple[tuple[str, Callable[[Workspace], object]], ...] = (("x", lambda _: go_on.wait(120)), ("y", second))
    monkeypatch.setattr(opening, "STEPS", steps)
    begun = Opening()
    begun.begin(ws)
    begun.stop()
    go_on.set()
    time.sleep(0.1)
    assert done == []


# --- files that changed


def made_of(browser: Browser, path: str = "/problems") -> str:
    return str(browser.get(path).text.partition('data-made="')[2].partition('"')[0])


def touch(ws: Workspace) -> None:
    page = ws.root / "templates" / "tiny.html"
    page.write_text(page.read_text("utf-8") + "<!-- 1 -->\n", "utf-8")


def test_a_page_is_told_of_files_that_others_changed_and_not_of_its_own_save(ws: Workspace) -> None:
    browser = Browser(ws).come_in()
    mine = made_of(browser)
    assert browser.get("/made", params={"by": mine}).text == "same"
    touch(ws)
    assert browser.get("/made", params={"by": mine}).text == "moved"
    assert browser.get("/made", params={"by": made_of(browser)}).text == "same"  # shown as it is now


def test_what_a_part_of_the_page_saved_is_no_news_to_it(ws: Workspace) -> None:
    browser = Browser(ws).come_in()

    def ask(made: str) -> Any:
        headers = {"origin": ORIGIN, "hx-request": "true", "x-made": made, "x-form-token": browser.token()}
        return browser.post("/figures/read", data={"indicator": "assets"}, headers=headers)

    mine = made_of(browser)
    assert ask(mine).headers["x-made"] == mine
    touch(ws)
    assert "x-made" not in ask(mine).headers  # somebody else's change is not hidden by it
