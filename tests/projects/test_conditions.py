"""The language of selections: what it says, what it refuses, and that it never runs anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.content.projects import ProjectRecord
from briefing.problems import ProblemsFound
from briefing.projects.conditions import holds, parse_condition

PROJECT = ProjectRecord.model_validate(
    {
        "id": "0001",
        "list": "test",
        "name": "甲产业园",
        "sector": "生物医药",
        "regions": ["主城都市区", "渝东南武陵山区"],
        "investment": {"value": "12.5亿", "published": "12.5亿元"},
        "status": "招商中",
    }
)
OPEN = ProjectRecord.model_validate(
    {"id": "0002", "list": "test", "name": "乙", "investment": {"value": None, "published": "3—5亿元"}}
)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('sector = "生物医药"', True),
        ("sector = 生物医药 and investment >= 1e9", True),
        ("investment > 12.5亿", False),
        ("investment >= 1250000000 and investment <= 12.5亿元", True),
        ("region in (主城都市区, 渝东北三峡库区)", True),
        ("region not in (主城都市区)", False),
        ("not (sector = 先进材料 or status = 已签约)", True),
        ("name ~ 产业园 and 行业 = 生物医药 且 总投资 < 20亿", True),
        ("sector != 生物医药", False),
        ("sector = 先进材料 or sector = 生物医药 and investment < 1亿", False),
        ("sought >= 1", False),
        ("investment ≥ 12.5 亿元 and investment ≤ RMB 1.25 billion", True),
        ("investment >= 1 billion and sector ≠ 生物 医药", True),
    ],
)
def test_conditions(text: str, fits: bool) -> None:
    assert holds(parse_condition(text), PROJECT) is fits


def test_an_open_amount_fits_no_bound() -> None:
    assert not holds(parse_condition("investment > 0"), OPEN)
    assert not holds(parse_condition("investment <= 9万亿"), OPEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sector",
        "sector =",
        "colour = red",
        "investment ~ 5",
        "sector > 5",
        "sector = 甲 sector = 乙",
        "(sector = 甲",
        "sector in 甲",
        "investment >= 十亿",
        "investment >= NaN",
        "investment >= 1e999",
        'sector = "甲',
        "__import__('os')",
        "sector = 甲 and",
        "not",
        "sector in ()",
        "investment in (1)",
        "(" * 100 + "sector = 甲" + ")" * 100,
        "x" * 5000,
    ],
)
def test_refused_with_the_place(text: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        parse_condition(text)
    assert [p.code for p in caught.value.problems] == ["list-where"]


@given(st.text(alphabet="()=<>!~ ,and or not in sector investment 1e9亿甲\"'", max_size=60))
def test_any_text_is_a_condition_or_a_problem(text: str) -> None:
    try:
        made = parse_condition(text)
    except ProblemsFound:
        return
    assert holds(made, PROJECT) in (True, False)
