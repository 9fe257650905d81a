"""Lists as offices keep them: every input of the findings gives the right result, and so do others of their kinds."""

from __future__ import annotations

import io

import pytest

from briefing.problems import Severity
from briefing.projects.extracting import Extracted, extract
from briefing.projects.headers import Mapping
from tests.projects.workbooks import ROOT, Rows, codes, read, sheet, told, vocabulary

INPUTS = ROOT.parent / "shared" / "findings" / "inputs"
Right = list[tuple[str, str | None]]


def shared(folder: str, name: str, *sheets: str) -> Extracted:
    """What an import reads from an input of the findings."""
    return extract((INPUTS / folder / name).read_bytes(), name, vocabulary(), Mapping(), sheets)


needs_shared = pytest.mark.skipif(not INPUTS.is_dir(), reason="the findings lie outside the repository")


def result(found: Extracted) -> Right:
    """Name and amount of every project, in order."""
    return [(p["name"], (p.get("investment") or {"value": "absent"})["value"]) for p in found.projects]


@needs_shared
@pytest.mark.parametrize(
    ("name", "sheets", "right"),
    [
        ("m01_zhaoshang.xls", (), [("丙山茶叶深加工项目", "3200万"), ("乙河生态渔业项目", "1850万"), ("甲江新材料产业园",
        "150000万"), ("甲江光电显示模组项目", "68000.5万")]),
        ("m01_zhaoshang.ods", (), [("丙山茶叶深加工项目", "3200万"), ("乙河生态渔业项目", "1850万"), ("甲江新材料产业园",
        "150000万"), ("甲江光电显示模组项目", "68000.5万")]),
        ("d1_table.docx", (), [("甲项目", "5亿"), ("乙项目", "3.2亿")]),
        ("d4_html_named.xls", (), [("甲项目", "5亿")]),
        ("m03_diqu.xlsx", (), [("体育用品", "20000万"), ("食品包装", "30000万"), ("滨海浴场", "10000万"), ("精密模具",
        "15000万"), ("水产罐头", "25000万")]),
        ("m07_taizhang.xlsx", (), [("己江大桥", "95000万"), ("己江码头", "42000万")]),
        ("m08_qianqi.xlsx", (), [("庚市高铁新城综合开发", "58.6亿")]),
        ("m09_xunbao.xlsx", (), [("辛市体育馆", "33000万"), ("辛市图书馆", "20000万")]),
        ("m10_yuebao.xlsx", (), [("壬邵高速公路", "450000万"), ("壬城环城路", "80000万"), ("壬市机场迁建", "200000万"),
                                 ("延县水厂", "30000万")]),
        ("m13_kewang.xlsx", ("合同", "意向"), [("丑市玻璃项目", "5000万"), ("丑市陶瓷项目", "1600万"), ("丑市纸业项目",
        "900万")]), ("m16_noname.xlsx", (), [("卯声音响项目", "34000万"), ("卯光LED项目", "8000万")]),
        ("n22_bilingual_heads.xlsx", (), [("甲区生物医药产业园", "25亿"), ("乙区新能源汽车零部件基地", "12.6亿")]),
        ("n23_english.xlsx", (), [("Jia Biopharma Park", "250000万"), ("Yi NEV Parts Base", "126000万")]),
        ("n26_amount_forms.xlsx", (), list(zip("甲乙丙丁戊己庚辛壬癸子丑寅卯辰", [
            "12.5亿", "12.5亿", "3.2亿", "3000万", None, "5亿", "1.8亿", "3000万", "5亿", None,
            "1200万", None, None, None, "2.5亿",
        ], strict=True))),
    ],
)  # fmt: skip
def test_inputs_of_the_findings(name: str, sheets: tuple[str, ...], right: Right) -> None:
    found = shared("lists", name, *sheets)
    assert result(found) == right
    assert not [p for p in found.problems if p.severity is Severity.ERROR]
    assert "list-total-differs" not in codes(found)


