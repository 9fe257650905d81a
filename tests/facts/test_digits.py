"""How far a derived figure is known: rounded once, no finer than its inputs, and what its digits bear."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.facts.carrying import rounded_as
from briefing.language import print_fact
from briefing.quantities import Interval, interval
from tests.facts.deriving import derived, indicator, over_years
from tests.language.languages import LANGUAGES


@pytest.mark.parametrize(
    ("exact", "decimals", "rounded"),
    [
        ("1/2", 0, "1"),
        ("-1/2", 0, "-1"),
        ("249/100", 1, "2.5"),
        ("245/100", 1, "2.5"),
        ("15", -1, "20"),
        ("10/3", 2, "3.33"),
    ],
)
def test_the_one_rounding_is_half_up(exact: str, decimals: int, rounded: str) -> None:
    assert rounded_as(None, Fraction(exact), decimals) == Decimal(rounded)


@given(st.fractions(), st.integers(-12, 6))
def test_rounding_is_never_off_by_more_than_half(exact: Fraction, decimals: int) -> None:
    step = Fraction(10) ** -decimals
    rounded = Fraction(rounded_as(None, exact, decimals))
    assert abs(rounded - exact) <= step / 2
    assert rounded % step == 0


@pytest.mark.parametrize(
    ("op", "a", "b", "unit", "decimals", "zh", "en"),
    [
        ("ratio", "1213.7亿", "3.6万:enterprise", "CNY", -4, "约340万元", "about RMB 3.4 million"),
        ("ratio", "10亿", "51:patent", "CNY", -4, "约2000万元", "about RMB 20 million"),
        ("ratio", "474亿", "4:case", "CNY", -7, "约119亿元", "about RMB 11.9 billion"),
        ("difference", "6.20万亿", "6.13万亿", "CNY", -8, "约700亿元", "about RMB 70 billion"),
        ("difference", "8.00万亿", "6.13万亿", "CNY", -8, "1.87万亿元", "RMB 1.87 trillion"),
        ("difference", "5.66万亿", "5万亿", "CNY", -9, "约7000亿元", "about RMB 700 billion"),
        ("share", "771.4亿", "2020.3亿", "percent", 1, "约38.2%", "about 38.2%"),
        ("share", "3.1亿", "7亿", "percent", 2, "约44%", "about 44%"),
        ("share", "35:project", "160:project", "percent", 1, "约21.9%", "about 21.9%"),
        ("sum", "902.3亿", "508亿", "CNY", -7, "约1410亿元", "about RMB 141 billion"),
        ("share", "3亿", "8亿", "percent", 1, "约38%", "about 38%"),
        ("share", "40:project", "160:project", "percent", 1, "25.0%", "25.0%"),
        ("ratio", "480亿", "4:case", "CNY", -7, "120亿元", "RMB 12 billion"),
    ],
)
def test_a_derived_figure_is_no_finer_than_its_inputs(
    op: str, a: str, b: str, unit: str, decimals: int, zh: str, en: str, tmp_path: Path
) -> None:
    one, other = (indicator(n, v.partition(":")[0], v.partition(":")[2] or "CNY") for n, v in (("a", a), ("b", b)))
    made = derived(tmp_path, op, unit, decimals, one, other)
    assert [print_fact(language, made).replace("\u00a0", " ") for language in LANGUAGES] == [zh, en]


def test_growth_of_what_is_roughly_known_has_few_digits(tmp_path: Path) -> None:
    close = over_years(
        "growth", "percent", 2, '[a, "a@2023-12-31"]', tmp_path, ("2023-12-31", "6.10"), ("2025-12-31", "6.13")
    )
    assert close.quantity is not None
    assert f"{close.quantity.value:f}" == "0.5"


def test_what_an_about_goes_into_has_two_digits(tmp_path: Path) -> None:
    rough = indicator("b", "430亿").replace('value: "430亿"', 'value: "430亿", qualifier: 约')
    made = derived(tmp_path, "sum", "CNY", -7, indicator("a", "771.4亿"), rough)
    assert print_fact(LANGUAGES[0], made) == "约1200亿元"


@pytest.mark.parametrize(
    ("qualifier", "printed", "low", "high"),
    [
        ("", "约108%", "107.5", "108.5"),  # about for its rounding here: known to half its last digit all the same
        ("qualifier: 约, ", "约110%", "104.5", "115.5"),  # about because its source says so: further off
    ],
)
def test_a_figure_that_is_about_for_its_rounding_alone_bears_the_claims_that_its_digits_bear(
    qualifier: str, printed: str, low: str, high: str, tmp_path: Path
) -> None:
    one = indicator("a", "5.41万亿").replace("published:", f"{qualifier}published:")
    made = derived(tmp_path, "ratio", "percent", 0, one, indicator("b", "5.02万亿"))
    assert made.quantity is not None
    assert print_fact(LANGUAGES[0], made) == printed
    assert interval(made.quantity) == Interval(Decimal(low), Decimal(high))
