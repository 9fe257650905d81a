"""Our ways round what the engines lack are still needed: when one of these fails, take the way round out (docs/upstream)."""

from __future__ import annotations

import pydyf
import weasyprint

from briefing.render.pdf import lay_out  # noqa: F401 - the engines as they are when our writer is loaded

WIDE = "<p style='text-autospace: normal'><span id='x'>汉字abc汉字</span></p>"


def test_references_of_pages_are_still_made_anew_at_each_access() -> None:
    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    assert pdf.page_references is not pdf.page_references


def test_css_still_opens_no_gap_between_han_and_latin() -> None:
    def width(page: str) -> float:
        found: list[float] = []

        def walk(box: object) -> None:
            if getattr(box, "text", ""):
                found.append(float(box.width))  # type: ignore[attr-defined]
            for child in getattr(box, "children", ()):
                walk(child)

        walk(weasyprint.HTML(string=page).render().pages[0]._page_box)
        return sum(found)

    plain = width(WIDE.replace("text-autospace: normal", ""))
    assert plain > 0
    assert width(WIDE) == plain
