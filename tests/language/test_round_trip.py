"""Laws: printing then reading gives the same figure; nothing is rounded; English holds no Chinese."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.language import Language
from briefing.language.changes import print_change
from briefing.language.figures import cell, choose_scale, column_scale, digits, print_quantity
from briefing.language.published import parse_published
from briefing.problems import Problem
from briefing.quantities import Qualifier, Quantity
from briefing.quantities.parse import QUALIFIER_WORDS, SCALE_WORDS, exact_quantity, parse_value
from tests.language.languages import EN, LANGUAGES, ZH

HAN_OR_FULL_WIDTH = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
UNITS = [unit for unit in ZH.units if unit != "rank"]

plain_digits = st.builds(
    lambda whole, fraction: f"{whole}.{fraction}" if fraction else str(whole),
    st.integers(0, 99_999),
    st.text("0123456789", max_size=3),
)
qualifiers = st.sampled_from([("", None), *QUALIFIER_WORDS.items()])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Any figure a source could print."""
    word, kind = draw(qualifiers)
    sign = draw(st.sampled_from(["", "", "", "-"]))
    number = draw(plain_digits)
    factor = draw(st.sampled_from(list(SCALE_WORDS.values())))
    return exact_quantity(sign + number, factor, draw(st.sampled_from(UNITS)), kind, word)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda lang: lang.tag)
@given(quantity=quantities())
@settings(max_examples=300, deadline=None)
def test_printing_then_reading_gives_the_same_figure(language: Language, quantity: Quantity) -> None:
    for form in ("full", "digits", "number"):
        text = print_quantity(language, quantity, form)
        back = parse_published(language, text, quantity.unit)
        assert not isinstance(back, Problem), (text, back)
        assert (back.value, back.unit, back.qualifier) == (quantity.value, quantity.unit, quantity.qualifier), text


@given(quantity=quantities())
@settings(max_examples=300, deadline=None)
def test_chinese_keeps_the_word_and_the_digits_of_the_source(quantity: Quantity) -> None:
    back = parse_published(ZH, print_quantity(ZH, quantity, "full"), quantity.unit)
    assert not isinstance(back, Problem)
    assert back.wording == quantity.wording


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda lang: lang.tag)
@given(quantity=quantities())
@settings(max_examples=300, deadline=None)
def test_no_digit_is_lost_and_none_is_made_up(language: Language, quantity: Quantity) -> None:
    scale = choose_scale(language, language.family(quantity.unit), quantity)
    text = digits(quantity, scale)
    assert Decimal(text) * scale.factor == quantity.value
    weight = Decimal(1).scaleb(-len(text.partition(".")[2])) * scale.factor
    if quantity.decimals and weight < scale.factor:
        assert weight <= quantity.quantum
    if not quantity.decimals and "." in text:
        assert not text.endswith("0")


@given(quantity=quantities())
@settings(max_examples=300, deadline=None)
def test_english_holds_no_chinese(quantity: Quantity) -> None:
    for form in ("full", "digits", "number", "bare", "cell", "full-initial"):
        assert not HAN_OR_FULL_WIDTH.search(print_quantity(EN, quantity, form))
    for form in EN.changes.forms:
        assert not HAN_OR_FULL_WIDTH.search(print_change(EN, quantity, "yoy", form))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda lang: lang.tag)
@given(quantity=quantities())
@settings(max_examples=200, deadline=None)
def test_a_cell_shows_the_whole_value_under_its_column(language: Language, quantity: Quantity) -> None:
    scale = column_scale(language, [quantity])
    text = cell(language, replace(quantity, qualifier=None), scale)
    factor = language.scales[scale].factor if scale != "one" else Decimal(1)
    assert Decimal(text.replace(",", "").replace("−", "-")) * factor == quantity.value


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda lang: lang.tag)
@given(number=plain_digits, negative=st.booleans(), unit=st.sampled_from(["percent", "percentage-point"]))
@settings(max_examples=200, deadline=None)
def test_a_change_in_words_reads_back_with_its_sign(language: Language, number: str, negative: bool, unit: str) -> None:
    quantity = parse_value(("-" if negative else "") + number, unit)
    if not quantity.value:
        return
    for form in ("full", "verb", "noun", "gerund", "verb-alone"):
        back = parse_published(language, print_change(language, quantity, "yoy", form), unit)
        assert not isinstance(back, Problem)
        assert back.value == quantity.value


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda lang: lang.tag)
@given(value=st.integers(2, 500))
@settings(max_examples=100, deadline=None)
def test_a_multiple_reads_back_as_new_over_old(language: Language, value: int) -> None:
    quantity = parse_value(str(value), "multiple")
    for form in ("full", "verb", "noun"):
        back = parse_published(language, print_change(language, quantity, "yoy", form), "multiple")
        assert not isinstance(back, Problem), print_change(language, quantity, "yoy", form)
        assert back.value == value


def test_every_qualifier_has_a_word_in_every_language() -> None:
    for language in LANGUAGES:
        assert set(language.qualifiers) == set(Qualifier)
