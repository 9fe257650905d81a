"""More lists of the kinds that offices keep, made up for each kind."""

from __future__ import annotations

import io

import docx
import pytest

from briefing.problems import Severity
from briefing.projects.extracting import Extracted
from tests.projects.workbooks import Rows, read, sheet, xlsx

HEAD = ["序号", "项目名称", "建设内容", "总投资（万元）", "业主单位"]
BOTH: Rows = [[1, "甲厂", "厂房", 1000, "甲公司"], [2, "乙厂", "仓库", 2000, "乙公司"]]


def result(found: Extracted) -> list[tuple[str, str | None]]:
    assert not [p for p in found.problems if p.severity is Severity.ERROR]
    return [(p["name"], (p.get("investment") or {"value": "absent"})["value"]) for p in found.projects]


@pytest.mark.parametrize(
    "label",
    [
        "2个项目合计",
        "总合计2个",
        "以上项目合计",
        "三、合计",
        "合计(万元)",
        "新开工项目 小计",
        "总计（续建1个，新建1个）",
        "2026年合计",
        "大足区 合计 2个",
        "共 2 个",
        "合计（不含前期）",
        "Ｔｏｔａｌ",
        "总数",
        "汇总",
        "全部项目汇总（2个）",
        "Total for Banan District",
        "Subtotal for industry",
        "Grand Total (2 projects)",
    ],
)
def test_further_totals(label: str) -> None:
    for column, merge in ((0, "A{}:C{}"), (1, "B{}:C{}")):
        total: list[object] = [None, None, None, 3000, None]
        total[column] = label
        for rows, at in (([HEAD, *BOTH, total], 4), ([HEAD, total, *BOTH], 2)):
            found = read(sheet(rows, [merge.format(at, at)]))
            assert result(found) == [("甲厂", "1000万"), ("乙厂", "2000万")]


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("【新材料】2个", "sector", "新材料"),
        ("（二）拟开工项目2个", "status", "拟开工"),
        ("I. Advanced manufacturing (2 projects)", "sector", "Advanced manufacturing"),
        ("第一部分 先进制造业", "sector", "先进制造业"),
        ("●石柱土家族自治县", "districts", ["石柱县"]),
        ("一、生物医药产业项目（共2个，总投资3000万元）", "sector", "生物医药"),
    ],
)
def test_further_sections(row: str, field: str, value: object) -> None:
    found = read(sheet([HEAD, [row], *BOTH], ["A2:E2"]))
    assert [p.get(field) for p in found.projects] == [value, value]


@pytest.mark.parametrize(
    "text",
    [
        "陈科长 023-70000001（办） 13800000001（手机）",
        "陈科长 办公：023-70000001 手机：13800000001",
        "陈科长 (O)023-70000001 (M)13800000001",
        "陈科长 023-70000001 微信:chen_138 13800000001",
        "陈科长 固话023-70000001 微信同号13800000001",
        "陈科长　023－70000001　13800000001",
    ],
)
def test_numbers_with_what_they_are_beside_them_are_of_one_person(text: str) -> None:
    rows: Rows = [["项目名称", "总投资（万元）", "所在区县", "联系人及电话"], ["甲", 1000, "忠县", text]]
    both = {"name": "陈科长", "telephone": ["023-70000001", "13800000001"]}
    assert read(sheet(rows)).projects[0]["contacts"] == [both]


@pytest.mark.parametrize(
    ("rows", "merges", "right"),
    [
        (
            [
                ["序号", "项目名称", "投资情况（万元）", None, "区县"],
                [None, None, "总额", "年度计划", None],
                [1, "甲", 5000, 2000, "忠县"],
            ],
            ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
            "5000万",
        ),
        (
            [["项目名称", "总投资", None, "区县"], [None, "金额", "单位", None], ["甲", 5, "亿元", "忠县"]],
            ["A1:A2", "B1:C1", "D1:D2"],
            "5亿",
        ),
        ([["No", "Project", "Location", "Total Investment/RMB 100 million"], [1, "甲", "Yubei", 2.5]], [], "2.5亿"),
        ([["项目名称", "总投资，亿元", "区县"], ["甲", 5, "忠县"]], [], "5亿"),
        ([["项目名称", "总投资（万元）", "区县"], ["甲", "5000（含设备2000）", "忠县"]], [], "5000万"),
        ([["项目名称", "总投资", "区县"], ["甲", "人民币伍亿元整", "忠县"]], [], "5亿"),
    ],
)
def test_further_heads_and_amounts(rows: Rows, merges: list[str], right: str) -> None:
    assert result(read(sheet(rows, merges))) == [("甲", right)]


