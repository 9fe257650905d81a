"""Claims hold only when they are true of every value the published figures can stand for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.facts.base import UnknownClaim
from tests.support.content_case import based

PLACE = "published: 见原文, source: s1, locator: L3"


def series(name: str, *values: str, unit: str = "CNY", qualifier: str = "", target: bool = False) -> str:
    word = f"qualifier: {qualifier}, " if qualifier else ""
    rows = "".join(
        f'      - {{period: "{2020 + n}-12-31", basis: stated, value: "{v}", {word}{PLACE}}}\n'
        for n, v in enumerate(values)
    )
    key = "targets" if target else "observations"
    return f"  - id: {name}\n    label: 名称\n    unit: {unit}\n    kind: stock\n    {key}:\n{rows}"


def holds(tmp_path: Path, test: str, *indicators: str, right: str = ", right: b") -> bool:
    files = {
        "content/indicators/a.yaml": "indicators:\n" + "".join(indicators),
        "content/claims/a.yaml": f"claims:\n  - {{id: one, statement: 某句, test: {test}, left: a{right}}}\n",
    }
    return based(tmp_path, files).holds("one")


@pytest.mark.parametrize(
    ("test", "a", "b", "expected"),
    [
        ("greater", series("a", "9.6万亿"), series("b", "9.5万亿"), True),
        ("greater", series("a", "9.6万亿"), series("b", "9.58万亿"), False),
        ("greater", series("a", "9.6万亿"), series("b", "9.6万亿"), False),
        ("greater-or-equal", series("a", "9.6万亿"), series("b", "9.6万亿"), True),
        ("less", series("a", "5.66万亿"), series("b", "6万亿", target=True), True),
        ("less", series("a", "5.9万亿"), series("b", "6万亿"), False),
        ("less", series("a", "5.9万亿"), series("b", "6万亿", target=True), True),
        ("greater", series("a", "6万亿", qualifier="超"), series("b", "6万亿", target=True), True),
        ("greater", series("a", "6万亿", qualifier="以上"), series("b", "6万亿", target=True), False),
        ("greater-or-equal", series("a", "6万亿", qualifier="以上"), series("b", "6万亿", target=True), True),
        ("less", series("a", "6万亿", qualifier="超"), series("b", "7万亿"), False),
        ("less", series("a", "6万亿", qualifier="不足"), series("b", "6万亿", target=True), True),
        ("less", series("a", "6万亿", qualifier="近"), series("b", "6万亿", target=True), True),
        ("less", series("a", "6万亿", qualifier="约"), series("b", "6.1万亿"), False),
        ("equal", series("a", "6万亿"), series("b", "6万亿"), True),
        ("equal", series("a", "6万亿", qualifier="约"), series("b", "6万亿"), False),
        ("less", series("a", "17", unit="project"), series("b", "18", unit="project"), True),
    ],
)
def test_comparisons(test: str, a: str, b: str, expected: bool, tmp_path: Path) -> None:
    assert holds(tmp_path, test, a, b) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("50", True), ("52", False), ("51.4", False)],
    ids=["more than half", "not", "too near to tell"],
)
def test_against_a_threshold(value: str, expected: bool, tmp_path: Path) -> None:
    right = f', value: "{value}", unit: percent'
    assert holds(tmp_path, "greater", series("a", "51", unit="percent"), right=right) is expected


@pytest.mark.parametrize(
    ("test", "values", "expected"),
    [
        ("increasing", ("1万", "2万", "3万"), True),
        ("increasing", ("1万", "2万", "2万"), False),
        ("decreasing", ("3万", "2万", "1万"), True),
        ("decreasing", ("1万", "2万"), False),
    ],
)
def test_series(test: str, values: tuple[str, ...], expected: bool, tmp_path: Path) -> None:
    assert holds(tmp_path, test, series("a", *values), right="") is expected


def test_unknown_claims_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownClaim):
        based(tmp_path, {}).holds("one")


def test_a_claim_does_not_hold_before_its_facts_are_known(tmp_path: Path) -> None:
    files = {
        "content/indicators/a.yaml": "indicators:\n" + series("a", "2") + series("b", "1"),
        "content/claims/a.yaml": "claims:\n  - {id: one, statement: 某句, test: greater, left: a, right: b}\n",
    }
    assert based(tmp_path, files).holds("one")
    assert not based(tmp_path, files, date(2025, 5, 1)).holds("one")


def test_latest_figures_of_different_periods_are_not_compared(tmp_path: Path) -> None:
    a, b = series("a", "1万", "2万", "3万"), series("b", "1万", "1万")
    assert not holds(tmp_path, "greater", a, b)
    assert holds(tmp_path, "greater", a, series("b", "1万", "1万", "1万"))
    assert holds(tmp_path, "greater", a, b, right=', right: "b@2021-12-31"')


def test_an_indicator_with_only_a_target_is_no_figure_to_compare(tmp_path: Path) -> None:
    a = series("a", "9万", target=True)
    assert not holds(tmp_path, "greater", a, series("b", "1万", target=True))