@needs_shared
def test_what_the_inputs_say_of_places_status_owner_and_currency() -> None:
    found = shared("lists", "m03_diqu.xlsx")
    assert [p["districts"] for p in found.projects] == [["甲县"]] * 3 + [["乙县"]] * 2
    assert found.projects[0]["contacts"][0]["telephone"] == ["0596-7000011"]
    found = shared("lists", "m10_yuebao.xlsx")
    assert [(p["status"], p["districts"]) for p in found.projects] == [
        ("在建", ["市本级"]), ("在建", ["市本级"]), ("预备", ["市本级"]), ("在建", ["延县"])]  # fmt: skip
    assert {p["owner"] for p in shared("lists", "m09_xunbao.xlsx").projects} == {"辛市文投公司"}
    assert {p["investment"]["unit"] for p in shared("lists", "m13_kewang.xlsx", "合同", "意向").projects} == {"USD"}
    card = shared("lists", "m07_taizhang.xlsx").projects[0]
    assert (card["owner"], card["term"]["period"]) == ("己市交通公司", "2009/2012")
    assert [p["districts"] for p in shared("lists", "n23_english.xlsx").projects] == [["巴南区"], ["永川区"]]


@needs_shared
def test_telephones_of_the_inputs() -> None:
    found = shared("lists", "n34_phones.xlsx")
    both = {"name": "陈某某", "telephone": ["023-70000001", "13800000001"]}
    contacts = [p["contacts"] for p in found.projects]
    assert [contacts[n] for n in (0, 1, 2, 3, 4, 5)] == [[both]] * 6
    assert contacts[7] == [{"name": "陈某某", "telephone": ["023-70000001"]}]
    assert contacts[11] == [{"name": "陈某某", "telephone": ["0835-7000003", "13800000001"]}]
    assert contacts[12] == [{"telephone": ["023-70000001"]}]
    assert contacts[14] == [{"name": "陈某某", "telephone": ["13800000001"]}]
    assert contacts[15] == [{"name": "陈某某", "telephone": ["13800000003"]}]
    assert [c["name"] for c in contacts[17]] == ["陈某某", "李某"]
    assert told(found, "list-fax-left-out") == [14]


@needs_shared
@pytest.mark.parametrize(
    ("name", "code"),
    [("badref.xlsx", "list-not-workbook"), ("slip.xlsx", "list-not-workbook"), ("ent_used.xlsx", "list-not-workbook"),
     ("lol_used.xlsx", "list-not-workbook"), ("quote.csv", "list-not-workbook")],
)  # fmt: skip
def test_hostile_inputs_are_refused_in_one_line(name: str, code: str) -> None:
    found = shared("workbooks", name)
    assert [p.code for p in found.problems] == [code]


@needs_shared
def test_characters_of_inputs_are_read_as_what_they_stand_for() -> None:
    assert result(shared("workbooks", "rlo.csv")) == [("项目甲乙", "10000万")]
    assert "\x07" not in shared("workbooks", "ctrl.csv").projects[0]["name"]
    found = shared("workbooks", "nfd.csv")
    assert len({p["name"] for p in found.projects}) == 1
    assert told(found, "list-repeated") == [3]


HEAD = ["序号", "项目名称", "建设内容", "总投资（万元）", "业主单位"]


@pytest.mark.parametrize(
    "label",
    ["合计", "总 计", "合计5个", "共计（2个）", "全市总计（2个）", "以上共2个项目",
     "开州区小计", "甲县合计2个", "工业小计：2项", "累计",
     "其中：亿元以上1个", "总计：2个项目", "本页小计",
     "共12个项目，总投资35亿元", "【小计】", "总投资合计", "累计12个", "其中:新开工2个", "Totals", "1.合计",
     "Total", "Subtotal (2 projects)", "项目总数：2个", "全区合计（含续建2项）"],
)  # fmt: skip
@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("first", [True, False])
def test_totals_are_no_projects_wherever_their_word_stands(label: str, column: int, first: bool) -> None:
    total: list[object] = [None, None, None, 3000, None]
    total[column] = label
    projects: Rows = [[1, "甲厂", "厂房", 1000, "甲公司"], [2, "乙厂", "仓库", 2000, "乙公司"]]
    rows = [HEAD, *([total, *projects] if first else [*projects, total])]
    merges = [f"A{rows.index(total) + 1}:B{rows.index(total) + 1}"] if column == 0 else []
    assert result(read(sheet(rows, merges))) == [("甲厂", "1000万"), ("乙厂", "2000万")]


