"""What only a look at the sheet shows: hidden rows, names struck out, number formats that change what is read."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from briefing.projects.reading_sheets import read_format
from tests.projects.workbooks import amounts, read, sheet, told


@pytest.mark.parametrize(
    ("code", "unit", "odd"),
    [
        ("General", "", False), ("#,##0.00", "", False), ("0.00_ ", "", False), ("@", "", False), ("yyyy/m/d", "", False),
        ('#,##0"万元"', "万元", False), ("0.00亿元", "亿元", False), ('0.0\\亿"元"', "亿元", False),
        ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "", False),
        ('0!.0,"万元"', "", True), ("0.00,,", "", True), ("0!.0000", "", True), ("0.0%", "", True),
    ],
)  # fmt: skip
def test_number_formats(code: str, unit: str, odd: bool) -> None:
    assert read_format(code) == (unit, code if odd else "")


def test_hidden_rows_struck_names_and_formats_are_told() -> None:
    rows = [["项目名称", "行业", "总投资"], ["甲", "金融", 5000], ["乙", "金融", 12.5], ["丙", "金融", 70000000]]
    book = openpyxl.load_workbook(io.BytesIO(sheet(rows)))
    page = book.worksheets[0]
    page.row_dimensions[2].hidden = True
    page["A3"].font = Font(strike=True)
    page["C2"].number_format = '#,##0"万元"'
    page["C3"].number_format = '0.0"亿元"'
    page["C4"].number_format = '0!.0,"万元"'
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(buffer.getvalue())
    assert amounts(found) == ["5000万", "12.5亿", None]
    assert told(found, "list-hidden-rows") == [2]
    assert told(found, "list-struck-out") == [3]
    assert told(found, "list-amount-open") == [4]
