"""The officer's job from start to end: build for an audience, read both languages, approve, download."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.mini_project import PACK, ROOT, translations
from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Person, Served
from tests.web.support import AUDIENCE

#: The address of an edition.
EDITION = "/changes/edition/"
WORDS = {"content": {"投资者版": "Edition for investors", "供投资者查阅": "For investors"}}


@pytest.fixture
def audience(there: Served) -> Served:
    """The mini project with a kind of reader, whose pages need not be laid out."""
    root = there.workspace.root
    pack = root / "content" / "packs" / "tiny.yaml"
    pack.write_text(PACK.replace("[docx, pdf, html]", "[docx, html]"), "utf-8")
    (root / "content" / "audiences").mkdir(exist_ok=True)
    (root / "content" / "audiences" / "readers.yaml").write_text(AUDIENCE, "utf-8")
    translations(root, WORDS)
    assert (ROOT / "content").is_dir()
    there.look_again()
    return there


def approved(there: Served, names: set[str]) -> None:
    """The documents approved by the person, and no other."""
    edition = there.workspace.editions()[-1].name
    found = there.workspace.approvals(edition)[edition]
    assert {a.document for a in found if a.state == "approved" and a.by == "李伟"} == names


def looked_at(person: Person, page: Page) -> None:
    """No fault that axe knows, nothing wider than the window."""
    assert person.violations() == []
    assert person.overflow() <= 0


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_by_mouse(come: Come, audience: Served, size: tuple[int, int], language: str) -> None:
    person = come(size, language)
    page = person.page
    looked_at(person, page)
    page.locator("form[action='/build'] details summary").first.click()
    page.locator("input[name=audience][value=investors]").check()
    page.locator("input[name=format][value=html]").check()
    page.locator("form[action='/build'] p button").click()
    expect(page.locator("#job-now table")).to_contain_text("tiny-investors.en")
    looked_at(person, page)
    page.locator("a[data-key=v]").click()
    person.comes(EDITION)
    page.get_by_role("row").filter(has_text="tiny-investors.en").get_by_role("link").first.click()
    person.comes("/document/")
    figure = page.frame_locator("iframe").first.locator("data[data-fact]").first
    figure.click()
    expect(page.locator("#beside")).to_contain_text("金融资产再上台阶")  # the source of the figure
    looked_at(person, page)
    page.go_back()
    person.comes(EDITION)
    for name in ("tiny-investors.zh", "tiny-investors.en"):
        page.locator(f"input[name=document][value='{name}']").check()
    looked_at(person, page)
    page.locator("button[data-key='Ctrl+Enter']").click()
    expect(page.locator(".mark-of.is-good").first).to_be_visible()
    approved(audience, {"tiny-investors.zh", "tiny-investors.en"})
    page.locator("nav a[href='/']").click()
    person.comes("/$")
    with page.expect_download() as coming:
        page.locator("a[href$='all.zip']").first.click()
    names = zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())).namelist()
    assert {Path(n).name for n in names} >= {"tiny-investors.en.html", "tiny-investors.zh.html", "manifest.json"}


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "zh")])
def test_by_keyboard_alone(come: Come, audience: Served, size: tuple[int, int], language: str) -> None:
    person = come(size, language)
    page = person.page
    person.press("s")
    readers = page.locator("input[name=audience][value=investors]")
    expect(readers).to_be_visible()
    person.tab_to(readers)
    person.press("Space", "b")
    expect(page.locator("#job-now table")).to_contain_text("tiny-investors.en")
    person.press("v")
    person.comes(EDITION)
    reading = page.get_by_role("row").filter(has_text="tiny-investors.en").get_by_role("link").first
    expect(reading).to_be_visible()
    person.tab_to(reading)
    person.press("Enter")
    person.comes("/document/")
    expect(page.frame_locator("iframe").first.locator("data[data-fact]").first).to_be_attached()
    person.press("n")
    expect(page.locator("#beside")).to_contain_text("金融资产再上台阶")  # the source of the figure
    person.press("Escape", "t")
    page.go_back()
    person.comes(EDITION)
    for name in ("tiny-investors.zh", "tiny-investors.en"):
        box = page.locator(f"input[name=document][value='{name}']")
        expect(box).to_be_visible()
        person.tab_to(box)
        person.press("Space")
    person.press("Control+Enter")
    expect(page.locator(".mark-of.is-good").first).to_be_visible()
    approved(audience, {"tiny-investors.zh", "tiny-investors.en"})
    person.press("e")
    expect(page.locator("#seal-title + p .is-good")).to_be_visible()
    sealed = audience.workspace.seal_of(audience.workspace.editions()[-1].name)
    assert sealed is not None
    assert sealed.by == "李伟"
    person.press("g", "h")
    person.comes("/$")
    expect(page.locator("#editions")).to_be_visible()
    with page.expect_download() as coming:
        person.press("a")
    assert coming.value.suggested_filename.endswith(".zip")
