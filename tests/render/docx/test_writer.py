"""The Word writer: total over the tree, faithful to its text, the same bytes each time, valid."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from lxml import etree

from briefing.document.nodes import (
    Block,
    Caption,
    Cell,
    Column,
    Document,
    Figure,
    Moment,
    Section,
    Series,
    Table,
    Text,
    walk,
)
from briefing.problems import ProblemsFound
from briefing.render import Rendering
from briefing.render.docx import render_docx, write
from briefing.render.docx.blocks import BLOCK_WRITERS
from briefing.render.docx.styles import USED, W, style_ids
from briefing.render.theme import load_theme
from tests.render.docx.reading import HOUSE_FOLDER, body_text, house, loose, parts, rendered, said, tree_text, xml
from tests.render.docx.rich_document import LONG_FACT, rich
from tests.support.open_xml_sdk import open_xml_errors
from tests.support.sample_document import sample
from tools.reference import reference_bytes, write_reference
from tools.word_lint import lint_docx

DOCUMENTS = {
    "zh": sample("zh"),
    "en": sample("en"),
    "zh over pages": sample("zh", 60, "草稿"),
    "en over pages": sample("en", 60, "DRAFT"),
    "rich": rich(),
}
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())


def test_every_node_has_one_writer() -> None:
    assert set(BLOCK_WRITERS) == set(get_args(Block))


@every_document
def test_text_is_the_trees_in_its_order(document: Document) -> None:
    assert body_text(rendered(document)) == tree_text(document)


@every_document
def test_same_document_same_bytes(document: Document) -> None:
    assert rendered(document) == rendered(document)


@every_document
def test_open_xml_sdk_and_our_lint_find_nothing(document: Document, tmp_path: Path) -> None:
    blob = rendered(document)
    file = tmp_path / "document.docx"
    file.write_bytes(blob)
    assert open_xml_errors(file) == ()
    assert lint_docx(blob) == ()


@every_document
def test_every_figure_is_a_control_with_its_fact(document: Document) -> None:
    blob = rendered(document)
    roots = [xml(blob, "word/document.xml"), xml(blob, "word/footnotes.xml")]
    shown = {
        loose(said(control))
        for root in roots
        for control in root.iter(f"{{{W}}}sdt")
        if control.find(f"{{{W}}}sdtPr/{{{W}}}dataBinding") is not None
    }
    stored = {(e.get("fact"), e.get("value"), e.text) for e in xml(blob, "customXml/item1.xml")}
    printed = {n for s in document.sections for n in _outside_charts(s) if isinstance(n, Figure)}
    assert {loose(f.text) for f in printed} <= shown
    assert {(f.fact, f.value, f.text) for f in printed} <= stored
    assert {loose(m.text) for m in walk(document) if isinstance(m, Moment) and m.fact} <= shown


def _outside_charts(node: object) -> list[object]:
    hidden = {id(n) for s in walk(node) if isinstance(s, Series) for n in walk(s)}
    return [n for n in walk(node) if id(n) not in hidden]


def test_tags_are_short_enough_for_word() -> None:
    blob = rendered(rich())
    tags = [e.get(f"{{{W}}}val") or "" for e in xml(blob, "word/document.xml").iter(f"{{{W}}}tag")]
    assert max(map(len, tags)) <= 64
    element = next(e for e in xml(blob, "customXml/item1.xml") if e.get("fact") == LONG_FACT)
    assert element.get("tag") in tags


def test_one_text_of_one_fact_is_one_element() -> None:
    stored = [(e.get("fact"), e.text) for e in xml(rendered(sample("en", 60)), "customXml/item1.xml")]
    assert len(stored) == len(set(stored))


@pytest.mark.parametrize(("language", "pattern"), [("zh", "%1、"), ("en", "%1")])
def test_headings_are_numbered_by_word(language: str, pattern: str) -> None:
    blob = rendered(sample(language))
    levels = {e.get(f"{{{W}}}val") for e in xml(blob, "word/numbering.xml").iter(f"{{{W}}}lvlText")}
    assert pattern in levels
    headings = [p for p in xml(blob, "word/document.xml").iter(f"{{{W}}}p") if _style(p) == "Heading1"]
    numbers = [p.find(f"{{{W}}}pPr/{{{W}}}numPr/{{{W}}}numId") for p in headings]
    assert [None if n is None else n.get(f"{{{W}}}val") for n in numbers] == [None, "0"]


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "" if style is None else style.get(f"{{{W}}}val") or ""


def test_contents_are_filled_and_ask_nothing() -> None:
    blob = rendered(sample("en"))
    main = parts(blob)["word/document.xml"].decode()
    assert 'TOC \\o "1-2" \\n \\h \\z \\u' in main
    entries = [
        p
        for p in xml(blob, "word/document.xml").iter(f"{{{W}}}p")
        if _style(p).startswith("TOC") and _style(p) != "TOCHeading"
    ]
    text = ["".join(t.text or "" for t in p.iter(f"{{{W}}}t")) for p in entries]
    assert text == ["1\u2002Scale and institutions", "1.1\u2002Institutions", "Sources"]  # no page that may be wrong
    assert "PAGEREF" not in main
    assert b"updateFields" not in parts(blob)["word/settings.xml"]


def test_no_running_head_is_printed_that_only_some_pages_have() -> None:
    heads = [c.decode() for name, c in parts(rendered(sample("en"))).items() if name.startswith("word/header")]
    (body,) = [head for head in heads if "STYLEREF 1" in head]
    shown = etree.fromstring(body.encode()).iter(f"{{{W}}}t")
    assert [t.text for t in shown] == [sample("en").cover.title]


def test_units_never_begin_a_line_and_no_word_is_hyphenated() -> None:
    settings = xml(rendered(sample("zh")), "word/settings.xml")
    (before,) = settings.iter(f"{{{W}}}noLineBreaksBefore")
    kept = before.get(f"{{{W}}}val") or ""
    assert set("万亿元年，。）") <= set(kept)
    assert before.get(f"{{{W}}}lang") == "zh-CN"
    order = [e.tag.partition("}")[2] for e in settings]  # the schema wants them so
    at = order.index("characterSpacingControl")
    assert order[at + 1 : at + 3] == ["noLineBreaksAfter", "noLineBreaksBefore"]
    for language in ("zh", "en"):
        assert b"autoHyphenation" not in parts(rendered(sample(language)))["word/settings.xml"]
    assert b"noLineBreaksBefore" not in parts(rendered(sample("en")))["word/settings.xml"]


def test_notes_are_footnotes_once_and_fields_after() -> None:
    blob = rendered(rich())
    main = parts(blob)["word/document.xml"].decode()
    assert len(re.findall("<w:footnoteReference ", main)) == 1
    assert "NOTEREF _RefNote1 \\f \\h" in main
    notes = xml(blob, "word/footnotes.xml")
    assert [e.get(f"{{{W}}}id") for e in notes] == ["-1", "0", "1"]


def test_captions_count_and_references_follow() -> None:
    main = parts(rendered(sample("zh")))["word/document.xml"].decode()
    assert "SEQ 表 \\* ARABIC" in main
    assert "REF _Ref_table_sectors \\h" in main


def test_head_rows_repeat_and_no_row_breaks() -> None:
    main = xml(rendered(sample("en", 60)), "word/document.xml")
    table = next(t for t in main.iter(f"{{{W}}}tbl") if len(t.findall(f"{{{W}}}tr")) > 60)
    rows = table.findall(f"{{{W}}}tr")
    assert [i for i, r in enumerate(rows) if r.find(f"{{{W}}}trPr/{{{W}}}tblHeader") is not None] == [0]
    assert all(r.find(f"{{{W}}}trPr/{{{W}}}cantSplit") is not None for r in rows)
    lines = [
        {(e.tag.partition("}")[2], e.get(f"{{{W}}}val")) for b in r.iter(f"{{{W}}}tcBorders") for e in b} for r in rows
    ]
    assert lines == [set(), {("bottom", "nil")}, {("top", "single")}, *[set()] * (len(rows) - 3)]
    grid = [int(c.get(f"{{{W}}}w") or 0) for c in table.iter(f"{{{W}}}gridCol")]
    assert grid == [sum(grid) * 60 // 100, sum(grid) - sum(grid) * 60 // 100]


def test_the_stamp_is_on_every_page() -> None:
    every = parts(rendered(sample("zh", stamp="草稿")))
    heads = [content.decode() for name, content in every.items() if name.startswith("word/header")]
    assert len(heads) == 3
    assert all("草稿" in head for head in heads)


def test_properties_are_the_editions() -> None:
    core = parts(rendered(sample("zh")))["docProps/core.xml"].decode()
    for expected in ("西部金融中心投资简报", "zh-CN", "2026-07-03T00:00:00Z"):
        assert expected in core


def test_passages_in_another_language_say_so() -> None:
    assert '<w:lang w:eastAsia="zh-CN"/>' in parts(rendered(sample("en")))["word/document.xml"].decode()
    assert '<w:lang w:val="en"/>' in parts(rendered(sample("zh")))["word/document.xml"].decode()


def test_a_reference_document_without_a_style_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text((HOUSE_FOLDER / "theme.yaml").read_text("utf-8"), "utf-8")
    bare = load_theme(tmp_path)
    with pytest.raises(ProblemsFound, match="docx-reference-missing"):
        render_docx(sample("en"), bare)
    write_reference(tmp_path)
    assert render_docx(sample("en"), bare)
    styles = etree.fromstring(parts(reference_bytes(bare))["word/styles.xml"])
    victim = next(s for s in styles for name in s.iter(f"{{{W}}}name") if name.get(f"{{{W}}}val") == "Lead")
    styles.remove(victim)
    with pytest.raises(ProblemsFound, match="Lead"):
        style_ids(styles, "reference.docx")


def test_the_committed_reference_document_has_every_style_and_is_valid() -> None:
    blob = (HOUSE_FOLDER / "reference.docx").read_bytes()
    ids = style_ids(xml(blob, "word/styles.xml"), "reference.docx")
    assert all(name.lower() in ids for name in USED)
    assert open_xml_errors(HOUSE_FOLDER / "reference.docx") == ()
    assert reference_bytes(house()) == reference_bytes(house())


def test_a_number_out_of_count_is_typed() -> None:
    document = sample("en")
    first = replace(document.sections[0], number="7")
    assert body_text(rendered(replace(document, sections=(first, *document.sections[1:])))).startswith("7Scale")


def test_a_table_of_many_columns_takes_the_smaller_styles() -> None:
    def table(count: int) -> Document:
        columns = tuple(
            Column("start", 100 // count if at else 100 - 100 // count * (count - 1)) for at in range(count)
        )
        row = tuple(Cell((Text("RMB\u00a0123.45\u00a0billion"),)) for _ in range(count - 1))
        words = Cell((Text("words that need some room to be read with ease in a table"),), "row")
        shown = Table("t", Caption("Table ", 1, "  ", (Text("T"),)), columns, (), ((words, *row),))
        section = Section("s", 1, "1", (Text("S"),), (shown,))
        return replace(sample("en"), sections=(section,))

    few, many = (parts(rendered(table(count)))["word/document.xml"].decode() for count in (3, 6))
    assert 'w:val="TableTextSmall"' not in few
    assert 'w:val="TableTextSmall"' in many


def test_no_page_is_laid_out_for_a_word_file_alone() -> None:
    rendering = Rendering(sample("zh"), HOUSE_FOLDER)
    assert write(rendering) == render_docx(sample("zh"), house())
    assert rendering.laid_out_in == 0