@pytest.mark.parametrize(
    "name",
    [
        "总计算力中心",
        "小计量仪表园",
        "共享汽车项目",
        "合计划展览馆",
        "累计万吨粮库",
        "Total Energies Hydrogen Plant",
        "三合计量院",
    ],
)
def test_projects_whose_names_hold_a_total_are_projects(name: str) -> None:
    rows: Rows = [HEAD, [1, name, "厂房", 1000, "甲公司"], [2, "乙厂", "仓库", 2000, "乙公司"]]
    assert [n for n, _ in result(read(sheet(rows)))] == [name, "乙厂"]


def test_a_row_that_is_a_sum_and_says_less_is_asked_about() -> None:
    rows: Rows = [
        HEAD,
        [None, "北部片", None, 3000, None],
        [1, "甲厂", "厂房", 1000, "甲公司"],
        [2, "乙厂", "仓库", 2000, "乙公司"],
    ]
    found = read(sheet(rows))
    assert told(found, "list-sum-row") == [2]
    assert any(p.severity is Severity.ERROR for p in found.problems)
    assert result(read(sheet(rows), mapping=Mapping(skip=("2",)))) == [("甲厂", "1000万"), ("乙厂", "2000万")]
    assert "list-sum-row" not in codes(read(sheet(rows), mapping=Mapping(accept=("2",))))
    like: Rows = [
        HEAD,
        [1, "甲厂", "厂房", 1000, "甲公司"],
        [2, "乙厂", "仓库", 2000, "乙公司"],
        [3, "丙厂", "道路", 3000, "丙公司"],
    ]
    found = read(sheet(like))
    assert len(found.projects) == 3
    assert told(found, "list-sum-doubted") == [4]


def test_a_total_is_compared_with_its_own_rows() -> None:
    rows: Rows = [HEAD, ["一、工业（2项）", None, None, 3000, None], [1, "甲厂", "厂房", 1000, "甲公司"],
                  [2, "乙厂", "仓库", 2000, "乙公司"], ["二、交通（1项）", None, None, 500, None],
                  [3, "丙路", "道路", 600, "丙公司"], ["合计", None, None, 3600, None]]  # fmt: skip
    found = read(sheet(rows))
    assert told(found, "list-total-differs") == [5]
    assert [p["sector"] for p in found.projects] == ["工业", "工业", "交通"]


@pytest.mark.parametrize(
    ("heading", "field", "value"),
    [("一、生物医药", "sector", "生物医药"), ("交通2项", "sector", "交通"), ("（一）在建（2项）", "status", "在建"),
     ("续建项目（2个，总投资5亿元", "status", "续建"), ("一、市本级（3项）", "districts", ["市本级"]),
     ("万州区（2个）", "districts", ["万州区"]), ("渝东北三峡库区", "regions", ["渝东北三峡库区"]),
     ("亿元以上项目（2个）", "sector", None), ("◆工业", "sector", "工业"),
     ("一.工业（共2个，总投资0.3亿元）", "sector", "工业"), ("2026年招商项目清单（续表", "sector", None),
     ("工业类项目 2个", "sector", "工业")],
)  # fmt: skip
def test_a_section_gives_what_it_says(heading: str, field: str, value: object) -> None:
    rows: Rows = [HEAD, [heading], [1, "甲厂", "厂房", 1000, "甲公司"], [2, "乙厂", "仓库", 2000, "乙公司"]]
    found = read(sheet(rows, ["A2:E2"]))
    assert [p.get(field) for p in found.projects] == [value, value]


