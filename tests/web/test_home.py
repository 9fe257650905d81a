"""Home: how documents stand, building with progress and cancel, files to download."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import briefing
from briefing.web.opening import Job, JobState
from briefing.web.routes import home
from briefing.workspace.accounts import Role, add_account
from tests.web.support import AUDIENCE, ORIGIN, Browser, settings, workspace
from tests.workspace.test_titles import with_desk

PASSWORD = "a sentence that is long"


def finished(browser: Browser, path: str) -> Any:
    """The page of a job once it has ended."""
    for _ in range(2_400):
        page = browser.get(path)
        if "data-signals=" not in page.text.partition('id="job"')[2].partition(">")[0]:
            return page
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def built(browser: Browser, **form: Any) -> Any:
    """The page of a build of web pages that was asked for by the form, once it has ended."""
    started = browser.fill("/build", {"format": "html", **form})
    assert started.url.path.startswith("/build/"), started.text
    return finished(browser, started.url.path)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Builds go on until the event is set, telling that they do."""
    let_go = threading.Event()

    def building(self: briefing.Workspace, *_: object, progress: Any, **__: object) -> object:
        progress.stage("compose")
        progress.started(4)
        while not let_go.wait(0.02):
            progress.composed("tiny.en")
        raise briefing.problems.ProblemsFound([])

    monkeypatch.setattr(briefing.Workspace, "build", building)
    yield let_go
    let_go.set()


def test_a_project_that_was_never_built_says_what_would_come_of_it(browser: Browser) -> None:
    page = browser.get("/").text
    assert "A small briefing" in page
    assert "小简报" in browser.get("/", headers={"accept-language": "zh"}).text
    assert "A small briefing" in page
    assert page.count("not built yet") == 2
    assert "Nothing has been built yet" in page


def test_a_draft_says_why(ws: briefing.Workspace, browser: Browser) -> None:
    path = ws.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Scale"', 'msgstr ""'), "utf-8")
    page = browser.get("/").text
    assert ">draft<" in page
    assert "translation to be reviewed" in page
    assert "规模" in page


def test_content_with_errors_says_what_keeps_everything(ws: briefing.Workspace, browser: Browser) -> None:
    path = next((ws.root / "content" / "indicators").glob("*.yaml"))
    path.write_text(path.read_text("utf-8").replace("unit: CNY", "unit: bottles"), "utf-8")
    page = browser.get("/")
    assert page.status_code == 200
    assert "Nothing can be built until this is mended" in page.text
    assert "bottles" in page.text


def test_a_build_is_asked_for_followed_and_its_files_are_had(ws: briefing.Workspace, browser: Browser) -> None:
    page = built(browser, language="en")
    assert "Edition 2026-04-10" in page.text
    file = browser.get("/editions/2026-04-10/tiny.en.html")
    assert file.content == (ws.out / "2026-04-10" / "tiny.en.html").read_bytes()
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]
    every = zipfile.ZipFile(io.BytesIO(browser.get("/editions/2026-04-10/all.zip").content))
    assert every.namelist() == ["2026-04-10/tiny.en.html", "2026-04-10/manifest.json"]
    assert browser.get("/editions/2026-04-10/all.zip").content == browser.get("/editions/2026-04-10/all.zip").content
    home = browser.get("/").text
    assert "2026-04-10" in home
    assert home.count("not built yet") == 1


def test_home_says_that_an_edition_is_no_longer_what_the_content_makes(
    ws: briefing.Workspace, browser: Browser, worker_processes: None
) -> None:
    built(browser)
    assert "has changed since" not in browser.get("/").text
    path = ws.root / "templates" / "tiny.html"
    path.write_text(path.read_text("utf-8").replace("{{ c }}再次提及。", "{{ c }}又提及。"), "utf-8")
    assert "has changed since" in browser.get("/").text


def test_a_build_that_fails_says_every_problem(browser: Browser) -> None:
    page = built(browser, pack="nothing-like-it")
    assert "Nothing was built" in page.text
    assert "nothing-like-it" in page.text


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(browser: Browser, day: str) -> None:
    answer = browser.fill("/build", {"as_of": day})
    assert answer.status_code == 422
    assert "is no day" in answer.text


