"""Kinds of sentence found misread in releases that nobody had seen before, and in sentences written to mislead: each with
its siblings, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.releases.kinds import Awaited, Kind, last_figures
from tests.releases.test_figures import read

KINDS: list[Kind] = [
    # a minus sign behind a word, a word that is one, and one that only repeats the fall
    ("1—6月，全市投资增速为-2.3%。", "2026-07-22", [("-2.3", "percent", "2026-01/2026-06", "")]),
    ("1—6月，全市投资同比-2.3%。", "2026-07-22", [("-2.3", "percent", "2026-01/2026-06", "yoy")]),
    ("2025年，全市利润总额为-3.2亿元。", "2026-07-22", [("-320000000", "CNY", "2025", "")]),
    ("2025年，全市自然增长率为-0.60‰。", "2026-07-22", [("-0.060", "percent", "2025", "")]),
    ("2025年，全市利润增长负3.2%。", "2026-07-22", [("-3.2", "percent", "2025", "")]),
    ("2025年，全市浓度下降-3.1%。", "2026-07-22", [("-3.1", "percent", "2025", "")]),
    ("全市2021-2025年投资增长3%。", "2026-07-22", [("3", "percent", "2021/2025", "")]),
    ("In June, the profit of the city was minus 3.2 billion yuan.", "2026-07-22", [("-3200000000", "CNY", "2026-06", "")]),
    ("In June, the profit of the city was minus $3.2 billion.", "2026-07-22", [("-3200000000", "USD", "2026-06", "")]),
    # decimals in characters, tenths of tenths
    ("2025年，全市贷款增长百分之五点六。", "2026-07-22", [("5.6", "percent", "2025", "")]),
    ("2025年，全市贷款为三点五亿元。", "2026-07-22", [("350000000", "CNY", "2025", "")]),
    ("2025年，全市票价下降三成五。", "2026-07-22", [("-35", "percent", "2025", "")]),
    ("2025年，全市票价下降两成半。", "2026-07-22", [("-25", "percent", "2025", "")]),
    ("2025年，全市贷款占比提高一个百分点。", "2026-07-22", [("1", "percentage-point", "2025", "")]),
    # short words for scales, fractions with a hyphen, a share of so many
    ("In June the city had 1.25 mln passenger trips.", "2026-07-22", [("1250000", "person-time", "2026-06", "")]),
    ("In June the city had sales of 3 bln yuan.", "2026-07-22", [("3000000000", "CNY", "2026-06", "")]),
    ("In June nearly one-third of the output of the city was sold.", "2026-07-22", [("33.3", "percent", "2026-06", "")]),
    ("In June one in five companies of the city lost money.", "2026-07-22", [("20", "percent", "2026-06", "")]),
    ("Sales of the city were 3 billion yuan in first-half trade.", "2026-07-22",
     [("3000000000", "CNY", "2026-01/2026-06", "")]),
    # a rise so many fold leads to so many times; an increase of so many times adds them
    ("In June sales of the city saw a threefold rise.", "2026-07-22", [("3", "multiple", "2026-06", "")]),
    ("In June sales of the city rose by 1.86 times.", "2026-07-22", [("2.86", "multiple", "2026-06", "")]),
    # units of two words, and one that only begins like another
    ("In June the city moved 288.47 billion tonne-kilometers.", "2026-07-22",
     [("288470000000", "tonne-kilometre", "2026-06", "")]),
    ("In June the city moved 50 million standard units.", "2026-07-22", [("50000000", "teu", "2026-06", "")]),
    ("2025年末，全市每千人医疗床位7.8张。", "2026-07-22", [("7.8", "piece", "2025-12-31", "")]),
    # falls of hours; people who came and went within the year
    ("1—9月，全市设备利用小时为3385小时，减少150小时。", "2026-10-22", [("-150", "hour", "2026-01/2026-09", "")]),
    # other places that something is compared with, by name; a list with two of them
    ("In June growth of the city was 5 percent, 0.2 points below the national average and 0.3 points above Sichuan's.",
     "2026-07-22", [("-0.2", "percentage-point", "2026-06", "region"), ("0.3", "percentage-point", "2026-06", "region")]),
    ("In June growth of the city was 8.0%, 1.6 and 0.2 percentage points better than the national average and the Sichuan "
     "provincial figure, respectively.", "2026-07-22",
     [("1.6", "percentage-point", "2026-06", "region"), ("0.2", "percentage-point", "2026-06", "region")]),
    # a change that is told twice has one base; what somebody set has none of those that hold on
    ("As of the end of June, assets of the city amounted to 19.5 trillion yuan, an increase of 1.17 trillion yuan and up by "
     "6.4% from the beginning of the year.", "2026-07-22",
     [("1170000000000", "CNY", "2026-06-30", "ytd"), ("6.4", "percent", "2026-06-30", "ytd")]),
    ("6月，全市贷款同比增长5%。利率下调25个基点。", "2026-07-22", [("-0.25", "percentage-point", "2026-06", "")]),
    ("As of June 30, bonds of the city totalled 45.6 billion yuan, up 12.3 pct YTD.", "2026-07-22",
     [("12.3", "percent", "2026-06-30", "ytd")]),
    # quarters and halves behind their year, or owned by it
    ("As of the end of 2026 Q2, loans of the city reached 5 trillion yuan.", "2026-07-22",
     [("5000000000000", "CNY", "2026-06-30", "")]),
    ("In 2026 Q1, sales of the city reached 5 billion yuan.", "2026-07-22", [("5000000000", "CNY", "2026-01/2026-03", "")]),
    ("Investment of the city was 5 billion yuan in this year's first quarter.", "2026-07-22",
     [("5000000000", "CNY", "2026-01/2026-03", "")]),
    # a day on which something was told; what somebody expects
    ("The bureau announced on July 16 that the city registered 900 billion yuan in GDP in the first half of this year.",
     "2026-07-22",
     [("900000000000", "CNY", "2026-01/2026-06", "")]),
    ("On July 16, 2026, the bureau released data showing that GDP of the city was 900 billion yuan in the first half.",
     "2026-07-22",
     [("900000000000", "CNY", "2026-01/2026-06", "")]),
    ("Companies of the city expect growth of 3-4 percent in the second half.", "2026-07-22",
     [("3", "percent", "2026-07/2026-12", "")]),
    # numbers that measure without a unit: an index, a ratio, by how much it moved
    ("In June the ratio of urban and rural incomes of the city was 1.979, 0.029 lower than a year earlier.",
     "2026-07-22",
     [("1.979", "", "2026-06", ""), ("-0.029", "", "2026-06", "yoy")]),
    ("In June the index of the city came in at 50.2.", "2026-07-22", [("50.2", "", "2026-06", "")]),
    ("In June, among 34 industrial categories of the city, 21 registered growth.", "2026-07-22",
     [("34", "", "2026-06", ""), ("21", "", "2026-06", "")]),
    # places of a rank
    ("In 2025, the city ranked first in exports and third in imports.", "2026-07-22",
     [("1", "rank", "2025", ""), ("3", "rank", "2025", "")]),
    ("In 2025, the city held the second place among its peers.", "2026-07-22", [("2", "rank", "2025", "")]),
    ("2025年，全市增速居西部第一、全国第二。", "2026-07-22", [("1", "rank", "2025", ""), ("2", "rank", "2025", "")]),
    # a list whose last part alone says what is measured
    ("1—6月，全市手机、汽车、摩托车出口额分别为567亿元、530.3亿元、264.7亿元。", "2026-07-22",
     [("56700000000", "CNY", "2026-01/2026-06", ""), ("53030000000", "CNY", "2026-01/2026-06", ""),
      ("26470000000", "CNY", "2026-01/2026-06", "")]),
    # basis points in letters, places moved, the lowest rate, doubling since a year
    ("6月，全市融资成本较上年同期下降42个BP，较5月下降3BP。", "2026-07-22",
     [("-0.42", "percentage-point", "2026-06", "yoy"), ("-0.03", "percentage-point", "2026-06", "2026-05")]),
    ("上半年，全市总量居全国第四位，较上年同期前移1位。", "2026-07-22", [("1", "place", "2026-01/2026-06", "yoy")]),
    ("6月，全市利率最低2.1%。", "2026-07-22", [("2.1", "percent", "2026-06", "")]),
    ("6月，全市贷款同比增长5%。2025年产值由2020年的1亿元增加到2亿元，翻了一番。", "2026-07-22",
     [("2", "multiple", "2025", "")]),
    # periods one by one; a quarter named by its number only; what brackets say is of themselves
    ("In May and June, exports of the city rose 3.2 percent and 4.1 percent, respectively.", "2026-07-22",
     [("3.2", "percent", "2026-05", ""), ("4.1", "percent", "2026-06", "")]),
    ("Growth of the city slowed to 4.1 percent in the second quarter from 5.2 percent in the first.", "2026-07-22",
     [("4.1", "percent", "2026-04/2026-06", ""), ("5.2", "percent", "2026-01/2026-03", "")]),
    ("In H1 sales of the city were up 4.5% (Q1: 3.9%). Loans were 5 billion yuan.", "2026-07-22",
     [("5000000000", "CNY", "2026-01/2026-06", "")]),
    ("In 2025, the city ranked 4th nationwide and No. 1 in western China.", "2026-07-22",
     [("4", "rank", "2025", ""), ("1", "rank", "2025", "")]),
    ("近三年全市累计发放再贷款1200亿元。", "2026-01-26", [("120000000000", "CNY", "2023/2025", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "awaited"), KINDS, ids=[text[:30] for text, _, _ in KINDS])
def test_a_kind_of_sentence_first_met_in_a_fresh_release(text: str, day: str, awaited: list[Awaited]) -> None:
    found, expected = last_figures(text, day, awaited)
    assert found == expected


def test_between_and_open_a_range() -> None:
    (figure,) = read("In June the city had between 5 and 10 banks.", date(2026, 7, 22)).figures
    assert (figure.value, figure.high, figure.unit) == (Decimal(5), Decimal(10), "bank")


def test_what_a_target_is_compared_with_is_none() -> None:
    text = "Investment of the city is to reach 500 billion yuan by 2030, up from 320 billion yuan in 2025."
    assert [f.status for f in read(text, date(2026, 7, 22)).figures] == ["target", ""]


@pytest.mark.parametrize(
    "text", ["全市第6代生产线投产。", "全市第二届展会开幕。", "全市第三产业增长。", "第一、二季度，全市增长。"]
)
def test_an_ordinal_that_names_something_is_no_rank(text: str) -> None:
    assert not [f for f in read(text, date(2026, 7, 22)).figures if f.rank]


@pytest.mark.parametrize(
    "lines",
    [
        "The value of the city's trade in 2025 reached 815.84 billion yuan.\n\nExports were 524.53 billion yuan.",
        "The city achieved remarkable economic development in 2025.\n\nA total of 753,000 new jobs emerged in the city.",
        "2025年，全年地区生产总值13889.4亿元，全社会固定资产投资9404.2亿元、比上年增长12.3%，全市居民收入继续增长。\n\n全市189个项目竣工投产。",
    ],
)
def test_an_article_that_opens_with_a_year_just_over_speaks_of_it(lines: str) -> None:
    release = read(lines, date(2026, 2, 10))
    assert release.guess.articles[0].speaks_of == "2025"
