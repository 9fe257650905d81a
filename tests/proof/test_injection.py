"""Content, list rows and translations that try to become markup, formulas or code in DOCX, HTML, PDF and XLSX."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html
from openpyxl import load_workbook

from briefing.document.nodes import (
    Caption,
    Cell,
    Chart,
    Column,
    Cover,
    Document,
    Figure,
    Paragraph,
    Section,
    Series,
    Table,
    Text,
)
from briefing.editions.build import Request, build
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.files.docx import read_docx
from briefing.proof.files.html import read_html
from briefing.proof.files.pdf import read_pdf
from briefing.render.docx import render_docx
from briefing.render.html import render_html
from briefing.render.pdf import render_pdf
from briefing.render.theme import load_theme
from tests.support.mini_project import TEMPLATE, mini_project

ROOT = Path(__file__).parents[2]
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<w:instrText> DDEAUTO c:\\\\windows </w:instrText>",
    "</w:t></w:r><w:r><w:fldSimple w:instr='DDE'/>",
    "<link rel=stylesheet href=http://evil.example>",
    "]]><!--",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }}{% raw %}",
    "url(file:///etc/passwd)",
]


def document(words: str) -> Document:
    caption = Caption("表", 1, " ", (Text(words),))
    head = (Cell((Text(words),), "col"), Cell((Text("b"),), "col"))
    row = (Cell((Text(words),), "row"), Cell((Text("x"),)))
    table = Table("t", caption, (Column("start", 50), Column("end", 50)), (head,), (row,))
    point = Figure("f", "9", "project", "9", "cell")
    chart = Chart(
        "c", Caption("图", 1, " ", (Text(words),)), "bar", (words,), (Series(words, (point,)),), "个", "1", words
    )
    section = Section("a", 1, "", (Text(words),), (Paragraph((Text(words),)), table, chart))
    labels = {
        "contents": "目录",
        "page": "{page}/{pages}",
        "source": "来源",
        "note": "注",
        "figures_data": "图中数据",
        "caveat": "提示",
        "insight": "要点",
        "method": "方法",
        "back": "返回",
    }
    return Document(
        "p",
        "zh-CN",
        "e",
        "2026-07-03",
        Cover(words, words, words, (words,)),
        (section,),
        labels,
        author=words,
        subject=words,
    )


@pytest.fixture(scope="module")
def house() -> object:
    return load_theme(ROOT / "templates" / "house")


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_in_word_and_in_its_workbooks(words: str, house: object) -> None:
    data = render_docx(document(words), house)  # type: ignore[arg-type]
    assert any(words in p.text for p in read_docx(data, "a.docx").pieces)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        fields = "".join(t.text or "" for t in body.iter(f"{space}instrText"))
        assert "DDE" not in fields
        assert "HYPERLINK" not in fields
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)
            if name.endswith(".xlsx"):
                book = load_workbook(io.BytesIO(archive.read(name)))
                kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
                assert "f" not in kinds


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_on_the_web_page(words: str, house: object) -> None:
    data = render_html(document(words), house)  # type: ignore[arg-type]
    page = html.document_fromstring(data)
    assert any(words in p.text for p in read_html(data, "a.html").pieces)
    assert page.xpath("//script/@type") == ["application/ld+json"]  # data for programs, which run nothing
    assert not page.xpath("//iframe | //object | //embed | //link[@rel='stylesheet'] | //img")
    assert not [a for e in page.iter() for a in e.attrib if str(a).startswith("on")]
    assert not [h for h in page.xpath("//@href") if not str(h).startswith("#")]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_in_the_pdf(words: str, house: object) -> None:
    data = render_pdf(document(words), house).bytes  # type: ignore[arg-type]
    seen = "".join(p.text for p in read_pdf(data, "a.pdf").pieces)
    assert re.sub(r"\s", "", words) in re.sub(r"\s", "", seen)
    for active in (b"/JavaScript", b"/JS ", b"/Launch", b"/SubmitForm", b"/OpenAction", b"/URI"):
        assert active not in data


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ fig.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../content/sources/one.yaml' %}",
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd"/>',
        '<p style="background:url(http://evil.example)">x</p>',
    ],
)
def test_a_template_reaches_nothing(attack: str, tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p", template=TEMPLATE.replace("<table", f"{attack}<table", 1))
    with pytest.raises(ProblemsFound):
        build(open_project(root), Request(tmp_path / "out", jobs=1))
    assert not list((tmp_path / "out").glob("*/*.html"))


@pytest.mark.parametrize("name", ["../x", "..", "a/b", "/abs", ".hidden", "a\0b", 'a"b', "con:x"])
def test_an_edition_cannot_leave_the_folder(name: str, tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p")
    with pytest.raises(ProblemsFound):
        build(open_project(root), Request(tmp_path / "out", edition=name, jobs=1))
    assert not (tmp_path / "out").exists()
