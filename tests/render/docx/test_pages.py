"""What keeps the pages of a Word file whole: rows that share a cell, contents of many entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from briefing.document.nodes import Block, Caption, Cell, Column, Document, Paragraph, Section, Table, Text
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
