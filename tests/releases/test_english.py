"""English releases: what every figure of a sentence is, with its sign, period and base of comparison."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from briefing.language import load_language
from briefing.releases.reading import Release, read_release
from briefing.releases.rules import load_reading
from tests.support.running import ROOT

LANGUAGES = {tag: load_language(ROOT / "i18n", tag) for tag in ("zh", "en")}
RULES = {tag: rules for tag in LANGUAGES if (rules := load_reading(ROOT / "i18n", tag)) is not None}


def read(text: str) -> Release:
    return read_release(text.split("\n"), LANGUAGES, RULES, date(2026, 7, 22))


#: What a sentence holds: value, unit, period and base of each figure, in order.
SENTENCES = [
    # a unit is no unit where it begins words of comparison
    ("In June the loans of the city rose by USD1.76 million year on year.", [("1760000", "USD", "2026-06", "yoy")]),
    ("In June the loans of the city rose by 3 million month on month.", [("3000000", "", "2026-06", "mom")]),
    ("In June the output of the city rose 2 percent on a year-on-year basis.", [("2", "percent", "2026-06", "yoy")]),
    # what a comparison is made with has a period of its own, which no other number takes
    (
        "In June output of the city grew by 4 percent, up from 3 percent in May; sales fell by 2 percent.",
        [("4", "percent", "2026-06", ""), ("3", "percent", "2026-05", ""), ("-2", "percent", "2026-06", "")],
    ),
    (
        "In the first half, trade of the city grew 5 percent, compared with 7 percent in the first quarter.",
        [("5", "percent", "2026-01/2026-06", ""), ("7", "percent", "2026-01/2026-03", "")],
    ),
    (
        "In May, exports of the city fell 3 percent, following a 10 percent rise in April.",
        [("-3", "percent", "2026-05", ""), ("10", "percent", "2026-04", "")],
    ),
    (
        "The ratio of the city fell to 78 percent at the end of June from 79 percent at the end of May.",
        [("78", "percent", "2026-06-30", ""), ("79", "percent", "2026-05-31", "")],
    ),
    # the month or quarter before the one that is spoken of, not before the day of the release
    (
        "In April, exports of the city grew 6 percent, after the 19 percent increase in the previous month.",
        [("6", "percent", "2026-04", ""), ("19", "percent", "2026-03", "")],
    ),
    (
        "For the first quarter, loans of the city decreased by 2 percent after increasing by 3 percent in "
        "the preceding quarter.",
        [("-2", "percent", "2026-01/2026-03", ""), ("3", "percent", "2025-10/2025-12", "")],
    ),
    # the same period of the year before, and of any other year
    (
        "In the first five months, loans of the city fell by USD52 million, compared with a fall of USD85 "
        "million in the same period last year.",
        [("-52000000", "USD", "2026-01/2026-05", ""), ("-85000000", "USD", "2025-01/2025-05", "")],
    ),
    (
        "In June, sales of the city were 4 percent higher than in the same period of 2025.",
        [("4", "percent", "2026-06", "yoy")],
    ),
    ("In June, sales of the city were up 4 percent from the same month of 2019.", [("4", "percent", "2026-06", "2019-06")]),
    (
        "In the first half, trade of the city was up 24 percent compared with the same period in 2019.",
        [("24", "percent", "2026-01/2026-06", "2019-01/2019-06")],
    ),
    # a second rate keeps the direction of the first, with a base of its own
    (
        "At the end of June money of the city was down 0.1 percentage points from a month earlier and 1.6 "
        "percentage points from a year earlier.",
        [("-0.1", "percentage-point", "2026-06-30", "mom"), ("-1.6", "percentage-point", "2026-06-30", "yoy")],
    ),
    (
        "In June the farms of the city grew by 3 percent year on year to 12 million yuan, and industry by 4 "
        "percent to 70 million yuan.",
        [
            ("3", "percent", "2026-06", "yoy"),
            ("12000000", "CNY", "2026-06", ""),
            ("4", "percent", "2026-06", "yoy"),
            ("70000000", "CNY", "2026-06", ""),
        ],
    ),
    (
        "In June the farms of the city fell by 3 percent year on year, and industry by 4 percent.",
        [("-3", "percent", "2026-06", "yoy"), ("-4", "percent", "2026-06", "yoy")],
    ),
    # words of change that stand behind, or far from, their number
    ("In June the city saw a 30 percent year-on-year increase in cargo.", [("30", "percent", "2026-06", "yoy")]),
    ("In June the city saw a 30 percent year-on-year drop in cargo.", [("-30", "percent", "2026-06", "yoy")]),
    ("In June exports of the city declined by a revised 3.1 percent.", [("-3.1", "percent", "2026-06", "")]),
    ("In June sales of the city rebounded by 3 percent.", [("3", "percent", "2026-06", "")]),
    ("In June sales of the city, after the 5% slump in May, were flat.", [("-5", "percent", "2026-05", "")]),
    (
        "In June the growth rate of the city was 0.1 percentage point lower than in May.",
        [("-0.1", "percentage-point", "2026-06", "2026-05")],
    ),
    (
        "In June growth of the city was 0.1 percentage point lower than that of the previous month.",
        [("-0.1", "percentage-point", "2026-06", "mom")],
    ),
    ("In June consumer prices of the city stood at 3.2% year on year.", [("3.2", "percent", "2026-06", "yoy")]),
    ("In June output of the city increased 0.43 percent, month-on-month.", [("0.43", "percent", "2026-06", "mom")]),
    (
        "On a month-on-month seasonally adjusted basis, exports of the city rose 1.3 percent in June.",
        [("1.3", "percent", "2026-06", "mom")],
    ),
    (
        "In June sales of the city rose 4 percent year on year, and the growth rate rose 0.2 percentage "
        "points from May; that of the county rose 6 percent.",
        [
            ("4", "percent", "2026-06", "yoy"),
            ("0.2", "percentage-point", "2026-06", "2026-05"),
            ("6", "percent", "2026-06", "yoy"),
        ],
    ),
    # stretches
    ("In the year to end-June, deposits of the city grew by 5.8%.", [("5.8", "percent", "2026-01/2026-06", "")]),
    ("In Q1 and Q2, output of the city grew by 3.4%.", [("3.4", "percent", "2026-01/2026-06", "")]),
    (
        "Output of the city grew by 5.3% and 5.2% in Q1 and Q2 respectively.",
        [("5.3", "percent", "2026-01/2026-03", ""), ("5.2", "percent", "2026-04/2026-06", "")],
    ),
    ("Output of the city rose 2 percent during the first six months in 2026.", [("2", "percent", "2026-01/2026-06", "")]),
    (
        "By the end of June, the line of the city had carried 150,901 TEUs since it opened in September 2017.",
        [("150901", "teu", "2017-09/2026-06", "")],
    ),
    ("The port of the city has handled 5,000 TEUs since 2020.", [("5000", "teu", "2020/2026", "")]),
    ("In June sales of the city rose 5 percent, the fastest pace since 2020.", [("5", "percent", "2026-06", "")]),
    ("In June the city moved 148,000 twenty-foot equivalent unit (TEU) containers.", [("148000", "teu", "2026-06", "")]),
    # a month or quarter that a release has already named: what came about in it is of the whole month, not its last day
    (
        "At end-June, money of the city was 28 million yuan. The month saw a net injection of 3 million yuan. Loans "
        "stood at 9 million yuan.",
        [("28000000", "CNY", "2026-06-30", ""), ("3000000", "CNY", "2026-06", ""), ("9000000", "CNY", "2026-06-30", "")],
    ),
    (
        "At the end of March, debt of the city was 28 million yuan. In the quarter, the city issued 3 million yuan.",
        [("28000000", "CNY", "2026-03-31", ""), ("3000000", "CNY", "2026-01/2026-03", "")],
    ),
    (
        "In June the ratio of the city was 3 percent, up from 2 percent in the last quarter of 2025.",
        [("3", "percent", "2026-06", ""), ("2", "percent", "2025-10/2025-12", "")],
    ),
    # this year, years gone by and years of which the last leaves out its century
    ("The bank expects the economy of the city to grow 5 percent this year.", [("5", "percent", "2026", "")]),
    (
        "Growth of the city is projected to slow from 6 percent in 2025 to 5 percent this year.",
        [("6", "percent", "2025", ""), ("5", "percent", "2026", "")],
    ),
    (
        "Over the past five years, output of the city grew at an average annual rate of 5 percent, and 3 million jobs "
        "were created annually.",
        [("5", "percent", "2021/2026", "average-annual"), ("3000000", "job", "2021/2026", "")],
    ),
    (
        "During the 14th Five-Year Plan period (2021-25), exports of the city grew by 5 percent.",
        [("5", "percent", "2021/2025", "")],
    ),
    ("In 2020-2023, exports of the city grew by 5 percent.", [("5", "percent", "2020/2023", "")]),
    # a day with a count behind it, and a count in groups of three
    ("On June 12 345 people of the city came.", [("345", "person", "2026-06-12", "")]),
    ("In June 12 345 people of the city came.", [("12345", "person", "2026-06", "")]),
    ("On June 12, 345 people of the city came.", [("345", "person", "2026-06-12", "")]),
    ("In June, 12,345 people of the city came.", [("12345", "person", "2026-06", "")]),
    # counts without a unit
    (
        "In June the number of firms in the city rose by 11 percent year-on-year to 5,158.",
        [("11", "percent", "2026-06", "yoy"), ("5158", "", "2026-06", "")],
    ),
    (
        "In June centres and offices in the city reached 771 and 481 respectively, an increase of 36 and 85 "
        "respectively from five years ago.",
        [("771", "", "2026-06", ""), ("481", "", "2026-06", ""), ("36", "", "2026-06", ""), ("85", "", "2026-06", "")],
    ),
    ("In June the city helped 832 poor counties.", [("832", "", "2026-06", "")]),
    ("In June over 300 Fortune 500 groups came to the city.", [("300", "", "2026-06", "")]),
    ("In June the one-year rate of the city was 3 percent.", [("3", "percent", "2026-06", "")]),
    # a rate whose level at the time it is compared with stands behind it
    (
        "At the end of June, the market of the city was HK$35 million, an increase of 14 per cent from HK$30 "
        "million for the same period last year.",
        [("35000000", "HKD", "2026-06-30", ""), ("14", "percent", "2026-06-30", "yoy"), ("30000000", "HKD", "2025-06-30", "")],
    ),
    (
        "In June, turnover of the city was HK$35 million, an increase of 14 per cent when compared with HK$30 million in May.",
        [("35000000", "HKD", "2026-06", ""), ("14", "percent", "2026-06", "2026-05"), ("30000000", "HKD", "2026-05", "")],
    ),
    (
        "There were 54 listed companies in the city for the first half, an increase of 4 per cent when compared with "
        "52 for the same period last year.",
        [
            ("54", "company", "2026-01/2026-06", ""),
            ("4", "percent", "2026-01/2026-06", "yoy"),
            ("52", "", "2025-01/2025-06", ""),
        ],
    ),
    # over the same period: a comparison, not a time; the year before though the sentence names no period
    (
        "In the first half, trade of the city was 20 million yuan, an increase of 3 percent over the same period last year.",
        [("20000000", "CNY", "2026-01/2026-06", ""), ("3", "percent", "2026-01/2026-06", "yoy")],
    ),
    (
        "In the first half, trade of the city rose 3 percent.\nExports were up 2 percent from the same period of 2025.",
        [("3", "percent", "2026-01/2026-06", ""), ("2", "percent", "", "yoy")],
    ),
    # two parts of which one rate each is told, and what a sentence begins to single out of the one before
    (
        "In June prices of the city rose 3 percent month on month, with an increase of 2 percent in towns and 4 "
        "percent in villages. In which, prices of food were up 5 percent.",
        [
            ("3", "percent", "2026-06", "mom"),
            ("2", "percent", "2026-06", "mom"),
            ("4", "percent", "2026-06", "mom"),
            ("5", "percent", "2026-06", "mom"),
        ],
    ),
    # rates that are cut and raised
    (
        "In June the rate of the city was lowered by 5 basis points to 3 percent, and another was cut by 10 basis points.",
        [
            ("-0.05", "percentage-point", "2026-06", ""),
            ("3", "percent", "2026-06", ""),
            ("-0.10", "percentage-point", "2026-06", ""),
        ],
    ),
    ("In June the rate of the city was raised by 25 basis points.", [("0.25", "percentage-point", "2026-06", "")]),
    # what a time owns is of that time only
    (
        "In June sales of the city grew 5 percent year on year, picking up from May's revised 4 percent expansion; "
        "exports fell 2 percent.",
        [("5", "percent", "2026-06", "yoy"), ("4", "percent", "2026-05", "yoy"), ("-2", "percent", "2026-06", "yoy")],
    ),
    ("June's sales of the city rose 3 percent.", [("3", "percent", "2026-06", "")]),
    (
        "In June sales of the city were 5 million yuan, up from 3 million yuan a year earlier.",
        [("5000000", "CNY", "2026-06", ""), ("3000000", "CNY", "2025-06", "")],
    ),
    (
        "In June sales of the city were 5 million yuan, higher than that of 3 million yuan in the year-earlier period.",
        [("5000000", "CNY", "2026-06", ""), ("3000000", "CNY", "2025-06", "")],
    ),
    # other ways to tell a base and a stretch
    ("In June sales of the city grew 3 percent on month.", [("3", "percent", "2026-06", "mom")]),
    ("In June sales of the city grew 3 percent on a yearly basis.", [("3", "percent", "2026-06", "yoy")]),
    ("On a monthly basis, sales of the city grew 3 percent in June.", [("3", "percent", "2026-06", "mom")]),
    ("Sales of the city during January-May rose 3 percent.", [("3", "percent", "2026-01/2026-05", "")]),
    ("Sales of the city rose 3 percent in the five months ending in May.", [("3", "percent", "2026-01/2026-05", "")]),
    ("Sales of the city rose 3 percent in the 12 months to June.", [("3", "percent", "2025-07/2026-06", "")]),
    (
        "From January to May, profit of the city was 5 million yuan, an increase of 3 percent over January to May 2019.",
        [("5000000", "CNY", "2026-01/2026-05", ""), ("3", "percent", "2026-01/2026-05", "2019-01/2019-05")],
    ),
    # words that end like a word of change and are none, and words between one and its number
    ("In June tax of the city made up 65 percent of the total.", [("65", "percent", "2026-06", "")]),
    ("In June the city saw a year-on-year reduction of only 3 percent.", [("-3", "percent", "2026-06", "yoy")]),
    ("In June profits of 25 of the 41 sectors of the city rose.", [("25", "", "2026-06", ""), ("41", "sector", "2026-06", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), SENTENCES, ids=[text[:40] for text, _ in SENTENCES])
def test_every_figure_of_an_english_sentence_is_read(text: str, figures: list[tuple[str, str, str, str]]) -> None:
    read_ = [(str(f.value), f.unit, f.period, f.base) for f in read(text).figures]
    assert read_ == [(str(Decimal(value)), *rest) for value, *rest in figures]


def test_a_passage_that_opens_with_a_stretch_speaks_of_it_further_on() -> None:
    """A month that ends with the stretch is an aside of its passage, not what the next one speaks of."""
    text = (
        "In the first five months, investment of the city was 30 million yuan. In May, investment rose 0.4 percent.\n\n"
        "Investment in industry of the city was 9 million yuan."
    )
    release = read(text)
    assert [f.carried for f in release.figures][-1] == "2026-01/2026-05"
