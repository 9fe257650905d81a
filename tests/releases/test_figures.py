"""What is read of a sentence: value, unit, sign, period, base, subject; in Chinese and in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from briefing.language import load_language
from briefing.releases.reading import Release, read_release
from briefing.releases.rules import load_reading
from tests.support.running import ROOT

DAY = date(2026, 7, 22)
LANGUAGES = {tag: load_language(ROOT / "i18n", tag) for tag in ("zh", "en")}
RULES = {tag: rules for tag in LANGUAGES if (rules := load_reading(ROOT / "i18n", tag)) is not None}


def read(text: str, day: date | None = DAY) -> Release:
    return read_release(text.split("\n"), LANGUAGES, RULES, day)


VALUES = [
    ("全市存款余额6.83万亿元。", "6.83万亿元", "6830000000000", "CNY"),
    ("存款余额同比下降1.2%。", "1.2%", "-1.2", "percent"),
    ("社会融资规模同比少增580亿元。", "580亿元", "-58000000000", "CNY"),
    ("贷款同比多增6879亿元。", "6879亿元", "687900000000", "CNY"),
    ("平均利率同比下降28个基点。", "28个基点", "-0.28", "percentage-point"),
    ("产量增长4.7倍。", "4.7倍", "5.7", "multiple"),
    ("规模较2020年末翻两番。", "翻两番", "4", "multiple"),
    ("覆盖面近四成。", "近四成", "40", "percent"),
    ("占比超过一半。", "超过一半", "50", "percent"),
    ("90余亿元贷款已投放。", "90余亿元", "9000000000", "CNY"),
    ("服务企业8.1万余户。", "8.1万余户", "81000", "enterprise"),
    ("结算6.5亿美元。", "6.5亿美元", "650000000", "USD"),
    ("利率降至3.05%。", "3.05%", "3.05", "percent"),
    ("方案提出十二项任务。", "十二项", "12", "task"),
    ("余额达１．５万亿元。", "1.5万亿元", "1500000000000", "CNY"),
    ("建成四大特点。", "四大", "4", "feature"),
    ("出口居西部第一。", "西部第一", "1", "rank"),
    ("增速居全国第12位。", "全国第12位", "12", "rank"),
    ("Deposits fell 1.2% year on year in June.", "1.2%", "-1.2", "percent"),
    ("Loans reached RMB 6.68 trillion at the end of June.", "RMB 6.68 trillion", "6680000000000", "CNY"),
    ("The rate was 0.3 percentage points lower than a year earlier.", "0.3 percentage points", "-0.3", "percentage-point"),
    ("Exports of the city were 59.3 billion yuan.", "59.3 billion yuan", "59300000000", "CNY"),
    ("It is in the city and of the 458 banking, securities and insurance institutions.", "458", "458", "institution"),
    ("Rates were down 28 basis points in the year.", "28 basis points", "-0.28", "percentage-point"),
    ("Output of the plant doubled.", "doubled", "2", "multiple"),
    ("The port ranked first in western China.", "ranked first in western China", "1", "rank"),
    ("0.9个百分点的差距已经消除。", "0.9个百分点", "0.9", "percentage-point"),
    ("贷款增速低于全国0.5个百分点。", "0.5个百分点", "-0.5", "percentage-point"),
    ("贷款增速比全国高0.5个百分点。", "0.5个百分点", "0.5", "percentage-point"),
    ("港口完成集装箱吞吐量65.3万标箱。", "65.3万标箱", "653000", "teu"),
    ("已连续8个季度保持增长。", "8个季度", "8", "quarter"),
    ("木材产量1868立方米。", "1868立方米", "1868", "m3"),
    ("Loan growth was 0.5 percentage points below the national average.", "0.5 percentage points", "-0.5", "percentage-point"),
    ("The port of the city handled 653,000 TEUs in June.", "653,000 TEUs", "653000", "teu"),
    ("The zone of the city covers 12.38 square kilometers.", "12.38 square kilometers", "12.38", "km2"),
    ("The zone of the city covers 4.5 sq km.", "4.5 sq km", "4.5", "km2"),
    ("外币贷款减少1779亿美元。", "1779亿美元", "-177900000000", "USD"),
    ("外币贷款同比少减19亿美元。", "19亿美元", "1900000000", "USD"),
    ("东盟为我国第一大贸易伙伴。", "我国第一大", "1", "rank"),
    ("增速低于上年四季度0.3个百分点。", "0.3个百分点", "-0.3", "percentage-point"),
    ("Debt of the city was USD2.517 trillion.", "USD2.517 trillion", "2517000000000", "USD"),
    ("The city saw a contraction of 10.91 percent in January.", "10.91 percent", "-10.91", "percent"),
    ("The city saw a decrease of USD 38.2 billion.", "USD 38.2 billion", "-38200000000", "USD"),
    ("Exports of the city reached 10.272 billion USD.", "10.272 billion USD", "10272000000", "USD"),
    ("Exports of the city reached USD 10.272 billion.", "USD 10.272 billion", "10272000000", "USD"),
    ("Reserves of the country were 3.22 trillion U.S. dollars in June.", "3.22 trillion U.S. dollars", "3220000000000", "USD"),
    ("The growth of the city was 5.3 percent.", "5.3 percent", "5.3", "percent"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "value", "unit"), VALUES)
def test_a_figure_is_read_with_its_value_unit_and_sign(text: str, printed: str, value: str, unit: str) -> None:
    (figure,) = read(text).figures
    assert (figure.text, figure.value) == (printed, Decimal(value))
    assert figure.unit == unit


PERIODS = [
    ("截至6月末，贷款余额5亿元。", "2026-06-30", "inferred"),
    ("2025年，出口5亿元。", "2025", "stated"),
    ("1—5月，出口5亿元。", "2026-01/2026-05", "inferred"),
    ("前三季度，出口5亿元。", "2025-01/2025-09", "inferred"),
    ("今年前5个月，出口5亿元。", "2026-01/2026-05", "inferred"),
    ("2025年1―11月，出口5亿元。", "2025-01/2025-11", "stated"),
    ("2026年一季度，出口5亿元，其中汽车2亿元。", "2026-01/2026-03", "stated"),
    ("去年，出口5亿元。", "2025", "inferred"),
    ("上半年，情况良好。出口5亿元。", "2026-01/2026-06", "carried"),
    ("上半年，出口6亿元，去年同期为5亿元。", "2025-01/2025-06", "inferred"),
    ("到2027年，力争出口达到5亿元。", "2027", "stated"),
    ("今年2月运营以来，累计出口5亿元。", "2026-02/2026-07", "inferred"),
    ("截至目前，累计出口5亿元。", "../2026-07-22", "reported"),
    ("In the first half of 2026 exports were 5 billion yuan.", "2026-01/2026-06", "stated"),
    ("Exports were 5 billion yuan in January–May.", "2026-01/2026-05", "inferred"),
    ("At the end of June 2026 loans were 5 billion yuan.", "2026-06-30", "stated"),
    ("上月末，贷款余额5亿元。", "2026-06-30", "inferred"),
    ("今年前十个月，出口5亿元。", "2026-01/2026-10", "inferred"),
    ("截至2025年12月，园区产值5亿元。", "2025-12", "stated"),
    ("2015年，出口5亿元。全年产粮3吨。", "2015", "inferred"),
    ("前三季度增长平稳，自2024年四季度以来累计出口5亿元。", "2024-10/2025-09", "stated"),
    ("通达港口由2022年的3个增加到5个。", "", "reported"),
    (
        "CHONGQING, June 17 (Xinhua) -- Exports of the city rose to 5 billion yuan in the first five months.",
        "2026-01/2026-05",
        "inferred",
    ),
    ("From January to May exports of the city were 5 billion yuan.", "2026-01/2026-05", "inferred"),
    (
        "The loans of the city rose by 5 billion yuan (about 1 billion U.S. dollars) in the first half.",
        "2026-01/2026-06",
        "inferred",
    ),
    ("The loans of the city were 5 billion yuan at the end of last month.", "2026-06-30", "inferred"),
    ("By the end of Q2, the loans of the city were 5 billion yuan.", "2026-06-30", "inferred"),
    ("At the end of the second quarter the loans of the city were 5 billion yuan.", "2026-06-30", "inferred"),
    ("In Q1 2026 exports of the city were 5 billion yuan.", "2026-01/2026-03", "stated"),
    ("Loans of the city stood at 5 billion yuan as of June 30.", "2026-06-30", "inferred"),
    ("Loans of the city stood at 5 billion yuan as of Sept. 30.", "2025-09-30", "inferred"),
    ("Exports of the city were 5 billion yuan between January and May.", "2026-01/2026-05", "inferred"),
    ("Exports of the city were 5 billion yuan during the 14th Five-Year Plan period.", "2021/2025", "stated"),
    (
        "Loans of the city grew by 5 billion yuan in the first four years of the 14th Five-Year Plan.",
        "2021/2024",
        "stated",
    ),
    ("Exports of the city totaled 5 billion yuan last year.", "2025", "inferred"),
    (
        "(Wire News) July 16 -- Exports of the city rose to 5 billion yuan in the first half.",
        "2026-01/2026-06",
        "inferred",
    ),
    ("“十四五”期间，出口5亿元。", "2021/2025", "stated"),
    ("“十四五”以来，累计出口5亿元。", "2021/2026", "stated"),
    ("“十四五”前四年，出口5亿元。", "2021/2024", "stated"),
    ("预计“十二五”经济增速为10.8%。", "2011/2015", "stated"),
    ("上半年增长7.0%，低于7.5%的预期目标。", "2026", "inferred"),
    ("上半年增长7.0%，低于7.5%的目标。", "2026-01/2026-06", "inferred"),
]


@pytest.mark.parametrize(("text", "period", "basis"), PERIODS)
def test_a_period_is_read_with_how_it_is_known(text: str, period: str, basis: str) -> None:
    figure = read(text).figures[-1]
    assert (figure.period, figure.basis) == (period, basis)


BASES = [
    ("贷款同比增长5%。", "yoy"),
    ("不良率较年初上升0.03个百分点。", "ytd"),
    ("资产较2020年末增长约50%。", "2020-12-31"),
    ("增速比一季度加快0.2个百分点。", "2026-01/2026-03"),
    ("两年平均增长6%。", "average-annual"),
    ("Loans were up 5% from a year earlier.", "yoy"),
    ("The ratio was down 0.03 percentage points from the start of the year.", "ytd"),
    ("融资余额保持10%以上的年均增速。", "average-annual"),
    ("与上年比，产业比重回落2.16个百分点。", "yoy"),
    ("Trade of the city recorded a year-on-year increase of 14.4 percent.", "yoy"),
    ("The rate of growth was 0.3 percentage points higher than the figure seen at the end of May.", "2026-05-31"),
    ("Deposits of the city were up by 5 billion yuan from the same period a year earlier.", "yoy"),
    ("从环比看，三季度增长0.9%。", "qoq"),
    ("6月份价格环比上涨0.3%。", "mom"),
    ("一季度价格环比上涨0.3%。", "qoq"),
    ("一季度增速比上年四季度加快0.3个百分点。", "2025-10/2025-12"),
    ("一季度增速高于上年四季度0.3个百分点。", "2025-10/2025-12"),
    ("与“十四五”末相比，总量增加了近1万亿元。", "2025-12-31"),
    ("In June, growth of the city was 0.8 percentage points faster than May.", "2026-05"),
    ("In June, the index of the city was 0.5 percentage points lower than that of last month.", "mom"),
    ("On a month-on-month basis, output of the city rose 0.98 percent.", "mom"),
    ("Trade of the city was 24 percent up from the pre-epidemic level in 2019.", "2019"),
]


@pytest.mark.parametrize(("text", "base"), BASES)
def test_a_change_is_read_with_its_base(text: str, base: str) -> None:
    (figure,) = read(text).figures
    assert figure.change
    assert figure.base == base


LASTING = [
    ("外贸同比增长5%，其中出口6亿元，增长7%。", ["yoy", "yoy"]),
    ("外贸较去年同期（下同）增长5%。\n\n民营企业进出口增长8%。", ["yoy", "yoy"]),
    ("外贸同比增长5%。\n\n民营企业进出口增长8%。", ["yoy", "yoy"]),
    ("外贸同比增长5%。\n\n2021年以来，民营企业进出口增长8%。", ["yoy", ""]),
    ("从环比看，出口增长5%；进口增长6%。", ["mom", "mom"]),
    ("Debt of the city fell 1.1 percent to 2.5 trillion yuan from June 30.", ["2026-06-30"]),
    ("Exports of the city were 3 billion yuan last year, growth 5 percent.", [""]),
    ("资产较2020年末增长44%，贷款余额6亿元，增长7%。", ["2020-12-31", ""]),
    ("Trade of the city was up 11.2 percent, 8.2 percent and 3.9 percent from the previous year.", ["yoy"] * 3),
    ("Exports of the city rose 5 percent year on year, while imports gained 2.1 percent.", ["yoy", "yoy"]),
]


@pytest.mark.parametrize(("text", "bases"), LASTING)
def test_a_base_that_is_not_said_again_holds_on_and_no_other_does(text: str, bases: list[str]) -> None:
    assert [f.base for f in read(text).figures if f.change] == bases


def test_a_sentence_is_not_cut_at_an_abbreviation() -> None:
    first, second = read(
        "Loans of the city were 5 billion U.S. dollars and deposits 6 billion U.S. dollars in June."
    ).figures
    assert (first.period, second.period) == ("2026-06", "2026-06")


def test_what_rises_by_an_amount_is_told_from_where_it_stands() -> None:
    by, to = read("贷款增加5亿元，存款增至6亿元。").figures
    assert (by.increment, to.increment) == (True, False)


def test_a_lead_over_the_nation_is_no_change_on_the_year() -> None:
    growth, lead = read("贷款同比增长6.9%，高于全国0.9个百分点。").figures
    assert (growth.base, lead.base, lead.base_region) == ("yoy", "", "china")


def test_what_a_list_shares_out_has_its_own_subject_and_sign() -> None:
    text = "截至2025年末，本外币存贷款余额分别达到6万亿元和5万亿元，同比分别增长8%、下降9%。"
    found = [(f.subject, f.value) for f in read(text).figures]
    assert [(("存款" in s, "贷款" in s), v) for s, v in found] == [
        ((True, False), Decimal(6 * 10**12)),
        ((False, True), Decimal(5 * 10**12)),
        ((True, False), Decimal(8)),
        ((False, True), Decimal(-9)),
    ]


def test_numbers_of_a_list_take_the_unit_of_the_last() -> None:
    found = read("外贸较一季度和去年四季度分别提高2.5个和5.7个百分点。").figures
    assert [(f.value, f.unit) for f in found] == [
        (Decimal("2.5"), "percentage-point"),
        (Decimal("5.7"), "percentage-point"),
    ]


def test_periods_of_a_list_are_shared_out_one_by_one_and_so_is_the_scale() -> None:
    figures = read(
        "第一季度、第二季度、第三季度进出口规模分别为7.01万亿、7.66万亿和8.24万亿元。", date(2025, 10, 20)
    ).figures
    assert [f.period for f in figures] == ["2025-01/2025-03", "2025-04/2025-06", "2025-07/2025-09"]
    assert [f.unit for f in figures] == ["CNY"] * 3
    rate, points = read("The ratio of the city was 1.87 percent, 0.01 percentage points higher than in May.").figures
    assert (rate.unit, points.unit) == ("percent", "percentage-point")


def test_a_year_before_a_sum_begins_no_range() -> None:
    first, last = read("Trade of the city rose from $68.81 billion in 2010 to $123.1 billion in 2014.").figures
    assert (first.period, last.period, last.value) == ("2010", "2014", Decimal("123100000000"))


def test_both_ends_of_a_range_are_one_figure() -> None:
    (figure,) = read("投资5亿至8亿元。").figures
    assert (figure.value, figure.high) == (Decimal(5 * 10**8), Decimal(8 * 10**8))


def test_from_and_to_are_two_values_and_no_range() -> None:
    before, now = read("The investment of the city fell from £12.4 billion to £11.9bn.").figures
    assert (before.value, now.value, before.high) == (Decimal(12_400_000_000), Decimal(11_900_000_000), None)


def test_an_abbreviation_in_brackets_does_not_hide_the_subject() -> None:
    (figure,) = read("居民消费价格指数（CPI）同比上涨0.1%。").figures
    assert "居民消费价格指数" in figure.subject


def test_a_day_that_the_calendar_does_not_have_stops_nothing() -> None:
    (figure,) = read("2月30日至3月1日，出口5亿元。").figures
    assert figure.period == "2026-02-28/2026-03-01"


def test_a_size_class_and_its_count_are_two_figures() -> None:
    size, count = read("10亿元以上项目有55个。").figures
    assert (str(size.qualifier), size.value, count.value, count.unit) == (
        "at-least",
        Decimal(10**9),
        Decimal(55),
        "project",
    )


def test_what_comes_from_somewhere_is_the_former_value() -> None:
    before, now = read("配套率从16%提升至46%。").figures
    assert (before.former, now.former) == (True, False)


NAMES = [
    ("渝府办发〔2025〕45号", "document-number"),
    ("紧扣“33618”体系建设。", "name"),
    ("7月22日举行发布会。", "date"),
    ("“1+2+2+N”对接矩阵。", "code"),
    ("联系电话：023-63890000。", "telephone"),
    ("第3次会议召开。", "ordinal"),
    ("成为全国第9个省份。", "ordinal"),
    ("服务零售额保持两位数增长。", "idiom"),
    ("产业结构为5.6:56.6:37.8。", "code"),
    ("第三批名单公布。", "ordinal"),
    ("春运第二十天平稳。", "ordinal"),
]


@pytest.mark.parametrize(("text", "reason"), NAMES)
def test_numbers_that_are_no_data_are_told_apart_with_the_reason(text: str, reason: str) -> None:
    release = read(text)
    assert release.figures == ()
    assert {n.reason for n in release.names} | {w.weak for w in release.weak} == {reason}


def test_a_figure_broken_over_lines_keeps_the_line_it_begins_on() -> None:
    lines = [
        "近日，全市公布了今年上半年的",
        "",
        "运行情况，其中贷款余额达到6.2",
        "",
        "万亿元，存款余额7万亿元，",
        "",
        "比上年有所增长，运行总体平稳。",
    ]
    found = [(f.line, f.text) for f in read("\n".join(lines)).figures]
    assert found == [(3, "6.2万亿元"), (5, "7万亿元")]


def test_the_same_text_gives_the_same_figures() -> None:
    text = "截至6月末，全市贷款余额6万亿元，同比增长5%；存款余额7万亿元。"
    assert read(text) == read(text)


def test_without_a_day_nothing_is_inferred() -> None:
    (figure,) = read("截至6月末，贷款余额5亿元。", None).figures
    assert (figure.period, figure.basis) == ("", "unknown")
