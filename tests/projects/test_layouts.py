"""Real layouts: every amount right, every guess reported."""

from __future__ import annotations

from briefing.projects.headers import Mapping
from tests.projects.workbooks import amounts, codes, read, sheet, told, xlsx


def test_title_unit_row_merged_heads_sections_totals_and_notes() -> None:
    rows = [
        ["某市2026年招商项目表"],
        ["单位：万元"],
        ["序号", "项目名称", "所属\n行业", "属地", "建设内容", "总投资", None, "建设周期", "联系人及电话", None],
        [None, None, None, None, None, "小计", "其中2026年", None, "姓名", "电话"],
        ["一", "生物医药（2个）", None, None, None, "12,446.08"],
        [
            1,
            "甲项目",
            "生物医药",
            "沙坪坝区",
            "建设１００亩\n2.厂房",
            "7,446.08",
            100,
            "2024-2026",
            "张三",
            "023-12345678",
        ],
        [
            2,
            "乙项目",
            "生物医药",
            "重庆市渝北区",
            "厂房",
            5000,
            None,
            "24个月",
            "李四\n王五",
            "13800000000\n13900000000",
        ],
        ["二", "装备（1个）"],
        [3, "丙项目", "装备", "万州", "厂房", "约5亿元", None, 36, "赵六", None],
        ["合计3个项目", None, None, None, None, "62446.08"],
        ["注：以上为估算"],
    ]
    merges = ["A1:J1", "A2:J2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "H3:H4", "F3:G3", "I3:J3"]
    found = read(sheet(rows, merges))
    assert amounts(found) == ["7446.08万", "5000万", "5亿"]
    assert found.projects[2]["investment"]["qualifier"] == "约"
    assert found.projects[0]["content"] == "建设100亩；2.厂房"
    assert found.projects[1]["districts"] == ["渝北区"]
    assert found.projects[1]["regions"] == ["主城都市区"]
    assert [c["name"] for c in found.projects[1]["contacts"]] == ["李四", "王五"]
    assert [c["telephone"] for c in found.projects[1]["contacts"]] == [["13800000000"], ["13900000000"]]
    assert found.projects[0]["term"]["period"] == "2024/2026"
    assert found.units == {("investment", "sheet"): 2, ("investment", "cell"): 1}
    assert told(found, "list-amount-clash") == [9]
    assert told(found, "list-term-unclear") == [9]
    assert "list-column-left-out" in codes(found)
    assert "list-total-differs" not in codes(found)


def test_unit_in_the_head_sector_from_sections_and_total_on_top_that_does_not_foot() -> None:
    rows = [
        ["项目名称", "建设地点", "建设规模和内容", "项目预估总投资（亿元）", "招商形式", "效益分析"],
        ["合计（3个）", None, None, 99, None, None],
        ["（一）先进材料", None, None, None, None, None],
        ["甲新材料项目", "涪陵区白涛街道", "厂房", 12.5, "独资、合资", "年产值5亿元"],
        ["乙新材料项目", "黔江", "厂房", "５．０", "合作", None],
        ["（二）文化旅游", None, None, None, None, None],
        ["丙旅游项目", "武隆区、彭水苗族土家族自治县", "景区", "3—5", "面议", None],
    ]
    found = read(sheet(rows))
    assert amounts(found) == ["12.5亿", "5.0亿", None]
    assert found.projects[0]["investment"]["basis"] == "estimated"
    assert [p["sector"] for p in found.projects] == ["先进材料", "先进材料", "文化旅游"]
    assert found.projects[0]["districts"] == ["涪陵区"]
    assert found.projects[2]["districts"] == ["武隆区", "彭水县"]
    assert found.projects[0]["cooperation"] == ["独资", "合资"]
    assert "cooperation" not in found.projects[2]
    assert told(found, "list-sector-from-section") == [4, 5, 7]
    assert told(found, "list-district-from-text") == [4]
    assert told(found, "list-amount-open") == [7]
    assert told(found, "list-total-differs") == [2]


def test_unit_in_cells_only_and_in_both() -> None:
    rows = [
        ["项目名称", "所属行业", "投资总额", "联系人/职务/联系电话"],
        ["甲：一期", "生物医药", "6.5亿元", "张三/科长/023-61234567"],
        ["乙", "生物医药", "人民币 8000 万元", "李四 13800000000\n王五 13900000000"],
        ["丙", "生物医药", "超100亿元", "渝北区招商局 61234567"],
        ["丁", "生物医药", "2000万美元", None],
    ]
    found = read(sheet(rows))
    assert amounts(found) == ["6.5亿", "8000万", "100亿", "2000万"]
    assert found.projects[0]["name"] == "甲：一期"
    assert found.projects[2]["investment"]["qualifier"] == "超"
    assert found.projects[3]["investment"]["unit"] == "USD"
    assert found.projects[0]["contacts"] == [{"name": "张三", "office": "科长", "telephone": ["023-61234567"]}]
    assert [c["name"] for c in found.projects[1]["contacts"]] == ["李四", "王五"]
    assert found.projects[2]["contacts"] == [{"office": "渝北区招商局", "telephone": ["61234567"]}]


def test_no_unit_anywhere_stops_and_a_mapping_file_says_it() -> None:
    rows = [["项目名称", "所属行业", "总投资"], ["甲", "生物医药", 52000], ["乙", "生物医药", "1.2亿元"]]
    found = read(sheet(rows))
    assert told(found, "list-amount-no-unit") == [2]
    assert any(p.severity == "error" for p in found.problems)
    found = read(sheet(rows), mapping=Mapping(unit="万元"))
    assert amounts(found) == ["52000万", "1.2亿"]
    assert not [p for p in found.problems if p.severity == "error"]


def test_cards() -> None:
    card = [
        ["项目名称", "甲基地项目", None, None],
        ["所属行业", "生物医药", "所在区县", "万州区"],
        ["总投资（亿元）", 12, "合作方式", "合资"],
        ["建设内容", "厂房\n仓库", None, None],
        ["联系人", "张三", "联系电话", "023-58123456"],
    ]
    other = [[c if c != "甲基地项目" else "乙基地项目" for c in row] for row in card]
    found = read(xlsx(("项目1", card, ["B1:D1", "B4:D4"]), ("项目2", other, ["B1:D1", "B4:D4"])))
    assert [p["name"] for p in found.projects] == ["甲基地项目", "乙基地项目"]
    assert amounts(found) == ["12亿", "12亿"]
    assert found.projects[0]["contacts"] == [{"name": "张三", "telephone": ["023-58123456"]}]
    assert {s.layout for s in found.sheets} == {"card"}


def test_csv_in_gb_18030_with_two_head_rows() -> None:
    text = (
        "招商项目表,,,,,\n单位：亿元,,,,,\n项目名称,所属行业,属地,总投资,,联系人,\n,,,小计,其中引资,姓名,电话\n"
        '甲项目,生物医药,忠县,"1,200.5",100,张三,023-54123456\n合计,,,1200.5,100,,\n'
    )
    found = read(text.encode("gb18030"), "list.csv")
    assert amounts(found) == ["1200.5亿"]
    assert found.projects[0]["contacts"] == [{"name": "张三", "telephone": ["023-54123456"]}]
    assert told(found, "list-encoding-guessed") == [0]


def test_merged_projects_and_shared_amounts() -> None:
    rows = [
        ["项目名称", "所属行业", "总投资（万元）", "联系人", "电话"],
        ["甲", "生物医药", 100000, "张三", "13800000000"],
        [None, None, None, "李四", "13900000000"],
        ["乙", "生物医药", 50000, "王五", "13700000000"],
        ["丙", "生物医药", None, "赵六", "13600000000"],
    ]
    found = read(sheet(rows, ["A2:A3", "B2:B3", "C2:C3", "C4:C5"]))
    assert [p["name"] for p in found.projects] == ["甲", "乙", "丙"]
    assert amounts(found) == ["100000万", None, None]
    assert told(found, "list-amount-open") == [4, 5]
    assert [c["name"] for c in found.projects[0]["contacts"]] == ["张三", "李四"]


def test_dates_as_serials_two_digit_years_and_open_ends() -> None:
    rows = [
        ["项目名称", "所属行业", "总投资（亿元）", "计划开工时间", "竣工时间", "有效期"],
        ["甲", "生物医药", 1, 45292, "2026.12", "2026-12-31"],
        ["乙", "生物医药", 2, "09.10", "11.3", "长期"],
        ["丙", "生物医药", 3, "2010-", None, None],
        ["丁", "生物医药", 3, "2026.04-2027.10", None, 46387],
        ["戊", "生物医药", 3, "一年半", None, None],
    ]
    found = read(sheet(rows))
    assert found.projects[0]["term"]["period"] == "2024-01/2026-12"
    assert found.projects[0]["valid_until"] == "2026-12-31"
    assert "period" not in found.projects[1]["term"]
    assert "period" not in found.projects[2]["term"]
    assert [p["term"].get("period") for p in found.projects[3:]] == ["2026-04/2027-10", None]
    assert found.projects[3]["valid_until"] == "2026-12-31"
    assert (found.projects[4]["term"]["duration"], found.projects[4]["term"]["unit"]) == ("1.5", "year")
    assert told(found, "list-date-serial") == [2, 5]
    assert told(found, "list-term-unclear") == [3, 4]
    assert told(found, "list-date-unclear") == [3]


def test_two_money_columns_ask_for_a_mapping() -> None:
    rows = [["项目名称", "所属行业", "总投资（万元）", "估算投资（万元）"], ["甲", "生物医药", 9000, 10000]]
    assert "list-two-amounts" in codes(read(sheet(rows)))
    found = read(sheet(rows), mapping=Mapping(columns={"D": "ignore"}))
    assert amounts(found) == ["9000万"]


def test_money_in_an_unknown_column_is_not_guessed() -> None:
    rows = [["项目名称", "所属行业", "属地", "静态投资（万元）"], ["甲", "生物医药", "忠县", 9000]]
    assert "list-amount-unmapped" in codes(read(sheet(rows)))
    found = read(sheet(rows), mapping=Mapping(columns={"静态投资（万元）": "investment"}))
    assert amounts(found) == ["9000万"]


def test_unknown_columns_and_unnamed_rows_are_told() -> None:
    rows = [["项目名称", "所属行业", "总投资（亿元）", "星座"], ["甲", "生物医药", 1, "x"], [None, "生物医药", 2, "y"]]
    found = read(sheet(rows))
    assert len(found.projects) == 1
    assert told(found, "list-column-unknown") == [1]
    assert told(found, "list-row-unnamed") == [3]