def test_places_of_totals_below_their_rows() -> None:
    rows: Rows = [HEAD, [1, "甲厂", "厂房", 1000, "甲公司"], [None, "开州区小计", None, 1000, None], [2, "乙厂", "仓库", 2000,
    "乙公司"],
                  [None, "忠县小计", None, 2000, None], [None, "合计", None, 3000, None]]  # fmt: skip
    found = read(sheet(rows))
    assert [p["districts"] for p in found.projects] == [["开州区"], ["忠县"]]
    assert "list-total-differs" not in codes(found)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("王五 023-70000001 13800000001", [{"name": "王五", "telephone": ["023-70000001", "13800000001"]}]),
        ("万三（副主任）86-13800000001；传真 023-70000003；邮箱：a.b@c.com",
         [{"name": "万三", "office": "副主任", "telephone": ["13800000001"], "email": "a.b@c.com"}]),
        ("丁一 +86-23-7000 0001 ext. 12", [{"name": "丁一", "telephone": ["023-70000001-12"]}]),
        ("张三、李四 023-70000001、023-70000002",
         [{"name": "张三", "telephone": ["023-70000001"]}, {"name": "李四", "telephone": ["023-70000002"]}]),
        ("李主任 023-70000001/70000002", [{"name": "李主任", "telephone": ["023-70000001", "023-70000002"]}]),
        ("王 强：138 0000 0001（微信同号）", [{"name": "王强", "telephone": ["13800000001"]}]),
        ("区招商局\n赵六\n67000001", [{"name": "赵六", "office": "区招商局", "telephone": ["67000001"]}]),
        ("Mr Jia, Tel: 023-70000041, Fax: 023-70000042, Email: j@x.com",
         [{"name": "Mr Jia", "telephone": ["023-70000041"], "email": "j@x.com"}]),
        ("400-820-8820转3", [{"telephone": ["400-820-8820转3"]}]),
        ("Wang Wei +65 6123 4567", [{"name": "Wang Wei", "telephone": ["+65 6123 4567"]}]),
    ],
)  # fmt: skip
def test_contacts_in_one_cell(text: str, right: list[dict[str, object]]) -> None:
    rows: Rows = [["项目名称", "总投资（万元）", "所在区县", "联系人及电话"], ["甲", 1000, "忠县", text]]
    assert read(sheet(rows)).projects[0]["contacts"] == right


def test_a_number_belongs_to_the_person_of_its_own_columns() -> None:
    rows: Rows = [["项目名称", "总投资（万元）", "业主单位", "联系人", "电话", "挂钩责任单位", "责任人", "电话"],
                  ["甲", 1000, "甲公司", "张三", None, "镇政府", "李四", "13800000002"],
                  ["乙", 1000, "乙公司", "王五", "13800000001", "镇政府", "李四", "13800000002"]]  # fmt: skip
    found = read(sheet(rows))
    assert [p["contacts"] for p in found.projects] == [
        [{"name": "张三"}],
        [{"name": "王五", "telephone": ["13800000001"]}],
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["No.", "Project Name", "Sector", "Location", "Total Investment (RMB 100 million)"],
        [
            "序号 No.",
            "项目名称/Project Title",
            "行业 Industry",
            "所在区县 District",
            "总投资（亿元） Total Investment (RMB 100 million)",
        ],
        ["#", "Title", "Industry", "Place", "Investment amount (100 million yuan)"],
        ["S/N", "Name of project", "Industrial sector", "District", "Total cost (CNY 100 million)"],
    ],
)
def test_heads_in_english_and_in_both_languages(head: list[str]) -> None:
    found = read(sheet([head, [1, "甲厂", "生物医药", "Banan District", 2.5], [2, "乙厂", "汽车", "永川", 1]]))
    assert result(found) == [("甲厂", "2.5亿"), ("乙厂", "1亿")]
    assert [p["districts"] for p in found.projects] == [["巴南区"], ["永川区"]]


@pytest.mark.parametrize(
    ("above", "unit", "value"),
    [(["单位：万美元"], "USD", "30万"), (["汇总单位：外经局", None, "金额单位:万元"], "CNY", "30万"),
     (["某区项目表（亿元）"], "CNY", "30亿"),
     (["Amounts in EUR million"], "EUR", "3000万"), (["Unit: RMB 10,000"], "CNY", "30万")],
)  # fmt: skip
def test_units_above_the_table(above: list[str | None], unit: str, value: str) -> None:
    found = read(sheet([above, ["序号", "项目名称", "总投资", "所在区县"], [1, "甲", 30, "忠县"]]))
    amount = found.projects[0]["investment"]
    assert (amount["unit"], amount["value"]) == (unit, value)


