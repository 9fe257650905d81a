"""Rows that look like what they are not: no project lost, none invented, every row accounted for."""

from __future__ import annotations

import pytest

from briefing.problems import Severity
from briefing.projects.extracting import Extracted
from briefing.projects.headers import Mapping
from tests.projects.workbooks import Rows, amounts, codes, read, sheet, told

HEAD = ["序号", "项目名称", "所属行业", "总投资（万元）", "属地"]


def names(found: Extracted) -> list[str]:
    """The names of the projects, in order."""
    return [p["name"] for p in found.projects]


def errors(found: Extracted) -> set[str]:
    """The codes of the errors."""
    return {p.code for p in found.problems if p.severity is Severity.ERROR}


def test_projects_whose_names_begin_like_a_total_are_projects() -> None:
    rows: Rows = [
        HEAD,
        [1, "总计算力中心", "数字经济", 80000, "渝北区"],
        [2, "小计量仪表产业园", "装备", 60000, "渝北区"],
        ["合 计（2个）", None, None, 140000],
        ["共计2个项目，总投资14亿元"],
    ]
    found = read(sheet(rows))
    assert names(found) == ["总计算力中心", "小计量仪表产业园"]
    assert "list-total-differs" not in codes(found)
    assert [p.message for p in found.problems if p.code == "list-rows-left-out"] == [
        "sheet Sheet1: rows that are no projects: totals 4-5"
    ]


def test_projects_numbered_in_chinese_are_no_sections() -> None:
    rows: Rows = [["序号", "项目名称", "总投资（万元）"], ["一", "甲项目", 5000], ["二", "乙项目", 6000]]
    assert names(read(sheet(rows))) == ["甲项目", "乙项目"]
    rows = [
        HEAD[:4],
        ["一", "工业", None, 5000],
        [None, "甲项目", "装备", 5000],
        ["二", "农业", None, 600],
        [None, "乙项目", "种业", 600],
    ]
    found = read(sheet(rows))
    assert names(found) == ["甲项目", "乙项目"]
    assert "list-total-differs" not in codes(found)


def test_a_section_head_without_a_project_is_told() -> None:
    rows: Rows = [HEAD, ["一", "工业"], [1, "甲项目", "装备", 5000, "忠县"], ["二", "农业", None, 600]]
    assert told(read(sheet(rows)), "list-section-empty") == [4]


def test_a_lone_name_is_a_section_head_and_told_and_after_the_notes_a_note() -> None:
    rows: Rows = [
        ["项目名称", "行业", "属地", "总投资（亿元）"],
        ["先进制造业"],
        ["甲项目", None, "忠县", 1],
        ["注：1.以上为估算。"],
        ["2.联系方式截至5月。"],
    ]
    found = read(sheet(rows))
    assert names(found) == ["甲项目"]
    assert found.projects[0]["sector"] == "先进制造业"
    assert told(found, "list-row-only-name") == [2]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ([["单位：亿元"], [*HEAD[:3], "总投资"]], "list-unit-again"),
        ([["序号", "项目名称", "所属行业", "总投资（亿元）"]], "list-second-header"),
        ([["序号", "项目名称", "总投资（万元）", "所属行业"]], "list-second-header"),
    ],
)
def test_a_second_table_with_another_unit_or_order_is_refused(second: Rows, code: str) -> None:
    rows: Rows = [["单位：万元"], [*HEAD[:3], "总投资"], [1, "甲", "金融", 5000], *second, [1, "乙", "金融", 50]]
    assert errors(read(sheet(rows))) == {code}


def test_the_same_header_and_unit_again_are_no_projects() -> None:
    rows: Rows = [
        ["单位：万元"],
        [*HEAD[:3], "总投资"],
        [1, "甲", "金融", 5000],
        ["单位：万元"],
        [*HEAD[:3], "总投资"],
        [2, "乙", "金融", 50],
    ]
    found = read(sheet(rows))
    assert amounts(found) == ["5000万", "50万"]
    assert not errors(found)


def test_a_district_as_section_head_is_the_district_and_no_sector() -> None:
    rows: Rows = [["项目名称", "总投资（万元）", "建设内容"], ["江北区（1个）", None, None], ["甲", 5000, "厂房"]]
    found = read(sheet(rows, ["A2:C2"]))
    assert found.projects[0]["districts"] == ["江北区"]
    assert "sector" not in found.projects[0]
    assert told(found, "list-district-from-section") == [3]


