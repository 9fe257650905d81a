"""Every page of the workbench: no fault that axe knows, nothing wider than the window, no word left in the other language."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from briefing.web.page import NAVIGATION
from briefing.web.views import languages
from tests.web.browser.conftest import Come
from tests.web.browser.support import DESKTOP, PHONE, Served

#: Pages beside those of the navigation, on the mini project.
OTHERS = (
    *("/figures/financial-assets@2025-12-31", "/document/tiny", "/review/en?q=9.6&show=all", "/review-files/en"),
    *("/changes/edition/2026-04-10", "/changes/keys", "/problems/known-conflict", "/lists", "/figures/enter"),
)


def pages() -> list[str]:
    """The addresses of all pages."""
    return ["/" if name == "home" else f"/{name}" for name, _, _ in NAVIGATION] + [*OTHERS]


@pytest.mark.parametrize(
    ("sizes", "language", "dark"), [((DESKTOP, (1920, 1080)), "en", False), ((PHONE,), "zh", True)], ids=["en", "zh"]
)
def test_every_page_is_accessible_and_fits(
    come: Come, there: Served, sizes: tuple[tuple[int, int], ...], language: str, dark: bool
) -> None:
    there.workspace.build(languages=["en"], formats=["html"], jobs=1)
    person = come(sizes[0], language)
    person.page.emulate_media(color_scheme="dark" if dark else "light")
    found: dict[str, list[str]] = {}
    for path in pages():
        person.go(path)
        person.page.wait_for_load_state()
        faults = person.violations()
        for width, height in reversed(sizes):  # the first one last: the next page comes in it
            if len(sizes) > 1:
                person.page.set_viewport_size({"width": width, "height": height})
            faults += [f"wider than {width} by {person.overflow()}"] if person.overflow() > 0 else []
        found |= {path: faults} if faults else {}
        assert person.page.evaluate("document.documentElement.lang") == language
    assert found == {}


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_navigation_goes_by_keys_in_either_language(come: Come, there: Served, language: str) -> None:
    person = come(DESKTOP, language)
    for name, _, key in NAVIGATION:
        person.go("/problems" if name != "problems" else "/figures")
        person.press("g", key)
        person.comes("/$" if name == "home" else f"/{name}")
        expect(person.page.locator("nav [aria-current=page]")).to_have_attribute("data-key", f"g {key}")


def test_a_planted_fault_is_found(come: Come, there: Served) -> None:
    person = come()
    person.go("/problems")
    person.page.evaluate(
        "document.getElementById('main').insertAdjacentHTML('beforeend', '<img src=/static/icon.svg><input>')"
    )
    found = person.violations()
    assert any(v.startswith("image-alt") for v in found)
    assert any(v.startswith("label") for v in found)


def test_what_is_wider_than_the_window_is_found(come: Come, there: Served) -> None:
    person = come(PHONE)
    person.go("/problems")
    person.page.evaluate(
        "document.getElementById('main').insertAdjacentHTML('beforeend', '<pre>' + 'x'.repeat(300) + '</pre>')"
    )
    person.page.evaluate("document.querySelector('pre').style.whiteSpace = 'pre'")
    person.page.evaluate("document.querySelector('pre').style.overflow = 'visible'")
    assert person.overflow() > 0


def test_a_long_name_leaves_room_for_what_is_said_of_it(come: Come, there: Served) -> None:
    """Terms stand in a narrow column: a long one is broken, and its translation not set letter below letter."""
    person = come()
    person.go("/problems")
    person.page.evaluate(
        "document.getElementById('main').insertAdjacentHTML('beforeend', '<div id=narrow><dl class=facts><dt>' + "
        "'中共重庆市委金融委员会办公室'.repeat(2) + '</dt><dd>Office of the Financial Commission</dd></dl></div>')"
    )
    person.page.evaluate("document.getElementById('narrow').style.width = '14rem'")
    assert int(person.page.locator("#narrow dd").evaluate("el => el.clientWidth")) > 90
