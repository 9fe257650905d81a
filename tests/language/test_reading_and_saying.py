"""Published figures read back, values said in every language, lists, ranges, tables, facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from briefing.facts import Fact, open_of, open_record
from briefing.language import UnknownRule, print_fact, print_fact_period, say
from briefing.language.changes import print_period
from briefing.language.figures import cell, column_scale, join, print_range, scale_factor, scale_label
from briefing.language.printed import OpenValueUnknown, read_open, read_printed, stated_in
from briefing.language.published import parse_published, read_quantity
from briefing.language.wording_parts import read_period
from briefing.problems import Problem, ProblemsFound
from briefing.quantities import Period, Symbol
from tests.language.languages import EN, LANGUAGES, ZH, figure, rows, shown


@pytest.mark.parametrize("row", rows("published"), ids=lambda row: row["text"])
def test_published(row: dict[str, str]) -> None:
    language = {"zh": ZH, "en": EN}[row["language"]]
    read = parse_published(language, row["text"], row.get("unit", ""))
    if "value" not in row:
        assert isinstance(read, Problem)
        assert row["text"] in read.message
        return
    assert not isinstance(read, Problem)
    assert (read.value, read.quantum) == (Decimal(row["value"]), Decimal(row["quantum"]))
    assert read.unit == row.get("reads_as", row.get("unit"))
    assert (read.qualifier or "") == row.get("qualifier", "")


def test_lists() -> None:
    assert [join(lang, []) for lang in LANGUAGES] == ["", ""]
    assert [join(lang, ["A"]) for lang in LANGUAGES] == ["A", "A"]
    assert [join(lang, ["A", "B"]) for lang in LANGUAGES] == ["A和B", "A and B"]
    assert [join(lang, ["A", "B", "C"]) for lang in LANGUAGES] == ["A、B和C", "A, B and C"]
    assert [join(lang, ["A", "B", "C"], names=True) for lang in LANGUAGES] == ["A、B、C", "A, B and C"]
    assert [join(lang, ["A", "B"], names=True) for lang in LANGUAGES] == ["A、B", "A and B"]
    assert join(EN, ["Banan, Beibei", "Wanzhou", "Yongchuan"]) == "Banan, Beibei; Wanzhou; and Yongchuan"


def test_ranges_repeat_the_unit() -> None:
    low, high = figure("16", "percent"), figure("46", "percent")
    assert [print_range(lang, low, high) for lang in LANGUAGES] == ["16%至46%", "16% to 46%"]
    low, high = figure("10亿", "CNY"), figure("50亿", "CNY")
    assert [shown(print_range(lang, low, high)) for lang in LANGUAGES] == [
        "10亿元至50亿元",
        "RMB_1_billion to RMB_5_billion",
    ]


def test_a_column_has_one_scale_named_in_its_heading() -> None:
    column = [figure("5000亿", "CNY"), figure("410亿", "CNY"), figure("18.4亿", "CNY", "约")]
    shows = {}
    for language in LANGUAGES:
        scale = column_scale(language, column)
        shows[language.id] = (scale_label(language, "CNY", scale), [cell(language, q, scale) for q in column])
    assert shows == {"zh": ("亿元", ["5000", "410", "约18.4"]), "en": ("RMB billion", ["500", "41", "about 1.84"])}
    assert [scale_factor(lang, column_scale(lang, column)) for lang in LANGUAGES] == [10**8, 10**9]
    assert [scale_label(lang, "percent") for lang in LANGUAGES] == ["%", "%"]
    assert [scale_label(lang, "project") for lang in LANGUAGES] == ["个", "projects"]
    assert cell(EN, figure("96000", "train"), "one") == "96,000"
    assert [cell(ZH, figure(nought, "CNY"), "yi") for nought in ("0", "0亿", "0.0亿")] == ["0", "0", "0.0"]
    series = [figure("33757.93亿", "CNY"), figure("30100亿", "CNY")]
    assert [column_scale(language, series) for language in LANGUAGES] == [
        "yi",
        "billion",
    ]  # six digits are none to read
    assert column_scale(EN, []) == "one"
    assert column_scale(EN, [figure("0", "CNY"), figure("9.6万亿", "CNY")]) == "trillion"
    with pytest.raises(UnknownRule):
        cell(EN, figure("1", "train"), "dozen")


def test_say() -> None:
    said = say("9.6万亿", "元", "超", "2025-12-31", languages=LANGUAGES)
    assert [(tag, shown(text)) for tag, text in said] == [
        ("zh-CN", "截至2025年末：超9.6万亿元"),
        ("en-GB", "more than RMB_9.6_trillion at end-2025"),
    ]
    for unit in ("RMB", "CNY", "cny", "人民币"):
        assert say("1亿", unit, languages=LANGUAGES)[1][1] == "RMB\u00a0100\u00a0million"
    assert say("6.8", "%", change="yoy", languages=LANGUAGES)[0][1] == "同比增长6.8%"
    assert say("-0.24", "pp", change="2023-01-01", languages=LANGUAGES)[0][1] == "较2023年初下降0.24个百分点"
    assert say("2117万", "人次", "more than", languages=LANGUAGES)[0][1] == "超2117万人次"


def test_say_finds_everything_at_once() -> None:
    with pytest.raises(ProblemsFound) as caught:
        say("1e5", "zorkmid", "maybe", "tomorrow", "decade", languages=LANGUAGES)
    assert {p.code for p in caught.value.problems} == {
        "say-value-unreadable",
        "say-unit-unknown",
        "say-qualifier-unknown",
        "say-period-unreadable",
        "say-change-unknown",
    }
    assert "enterprise" in str(caught.value)
    assert "左右" in str(caught.value)


FACT = Fact(
    id="financial-assets@2025-12-31",
    indicator="financial-assets",
    kind="stock",
    measure="stock",
    label="金融资产规模",
    quantity=figure("9.6万亿", "CNY"),
    period=Period.parse("2025-12-31"),
    period_basis="stated",
    status="reported",
    source="s000",
    locator="L9",
    published="9.6万亿元",
    vintage=date(2026, 4, 10),
)


def both(fact: Fact, form: str = "full", unit: str = "") -> list[str]:
    """The fact in both languages, as fixtures show it."""
    return [shown(print_fact(language, fact, form, unit)) for language in LANGUAGES]


def test_an_open_value_is_said_in_each_language() -> None:
    scale = replace(FACT, quantity=None, published="百亿级")
    assert both(scale, unit="CNY") == ["百亿级", "of the order of RMB_10_billion"]
    assert both(replace(FACT, quantity=None, published="N场", open=Symbol("N", "event")), unit="event") == [
        "N场",
        "N events",
    ]


@pytest.mark.parametrize("row", rows("open_values"), ids=lambda row: row["text"])
def test_a_value_left_open_keeps_its_meaning_or_is_refused(row: dict[str, str]) -> None:
    language = {"zh": ZH, "en": EN}[row.get("language", "zh")]
    fact = replace(FACT, quantity=None, published=row["text"], open=read_open(language, row["text"], row["unit"]))
    for printed_in in (ZH, EN):
        if printed_in.id in row:
            assert shown(print_fact(printed_in, fact, unit=row["unit"])) == row[printed_in.id]
        elif printed_in is EN:
            with pytest.raises(OpenValueUnknown, match=r"open_values in i18n/en\.yaml"):
                print_fact(EN, fact, unit=row["unit"])
    assert open_of(open_record(fact.open)) == fact.open


def test_a_change_left_open_is_never_printed_without_its_direction() -> None:
    fact = replace(FACT, kind="change", measure="change", base="yoy", quantity=None, published="5%—8%")
    fact = replace(fact, open=read_open(ZH, "5%—8%", "percent"))
    with pytest.raises(OpenValueUnknown):
        print_fact(EN, fact, unit="percent")


def test_a_change_of_rank_is_counted_in_places() -> None:
    change = replace(FACT, kind="change", measure="change", base="yoy", region="china", quantity=figure("2", "rank"))
    assert both(change) == ["同比上升2位", "up two places year on year"]
    assert both(replace(change, quantity=figure("-3", "rank"), base="2024")) == [
        "较2024年下降3位",
        "down three places from 2024",
    ]
    assert both(replace(change, quantity=figure("0", "rank"))) == ["同比位次不变", "unchanged year on year"]
    assert both(change, "verb") == ["同比上升2位", "rose two places year on year"]


@pytest.mark.parametrize(
    ("turn", "texts"),
    [
        ("to-profit", ["扭亏为盈", "turned a loss into a profit"]),
        ("to-loss", ["由盈转亏", "turned a profit into a loss"]),
        ("loss-narrowed", ["亏损减少20亿元", "cut its loss by RMB_2_billion"]),
        ("loss-widened", ["亏损增加20亿元", "widened its loss by RMB_2_billion"]),
        ("profit-fell", ["盈利减少20亿元", "saw its profit fall by RMB_2_billion"]),
    ],
)
def test_a_turn_between_loss_and_profit_is_told_in_words(turn: str, texts: list[str]) -> None:
    fact = replace(FACT, kind="derived", measure="turn", turn=turn, quantity=figure("-20亿", "CNY"))
    assert both(fact) == texts


@pytest.mark.parametrize("row", rows("printed"), ids=lambda row: row["text"])
def test_what_a_wording_says_besides_its_figure(row: dict[str, str]) -> None:
    said = read_printed({"zh": ZH, "en": EN}[row.get("language", "zh")], row["text"], row["unit"])
    if "value" not in row:
        assert said is None
        return
    assert said is not None and said.quantity is not None
    assert said.quantity.value == Decimal(row["value"])
    assert " ".join(sorted(said.bases)) == row.get("bases", "")
    assert (said.region, said.is_change) == (row.get("region", ""), bool(row.get("change")))


def test_every_figure_of_a_sentence_is_found_with_its_sign() -> None:
    text = "截至6月末，全市人民币贷款余额达6.68万亿元，同比少增580亿元，较年初下降1.2%"
    assert [p.quantity.value for p in stated_in(ZH, text, "CNY") if p.quantity] == [
        6680000000000,
        58000000000,
        -58000000000,
    ]
    assert {p.quantity.value for p in stated_in(ZH, text, "percent") if p.quantity} == {Decimal("1.2"), Decimal("-1.2")}
    assert {p.region for p in stated_in(ZH, "规模居西部第一、全国第三", "rank")} == {"western-china", "china"}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020年末", "2020-12-31"),
        ("2020年底", "2020-12-31"),
        ("2026年6月末", "2026-06-30"),
        ("2026年一季度", "2026-01/2026-03"),
        ("2026年上半年", "2026-01/2026-06"),
        ("2026年1—5月", "2026-01/2026-05"),
        ("2026年1至5月", "2026-01/2026-05"),
        ("2024年2月末", "2024-02-29"),
        ("2025年", "2025"),
        ("6月末", None),
        ("很久以前", None),
    ],
)
def test_a_period_is_read_back(text: str, period: str | None) -> None:
    read = read_period(ZH, text)
    assert (read.text if read else None) == period
    if read:
        assert read_period(EN, print_period(EN, read, "plain")) == read


def test_a_rank_that_is_a_bound_is_no_place() -> None:
    rank = replace(FACT, kind="threshold", measure="threshold", region="world", quantity=figure("100", "rank"))
    assert both(rank) == ["全球前100位", "top 100 in the world"]
    assert both(replace(rank, kind="rank", measure="rank")) == ["全球第100", "number 100 in the world"]


def test_a_fact_is_printed_by_what_it_measures() -> None:
    assert both(FACT) == ["9.6万亿元", "RMB_9.6_trillion"]
    assert both(FACT, "number") == ["9.6万亿", "9.6_trillion"]
    change = replace(FACT, kind="change", measure="change", base="2020-12-31", quantity=figure("44", "percent", "约"))
    assert both(change) == ["较2020年末增长约44%", "up about 44% from end-2020"]
    target = replace(change, kind="target", base="average-annual", quantity=figure("10", "percent", "以上"))
    assert both(target, "growth") == ["年均增幅10%以上", "growth of 10% or more a year on average"]
    gap = replace(FACT, kind="derived", measure="change", operation="gap", quantity=figure("1800亿", "CNY"))
    assert both(gap) == ["1800亿元", "RMB_180_billion"]
    assert both(gap, "verb") == ["增加1800亿元", "rose RMB_180_billion"]
    rank = replace(FACT, kind="rank", measure="rank", region="western-china", quantity=figure("1", "rank"))
    assert both(rank) == ["西部第一", "first in western China"]
    event = replace(FACT, kind="event", measure="", quantity=None, period=Period.parse("2025-12-31"))
    assert both(event) == ["2025年12月31日", "31 December 2025"]
    assert both(event, "full-initial") == ["2025年12月31日", "31 December 2025"]
    assert both(event, "as-of") == ["2025年12月31日", "on 31 December 2025"]
    opened = replace(FACT, kind="count", measure="count", quantity=None, published="N场", open=Symbol("N", "event"))
    assert both(opened, unit="event") == ["N场", "N events"]


def test_the_period_of_a_fact() -> None:
    assert [print_fact_period(lang, FACT) for lang in LANGUAGES] == ["截至2025年末", "at end-2025"]
    reported = replace(FACT, period_basis="reported", period=Period.parse("../2026-05-09"))
    printed = [print_fact_period(lang, reported, reported=date(2026, 4, 10)) for lang in LANGUAGES]
    assert printed == ["据2026年4月报道", "as reported in April 2026"]


@pytest.mark.parametrize("text", ["减少2倍", "下降0.5倍", "down 2 times", "fell twofold"])
def test_a_fall_by_a_multiple_is_no_rise_by_it(text: str) -> None:
    assert all(read_quantity(language, text, "multiple") is None for language in LANGUAGES)
    assert read_quantity(ZH, "降至0.5倍", "multiple") == figure("0.5", "multiple")