def test_heads_merged_over_cells_without_heads_below_keep_the_first_project() -> None:
    rows: Rows = [
        ["项目名称", "所属行业", "总投资（万元）", "建设起止年限", None, "联系人及电话", None],
        ["甲", "金融", 5000, 2026, 2028, "张三", "023-61234567"],
        ["乙", "金融", 600, "2026.3", "2027.12", "李四", None],
    ]
    found = read(sheet(rows, ["D1:E1", "F1:G1"]))
    assert amounts(found) == ["5000万", "600万"]
    assert [p["term"]["period"] for p in found.projects] == ["2026/2028", "2026-03/2027-12"]
    assert found.projects[0]["contacts"] == [{"name": "张三", "telephone": ["023-61234567"]}]


def test_three_rows_of_heads_with_the_unit_in_the_third() -> None:
    rows: Rows = [
        ["单位：万元"],
        ["序号", "项目基本情况", None, "投资情况", None, None, "责任单位及联系人", None],
        [None, "项目名称", "建设规模及主要内容", "总投资", "其中", None, "单位", "联系人"],
        [None, None, None, "（亿元）", "企业自筹", "拟引资", None, None],
        [1, "甲", "厂房12万㎡，占地180亩", "12.5", 50000, "80,000", "区招商局", "赵强（科长）"],
    ]
    merges = ["A2:A4", "B2:C2", "D2:F2", "G2:H2", "B3:B4", "C3:C4", "E3:F3", "G3:G4", "H3:H4"]
    found = read(sheet(rows, merges))
    assert amounts(found) == ["12.5亿"]
    assert amounts(found, "sought") == ["80000万"]
    assert found.projects[0]["content"] == "厂房12万㎡，占地180亩"
    assert found.projects[0]["contacts"] == [{"name": "赵强", "office": "区招商局、科长"}]
    assert told(found, "list-unit-differs") == [1]


def test_a_head_with_two_units_gives_none() -> None:
    rows: Rows = [["项目名称", "行业", "总投资（万元/亿元）"], ["甲", "金融", 5000], ["乙", "金融", "3.5亿元"]]
    found = read(sheet(rows))
    assert told(found, "list-amount-no-unit") == [2]
    rows = [["单位：万元、亿元"], ["项目名称", "行业", "总投资"], ["甲", "金融", 5000]]
    assert told(read(sheet(rows)), "list-amount-no-unit") == [3]


def test_amounts_sought_are_weighed_too() -> None:
    head = ["项目名称", "行业", "总投资（亿元）", "拟引资（万元）"]
    rows: Rows = [
        ["甲", "金融", 5, "4万"],
        ["乙", "金融", 5, "1500万"],
        ["丙", "金融", 0.5, 80000],
        ["丁", "金融", 1, 0],
    ]
    found = read(sheet([head, *rows]))
    assert told(found, "list-amount-bare") == [2, 3]
    assert told(found, "list-amount-implausible") == [2]
    assert told(found, "list-sought-exceeds") == [4]
    assert told(found, "list-amount-zero") == [5]
    assert "sought" not in found.projects[3]
    mapping = Mapping(sought={"2": "4亿元"})
    assert amounts(read(sheet([head, ["甲", "金融", 5, "4万"]]), mapping=mapping), "sought") == ["4亿"]


def test_what_a_mapping_says_in_vain_is_told() -> None:
    rows: Rows = [["项目名称", "行业", "总投资（亿元）"], ["甲", "金融", 5]]
    mapping = Mapping(amounts={"7": "5亿元"}, columns={"静态投资": "investment", "C": "investment"}, unit="万圆")
    found = read(sheet(rows), mapping=mapping)
    assert codes(found) >= {"list-mapping-unused", "list-mapping-unit"}
    assert sorted(p.message.split(",")[0] for p in found.problems if p.code == "list-mapping-unused") == [
        "the mapping file speaks of column 静态投资",
        "the mapping file speaks of row 7",
    ]


def test_the_unit_of_a_field_in_a_mapping_is_stronger_than_its_head() -> None:
    rows: Rows = [["项目名称", "行业", "总投资（亿元）"], ["甲", "金融", 5000]]
    assert amounts(read(sheet(rows), mapping=Mapping(units={"investment": "万元"}))) == ["5000万"]
