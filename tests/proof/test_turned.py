"""A right figure under the wrong name; and numerals that stand in no edition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from briefing.facts.base import FactBase
from briefing.proof.reading import numbers_in
from briefing.proof.sentences import declare
from briefing.proof.sentences.checks import Context, check_pair
from briefing.proof.sentences.contrasts import (
    PrintedPlaceholder,
    engine_contrasts,
    exchanged,
    labels_exchanged,
    read_contrasts,
    turned,
)
from tests.proof.edition import project

PAIRS = engine_contrasts()
SOURCE = "截至%(when)s，存款余额%(deposits)s，贷款余额%(loans)s，均高于全国平均。"
RIGHT = "At %(when)s deposits stood at %(deposits)s and loans at %(loans)s, both above the national average."


def test_a_faithful_translation_is_not_blamed() -> None:
    assert list(turned(SOURCE, RIGHT, "zh", "en", PAIRS)) == []
    assert list(exchanged(SOURCE, RIGHT, STAND, project().base)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("deposits stood", "loans stood", "deposits and loans"),
        ("above", "below", "higher and lower"),
        ("national", "municipal", "nation and city"),
    ],
)
def test_a_name_turned_round_is_caught(right: str, wrong: str, said: str) -> None:
    assert right in RIGHT
    assert said in " ".join(turned(SOURCE, RIGHT.replace(right, wrong), "zh", "en", PAIRS))


def test_names_before_each_others_figures_are_caught() -> None:
    wrong = RIGHT.replace("deposits stood", "loans stood").replace("and loans", "and deposits")
    assert list(labels_exchanged(SOURCE, wrong, "zh", "en", PAIRS)) == ["deposits and loans"]
    assert list(labels_exchanged(SOURCE, RIGHT, "zh", "en", PAIRS)) == []


STAND = {
    "deposits": PrintedPlaceholder("fig", "deposits@2025-12-31", "full"),
    "loans": PrintedPlaceholder("fig", "loans@2025-12-31", "full"),
    "when": PrintedPlaceholder("asof", "deposits@2025-12-31", ""),
    "start": PrintedPlaceholder("asof", "deposits@2023-12-31", ""),
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


CONTEXT_FREE = {
    "a lost negation": ("本简报不构成投资建议。", "This briefing is not advice.", "This briefing is advice."),
    "a lost cannot": ("这一数字无法核实，也不能相加。", "The figure cannot be added.", "The figure can be added."),
    "a lost does not": ("来源没有说明口径。", "The source does not state the scope.", "The source states the scope."),
    "not yet, already": ("方案尚未印发。", "The plan has not yet been issued.", "The plan has already been issued."),
    "neither, both": ("两项目标均未达到。", "Neither target was met.", "Both targets were met."),
    "an added negation": ("规模在扩大。", "Volumes are growing.", "Volumes are not growing."),
    "planned, completed": ("项目计划开工。", "The project is planned to start.", "The project is completed to start."),
    "currency": ("人民币贷款增长。", "RMB loans grew.", "Foreign-currency loans grew."),
    "base": ("存款同比增长。", "Deposits rose year on year.", "Deposits rose month on month."),
    "order": ("贷款快于存款。", "Loans grew ahead of deposits.", "Loans grew behind deposits."),
    "extreme": ("规模最大的项目。", "The largest project.", "The smallest project."),
    "colour": ("绿色贷款增长。", "Green loans grew.", "Brown loans grew."),
    "basis": ("这是推算的占比。", "The share is inferred.", "The share is stated."),
    "time": ("会议前发布。", "Released before the meeting.", "Released after the meeting."),
}


@pytest.mark.parametrize("kind", CONTEXT_FREE)
def test_a_translation_that_says_the_contrary_is_refused_and_the_right_one_is_not(kind: str) -> None:
    source, right, wrong = CONTEXT_FREE[kind]
    context = Context(project().base, {tag: declare(tag, ()) for tag in ("zh", "en")})
    assert list(check_pair(source, right, "en", {}, context)) == []
    assert list(check_pair(source, wrong, "en", {}, context))


def test_a_project_adds_its_own_opposites_and_switches_off_one_of_the_engine(tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    own = 'north and south: {one: {zh: 北, en: north}, other: {zh: 南, en: south}}\ngreen and other colours: "off"\n'
    (tmp_path / "i18n" / "contrasts.yaml").write_text(own, "utf-8")
    pairs, problems = read_contrasts(tmp_path)
    assert problems == ()
    assert list(turned("北区", "the south", "zh", "en", pairs)) == ["it turns round “north and south”"]
    assert list(turned("绿色贷款", "brown loans", "zh", "en", pairs)) == []
    (tmp_path / "i18n" / "contrasts.yaml").write_text('north and south: {one: "1"}\n', "utf-8")
    assert [p.code for p in read_contrasts(tmp_path)[1]] == ["contrasts-unreadable"]


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("3—5亿元", "RMB 300 million to RMB 500 million", True),
        ("3—5亿元", "RMB 300–500 million", True),
        ("3至5年", "3 to 5 years", True),
        ("3—5亿元", "RMB 3 million to RMB 500 million", False),
        ("3—5亿元", "RMB 300 million to RMB 600 million", False),
    ],
)
def test_both_ends_of_a_span_are_compared_with_their_scale(source: str, target: str, right: bool) -> None:
    context = Context(project().base, {tag: declare(tag, ()) for tag in ("zh", "en")})
    assert (list(check_pair(source, target, "en", {}, context, free=True)) == []) is right


def test_a_name_is_known_where_a_line_ended_at_its_hyphen() -> None:
    names = declare("en", [("14th Five-Year Plan", "name")])
    for text in ("early in the 14th Five-Year Plan", "early in the 14th FiveYear Plan"):
        assert [text[a:b].startswith("14th") for a, b in names.spans(text)] == [True]
    assert not names.spans("the 14th Five Year Plan")