def test_a_build_can_be_left_found_again_and_stopped(browser: Browser, held: threading.Event) -> None:
    first = browser.fill("/build", {"format": "html"})
    assert "This page can be left" in first.text
    again = browser.fill("/build", {"format": "html"})
    assert again.url.path == first.url.path
    assert "Another build is going on" in again.text
    assert first.url.path in browser.get("/").text
    browser.fill(f"{first.url.path}/cancel")
    page = finished(browser, first.url.path)
    assert "The build was stopped" in page.text
    assert not held.is_set()


def test_progress_is_a_part_of_the_page(browser: Browser, held: threading.Event) -> None:
    started = browser.fill("/build", {"format": "html"}).url.path
    part = browser.get(started, headers={"hx-request": "true"}).text
    assert "composing the documents" in part
    assert "<html" not in part
    held.set()
    finished(browser, started)


@pytest.mark.parametrize(
    "path",
    [
        "/editions/2026-04-10/manifest.json",
        "/editions/../content/all.zip",
        "/editions/2026-04-10/..%2f..%2fcontent",
        "/editions/x/y",
    ],
)
def test_only_finished_files_can_be_had(browser: Browser, path: str) -> None:
    built(browser, language="en")
    answer = browser.get(path)
    assert answer.status_code in (404, 422)
    assert "content-disposition" not in answer.headers


def test_what_fits_is_counted_as_it_is_chosen(browser: Browser) -> None:
    assert "project" not in browser.get("/fits").text
    refused = browser.get("/fits", params={"where": 'sector = "x" and', "undecided": "keep"})
    assert refused.status_code == 200
    assert "problem error" in refused.text


def test_choices_in_an_address_are_in_the_form(browser: Browser) -> None:
    page = browser.get("/", params={"where": 'sector = "<b>"', "format": "pdf", "pack": "tiny"}).text
    assert "sector = &#34;&lt;b&gt;&#34;" in page
    assert 'value="pdf" checked' in page
    assert 'value="tiny" checked' in page


def test_whoever_may_not_build_is_told_who_may(
    tmp_path: Path, ws: briefing.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "accounts.yaml"
    add_account(path, "赵", [Role.OFFICER], PASSWORD)
    browser = Browser(ws, settings(accounts=path))
    browser.post("/sign-in", data={"name": "赵", "password": PASSWORD, "next": "/"}, headers={"origin": ORIGIN})
    answer = browser.fill("/changes/edition/2026-04-10/approve", {"document": "tiny.en"})
    assert answer.status_code == 403
    assert "approver" in answer.text


def test_a_mistake_in_a_build_ends_its_job(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("planted")

    monkeypatch.setattr(briefing.Workspace, "build", broken)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    page = built(browser)
    assert "The workbench made a mistake" in page.text
    job: Job = browser.app.state.workbench.jobs.find("1", home.KIND)  # type: ignore[attr-defined]
    assert job.state is JobState.FAILED


@pytest.mark.parametrize(
    ("chosen", "made"),
    [("", {"tiny", "tiny-desk"}), ("outward", {"tiny"}), ("desk", {"tiny-desk"}), ("x", {"tiny", "tiny-desk"})],
)
def test_the_copies_that_go_out_and_those_for_the_desk_are_built_together_or_alone(
    tmp_path: Path, chosen: str, made: set[str]
) -> None:
    ws = with_desk(tmp_path)
    browser = Browser(ws).come_in()
    assert 'name="copies"' in browser.get("/").text
    built(browser, copies=chosen)
    assert {d.name.rpartition(".")[0] for d in ws.editions()[-1].documents} == made


def test_kinds_of_readers_are_called_in_the_language_of_the_interface(tmp_path: Path) -> None:
    ws = workspace(tmp_path / "p", content__audiences__one=AUDIENCE)
    catalogue = ws.root / "i18n" / "en" / "content.po"
    words, said = catalogue.read_text("utf-8").split('msgid "投资者版"\n', 1)
    catalogue.write_text(f'{words}msgid "投资者版"\nmsgstr "For investors"\n{said.partition(chr(10))[2]}', "utf-8")
    browser = Browser(ws).come_in()
    assert "For investors" in browser.get("/").text
    assert "投资者版" not in browser.get("/").text
    assert "投资者版" in browser.get("/", headers={"accept-language": "zh"}).text
