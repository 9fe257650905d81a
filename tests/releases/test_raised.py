"""In a PDF a raised digit is no further digit of the number before it: powers and squares stay, marks of notes are left
out, and a number with a power is no data until somebody writes it out."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from weasyprint import HTML

from briefing.releases.opening import opened
from tests.releases.test_figures import read

STYLE = "<style>body{font-family:'Noto Serif','Noto Serif CJK SC',serif} sup{font-size:60%;line-height:0}</style>"

TAIL = "以上数据由有关部门提供，均为初步核算数。"  # a page with a few characters only was scanned


def lines(body: str) -> list[str]:
    """The lines of a PDF of one page, but for the last."""
    data = HTML(string=f"<html lang=zh>{STYLE}<body>{body}<p>{TAIL}</p></body></html>").write_pdf()
    return [line.strip() for line in opened("a.pdf", data).lines if line.strip()][:-1]


PAGES = [
    ("数据量达2.5×10<sup>8</sup>条，贷款10<sup>12</sup>元。", "数据量达2.5×10⁸条，贷款10¹²元。"),
    ("比上年增长5.3%<sup>1</sup>，企业458<sup>2</sup>家，机构34家<sup>[3]</sup>。", "比上年增长5.3%，企业458家，机构34家。"),
    ("面积30万m<sup>2</sup>，容积6km<sup>3</sup>。", "面积30万m²，容积6km³。"),
    ("CO<sub>2</sub>排放108吨，第25<sup>th</sup>。", "CO2排放108吨，第25th。"),
    ("贷款<b>6</b>.<i>8</i>3万亿元，<small>小字108亿元</small>，<big>10</big>8家。", "贷款6.83万亿元，小字108亿元，108家。"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), PAGES, ids=range(len(PAGES)))
def test_what_is_raised_in_a_pdf_is_no_digit_of_its_number(body: str, text: str) -> None:
    assert lines(f"<p>{body}</p>") == [text]


def test_the_lines_above_and_below_are_not_taken_for_raised_ones() -> None:
    body = "<h1>上半年458</h1><p style='line-height:.9'>企业108家<br>机构34家</p><p style='font-size:8px'>注：108家</p>"
    assert [re.sub(r"\s", "", line) for line in lines(body)] == ["上半年458", "企业108家", "机构34家", "注：108家"]


@pytest.mark.parametrize(
    "text",
    [
        "上半年，全市数据量达2.5×10⁸条。",
        "上半年，全市数据量达10⁸条。",
        "上半年，全市数据量达2.5×10^8条。",
        "上半年，全市数据量达10^8条。",
        "In June, the volume of the city was 2.5×10⁸ projects.",
        "In June, the volume of the city was 2.5 x 10^8 projects.",
        "In June, the volume of the city was 10⁸ projects.",
    ],
)
def test_a_number_with_a_power_is_told_as_such_and_is_no_figure(text: str) -> None:
    release = read(text)
    assert [f.text for f in release.figures] == []
    assert "power" in {n.reason for n in release.names}


def test_a_product_without_a_power_and_a_square_are_read_as_before() -> None:
    release = read("上半年，全市新增面积30km²，企业8家。")
    assert [f.value for f in release.figures] == [Decimal(30), Decimal(8)]
