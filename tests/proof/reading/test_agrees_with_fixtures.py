"""The reader against what the language fixtures print: it shares no rule with the formatter, so agreement proves both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefing.proof.reading import agree, directions_in, numbers_in

FIXTURES = Path(__file__).parents[2] / "language" / "fixtures"
SCALES = {"万亿": 12, "亿": 8, "万": 4, " trillion": 12, " billion": 9, " million": 6}
QUALIFIERS = {
    "超": "more-than",
    "余": "more-than",
    "突破": "more-than",
    "约": "about",
    "左右": "about",
    "近": "nearly",
    "以上": "at-least",
    "不足": "less-than",
}


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text("utf-8"))
    return found


def shown(row: dict[str, Any], tag: str) -> str:
    return str(row[tag]).replace("_", "\u00a0")


def typed(text: str) -> Decimal:
    for word, power in SCALES.items():
        if text.endswith(word):
            return Decimal(text.removesuffix(word)).scaleb(power)
    return Decimal(text)


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_every_printed_quantity_reads_back_to_its_value_unit_and_qualifier(tag: str) -> None:
    whole = [r for r in rows("quantities") if r.get("form", "full") in {"full", "digits", "words"}]
    assert len(whole) > 300
    for row in whole:
        text = shown(row, tag)
        (found,) = numbers_in(text, tag)
        assert (found.start, found.end) == (0, len(text)), text
        assert found.value == typed(row["value"]), text
        assert row["unit"] in found.units, text
        assert found.qualifier == QUALIFIERS.get(row.get("qualifier", ""), ""), text


@pytest.mark.parametrize("name", ["quantities", "periods", "ranks"])
def test_chinese_and_english_of_one_fact_agree(name: str) -> None:
    compared = 0
    for row in rows(name):
        if "zh" not in row or "en" not in row or row.get("form") in {"number", "bare", "cell"}:
            continue
        chinese, english = (numbers_in(shown(row, tag), tag) for tag in ("zh", "en"))
        if len(chinese) == len(english) == 1:
            assert agree(chinese[0], english[0]), (chinese, english)
            compared += 1
    assert compared > 20


def test_a_change_says_the_direction_of_its_value() -> None:
    for row in rows("changes"):
        way = "up" if typed(row["value"]) > 0 else "down"
        if row["unit"] == "multiple" or typed(row["value"]) == 0:
            continue
        for tag in ("zh", "en"):
            assert {d.way for d in directions_in(shown(row, tag), tag)} <= {way}, row
