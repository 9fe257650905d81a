"""Amounts in other currencies: exact in their own, printed in both languages, read back, never added to yuan."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.language import load_language
from briefing.language.figures import print_quantity
from briefing.projects.amounts import read_amount
from briefing.projects.headers import Mapping
from briefing.proof.reading import numbers_in
from briefing.quantities.parse import parse_value
from tests.projects.workbooks import ROOT, amounts, codes, read, sheet, told, vocabulary

WORDS = vocabulary()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.2亿欧元", "1.2亿", "EUR"),
        ("约300亿日元", "300亿", "JPY"),
        ("5000万英镑", "5000万", "GBP"),
        ("800万新元", "800万", "SGD"),
        ("2000亿韩元", "2000亿", "KRW"),
        ("3百万美元", "300万", "USD"),
        ("2千万港币", "2000万", "HKD"),
        ("6万澳门元", "6万", "MOP"),
        ("€3.5亿", "3.5亿", "EUR"),
        ("US$3亿", "3亿", "USD"),
        ("欧元200万", "200万", "EUR"),
        ("总投资 GBP 5000万", "5000万", "GBP"),
        ("5000万EUR", "5000万", "EUR"),
        ("￥5000万", "5000万", "CNY"),
        ("人民币3亿元", "3亿", "CNY"),
        ("5000万", "5000万", "CNY"),
        ("¥5亿日元", "5亿", "JPY"),
        ("$3亿", None, "CNY"),
        ("5亿加元", None, "CNY"),
        ("EUR 3亿美元", None, "CNY"),
        ("€500", None, "CNY"),
        ("人民币5亿日元", None, "CNY"),
    ],
)
def test_cells_below_a_head_in_yuan(text: str, value: str | None, unit: str) -> None:
    made = read_amount(text, WORDS, WORDS.money_unit("万元"))
    assert (made.value, made.unit) == (value, unit)


def test_a_currency_before_the_number_stands_for_single_units_only_where_no_scale_is_stated() -> None:
    made = read_amount("€5,000,000", WORDS)
    assert (made.value, made.unit, made.exact) == ("5000000", "EUR", Decimal(5000000))


def test_a_scale_word_below_a_head_in_another_currency_is_of_that_currency() -> None:
    made = read_amount("5000万", WORDS, WORDS.money_unit("万美元"))
    assert (made.value, made.unit, made.bare) == ("5000万", "USD", "万美元")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1.2亿", "EUR", "1.2亿欧元", "EUR 120 million"),
        ("300亿", "JPY", "300亿日元", "JPY 30 billion"),
        ("5000万", "GBP", "5000万英镑", "GBP 50 million"),
        ("800万", "SGD", "800万新加坡元", "SGD 8 million"),
        ("2000亿", "KRW", "2000亿韩元", "KRW 200 billion"),
        ("6万", "MOP", "6万澳门元", "MOP 60,000"),
    ],
)
def test_printed_in_both_languages_and_read_back(value: str, unit: str, zh: str, en: str) -> None:
    quantity = parse_value(value, unit)
    for tag, wanted in (("zh", zh), ("en", en)):
        text = print_quantity(load_language(ROOT / "i18n", tag), quantity)
        assert text.replace("\u00a0", " ") == wanted
        (found,) = numbers_in(text, tag)
        assert (found.value, found.units) == (quantity.value, (unit,))


HEAD = ["序号", "项目名称", "行业", "属地", "总投资", "单位"]


def test_a_column_of_units_gives_each_row_its_own() -> None:
    rows = [
        ["招商项目表"],
        HEAD,
        [1, "甲项目", "装备", "万州", 5200, "万元"],
        [2, "乙项目", "装备", "万州", 3.5, "亿元"],
        [3, "丙项目", "装备", "万州", 1200, "万欧元"],
        [4, "丁项目", "装备", "万州", "5000万美元", None],
        ["合计", None, None, None, None, None],
    ]
    found = read(sheet(rows))
    assert amounts(found) == ["5200万", "3.5亿", "1200万", "5000万"]
    assert [p["investment"]["unit"] for p in found.projects] == ["CNY", "CNY", "EUR", "USD"]
    assert [p["investment"]["published"] for p in found.projects][2] == "1200（万欧元）"
    assert found.units == {("investment", "row"): 3, ("investment", "cell"): 1}
    assert "list-column-unknown" not in codes(found)


def test_a_row_against_its_head_stops_and_a_mapping_settles_it() -> None:
    rows = [
        ["招商项目表"],
        [*HEAD[:4], "总投资（万元）", "单位"],
        [1, "甲项目", "装备", "万州", 5200, "万元"],
        [2, "乙项目", "装备", "万州", 3.5, "亿元"],
        [3, "丙项目", "装备", "万州", 300, "招商局"],
    ]
    data = sheet(rows)
    found = read(data)
    assert told(found, "list-unit-row-differs") == [4]
    assert told(found, "list-unit-unclear") == [5]
    settled = read(data, "list.xlsx", Mapping.model_validate({"amounts": {"4": "3.5亿元"}}))
    assert amounts(settled) == ["5200万", "3.5亿", "300万"]
    assert "list-unit-row-differs" not in codes(settled)
    whole = read(data, "list.xlsx", Mapping.model_validate({"units": {"investment": "亿元"}, "accept": ["3", "5"]}))
    assert amounts(whole)[1] == "3.5亿"


def test_a_column_of_currencies_fills_a_head_that_has_only_a_scale() -> None:
    rows = [
        ["招商项目表"],
        [*HEAD[:4], "总投资（万）", "币种"],
        [1, "甲项目", "装备", "万州", 5200, "人民币"],
        [2, "乙项目", "装备", "万州", 300, "USD"],
        [3, "丙项目", "装备", "万州", "2亿", "日元"],
    ]
    found = read(sheet(rows))
    assert [(p["investment"]["value"], p["investment"]["unit"]) for p in found.projects] == [
        ("5200万", "CNY"),
        ("300万", "USD"),
        ("2亿", "JPY"),
    ]
    rows[1] = [*HEAD[:4], "总投资（万元）", "币种"]
    assert told(read(sheet(rows)), "list-unit-row-differs") == [4, 5]
    rows[1] = [*HEAD[:4], "总投资", "币种"]
    assert told(read(sheet(rows)), "list-amount-no-unit") == [3, 4]


def test_other_currencies_do_not_enter_the_total_of_the_sheet() -> None:
    rows = [
        ["招商项目表"],
        HEAD,
        [1, "甲项目", "装备", "万州", 5200, "万元"],
        [2, "乙项目", "装备", "万州", 3, "亿欧元"],
        ["合计", None, None, None, 5200, "万元"],
    ]
    found = read(sheet(rows))
    assert len(found.projects) == 2
    assert "list-total-differs" not in codes(found)
