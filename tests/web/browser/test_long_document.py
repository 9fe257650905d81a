"""A long document is read in parts: by keys one walks through all of it, and every link into it finds its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from briefing.workspace import previews
from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Served

FIGURE = "financial-assets@2025-12-31"


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines are a long document here, and one a part."""
    monkeypatch.setattr(previews, "WHOLE", 2)
    monkeypatch.setattr(previews, "LINES", 1)


def part(page: Page) -> str:
    return str(page.locator("#f-part").input_value())


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "zh")])
def test_the_key_for_the_next_figure_goes_on_in_the_next_part(
    come: Come, there: Served, size: tuple[int, int], language: str
) -> None:
    person = come(size, language)
    page = person.go("/document/tiny")
    assert person.violations() == []
    assert person.overflow() <= 0
    parts = there.workspace.document_parts("tiny.zh").parts
    for _ in range(200):
        page.wait_for_load_state("load")
        if part(page) == str(parts):
            break
        person.press("n")
        page.wait_for_timeout(100)  # the next part may be on its way
    assert part(page) == str(parts)  # of the sources, which print no figure
    person.press("p")
    expect(page.locator("#beside.open")).to_be_visible()
    assert part(page) != str(parts)
    page = person.go(f"/document/tiny?part={parts}")
    person.press("[")
    expect(page.locator("#f-part")).to_have_value(str(parts - 1))
    person.press("]")
    expect(page.locator("#f-part")).to_have_value(str(parts))


def test_links_into_another_part_find_it(come: Come, there: Served) -> None:
    person = come()
    page = person.page
    last = there.workspace.document_parts("tiny.en", at="sources")
    assert last.part == last.parts > 1
    page = person.go("/document/tiny#sources")
    expect(page.locator("#f-part")).to_have_value(str(last.part))
    page = person.go("/document/tiny")
    page.frame_locator("iframe").first.locator("nav.contents a[href='#sources']").click()
    expect(page.locator("#f-part")).to_have_value(str(last.part))
    expect(page.frame_locator("iframe").first.locator("#sources")).to_be_visible()
    page = person.go(f"/figures/{FIGURE}")
    page.locator(".printings a").last.click()
    expect(page.frame_locator("iframe").first.locator(f".asked[data-fact='{FIGURE}']")).to_be_visible()


def test_the_page_beside_a_segment_is_the_part_that_prints_it(come: Come, there: Served) -> None:
    person = come()
    for segment in there.workspace.marked_page("tiny.en", "en").segments:
        page = person.go(f"/review/en/{segment}")
        expect(page.frame_locator("#sheet").locator("#lit").first).to_be_visible()
