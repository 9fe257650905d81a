"""A table that goes on on a later page says so there, and only there. That whoever has the page read out hears its caption
once is seen in ``test_file``: read aloud, a table over pages is that of the tree."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import weasyprint

from briefing.document.nodes import Block, Caption, Chart, Paragraph, Section, Table, Text, plain, walk
from briefing.render.pdf import render_pdf
from briefing.render.pdf.patches import continued_tables
from tests.render.pdf.files import failures, poppler, structure_text
from tests.render.reading import house
from tests.support.sample_document import sample

ROWS = 60  # over three pages
SAID = {"zh": ("续表1", "表1"), "en": ("Table 1 (continued)", "Table 1")}


def table_of(language: str, rows: int) -> Table:
    (table,) = [node for node in walk(sample(language, rows)) if isinstance(node, Table)]
    return table


def set_out(language: str, *blocks: Block, without: str = "") -> bytes:
    """These blocks as PDF, without an opening chapter to be fitted to its page; ``without`` the label of this name."""
    document = sample(language)
    section = Section("s", 1, "", (Text("S"),), blocks)
    labels = {key: words for key, words in document.labels.items() if key != without}
    bare = replace(document, labels=labels, extra={**document.extra, "front": "none"})
    return render_pdf(replace(bare, sections=(section, document.sections[1])), house()).bytes


def pages(language: str, rows: int) -> list[str]:
    return poppler("pdftotext", set_out(language, table_of(language, rows)), "-layout").split("\f")


def squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", sorted(SAID))
def test_each_later_page_of_a_table_says_that_it_goes_on_with_its_caption(language: str) -> None:
    again, label = map(squashed, SAID[language])
    caption = squashed(plain(table_of(language, ROWS).caption.children))
    shown = [squashed(page) for page in pages(language, ROWS)]
    begins = [f"{label}{caption}" in page.replace(f"{again}{caption}", "") for page in shown]
    goes_on = [f"{again}{caption}" in page for page in shown]
    assert goes_on.count(True) >= 2
    assert begins.index(True) + 1 == goes_on.index(True)
    assert begins.count(True) == 1
    assert [again in page for page in shown] == goes_on


def test_a_table_on_one_page_says_nothing_of_the_kind() -> None:
    for language, (again, _) in SAID.items():
        assert again.replace(" ", "") not in re.sub(r"\s", "", "".join(pages(language, 3)))


def timeline(language: str, name: str, events: int) -> Chart:
    label, gap = {"zh": ("图", "　"), "en": ("Figure ", " ")}[language]
    days = tuple(f"20{year:02}-01-01" for year in range(events))
    happened = tuple(f"{name} saw {year}" for year in range(events))
    caption = Caption(label, 1, gap, (Text("Milestones"),))
    return Chart(name, caption, "timeline", days, (), "", "1", "alt", labels=happened)


def filling(words: int) -> Paragraph:
    return Paragraph((Text("x " * words),))


@pytest.mark.parametrize(("language", "again"), [("zh", "续图1"), ("en", "Figure1(continued)")])
def test_a_timeline_that_goes_on_on_a_later_page_says_so_there_and_only_there(language: str, again: str) -> None:
    data = set_out(language, filling(900), timeline(language, "it", 30))
    shown = [squashed(page) for page in poppler("pdftotext", data, "-layout").split("\f")]
    first, second = [page for page in shown if "Milestones" in page]
    assert again not in first
    assert f"{again}Milestones" in second
    assert structure_text(data).count("Milestones") == 1
    assert failures(data) == set()


def test_two_events_at_least_stand_on_each_page_of_a_timeline() -> None:
    names = [f"t{at}" for at in range(24)]
    blocks = [block for at, name in enumerate(names) for block in (filling(500 + 37 * at), timeline("en", name, 7))]
    shown = poppler("pdftotext", set_out("en", *blocks), "-layout").split("\f")
    counts = {tuple(n for page in shown if (n := page.count(f"{name} saw"))) for name in names}
    assert (7,) in counts
    assert len(counts) > 1, "some do break"
    assert all(min(count) > 1 for count in counts)


def test_a_language_without_words_for_it_says_nothing() -> None:
    shown = poppler("pdftotext", set_out("en", table_of("en", ROWS), without="continued"), "-layout")
    assert shown.count("Investment (RMB billion)") > 1, "its head stands on more than one page"
    assert "continued" not in shown


def test_the_engine_still_repeats_a_head_as_it_is() -> None:
    table = "<table><thead><tr class='again'><th>more</th></tr></thead>" + "<tr><td>row</td></tr>" * 200 + "</table>"

    def said() -> list[int]:
        made = weasyprint.HTML(string=table).render()
        texts = [[getattr(box, "text", "") for box in page._page_box.descendants()] for page in made.pages]
        return [found.count("more") for found in texts]

    assert set(said()) == {1}
    with continued_tables():
        assert said() == [0, *[1] * (len(said()) - 1)]


def test_a_schematic_is_a_list_of_what_lies_on_its_sides() -> None:
    named = tuple(f"name {way}" for way in ("north", "hub", "south"))
    drawn = Chart(
        "ways",
        Caption("Figure ", 1, " ", (Text("Directions"),)),
        "schematic",
        named,
        (),
        "",
        "1",
        "alt",
        labels=("up", "here", "down"),
        ways=("north", "hub", "south"),
    )
    data = set_out("en", drawn)
    assert failures(data) == set()
    assert all(name in structure_text(data) for name in named)
