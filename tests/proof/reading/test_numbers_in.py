"""Numbers in running text, in digits and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.proof.reading import agree, column_scale, directions_in, numbers_in


@pytest.mark.parametrize(
    ("text", "tag", "said"),
    [
        ("金融资产规模达9.6万亿元", "zh", ["9600000000000 CNY"]),
        ("获财政奖补二百三十五亿元", "zh", ["23500000000 CNY"]),
        ("九点六万亿元", "zh", ["9600000000000 CNY"]),
        ("三大区域", "zh", ["3 thing"]),
        ("同比增长9倍", "zh", ["10 multiple"]),
        ("百分之四十三", "zh", ["43 percent"]),
        ("约四分之一", "zh", ["about 0.25 part"]),
        ("二〇二五年末", "zh", ["2025-12-31"]),
        ("90余亿元", "zh", ["more-than 9000000000 CNY"]),
        ("一体化、进一步、统一、第三方、万州区、两江新区", "zh", []),
        ("数十家", "zh", ["数十"]),
        ("电话023-63151234", "zh", ["023-63151234"]),
        ("“33618”体系与“1+2+2+N”矩阵", "zh", ["33618", "1+2+2+N"]),
        ("more than RMB 9.6 trillion in deposits", "en", ["more-than 9600000000000 CNY"]),
        ("two hundred and thirty-five projects", "en", ["235 project"]),
        ("eleven of the 1,234 companies", "en", ["11", "1234 company"]),
        ("rose 0.24 percentage points in May 2026", "en", ["0.24 percentage-point", "2026-05"]),
        ("half of them, twice as many, a third place", "en", ["0.5 part", "2 multiple", "3 rank"]),
        ("dozens of firms", "en", ["dozens"]),
        ("one-stop service for third parties at the Three Gorges", "en", []),
        ("on 12 August 2025 and in the first quarter of 2026", "en", ["2025-08-12", "2026-01/2026-03"]),
        ("not less than US$5bn", "en", ["at-least 5000000000 USD"]),
        ("2k firms", "en", ["2000"]),
        ("发行3亿5000万元", "zh", ["350000000 CNY"]),
        ("经营主体1万2345户", "zh", ["12345 enterprise"]),
        ("贷款6万6千8百亿元", "zh", ["6680000000000 CNY"]),
        ("1亿零500万人、3千5百公里", "zh", ["105000000 person", "3500 km"]),
        ("每10万12.5人", "zh", ["100000", "12.5 person"]),
        ("增至1万2025年", "zh", ["10000", "2025"]),
    ],
)
def test_says(text: str, tag: str, said: list[str]) -> None:
    assert [f.identity for f in numbers_in(text, tag)] == said


def test_places_point_into_the_text() -> None:
    text = "存款余额约６．５万亿元，同比增长８％。"
    for found in numbers_in(text, "zh"):
        assert text.translate(str.maketrans("０５６８．％", "0568.%"))[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("chinese", "english", "same"),
    [
        ("912.17亿元", "RMB 91.217 billion", True),
        ("912.17亿元", "RMB 912.17 billion", False),
        ("超70%", "more than 70%", True),
        ("超70%", "nearly 70%", False),
        ("3个百分点", "3%", False),
        ("5亿美元", "RMB 500 million", False),
        ("9家", "nine banks", True),
        ("9项", "nine banks", False),
        ("一半", "50%", True),
        ("2026年3月末", "end-March 2026", True),
        ("2026年3月末", "end-June 2026", False),
        ("西部第二", "second in western China", True),
    ],
)
def test_compares_by_value(chinese: str, english: str, same: bool) -> None:
    (one,), (other,) = numbers_in(chinese, "zh"), numbers_in(english, "en")
    assert agree(one, other) is same


def test_column_heads_state_a_scale() -> None:
    assert column_scale("总投资（亿元）", "zh") == ("CNY", Decimal(10) ** 8)
    assert column_scale("Total investment (RMB billion)", "en") == ("CNY", Decimal(10) ** 9)
    assert column_scale("Share (%)", "en") == ("percent", Decimal(1))
    assert column_scale("产业领域", "zh") is None


def test_directions_leave_out_what_only_looks_like_one() -> None:
    assert [d.way for d in directions_in("高质量发展，存款增长，占比由高于西部降至5%，减税", "zh")] == [
        "up",
        "up",
        "down",
    ]
    assert [d.way for d in directions_in("up to 10, set up a fund; it fell and later rose", "en")] == ["down", "up"]
