"""The reviewer's job from start to end: find a sentence, edit it, meet a colleague's change, confirm, take files out and in."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Download, Route, expect

from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Person, Served

ASSETS = "%(when)s，金融资产达%(assets)s，%(growth)s，见%(c)s。"
SAID = {
    "en": {
        "saved": "Saved as reviewed.",
        "approved": "Approved.",
        "taken": "1 taken",
        "find": "9.6",
        "none": "Nothing is left here.",
    },
    "zh": {
        "saved": "已保存，记为已审校。",
        "approved": "已批准。",
        "taken": "采纳 1 行",
        "find": "9.6",
        "none": "这里已经全部完成。",
    },
}


def segment(there: Served) -> tuple[str, str, str]:
    """Version, text and state of the sentence."""
    row = next(r for r in there.workspace.segments("en") if r.source == ASSETS)
    return row.version, row.target, row.state


def colleague(there: Served, text: str) -> None:
    """Somebody else changes the sentence meanwhile."""
    ws = there.workspace
    with ws.alone("take a text"):
        ws.save(ws.accept_typed(segment(there)[0], text, "en", by="王敏", state="reviewed"))


def changed_workbook(path: Path, there: Served) -> bytes:
    """The workbook as somebody sends it back from Excel: one translation corrected."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, heads["English"]).value == "The base is growing.":
            sheet.cell(line, heads["English"]).value = "The base keeps growing."
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def finished(there: Served) -> None:
    """What must stand in the project when the job is done."""
    version, text, state = segment(there)
    assert (
        text
        == "%(when.as-of-initial)s, financial assets came to %(assets)s, having %(growth.participle)s; see the %(c)s."
    )
    assert state == "reviewed"
    versions = there.workspace.segment_desk(version, "en").versions
    assert [v.by for v in versions] == ["李伟", "王敏"]
    rows = {r.source: r for r in there.workspace.segments("en")}
    assert (rows["%(c)s再次提及。"].state, rows["%(c)s再次提及。"].by) == ("approved", "李伟")
    assert rows["规模在扩大。"].target == "The base keeps growing."


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "zh")])
def test_by_mouse(come: Come, there: Served, tmp_path: Path, size: tuple[int, int], language: str) -> None:
    person, said = come(size, language), SAID[language]
    page = person.page
    page.locator('nav a[href="/review"]').click()
    person.comes("/review/en/")
    page.locator(".filter").first.click()
    expect(page.locator(".filter").first).to_have_attribute("aria-current", "true")
    page.locator("#q").fill("9.6")
    page.locator(".filters button").click()
    person.comes("q=9.6")
    surface = page.locator("#editor")
    expect(surface).to_contain_text("financial assets stood at")
    before = segment(there)
    replaced(person, "stood at", "came to")
    expect(page.locator("#checks .sentence")).to_contain_text("financial assets came to")
    expect(page.frame_locator("#sheet").locator("#lit").first).to_contain_text("came to")
    colleague(
        there, "{when.as-of-initial}, financial assets reached {assets}, having {growth.participle}; see the {c}."
    )
    page.locator('#segment button[value="reviewed"]').click()
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("王敏")
    expect(conflict.locator("ins")).to_have_text(["reached", "came to"])
    assert person.violations() == []
    assert person.overflow() <= 0
    assert segment(there) != before
    conflict.locator('button[data-key="3"]').click()
    expect(page.get_by_text(said["saved"])).to_be_visible()
    page.locator("#q").fill("再次提及")
    page.locator(".filters button").click()
    person.comes(f"q={quote('再次提及')}")
    page.locator('#segment button[value="approved"]').click()
    expect(page.locator("main")).to_contain_text(said["none"])  # the search has no other sentence that is left
    files(person, there, tmp_path, said, keyboard=False)
    finished(there)


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_by_keyboard_alone(come: Come, there: Served, tmp_path: Path, size: tuple[int, int], language: str) -> None:
    person, said = come(size, language), SAID[language]
    page = person.page
    person.press("g", "v")
    person.comes("/review/en/")
    expect(page.locator("#editor")).to_be_focused()
    person.tab_to(page.locator(".filter").first)
    person.press("Enter")
    expect(page.locator(".filter").first).to_have_attribute("aria-current", "true")
    expect(page.locator("#editor")).to_be_focused()
    person.press("Alt+a")
    person.comes("show=all")
    expect(page.locator(".neighbours")).to_be_visible()
    expect(page.locator("#editor")).to_be_focused()
    person.press("Escape", "?")
    expect(page.locator("#keys")).to_contain_text("Ctrl+Enter")
    person.press("Escape", "/")
    page.keyboard.type("9.6")
    person.press("Enter")
    person.comes("q=9.6")
    expect(page.locator("#editor")).to_be_focused()
    expect(page.locator("#editor")).to_contain_text("financial assets stood at")
    replaced(person, "stood at", "came to")
    colleague(
        there, "{when.as-of-initial}, financial assets reached {assets}, having {growth.participle}; see the {c}."
    )
    person.press("Control+Enter")
    expect(page.locator("#conflict")).to_be_focused()
    person.press("3")
    expect(page.get_by_text(said["saved"])).to_be_visible()
    expect(page.locator("main")).to_contain_text(said["none"])  # of what is left, nothing else has these words
    person.press("/", "Control+a")
    page.keyboard.insert_text("再次提及")
    person.press("Enter")
    person.comes(f"q={quote('再次提及')}")
    expect(page.locator("#editor")).to_be_focused()
    person.press("Control+Alt+Enter")
    expect(page.locator("main")).to_contain_text(said["none"])
    files(person, there, tmp_path, said, keyboard=True)
    finished(there)


