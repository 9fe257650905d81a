"""A right figure under the wrong name; and numerals that stand in no edition."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.facts.base import FactBase
from briefing.proof.contrasts import exchanged, labels_exchanged, turned
from briefing.proof.placeholders import Printed
from briefing.proof.reading import numbers_in
from tests.proof.edition import project

SOURCE = "截至%(when)s，存款余额%(deposits)s，贷款余额%(loans)s，均高于全国平均。"
RIGHT = "At %(when)s deposits stood at %(deposits)s and loans at %(loans)s, both above the national average."


def test_a_faithful_translation_is_not_blamed() -> None:
    assert list(turned(SOURCE, RIGHT, "zh", "en")) == []
    assert list(exchanged(SOURCE, RIGHT, STAND, project().base)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("deposits stood", "loans stood", "deposits and loans"),
        ("above", "below", "higher and lower"),
        ("national", "municipal", "nation and city"),
        ("stood", "had not stood", "negation"),
    ],
)
def test_a_name_turned_round_is_caught(right: str, wrong: str, said: str) -> None:
    assert right in RIGHT
    assert said in " ".join(turned(SOURCE, RIGHT.replace(right, wrong), "zh", "en"))


def test_names_before_each_others_figures_are_caught() -> None:
    wrong = RIGHT.replace("deposits stood", "loans stood").replace("and loans", "and deposits")
    assert list(labels_exchanged(SOURCE, wrong, "zh", "en")) == ["deposits and loans"]
    assert list(labels_exchanged(SOURCE, RIGHT, "zh", "en")) == []


STAND = {
    "deposits": Printed("fig", "deposits@2025-12-31", "full"),
    "loans": Printed("fig", "loans@2025-12-31", "full"),
    "when": Printed("asof", "deposits@2025-12-31", ""),
    "start": Printed("asof", "deposits@2023-12-31", ""),
}


def test_two_figures_of_one_sort_or_two_dates_that_change_places_are_caught() -> None:
    base: FactBase = project().base
    swapped = RIGHT.replace("%(deposits)s", "%(x)s").replace("%(loans)s", "%(deposits)s").replace("%(x)s", "%(loans)s")
    assert list(exchanged(SOURCE, swapped, STAND, base)) == [("deposits", "loans")]
    assert list(exchanged("%(start)s至%(when)s", "from %(when)s to %(start)s", STAND, base)) == [("start", "when")]
    assert list(exchanged("%(when)s，%(loans)s", "%(loans)s %(when)s", STAND, base)) == []


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (text, tag)
        for tag, texts in {
            "en": "½ of it|a couple of banks|several hundred firms|a decade"
            "|quadruple|XII firms|①|double-digit growth|²|the eleventh"
            "|a quarter of the total|an additional percentage point",
            "zh": "½|壹佰万元|廿家|卅年|千亿级|亿元级|上百亿元|双位数增长|腰斩|负增长|冠军|几家|俩|Ⅳ家|①|多半",
        }.items()
        for text in texts.split("|")
    ],
)
def test_a_number_in_any_dress_is_found(text: str, tag: str) -> None:
    assert numbers_in(text, tag), text


@pytest.mark.parametrize(
    ("text", "tag"),
    [("4.5 km²", "en"), ("陆海新通道", "zh"), ("队伍", "zh"), ("收拾", "zh"), ("vitamin C, Phase I", "en")],
)
def test_what_only_looks_like_a_numeral_is_not_taken_for_another(text: str, tag: str) -> None:
    assert [f.value for f in numbers_in(text, tag)] in ([], [Decimal("4.5")])


@pytest.mark.parametrize(
    "words", ["only ", "barely ", "minus ", "as many as ", "~", ">", "≤", "€", "just shy of ", "north of "]
)
def test_words_and_signs_beside_a_figure_change_what_is_read(words: str) -> None:
    plain, changed = (numbers_in(f"stood at {w}7.31", "en")[0] for w in ("", words))
    assert (plain.qualifier, plain.units) != (changed.qualifier, changed.units)
