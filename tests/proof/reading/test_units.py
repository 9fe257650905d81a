"""Every unit that the language prints is one that the proof reads: a unit new in ``i18n`` needs its words in the reader too."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from briefing.language import load_language
from briefing.language.figures import print_quantity
from briefing.proof.reading import numbers_in
from briefing.quantities.parse import exact_quantity

LANGUAGES = {tag: load_language(Path(__file__).parents[3] / "i18n", tag) for tag in ("zh", "en")}
#: All but rates of exchange, read as the amount of the one currency, and ranks, which are printed with their region.
UNITS = sorted(name for name, unit in LANGUAGES["zh"].units.items() if unit.family not in ("exchange", "rank"))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_unit_reads_back(tag: str) -> None:
    unread = []
    for unit in UNITS:
        for digits in ("1", "3", "12.5", "2500"):
            text = print_quantity(LANGUAGES[tag], exact_quantity(digits, Decimal(1), unit, None, ""), "full")
            read = numbers_in(text, tag)
            if [n.value for n in read] != [Decimal(digits)] or unit not in read[0].units:
                unread.append(f"{unit}: {text}")
    assert unread == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("three quarters", "0.75", "part"), ("3\u00a0quarters", "3", "quarter"), ("one quarter of loans", "0.25", "part")],
)
def test_quarters_in_digits_are_time_and_in_words_a_share(text: str, value: str, unit: str) -> None:
    (read,) = numbers_in(text, "en")
    assert (read.value, unit in read.units) == (Decimal(value), True)
