"""The data editor's job from start to end: a release pasted, decided on, recorded, built, its changes seen; a list imported."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.projects.workbooks import Rows, sheet
from tests.support.mini_project import ROOT
from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Person, Served

RELEASE = """\
运行情况新闻发布会

6月22日，有关部门介绍运行情况。

截至5月末，全市金融资产规模达9.9万亿元，养老产业贷款余额86.3亿元。
"""
SOURCE = {
    "issuer-zh": "重庆日报",
    "issuer-en": "Chongqing Daily",
    "title-zh": "运行情况新闻发布会",
    "title-en": "Press conference on the state of finance",
    "date": "2026-06-22",
}
LIST: Rows = [
    ["序号", "项目名称", "行业", "所在区县", "总投资（万元）"],
    [1, "甲厂", "制造", "巴南区", 52000],
    [2, "乙港", "物流", "永川区", 34000],
]


@pytest.fixture
def ready(there: Served) -> Served:
    """The mini project with an edition, and with what reads workbooks."""
    root = there.workspace.root
    for folder in ("workbooks", "places"):
        shutil.copytree(ROOT / "content" / folder, root / "content" / folder)
    there.workspace.build(languages=["en"], formats=["html"], jobs=1)
    there.look_again()
    return there


def recorded(there: Served) -> None:
    """The figure as it stands in the project after the release."""
    facts = {f.id: f for f in there.workspace.facts()}
    assert facts["financial-assets@2026-05-31"].value == 9_900_000_000_000
    (row,) = there.workspace.releases()
    assert (row.counts.accepted, row.counts.ignored, row.counts.open) == (1, 1, 0)


def listed(there: Served) -> None:
    """The projects of the list."""
    assert sorted(p.name for p in there.workspace.project().content.projects) == ["乙港", "甲厂"]


def looked_at(person: Person, page: Page) -> None:
    assert person.violations() == []
    assert person.overflow() <= 0


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "zh")])
def test_by_mouse(come: Come, ready: Served, size: tuple[int, int], language: str) -> None:
    person = come(size, language)
    page = person.page
    page.locator("nav a[href='/release']").click()
    person.comes("/release$")
    page.locator("#f-text").fill(RELEASE)
    page.locator("form:has(#f-text) button").click()
    expect(page.locator("#source")).to_be_attached()  # of the page that answers, not of the one that asked
    looked_at(person, page)
    if not page.locator("#source").evaluate("el => el.open"):
        page.locator("#source > summary").click()
    for name, text in SOURCE.items():
        page.locator(f"#f-{name}").fill(text)
    with page.expect_navigation():
        page.locator("form.source > button").click()
    row = page.locator(".proposal").filter(has_text="9.9万亿元")
    row.locator("button[value=accept]").click()
    expect(row).to_have_attribute("data-open", "no")
    other = page.locator(".proposal").filter(has_text="86.3亿元")
    other.locator("a[data-row-key=i]").click()
    other.locator("input[name=reason]").fill("not of use here")
    other.locator("button[value=ignore]").click()
    expect(other).to_have_attribute("data-open", "no")
    page.locator("#show-plan").click()
    expect(page.locator("#plan")).to_contain_text("RMB\u00a09.9\u00a0trillion (end-May 2026)")
    looked_at(person, page)
    answer(page)
    page.locator("#plan button[data-key='Ctrl+s']").click()
    page.wait_for_url(lambda url: "/release/" not in url)
    recorded(ready)
    changes(person, ready, keyboard=False)
    the_list(person, ready, keyboard=False)


def given(person: Person) -> Page:
    """Paste the release by keyboard and have it read."""
    page = person.page
    person.press("g", "r")
    person.comes("/release$")
    field = page.locator("#f-text")
    expect(field).to_be_visible()
    person.tab_to(field)
    page.keyboard.insert_text(RELEASE)
    person.press("Control+Enter")
    expect(page.locator(".proposal")).to_have_count(2)
    return page


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_by_keyboard_alone(come: Come, ready: Served, size: tuple[int, int], language: str) -> None:
    person = come(size, language)
    page = given(person)
    if not page.locator("#source").evaluate("el => el.open"):
        person.press("s")
    for name, text in SOURCE.items():
        person.tab_to(page.locator(f"#f-{name}"))
        if name == "date":
            continue  # read from the text
        person.press("Control+a")
        page.keyboard.insert_text(text)
    with page.expect_navigation():
        person.press("Enter")
    expect(page.locator("#source .is-good")).to_have_count(1)
    page.locator("main").focus()
    accepted = page.locator(".proposal").filter(has_text="9.9万亿元")
    for _ in range(4):
        if accepted.get_attribute("aria-current") == "true":
            break
        person.press("j")
    person.press("a")
    expect(accepted).to_have_attribute("data-open", "no")
    other = page.locator(".proposal").filter(has_text="86.3亿元")
    expect(other).to_have_attribute("aria-current", "true")
    person.press("i")
    expect(other.locator("input[name=reason]")).to_be_focused()
    page.keyboard.insert_text("not of use here")
    person.press("Enter")
    expect(other).to_have_attribute("data-open", "no")
    person.press("Control+Enter")
    expect(page.locator("#plan")).to_contain_text("RMB\u00a09.9\u00a0trillion (end-May 2026)")
    answer(page)
    person.press("Control+s")
    page.wait_for_url(lambda url: "/release/" not in url)
    recorded(ready)
    changes(person, ready, keyboard=True)
    the_list(person, ready, keyboard=True)


def answer(page: Page) -> None:
    """Say yes to what a plan asks, where it asks."""
    for box in page.locator("#plan input[type=checkbox][name=answered]").all():
        box.press("Space")


def changes(person: Person, there: Served, *, keyboard: bool) -> None:
    """Compare the edition of before with what is known now."""
    page = person.page
    if keyboard:
        person.press("g", "c")
    else:
        page.locator("nav a[href='/changes']").click()
    person.comes("/changes$")
    old, new = page.locator("input[name=old]"), page.locator("input[name=new]")
    if keyboard:
        person.tab_to(old)
        person.press("Control+a")
        page.keyboard.type("2026-04-10")
        person.tab_to(new)
        person.press("Control+a")
        page.keyboard.type("2026-07-03")
        person.press("Enter")
    else:
        old.fill("2026-04-10")
        new.fill("2026-07-03")
        page.locator("button[data-key=c]").click()
    expect(page.locator("main")).to_contain_text("financial-assets@2026-05-31")
    if not keyboard:
        looked_at(person, page)


def the_list(person: Person, there: Served, *, keyboard: bool) -> None:
    """Drop a workbook, say where it goes, import it."""
    page = person.page
    if keyboard:
        person.press("g", "l")
    else:
        page.locator("nav a[href='/lists']").click()
    person.comes("/lists$")
    page.locator("#f-file").set_input_files(
        {"name": "list.xlsx", "mimeType": "application/octet-stream", "buffer": sheet(LIST)}
    )
    place = page.locator("#f-list")
    expect(place).to_be_visible()
    if keyboard:
        person.tab_to(place)
        person.press("Control+a")
        page.keyboard.type("projects")
        person.press("Control+Enter")
    else:
        place.fill("projects")
        page.locator("#answers button[data-key='Ctrl+Enter']").click()
    expect(page.locator("button[data-key='Ctrl+s']")).to_be_visible()
    looked_at(person, page)
    if keyboard:
        person.press("Control+s")
    else:
        page.locator("button[data-key='Ctrl+s']").click()
    page.wait_for_url(lambda url: "/lists/" not in url or "projects" in url)
    listed(there)
