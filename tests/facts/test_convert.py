"""Amounts in another currency: the digits they may have, the rate they take, and when there are none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from briefing.content.load import load_content
from briefing.facts.base import FactBase
from briefing.facts.building import build_fact_base
from briefing.quantities import Qualifier
from tests.support.content_case import write

RATES = """\
  - id: parity
    label: 汇率中间价
    unit: CNY-per-USD
    kind: rate
    observations:
      - {period: "2025-01-02", basis: stated, value: "7.1879", published: "7.1879", source: s2, locator: L3}
      - {period: "2026-01-26", basis: stated, value: "6.9843", published: "6.9843", source: s1, locator: L3}
"""
CONVERSIONS = """\
conversions:
  - {id: usd, rate: parity, amounts: [assets]}
"""


def base_of(folder: Path, value: str, as_of: date | None = None, target: bool = False, more: str = "") -> FactBase:
    entry = f'{{period: "2025-12-31", basis: stated, value: "{value}", published: 甲, source: s2, locator: L2'
    key = "targets" if target else "observations"
    status = ", status: target" if target else ""
    amounts = f"indicators:\n  - id: assets\n    label: 资产\n    unit: CNY\n    kind: stock\n    {key}:\n"
    files = {
        "content/indicators/a.yaml": f"{amounts}      - {entry}{status}{more}}}\n{RATES}",
        "content/derived/a.yaml": CONVERSIONS,
    }
    content, problems = load_content(write(folder, files))
    assert not [str(p) for p in problems]
    base, _ = build_fact_base(content, as_of)
    return base


@pytest.mark.parametrize(
    ("value", "target", "wanted"),
    [
        ("9.6万亿", False, "1400000000000"),  # two digits, as the amount has
        ("6511.3亿", False, "93200000000"),  # three at most
        ("2762亿", False, "39500000000"),
        ("3000亿", True, "43000000000"),
        ("8万亿", True, "1100000000000"),  # two at least
        ("250万", False, "358000"),
        ("90663", False, "13000"),
    ],
)
def test_an_amount_has_no_more_digits_than_it_and_its_rate_have(
    value: str, target: bool, wanted: str, tmp_path: Path
) -> None:
    base = base_of(tmp_path, value, target=target)
    made = base.facts["usd.assets@2025-12-31" + (".target" if target else "")]
    assert made.quantity is not None
    assert (made.quantity.value, made.quantity.unit) == (Decimal(wanted), "USD")
    assert made.quantity.qualifier is Qualifier.ABOUT
    assert (made.operation, made.inputs[1]) == ("convert", "parity@2026-01-26")


@pytest.mark.parametrize(
    ("word", "qualifier", "value"),
    [
        ("超", Qualifier.MORE_THAN, "39500000000"),  # 39.545: a bound is rounded towards the side on which it is true
        ("以上", Qualifier.AT_LEAST, "39500000000"),
        ("近", Qualifier.NEARLY, "39600000000"),
        ("不足", Qualifier.LESS_THAN, "39600000000"),
        ("不超过", Qualifier.AT_MOST, "39600000000"),
        ("约", Qualifier.ABOUT, "39500000000"),
    ],
)
def test_the_amount_keeps_its_qualifier(word: str, qualifier: Qualifier, value: str, tmp_path: Path) -> None:
    made = base_of(tmp_path, "2762亿", more=f", qualifier: {word}").facts["usd.assets@2025-12-31"]
    assert made.quantity is not None
    assert (made.quantity.qualifier, made.quantity.value) == (qualifier, Decimal(value))


def test_the_noughts_of_nearly_a_round_amount_are_not_known(tmp_path: Path) -> None:
    made = base_of(tmp_path, "5000亿", more=", qualifier: 近").facts["usd.assets@2025-12-31"]
    assert made.quantity is not None
    assert (made.quantity.qualifier, made.quantity.value) == (
        Qualifier.NEARLY,
        Decimal("72000000000"),
    )  # 71.6: two digits


def test_a_day_takes_the_rate_it_knew(tmp_path: Path) -> None:
    made = base_of(tmp_path, "9.6万亿", as_of=date(2025, 6, 1)).facts["usd.assets@2025-12-31"]
    assert made.inputs == ("assets@2025-12-31", "parity@2025-01-02")


def test_before_any_rate_nothing_is_converted(tmp_path: Path) -> None:
    base = base_of(tmp_path, "9.6万亿", as_of=date(2025, 1, 1))
    assert not [name for name in base.facts if name.startswith("usd.")]


def stated(name: str, value: str) -> str:
    said = f'period: "2025-12-31", basis: stated, value: "{value}", published: {value}元, source: s1, locator: L2'
    return f"  - id: {name}\n    label: 甲\n    unit: CNY\n    kind: stock\n    observations:\n      - {{{said}}}\n"


def test_a_derived_amount_is_converted_by_its_id(tmp_path: Path) -> None:
    files = {
        "content/indicators/a.yaml": f"indicators:\n{stated('one', '60亿')}{stated('two', '40亿')}{RATES}",
        "content/derived/a.yaml": """\
derived:
  - {id: both, label: 两项, op: sum, inputs: [one, two], unit: CNY, decimals: -8}
conversions:
  - {id: usd, rate: parity, amounts: [both]}
""",
    }
    content, _ = load_content(write(tmp_path, files))
    base, problems = build_fact_base(content)
    assert not [str(p) for p in problems]
    made = base.facts["usd.both"]
    assert made.quantity is not None
    assert made.quantity.value == Decimal("1430000000")
    assert base.beside == {"both": ("usd.both",)}
