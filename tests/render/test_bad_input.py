"""What no page can hold: told with its place, or set so that nothing is cut off; in each format alike."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree
from lxml import html as markup

from briefing.document.nodes import (
    Block,
    Caption,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Paragraph,
    Section,
    Series,
    Table,
    Text,
)
from briefing.problems import ProblemsFound
from briefing.render.docx import render_docx
from briefing.render.html import render_html
from briefing.render.pdf import render_pdf
from tests.render.pdf.files import poppler
from tests.render.reading import house
from tests.support.sample_document import sample

CAPTION = Caption("Table ", 1, "  ", (Text("T"),))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _word(document: Document) -> str:
    with zipfile.ZipFile(io.BytesIO(render_docx(document, house()))) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    return "".join(text.text or "" for text in body.iter(f"{W}t"))


FORMATS: dict[str, Callable[[Document], str]] = {
    "docx": _word,
    "pdf": lambda document: poppler("pdftotext", render_pdf(document, house()).bytes),
    "html": lambda document: str(markup.document_fromstring(render_html(document, house())).text_content()),
}


def holding(*blocks: Block) -> Document:
    document = sample("en")
    section = Section("s", 1, "1", (Text("Bad input"),), blocks)
    return replace(document, sections=(section, document.sections[-1]))


def chart(kind: str, *values: str) -> Chart:
    points = tuple(Figure("f", value, "CNY", value) if value else None for value in values)
    names = tuple(f"category {n}" for n in range(len(values)))
    return Chart("c", Caption("Figure ", 1, "  ", (Text("t"),)), kind, names, (Series("s", points),), "u", "1", "alt")


def table(*rows: tuple[str, ...], name: str = "t") -> Table:
    count = len(rows[0])
    share = 100 // count
    columns = (Column("start", 100 - share * (count - 1)), *(Column("start", share) for _ in range(count - 1)))
    head = (tuple(Cell((Text(f"h{n}"),), "col") for n in range(count)),)
    return Table(name, CAPTION, columns, head, tuple(tuple(Cell((Text(text),)) for text in row) for row in rows))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("block", "code", "place"),
    [
        (chart("bar", "", ""), "chart-empty", "c"),
        (chart("pie", "1"), "chart-kind", "c"),
        (chart("column", "many"), "chart-value", "c"),
        (table(tuple("x" * 60)), "table-too-wide", "t"),
    ],
)
def test_what_cannot_be_set_is_told_in_every_format(form: str, block: Block, code: str, place: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        FORMATS[form](holding(block))
    assert {problem.code for problem in found.value.problems} == {code}
    assert all(f" {place} " in f" {problem.message} " for problem in found.value.problems)


@pytest.mark.parametrize("form", FORMATS)
def test_long_words_tall_rows_and_many_columns_are_shown_whole(form: str) -> None:
    word = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 6
    tall = "qzqz " * 1500  # more than a page
    shown = FORMATS[form](
        holding(
            table(("short", word)),
            table(("short", tall), name="t2"),
            table(tuple(f"vxv{n}" for n in range(14)), name="t3"),
            Paragraph((Text("jjj" * 1500),)),
        )
    )
    bare = re.sub(r"[\s\-\u00ad\u2010]", "", shown)
    assert word in bare
    assert bare.count("qzqz") == 1500
    assert all(f"vxv{n}" in bare for n in range(14))
    assert bare.count("j") >= 4500
