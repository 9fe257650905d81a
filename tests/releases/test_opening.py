"""A release's file as numbered lines: each kind of file that is read, and what is refused in plain words."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pikepdf
import pytest

from briefing.problems import ProblemsFound
from briefing.releases.opening import MAX_BYTES, open_release, opened

TEXT = "上半年金融运行情况\n\n截至6月末，贷款余额6万亿元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_each_encoding_with_the_lines_a_person_counts(encoding: str) -> None:
    found = opened("a.txt", TEXT.encode(encoding))
    assert found.lines[:3] == ("上半年金融运行情况", "", "截至6月末，贷款余额6万亿元。")


def test_a_word_document_gives_paragraphs_and_rows() -> None:
    document = docx.Document()
    document.add_heading("上半年", 1)
    document.add_paragraph("贷款余额6万亿元。")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "存款", "7万亿元"
    buffer = io.BytesIO()
    document.save(buffer)
    assert opened("a.docx", buffer.getvalue()).lines == ("# 上半年", "贷款余额6万亿元。", "存款\t7万亿元")


def test_a_web_page_gives_its_blocks_without_scripts_and_navigation() -> None:
    head = "<html><head><meta charset='gbk'><style>p{}</style></head>"
    page = head + "<body><nav>首页</nav><h1>上半年</h1><p>贷款<b>6万亿元</b>。</p><script>1</script></body></html>"
    assert opened("a.html", page.encode("gb18030")).lines == ("# 上半年", "贷款6万亿元。")


def scan() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def encrypted() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer, encryption=pikepdf.Encryption(user="a", owner="b"))
    return buffer.getvalue()


BAD = [
    ("empty.txt", b"", "release-empty", ""),
    ("blank.txt", b"\n \n", "release-empty", ""),
    ("other.txt", b"a" * 200 + b"\0", "release-unreadable", "bytes that no text has"),
    ("huge.txt", "贷款6万亿元。".encode() * 300_000, "release-unreadable", "million characters"),
    ("scan.pdf", scan(), "release-scan", ""),
    ("secret.pdf", encrypted(), "release-unreadable", "encrypted"),
    ("broken.pdf", b"%PDF-1.7 nothing", "release-unreadable", "damaged PDF"),
    ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "release-unreadable", "Office 97"),
    ("not.docx", b"PK\x03\x04 nothing", "release-unreadable", "damaged"),
    ("table.txt", b"a\t1\t2\nb\t3\t4\nc\t5\t6\nd\t7\t8\ne\t9\t10\nf\t1\t2\n", "release-table", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code", "said"), BAD, ids=[name for name, *_ in BAD])
def test_what_is_no_release_is_refused_in_plain_words(name: str, data: bytes, code: str, said: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        opened(name, data)
    assert [p.code for p in caught.value.problems] == [code]
    assert said in caught.value.problems[0].message


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ProblemsFound, match="larger than"):
        open_release(path)
