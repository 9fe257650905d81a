"""A list in the workbench: a workbook dropped, what it was taken for, questions answered, sheets looked at, imported."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape as html_text
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.web import opening
from briefing.workspace import lists
from tests.projects.workbooks import Rows, sheet
from tests.support.mini_project import ROOT
from tests.web.support import Browser, workspace

SCRIPT = "<script>alert(1)</script>"
LIST: Rows = [
    ["序号", "项目名称", "行业", "所在区县", "总投资（万元）"],
    [1, "甲厂", "制造", "巴南区", 52000],
    [2, "乙港", "物流", "永川区", 34000],
]
ASKING: Rows = [["项目名称", "行业", "总投资", "星座"], ["甲厂", "金融", 52000, "x"], ["乙港", "金融", 34000, "y"]]


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = workspace(tmp_path)
    for folder in ("workbooks", "places"):
        shutil.copytree(ROOT / "content" / folder, made.root / "content" / folder)
    return made


@pytest.fixture
def browser(ws: Workspace) -> Iterator[Browser]:
    with Browser(ws) as made:
        yield made.come_in()


def drop(browser: Browser, data: bytes, name: str = "list.xlsx") -> tuple[str, str]:
    """Drop a workbook; its address and page."""
    answer = browser.fill("/lists/drop", files={"file": (name, data, "application/octet-stream")})
    assert answer.status_code == 200, answer.text
    return answer.url.path, answer.text


def seen(html: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def version(html: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


def test_a_workbook_shows_what_each_column_was_taken_for(browser: Browser) -> None:
    _, html = drop(browser, sheet(LIST))
    for words in ("2 projects found", "name of the project", "total investment", "总投资（万元）", "header: row 1"):
        assert words in html
    _, asking = drop(browser, sheet(ASKING), "other.xlsx")
    assert "not recognised" in asking
    assert "1 question" in asking


def test_answers_end_the_questions_and_stay_when_the_server_dies(browser: Browser, ws: Workspace) -> None:
    path, html = drop(browser, sheet(ASKING))
    fields = {
        "seen": seen(html),
        "list": "north",
        "day": "2026-06-30",
        "title": "北部清单",
        "value:unit": "万元",
        "column:星座": "ignore",
    }
    answered = browser.fill(f"{path}/answers", fields).text
    assert "0 questions" in answered
    with Browser(Workspace(ws.root, ws.today)) as other:
        again = other.come_in().get(path).text
    assert 'value="万元"' in again or "2 projects found" in again
    assert "Import 2 projects" in again


def test_an_answer_about_a_column_leaves_the_title_over_the_heads_a_title(browser: Browser) -> None:
    """The answer stands at its column again, and what the heads are called stays as it was."""
    path, html = drop(browser, sheet([["2026年项目清单"], *ASKING]))
    assert "header: row 2" in html
    html = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "column:星座": "ignore"}).text
    assert "header: row 2" in html
    assert "2026年项目清单/" not in html
    assert 'name="column:星座"' in html
    assert '<option value="ignore" selected>' in html


def test_an_open_amount_of_a_list_is_shown_as_its_workbook_has_it(browser: Browser) -> None:
    path, html = drop(browser, sheet([LIST[0], [1, "甲厂", "制造", "巴南区", "数亿元"]]))
    html = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "title": "北部清单"}).text
    page = browser.fill(f"{path}/import", {"version": version(html)}).text
    assert re.findall(r'data-head="total investment"><span lang="zh">(.*?)</span></td>', page) == ["数亿元"]


def test_answers_to_what_somebody_answered_meanwhile_are_refused(browser: Browser) -> None:
    path, html = drop(browser, sheet(ASKING))
    browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "value:unit": "万元"})
    answer = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "south", "value:unit": "亿元"})
    assert answer.status_code == 409
    assert 'value="north"' in answer.text


def test_a_list_is_imported_as_it_was_shown_and_the_workbook_is_not_kept(browser: Browser, ws: Workspace) -> None:
    path, html = drop(browser, sheet(LIST))
    html = browser.fill(
        f"{path}/answers", {"seen": seen(html), "list": "north", "title": "北部清单", "issuer": "某局"}
    ).text
    assert browser.fill(f"{path}/import", {"version": "f" * 64}).status_code == 409
    page = browser.fill(f"{path}/import", {"version": version(html)})
    assert page.url.path == "/lists/of/north"
    for words in ("甲厂", "乙港", "2 projects", "Imported: 2 new"):
        assert words in page.text
    rows = re.findall(r'data-head="total investment">(.*?)</td>', page.text)
    assert [re.sub("<[^>]+>", "", row).replace("\u00a0", " ") for row in rows] == [
        "5.2亿元 · RMB 520 million",
        "3.4亿元 · RMB 340 million",
    ]  # what each project costs, not that it is one project
    assert {p.name for p in ws.project().content.projects} == {"甲厂", "乙港"}
    assert not list((ws.root / ".cache/workbench/received").iterdir())
    assert browser.get(path).status_code == 404
    assert (ws.root / "archive/workbooks/north.yaml").is_file()


def test_a_long_list_comes_in_pages_and_is_searched_as_a_whole(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ROWS", 2)
    long: Rows = [LIST[0], *([n, f"项目{n}厂", "制造" if n % 2 else "物流", "巴南区", 1000 + n] for n in range(1, 6))]
    path, html = drop(browser, sheet(long))
    html = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "title": "北部清单"}).text
    page = browser.fill(f"{path}/import", {"version": version(html)}).text

    def shown(html: str) -> list[str]:
        return re.findall("项目[0-9]厂", html)

    assert shown(page) == ["项目1厂", "项目2厂"]
    assert "1 to 2 of 5" in page
    assert 'rel="prev"' not in page
    met = shown(page)
    while more := re.search(r'rel="next" data-key="]" href="([^"]+)"', page):
        page = browser.get(html_text(more[1])).text
        met += shown(page)
    assert met == [f"项目{n}厂" for n in range(1, 6)]
    assert "5 to 5 of 5" in page
    assert 'rel="prev"' in page
    found = browser.get("/lists/of/north", params={"q": "制造", "start": "2"}, headers={"hx-request": "true"}).text
    assert shown(found) == ["项目5厂"]
    assert "3 to 3 of 3" in found
    assert "5 in all" in found
    assert "<html" not in found
    assert "No project fits." in browser.get("/lists/of/north", params={"q": "无此项目"}).text
    assert shown(browser.get("/lists/of/north", params={"start": "99999"}).text) == ["项目5厂"]


def test_the_next_workbook_of_a_list_shows_what_changed_since_the_last(browser: Browser) -> None:
    path, html = drop(browser, sheet(LIST))
    html = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "title": "北部清单"}).text
    browser.fill(f"{path}/import", {"version": version(html)})
    moved: Rows = [LIST[0], [1, "甲厂", "制造", "巴南区", 62000], [3, "丙园", "制造", "巴南区", 9000]]
    _, html = drop(browser, sheet(moved))
    assert 'value="north"' in html  # by the name of its file
    for words in ("1 new", "1 withdrawn", "丙园", "乙港", "62000", "Changed since the last import"):
        assert words in html


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("list.pdf", b"%PDF-1.4", "PDF"),
        ("list.xlsx", b"PK\x03\x04 broken", "list.xlsx"),
        ("list.xlsx", b"", "it is empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "photo.png"),
    ],
)
def test_a_wrong_file_is_told_and_asked_nothing(
    browser: Browser, ws: Workspace, name: str, data: bytes, said: str
) -> None:
    answer = browser.fill("/lists/drop", files={"file": (name, data, "application/octet-stream")})
    assert said in answer.text
    assert "Import" not in answer.text.split("<main", 1)[1].split("What importing", 1)[0]
    assert "projects" not in [p.name for p in (ws.root / "content").iterdir()]


def test_script_in_cells_file_names_and_fields_is_only_text(browser: Browser) -> None:
    rows: Rows = [
        ["项目名称", "行业", "总投资（万元）", SCRIPT],
        [SCRIPT, SCRIPT, 52000, "x"],
        ["乙", SCRIPT, "3-5", "y"],
    ]
    path, html = drop(browser, sheet(rows), f"{SCRIPT}.xlsx")
    assert "<script>alert" not in html
    fields = dict.fromkeys(("list", "title", "issuer", "day", "sheet", "value:unit", "value:header"), SCRIPT)
    answer = browser.fill(f"{path}/answers", {"seen": seen(html), **fields})
    assert "<script>alert" not in answer.text


def test_forged_and_strange_addresses_get_nothing(browser: Browser, ws: Workspace) -> None:
    path, html = drop(browser, sheet(LIST))
    assert (
        browser.post(f"{path}/import", data={"version": "x"}, headers={"origin": "http://127.0.0.1:8710"}).status_code
        == 403
    )
    for strange in ("f" * 64, "%2e%2e%2fcontent"):
        assert browser.get(f"/lists/workbook/{strange}").status_code == 404
    assert browser.get("/lists/of/nowhere").status_code == 404
    assert browser.fill(f"{path}/answers", {"seen": seen(html), "list": "../../content"}).status_code in (200, 422)
    assert browser.fill(f"{path}/import", {"version": version(html)}).status_code == 422
    assert not (ws.root / "content/projects").exists()


def test_a_workbook_can_be_thrown_away(browser: Browser, ws: Workspace) -> None:
    path, _ = drop(browser, sheet(LIST))
    browser.fill(f"{path}/forget")
    assert browser.get(path).status_code == 404
    assert not list((ws.root / "archive").rglob("*.yaml"))


def test_sheets_are_shown_in_both_languages_before_anything_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "STEPS", opening.STEPS[:1])  # nothing is asked of the other documents
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    ws = Workspace(tmp_path, workspace(tmp_path / "mini").today)
    with Browser(ws) as browser:
        browser.come_in()
        _, html = drop(browser, sheet(LIST))
        frames = re.findall(r'<iframe [^>]*src="([^"]+)"', html)
        shown = [browser.get(frame.replace("&amp;", "&")) for frame in frames]
    assert ["甲厂" in s.text for s in shown] == [True, True]
    assert ["RMB\u00a0520\u00a0million" in s.text for s in shown] == [False, True]
    assert all("script" not in s.headers["content-security-policy"] for s in shown)
    assert not (tmp_path / "content/projects").exists()


@pytest.mark.skipif(not (ROOT.parent / "shared/findings/inputs").is_dir(), reason="they lie outside the repository")
def test_no_input_of_the_findings_gives_more_than_a_plain_answer(browser: Browser) -> None:
    inputs = ROOT.parent / "shared/findings/inputs"
    files = [path for room in ("lists", "workbooks") for path in sorted((inputs / room).iterdir()) if path.is_file()]
    for path in files:
        address, html = drop(browser, path.read_bytes(), path.name)
        for page in (html, *(browser.get(f"{address}/sheets/{language}").text for language in ("zh", "en"))):
            assert "Traceback" not in page, path.name
        assert re.search(r"\d+ projects? found|>\s*error\s*<", html), path.name


@pytest.mark.parametrize("damaged", [b"", b"[7]", b"\xff", b"{" * 5_000])
def test_a_record_of_the_last_import_that_is_damaged_is_told_on_every_page(
    browser: Browser, ws: Workspace, damaged: bytes
) -> None:
    path, html = drop(browser, sheet(LIST))
    html = browser.fill(f"{path}/answers", {"seen": seen(html), "list": "north", "title": "北部清单"}).text
    browser.fill(f"{path}/import", {"version": version(html)})
    place = ws.root / "content/projects/north/imported.json"
    assert place.is_file()
    place.write_bytes(damaged)
    for page in (
        "/",
        "/lists",
        "/lists/of/north",
        "/problems",
        "/figures",
        "/document",
        "/document/tiny",
        "/review/en",
    ):
        answer = browser.get(page)
        assert answer.status_code in (200, 422), page
    problems = browser.get("/problems").text
    assert "content/projects/north/imported.json" in problems
    moved: Rows = [LIST[0], [1, "甲厂", "制造", "巴南区", 62000]]
    answer = browser.fill("/lists/drop", files={"file": ("list.xlsx", sheet(moved), "application/octet-stream")})
    assert answer.status_code in (200, 422)
    assert "imported.json" in answer.text
    assert place.read_bytes() == damaged
