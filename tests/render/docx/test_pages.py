"""What keeps the pages of a Word file whole: rows that share a cell, contents of many entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from briefing.document.nodes import (
    Block,
    Caption,
    Cell,
    Chart,
    Column,
    Definition,
    Definitions,
    Document,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Paragraph,
    Section,
    SourceEntry,
    SourceList,
    Table,
    Text,
)
from briefing.render.docx.styles import W
from tests.render.docx.reading import changed, rendered, xml
from tests.support.sample_document import sample
from tools.quality.office import converted
from tools.quality.outside import poppler
from tools.word_lint import lint_docx


def with_blocks(*blocks: Block) -> Document:
    return replace(sample("zh"), sections=(Section("s", 1, "", (Text("节"),), blocks),))


def cell(text: str, rows: int = 1) -> Cell:
    return Cell((Text(text),), "row" if rows > 1 else "", rowspan=rows)


def kept(table: etree._Element) -> list[bool]:
    """Of each row of a table, whether all its paragraphs stay with the next."""
    return [all(p.find(f"{{{W}}}pPr/{{{W}}}keepNext") is not None for p in row.iter(f"{{{W}}}p"))
            for row in table.iter(f"{{{W}}}tr")]  # fmt: skip


def test_no_page_ends_between_rows_that_share_a_cell() -> None:
    groups = [(cell(f"类{n}", 4), cell("一")) for n in range(12)]
    body = tuple(row for group in groups for row in (group, *((cell(t),) for t in ("二", "三", "四"))))
    caption = Caption("表", 1, "", (Text("清单"),))
    head = ((Cell((Text("类"),), "col"), Cell((Text("项"),), "col")),)
    document = with_blocks(Table("t", caption, (Column("start", 30), Column("start", 70)), head, body))
    (table,) = [
        t for t in xml(rendered(document), "word/document.xml").iter(f"{{{W}}}tbl") if "类1" in "".join(t.itertext())
    ]
    middle = kept(table)[1:][4:-4]  # the first and the last rows stay with the head and the source line anyway
    assert middle == [True, True, True, False] * 10


def test_the_line_above_the_total_is_never_drawn_as_that_of_a_row() -> None:
    """The row before it may be parted instead."""
    columns, words = (Column("start", 30), Column("start", 70)), "很长的一格" * 90
    head = ((Cell((Text("名"),), "col"), Cell((Text("项"),), "col")),)
    body, foot = ((cell("甲"), cell(words)),), ((cell("合计"), cell(words)),)
    caption = Caption("表", 1, "", (Text("清单"),))
    main = xml(rendered(with_blocks(Table("t", caption, columns, head, body, foot))), "word/document.xml")
    (table,) = [t for t in main.iter(f"{{{W}}}tbl") if "合计" in "".join(t.itertext())]
    assert kept(table) == [True, False, True]
    assert [r.find(f"{{{W}}}trPr/{{{W}}}cantSplit") is None for r in table.findall(f"{{{W}}}tr")] == [
        False,
        True,
        False,
    ]
    assert not list(table.iter(f"{{{W}}}tcBorders"))


def test_contents_of_33_entries_take_one_page(tmp_path: Path) -> None:
    inner = tuple(Section(f"s{n}", 2, "", (Text(f"节{n}"),), (Paragraph((Text("文"),)),)) for n in range(20))
    outer = tuple(Section(f"t{n}", 1, "", (Text(f"章{n}"),), inner if n == 5 else ()) for n in range(13))
    file = tmp_path / "document.docx"
    file.write_bytes(rendered(replace(sample("zh"), sections=outer)))
    (made,) = converted([file], "pdf", tmp_path)
    assert "章12" in poppler("pdftotext", made, "-f", "2", "-l", "2").replace(" ", "")


def test_a_longer_table_of_tall_rows_breaks_after_its_first() -> None:
    """Two rows kept at each end of a table of four tall ones would keep it whole."""
    words = "很长的一格" * 30
    body = tuple((cell(f"名{n}"), cell(words)) for n in range(4))
    columns = (Column("start", 30), Column("start", 70))
    head = ((Cell((Text("名"),), "col"), Cell((Text("项"),), "col")),)
    document = with_blocks(Table("t", Caption("表", 1, "", (Text("清单"),)), columns, head, body))
    (table,) = [
        t for t in xml(rendered(document), "word/document.xml").iter(f"{{{W}}}tbl") if "名1" in "".join(t.itertext())
    ]
    assert kept(table) == [True, False, False, False, True]


def test_the_last_sources_stay_together() -> None:
    entries = tuple(SourceEntry(f"s{n}", f"S{n}", (Text(f"来源{n}"),)) for n in range(9))
    body = xml(rendered(with_blocks(SourceList(entries))), "word/document.xml")
    sources = [p for p in body.iter(f"{{{W}}}p") if "来源" in "".join(p.itertext())]
    held = [p.find(f"{{{W}}}pPr/{{{W}}}keepNext") is not None for p in sources]
    assert held == [False] * 5 + [True] * 3 + [False]


def test_two_definitions_at_least_stay_with_their_heading_and_two_at_the_end() -> None:
    items = tuple(Definition((Text(f"词{n}"),), (Text("义"),)) for n in range(6))
    body = xml(rendered(with_blocks(Definitions(items))), "word/document.xml")
    (table,) = [t for t in body.iter(f"{{{W}}}tbl") if "词1" in "".join(t.itertext())]
    assert kept(table) == [True, False, False, False, True, False]


def test_the_address_of_a_source_stands_on_a_line_of_its_own_with_what_names_it() -> None:
    entry = SourceEntry("source-a", "S1", (Text("某报：《标题》，2026年5月9日。网址：https://example.cn/a"),))
    body = xml(rendered(with_blocks(SourceList((entry,)))), "word/document.xml")
    (found,) = [p for p in body.iter(f"{{{W}}}p") if "example.cn" in "".join(p.itertext())]
    pieces = ["\n" if e.tag == f"{{{W}}}br" else e.text or "" for e in found.iter(f"{{{W}}}t", f"{{{W}}}br")]
    assert "".join(pieces).endswith("2026年5月9日。\n网址：https://example.cn/a")


def events(count: int) -> Chart:
    days = tuple(f"20{year:02}-01-01" for year in range(count))
    caption = Caption("图", 1, "", (Text("大事"),))
    return Chart("c", caption, "timeline", days, (), "", "1", "alt", labels=tuple(f"事件{day}" for day in days))


def test_a_timeline_stays_on_one_page_and_of_a_longer_one_each_page_begins_with_its_title(tmp_path: Path) -> None:
    (short,) = tables_of(with_blocks(events(12)), "事件")
    assert all(kept(short))
    assert short.find(f".//{{{W}}}tblHeader") is None
    file = tmp_path / "document.docx"
    file.write_bytes(rendered(with_blocks(events(60))))
    assert not lint_docx(file.read_bytes())
    (long,) = tables_of(with_blocks(events(60)), "事件")
    assert kept(long)[3:-3] == [False] * 55
    (made,) = converted([file], "pdf", tmp_path)
    shown = [page.replace(" ", "") for page in poppler("pdftotext", made).split("\f")]
    broken = [page for page in shown if "事件" in page]
    assert len(broken) > 1
    assert all("图1大事" in page for page in broken)


def tables_of(document: Document, words: str) -> list[etree._Element]:
    body = xml(rendered(document), "word/document.xml")
    return [table for table in body.iter(f"{{{W}}}tbl") if words in "".join(table.itertext())]


def test_a_remark_stays_with_the_table_or_chart_above_it() -> None:
    remark, text = Paragraph((Text("说明。"),), "small"), Paragraph((Text("正文。"),))
    source = (Text("来源：甲。"),)

    def stays(*after: Block) -> list[bool]:
        body = xml(rendered(with_blocks(replace(events(4), source=source), *after)), "word/document.xml")
        lines = [p for p in body.iter(f"{{{W}}}p") if "".join(p.itertext()) == "来源：甲。"]
        return [p.find(f"{{{W}}}pPr/{{{W}}}keepNext") is not None for p in lines]

    assert stays(remark) == [True]
    assert stays(text, remark) == stays(text) == stays() == [False]


def chapter(language: str, lines: int) -> Document:
    """A document whose opening chapter has tiles, a table, a chart and lines of text."""
    document = sample(language)
    first, *others = document.sections
    shown = tuple(block for block in first.blocks if isinstance(block, KeyFigures | Table | Chart))
    return replace(
        document, sections=(replace(first, blocks=shown + (Paragraph((Text("Remark."),), "lead"),) * lines), *others)
    )


def closer_styles(document: Document) -> set[str]:
    body = xml(rendered(document), "word/document.xml")
    names = {str(e.get(f"{{{W}}}val")) for tag in ("pStyle", "tblStyle") for e in body.iter(f"{{{W}}}{tag}")}
    return {name for name in names if name.endswith("Close")}


def test_an_opening_chapter_that_would_run_on_by_a_few_lines_is_set_closer_in_word_too(tmp_path: Path) -> None:
    by_lines = [closer_styles(chapter("en", lines)) for lines in range(0, 24, 2)]
    closer = [at for at, names in enumerate(by_lines) if names]
    assert closer
    assert closer == list(range(closer[0], closer[-1] + 1)), "neither what fits nor what runs on by half a page"
    assert closer[0] > 0
    assert closer[-1] < len(by_lines) - 1
    assert {"SourceLineClose", "CaptionClose", "HouseTableClose"} <= by_lines[closer[0]]
    few = chapter("en", 2 * closer[0])
    file = tmp_path / "document.docx"
    file.write_bytes(rendered(few))
    assert not lint_docx(file.read_bytes())
    (made,) = converted([file], "pdf", tmp_path)
    pages = poppler("pdftotext", made).split("\f")
    assert [page.count("Remark.") for page in pages if "Remark." in page] == [2 * closer[0]]


def test_only_the_opening_chapter_is_set_closer() -> None:
    document = chapter("en", 0)
    moved = replace(document, sections=(document.sections[-1], *document.sections[:-1]))
    assert not closer_styles(moved)


def test_the_lead_of_a_chapter_stays_whole_below_its_heading() -> None:
    styles = xml(rendered(sample("en")), "word/styles.xml")
    kept_lines = {str(s.get(f"{{{W}}}styleId")) for s in styles.iter(f"{{{W}}}style")
                  if s.find(f"{{{W}}}pPr/{{{W}}}keepLines") is not None}  # fmt: skip
    assert {"Lead", "LeadClose", "Heading1"} <= kept_lines


def test_a_lead_stays_with_running_text_and_not_with_a_block_that_would_take_it_along_to_the_next_page() -> None:
    text = Paragraph((Text("Text."),))
    columns, rows = (Column("start", 100),), ((cell("Row"),),)
    table = Table("t", Caption("Table", 1, "", (Text("List"),)), columns, (), rows)
    tiles = KeyFigures((KeyFigure((Text("1"),), (Text("What"),)),))
    under = [Section("u", 2, "", (Text("Under"),), blocks) for blocks in ((text,), (tiles, text), ())]
    follows: tuple[Block, ...] = (text, ListBlock(((text,),)), under[0], table, tiles, *under[1:])
    held = []
    for block in (*follows, None):
        lead = Paragraph((Text("What the chapter says."),), "lead")
        body = xml(rendered(with_blocks(lead, *([block] if block else []))), "word/document.xml")
        (said,) = [p for p in body.iter(f"{{{W}}}p") if "".join(p.itertext()) == "What the chapter says."]
        held.append(said.find(f"{{{W}}}pPr/{{{W}}}keepNext") is not None)
    assert held == [True, True, True, False, False, False, False, False]
    styles = xml(rendered(with_blocks(text)), "word/styles.xml")
    (style,) = [s for s in styles.iter(f"{{{W}}}style") if s.get(f"{{{W}}}styleId") == "Lead"]
    assert style.find(f"{{{W}}}pPr/{{{W}}}keepNext") is None, "what the style says goes for every lead"


def lower_by(twips: int) -> bytes:
    """A document whose table of nine rows begins so much lower on its page."""
    columns = (Column("start", 30), Column("start", 70))
    head = ((Cell((Text("Name"),), "col"), Cell((Text("Item"),), "col")),)
    body = tuple((cell(f"Row {n}"), cell(f"What row {n} says")) for n in range(9))
    table = Table("t", Caption("Table ", 1, "  ", (Text("List"),)), columns, head, body, source=(Text("Source: one."),))
    before, lead = Paragraph((Text("Filler"),)), Paragraph((Text("What the chapter is of. " * 12),), "lead")
    chapters = (Section("a", 1, "", (Text("A"),), (before,)), Section("b", 1, "", (Text("B"),), (lead, table)))
    old = '<w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t xml:space="preserve">Filler'
    spaced = old.replace("</w:pPr>", f'<w:spacing w:after="{twips}"/></w:pPr>')
    return changed(rendered(replace(sample("en"), sections=chapters)), "word/document.xml", old, spaced)


def lost_at(folder: Path, files: dict[int, bytes]) -> list[int]:
    paths = [folder / f"{twips}.docx" for twips in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    shown = (poppler("pdftotext", made, "-raw") for made in converted(paths, "pdf", folder))
    return [
        at for at, text in zip(files, shown, strict=True) if any(f"What row {n} says" not in text for n in range(9))
    ]


def test_no_row_of_a_table_is_lost_where_the_table_meets_the_foot_of_its_page(tmp_path: Path) -> None:
    """LibreOffice 7 lost the rest of a table at 8655 with rows kept with its head, and at 9403 with every row unparted."""
    files = {twips: lower_by(twips) for twips in (*range(8640, 8680, 5), *range(9397, 9418, 3))}
    assert lost_at(tmp_path, files) == []
