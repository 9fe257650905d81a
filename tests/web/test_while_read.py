"""While the project is read again after a change, every page answers at once with what is known, and says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.project import opening as reading
from briefing.project.opening import Project
from briefing.web import opening
from briefing.workspace import Workspace
from tests.web.support import Browser, workspace

#: Pages of every part of the workbench, and of each of them what is shown within another.
PAGES = (
    *("/", "/figures", "/figures/financial-assets@2025-12-31", "/figures/enter", "/figures/source", "/document"),
    *("/document/tiny", "/release", "/lists", "/review/en/{segment}", "/changes", "/problems"),
)
PARTS = (
    *("/document/tiny/en", "/document/figure/financial-assets@2025-12-31", "/document/sentence/{segment}"),
    *("/review/en/page/tiny.en", "/fits?where=investment+%3E+1", "/problems/known-conflict"),
)
BEHIND = "as of the last look"
CHANGED = ("content/indicators/one.yaml", "9.6万亿", "9.7万亿")


class Held:
    """Reading, held for everybody until ``go`` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self._open = reading.open_project

    def open(self, *given: object, **more: object) -> Project:
        assert self.go.wait(600)
        return self._open(*given, **more)  # type: ignore[arg-type]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held()
    monkeypatch.setattr(reading, "open_project", made.open)
    monkeypatch.setattr("briefing.web.answers.SOON", 0)
    yield made
    made.go.set()


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "p")


@pytest.fixture
def browser(ws: Workspace, held: Held) -> Iterator[Browser]:
    """A browser of a workbench in which everything has been looked at once."""
    made = Browser(ws)
    workbench = made.app.state.workbench.opening  # type: ignore[attr-defined]
    workbench.begin(ws)
    made.come_in()
    assert not workbench.behind(ws, 60, opening.ALL)
    yield made
    made.app.state.workbench.opening.stop()  # type: ignore[attr-defined]


def change(ws: Workspace, name: str, old: str, new: str) -> None:
    path = ws.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_page_answers_with_what_is_known_and_says_so(ws: Workspace, browser: Browser, held: Held) -> None:
    segment = next(row.id for row in ws.segments("en") if row.packs)
    shown = {path: path.format(segment=segment) for path in (*PAGES, *PARTS)}
    before = {path: browser.get(there).text for path, there in shown.items()}
    held.go.clear()
    change(ws, *CHANGED)
    for path, there in shown.items():
        answer = browser.get(there)  # held for good, had it to read the project
        assert answer.status_code == 200, path
        assert BEHIND not in before[path], path
        assert (BEHIND in answer.text) == (path in PAGES), path
    assert browser.get("/made", params={"by": made_of(browser, "/document/tiny")}).text == "moved"
    held.go.set()
    assert not browser.app.state.workbench.opening.behind(ws, 60, opening.ALL)  # type: ignore[attr-defined]
    for path in PAGES:
        assert BEHIND not in browser.get(shown[path]).text, path
    assert "RMB\u00a09.7\u00a0trillion" in browser.get("/document/tiny/en").text


def made_of(browser: Browser, path: str) -> str:
    return str(browser.get(path).text.partition('data-made="')[2].partition('"')[0])


def waiting(held: Held, act: threading.Thread) -> bool:
    """Whether something waits for the project to be read, which is then let go on."""
    act.start()
    act.join(0.3)
    waits = act.is_alive()
    held.go.set()
    act.join(600)
    return waits


def test_what_is_not_known_yet_is_looked_for_in_the_files_as_they_are(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    held.go.clear()
    change(ws, "content/indicators/one.yaml", "id: financial-assets", "id: all-assets")
    found: list[int] = []
    page = threading.Thread(target=lambda: found.append(browser.get("/figures/all-assets@2025-12-31").status_code))
    assert waiting(held, page)
    assert found in ([200], [422])  # the project may now have a mistake, but the page is not one that there is not


def test_a_person_sees_what_became_of_what_they_did_and_a_file_to_be_saved_is_of_now(
    ws: Workspace, browser: Browser, held: Held
) -> None:
    held.go.clear()
    change(ws, *CHANGED)
    found: list[str] = []

    def after() -> None:
        browser.cookies.set("told", "Recorded.")
        found.append(browser.get("/figures/financial-assets@2025-12-31").text)

    assert waiting(held, threading.Thread(target=after))
    assert "9.7" in found[0]
    assert BEHIND not in found[0]
    held.go.clear()
    change(ws, CHANGED[0], CHANGED[2], "9.8万亿")
    assert waiting(held, threading.Thread(target=lambda: browser.get("/figures/workbook.xlsx")))