def replaced(person: Person, old: str, new: str) -> None:
    """Put the caret behind words of the sentence with the keyboard, and type others in their place."""
    page = person.page
    person.press("Control+End")
    text = page.locator("#typed").input_value()
    for _ in range(len(text)):
        if page.evaluate(BEFORE_CARET).endswith(old):
            break
        person.press("ArrowLeft")
    for _ in old:
        person.press("Backspace")
    page.keyboard.type(new)


#: The words before the caret.
BEFORE_CARET = """() => {
  const at = getSelection(), range = document.createRange();
  range.setStart(document.getElementById("editor"), 0);
  range.setEnd(at.focusNode, at.focusOffset);
  return range.toString().replaceAll("\\u200b", "");
}"""


def files(person: Person, there: Served, folder: Path, said: dict[str, str], *, keyboard: bool) -> None:
    """Take a workbook out, bring it back with a correction, look at the report, take it."""
    page = person.page
    if keyboard:
        person.press("g", "x")
    else:
        page.locator('a[data-key="g x"]').click()
    person.comes("/review-files/")
    excel = page.locator('button[value="xlsx"]')
    with page.expect_download() as coming:
        if keyboard:
            person.tab_to(excel)
            person.press("Enter")
        else:
            excel.click()
    found: Download = coming.value
    assert found.suggested_filename.endswith(".xlsx")
    data = changed_workbook(Path(found.path()), there)
    page.locator("input[type=file]").set_input_files(
        {"name": "审校.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    look = page.locator(".drop button")
    if keyboard:
        person.tab_to(look)
        person.press("Enter")
    else:
        look.click()
    expect(page.locator("#report-head")).to_contain_text("审校.xlsx")
    assert "The base is growing." in {r.target for r in there.workspace.segments("en")}
    assert person.violations() == []
    assert person.overflow() <= 0
    if keyboard:
        person.press("Control+Enter")
    else:
        page.locator('button[data-key="Ctrl+Enter"]').click()
    expect(page.locator("main")).to_contain_text(said["taken"])


def test_what_was_typed_outlives_a_server_that_was_killed(come: Come, there: Served, tmp_path: Path) -> None:
    """The page says that nobody answers, and the text stays on it."""
    person = come()
    page = person.page
    person.go("/review/en?q=again")
    page.locator("#editor").press("Control+End")
    page.keyboard.type(" And again.")
    page.route("**/check", lambda route: route.abort())
    page.keyboard.type("!")
    expect(page.locator("#notice")).to_contain_text("does not answer")
    assert page.locator("#typed").input_value().endswith("And again.!")
    page.unroute("**/check")
    page.on("dialog", lambda dialog: dialog.accept())
    person.errors.clear()


def test_one_is_asked_before_leaving_what_is_not_saved(come: Come, there: Served) -> None:
    person = come()
    page = person.page
    person.go("/review/en?q=again")
    page.locator("#editor").press("Control+End")
    page.keyboard.type("!")
    address = page.url
    person.press("Alt+ArrowDown")
    expect(page.locator("#says")).to_contain_text("not saved")
    assert page.url == address
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator('nav a[href="/"]').click()
    person.comes("/$")
    assert asked == ["beforeunload"]


def test_a_change_on_disk_meanwhile_is_told(come: Come, there: Served, tmp_path: Path) -> None:
    person = come()
    person.go("/review/en?q=again")
    path = there.workspace.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace("The base is growing.", "The base is larger."), "utf-8")
    expect(person.page.locator("#moved")).to_be_visible()


def test_a_change_made_before_the_page_listens_is_told(
    come: Come, there: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told of it when it is made: the page asks as soon as it listens."""
    monkeypatch.setattr(there.workbench.signals, "tell", lambda _: None)
    path = there.workspace.root / "i18n" / "en" / "tiny.po"

    def late(route: Route) -> None:
        path.write_text(path.read_text("utf-8").replace("The base is growing.", "The base is larger."), "utf-8")
        route.continue_()

    person = come()
    person.page.route("**/signals*", late)
    person.go("/review/en?q=again")
    expect(person.page.locator("#moved")).to_be_visible()
