"""The HTML edition: whole, self-contained, linked both ways, and saying what the tree says."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, get_args

import pytest
from lxml import html as parser

from briefing.document import nodes
from briefing.document.nodes import Document, Figure, Moment, Note, walk
from briefing.render.html import html_of, render_html, style_sheet
from briefing.render.html.block import BLOCK, tiles_in_a_row
from briefing.render.html.inline import Medium
from briefing.render.html.tokens import characters, markup, to_html
from tests.render.reading import bare, body_text, house
from tests.support.sample_document import sample

LANGUAGES = ("zh", "en")


def page(document: Document) -> Any:
    return parser.fromstring(render_html(document, house()).decode())


def visible(element: Any) -> str:
    copy = parser.fromstring(parser.tostring(element))
    for gone in copy.xpath("//style|//*[local-name()='svg']|//ol[@class='notes']|//a[@class='call']"):
        gone.drop_tree()
    return bare(copy.text_content())


def test_every_node_has_its_function() -> None:
    assert set(BLOCK) == set(get_args(nodes.Block))


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_that_of_the_tree_in_its_order(language: str) -> None:
    document = sample(language)
    assert visible(page(document).find(".//main")) == body_text(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_of_a_network(language: str) -> None:
    source = render_html(sample(language), house()).decode()
    tree = parser.fromstring(source)
    assert not tree.xpath("//script[not(@type='application/ld+json')]|//link|//img|//iframe|//@src")
    assert all(target.startswith("#") for target in tree.xpath("//@href"))
    assert "url(http" not in source
    assert "@import" not in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_every_link_arrives(language: str) -> None:
    tree = page(sample(language))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in tree.xpath("//@href")} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_and_moments_keep_their_identity(language: str) -> None:
    document = sample(language)
    tree = page(document)
    figures = [(n.fact, n.value, n.unit, n.text) for n in walk(document.sections) if isinstance(n, Figure)]
    shown = [(d.get("data-fact"), d.get("value"), d.get("data-unit"), d.text_content()) for d in tree.iter("data")]
    drawn = [
        (t.get("data-fact"), t.get("data-value"), t.get("data-unit"), t.text_content())
        for t in tree.xpath("//*[local-name()='text'][@data-fact]")
    ]
    assert sorted(shown + drawn) == sorted(figures)
    moments = [(n.datetime, n.text) for n in walk(document.sections) if isinstance(n, Moment)]
    assert [(t.get("datetime"), t.text_content()) for t in tree.iter("time")] == moments


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_are_called_and_lead_back(language: str) -> None:
    document = sample(language)
    tree = page(document)
    for note in (n for n in walk(document.sections) if isinstance(n, Note)):
        assert tree.get_element_by_id(f"call-{note.id}").get("href") == f"#{note.id}"
        assert tree.get_element_by_id(note.id).find("a").get("href") == f"#call-{note.id}"


def test_language_headings_and_landmarks() -> None:
    tree = page(sample("zh"))
    assert tree.get("lang") == "zh-CN"
    assert [span.text_content() for span in tree.xpath("//span[@lang='en']")] == ["AFRE"]
    levels = [int(e.tag[1]) for e in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert tree.find(".//nav") is not None
    assert tree.xpath("//a[@class='skip']/@href") == ["#contents"]
    assert tree.xpath("//meta[@name='viewport']")


def test_thin_gaps_are_spans_and_not_characters() -> None:
    html = to_html(
        [characters("达"), markup("<data>"), characters("9.6万亿元"), markup("</data>"), characters("，占A股")]
    )
    assert html == '达<data><span class="gl gr">9.6</span>万亿元</data>，占<span class="gl gr">A</span>股'
    assert (
        to_html([characters("《甲》，（乙）")])
        == '<span class="tl">《</span>甲<span class="tr">》</span><span class="tr">，</span><span class="unit">（乙）</span>'
    )
    assert to_html([characters("a < b & c")]) == "a &lt; b &amp; c"


def test_a_timeline_is_text_and_marks_what_is_still_to_come() -> None:
    events = nodes.Chart(
        "when",
        nodes.Caption("Figure ", 1, " ", (nodes.Text("Steps"),)),
        "timeline",
        ("2024-04-07", "2027-12-31"),
        (nodes.Series("", (None, None)),),
        "",
        "1",
        "alt",
        labels=("Plan explained", "Second target"),
        dates=("7 April 2024", "End-2027"),
    )
    whole = sample("en")
    section = nodes.Section("s", 1, "1", (nodes.Text("Dates"),), (events,))
    tree = page(replace(whole, sections=(section,)))
    rows = tree.xpath("//dl[@class='events']/div")
    assert [row.text_content() for row in rows] == ["7 April 2024Plan explained", "End-2027Second target"]
    assert ["coming" in row.get("class") for row in rows] == [False, True]
    assert tree.xpath("//dl[@class='events']//time/@datetime") == ["2024-04-07", "2027-12-31"]


def test_rows_that_share_a_cell_are_not_parted() -> None:
    def cell(text: str, rows: int = 1, scope: str = "") -> nodes.Cell:
        return nodes.Cell((nodes.Text(text),), scope, rowspan=rows)

    body = ((cell("A", 2, "row"), cell("1")), (cell("2"),), (cell("B", 1, "row"), cell("3")))
    columns = (nodes.Column("start", 50), nodes.Column("start", 50))
    table = nodes.Table("t", nodes.Caption("Table ", 1, " ", (nodes.Text("T"),)), columns, (), body)
    section = nodes.Section("s", 1, "1", (nodes.Text("Rows"),), (table,))
    tree = page(replace(sample("en"), sections=(section,)))
    assert [row.get("class") for row in tree.xpath("//tbody/tr")] == [None, "joined", None]


def test_long_figures_get_fewer_tiles_in_a_row() -> None:
    def tiles(text: str, count: int) -> tuple[nodes.KeyFigure, ...]:
        return tuple(nodes.KeyFigure((nodes.Text(text),), (nodes.Text("label"),)) for _ in range(count))

    assert tiles_in_a_row(tiles("46%", 4), house())[0] == 4
    across, size = tiles_in_a_row(tiles("RMB\u00a0202.03\u00a0billion", 6), house())
    assert across == 2
    assert size <= house().type.scale["figure"]


def test_same_tree_same_bytes() -> None:
    assert render_html(sample("en"), house()) == render_html(sample("en"), house())


def test_a_screen_gets_a_way_back_up_and_charts_drawn_for_its_width() -> None:
    tree = page(sample("zh"))
    (up,) = tree.xpath('//a[@class="up"]')
    assert up.get("href") == "#contents"
    widths = {float(svg.get("width").removesuffix("pt")) for svg in tree.xpath('//svg[contains(@class,"small")]')}
    assert widths
    assert max(widths) < 320
    paper = html_of(sample("zh"), house(), Medium.PAGES)
    assert 'class="up"' not in paper
    assert 'class="drawing small"' not in paper


def test_what_moves_sideways_can_be_reached_by_keyboard_and_is_called_by_its_caption() -> None:
    tree = page(sample("en"))
    moved = tree.xpath("//div[@class='scroll']")
    assert moved
    for box in moved:
        assert (box.get("tabindex"), box.get("role")) == ("0", "region")
        assert tree.get_element_by_id(box.get("aria-labelledby")) is box.find("table/caption")


def test_what_moves_sideways_shows_it_without_a_script() -> None:
    rule = re.search(r"\.scroll, \.chart \{([^}]*)\}", style_sheet(house(), "screen"))
    assert rule is not None
    assert rule[1].count("no-repeat local") == rule[1].count("no-repeat scroll") == 2  # a shade that goes at the end
    assert "scrollbar-color" in rule[1]


@pytest.mark.parametrize("count", range(1, 8))
def test_a_panel_says_whether_its_last_tile_would_stand_beside_nothing(count: int) -> None:
    tiles = tuple(nodes.KeyFigure((nodes.Text("46%"),), (nodes.Text("What"),), ()) for _ in range(count))
    section = nodes.Section("s", 1, "", (nodes.Text("Figures"),), (nodes.KeyFigures(tiles, ()),))
    (panel,) = page(replace(sample("en"), sections=(section,))).xpath("//div[contains(@class, 'key-figures')]")
    assert ("odd" in panel.get("class").split()) == bool(count % 2)


def test_the_title_is_cut_at_its_parts_and_never_leaves_one_character_alone() -> None:
    cover = replace(
        sample("zh").cover, title="重庆建设西部金融中心投资者简报", parts=("重庆建设", "西部金融中心", "投资者简报")
    )
    parts = page(replace(sample("zh"), cover=cover)).xpath("//h1/span[@class='part']")
    assert [part.text_content() for part in parts] == list(cover.parts)
    (held,) = page(replace(sample("zh"), cover=replace(cover, title="招商清单投资指引", parts=()))).xpath("//h1/span")
    assert (held.get("class"), held.text_content()) == ("hold", "投资指引")


@pytest.mark.parametrize(
    ("cell", "held"), [("养老产业贷款余额同比增速", "增速"), ("余额。", "额。"), ("元", None), ("a b", None)]
)
def test_no_cell_ends_in_a_line_of_one_character(cell: str, held: str | None) -> None:
    caption, column = nodes.Caption("表", 1, "", (nodes.Text("名"),)), nodes.Column("start", 100)
    table = nodes.Table("t", caption, (column,), (), ((nodes.Cell((nodes.Text(cell),)),),))
    section = nodes.Section("s", 1, "", (nodes.Text("节"),), (table,))
    (found,) = page(replace(sample("zh"), sections=(section,))).xpath("//td")
    assert ([span.text_content() for span in found.xpath("span[@class='hold']")] or [None]) == [held]


@pytest.mark.parametrize(
    ("language", "pieces", "held"),
    [
        ("zh", ("来源：重庆市人民政府，2026年4月10日；部分数据据此推算", "。"), "据此推算。"),
        ("en", ("Source: Chongqing Daily, 10 April 2026; some figures by our calculation", "."), "calculation."),
    ],
)
def test_no_line_below_a_table_is_one_word_where_its_mark_is_written_apart(
    language: str, pieces: tuple[str, ...], held: str
) -> None:
    caption, column = nodes.Caption("表", 1, "", (nodes.Text("名"),)), nodes.Column("start", 100)
    body = ((nodes.Cell((nodes.Text("x"),)),),)
    table = nodes.Table("t", caption, (column,), (), body, source=tuple(map(nodes.Text, pieces)))
    section = nodes.Section("s", 1, "", (nodes.Text("节"),), (table,))
    (line,) = page(replace(sample(language), sections=(section,))).xpath("//p[@class='below from']")
    kept_together = [span.text_content() for span in line.xpath("span[@class='hold']")]
    assert kept_together
    assert kept_together[-1].endswith(held)
    assert len(kept_together[-1]) < 20


@pytest.mark.parametrize(
    "words", ["", "A source, at example.org/a-very-long-address-that-is-one-word-of-its-own-" + "x" * 40, "词"]
)
def test_a_mark_alone_behind_what_cannot_be_held_with_it_is_written_as_it_is(words: str) -> None:
    for mark in ".。":
        shown = to_html([characters(words), characters(mark)], whole=True)
        assert re.sub("<[^>]*>", "", shown) == words + mark


def test_a_number_in_text_stays_with_the_character_after_it_on_a_screen() -> None:
    assert to_html([characters("至2026年2月3日")], screen=True).count('<span class="hold">') == 3
    assert "hold" not in to_html([characters("至2026年2月3日")])
    assert "hold" not in to_html([markup("<data>"), characters("9.6万亿元"), markup("</data>")], screen=True)
    assert "hold" not in to_html([characters("A股和20251231号文")], screen=True)


@pytest.mark.parametrize(
    "before", ["", "Wednesday-to-Saturdays-only", f"{'word ' * 20}Wednesday-to-Saturdays-only", "重庆"]
)
@pytest.mark.parametrize("mark", [".", "。"])
def test_a_mark_alone_behind_nothing_or_a_long_word_is_printed_as_it_is(before: str, mark: str) -> None:
    printed = parser.fromstring(f"<p>{to_html([characters(before), characters(mark)], whole=True)}</p>")
    assert printed.text_content() == before + mark
