"""Pages hold what belongs on them: the opening chapter stays on its page, contents on theirs, remarks with their tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefing.document.nodes import (
    Block,
    Document,
    KeyFigures,
    ListBlock,
    Paragraph,
    Section,
    SourceEntry,
    SourceList,
    Table,
    Text,
    plain,
    walk,
)
from briefing.render import pdf as writer
from briefing.render.html.block import OPENING_SET
from briefing.render.html.inline import USUAL, Closer
from briefing.render.pdf import pages
from briefing.render.pdf.pages import Places
from tests.render.reading import house
from tests.support.sample_document import sample

Laid = tuple[Any, Places]


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Closer, bool, Laid]]:
    """Every layout that is made from now on: how close, whether of the opening chapter alone, and what came of it."""
    made: list[tuple[Closer, bool, Laid]] = []
    one = writer._laid_out

    def seen(document: Any, theme: Any, closer: Closer = USUAL, *, alone: bool = False) -> Laid:
        made.append((closer, alone, one(document, theme, closer, alone=alone)))
        return made[-1][2]

    monkeypatch.setattr(writer, "_laid_out", seen)
    return made


def opened(language: str, *, table: int, lines: int) -> Document:
    """A document whose opening chapter has tiles, a table, a chart and lines of text."""
    document = sample(language)
    chapter = sample(language, table).sections[0]
    kept = tuple(block for block in chapter.blocks if not isinstance(block, Section))
    text = Paragraph((Text({"zh": "一行正文。", "en": "One line."}[language]),))
    second = Section("second", 1, "2", (Text("Second"),), (text,))
    return replace(document, sections=(replace(chapter, blocks=kept + (text,) * lines), second, *document.sections[1:]))


def test_an_opening_chapter_that_runs_on_by_a_few_lines_is_set_closer_until_it_stays_on_its_page(
    layouts: list[tuple[Closer, bool, Laid]],
) -> None:
    steps = set()
    for lines in range(0, 10, 2):
        layouts.clear()
        step = writer._opening(opened("en", table=5, lines=lines), house())
        steps.add(step)
        _, _, (alone, places) = layouts[0]
        spilt = pages.filled(alone.pages[-1]._page_box) if places.count == 2 else places.count - 1
        assert step == 0 or 0 < spilt <= writer.RUN_ON, (
            "what stays on its page is set as usual, so much is not squeezed"
        )
        assert bool(step) >= (0 < spilt < 0.1), "a few lines"
        assert step == 0 or layouts[-1][2][1].count == 1
    assert steps == {0, 1, 2, 3}


@pytest.mark.parametrize(("language", "lines"), [("zh", 2), ("en", 2)])
def test_the_whole_document_is_laid_out_once_as_close_as_its_opening_chapter_wants(
    language: str, lines: int, layouts: list[tuple[Closer, bool, Laid]]
) -> None:
    document = opened(language, table=5, lines=lines)
    _, found = writer.lay_out(document, house())
    assert layouts[0][2][1].count == 2
    assert len(found.printed[document.sections[0].id]) == 1
    assert [closer.opening for closer, alone, _ in layouts if not alone and not closer.whole] == [
        layouts[-1][0].opening
    ]


def test_each_step_takes_less_room_than_the_one_before() -> None:
    alone = replace(opened("en", table=5, lines=0), sections=opened("en", table=5, lines=0).sections[:1])
    made = [writer._laid_out(alone, house(), Closer(opening=step), alone=True)[0] for step in range(len(OPENING_SET))]
    room = [pages.filled(laid_out.pages[0]._page_box) + len(laid_out.pages) for laid_out in made]
    assert room == sorted(set(room), reverse=True)


def test_letters_set_closer_stay_legible() -> None:
    alone = replace(opened("en", table=5, lines=0), sections=opened("en", table=5, lines=0).sections[:1])
    laid_out, _ = writer._laid_out(alone, house(), Closer(opening=len(OPENING_SET) - 1), alone=True)
    texts = [b for p in laid_out.pages for b in p._page_box.descendants() if (getattr(b, "text", "") or "").strip()]
    sizes = [
        float(box.style["font_size"]) * 0.75 for box in texts if box.element_tag != "a"
    ]  # calls of notes are raised
    assert min(sizes) >= 7


def test_a_document_without_a_front_has_no_opening_page(layouts: list[tuple[Closer, bool, Laid]]) -> None:
    document = sample("en")
    writer.lay_out(replace(document, extra={**document.extra, "front": "none"}), house())
    assert not any(alone for _, alone, _ in layouts)


def listed(entries: int) -> Document:
    document = sample("en")
    line = (Paragraph((Text("Text."),)),)
    parts = tuple(Section(f"s{at}", 1, str(at), (Text(f"Part {at}"),), line) for at in range(1, entries + 1))
    return replace(document, sections=parts)


@pytest.mark.parametrize(("entries", "usually", "pages"), [(20, 1, 1), (24, 2, 1), (33, 2, 1), (46, 2, 2)])
def test_contents_that_run_on_by_a_few_entries_are_set_closer_and_those_that_do_not_are_not(
    entries: int, usually: int, pages: int, layouts: list[tuple[Closer, bool, Laid]]
) -> None:
    _, found = writer.lay_out(listed(entries), house())
    _, before = next(made for closer, alone, made in layouts if not alone and not closer.contents)
    assert (len(before.printed["contents"]), len(found.printed["contents"])) == (usually, pages)
    assert any(closer.contents for closer, _, _ in layouts) == (usually > pages)


def remarked(words: int, blocks: tuple[Block, ...]) -> Document:
    document = sample("en")
    before = Paragraph((Text("x " * words),))
    return replace(document, sections=(replace(document.sections[1], blocks=(before, *blocks)),))


def where(laid_out: Any, words: str) -> int:
    """The page that begins to print a text."""
    texts = ["".join(getattr(b, "text", "") or "" for b in page._page_box.descendants()) for page in laid_out.pages]
    return next(at for at, text in enumerate(texts) if words in text)


def below_a_lead(block: Block, words: int) -> Any:
    """A document whose second chapter, a lead and a block, begins below so many words, laid out."""
    lead = Paragraph((Text("What the chapter says."),), "lead")
    first = Section("a", 1, "1", (Text("A"),), (Paragraph((Text("x " * words),)),))
    second = Section("b", 1, "2", (Text("Second chapter"),), (lead, block))
    return writer._laid_out(replace(sample("en"), sections=(first, second)), house(), alone=True)[0]


MORE = Paragraph((Text("More of it."),))


UNDER = Section("u", 2, "2.1", (Text("Under"),), (MORE,))


@pytest.mark.parametrize("block", [MORE, ListBlock(((MORE,),)), UNDER])
def test_a_heading_and_its_lead_stay_with_the_beginning_of_running_text(block: Block) -> None:
    begun = set()
    for words in range(2000, 2450, 50):
        laid_out = below_a_lead(block, words)
        begun.add(at := where(laid_out, "Second chapter"))
        assert where(laid_out, "What the chapter says.") == where(laid_out, "More of it.") == at
    assert len(begun) > 1, "it has begun on more than one page"


def test_a_block_that_goes_to_the_next_page_whole_leaves_the_heading_and_its_lead_where_they_are() -> None:
    tiles = next(node for node in walk(sample("en")) if isinstance(node, KeyFigures))
    parted = 0
    for words in range(2000, 2450, 50):
        laid_out = below_a_lead(tiles, words)
        at = where(laid_out, "Second chapter")
        assert where(laid_out, "What the chapter says.") == at, "no heading is alone at the foot"
        parted += where(laid_out, plain(tiles.items[0].label)) > at
    assert parted, "the page is not left empty from the heading on"


@pytest.mark.parametrize(("words", "count", "step"), [(0, 92, 1), (1300, 22, 2), (1300, 25, 0)])
def test_the_last_page_holds_more_than_a_source_or_two(
    words: int, count: int, step: int, layouts: list[tuple[Closer, bool, Laid]]
) -> None:
    """The end is set closer in steps until that saves the page; where none does, the last five sources are there together."""
    entries = tuple(SourceEntry(f"s{at}", f"S{at}", (Text("A source with its title. "),)) for at in range(count))
    before = (Section("a", 1, "", (Text("A"),), (Paragraph((Text("x " * words),)),)),) if words else ()
    sections = (*before, Section("sources", 1, "", (Text("Sources"),), (SourceList(entries),)))
    laid_out, found = writer.lay_out(replace(sample("en"), sections=sections), house())
    whole = [(closer.whole, made[1].count) for closer, alone, made in layouts if not alone and not closer.contents]
    usual = whole[0][1]
    assert [at for at, pages in whole if pages < usual] == [step][: bool(step)]
    assert found.count == usual - bool(step)
    boxes = list(laid_out.pages[-1]._page_box.descendants())
    held = {id(b.element) for b in boxes if b.element_tag == "li" and b.element is not None}
    assert len(held) >= 5


@pytest.mark.parametrize(("rows", "least"), [(6, 1200), (24, 0)])
def test_notes_source_and_remark_stay_with_the_last_rows_of_a_table(rows: int, least: int) -> None:
    """A paragraph of another length before it moves the table along the page, so that its end meets the foot of one."""
    (table,) = [node for node in walk(sample("en", rows)) if isinstance(node, Table)]
    table = replace(table, source=(Text("Source: " + "a long one, " * 40),))
    remark = Paragraph((Text("A remark on the table."),), "small")
    ends = set()
    for words in range(least, least + 1200, 150):
        laid_out, _ = writer._laid_out(remarked(words, (table, remark)), house())
        shown = [
            [
                (b.element.get("class") or b.element_tag)
                for b in page._page_box.descendants()
                if b.element_tag in ("tr", "p")
            ]
            for page in laid_out.pages
        ]
        last = [at for at, classes in enumerate(shown) if "tr" in classes][-1]
        lines = [at for at, classes in enumerate(shown) for name in classes if name in ("below", "below from", "small")]
        assert lines
        assert set(lines) == {last}
        ends.add(last)
    assert len(ends) > 1, "its end has been on more than one page"
