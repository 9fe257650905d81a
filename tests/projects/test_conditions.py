"""The language of selections: what it says, what it refuses, and that it never runs anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.content.projects import ProjectRecord
from briefing.problems import ProblemsFound
from briefing.projects.conditions import judged, parse_condition

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
    assert (judged(parse_condition(text), PROJECT) is True) is fits


def amount(published: str, **fields: object) -> ProjectRecord:
    """A project with an amount."""
    given = {"value": None, "published": published, **fields}
    return ProjectRecord.model_validate({"id": "0003", "list": "test", "name": "丙", "investment": given})


@pytest.mark.parametrize(
    ("project", "text", "verdict"),
    [
        (OPEN, "investment >= 3亿", True),
        (OPEN, "investment >= 4亿", None),
        (OPEN, "not investment >= 4亿", None),
        (OPEN, "investment > 5亿", False),
        (OPEN, "investment >= 4亿 or name = 乙", True),
        (OPEN, "investment >= 4亿 and name = 丙", False),
        (OPEN, "sought > 1", None),
        (amount("8000-12000（万元）"), "investment >= 8000万", True),
        (amount("8000万-1.2亿元"), "investment > 1.2亿", False),
        (amount("一期3亿元，二期5亿元"), "investment > 1亿", None),
        (amount("面议"), "investment > 1亿", None),
        (amount("3000万美元", value="3000万", unit="USD"), "investment > 1亿", None),
        (amount("超100亿元", value="100亿", qualifier="超"), "investment <= 100亿", None),
        (amount("超100亿元", value="100亿", qualifier="超"), "investment >= 100亿", True),
        (amount("约5亿元", value="5亿", qualifier="约"), "investment >= 5亿", True),
    ],
)
def test_what_cannot_be_judged_is_neither_in_nor_out(project: ProjectRecord, text: str, verdict: bool | None) -> None:
    assert judged(parse_condition(text), project) is verdict


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
    assert judged(made, PROJECT) in (True, False, None)
