"""Pages set to one height: what is left is shared out, nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from briefing.document.nodes import KeyFigures, Paragraph, Section, Text
from briefing.render import pdf as writer
from briefing.render.html.inline import USUAL, Closer
from briefing.render.pdf import pages
from briefing.render.pdf.pages import places
from tests.render.reading import house
from tests.support.sample_document import sample


def _boxes(laid_out: Any) -> list[list[tuple[str, float, float]]]:
    return [
        [(b.element_tag, float(b.position_y), float(b.height)) for b in pages._blocks(page._page_box.children[0])]
        for page in laid_out.pages
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_left_on_a_page_is_shared_out(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = sample(language, 40)
    monkeypatch.setattr(writer, "spread_pages", list)
    plain, before = writer.lay_out(document, house())
    monkeypatch.undo()
    moved, after = writer.lay_out(document, house())
    assert after == before == places(moved.pages)  # everything stays on its page
    less = 0
    for one, other, page in zip(_boxes(plain), _boxes(moved), moved.pages, strict=True):
        assert [(tag, height) for tag, _, height in one] == [(tag, height) for tag, _, height in other]
        shifts = [b - a for (_, a, _), (_, b, _) in zip(one, other, strict=True)]
        assert shifts == sorted(shifts)  # nothing moves up, or over what follows it
        assert pages._left(page._page_box) > -0.01
        less += any(shifts)
    assert less, "no page of the sample has anything left to share out"
    assert _boxes(plain)[-1] == _boxes(moved)[-1]


def test_a_heading_stays_with_what_it_heads() -> None:
    assert pages.room_between("h2", "p") == pages.room_between("h3", "figure") == 0
    assert pages.room_between("p", "h2") > pages.room_between("p", "h3") > pages.room_between("p", "p") > 0


def test_lists_of_terms_are_one_and_a_remark_stays_near_what_it_is_about() -> None:
    assert pages.room_between("dl", "dl") == 0 < pages.room_between("p", "dl")
    assert pages.room_between("figure", "p", remark=True) == 0 < pages.room_between("figure", "p")
    assert pages.room_between("p", "p", remark=True) > 0, "it is about no panel"
    document = sample("en", 40)
    first, *others = document.sections
    remark = Paragraph((Text("A remark about it."),), "small")
    shown = tuple(b for block in first.blocks for b in ((block, remark) if isinstance(block, KeyFigures) else (block,)))
    laid_out, _ = writer.lay_out(replace(document, sections=(replace(first, blocks=shown), *others)), house())
    found = [list(pages._blocks(page._page_box.children[0])) for page in laid_out.pages[:-1]]
    near = [(above, below) for blocks in found for above, below in pairwise(blocks) if pages._remark(below)]
    assert near
    for above, below in near:
        end = above.position_y + above.margin_top + above.border_height()
        assert 0 < below.position_y + below.margin_top - end < 10, "in pixels"


def test_grounds_move_with_their_boxes() -> None:
    laid_out, _ = writer.lay_out(sample("en", 40), house())
    seen = 0
    for page in laid_out.pages[1:]:
        for box in page._page_box.descendants():
            if box.element_tag == "aside" and getattr(box, "background", None):
                top = box.background.layers[-1].painting_area[1]
                assert abs(top - box.position_y - box.margin_top) < 0.01
                seen += 1
    assert seen


def test_a_last_page_with_next_to_nothing_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document is laid out with more and more lines, until a normal layout would leave an almost empty page."""
    tried: dict[int, Any] = {}
    one = writer._laid_out

    def counted(document: Any, theme: Any, closer: Closer = USUAL) -> Any:
        tried[closer.whole] = one(document, theme, closer)
        return tried[closer.whole]

    monkeypatch.setattr(writer, "_laid_out", counted)
    monkeypatch.setattr(writer, "_opening", lambda *_: 0)
    document = sample("en")
    last = document.sections[-1]
    for lines in range(0, 40, 3):
        extra = Section("more", 1, "", (Text("More"),), last.blocks[:1] * lines)
        tried.clear()
        laid_out, found = writer.lay_out(replace(document, sections=(*document.sections, extra)), house())
        if [*tried] == [0, 1]:
            normal = tried[0]
            assert pages.filled(normal[0].pages[-1]._page_box) < writer.EMPTY
            assert found.count <= normal[1].count
            assert len(laid_out.pages) == found.count
            tried.clear()
            monkeypatch.setattr(writer, "MOST", normal[1].count - 1)
            writer.lay_out(replace(document, sections=(*document.sections, extra)), house())
            assert [*tried] == [0], "a long document is laid out once"
            return
    raise AssertionError("no layout left a last page almost empty")
