"""Numbers in several parts, in words that leave them open, with a sign of another kind, and right behind a name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.releases.kinds import Kind, last_figures
from tests.releases.test_figures import read

KINDS: list[Kind] = [
    # one number in several parts
    ("重庆银行总资产一万零五百亿元。", "2026-07-22", [("1050000000000", "CNY", "", "")]),
    ("全市贷款余额达6万6千8百亿元。", "2026-07-22", [("6680000000000", "CNY", "", "")]),
    ("6月，全市发行债券3亿5000万元。", "2026-07-22", [("350000000", "CNY", "2026-06", "")]),
    ("6月，全市发行债券十一亿五千万元。", "2026-07-22", [("1150000000", "CNY", "2026-06", "")]),
    ("6月，全市贷款新增1234亿5600万元。", "2026-07-22", [("123456000000", "CNY", "2026-06", "")]),
    ("6月末，全市常住人口三千一百九十一万四千三百人。", "2026-07-22", [("31914300", "person", "2026-06-30", "")]),
    ("6月末，全市经营主体1万2345户。", "2026-07-22", [("12345", "enterprise", "2026-06-30", "")]),
    ("6月，全市有二〇二六家企业。", "2026-07-22", [("2026", "company", "2026-06", "")]),
    ("6月，全市发电120万千瓦时。", "2026-07-22", [("1200000", "kilowatt-hour", "2026-06", "")]),
    ("In June the city added six hundred and fifty billion yuan.", "2026-07-22", [("650000000000", "CNY", "2026-06", "")]),
    ("In June the city added one billion two hundred million yuan.", "2026-07-22", [("1200000000", "CNY", "2026-06", "")]),
    ("In June the city lent two and a half billion yuan.", "2026-07-22", [("2500000000", "CNY", "2026-06", "")]),
    ("In June the city had two dozen banks.", "2026-07-22", [("24", "bank", "2026-06", "")]),
    ("6月，全市完成投资1，234，567万元。", "2026-07-22", [("12345670000", "CNY", "2026-06", "")]),
    ("6月，全市完成投资12，345.6万元。", "2026-07-22", [("123456000", "CNY", "2026-06", "")]),
    # right behind a name in letters; a sign that is an arrow
    ("上半年，全市GDP16789.5亿元，CPI同比↓0.2%。", "2026-07-22",
     [("1678950000000", "CNY", "2026-01/2026-06", ""), ("-0.2", "percent", "2026-01/2026-06", "yoy")]),
    # money is no count of what its words name
    ("In the first half exports of the city were RMB245.63bn.", "2026-07-22",
     [("245630000000", "CNY", "2026-01/2026-06", "")]),
    ("In June banks of the city lent 3 billion RMB.", "2026-07-22", [("3000000000", "CNY", "2026-06", "")]),
    # another place that something is compared with, by name
    ("上半年，全市增长5.3%，低于成都0.3个百分点，比四川省高0.1个百分点。", "2026-07-22",
     [("-0.3", "percentage-point", "2026-01/2026-06", "region"), ("0.1", "percentage-point", "2026-01/2026-06", "region")]),
    # since the year began: no whole year
    ("今年以来，全市新增贷款5亿元。", "2026-07-22", [("500000000", "CNY", "2026-01/2026-07", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "awaited"), KINDS, ids=[text[:30] for text, _, _ in KINDS])
def test_a_number_in_parts_is_one_number(text: str, day: str, awaited: list[tuple[str, str, str, str]]) -> None:
    found, expected = last_figures(text, day, awaited)
    assert found == expected
    assert len(read(text, date.fromisoformat(day)).figures) == len(awaited) + text.count("5.3%")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6月，全市贷款新增七八亿元。", 700_000_000, 800_000_000),
        ("6月，全市贷款新增三四百亿元。", 30_000_000_000, 40_000_000_000),
        ("6月，全市新增企业七八十家。", 70, 80),
        ("6月，全市产值增长五六成。", 50, 60),
    ],
)
def test_two_digits_that_follow_each_other_are_a_range(text: str, low: int, high: int) -> None:
    (figure,) = read(text, date(2026, 7, 22)).figures
    assert (figure.value, figure.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "6月，全市贷款新增几百亿元。",
        "6月，全市贷款新增数十亿元。",
        "6月，全市有数百家企业。",
        "6月，全市有三五家银行。",
        "6月，全市有过百家银行。",
        "6月，全市完成投资百分之七八十。",
        "In June the city had a few hundred banks.",
        "In June the city had several dozen banks.",
    ],
)
def test_words_that_leave_a_number_open_give_it_no_value(text: str) -> None:
    (figure,) = read(text, date(2026, 7, 22)).figures
    assert figure.value is None


@pytest.mark.parametrize(
    "text", ["In June the city lent half a billion yuan.", "In June the city had a quarter of a million firms."]
)
def test_a_fraction_of_a_scale_is_no_share(text: str) -> None:
    assert not read(text, date(2026, 7, 22)).figures


def test_a_number_with_its_thousands_misplaced_is_not_read_from_its_middle() -> None:
    assert Decimal(23_456_000) not in [f.value for f in read("6月，全市贷款1,2345.6万元。", date(2026, 7, 22)).figures]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("In June output of the city more than doubled.", "more-than"),
        ("In June output of the city nearly doubled.", "nearly"),
        ("In June the city had over a hundred banks.", "more-than"),
        ("6月，全市产值翻了一番多。", "more-than"),
        ("6月，全市产值近翻番。", "nearly"),
    ],
)
def test_what_doubles_keeps_its_qualifier(text: str, qualifier: str) -> None:
    (figure,) = read(text, date(2026, 7, 22)).figures
    assert figure.qualifier is not None
    assert figure.qualifier.value == qualifier


@pytest.mark.parametrize("verb", ["was off", "was off by"])
def test_what_is_off_by_a_share_has_fallen(verb: str) -> None:
    (figure,) = read(f"In June output of the city {verb} 1.2 percent.", date(2026, 7, 22)).figures
    assert (figure.value, figure.change) == (Decimal("-1.2"), True)