def test_months_with_their_year_behind_them() -> None:
    rows: Rows = [
        ["Project name", "Location", "Total cost (EUR million)", "Start date", "End date"],
        ["A", "Riga", 3, "02/2019", "3.2021"],
        ["B", "Riga", 3, "03/04/2019", "12/2021"],
    ]
    terms = [p["term"] for p in read(sheet(rows)).projects]
    assert terms[0]["period"] == "2019-02/2021-03"
    assert "period" not in terms[1]  # 3 April or 4 March: nobody has said


def test_spellings_that_differ_in_the_mark_between_their_parts_are_one() -> None:
    rows: Rows = [
        ["项目名称", "总投资（亿元）", "区县", "行业"],
        ["甲", 5, "忠县", "信息技术、软件"],
        ["乙", 5, "忠县", "信息技术,软件"],
        ["丙", 5, "忠县", "信息技术；软件"],
        ["丁", 5, "忠县", "信息技术"],
    ]
    assert [p["sector"] for p in read(sheet(rows)).projects] == ["信息技术、软件"] * 3 + ["信息技术"]


def test_who_invests_is_the_owner_where_no_owner_is_named() -> None:
    rows: Rows = [["项目名称", "总投资（亿元）", "区县", "投资方", "业主单位"], ["甲", 5, "忠县", "甲集团", "甲公司"]]
    assert read(sheet(rows)).projects[0]["owner"] == "甲公司"
    assert read(sheet([row[:4] for row in rows])).projects[0]["owner"] == "甲集团"


def test_numbered_cards_and_a_cover_sheet() -> None:
    card: Rows = [
        ["一、项目名称", "甲"],
        ["二、建设内容", "厂房"],
        ["三、总投资", "5亿元"],
        ["四、合作方式", "合资、合作"],
    ]
    found = read(xlsx(("封面", [["某区招商项目"], ["2026年"]], []), ("甲", card, [])))
    assert result(found) == [("甲", "5亿")]
    assert found.projects[0]["cooperation"] == ["合资", "合作"]


def test_cards_with_labels_above_and_in_the_cell() -> None:
    above: Rows = [["项目名称", "甲基地"], ["总投资（亿元）", "建设周期", "合作方式"], [12, "24个月", "合资"], ["业主单位",
    "甲公司"],
                   ["建设内容", "厂房"]]  # fmt: skip
    found = read(xlsx(("甲", above, [])))
    assert result(found) == [("甲基地", "12亿")]
    assert (found.projects[0]["cooperation"], found.projects[0]["term"]["duration"]) == (["合资"], "24")
    inside: Rows = [["项目名称：乙基地"], ["总投资：3.5亿元"], ["业主单位：乙公司"], ["建设内容：仓库"]]
    assert result(read(sheet(inside))) == [("乙基地", "3.5亿")]


def test_tables_of_word_documents_with_their_unit_above_and_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("某区招商项目表")
    document.add_paragraph("单位：万元")
    table = document.add_table(rows=4, cols=4)
    cells = [
        ["序号", "项目名称", "总投资", "区县"],
        ["一、工业", "", "", ""],
        ["1", "甲厂", "3000", "忠县"],
        ["合计", "", "3000", ""],
    ]
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(1, 3))
    buffer = io.BytesIO()
    document.save(buffer)
    found = read(buffer.getvalue(), "list.docx")
    assert result(found) == [("甲厂", "3000万")]
    assert found.projects[0]["sector"] == "工业"


def test_a_web_page_in_gb2312_with_spans() -> None:
    page = ("<html><head><meta charset=gb2312></head><body><p>单位：亿元</p><table><tr><th rowspan=2>项目名称<th colspan=2>投资"
            "<th rowspan=2>区县</tr><tr><th>总投资<th>其中引资</tr>"
            "<tr><td>甲<br>项目<td>5<td>2<td>忠县</tr></table></body></html>")  # fmt: skip
    found = read(page.encode("gb18030"), "list.xls")
    assert result(found) == [("甲项目", "5亿")]
    assert found.projects[0]["sought"]["value"] == "2亿"


def test_cards_of_a_word_document_are_projects_of_one_list() -> None:
    document = docx.Document()
    for name in "甲乙":
        table = document.add_table(rows=3, cols=4)
        rows = [["项目名称", f"{name}基地", "所属行业", "生物医药"], ["总投资", "3.5亿元", "合作方式", "合资"],
                ["联系人", "张三", "联系电话", "023-70000001 13800000001"]]  # fmt: skip
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
        document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    found = read(buffer.getvalue(), "list.docx")
    assert result(found) == [("甲基地", "3.5亿"), ("乙基地", "3.5亿")]
    assert found.projects[1]["contacts"] == [{"name": "张三", "telephone": ["023-70000001", "13800000001"]}]
