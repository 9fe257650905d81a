"""What is no release, or may not be one yet, at both doors: the command and the page say so plainly, and nothing is written."""

from __future__ import annotations

import html
import io
import re
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import docx
import openpyxl
import pytest

from briefing.cli.app import main
from tests.releases.test_figures import read
from tests.releases.test_opening import encrypted, scan
from tests.support.mini_project import with_reading
from tests.web.support import Browser, workspace

TEXT = """\
一季度金融运行情况新闻发布会

6月22日，有关部门介绍了一季度的运行情况，总体平稳。

截至3月末，全市金融资产规模达9.9万亿元，同比增长8.6%，各项工作稳步推进，成效比较明显，运行总体平稳。
"""
TWO = f"""{TEXT}
据《重庆日报》

上年金融运行情况新闻发布会

2月9日，有关部门介绍上年运行情况。

截至2025年末，贷款余额6.5万亿元，运行总体平稳；存款余额7.5万亿元，运行也平稳，各项工作稳步推进。
"""
ENGLISH = """\
CHONGQING, June 22 (Xinhua) -- The loans of the city reached 6.8 trillion yuan at the end of May 2026, the bureau said.

CHONGQING, April 22 (Xinhua) -- The loans of the city reached 6.5 trillion yuan at the end of March 2026, the bureau said.
"""
ROWS = [["指标", "6月", "5月"], *([f"指标{n}", str(100 + n), f"{n}.5"] for n in range(12))]


def in_word(rows: list[list[str]]) -> bytes:
    made = docx.Document()
    table = made.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def in_excel(rows: list[list[str]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def on_page(rows: list[list[str]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    return f"<html><body><table>{cells}</table></body></html>".encode()


BIG5 = "一季度的金融運行情況：6月22日，有關部門介紹了情況，全市金融資產規模達9.9萬億元，同比增長8.6%。"
BAD = [
    ("empty.txt", b"", "holds no text|it is empty"),
    ("blank.txt", b"\n \n", "holds no text"),
    ("huge.txt", "贷款6万亿元。".encode() * 300_000, "more than 2 million characters"),
    ("secret.pdf", encrypted(), "it is encrypted"),
    ("scan.pdf", scan(), "pictures without text"),
    ("broken.pdf", b"%PDF-1.7 nothing", "damaged PDF"),
    ("big5.txt", BIG5.encode("big5"), "in another encoding, such as Big5"),
    ("latin.txt", "Les dépôts ont augmenté de 5,3 % à 6,1 milliards d’euros".encode("cp1252"), "neither UTF-8, UTF-16 nor"),
    ("cut.txt", TEXT.encode()[:-20] + b"\xff" + TEXT.encode()[-20:], "UTF-8 text with a damaged place"),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "bytes that no text has"),
    ("table.csv", "\n".join(map(",".join, ROWS)).encode(), "a table of numbers"),
    ("table.txt", "\n".join(map(" ".join, ROWS)).encode(), "a table of numbers"),
    ("table.docx", in_word(ROWS), "a table of numbers"),
    ("table.html", on_page(ROWS), "a table of numbers"),
    ("table.xlsx", in_excel(ROWS), "without a Word document in it"),
    ("foreign.txt", "Вклады выросли, кредиты тоже; отчёт бюро статистики города.".encode(), "no word of a language"),
    ("two.txt", TWO.encode(), "two releases in one file"),
    ("two-english.txt", ENGLISH.encode(), "two releases in one file"),
    ("undated.txt", "没有日期的一段话，规模达9.9万亿元。".encode(), "does not say when it was published"),
    ("to-come.txt", TEXT.replace("6月22日", "2036年6月22日").encode(), "the release would be of 2036-06-22"),
    ("older.txt", TEXT.replace("6月22日", "2025年6月22日").replace("9.9", "8.9").encode(), "the newest source is of"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[name for name, *_ in BAD])
def test_both_doors_say_what_is_wrong_and_nothing_is_written(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    ws = workspace(tmp_path / "project")
    with_reading(ws.root)
    (tmp_path / name).write_bytes(data)
    before = {path: path.read_bytes() for path in ws.root.rglob("*") if path.is_file()}
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        main(["release", "read", str(tmp_path / name)], ws.root, ws=ws)
    assert re.search(said, out.getvalue())
    assert "Traceback" not in out.getvalue()
    assert not (ws.root / "archive").exists()
    with Browser(ws) as browser:
        answer = browser.come_in().fill("/release/read", files={"file": (name, data, "application/octet-stream")})
    assert answer.status_code == 422
    assert re.search(said, html.unescape(answer.text))
    assert not (ws.root / "archive").exists()
    assert {path: path.read_bytes() for path in before} == before


def test_text_beside_a_table_is_read() -> None:
    rows = "\n".join("\t".join(row) for row in ROWS)
    assert [f.text for f in read(f"{TEXT}\n{rows}").figures][:2] == ["9.9万亿元", "8.6%"]


def test_a_list_without_full_stops_is_read_in_parts() -> None:
    found = read("出口5亿元，" * 400).figures
    assert [f.text for f in found] == ["5亿元"] * 400
