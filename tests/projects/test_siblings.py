"""Further wordings of the kinds that real lists have: totals, numbers, heads and places, each with its right result."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projects.workbooks import Rows, amounts, codes, read, sheet, vocabulary

HEAD = ["序号", "项目名称", "所属行业", "所在区县", "总投资（亿元）", "建设内容", "业主单位", "联系人", "联系电话"]


def row(number: int, name: str, amount: object, contact: str = "张三", telephone: object = "023-70000001") -> list[Any]:
    """A project of the list."""
    return [number, name, "生物医药", "忠县", amount, "厂房一栋", "甲公司", contact, telephone]


#: Words of totals, each tried alone in the column of names, in that of numbers, and merged over both.
TOTALS = [
    "合计",
    "合\u3000计",
    "总计：",
    "合计：3个项目",
    "3个项目合计",
    "共3个",
    "共计3个项目",
    "以上3个项目合计",
    "全县合计",
    "忠县合计（3个）",
    "本页小计",
    "累计3个",
    "合计(亿元)",
    "合计数",
    "投资合计",
    "合计投资",
    "累计投资",
    "总和",
    "总额",
    "投资总额",
    "Total",
    "TOTAL:",
    "Sub-total",
    "合計",
    "总计3个",
    "一至三项合计",
    "共3项，总投资10亿元",
    "【合计】",
    "▲合计",
    "其中:亿元以上",
    "其中续建项目3个",
    "项目总数：3",
    "忠县小计",
    "工业类合计",
    "一、合计",
    "汇总",
    "Sum",
    "2026年合计",
]


@pytest.mark.parametrize("where", ["name", "number", "merged"])
def test_no_wording_of_a_total_is_a_project(where: str) -> None:
    for words in TOTALS:
        total: list[Any] = [words if where != "name" else None, words if where == "name" else None, None, None, 10]
        rows: Rows = [HEAD, row(1, "甲厂", 2), row(2, "乙厂", 3), row(3, "丙厂", 5), total]
        found = read(sheet(rows, ["A5:D5"] if where == "merged" else None))
        assert [p["name"] for p in found.projects] == ["甲厂", "乙厂", "丙厂"], words
        assert "list-total-differs" not in codes(found), words


NAMES = [
    "总计算力中心",
    "合计科技产业园",
    "总部基地",
    "共享工厂",
    "小计量仪表厂",
    "累计光伏项目",
    "总和农业园",
    "总额宝大厦",
    "总装车间",
    "其中坝文旅项目",
    "合川总部城",
]


def test_a_name_that_begins_like_a_total_is_a_project() -> None:
    found = read(sheet([HEAD, *(row(n, name, 10 + n) for n, name in enumerate(NAMES))]))
    assert [p["name"] for p in found.projects] == NAMES


@pytest.mark.parametrize(
    ("person", "telephone", "wanted"),
    [
        ("张三", "023-70000001（传真）", [{"name": "张三"}]),
        ("张三", "023-70000001(传真)、023-70000002", [{"name": "张三", "telephone": ["023-70000002"]}]),
        ("张三", "zhang@x.cn", [{"name": "张三", "email": "zhang@x.cn"}]),
        ("张三", "13800000001 zhang@x.cn", [{"name": "张三", "telephone": ["13800000001"], "email": "zhang@x.cn"}]),
        ("忠县招商局 张三", "13800000001", [{"name": "张三", "office": "忠县招商局", "telephone": ["13800000001"]}]),
        ("张三13800000001", None, [{"name": "张三", "telephone": ["13800000001"]}]),
        ("张三13800000001", "023-70000001", [{"name": "张三", "telephone": ["13800000001", "023-70000001"]}]),
        (
            "张三 13800000001 李四 13900000001",
            None,
            [{"name": "张三", "telephone": ["13800000001"]}, {"name": "李四", "telephone": ["13900000001"]}],
        ),
        ("张三", "86-23-70000001", [{"name": "张三", "telephone": ["023-70000001"]}]),
        ("张三", "12345", [{"name": "张三", "telephone": ["12345"]}]),
        ("张三", "138 0000 0001 023 7000 0002", [{"name": "张三", "telephone": ["13800000001", "023-70000002"]}]),
        (
            "张三、李四",
            "13800000001、13900000001",
            [{"name": "张三", "telephone": ["13800000001"]}, {"name": "李四", "telephone": ["13900000001"]}],
        ),
        ("郭三七", 13800000001.0, [{"name": "郭三七", "telephone": ["13800000001"]}]),
        ("张三", "QQ：12345678", [{"name": "张三"}]),
    ],
)
def test_every_number_is_with_its_person_and_none_is_lost(person: str, telephone: object, wanted: list[Any]) -> None:
    found = read(sheet([HEAD, row(1, "甲厂", 2, person, telephone), row(2, "乙厂", 3)]))
    assert found.projects[0].get("contacts") == wanted


def test_heads_that_offices_use_are_known() -> None:
    for head, field in {
        "项目所属行业": "sector",
        "县区": "districts",
        "项目介绍": "content",
        "项目进展情况": "status",
        "用地面积及选址": "site",
        "Industry sector": "sector",
        "Brief description": "content",
        "业主单位或筹办单位": "owner",
        "项目法人单位": "owner",
        "建设周期（月）": "term",
        "县（区）": "districts",
    }.items():
        found = read(sheet([["序号", "项目名称", "总投资（亿元）", head], [1, "甲厂", 5, "36"], [2, "乙厂", 6, "36"]]))
        assert field in found.projects[0], head


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("石柱自治县", ["石柱县"]),
        ("开县", ["开州区"]),
        ("江津市", ["江津区"]),
        ("璧山县", ["璧山区"]),
        ("万州 开州", ["万州区", "开州区"]),
        ("万州经开区", ["万州区"]),
        ("长寿经济技术开发区", ["长寿区"]),
        ("Zhongxian", ["忠县"]),
        ("萬州區", ["万州区"]),
        ("重庆经开区", ["重庆经开区"]),
        ("万盛经开区", ["万盛经开区"]),
        ("高新区", ["重庆高新区"]),
        ("四川省成都市", ["四川省成都市"]),
    ],
)
def test_places_by_former_names_zones_and_pinyin(text: str, districts: list[str]) -> None:
    rows: Rows = [HEAD, row(1, "甲厂", 2), row(2, "乙厂", 3)]
    rows[1][3] = text
    assert read(sheet(rows)).projects[0]["districts"] == districts
    assert vocabulary().district("忠县") == "忠县"


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("千万元", "200000万"),
        ("百万美元", "20000万"),
        ("人民币 亿元", "200亿"),
        ("RMB 10 million", "200000万"),
        *(
            (unit, None)
            for unit in (
                "十亿元",
                "百亿元",
                "万亿元",
                "十万元",
                "十亿美元",
                "亿元/年",
                "万元/亩",
                "RMB 1000",
                "CNY 10k",
            )
        ),
        *((unit, None) for unit in ("ten million yuan", "10 thousand yuan", "RMB 0.1 billion")),
    ],
)
def test_a_numeral_before_a_unit_makes_another_unit_of_it(unit: str, wanted: str | None) -> None:
    above: Rows = [
        [f"招商项目（单位：{unit}）"],
        [*HEAD[:4], "总投资", *HEAD[5:]],
        row(1, "甲厂", 200),
        row(2, "乙厂", 30),
    ]
    in_head: Rows = [[*HEAD[:4], f"总投资（{unit}）", *HEAD[5:]], row(1, "甲厂", 200), row(2, "乙厂", 30)]
    for rows in (above, in_head):
        found = read(sheet(rows))
        assert amounts(found)[0] == wanted
        assert ("list-amount-no-unit" in codes(found)) == (wanted is None)
