"""A deck: what its slides hold, what does not fit, and what the proof sees of a change."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pptx
import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from briefing.changes import compared
from briefing.document.nodes import KeyFigure, KeyFigures, Note, Paragraph, Section, SourceList, Text
from briefing.document.reading import from_json
from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.verifying import Proof, verify
from briefing.render.pptx import render_pptx
from briefing.render.theme import load_theme
from briefing.review.lint import declarations
from briefing.workspace import Workspace
from tests.formats.changing import changed, with_change
from tests.support.mini_project import INDICATORS, PACK, mini_project
from tools.quality.outside import open_xml_errors

DECK = "tiny.zh.pptx"
PACKS = {
    "content__packs__tiny": PACK.replace("id: tiny", "id: tiny\nkind: deck\nof: base").replace(
        "[docx, pdf, html]", "[pptx]"
    ),
    "content__packs__base": PACK.replace("id: tiny", "id: base").replace("[docx, pdf, html]", "[html]"),
}
SLIDES = """\
<section id="scale"><h1>{{ _("规模在扩大。") }}</h1>
<figure id="chart-scale" data-chart="bar" {{ axis("CNY", scale_of(["financial-assets"])) }}><figcaption>{{ _("规模一览") }}</figcaption>
<table><thead><tr><th>{{ _("指标") }}</th><th>{{ _("规模") }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ cell("financial-assets", scale_of(["financial-assets"])) }}</td></tr></tbody></table></figure>
<ul><li>{% trans when=asof("financial-assets"), assets=fig("financial-assets"), growth=fig("assets-growth"), c=term("西部陆海新通道") %}
{{ when }}，金融资产达{{ assets }}，
{{ growth }}，见{{ c }}。{% endtrans %}</li></ul>
<p class="small">{% trans c=term("西部陆海新通道") %}{{ c }}再次提及。{% endtrans %}</p></section>
<section id="table"><h1>{{ _("规模一览") }}</h1>
<dl class="key-figures"><dt>{{ _("规模") }}</dt><dd>{{ fig("financial-assets", "tile-initial") }}</dd><dd class="detail">{{ period("financial-assets", "short") }}</dd>
<dt>{{ _("指标") }}</dt><dd>{{ fig("assets-growth", "amount") }}</dd><dt>{{ _("资料来源") }}</dt><dd>{{ fig("assets-growth", "amount") }}</dd></dl>
<table id="t-scale"><caption>{{ _("规模一览") }}</caption>
<thead><tr><th>{{ _("指标") }}</th><th>{{ unit("CNY", scale_of(["financial-assets"])) }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ cell("financial-assets", scale_of(["financial-assets"])) }}</td></tr></tbody></table></section>
<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>
"""  # noqa: E501 - a template reads best with one sentence a line


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The root of a small project and the folder of its edition: its deck alone."""
    root = mini_project(tmp_path_factory.mktemp("deck"), SLIDES, content__indicators__one=INDICATORS, **PACKS)
    return root, build(open_project(root), Request(root / "out", formats=("pptx",), jobs=1)).folder


def proved(root: Path, folder: Path) -> Proof:
    return verify(folder, declarations(open_project(root))[0], ["tiny.zh.pptx"], hashes=False)


def test_a_deck_is_built_with_the_pack_it_is_of(edition: tuple[Path, Path]) -> None:
    root, folder = edition
    built = build(open_project(root), Request(folder.parent, packs=("base",), formats=("pptx",), jobs=1))
    assert built.documents == ("tiny.en", "tiny.zh")


def test_slides_hold_native_tables_and_charts_notes_with_sources_numbers_and_alternative_text(
    edition: tuple[Path, Path],
) -> None:
    cover, scale, table, sources = pptx.Presentation(str(edition[1] / DECK)).slides
    assert (cover.shapes.title.text_frame.text, scale.shapes.title.text_frame.text) == ("小简报", "规模在扩大。")
    (frame,) = [shape for shape in scale.shapes if shape.has_chart]
    assert list(frame.chart.plots[0].series[0].values) == [9.6]
    assert "9.6" in frame._element.nvGraphicFramePr.cNvPr.get("descr")
    notes = scale.notes_slide.notes_text_frame.text.split("\n")
    assert notes[0] == "陆海新通道再次提及。"
    assert any(line.startswith("1 S1") for line in notes)
    shown = [
        [s.text_frame.text for s in slide.shapes if s.name == "Sources"] for slide in (cover, scale, table, sources)
    ]
    assert shown == [[], ["来源：\ufeff1 S1（见“资料来源”）。"], ["来源：S1（见“资料来源”）。"], []]
    assert any(line.startswith("来源：S1") for line in notes)
    (grid,) = [shape.table for shape in table.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["指标", "万亿元"], ["金融资产规模", "9.6"]]
    order = [shape.shape_type for shape in table.shapes]
    assert table.shapes[0] == table.shapes.title, order
    assert [s.text_frame.text for s in sources.placeholders if s.placeholder_format.idx == 12] == ["4"]


