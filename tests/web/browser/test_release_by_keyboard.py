"""What an editor does with a release beside deciding on its figures, by keyboard alone: a section that the text does not head,
and the workbook that goes out and comes back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Served
from tests.web.browser.test_data_editor import SOURCE, given

SECTION = {"title-zh": "总体情况", "title-en": "Overview", "lines": "5"}


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_a_new_section_is_entered_with_the_form_of_the_source(
    come: Come, there: Served, size: tuple[int, int], language: str
) -> None:
    person = come(size, language)
    page = given(person)
    if not page.locator("#source").evaluate("el => el.open"):
        person.press("s")
    for name, text in SOURCE.items():
        person.tab_to(page.locator(f"#f-{name}"))
        if name != "date":  # read from the text
            person.press("Control+a")
            page.keyboard.insert_text(text)
    person.tab_to(page.locator("input[name=sectioned]"))
    person.press("Space")
    section = page.locator("fieldset details:has(#a-section-0-lines)")
    person.tab_to(section.locator("summary"))
    person.press("Enter")
    for name, text in SECTION.items():
        person.tab_to(page.locator(f"#a-section-0-{name}"))
        page.keyboard.insert_text(text)
    assert person.violations() == []
    assert person.overflow() <= 0
    with page.expect_navigation():
        person.press("Enter")
    expect(page.locator("#source > summary .is-good")).to_have_count(1)
    (row,) = there.workspace.releases()
    (kept,) = there.workspace.release_page(row.id).sections
    assert (kept.lines, dict(kept.title)) == ("5", {"zh": "总体情况", "en": "Overview"})


def decided(path: Path) -> bytes:
    """The workbook as somebody sends it back: one figure accepted, one left out with a reason."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["figures"]
    heads = {str(cell.value).partition(" ")[0]: cell.column for cell in sheet[1]}
    for line, (decision, reason) in enumerate((("accept", ""), ("ignore", "not of use here")), start=2):
        sheet.cell(line, heads["decision"], decision)
        if reason:
            sheet.cell(line, heads["reason"], reason)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "zh")])
def test_the_workbook_of_a_release_goes_out_and_comes_back(
    come: Come, there: Served, size: tuple[int, int], language: str
) -> None:
    person = come(size, language)
    page = given(person)
    page.locator("main").focus()
    person.press("x")
    excel = page.locator("#excel a")
    expect(excel).to_be_visible()
    person.tab_to(excel)
    with page.expect_download() as coming:
        person.press("Enter")
    data = decided(Path(coming.value.path()))
    back = page.locator("#f-back")
    person.tab_to(back)
    back.set_input_files({"name": "决定.xlsx", "mimeType": "application/octet-stream", "buffer": data})
    person.tab_to(page.locator("#excel button"))
    with page.expect_navigation():
        person.press("Enter")
    expect(page.locator(".proposal[data-open=no]")).to_have_count(2)
    assert person.violations() == []
    (row,) = there.workspace.releases()
    assert (row.counts.accepted, row.counts.ignored, row.counts.open) == (1, 1, 0)
