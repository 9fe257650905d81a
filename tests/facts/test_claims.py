"""Claims hold only when they are true of every value the published figures can stand for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.facts.base import UnknownClaim
from tests.support.content_case import all_problems, based, write

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


SOURCE_S1 = "source: s1, locator: L3"


def based_on(tmp_path: Path, claim: str, indicators: str = "", events: str = "", as_of: date | None = None) -> bool:
    files = {"content/claims/a.yaml": f"claims:\n  - {{id: one, statement: 某句, {claim}}}\n"}
    if indicators:
        files["content/indicators/a.yaml"] = "indicators:\n" + indicators
    if events:
        files["content/events/a.yaml"] = "events:\n" + events
    assert not [str(p) for p in all_problems(write(tmp_path, files)) if p.severity == "error"]
    return based(tmp_path, files, as_of).holds("one")


AWAITED = "  - {id: rate, label: 利率, unit: percent, kind: rate}\n"


@pytest.mark.parametrize(
    ("claim", "indicators", "expected"),
    [
        ("test: absent, left: rate", AWAITED, True),
        ("test: absent, left: rate", series("rate", "3.05", unit="percent"), False),
        ("test: absent, left: a, also: [rate]", series("a", "1").replace("observations", "targets") + AWAITED, True),
        ("test: absent, left: rate, also: [a]", AWAITED + series("a", "1"), False),
        ('test: absent, left: "a@2021-12-31"', series("a", "1"), True),
        ('test: absent, left: "a@2020-12-31"', series("a", "1"), False),
        ("test: unsaid, left: a, source: s1", series("a", "1"), True),
        ("test: unsaid, left: a, source: s2", series("a", "1"), False),
        ("test: rising, left: a", series("a", "5.36万亿", "6.13万亿"), True),
        ("test: rising, left: a", series("a", "5.36万亿", "6.13万亿", "6.05万亿"), False),
        ("test: falling, left: a", series("a", "5.36万亿", "6.13万亿", "6.05万亿"), True),
        ("test: rising, left: a", series("a", "6.05万亿", "6.05万亿"), False),
        ("test: rising, left: a", series("a", "6.05万亿"), False),
    ],
)
def test_what_is_missing_and_what_moves(claim: str, indicators: str, expected: bool, tmp_path: Path) -> None:
    assert based_on(tmp_path, claim, indicators) is expected


@pytest.mark.parametrize(
    ("period", "basis", "status", "expected"),
    [
        ("2026-04-10", "stated", "announced", True),
        ("2026-04-09", "stated", "announced", False),
        ("2026-04-09", "reported", "announced", True),
        ("2026-04-10", "stated", "occurred", False),
    ],
)
def test_what_is_announced_is_ahead_until_its_day_has_passed(
    period: str, basis: str, status: str, expected: bool, tmp_path: Path
) -> None:
    said = f"published: 将举行, {SOURCE_S1}, status: {status}"
    event = f"  - {{id: fair, label: 大会, period: {period!r}, basis: {basis}, {said}}}\n"
    assert based_on(tmp_path, "test: ahead, left: fair", series("a", "1"), event) is expected


def test_an_indicator_without_figures_needs_a_claim_that_says_so(tmp_path: Path) -> None:
    files = {"content/indicators/a.yaml": "indicators:\n" + AWAITED}
    assert "empty-entry" in [p.code for p in all_problems(write(tmp_path, files))]
