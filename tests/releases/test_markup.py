"""What a reader sees of a web page or a Word document is read, and nothing else: hidden and struck text, scripts, notes,
divided words, merged cells, tracked changes, text boxes."""

from __future__ import annotations

import io
import re

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from briefing.releases.opening import opened
from tests.releases.test_figures import read

SENTENCE = "一季度，全市存款余额6.05万亿元，同比下降1.2%，运行总体平稳，各项工作稳步推进，成效比较明显，稳中有进。"


def page(body: str) -> tuple[str, ...]:
    return opened(
        "a.html", f"<!doctype html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()
    ).lines


PAGES = [
    ("<p>余额<b>6</b>.<span>83</span>万亿元，增长<b>1</b>23<i>.5</i>%</p>", ["余额6.83万亿元，增长123.5%"]),
    ("<p>Out&shy;standing 1&shy;23.4 bil&shy;lion, 12&#8203;3</p>", ["Outstanding 123.4 billion, 123"]),
    ("<p>贷款5万亿元<span style='display:none'>7万亿元</span><span hidden>8</span></p>", ["贷款5万亿元"]),
    ("<p>贷款5万亿元<i style='VISIBILITY: hidden'>7</i></p><div style='font-size:0'>8亿元</div>", ["贷款5万亿元"]),
    ("<p>贷款<!-- 7万亿 -->5万亿元</p><svg><text>99</text></svg><textarea>7</textarea><dialog>8</dialog>", ["贷款5万亿元"]),
    ("<p>贷款<del>4</del><s>3</s><ins>5</ins>万亿元</p>", ["贷款5万亿元"]),
    ("<p>贷款5万亿元<sup>1</sup>，占12%<sup><a href='#n'>[2]</a></sup>，5.3%<sup>3</sup></p>", ["贷款5万亿元，占12%，5.3%"]),
    ("<p>面积30万m<sup>2</sup>，25<sup>th</sup>，10<sup>8</sup>元</p>", ["面积30万m²，25th，10⁸元"]),
    ("<p><ruby>贷款<rp>(</rp><rt>dài5kuǎn</rt><rp>)</rp></ruby>6万亿元</p>", ["贷款6万亿元"]),
    ("<dl><dt>存款</dt><dd>6亿元</dd></dl><pre>一\n二</pre><p>三<br>四</p>", ["存款", "6亿元", "一", "二", "三", "四"]),
    (
        "<table><tr><th rowspan=2>指标</th><th colspan=2>上半年</th></tr><tr><th>数值</th><th>增速</th></tr>"
        "<tr><td>存款</td><td>6万亿元</td><td>1%</td></tr></table>" + f"<p>{SENTENCE}</p>",
        ["指标\t上半年", "指标\t数值\t增速", "存款\t6万亿元\t1%", SENTENCE],
    ),
    (
        "<table><tr><td rowspan=2>区</td><td rowspan=2>5亿元</td><td>甲</td></tr><tr><td>乙</td></tr></table><p>完。</p>",
        ["区\t5亿元\t甲", "区\t\t乙", "完。"],
    ),
    ("<table><tr><td><p>一段。</p><p>二段。</p></td></tr><tr><td>尾</td></tr></table>", ["一段。", "二段。", "尾"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "lines"), PAGES, ids=range(len(PAGES)))
def test_a_page_is_read_as_it_is_seen(body: str, lines: list[str]) -> None:
    assert list(page(body)) == lines


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def field(text: str) -> str:
    marks = [f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText> DATE 9 </w:instrText></w:r>{marks[1]}{run(text)}{marks[2]}"


def boxed(text: str) -> str:
    box = f"<v:textbox><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></v:textbox>"
    return f"<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'>{box}</v:shape></w:pict></w:r>"


def document(*blocks: str) -> bytes:
    made = docx.Document()
    body = made.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(re.sub(r"^<w:(\w+)", rf"<w:\1 {nsdecls('w')}", block)))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


UP, GONE = (
    "<w:vertAlign w:val='superscript'/>",
    "<w:del w:id='1' w:author='a'><w:r><w:delText>5</w:delText></w:r></w:del>",
)
DOCUMENTS = [
    (f"<w:p>{run('贷款')}{GONE}<w:ins w:id='2' w:author='a'>{run('6')}</w:ins>{run('万亿元')}</w:p>", ["贷款6万亿元"]),
    (f"<w:p>{run('截至')}{field('6月末')}<w:fldSimple w:instr='X'>{run('7')}</w:fldSimple>{run('亿元')}</w:p>",
     ["截至6月末7亿元"]),
    (f"<w:p><w:hyperlink>{run('8')}</w:hyperlink><w:smartTag>{run('亿')}</w:smartTag>{run('元')}</w:p>", ["8亿元"]),
    (f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('控件内5亿元')}</w:p></w:sdtContent></w:sdt>", ["控件内5亿元"]),
    (f"<w:p>{run('前')}{boxed('框内7亿元')}{run('后')}</w:p>", ["前后", "框内7亿元"]),
    (f"<w:p>{run('贷款')}{run('9', '<w:vanish/>')}{run('8', '<w:strike/>')}{run('5亿元')}{run('2', UP)}</w:p>", ["贷款5亿元"]),
    (f"<w:p>{run('面积5km')}{run('2', UP)}{run('，10')}{run('8', UP)}</w:p>", ["面积5km²，10⁸"]),
    (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + f"<w:p>{run('合并5亿元')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('一')}</w:p><w:p>{run('二')}</w:p></w:tc><w:tc>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('内6亿元')}</w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        ["合并5亿元", "一 二\t内6亿元"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("block", "lines"), DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_a_document_is_read_as_it_reads_with_its_changes_accepted(block: str, lines: list[str]) -> None:
    found = opened("a.docx", document(block, f"<w:p>{run(SENTENCE)}</w:p>")).lines
    assert [line for line in found if line] == [*lines, SENTENCE]


def test_footnotes_stand_behind_the_text() -> None:
    made = docx.Document()
    made.add_paragraph(SENTENCE)
    note = f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
    note += f"<w:footnote w:id='2'><w:p>{run('按可比口径，增长5%。')}</w:p></w:footnote></w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, note.encode(), made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    made.save(buffer)
    assert opened("a.docx", buffer.getvalue()).lines == (SENTENCE, "按可比口径，增长5%。")


FIGURES = [
    ("贷款 5 000 亿元，人口 3 052 万人。", ["500000000000", "30520000"]),
    ("贷款５，０００亿元。", ["500000000000"]),
    ("贷款5\u202f000亿元。", ["500000000000"]),
    ("Loans of the city were 5 000 billion yuan in June.", ["5000000000000"]),
    ("Growth of the city was 5.3%3 and 4.1 percent2 in June.", ["5.3", "4.1"]),
    ("The loans of the city were 6.05 tril-\nlion yuan, a de-\ncrease of 1.2 percent year on year.", ["6050000000000", "-1.2"]),
    ("The loans of the city stood at 6.05 trillion yuan, a de‐\ncrease of 1.2 percent.", ["6050000000000", "-1.2"]),
    ("The growth of the city on a year-on-\nyear basis was 3 percent in June of this year.", ["3"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), FIGURES)
def test_digits_in_groups_notes_and_divided_words_do_not_change_a_value(text: str, values: list[str]) -> None:
    assert [str(f.value) for f in read(text).figures] == values


def test_rows_of_a_table_are_not_run_together() -> None:
    rows = (("进出口总值", "亿元", "3589.7", "-7.6"), ("人民币贷款余额", "万亿元", "6.68", "6.9"))
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    lines = page(f"<p>上半年，全市出口5亿元。</p><table>{table}</table><p>进口3亿元。</p>")
    assert lines[1:3] == tuple("\t".join(row) for row in rows)
    assert [(f.text, f.unit) for f in read("\n".join(lines)).figures] == [("5亿元", "CNY"), ("3亿元", "CNY")]