def test_hidden_columns_are_told_and_left_out_unless_mapped() -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(
        io.BytesIO(sheet([["项目名称", "总投资（亿元）", "所在区县", "手机"], ["甲", 1, "忠县", "13800000001"]]))
    )
    book.active.column_dimensions["D"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(buffer.getvalue())
    assert "contacts" not in found.projects[0]
    assert told(found, "list-columns-hidden") == [1]
    mapped = read(buffer.getvalue(), mapping=Mapping(columns={"D": "contact-telephone"}))
    assert mapped.projects[0]["contacts"] == [{"telephone": ["13800000001"]}]


def test_spellings_that_differ_in_characters_are_one() -> None:
    rows: Rows = [["项目名称", "行业", "所在区县", "总投资（亿元）", "业主单位"], ["甲", "生物医药", "某新城", 1, "ＡＢＣ公司"],
                  ["乙", "⽣物医药", "某 新城", 1, "ABC公司"], ["丙", "生物 医药", "某新城", 1, "abc公司"]]  # fmt: skip
    found = read(sheet(rows))
    for field in ("sector", "owner"):
        assert len({p[field] for p in found.projects}) == 1
    assert {tuple(p["districts"]) for p in found.projects} == {("某新城",)}


@pytest.mark.parametrize(
    ("texts", "right"),
    [(["64029231,00", "10.863,00"], ["64029231.00", "10863.00"]), (["823.171", "1.234.567,5"], ["823171", "1234567.5"]),
     (["823,171.50", "1,234"], ["823171.50", "1234"])],
)  # fmt: skip
def test_decimal_commas_are_decided_by_the_column(texts: list[str], right: list[str]) -> None:
    rows: Rows = [
        ["Project name", "Location", "Total cost (EUR)"],
        *([f"P{n}", "Riga", t] for n, t in enumerate(texts)),
    ]
    found = read(sheet(rows), mapping=Mapping(accept=("2-9",)))
    assert [p["investment"]["value"] for p in found.projects] == right


def test_decimals_that_nothing_decides_are_asked_about_once() -> None:
    rows: Rows = [
        ["Project name", "Location", "Total cost (EUR)"],
        ["A", "Trier", "823.171"],
        ["B", "Trier", "124.500"],
    ]
    found = read(sheet(rows))
    assert len([p for p in found.problems if p.code == "list-decimals"]) == 1
    accept = ("2-3",)
    assert [p["investment"]["value"] for p in read(sheet(rows), mapping=Mapping(decimals="comma", accept=accept)).projects] == [
        "823171", "124500"]  # fmt: skip


def test_days_of_other_countries() -> None:
    rows: Rows = [["Project name", "Location", "Total cost (EUR million)", "Start date", "End date"],
                  ["A", "Trier", 3, "13.02.2019", "4 March 2021"], ["B", "Trier", 3, "13/02/2019", "03/04/2021"]]  # fmt: skip
    found = read(sheet(rows))
    assert [p["term"]["period"] for p in found.projects] == ["2019-02-13/2021-03-04", "2019-02-13/2021-04-03"]


def test_a_header_again_in_the_other_language_is_no_project() -> None:
    text = ("序号,项目名称,所在区县,总投资（亿元）\nNo.,Project name,District,Total investment (RMB 100 million)\n"
            "1,甲,忠县,3\n")  # fmt: skip
    assert result(read(text.encode(), "list.csv")) == [("甲", "3亿")]


def test_one_cause_is_one_line_with_its_rows() -> None:
    rows: Rows = [
        ["项目名称", "区县", "总投资（亿元）", "星座", "颜色"],
        *([f"项目{n}", "忠县", "3-5", "x", "y"] for n in range(400)),
    ]
    found = read(sheet(rows))
    assert len(found.problems) <= 3
    (line,) = [p for p in found.problems if p.code == "list-amount-open"]
    assert "399 more rows: 3-401" in line.message
