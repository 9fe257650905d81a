"""Amounts: exact, with the unit from where it was said, or open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.projects.amounts import read_amount, scaled
from briefing.quantities.parse import parse_value
from tests.projects.workbooks import vocabulary

WORDS = vocabulary()
WAN = WORDS.money_unit("万元")


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("7,446.08", "7446.08万", ""), ("７，４４６．０８", "7446.08万", ""),
        ("1.20亿元", "1.20亿", ""), ("约5亿元", "5亿", "约"), ("50亿元左右", "50亿", "左右"),
        ("10余亿元", "10亿", "余"), ("超100亿", "100亿", "超"), ("100亿元以上", "100亿", "以上"),
        ("总投资3.5亿元", "3.5亿", ""), ("人民币 8000 万元", "8000万", ""), ("2千万元", "2000万", ""), ("5000元", "5000", ""),
        (">5亿元", "5亿", "超"), ("≥5亿元", "5亿", "以上"), ("5億元", "5亿", ""), ("3千万", "3000万", ""), ("0", None, ""),
        ("十几亿元", None, ""), ("5亿2千万元", None, ""), ("5.2亿元/年", None, ""), ("500亩", None, ""),
        ("不超过5亿元", "5亿", "不超过"),
        ("（12）", None, ""), ("RMB 1.2 billion", "12亿", ""), ("CNY 80 million", "8000万", ""),
        ("2.5 billion yuan", "25亿", ""),
        ("伍亿元", "5亿", ""), ("三千五百万元", "3500万", ""), ("两亿元", "2亿", ""), ("一亿二千万元", None, ""),
        ("5 8亿元", None, ""), ("5亿元\n3亿元", None, ""),
        ("1 200万元", "1200万", ""), ("2.5亿元/300亩", "2.5亿", ""), ("5亿元（其中设备2亿元）", "5亿", ""),
        ("100亿元级", None, ""), ("−5亿元", None, ""),
        ("5-8亿元", None, ""), ("5—8亿元", None, ""), ("5至8亿元", None, ""),
        ("一期3亿元，二期5亿元", None, ""), ("待定", None, ""),
        ("5亿元（含土地）", None, ""), ("-5", None, ""), ("1.2.3", None, ""), ("1,23", None, ""),
    ],
)  # fmt: skip
def test_cells(text: str, value: str | None, qualifier: str) -> None:
    read = read_amount(text, WORDS, WAN)
    assert (read.value, read.qualifier) == (value, qualifier)


def test_without_a_unit_nothing_is_guessed() -> None:
    assert read_amount("7446.08", WORDS).reason == "no-unit"


@given(st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False), st.sampled_from([0, 3, 4, 6, 7, 8]))
def test_scaling_is_exact(number: Decimal, power: int) -> None:
    value, exact = scaled(f"{number:f}", power)
    assert parse_value(value, "CNY").value == exact == number * 10**power
