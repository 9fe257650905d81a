"""Lists in traditional characters are matched as those in simplified ones; their names are printed as they are written."""

from __future__ import annotations

import pytest
from pypinyin import Style, pinyin

from briefing.characters import _traditional, simplified
from tests.projects.workbooks import Rows, amounts, codes, read, sheet, told

HEAD = [
    "序號",
    "項目名稱",
    "所屬行業",
    "所在區縣",
    "總投資（億元）",
    "項目階段",
    "業主單位",
    "聯繫人及聯繫電話",
    "合作方式",
]
ROWS: Rows = [
    ["2026年招商項目清單"],
    HEAD,
    ["一、忠縣（2個）"],
    [1, "智慧農業園", "現代農業", "忠縣", "5.2億元", "在談", "甲農業發展公司", "張三 023-70000001", "獨資、合資"],
    [2, "鋰電材料廠", "新能源", "忠縣", 3, "已簽約", "乙公司", "李四 023-70000002", "獨資"],
    ["小計", None, None, None, 8.2],
    ["二、豐都縣（1個）"],
    [3, "文化旅遊區", "文化旅遊", None, "8000萬元", "在建", "丙公司", "王五 023-70000003", "合資"],
    ["合計", None, None, None, 9],
    ["備註：投資額以備案為準"],
]


def test_a_list_in_traditional_characters_is_read_as_one_in_simplified_ones() -> None:
    found = read(sheet(ROWS, ["A1:I1", "A3:I3", "A7:I7"]))
    assert amounts(found) == ["5.2亿", "3亿", "8000万"]
    assert [p["districts"] for p in found.projects] == [["忠县"], ["忠县"], ["丰都县"]]
    assert [p["regions"] for p in found.projects] == [["渝东北三峡库区"]] * 3
    assert [p["name"] for p in found.projects] == ["智慧農業園", "鋰電材料廠", "文化旅遊區"]
    assert [c["telephone"] for p in found.projects for c in p["contacts"]] == [
        ["023-70000001"],
        ["023-70000002"],
        ["023-70000003"],
    ]
    assert not codes(found) & {"list-district-unknown", "list-total-differs", "list-column-unknown", "list-no-header"}


@pytest.mark.parametrize("total", ["總計", "全縣合計（2個）", "以上共計2個項目", "小計", "累計", "其中：億元以上1個"])
def test_totals_in_traditional_characters_are_no_projects(total: str) -> None:
    rows: Rows = [HEAD, [1, "甲廠", "醫藥", "忠縣", 2], [2, "乙廠", "醫藥", "忠縣", 3], [None, total, None, None, 5]]
    assert amounts(read(sheet(rows))) == ["2亿", "3亿"]


def test_two_spellings_of_a_sector_are_one() -> None:
    rows: Rows = [HEAD, [1, "甲廠", "醫藥", "忠縣", 2], [2, "乙廠", "医药", "忠县", 3]]
    found = read(sheet(rows))
    assert [p["sector"] for p in found.projects] == ["醫藥", "醫藥"]
    assert "list-spelling" in codes(found)
    assert told(found, "list-district-unknown") == []


def test_each_pair_is_one_character_and_another_that_is_read_alike() -> None:
    pairs = _traditional()[1]
    for one, other in pairs.items():
        sounds = [set(pinyin(c, style=Style.NORMAL, heteronym=True)[0]) for c in (chr(one), other)]
        assert sounds[0] & sounds[1], chr(one) + other
        assert ord(other) not in pairs
        other.encode("gb2312")
    assert simplified("忠縣、重慶市萬州區、豐都縣，乾县著名") == "忠县、重庆市万州区、丰都县，乾县著名"


def test_an_amount_is_published_with_the_unit_as_its_head_writes_it() -> None:
    rows: Rows = [
        ["序号", "项目名称", "所在区县", "总投资（亿元）"],
        [1, "甲厂", "忠县", 2],
        [2, "乙厂", "忠县", "5000萬元"],
    ]
    assert [p["investment"]["published"] for p in read(sheet(rows)).projects] == ["2（亿元）", "5000萬元"]
    assert amounts(read(sheet(rows))) == ["2亿", "5000万"]
