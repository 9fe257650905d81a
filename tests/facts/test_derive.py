"""Derived figures: exact, rounded once, with their inputs, period, vintage and qualifier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from briefing.facts import fact_of, fact_record
from briefing.facts.operations import compounded
from briefing.language import print_fact
from tests.facts.deriving import HEAD, TARGET, derived, indicator, over_years
from tests.language.languages import LANGUAGES
from tests.support.content_case import all_problems, based, write

CHANGE = "    of: a\n    base: yoy\n"


@pytest.mark.parametrize(
    ("op", "a", "b", "unit", "decimals", "value"),
    [
        ("share", "1.00", "3.00", "percent", 1, "33.3"),
        ("share", "2", "3", "percent", 0, "67"),
        ("sum", "1.5亿", "2.5亿", "CNY", -8, "400000000"),
        ("difference", "5亿", "2.5亿", "CNY", -8, "300000000"),
        ("difference", "2.5亿", "5亿", "CNY", -8, "-300000000"),
        ("ratio", "10", "4", "multiple", 1, "2.5"),
        ("average", "1", "2", "CNY", 0, "2"),
    ],
)
def test_operations(op: str, a: str, b: str, unit: str, decimals: int, value: str, tmp_path: Path) -> None:
    fact = derived(tmp_path, op, unit, decimals, indicator("a", a), indicator("b", b))
    assert fact.quantity is not None
    assert f"{fact.quantity.value:f}" == value
    assert fact.quantity.quantum == Decimal(1).scaleb(-decimals)
    assert (fact.kind, fact.operation, fact.inputs) == ("derived", op, ("a@2025-12-31", "b@2025-12-31"))


@pytest.mark.parametrize(
    ("old", "new", "unit", "decimals", "value"),
    [
        ("10.00", "11.00", "percent", 1, "10.0"),
        ("10.00", "9.00", "percent", 1, "-10.0"),
        ("10", "100", "multiple", 0, "10"),
    ],
)
def test_growth(old: str, new: str, unit: str, decimals: int, value: str, tmp_path: Path) -> None:
    a = indicator("a", old, period="2024-12-31") + indicator("a", new).partition("observations:\n")[2]
    fact = derived(tmp_path, "growth", unit, decimals, a, inputs='["a@2025-12-31", "a@2024-12-31"]')
    assert fact.quantity is not None
    assert f"{fact.quantity.value:f}" == value
    assert (fact.measure, fact.of, fact.base, fact.period.text) == ("change", "a", "2024-12-31", "2025-12-31")


TWO_YEARS = (("2023-12-31", "1"), ("2025-12-31", "5"))


def test_a_bare_indicator_beside_a_named_period_of_its_own_is_its_latest(tmp_path: Path) -> None:
    first = over_years("growth", "percent", 0, '[a, "a@2023-12-31"]', tmp_path / "1", *TWO_YEARS)
    later = over_years("growth", "percent", 0, '[a, "a@2023-12-31"]', tmp_path / "2", *TWO_YEARS, ("2026-06-30", "6"))
    assert (first.inputs[0], later.inputs[0]) == ("a@2025-12-31", "a@2026-06-30")
    assert (first.quantity and first.quantity.value, later.quantity and later.quantity.value) == (400, 500)


@pytest.mark.parametrize(
    ("inputs", "rows", "value"),
    [
        ('[a, "a@2023-12-31"]', TWO_YEARS, "2.0"),
        ('[a, "a@2023-12-31"]', (*TWO_YEARS, ("2026-06-30", "6")), "2.0"),
        ('["a@2027-12-31.target", a]', TWO_YEARS, "1.5"),
        ('["a@2027-12-31.target", a]', (*TWO_YEARS, ("2026-06-30", "6")), "1.3"),
    ],
)
def test_annual_increase_is_over_the_months_between(
    inputs: str, rows: tuple[tuple[str, str], ...], value: str, tmp_path: Path
) -> None:
    fact = over_years("annual-increase", "CNY", 1, inputs, tmp_path, *rows)
    assert fact.quantity is not None
    assert f"{fact.quantity.value:f}" == value
    assert (fact.measure, fact.base) == ("change", "average-annual")


@pytest.mark.parametrize(
    ("inputs", "rows", "value"),
    [
        ('[a, "a@2023-12-31"]', (("2023-12-31", "5.36"), ("2025-12-31", "6.13")), "6.9"),
        ('["a@2027-12-31.target", a]', (("2025-12-31", "6.13"), ("2026-06-30", "6.20")), "18.5"),
    ],
)
def test_annual_growth_is_compounded_over_the_months_between(
    inputs: str, rows: tuple[tuple[str, str], ...], value: str, tmp_path: Path
) -> None:
    fact = over_years("annual-growth", "percent", 1, inputs, tmp_path, *rows)
    assert fact.quantity is not None
    assert f"{fact.quantity.value:f}" == value
    assert (fact.measure, fact.base) == ("change", "average-annual")


@pytest.mark.parametrize(
    ("ratio", "years", "rate"),
    [("4", "2", "1"), ("8/6.13", "2", "0.142390955955079"), ("1", "3", "0"), ("0", "2", "-1"), ("1/4", "2", "-1/2")],
)
def test_compounding_is_exact_to_many_digits(ratio: str, years: str, rate: str) -> None:
    over, _, under = ratio.partition("/")
    made = compounded(Fraction(over) / Fraction(under or 1), Fraction(years)) - 1
    assert abs(made - Fraction(rate)) < Fraction(1, 1_000_000)


def test_a_target_without_a_figure_gives_no_progress_and_no_problem(tmp_path: Path) -> None:
    only = indicator("a", "8", period="2027-12-31").replace("observations:", "targets:")
    text = "derived:\n  - {id: made, label: 名称, op: progress, inputs: [a, a.target], unit: percent, decimals: 0}\n"
    files = {"content/indicators/a.yaml": HEAD + only, "content/derived/a.yaml": text}
    assert not [p for p in all_problems(write(tmp_path, files)) if p.code.startswith("derived")]
    assert not based(tmp_path, files).knows("made")


def test_a_change_may_come_to_nothing_once_rounded(tmp_path: Path) -> None:
    rows = (("2023-12-31", "1000"), ("2025-12-31", "1001"))
    fact = over_years("growth", "percent", 0, '[a, "a@2023-12-31"]', tmp_path, *rows)
    assert fact.quantity is not None
    assert fact.quantity.value == 0


@pytest.mark.parametrize("inputs", ['["a", "a.target"]', '["a@2027-12-31.target", "a@2025-12-31"]'])
def test_progress_and_gap_take_either_order(inputs: str, tmp_path: Path) -> None:
    progress = derived(tmp_path, "progress", "percent", 1, indicator("a", "6"), TARGET, inputs=inputs).quantity
    gap = derived(tmp_path, "gap", "CNY", 0, indicator("a", "6"), TARGET, inputs=inputs).quantity
    assert progress is not None
    assert gap is not None
    assert (progress.value, gap.value) == (Decimal("75.0"), Decimal(2))


@pytest.mark.parametrize(
    ("op", "unit", "b"),
    [
        ("share", "percent", indicator("b", "2", kind="flow")),
        ("share", "percent", indicator("b", "2", unit="institution")),
        ("share", "percent", indicator("b", "2", period="2024-12-31")),
        ("growth", "percent", indicator("b", "2")),
        ("gap", "CNY", indicator("b", "2")),
        ("sum", "CNY", indicator("b", "2", more="    not_comparable: [a]\n")),
        ("implied-whole", "CNY", indicator("b", "2", "percent", "share", more="    of: c\n")),
        ("implied-base", "CNY", indicator("b", "2", "percentage-point", "change", more=CHANGE)),
        ("implied-base", "CNY", indicator("b", "2", "percent", "change", more="    of: a\n    base: average-annual\n")),
    ],
)
def test_what_must_not_be_put_together(op: str, unit: str, b: str, tmp_path: Path) -> None:
    text = f'derived:\n  - {{id: made, label: 名称, op: {op}, inputs: ["a@2025-12-31", {{b}}], unit: {unit}, decimals: 0}}\n'
    period = "2024-12-31" if "2024" in b else "2025-12-31"
    files = {
        "content/indicators/a.yaml": HEAD + indicator("a", "1") + b,
        "content/derived/a.yaml": text.replace("{b}", f'"b@{period}"'),
    }
    assert "derived-not-comparable" in [p.code for p in all_problems(write(tmp_path, files))]
    assert not based(tmp_path, files).knows("made")


@pytest.mark.parametrize(("said", "known"), [(", measure: stock", True), ("", False)])
def test_an_implied_whole_may_be_a_level_though_its_part_was_added_over_time(
    said: str, known: bool, tmp_path: Path
) -> None:
    part = indicator("a", "11", "company", "cumulative")
    share = indicator("b", "11", "percent", "share", more="    of: a\n")
    level = indicator("c", "125", "company").replace("observations:", "targets:")
    text = (
        "derived:\n"
        f"  - {{id: whole, label: 名称, op: implied-whole, inputs: [a, b], unit: company, decimals: 0{said}}}\n"
        "  - {id: made, label: 名称, op: progress, inputs: [whole, c.target], unit: percent, decimals: 0}\n"
    )
    files = {"content/indicators/a.yaml": HEAD + part + share + level, "content/derived/a.yaml": text}
    assert ("derived-not-comparable" in [p.code for p in all_problems(write(tmp_path, files))]) is not known
    assert based(tmp_path, files).knows("made") is known


def test_implied_whole(tmp_path: Path) -> None:
    share = indicator("b", "12.5", "percent", "share", more="    of: a\n")
    fact = derived(tmp_path, "implied-whole", "CNY", -8, indicator("a", "10亿"), share)
    assert fact.quantity is not None
    assert fact.quantity.value == Decimal("8000000000")
    assert fact.measure == "stock"


@pytest.mark.parametrize(
    ("change", "unit", "value"), [("25.0", "percent", "80"), ("-20.0", "percent", "125"), ("2.00", "multiple", "50")]
)
def test_implied_base_speaks_of_the_base_period(change: str, unit: str, value: str, tmp_path: Path) -> None:
    growth = indicator("b", change, unit, "change", more=CHANGE)
    fact = derived(tmp_path, "implied-base", "CNY", 0, indicator("a", "100"), growth)
    assert fact.quantity is not None
    assert fact.quantity.value == Decimal(value)
    assert fact.period.text == "2024-12-31"


def test_implied_base_of_percentage_points(tmp_path: Path) -> None:
    rate = indicator("a", "0.93", "percent", "rate")
    fact = derived(
        tmp_path, "implied-base", "percent", 2, rate, indicator("b", "-0.24", "percentage-point", "change", more=CHANGE)
    )
    assert fact.quantity is not None
    assert fact.quantity.value == Decimal("1.17")


def test_product_with_a_percentage(tmp_path: Path) -> None:
    fact = derived(tmp_path, "product", "CNY", -8, indicator("a", "40亿"), indicator("b", "12.5", "percent", "rate"))
    assert fact.quantity is not None
    assert fact.quantity.value == Decimal("500000000")


def test_difference_of_percentages_is_in_percentage_points(tmp_path: Path) -> None:
    one, other = (indicator(n, v, "percent", "rate") for n, v in (("a", "8.0"), ("b", "6.5")))
    fact = derived(tmp_path, "difference", "percentage-point", 1, one, other)
    assert fact.quantity is not None
    assert fact.quantity.value == Decimal("1.5")


def test_latest_common_period(tmp_path: Path) -> None:
    a = (
        indicator("a", "1", period="2023-12-31")
        + indicator("a", "9", period="2025-12-31").partition("observations:\n")[2]
    )
    fact = derived(tmp_path, "share", "percent", 0, a, indicator("b", "2", period="2023-12-31"))
    assert fact.inputs == ("a@2023-12-31", "b@2023-12-31")
    assert fact.period.text == "2023-12-31"


def test_vintage_is_the_newest_and_chains_are_followed(tmp_path: Path) -> None:
    files = {
        "content/indicators/a.yaml": HEAD + indicator("a", "1").replace("s1", "s2") + indicator("b", "2"),
        "content/derived/a.yaml": (
            "derived:\n"
            "  - {id: double, label: 名称, op: sum, inputs: [total, total], unit: CNY, decimals: 0}\n"
            "  - {id: total, label: 名称, op: sum, inputs: [a, b], unit: CNY, decimals: 0}\n"
        ),
    }
    base = based(tmp_path, files)
    double = base.resolve("double")
    assert double.quantity is not None
    assert double.quantity.value == 6
    assert double.vintage == date(2026, 4, 10)
    assert double.inputs == ("total", "total")
    assert based(tmp_path, files, date(2025, 5, 1)).knows("a")
    assert not based(tmp_path, files, date(2025, 5, 1)).knows("double")


# ---- losses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [("-50亿", "100亿"), ("50亿", "-10亿"), ("-50亿", "-20亿"), ("0", "10亿")])
def test_there_is_no_growth_from_or_to_a_loss(old: str, new: str, tmp_path: Path) -> None:
    a = indicator("a", old, period="2024-12-31") + indicator("a", new).partition("observations:\n")[2]
    inputs = '["a@2025-12-31", "a@2024-12-31"]'
    text = f"derived:\n  - {{id: made, label: 名称, op: growth, inputs: {inputs}, unit: percent, decimals: 0}}\n"
    files = {"content/indicators/a.yaml": HEAD + a, "content/derived/a.yaml": text}
    assert {p.code for p in all_problems(write(tmp_path, files))} & {"derived-not-comparable", "derived-by-zero"}
    assert not based(tmp_path, files).knows("made")


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        ("-50亿", "100亿", "扭亏为盈", "turned a loss into a profit"),
        ("50亿", "-10亿", "由盈转亏", "turned a profit into a loss"),
        ("-50亿", "-20亿", "亏损减少30亿元", "cut its loss by RMB 3 billion"),
        ("-20亿", "-50亿", "亏损增加30亿元", "widened its loss by RMB 3 billion"),
        ("20亿", "50亿", "盈利增加30亿元", "raised its profit by RMB 3 billion"),
        ("50亿", "20亿", "盈利减少30亿元", "saw its profit fall by RMB 3 billion"),
    ],
)
def test_a_turn_tells_what_became_of_a_loss(old: str, new: str, zh: str, en: str, tmp_path: Path) -> None:
    a = indicator("a", old, period="2024-12-31") + indicator("a", new).partition("observations:\n")[2]
    made = derived(tmp_path, "turn", "CNY", -8, a, inputs='["a@2025-12-31", "a@2024-12-31"]')
    assert [print_fact(language, made).replace("\u00a0", " ") for language in LANGUAGES] == [zh, en]
    assert fact_of(fact_record(made)).turn == made.turn


def test_ranks_are_not_reckoned_with(tmp_path: Path) -> None:
    rank = "    region: china\n"
    a = indicator("a", "1", "rank", "rank", more=rank) + indicator("b", "3", "rank", "rank", more=rank)
    text = "derived:\n  - {id: made, label: 名称, op: difference, inputs: [a, b], unit: rank, decimals: 0}\n"
    files = {"content/indicators/a.yaml": HEAD + a, "content/derived/a.yaml": text}
    assert "derived-not-comparable" in [p.code for p in all_problems(write(tmp_path, files))]
