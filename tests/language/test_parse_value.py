"""The value field of content files: one spelling, exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.quantities import Qualifier
from briefing.quantities.parse import ValueTextError, parse_value


@pytest.mark.parametrize(
    ("text", "value", "quantum", "decimals"),
    [
        ("9.6万亿", "9600000000000", "100000000000", True),
        ("6511.3亿", "651130000000", "10000000", True),
        ("-0.24", "-0.24", "0.01", True),
        ("250万", "2500000", "10000", False),
        ("1.05万亿", "1050000000000", "10000000000", True),
        ("8.0", "8.0", "0.1", True),
        ("5000亿", "500000000000", "100000000", False),
        ("1.0万亿", "1000000000000", "100000000000", True),
        ("455", "455", "1", False),
        ("0", "0", "1", False),
        ("-0.0", "0.0", "0.1", True),
        ("651.13 billion", "651130000000", "10000000", True),
        ("2.5million", "2500000", "100000", True),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12", "0.01", True),
    ],
)
def test_value(text: str, value: str, quantum: str, decimals: bool) -> None:
    quantity = parse_value(text, "CNY")
    assert (quantity.value, quantity.quantum, quantity.decimals) == (Decimal(value), Decimal(quantum), decimals)
    assert "E" not in str(quantity.value)
    assert not str(quantity.value).startswith("-0.0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("９.6万亿", "full-width"),
        ("9．6万亿", "full-width"),
        ("31,300", "thousands"),
        ("1e12", "not a value"),
        ("+5", "not a value"),
        ("05", "not a value"),
        (".5", "not a value"),
        ("5.", "not a value"),
        ("", "not a value"),
        ("NaN", "not a value"),
        ("9.6万亿元", "own field"),
        ("9.6 千", "scale word"),
        ("9.6\n", "not a value"),
        ("1_000", "not a value"),
        ("9.6 ", "not a value"),
        (" 9.6", "not a value"),
        ("9.6 trillion RMB", "not a value"),
        ("٣", "not a value"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(ValueTextError, match=says):
        parse_value(text, "CNY")


def test_qualifier_words() -> None:
    assert parse_value("10", "percent", "以上").qualifier is Qualifier.AT_LEAST
    assert parse_value("10", "percent", "超").wording == "超"
    with pytest.raises(ValueTextError, match="左右"):
        parse_value("10", "percent", "大概")
