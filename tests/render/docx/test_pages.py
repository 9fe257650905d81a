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
    Paragraph,
    Section,
    SourceEntry,
    SourceList,
    Table,
    Text,
)
from briefing.render.docx.styles import W
from tests.render.docx.reading import rendered, xml
from tests.support.sample_document import sample
from tools.quality.office import converted
from tools.quality.outside import poppler


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
    assert kept(table) == [True, True, False, False, True]


def test_a_timeline_may_break_and_the_last_sources_stay_together() -> None:
    dates = tuple(f"2026-0{n}-01" for n in range(1, 8))
    caption, labels = Caption("图", 1, "", (Text("节点"),)), tuple("一二三四五六七")
    line = Chart("line", caption, "timeline", dates, (), "", "1", "事", labels=labels)
    entries = tuple(SourceEntry(f"s{n}", f"S{n}", (Text(f"来源{n}"),)) for n in range(9))
    body = xml(rendered(with_blocks(line, SourceList(entries))), "word/document.xml")
    (table,) = [t for t in body.iter(f"{{{W}}}tbl") if "四" in "".join(t.itertext())]
    assert kept(table) == [True, True, False, False, False, True, True]
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