def test_what_stands_with_the_list_of_sources_has_its_size(tmp_path: Path) -> None:
    slides = SLIDES.replace('<div data-block="sources"/>', '<p>{{ _("规模一览") }}</p><div data-block="sources"/>')
    root = mini_project(tmp_path, slides, content__indicators__one=INDICATORS, **PACKS)
    folder = build(open_project(root), Request(root / "out", formats=("pptx",), languages=("zh",), jobs=1)).folder
    *_, sources = pptx.Presentation(str(folder / DECK)).slides
    (body,) = [s for s in sources.placeholders if "规模一览" in s.text_frame.text]
    sizes = {run.font.size for line in body.text_frame.paragraphs for run in line.runs}
    assert len(body.text_frame.paragraphs) > 1
    assert len(sizes) == 1
    assert None not in sizes


def test_tables_have_the_look_of_the_house_and_units_begin_no_line(edition: tuple[Path, Path]) -> None:
    deck = pptx.Presentation(str(edition[1] / DECK))
    (grid,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    looks = deck.part.part_related_by(RELATIONSHIP_TYPE.TABLE_STYLES).blob.decode()
    (own,) = re.findall(r'def="([^"]+)"', looks)
    assert grid._tbl.tblPr.find(qn("a:tableStyleId")).text == own
    assert f'styleId="{own}" styleName="House"' in looks
    assert not grid.horz_banding
    assert not grid.first_col
    said = deck.part._element.find(qn("p:kinsoku"))
    assert said.get("lang") == "zh-CN"
    assert {"万", "亿", "年"} <= set(said.get("invalStChars"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_slide_is_read_as_it_stands_from_left_to_right(language: str, edition: tuple[Path, Path]) -> None:
    scale = pptx.Presentation(str(edition[1] / f"tiny.{language}.pptx")).slides[1]
    inside = [s for s in scale.shapes if not s.is_placeholder or 0 < s.placeholder_format.idx < 10]
    lefts = [shape.left for shape in inside if shape.name != "Sources"]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 2  # a chart, and text beside it


def text(words: str, *notes: int) -> Paragraph:
    return Paragraph((Text(words), *(Note(f"note-{n}", n, (Text(f"Source {n}"),)) for n in notes)))


def test_the_notes_of_a_slide_are_numbered_from_one_those_that_are_seen_first(edition: tuple[Path, Path]) -> None:
    document = from_json((edition[1] / "record" / "tiny.zh.json").read_bytes())
    said = replace(text("说", 4, 7), role="small")
    slides = (
        Section("a", 1, "", (Text("甲"),), (said, text("见", 5, 4))),
        Section("b", 1, "", (Text("乙"),), (text("见", 9),)),
    )
    made = render_pptx(replace(document, sections=slides), load_theme(edition[0] / "templates" / "house"))
    first, second = list(pptx.Presentation(io.BytesIO(made)).slides)[1:]
    bodies = [next(s for s in slide.placeholders if s.placeholder_format.idx == 1) for slide in (first, second)]
    assert [body.text_frame.text for body in bodies] == ["见\ufeff12", "见\ufeff1"]
    assert first.notes_slide.notes_text_frame.text.split("\n") == [
        "说\ufeff23",
        "1 Source 5",
        "2 Source 4",
        "3 Source 7",
    ]


def test_the_call_of_a_note_stays_with_its_sentence_and_no_stop_hangs_out(edition: tuple[Path, Path]) -> None:
    document = from_json((edition[1] / "record" / "tiny.zh.json").read_bytes())
    section = Section("a", 1, "", (Text("甲"),), (text("见。", 5), text("See it.", 6)))
    made = render_pptx(replace(document, sections=(section,)), load_theme(edition[0] / "templates" / "house"))
    (body,) = [s for s in list(pptx.Presentation(io.BytesIO(made)).slides)[1].placeholders if "见" in s.text_frame.text]
    assert body.text_frame.text.split("\n") == ["见。\ufeff1", "See it.2"]  # between Latin signs no line ends there
    assert [p._p.pPr.get("hangingPunct") for p in body.text_frame.paragraphs] == ["0", "0"]


@pytest.mark.parametrize("entries", [3, 17])
def test_a_list_of_sources_is_set_as_large_as_the_slide_holds(entries: int, edition: tuple[Path, Path]) -> None:
    document = from_json((edition[1] / "record" / "tiny.zh.json").read_bytes())
    (few,) = [b for b in document.sections[-1].blocks if isinstance(b, SourceList)]
    many = replace(document.sections[-1], blocks=(SourceList(few.entries[:1] * entries),))
    made = render_pptx(replace(document, sections=(many,)), load_theme(edition[0] / "templates" / "house"))
    (body,) = [s for s in list(pptx.Presentation(io.BytesIO(made)).slides)[1].placeholders if "S1" in s.text_frame.text]
    (size,) = {run.font.size.pt for line in body.text_frame.paragraphs for run in line.runs}
    assert size >= 10
    assert (size > 12) == (entries == 3)


@pytest.mark.parametrize("count", range(1, 10))
def test_tiles_fill_their_rows(count: int, edition: tuple[Path, Path]) -> None:
    document = from_json((edition[1] / "record" / "tiny.zh.json").read_bytes())
    panel = KeyFigures(tuple(KeyFigure((Text("46%"),), (Text("率"),)) for _ in range(count)))
    for beside in ((), (text("旁"),)):
        section = Section("a", 1, "", (Text("甲"),), (panel, *beside))
        made = render_pptx(replace(document, sections=(section,)), load_theme(edition[0] / "templates" / "house"))
        tiles = [s for s in list(pptx.Presentation(io.BytesIO(made)).slides)[1].shapes if s.name.startswith("Tile")]
        ends: dict[int, int] = {}
        for tile in tiles:
            ends[tile.top] = max(ends.get(tile.top, 0), tile.left + tile.width)
        assert len(tiles) == count
        assert max(ends.values()) - min(ends.values()) <= 12_700  # a point


def test_a_deck_proves_is_valid_and_has_the_same_bytes_again(edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    assert verify(folder, declarations(open_project(root))[0]).problems == ()
    assert open_xml_errors(folder / DECK) == ()
    again = build(open_project(root), Request(tmp_path, formats=("pptx",), jobs=1, fresh=True)).folder
    assert (again / DECK).read_bytes() == (folder / DECK).read_bytes()


SLIDE, TABLE, CHART = "ppt/slides/slide2.xml", "ppt/slides/slide3.xml", "ppt/charts/chart2.xml"
NOTES, MARKS = "ppt/notesSlides/notesSlide1.xml", "customXml/item1.xml"
ATTACKS = {
    "a figure": (changed(SLIDE, "9.6万亿元", "9.8万亿元"), "proof-figure-not-in-manifest"),
    "a cell": (changed(TABLE, ">9.6<", ">9.8<"), "proof-figure-not-in-manifest"),
    "words that qualify": (changed(SLIDE, "9.6万亿元</a:t>", "9.6万亿元左右</a:t>"), "proof-beside-figure"),
    "a number typed beside": (changed(SLIDE, ">，金融资产达<", ">，3家的金融资产达<"), "proof-number-unaccounted"),
    "the value a chart draws": (changed(CHART, "<c:v>9.6</c:v>", "<c:v>9.8</c:v>"), "proof-inside"),
    "a number in the notes": (changed(NOTES, "再次提及", "再次提及，共3次"), "proof-number-unaccounted"),
    "a hidden slide": (changed(SLIDE, "<p:sld ", '<p:sld show="0" '), "proof-inside"),
    "a hidden shape": (changed(SLIDE, "<p:cNvPr ", '<p:cNvPr hidden="1" '), "proof-inside"),
    "a link": (changed(SLIDE, "<a:rPr ", '<a:rPr><a:hlinkClick xmlns:r="x" r:id="y"/></a:rPr><a:rPr '), "proof-inside"),
    "text in the colour of the ground": (
        changed(TABLE, '<a:schemeClr val="tx2"/>', '<a:schemeClr val="bg1"/>'),
        "proof-inside",
    ),
    "the fact of a mark": (
        changed(MARKS, 'fact="assets-growth@2025-12-31"', 'fact="financial-assets@2025-12-31"'),
        "proof-figure-not-in-manifest",
    ),
    "the number of a note": (changed(NOTES, ">1 <", ">2 <"), "proof-inside"),
    "lines over each other": (changed(TABLE, '<a:spcPts val="1', '<a:spcPts val="'), "proof-inside"),
    "lines far apart": (changed(TABLE, '<a:spcPts val="', '<a:spcPts val="9'), "proof-inside"),
    "a slide number": (changed(SLIDE, ">2</a:t>", ">3</a:t>"), "proof-inside"),
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_a_change_is_seen(attack: str, edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    change, code = ATTACKS[attack]
    made = with_change(folder, DECK, change, tmp_path, beside=("tiny.en.pptx",))
    assert code in {p.code for p in proved(root, made).problems}


def test_what_does_not_fit_is_told_with_its_slide_before_anything_is_written(edition: tuple[Path, Path]) -> None:
    root, folder = edition
    document = from_json((folder / "record" / "tiny.zh.json").read_bytes())
    first = document.sections[0]
    long = replace(first, heading=(replace(first.heading[0], text="规模在扩大" * 30),))  # type: ignore[type-var]
    crowded = replace(document.sections[1], blocks=(*document.sections[1].blocks, *first.blocks))
    nested = replace(document.sections[2], blocks=(*document.sections[2].blocks, first))
    with pytest.raises(ProblemsFound) as refused:
        render_pptx(replace(document, sections=(long, crowded, nested)), load_theme(root / "templates" / "house"))
    assert [(p.code, p.message[:7]) for p in refused.value.problems] == [
        ("slide-overfull", "slide 2"),
        ("slide-crowded", "slide 3"),
        ("slide-block", "slide 4"),
    ]


def test_the_notice_of_a_draft_is_set_smaller_until_it_fits_and_then_refused(edition: tuple[Path, Path]) -> None:
    root, folder = edition
    document = from_json((folder / "record" / "tiny.zh.json").read_bytes())
    theme, sizes = load_theme(root / "templates" / "house"), []
    with pytest.raises(ProblemsFound) as refused:
        for lines in range(1, 60):
            cover = replace(document.cover, notice=("草稿，只供核对：有一处尚未译出。",) * lines)
            deck = pptx.Presentation(io.BytesIO(render_pptx(replace(document, cover=cover), theme)))
            notice = [
                p for shape in deck.slides[0].placeholders for p in shape.text_frame.paragraphs if "草稿" in p.text
            ]
            sizes.append((notice[-1].runs[0].font.size.pt, notice[-1].space_before.pt))
    assert [(p.code, p.message[:7]) for p in refused.value.problems] == [("slide-overfull", "slide 1")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) >= 3
    assert sizes[-1][0] >= 10


def test_a_reference_deck_without_a_layout_is_told(edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    document = from_json((folder / "record" / "tiny.zh.json").read_bytes())
    theme = load_theme(root / "templates" / "house")
    pptx.Presentation().save(tmp_path / "reference.pptx")
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(ProblemsFound) as refused:
            render_pptx(document, replace(theme, folder=place))
        assert [p.code for p in refused.value.problems] == ["pptx-reference"]


def test_a_comparison_names_the_slide_that_changed(edition: tuple[Path, Path]) -> None:
    new = from_json((edition[1] / "record" / "tiny.zh.json").read_bytes())
    text = (edition[1] / "record" / "tiny.zh.json").read_text("utf-8")
    old = from_json(text.replace("9.6万亿元", "9.5万亿元").encode())
    assert {(c.passage.section, c.passage.title) for c in compared(old, new)} == {
        ("scale", "规模在扩大。"),
        ("table", "规模一览"),
    }


def test_a_briefing_offers_no_slides_and_an_unknown_pack_is_told_alone(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "a", content__packs__tiny=PACK.replace("[docx, pdf, html]", "[html, pptx]"))
    found = [str(p) for p in Workspace(root, date(2026, 4, 11)).check()]
    assert [p for p in found if "pptx is a format of packs of kind deck" in p], found
    sound = open_project(mini_project(tmp_path / "b"))
    with pytest.raises(ProblemsFound) as told:
        build(sound, Request(tmp_path / "out", packs=("nosuch",), formats=("pdf",), languages=("en",)))
    assert [p.code for p in told.value.problems] == ["pack-unknown"]
