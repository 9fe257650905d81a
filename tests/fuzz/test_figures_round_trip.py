"""Format, read back independently, compare: for every unit, qualifier and scale, in both languages."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.language import load_language
from briefing.language.figures import print_quantity
from briefing.language.model import Language
from briefing.proof.reading import agree, numbers_in
from briefing.quantities import Qualifier
from briefing.quantities.parse import QUALIFIER_WORDS, exact_quantity

ROOT = Path(__file__).parents[2]
EXAMPLES = 300 * int(os.environ.get("BRIEFING_FUZZ", "1"))


@cache
def language(tag: str) -> Language:
    return load_language(ROOT / "i18n", tag)


#: All but rates of exchange, which the proof reads as the amount of the one currency (``proof/accounting``).
UNITS = sorted(name for name, unit in language("zh").units.items() if unit.family != "exchange")
DIGITS = st.one_of(
    st.integers(1, 10**14).map(str),
    st.tuples(st.integers(0, 10**6), st.integers(0, 999), st.integers(1, 3)).map(
        lambda t: f"{t[0]}.{t[1]:0{t[2]}d}"[:20]
    ),
)
WORDS = st.sampled_from(["", *QUALIFIER_WORDS])
FACTORS = st.sampled_from([Decimal(1), Decimal(10) ** 4, Decimal(10) ** 8, Decimal(10) ** 12])


@settings(max_examples=EXAMPLES, deadline=None)
@given(DIGITS, FACTORS, st.sampled_from(UNITS), WORDS)
def test_what_is_printed_reads_back_to_the_same_value(digits: str, factor: Decimal, unit: str, wording: str) -> None:
    if unit == "rank" and ("." in digits or factor != 1 or wording or not 0 < int(digits) < 1000):
        return
    if wording == "余" and unit == "percent":
        return  # no source writes 1%余; the word stands before a measure word
    if unit == "year" and 1800 <= Decimal(digits) * factor < 2200:
        return  # 2000年 is a year and no duration
    quantity = exact_quantity(digits, factor, unit, QUALIFIER_WORDS.get(wording), wording)
    found = []
    for tag in ("zh", "en"):
        text = print_quantity(language(tag), quantity, "full")
        read = numbers_in(text, tag)
        assert len(read) == 1, (text, read)
        assert read[0].value == quantity.value, text
        assert unit in read[0].units, text
        assert read[0].qualifier == (str(quantity.qualifier) if isinstance(quantity.qualifier, Qualifier) else ""), text
        found.append(read[0])
    assert agree(found[0], found[1])


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["zh", "en"]))
def test_any_text_at_all_is_read_without_a_fault_and_in_order(text: str, tag: str) -> None:
    found = numbers_in(text, tag)
    assert all(f.text and 0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(
        st.sampled_from("一二三四五六七八九十百千万亿两零点0123456789.,%元家个超约近余第年月日末至—+（） "), max_size=24
    ).map("".join)
)
def test_any_row_of_numerals_is_read_without_a_fault(text: str) -> None:
    for found in numbers_in(text, "zh"):
        assert found.end > found.start
