"""The surface on which a translation is edited: a figure can be moved and changed in form, never typed into or broken."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.web.browser.conftest import Come
from tests.web.browser.support import PHONE, Person, Served

ASSETS = "%(when)s，金融资产达%(assets)s，%(growth)s，见%(c)s。"
WHOLE = "{when.as-of-initial}, financial assets stood at {assets}, having {growth.participle}; see the {c}."


def opened(person: Person, there: Served) -> Locator:
    """The sentence with four figures and names, in edit; returns the surface."""
    row = next(r for r in there.workspace.segments("en") if r.source == ASSETS)
    person.go(f"/review/en/{row.id}")
    surface = person.page.locator("#editor")
    expect(surface).to_be_focused()
    return surface


def typed(person: Person) -> str:
    """What the form would send."""
    return str(person.page.locator("#typed").input_value())


def test_the_sentence_is_drawn_and_read_back_unchanged(come: Come, there: Served) -> None:
    person = come()
    surface = opened(person, there)
    assert typed(person) == WHOLE
    chips = surface.locator("[data-token]").all_text_contents()
    assert chips[1:] == [
        "RMB\u00a09.6\u00a0trillion",
        "risen 8.0% year on year",
        "New International Land-Sea Trade Corridor",
    ]
    expect(person.page.locator("#typed")).to_be_hidden()
    person.press("End")
    person.page.keyboard.type("!")
    person.press("Backspace")
    assert typed(person) == WHOLE


def test_a_figure_cannot_be_typed_into_wherever_the_caret_goes(come: Come, there: Served) -> None:
    """Walk through the whole sentence with the arrow key and type at every place: each figure stays whole."""
    person = come()
    surface = opened(person, there)
    person.press("Control+Home")
    for _ in range(110):
        person.page.keyboard.type("x")
        person.press("ArrowRight")
    text = typed(person)
    assert re.findall(r"\{[^}]*\}", text) == ["{when.as-of-initial}", "{assets}", "{growth.participle}", "{c}"]
    assert surface.locator("[data-token]").nth(1).text_content() == "RMB\u00a09.6\u00a0trillion"
    assert text.count("x") > 60


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
def test_taking_a_figure_out_is_asked_for_twice_and_can_be_taken_back(come: Come, there: Served, key: str) -> None:
    person = come()
    surface = opened(person, there)
    person.press("Control+Home")
    if key == "Backspace":
        person.press("ArrowRight", "ArrowRight")  # onto the first figure, and behind it
    person.press(key)
    assert typed(person) == WHOLE
    expect(person.page.locator("#says")).to_contain_text("Press the key again")
    expect(surface.locator(".picked")).to_have_count(1)
    person.press("ArrowRight")
    expect(surface.locator(".picked")).to_have_count(0)
    if key == "Delete":
        person.press("ArrowLeft", "ArrowLeft")
    person.press(key, key)
    assert typed(person) == WHOLE.removeprefix("{when.as-of-initial}")
    expect(person.page.locator("#checks")).to_contain_text("missing when")
    person.press("Control+z")
    assert typed(person) == WHOLE
    expect(person.page.locator("#checks")).not_to_contain_text("missing when")
    person.press("Control+y")
    assert typed(person) == WHOLE.removeprefix("{when.as-of-initial}")
    person.page.locator("#tray .missing").click()
    assert typed(person).count("{when.as-of-initial}") == 1


def test_deleting_by_word_or_all_at_once_asks_before_it_takes_figures(come: Come, there: Served) -> None:
    person = come()
    opened(person, there)
    person.press("Control+a", "Backspace")
    assert typed(person) == WHOLE
    expect(person.page.locator("#says")).to_contain_text("holds a figure")
    person.press("Control+a")
    person.page.keyboard.type("9.6")
    assert typed(person) == WHOLE
    person.press("Control+a", "Backspace", "Backspace")
    assert typed(person) == ""
    person.press("Control+z")
    assert typed(person) == WHOLE
    person.press("Control+End", "ArrowLeft", "Control+Backspace")
    assert typed(person) == WHOLE
    expect(person.page.locator("#says")).to_contain_text("Press the key again")


def test_a_figure_takes_another_form_from_its_menu(come: Come, there: Served) -> None:
    person = come()
    opened(person, there)
    person.press("Control+Home", "Alt+.", "Alt+.", "Alt+.")
    expect(person.page.locator("#editor .picked")).to_have_text("risen 8.0% year on year")
    person.press("Enter")
    menu = person.page.get_by_role("menu")
    expect(menu.get_by_role("menuitemradio", checked=True)).to_have_count(1)
    wanted = menu.get_by_role("menuitemradio", name="an increase of 8.0% year on year", exact=False).first
    for _ in range(20):
        if wanted.evaluate("el => el === document.activeElement"):
            break
        person.press("ArrowDown")
    person.press("Enter")
    assert "{growth.noun}" in typed(person)
    expect(person.page.locator("#checks")).to_contain_text("having an increase of 8.0% year on year")
    expect(person.page.frame_locator("#sheet").locator("#lit").first).to_contain_text("having an increase of 8.0%")
    person.press("Alt+.", "Enter", "Escape")
    expect(menu).to_have_count(0)
    expect(person.page.locator("#editor")).to_be_focused()


def test_a_figure_is_cut_and_pasted_and_travels_as_what_it_is(come: Come, there: Served) -> None:
    person = come()
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(person, there)
    person.press("Control+Home", "ArrowRight", "Control+x")
    assert "{when" not in typed(person)
    person.press("Control+End", "Control+v")
    assert typed(person).endswith("{when.as-of-initial}")
    person.page.evaluate("navigator.clipboard.writeText('about {assets} {nonsense} <b>8%</b>\\n line')")
    person.press("Control+v")
    assert typed(person).endswith("{when.as-of-initial}about {assets} {{nonsense}} <b>8%</b> line")


def test_a_figure_is_dragged_to_another_place(come: Come, there: Served) -> None:
    person = come()
    surface = opened(person, there)
    chip = surface.locator('[data-token="c"]')
    chip.drag_to(surface.locator('[data-token="when.as-of-initial"]'), target_position={"x": 1, "y": 8})
    assert sorted(re.findall(r"\{[^}]*\}", typed(person))) == sorted(re.findall(r"\{[^}]*\}", WHOLE))


def test_emphasis_stays_emphasis_and_other_markup_stays_out(come: Come, there: Served) -> None:
    person = come()
    opened(person, there)
    person.press("Control+Home")
    person.page.keyboard.type("So: ")
    person.press("Shift+Home", "Control+b", "Control+End")
    assert typed(person).startswith(("<strong>So: </strong>", "<strong>So:</strong> "))
    person.press("Control+End", "Control+u", "Enter", "Shift+Enter")
    assert "<u>" not in typed(person)
    assert "<br" not in typed(person)
    person.page.keyboard.type("{assets}")
    assert typed(person).endswith("{{assets}}")  # braces that are typed are braces


def test_chinese_is_typed_through_an_input_method_beside_a_figure(come: Come, there: Served) -> None:
    person = come()
    opened(person, there)
    person.press("Control+Home", "ArrowRight", "ArrowRight")
    session = person.context.new_cdp_session(person.page)
    session.send("Input.imeSetComposition", {"text": "zhong", "selectionStart": 5, "selectionEnd": 5})
    session.send("Input.insertText", {"text": "中"})
    assert typed(person) == WHOLE.replace("initial}", "initial}中")


def test_it_is_usable_by_touch_at_phone_width(come: Come, there: Served) -> None:
    person = come(PHONE, "zh")
    surface = opened(person, there)
    surface.locator('[data-token="assets"]').tap()
    expect(person.page.get_by_role("menu")).to_be_visible()
    person.page.get_by_role("menuitem", name="移出").tap()
    assert "{assets}" not in typed(person)
    person.page.locator("#tray .missing").tap()
    assert typed(person).count("{assets}") == 1
    assert person.overflow() <= 0


def test_without_script_the_text_field_itself_is_edited(come: Come, there: Served) -> None:
    person = come()
    row = next(r for r in there.workspace.segments("en") if r.source == "规模在扩大。")
    context = person.context.browser.new_context(java_script_enabled=False)
    context.add_cookies(person.context.cookies())
    page = context.new_page()
    page.goto(f"{there.address}/review/en/{row.id}")
    page.get_by_label("Translation; figures stand between braces").fill("The base keeps growing.")
    page.get_by_role("button", name="Save, next").click()
    expect(page.get_by_text("Saved as reviewed.")).to_be_visible()
    context.close()
    assert next(r.target for r in there.workspace.segments("en") if r.id == row.id) == "The base keeps growing."
